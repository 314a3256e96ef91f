let before = null;

export default function ({ data }) {
  if (!data || data.page === before) return;
  before = data.page;
  closeNavigation();
}
