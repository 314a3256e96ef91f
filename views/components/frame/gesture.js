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

function takeGestures() {
  if (window.lemsGesture) return;
  window.lemsGesture = true;
  let before = { at: -Infinity, on: null };
  let second = false;
  // Components of ours live in shadow roots: what was pressed there stands in the path only.
  const switchOf = (event) => event.composedPath().find((one) => one.matches?.(SWITCHES)) ?? null;
  addEventListener(
    "pointerdown",
    (event) => {
      const on = switchOf(event);
      second = on !== null && on === before.on && event.timeStamp - before.at < ONE_GESTURE;
      before = { at: event.timeStamp, on };
    },
    { capture: true },
  );
  addEventListener(
    "click",
    (event) => {
      // A press by key or by a screen reader has no detail.
      if (!second || event.detail === 0 || switchOf(event) !== before.on) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
