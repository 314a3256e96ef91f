/** @param {ComponentArgs<{ page: string }>} component */
export default function ({ data }) {
  if (data) closeNavigation(data.page);
}
