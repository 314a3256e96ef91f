// The panel beside the questions. It is sent once and then follows what `views/state/now.py` tells:
// the message comes as an attribute of an empty element, and a MutationObserver reads it in the
// moment React has put it there. (A component's own data would come an animation frame later:
// Streamlit runs a component's script after painting.)
/** @type {WeakMap<HTMLElement, AbortController>} */
const following = new WeakMap();

/** @param {ComponentArgs<FigureData & { notes: Notes | null }>} component */
export default function ({ data, parentElement }) {
  const panel = parentElement.querySelector(".panel");
  if (!panel || !data) return;
  following.get(panel)?.abort();
  openPage(""); // the checklist is the page without a path
  knowTheWay("");
  takeGestures();
  holdPresses();
  comeBack();
  defineTerms();
  settleNotes(data.notes);
  const leaving = new AbortController();
  following.set(panel, leaving);
  const figure = shadowed(panel.querySelector(".figure"));
  /**
   * @param {"lems-panel" | "lems-now"} name
   * @param {(told: Now) => void} handler
   */
  const hear = (name, handler) =>
    document.addEventListener(name, ({ detail }) => handler(detail), { signal: leaving.signal });
  hear("lems-panel", (told) => show(panel, told));
  hear("lems-now", (told) => drawSmall(figure, data, told));
  watch();
  if (window.lemsNow) {
    show(panel, window.lemsNow);
    drawSmall(figure, data, window.lemsNow);
  }
  return () => setTimeout(() => panel.isConnected || leaving.abort());
}

// The figure brings its own look, which must not reach the page.
/** @param {HTMLElement} host */
function shadowed(host) {
  if (!host.shadowRoot)
    host
      .attachShadow({ mode: "open" })
      .append(host.querySelector("template").content.cloneNode(true));
  return there(host.shadowRoot).querySelector(".junction");
}

// One observer and one listener for the whole tab, however often the page is left and opened again.
function watch() {
  if (window.lemsWatch) return;
  document.addEventListener("click", turnPage);
  window.lemsWatch = new MutationObserver(take);
  window.lemsWatch.observe(document.body, { subtree: true, childList: true });
  take();
}

/** @type {HTMLElement | null} */
let taken = null;

function take() {
  const told = document.querySelector("[data-lems-now]");
  if (!told || told === taken) return;
  taken = told;
  window.lemsNow = JSON.parse(there(told.dataset.lemsNow));
  document.dispatchEvent(new CustomEvent("lems-panel", { detail: window.lemsNow }));
  // After this task: the panel's text is painted first, and lighting the figure does not hold
  // it up.
  setTimeout(() => document.dispatchEvent(new CustomEvent("lems-now", { detail: window.lemsNow })));
}

/**
 * @param {HTMLElement} panel
 * @param {Now} told
 */
function show(panel, told) {
  for (const place of panel.querySelectorAll("[data-part]"))
    fill(place, told.parts[there(place.dataset.part)]);
}

// A link to another page goes the way of the navigation's own link, which keeps the sitting;
// without one it loads.
/** @param {Event} click */
function turnPage(click) {
  const target = /** @type {Element} */ (click.target);
  const href = target.closest?.("a[data-page]")?.getAttribute("href");
  const links = ["stTopNavLink", "stSidebarNavLink"].map(
    (id) => `[data-testid="${id}"][href$="/${href}"]`,
  );
  const own = href && document.querySelector(links.join());
  if (!own) return;
  click.preventDefault();
  own.click();
}

// The text is a template of ours with every value escaped by Jinja. What a reader has opened stays
// open.
/**
 * @param {HTMLElement & { lemsText?: string }} place
 * @param {string} text
 */
function fill(place, text) {
  if (place.lemsText === text) return;
  /** @param {Element} one */
  const name = (one) => one.querySelector("summary").textContent;
  const open = new Set([...place.querySelectorAll("details[open]")].map(name));
  place.lemsText = text;
  place.innerHTML = text;
  if (open.size)
    for (const one of place.querySelectorAll("details")) one.open = open.has(name(one));
}
