// Tells the large components on the page what has changed. They themselves are sent once: a message that
// stays the same is not sent again, so a click costs a few hundred bytes and not a hundred thousand.
export default function ({ data, parentElement }) {
  if (!data) return;
  parentElement.ownerDocument.defaultView.lemsNow = data;
  // After this task: the panel's text is painted first, and lighting the figure does not hold it up.
  setTimeout(() => document.dispatchEvent(new CustomEvent("lems-now", { detail: data })));
}
