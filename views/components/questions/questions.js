// Puts the questions on the page, once for each place that Streamlit has for them.
/** @type {WeakMap<HTMLElement, Board>} */
const boards = new WeakMap();

/** @param {ComponentArgs<QuestionsData>} component */
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".qs-root");
  if (!root || !data) return;
  let board = boards.get(root);
  if (!board) {
    board = new Board(root);
    boards.set(root, board);
  }
  board.show(data);
  return () => setTimeout(() => root.isConnected || board.leave());
}
