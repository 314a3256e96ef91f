// On a phone the navigation is in the sidebar, and Streamlit leaves it open over the page that was
// chosen. The first page of a tab was not chosen there: whoever opens the navigation while it loads
// finds it open.
/** @param {string} page */
function closeNavigation(page) {
  const before = window.lemsPage;
  window.lemsPage = page;
  if (before === undefined || before === page || window.innerWidth >= 768) return;
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  if (sidebar && sidebar.getBoundingClientRect().right > 0)
    sidebar.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}
