/** @param {ComponentArgs<{ page: string, notes: Notes | null }>} component */
export default function ({ data, setStateValue }) {
  if (!data) return;
  openPage(data.page);
  knowTheWay(data.page);
  takeGestures();
  holdPresses();
  defineTerms();
  settleNotes(data.notes, (typed) => setStateValue("typed", typed));
}
