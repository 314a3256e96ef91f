// On a page without questions, after a reload or when the server has forgotten the sitting: hands over the answers that
// the tab has kept (views/components/questions).
/** @type {string | undefined} */
let asked; // once for each sitting, or clearing the answers would bring them back

/** @param {ComponentArgs<{ sitting: string }>} component */
export default function ({ data, parentElement, setStateValue }) {
  if (!data || asked === data.sitting) return;
  const { sitting } = data;
  const kept = recall();
  if (!kept) {
    asked = sitting;
    return;
  }
  report(parentElement, () => {
    asked = sitting;
    setStateValue("kept", { ...kept, sitting });
  });
}

function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem("lems-checklist") ?? "null");
    const { format, answers, reasons = {}, marks = {} } = kept ?? {};
    const holds = format === 1 && Object.keys({ ...answers, ...reasons }).length > 0;
    return holds ? { answers, reasons, marks } : null;
  } catch {
    return null; // nothing that can be read was kept
  }
}
