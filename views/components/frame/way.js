// The ways of a page: to a question and back, into a fold, and the note that is copied in one press.
// A fold that was opened stays open in this tab, and printing opens all of them.
const QUESTION = "lems-question"; // the question somebody is on the way to
const FOLDS = "lems-folds"; // the folds that stand open
const FOLD = '[class*="st-key-fold_"] details';
const WAY_TRIES = 200; // times 50 ms that a place is waited for

/** @param {string} page its path; the checklist is the page without one */
function knowTheWay(page) {
  if (page === "") returnToTheChecklist();
  else setTimeout(() => openedBefore(WAY_TRIES));
  if (window.lemsWay) return;
  window.lemsWay = true;
  addEventListener("click", (event) => followWay(event));
  addEventListener("toggle", rememberFold, { capture: true }); // it does not bubble
  addEventListener("click", rememberPlace, { capture: true });
  addEventListener("beforeprint", openForPrint);
  addEventListener("afterprint", closeAfterPrint);
}

/**
 * @param {string} name
 * @param {string} text
 */
function holdInTab(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // Storage is forbidden, as it can be inside another site's page: this page remembers.
    window.lemsHeld = { ...window.lemsHeld, [name]: text };
  }
}

/** @param {string} name */
function heldInTab(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return window.lemsHeld?.[name] ?? "";
  }
}

/** @param {MouseEvent} event */
function followWay(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { question, copy } = link.dataset;
  const place = link.getAttribute("href") ?? "";
  if (question) {
    event.preventDefault();
    toQuestion(question);
  } else if (copy) {
    event.preventDefault();
    copyNote(link, copy, place);
  } else if (/^#(rule|fold|letter)-/.test(place)) {
    event.preventDefault();
    showPlace(place.slice(1));
  }
}

/** @param {string} id */
function toQuestion(id) {
  if (window.lemsPage === "") {
    showQuestion(id, WAY_TRIES);
    return;
  }
  holdInTab(QUESTION, id);
  // The navigation's own link keeps the sitting.
  const links = ["stTopNavLink", "stSidebarNavLink"].map((name) => `[data-testid="${name}"]`);
  const own = document.querySelector(links.join());
  if (own) own.click();
  else location.assign("./");
}

// Where somebody left the checklist, or the question that was asked for.
function returnToTheChecklist() {
  const id = heldInTab(QUESTION);
  holdInTab(QUESTION, "");
  const left = window.lemsLeft;
  if (id) showQuestion(id, WAY_TRIES);
  else if (left) stepBack(left, WAY_TRIES);
  window.lemsLeft = 0;
}

// For as long as the page before is still being taken away, unless the reader moves on.
/**
 * @param {number} top
 * @param {number} tries
 */
function stepBack(top, tries) {
  const moved = new AbortController();
  for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"])
    addEventListener(kind, () => moved.abort(), { signal: moved.signal, capture: true });
  const back = (/** @type {number} */ left) => {
    // Asked for each time: a page that comes can bring a new one.
    const main = document.querySelector('[data-testid="stMain"]');
    if (moved.signal.aborted || window.lemsPage !== "") return;
    if (main) main.scrollTop = top; // or as far as the page goes by now
    if (left) setTimeout(() => back(left - 1), 50);
    else moved.abort();
  };
  back(tries);
}

// Before a press takes effect: a page that is leaving is scrolled by Streamlit. Presses of our own, as the one that closes
// the navigation of a phone, say nothing of where the reader was.
/** @param {Event} press */
function rememberPlace({ isTrusted }) {
  if (!isTrusted) return;
  const main = document.querySelector('[data-testid="stMain"]');
  if (window.lemsPage === "" && main) window.lemsLeft = main.scrollTop;
}

/**
 * @param {string} id
 * @param {number} tries
 */
function showQuestion(id, tries) {
  const asked = new CustomEvent("lems-show", { detail: id });
  document.dispatchEvent(asked); // the questions take the reader there
  const found = document.getElementById(`q-${id}`);
  if (!found?.getClientRects().length && tries) setTimeout(() => showQuestion(id, tries - 1), 50);
}

/** @param {string} id */
function showPlace(id) {
  const found = document.getElementById(id);
  if (!found) return;
  for (
    let fold = found.closest("details");
    fold;
    fold = fold.parentElement?.closest("details") ?? null
  )
    if (!fold.open) fold.querySelector("summary").click();
  for (const wait of [250, 700]) setTimeout(() => arriveAt(found), wait); // a fold opens slowly
}

/** @param {HTMLElement} place */
function arriveAt(place) {
  place.tabIndex = -1; // a reader of the screen by ear goes on from here, too
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

/**
 * @param {HTMLElement} link
 * @param {string} text
 * @param {string} place where the note stands, for a browser that does not let it be copied
 */
function copyNote(link, text, place) {
  const said = link.textContent;
  const done = () => {
    link.textContent = link.dataset.copied ?? said;
    setTimeout(() => (link.textContent = said), 2_000);
  };
  const copied = navigator.clipboard?.writeText(text) ?? Promise.reject();
  copied.then(done, () => showPlace(place.slice(1)));
}

/** @param {Event} event */
function rememberFold({ target }) {
  if (!(target instanceof HTMLDetailsElement) || !target.matches(FOLD) || window.lemsPrinting)
    return;
  const open = openFolds();
  const name = foldName(target);
  if (target.open) open.add(name);
  else open.delete(name);
  holdInTab(FOLDS, JSON.stringify([...open]));
}

/** @param {number} tries */
function openedBefore(tries) {
  const open = openFolds();
  if (!open.size) return;
  const folds = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(FOLD));
  for (const fold of folds)
    if (open.has(foldName(fold)) && !fold.open) fold.querySelector("summary").click();
  if (!folds.length && tries) setTimeout(() => openedBefore(tries - 1), 50);
}

/** @returns {Set<string>} */
function openFolds() {
  try {
    const kept = JSON.parse(heldInTab(FOLDS) || "[]");
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set();
  }
}

/** @param {Element} fold */
function foldName(fold) {
  return fold.closest('[class*="st-key-fold_"]')?.className.match(/st-key-fold_\w+/)?.[0] ?? "";
}

/** @type {HTMLDetailsElement[]} */
let openedForPrint = [];

function openForPrint() {
  window.lemsPrinting = true;
  const folds = /** @type {NodeListOf<HTMLDetailsElement>} */ (
    document.querySelectorAll('[data-testid="stMain"] details:not([open])')
  );
  openedForPrint = [...folds];
  for (const fold of openedForPrint) fold.open = true;
}

function closeAfterPrint() {
  for (const fold of openedForPrint) fold.open = false;
  openedForPrint = [];
  setTimeout(() => (window.lemsPrinting = false));
}
