// On a phone the navigation is in the sidebar, and Streamlit leaves it open over the page that was chosen.
function closeNavigation() {
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  const open = sidebar && sidebar.getBoundingClientRect().right > 0;
  if (open && window.innerWidth < 768) sidebar.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}
