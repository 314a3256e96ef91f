// A page that was chosen opens at its top: Streamlit leaves it scrolled as the last one was, wherever the new one is drawn
// before the old one has gone. On a phone the navigation is in the sidebar, and Streamlit leaves that open over the page.
// The first page of a tab was not chosen there: whoever opens the navigation while it loads finds it open.
/** @param {string} page */
function openPage(page) {
  const before = window.lemsPage;
  window.lemsPage = page;
  if (before === page) return;
  window.lemsLeaving = undefined; // its run may have been too short to be seen
  if (before === undefined) return;
  // An address may name a place on the page.
  if (!location.hash) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  if (window.innerWidth >= 768) return;
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  if (sidebar && sidebar.getBoundingClientRect().right > 0)
    sidebar.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}
