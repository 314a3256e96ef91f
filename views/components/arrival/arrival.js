// Takes the reader to what a click has just put on the page: to the top of what was opened, and within it to the next
// place. Streamlit leaves the page where it was scrolled.
/** @typedef {{ opened: string, place: string, target: string }} Arrival */
/** @type {Arrival | null} */
let before = null; // where the reader was, in this document

/** @param {ComponentArgs<Arrival>} component */
export default function ({ data }) {
  if (!data) return;
  const { opened, place } = before ?? {};
  before = data;
  if (data.opened !== opened) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  else if (data.place !== place && data.target) arrive(data.target, 20);
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
