// Draws the questions: all there is to see before anybody answers. The board (questions.js) gives
// it life.
const SHORT_HELP = 90;
const ROOM_BESIDE = 34; // characters of option labels that fit to the right of a question

class Drawing {
  /** @param {QuestionsData} data */
  constructor(data) {
    this.data = data;
    this.words = data.words;
    /** @type {Map<string, Field>} */
    this.fields = new Map(); // by item: what of its question is looked up again
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
    this.status = make("p", { role: "status" });
    const sections = arranged(this.data).map((section) => this.place(section));
    const steps = this.places.map(({ step }) => make("li", {}, step));
    this.bar = make(
      "nav",
      { class: "qs-bar", "aria-label": words.steps },
      make("ol", {}, ...steps),
    );
    return [
      this.restored,
      this.bar,
      make("p", { class: "qs-hint" }, icon("mark"), words.hint),
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

  /** @param {Section} section */
  place({ id, title, intro, groups }) {
    const tally = make("span", { class: "qs-tally" });
    const name = make("span", {}, title);
    const step = make(
      "a",
      { href: `#qs-${id}`, "data-action": "step", "data-id": id },
      name,
      " ",
      tally,
    );
    const place = make(
      "section",
      { class: "qs-place", id: `qs-${id}`, "aria-labelledby": `qs-title-${id}` },
      make("h2", { id: `qs-title-${id}`, tabindex: "-1" }, title),
      intro && make("p", { class: "qs-intro" }, intro),
      ...groups.map((group) => this.card(group)),
    );
    const ids = groups.flatMap((group) => group.items.map((item) => item.id));
    this.places.push({ place, step, tally, ids });
    return place;
  }

  /** @param {Group} group */
  card({ title, items }) {
    return make(
      "div",
      { class: "qs-card" },
      title && make("h3", {}, title),
      ...items.map((item) => this.question(item)),
    );
  }

  /** @param {Question} item */
  question(item) {
    const { id, kind, ask, help } = item;
    const shortHelp = Boolean(help && help.length <= SHORT_HELP);
    const field = /** @type {Field} */ (
      /** @type {Partial<Field>} */ ({
        id,
        kind,
        help: shortHelp ? `qs-help-${id}` : "",
        notes: make("div", { class: "qs-notes" }),
      })
    );
    const control =
      kind === "yn" || kind === "choice" ? this.choice(item, field) : this.entry(item, field);
    field.mark = make(
      "summary",
      { title: this.words.why },
      icon("mark"),
      make("span", { class: "qs-unseen" }, `${this.words.why} ${ask}`),
    );
    setOrDrop(field.control, "aria-describedby", field.help);
    const text = make("div", { class: "qs-text" });
    text.append(
      make(
        field.input ? "label" : "div",
        { class: "qs-ask", id: `qs-ask-${id}`, for: field.input && `qs-in-${id}` },
        ask,
      ),
    );
    if (shortHelp) text.append(make("p", { class: "qs-help", id: field.help }, help));
    field.row = make(
      "div",
      { class: `qs-q st-key-${id}`, id: `q-${id}`, "data-id": id },
      text,
      control,
      field.notes,
      make("details", { class: "qs-why" }, field.mark, this.explained(item, shortHelp)),
    );
    field.row.classList.toggle("qs-tall", Boolean(field.tall));
    this.fields.set(id, field);
    return field.row;
  }

  /**
   * @param {Question} item
   * @param {Field} field
   */
  choice({ id, kind, options }, field) {
    const { yes, no } = this.words;
    const offered =
      kind === "yn"
        ? [
            { id: "yes", label: yes },
            { id: "no", label: no },
          ]
        : there(options);
    field.tall = offered.reduce((sum, { label }) => sum + label.length + 4, 0) > ROOM_BESIDE;
    field.allows = (value) => offered.some((option) => option.id === value);
    field.control = make(
      "div",
      { class: `qs-options qs-${kind}`, role: "radiogroup", "aria-labelledby": `qs-ask-${id}` },
      ...offered.map((option) =>
        make(
          "button",
          {
            type: "button",
            role: "radio",
            "data-id": id,
            "data-value": option.id,
            "data-label": option.label,
          },
          option.label,
        ),
      ),
    );
    return field.control;
  }

  /**
   * @param {Question} item
   * @param {Field} field
   */
  entry({ id, kind, unit }, field) {
    const type =
      kind === "date"
        ? { type: "date", max: "2199-12-31" }
        : { type: "text", inputmode: "decimal", maxlength: "40" };
    field.input = field.control = make("input", {
      ...type,
      id: `qs-in-${id}`,
      "data-id": id,
      autocomplete: "off",
    });
    field.allows = (value) => typeof value === "string" || Number.isFinite(value);
    field.clear = make(
      "button",
      {
        type: "button",
        class: "qs-clear",
        "data-action": "clear",
        "data-id": id,
        tabindex: "-1",
        "aria-label": this.words.clear,
        "aria-describedby": `qs-ask-${id}`,
        title: this.words.clear,
      },
      icon("cross"),
    );
    return make(
      "div",
      { class: `qs-entry qs-${kind}` },
      make("span", { class: "qs-box" }, field.input, field.clear),
      unit && make("span", { class: "qs-unit" }, unit),
    );
  }

  /** @param {string} id */
  reasons(id) {
    const label = make("span", { id: `qs-open-${id}` }, this.words.open_because);
    const buttons = this.data.reasons.map((one) =>
      make(
        "button",
        { type: "button", "data-action": "reason", "data-id": id, "data-value": one.id },
        one.label,
      ),
    );
    return make(
      "div",
      { class: "qs-open", role: "group", "aria-labelledby": `qs-open-${id}` },
      label,
      ...buttons,
    );
  }

  /**
   * @param {Question} item
   * @param {boolean} shortHelp
   */
  explained(item, shortHelp) {
    const { words } = this;
    /**
     * @param {string | false} label
     * @param {string | null | undefined} text
     */
    const line = (label, text) => text && make("p", {}, label && make("b", {}, `${label} `), text);
    const yn = item.kind === "yn";
    const { least, most, unit, sources = [] } = item;
    const given = item.kind === "number" && least != null && most != null;
    return make(
      "div",
      { class: "qs-reason" },
      line("", item.why),
      line(yn && words.if_yes, item.if_yes),
      line(yn && words.if_no, item.if_no),
      !shortHelp && line("", item.help),
      given &&
        line("", fill(words.range, { least, most, unit: unit ?? "" }).replace(/ +(?=[.]|$)/g, "")),
      sources.length > 0 &&
        make(
          "p",
          { class: "qs-sources" },
          make("b", {}, `${words.sources} `),
          ...sources.flatMap((source, at) => [at ? "; " : "", cited(source)]),
        ),
    );
  }
}

// Questions named in `order` lead, in a section of their own, and are missing further down.
/**
 * @param {QuestionsData} data
 * @returns {Section[]}
 */
function arranged({ sections, order, words }) {
  if (!order.length) return sections;
  const all = new Map(
    sections.flatMap(({ groups }) =>
      groups.flatMap(({ items }) => items.map((item) => [item.id, item])),
    ),
  );
  const leading = {
    id: "first",
    title: words.first_here,
    intro: "",
    groups: [
      { title: "", items: order.map((id) => all.get(id)).filter((item) => item !== undefined) },
    ],
  };
  const left = sections.map((section) => ({
    ...section,
    groups: section.groups.map((group) => ({
      ...group,
      items: group.items.filter(({ id }) => !order.includes(id)),
    })),
  }));
  return [leading, ...left];
}

/** @param {Way} way */
function way({ page, text }) {
  return make("a", { href: page, "data-page": "" }, text);
}

/** @param {Source} source */
function cited({ text, href }) {
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text) : text;
}
