// Draws the questions: all there is to see before anybody answers. The board (board.js) gives
// it life.
class Drawing {
  // The first screen, which is filled and emptied later
  /** @type {HTMLElement} */
  leading;
  /** @type {HTMLElement} */
  following;
  /** @type {HTMLElement} */
  onward;
  /** @type {HTMLElement} */
  next;

  /** @param {QuestionsData} data */
  constructor(data) {
    this.data = data;
    this.words = data.words;
    this.asking = new Asking(data);
    this.fields = this.asking.fields;
    /** @type {Place[]} */
    this.places = []; // by section: its place, its step in the bar, its tally and its items
    this.whole = this.draw();
  }

  draw() {
    const { words } = this;
    this.restored = make(
      "div",
      { class: "qs-restored", hidden: "" },
      make("p", { role: "status" }),
      make(
        "button",
        { type: "button", "data-action": "dismiss", "aria-label": words.dismiss },
        icon("cross"),
      ),
    );
    this.fromRecord = make(
      "div",
      { class: "qs-from-record", hidden: "" },
      make("p", {}, words.from_record),
      make("button", { type: "button", "data-action": "clear-record" }, words.from_record_clear),
    );
    this.status = make("p", { role: "status" });
    const first = this.first();
    const sections = this.data.sections.map((section) => this.section(section));
    const steps = this.places.map(({ step }) => make("li", {}, step));
    this.bar = make(
      "nav",
      { class: "qs-bar", "aria-label": words.steps },
      make("ol", {}, ...steps),
    );
    return [
      this.restored,
      this.fromRecord,
      this.bar,
      make("p", { class: "qs-hint" }, icon("mark"), words.hint),
      first,
      ...sections,
      make("nav", { class: "qs-onward", "aria-label": words.onward }, ...this.data.onward.map(way)),
      make(
        "div",
        { class: "qs-status" },
        this.status,
        make("a", { href: "#so-far" }, words.to_so_far),
      ),
    ];
  }

  // The questions that are asked first, and those that follow; what stands in there is moved in
  // and out (first.js).
  first() {
    const { words } = this;
    this.leading = make("div", { class: "qs-card" });
    this.following = make("div", { class: "qs-card" }, make("h3", {}, words.next_title));
    this.onward = make("p", { class: "qs-next-says" });
    this.next = make(
      "button",
      { type: "button", class: "qs-next", "data-action": "next" },
      words.next,
    );
    const { title, items } = this.data.first;
    return this.place({ id: "first", title, short: words.first_step }, items, [
      this.leading,
      this.following,
      make("div", { class: "qs-foot" }, this.onward, this.next),
    ]);
  }

  /** @param {Section} section */
  section({ id, title, intro, groups, waits }) {
    const ids = groups.flatMap(({ items }) => items.map((item) => item.id));
    const waiting = groups.flatMap(({ items }) => items.filter((item) => item.specialist));
    const cards = (/** @type {boolean} */ specialist) =>
      groups
        .map(({ title, items }) => ({
          title,
          items: items.filter((item) => Boolean(item.specialist) === specialist),
        }))
        .filter(({ items }) => items.length)
        .map((group) => this.card(group));
    const fold =
      waiting.length > 0 &&
      make(
        "details",
        { class: "qs-waits" },
        make("summary", {}, fill(this.words.waits, { count: waiting.length, what: waits })),
        ...cards(true),
      );
    const opening = intro && make("p", { class: "qs-intro" }, ...this.asking.worded(intro));
    return this.place({ id, title, short: title }, ids, [opening, ...cards(false), fold]);
  }

  /**
   * @param {{ id: string, title: string, short: string }} names
   * @param {string[]} ids
   * @param {(Child | false | null)[]} inside
   */
  place({ id, title, short }, ids, inside) {
    const tally = make("span", { class: "qs-tally" });
    const step = make(
      "a",
      { href: `#qs-${id}`, "data-action": "step", "data-id": id },
      make("span", {}, short),
      " ",
      tally,
    );
    const place = make(
      "section",
      { class: "qs-place", id: `qs-${id}`, "aria-labelledby": `qs-title-${id}` },
      make("h2", { id: `qs-title-${id}`, tabindex: "-1" }, title),
      ...inside,
    );
    this.places.push({ id, place, step, tally, ids });
    return place;
  }

  /** @param {Group} group */
  card({ title, items }) {
    const rows = items.map((item) => this.asking.question(item));
    const card = make("div", { class: "qs-card" }, title && make("h3", {}, title), ...rows);
    for (const { id } of items) there(this.fields.get(id)).home = card;
    return card;
  }
}

/** @param {Way} way */
function way({ page, text }) {
  return make("a", { href: page, "data-page": "" }, text);
}
