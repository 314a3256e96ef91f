// A double click or double tap is one gesture: its second press does not undo the first.
const ONE_GESTURE = 350; // ms between the two presses
const SWITCHES = [
  '[role="radio"]',
  '[role="switch"]',
  "[aria-pressed]",
  "summary",
  "label:has(input[type=checkbox])",
  '[data-testid^="stBaseButton-segmented_control"]',
  '[data-testid^="stBaseButton-pills"]',
  ".motion",
].join();

// Streamlit's own rows of options act when the pointer is lifted, the rest when it has clicked.
const PRESSES = ["pointerdown", "pointerup", "mousedown", "mouseup", "click"];
const CLOSE_BY = 5; // px: what was pressed may have moved, and something else lie under the second press

function takeGestures() {
  if (window.lemsGesture) return;
  window.lemsGesture = true;
  /** @type {{ at: number, on: Element | null, x: number, y: number, scrolled: number }} */
  let before = { at: -Infinity, on: null, x: 0, y: 0, scrolled: 0 };
  let second = false;
  const begin = (/** @type {PointerEvent} */ event) => {
    // Components of ours live in shadow roots: what was pressed there stands in the path only.
    const path = event.composedPath().filter((one) => one instanceof Element);
    const on = path.find((one) => one.matches(SWITCHES)) ?? null;
    const { clientX: x, clientY: y, timeStamp: at } = event;
    // Who has scrolled in between means what lies there now.
    const scrolled = (document.querySelector('[data-testid="stMain"]')?.scrollTop ?? 0) + scrollY;
    const moved = scrolled !== before.scrolled;
    const near = !moved && Math.hypot(x - before.x, y - before.y) < CLOSE_BY;
    second = before.on !== null && at - before.at < ONE_GESTURE && (on === before.on || near);
    before = { at, on: second ? before.on : on, x, y, scrolled };
  };
  for (const name of PRESSES)
    addEventListener(
      name,
      (event) => {
        if (event instanceof PointerEvent && name === "pointerdown") begin(event);
        // A press by key or by a screen reader has no detail.
        if (!second || (event instanceof MouseEvent && name === "click" && event.detail === 0))
          return;
        if (name === "click") event.preventDefault();
        event.stopImmediatePropagation();
      },
      { capture: true },
    );
}
