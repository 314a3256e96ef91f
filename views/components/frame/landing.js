/** @param {ComponentArgs<{ page: string, notes: Notes | null }>} component */
export default function ({ data, parentElement, setStateValue }) {
  if (!data) return;
  openPage(data.page);
  knowTheWay(data.page);
  takeGestures();
  holdPresses();
  comeBack();
  defineTerms();
  settleNotes(data.notes, (typed) => report(parentElement, () => setStateValue("typed", typed)));
}
