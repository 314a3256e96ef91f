// The field for the notes. It sends a moment after the last key, at once when it is left or when something else is
// pressed ("lems-flush", views/components/frame/hold.js), and keeps every letter in the tab.
/** @type {WeakMap<Element, Field>} */
const fields = new WeakMap();
const PAUSE = 600; // ms without a key before the server hears of it

/** @param {ComponentArgs<NotesData>} component */
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".notes");
  if (!root || !data) return;
  let field = fields.get(root);
  if (!field) {
    field = new Field(root);
    fields.set(root, field);
  }
  field.tell = (typed) => report(parentElement, () => setStateValue("typed", typed));
  field.show(data);
  return () => setTimeout(() => root.isConnected || field.leave());
}

class Field {
  /** @type {string | undefined} */ mark;
  /** @type {string | undefined} */ sitting;
  /** @type {string | undefined} */ sent;
  /** @type {string | undefined} */ heard;
  /** @type {number | undefined} */ sending;
  /** @type {(typed: Notes) => void} */ tell = () => {};

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.area = root.querySelector("textarea");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.area.addEventListener("input", () => this.typed(), { signal });
    this.area.addEventListener("blur", () => this.send(), { signal });
    // Whoever asks is told by this that the server does not have all of it yet.
    document.addEventListener("lems-flush", (flush) => this.isAhead() && flush.preventDefault(), {
      signal,
    });
  }

  leave() {
    this.leaving.abort();
    clearTimeout(this.sending);
  }

  /** @param {NotesData} data */
  show({ text, mark, sitting, label, placeholder, most }) {
    this.root.querySelector("label").textContent = label;
    this.area.placeholder = placeholder;
    this.heard = text;
    this.area.maxLength = most;
    if (this.mark === undefined || (mark !== this.mark && mark !== "")) {
      this.mark = mark;
      this.sent = text;
      this.area.value = newerNotes({ text, mark }) ?? text;
    } else if (mark !== this.mark || sitting !== this.sitting) {
      this.mark = mark; // a new server, which knows nothing yet
      this.sent = text;
    }
    this.sitting = sitting;
    this.send();
    keepNotes(this.area.value, this.mark ?? "");
    this.count();
  }

  typed() {
    keepNotes(this.area.value, this.mark ?? "");
    this.count();
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.send(), PAUSE);
  }

  send() {
    clearTimeout(this.sending);
    const text = this.area.value;
    if (text === this.sent) return;
    this.sent = text;
    // With the sitting, or what a new server is told would be what the last one was told, and no news.
    this.tell({ text, mark: this.mark ?? "", sitting: this.sitting });
  }

  isAhead() {
    this.send();
    return this.sent !== this.heard;
  }

  count() {
    this.root.querySelector(".count").textContent =
      `${this.area.value.length}/${this.area.maxLength}`;
  }
}
