export default function ({ data }) {
  if (data) closeNavigation(data.page);
}
