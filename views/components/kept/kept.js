// The work on cases and a case of one's own stay in this tab's own storage, and come back from there after a reload, or
// when the server has forgotten the sitting.
const STORE = "lems-cases";
/** @type {string | undefined} */
let asked; // once for each sitting, or clearing the work would bring it back

/** @param {ComponentArgs<{ kept: string, sitting: string, fresh: boolean, awaited: boolean }>} component */
export default function ({ data, parentElement, setStateValue }) {
  if (!data) return;
  const { sitting } = data;
  if (asked !== sitting && data.fresh) {
    const kept = recall();
    if (kept || data.awaited)
      return report(parentElement, () => {
        asked = sitting;
        setStateValue("kept", kept ?? {});
      });
  }
  asked = sitting;
  try {
    sessionStorage.setItem(STORE, data.kept);
  } catch {
    // Storage is full or forbidden: the work lives in this page only.
  }
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "null");
  } catch {
    return null; // nothing that can be read was kept
  }
}
