// Where Streamlit breaks, it takes everything off the page and leaves it blank. The tab has kept what was entered, so the
// page is loaded again, as its reader would do; once in a while only, for it may break again.
const BROKE = "lems-broke"; // when it was loaded again last
const ONCE_IN = 60_000; // ms

function comeBack() {
  if (window.lemsComesBack) return;
  window.lemsComesBack = true;
  const root = document.getElementById("root");
  if (!root) return;
  new MutationObserver(() => {
    if (root.childElementCount) return;
    try {
      if (Date.now() - Number(sessionStorage.getItem(BROKE)) < ONCE_IN) return;
      sessionStorage.setItem(BROKE, String(Date.now()));
    } catch {
      return; // without storage nothing was kept, and nothing would end it
    }
    location.reload();
  }).observe(root, { childList: true });
}
