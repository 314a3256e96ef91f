// A part of the panel beside the questions. It is sent once and then follows what `views/now.py` tells: the message
// comes as an attribute of an empty element, and a MutationObserver reads it in the moment React has put it there.
// (A component's own data would come an animation frame later: Streamlit runs a component's script after painting.)
const following = new WeakMap();

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".now");
  if (!place || !data) return;
  following.get(place)?.abort();
  closeNavigation(""); // the checklist is the page without a path
  const leaving = new AbortController();
  following.set(place, leaving);
  const show = (told) => fill(place, told?.parts[data.part]);
  document.addEventListener("lems-panel", ({ detail }) => show(detail), { signal: leaving.signal });
  place.addEventListener("click", turnPage, { signal: leaving.signal });
  watch();
  show(window.lemsNow);
  return () => setTimeout(() => place.isConnected || leaving.abort());
}

// A link to another page goes the way of the navigation's own link, which keeps the sitting; without one it loads.
function turnPage(click) {
  const href = click.target.closest("a[data-page]")?.getAttribute("href");
  const links = ["stTopNavLink", "stSidebarNavLink"].map((id) => `[data-testid="${id}"][href$="/${href}"]`);
  const own = href && document.querySelector(links.join());
  if (!own) return;
  click.preventDefault();
  own.click();
}

// One observer for the whole tab, however often the page is left and opened again.
function watch() {
  if (window.lemsWatch) return;
  window.lemsWatch = new MutationObserver(take);
  window.lemsWatch.observe(document.body, { subtree: true, childList: true });
  take();
}

let taken = null;

function take() {
  const told = document.querySelector("[data-lems-now]");
  if (!told || told === taken) return;
  taken = told;
  window.lemsNow = JSON.parse(told.dataset.lemsNow);
  document.dispatchEvent(new CustomEvent("lems-panel", { detail: window.lemsNow }));
  // After this task: the panel's text is painted first, and lighting the figure does not hold it up.
  setTimeout(() => document.dispatchEvent(new CustomEvent("lems-now", { detail: window.lemsNow })));
}

// The text is a template of ours with every value escaped by Jinja. What a reader has opened stays open.
function fill(place, text) {
  if (text === undefined || place.lemsText === text) return;
  const name = (one) => one.querySelector("summary").textContent;
  const open = new Set([...place.querySelectorAll("details[open]")].map(name));
  place.lemsText = text;
  place.innerHTML = text;
  if (open.size) for (const one of place.querySelectorAll("details")) one.open = open.has(name(one));
}
