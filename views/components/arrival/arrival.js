// Takes the reader to what a click has just put on the page. Streamlit leaves the page where it was
// scrolled.
/** @type {string | null} */
let before = null; // where the reader was, in this document

/** @param {ComponentArgs<{ place: string, target: string }>} component */
export default function ({ data }) {
  if (!data || data.place === before) return;
  const first = before === null;
  before = data.place;
  if (!first) arrive(data.target, 20);
}

/**
 * @param {string} target
 * @param {number} tries
 */
function arrive(target, tries) {
  const found = [...document.querySelectorAll(target)].at(-1);
  if (!found) {
    if (tries) setTimeout(() => arrive(target, tries - 1), 50);
    return;
  }
  // A reader of the screen by ear goes on from here, too.
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: "start" });
}
