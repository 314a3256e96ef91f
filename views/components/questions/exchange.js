// Carries the answers between the questions, which stand outside what an answer reruns, and the
// server. Empty on the page: Streamlit draws it again at every answer, so it brings nothing but
// whose answers hold.
/** @param {ComponentArgs<Exchanged>} component */
export default function ({ data, parentElement, setStateValue }) {
  if (!data) return;
  window.lemsExchange = {
    ...data,
    here: () => parentElement.isConnected,
    send: (given) => report(parentElement, () => setStateValue("given", given)),
  };
  document.dispatchEvent(new CustomEvent("lems-exchange"));
}
