// After a reload on a page without questions: hands over the answers that the tab has kept
// (views/components/questions).
let asked = false; // once for each document, or clearing the answers would bring them back

/** @param {ComponentArgs} component */
export default function ({ setStateValue }) {
  if (asked) return;
  asked = true;
  try {
    const kept = JSON.parse(sessionStorage.getItem("lems-checklist") ?? "null");
    const { format, answers, reasons = {}, marks = {} } = kept ?? {};
    if (format === 1 && Object.keys({ ...answers, ...reasons }).length)
      setStateValue("kept", { answers, reasons, marks });
  } catch {
    // Nothing that can be read was kept.
  }
}
