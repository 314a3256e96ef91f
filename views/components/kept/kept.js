// The work on cases stays in this tab's own storage, and comes back from there after a reload.
const STORE = "lems-cases";
let asked = false; // once for each document, or clearing the work would bring it back

/** @param {ComponentArgs<{ kept: string, fresh: boolean }>} component */
export default function ({ data, setStateValue }) {
  if (!data) return;
  const first = !asked;
  asked = true;
  if (first && data.fresh) {
    try {
      const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
      if (kept) return setStateValue("kept", kept);
    } catch {
      // Nothing that can be read was kept.
    }
  }
  sessionStorage.setItem(STORE, data.kept);
}
