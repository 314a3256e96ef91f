// What a technical word means, on hover, focus and touch. A word is a button with its definition
// (`data-says`), wherever on the page it stands, or a part of a link, which a touch follows; the
// definition is shown in one box for all of them.
// It stays while the pointer is over word or box, and goes with Escape (WCAG 1.4.13).
const TERM = ".term";
const SOON = 120; // ms until a word that is only passed over shows nothing
const LATER = 250; // ms in which the pointer gets from the word to the box

function defineTerms() {
  if (window.lemsTerms) return;
  window.lemsTerms = true;
  const box = document.createElement("div");
  box.id = "lems-term";
  box.className = "term-says";
  box.popover = "manual"; // in the top layer: above dialogs too
  box.setAttribute("role", "tooltip");
  /** @type {HTMLElement | null} */
  let word = null;
  /** @type {HTMLElement | null} */
  let holder = null; // what has the focus: the word, or the link around it
  let pressed = false;
  let timer = 0;

  const close = () => {
    clearTimeout(timer);
    holder?.removeAttribute("aria-describedby");
    word = holder = null;
    pressed = false;
    if (box.isConnected) box.hidePopover();
  };
  const open = (/** @type {HTMLElement} */ at) => {
    clearTimeout(timer);
    if (at === word) return;
    close();
    word = at;
    box.textContent = at.dataset.says ?? "";
    holder = at.closest("a") ?? at;
    holder.setAttribute("aria-describedby", box.id);
    box.style.colorScheme = getComputedStyle(at).colorScheme; // Streamlit's, which is not the page's
    document.body.append(box);
    box.showPopover();
    place(box, at);
  };
  const over = (/** @type {EventTarget | null} */ target) =>
    target instanceof Element ? target.closest(TERM) : null;

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse") return;
    const at = over(target);
    if (at) {
      clearTimeout(timer);
      timer = setTimeout(() => open(at), SOON);
    } else if (target === box) {
      clearTimeout(timer);
    } else if (word && !pressed && holder !== document.activeElement) {
      clearTimeout(timer);
      timer = setTimeout(close, LATER);
    } else if (!word) {
      clearTimeout(timer);
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const at = over(target) ?? (target.matches("a") ? target.querySelector(TERM) : null);
    if (at && target.matches(":focus-visible")) open(at);
    else if (word && target !== holder) close();
  });
  document.addEventListener("focusout", ({ target }) => {
    if (target === holder) close();
  });
  document.addEventListener("click", ({ target }) => {
    const at = over(target);
    if (!at || at.closest("a")) {
      if (target !== box) close(); // and a link is followed
    } else if (at === word && pressed) {
      close();
    } else {
      open(at);
      pressed = true;
    }
  });
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !word) return;
      event.stopPropagation(); // a dialog around the word stays open
      close();
    },
    { capture: true },
  );
  const follow = () => {
    if (!word) return;
    const { top, bottom } = word.getBoundingClientRect();
    if (word.isConnected && bottom > 0 && top < innerHeight) place(box, word);
    else close();
  };
  addEventListener("scroll", follow, { capture: true, passive: true });
}

// Below the word, or above it where there is no room; inside the window in any case.
/**
 * @param {HTMLElement} box
 * @param {HTMLElement} at
 */
function place(box, at) {
  const word = at.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = word.bottom + 6;
  const top = below + height > innerHeight ? Math.max(8, word.top - height - 6) : below;
  const left = Math.min(Math.max(8, word.left), innerWidth - width - 8);
  box.style.translate = `${Math.max(8, left)}px ${top}px`;
}
