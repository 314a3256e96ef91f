// Takes the reader to what a click has just put on the page: to the top of what was opened, and within it to the next
// place. Streamlit leaves the page where it was scrolled.
/** @typedef {{ opened: string, place: string, target: string, page: string }} Arrival */
/** @type {Arrival | null} */
let before = null; // where the reader was, in this document

/** @param {ComponentArgs<Arrival>} component */
export default function ({ data }) {
  if (!data) return;
  const { opened, place } = before ?? {};
  before = data;
  if (data.opened !== opened) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  else if (data.place !== place && data.target) arrive(data, data.page ? 200 : 20);
}

/**
 * @param {Arrival} data
 * @param {number} tries
 */
function arrive(data, tries) {
  const found = [...document.querySelectorAll(data.target)].at(-1);
  const isThere = !data.page || window.lemsPage === data.page; // see views/components/frame/open_page.js
  if (!found || !isThere) {
    if (tries) setTimeout(() => arrive(data, tries - 1), 50);
    return;
  }
  // A reader of the screen by ear goes on from here, too.
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: "start" });
}
