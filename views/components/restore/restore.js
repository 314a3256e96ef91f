// On a page without questions, after a reload or when the server has forgotten the sitting: hands over the answers that
// the tab has kept (views/components/questions).
/** @type {string | undefined} */
let asked; // once for each sitting, or clearing the answers would bring them back

/** @param {ComponentArgs<{ sitting: string }>} component */
export default function ({ data, setStateValue }) {
  if (!data || asked === data.sitting) return;
  asked = data.sitting;
  try {
    const kept = JSON.parse(sessionStorage.getItem("lems-checklist") ?? "null");
    const { format, answers, reasons = {}, marks = {} } = kept ?? {};
    if (format === 1 && Object.keys({ ...answers, ...reasons }).length)
      setStateValue("kept", { answers, reasons, marks, sitting: asked });
  } catch {
    // Nothing that can be read was kept.
  }
}
