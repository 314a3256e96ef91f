// What was typed comes first: a download, a button or another page waits until the server has it and the page is up to
// date. (Streamlit sends a text when its field is left, which a press of a button does, and a file asked for in that
// moment is one of before, or none at all: "Failed to generate file".)
const TO_A_PAGE = [
  '[data-testid="stTopNavLink"]',
  '[data-testid="stSidebarNavLink"]',
  '[data-testid="stPageLink"] a',
].join();
const HELD = [
  '[data-testid="stDownloadButton"] button',
  '[data-testid="stButton"] button',
  TO_A_PAGE,
  "a[data-page]",
].join();
// Streamlit's own fields; one to search with sends each letter by itself.
const FIELDS = [
  '[data-testid="stTextInput"] input:not([type="search"])',
  '[data-testid="stTextArea"] textarea',
].join();
const QUIET = 150; // ms without a run after which the page is up to date: between a run that was on its way when the
// field was left and the run that takes the text, the page rests for a moment.
const NO_RUN = 2_000; // ms after which a field that was left had nothing new to send
const LONGEST_HOLD = 10_000; // ms; then the press goes through, come what may

// A field of Streamlit's that was typed in: when it was left, and whether the page was run again since then.
/** @type {{ left: number | null, ran: boolean } | null} */
let typing = null;
let quiet = 0; // the timer of the moment after a run

function holdPresses() {
  if (window.lemsHold) return;
  window.lemsHold = true;
  addEventListener("click", holdPress, { capture: true });
  addEventListener("input", ({ target }) => {
    if (!isField(target)) return;
    clearTimeout(quiet);
    typing = { left: null, ran: false };
  });
  addEventListener("focusout", ({ target }) => {
    if (typing && isField(target)) typing.left = performance.now();
  });
  new MutationObserver(() => {
    if (isRunning()) window.lemsLeaving = window.lemsTold = undefined;
    if (typing?.left == null) return;
    clearTimeout(quiet);
    if (isRunning()) typing.ran = true;
    else if (typing.ran) quiet = setTimeout(() => (typing = null), QUIET);
  }).observe(document.body, { subtree: true, attributeFilter: ["data-test-script-state"] });
}

/** @param {EventTarget | Element | null} target */
function isField(target) {
  return target instanceof HTMLElement && target.matches(FIELDS);
}

/** @param {MouseEvent} event */
function holdPress(event) {
  const pressed = event.target instanceof Element ? event.target.closest(HELD) : null;
  if (!pressed || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!mustWait()) {
    leaveBy(pressed);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (pressed.lemsHeld) return;
  pressed.lemsHeld = true;
  const since = performance.now();
  const sameAgain = inPlaceOf(pressed);
  const look = () => {
    if (mustWait() && performance.now() - since < LONGEST_HOLD) {
      setTimeout(look, 20);
      return;
    }
    pressed.lemsHeld = false;
    pressAgain(pressed.isConnected ? pressed : sameAgain());
  };
  setTimeout(look, 20);
}

function mustWait() {
  return isAhead() || isOnItsWay() || isRunning();
}

// From a press on another page until its run has begun, nothing is reported from this one.
/** @param {Element} pressed */
function leaveBy(pressed) {
  if (!pressed.matches(TO_A_PAGE)) return;
  const leaving = (window.lemsLeaving = {});
  const stay = () => window.lemsLeaving === leaving && (window.lemsLeaving = undefined);
  setTimeout(stay, NO_RUN);
}

// Whether something was typed that the server does not have; whatever was not sent is sent now.
function isAhead() {
  if (typing) {
    const active = document.activeElement;
    if (active instanceof HTMLElement && isField(active)) active.blur();
    typing.left ??= performance.now();
    if (!typing.ran && performance.now() - typing.left > NO_RUN) typing = null;
  }
  // Our own field answers for itself (views/components/notes).
  const flush = new CustomEvent("lems-flush", { cancelable: true });
  return !document.dispatchEvent(flush) || typing !== null;
}

// Without a hold, since nothing is at work any more.
/** @param {HTMLElement | null | undefined} pressed */
function pressAgain(pressed) {
  removeEventListener("click", holdPress, { capture: true });
  if (pressed) leaveBy(pressed);
  pressed?.click();
  addEventListener("click", holdPress, { capture: true });
}

// How to find the button or link that took the place of this one, while it still stands there.
/** @param {HTMLElement} pressed */
function inPlaceOf(pressed) {
  const named = pressed.closest('[class*="st-key-"]')?.className.match(/st-key-[\w-]+/)?.[0];
  if (named) return () => document.querySelector(`.${named} button`);
  const way = pressed.getAttribute("href");
  return () =>
    [...document.querySelectorAll(HELD)].find((one) => way && one.getAttribute("href") === way);
}
