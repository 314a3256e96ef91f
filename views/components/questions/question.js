// Draws one question: its text, what it is answered with, and what is said of it.
const SHORT_HELP = 90;
const ROOM_BESIDE = 34; // characters of option labels that fit to the right of a question

class Asking {
  /** @param {QuestionsData} data */
  constructor(data) {
    this.data = data;
    this.words = data.words;
    this.onCard = data.reasons.find((one) => one.on_card);
    /** @type {Map<string, Field>} */
    this.fields = new Map(); // by item: what of its question is looked up again
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
        specialist: Boolean(item.specialist),
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
    // A label must hold nothing that can be pressed, as a technical word can.
    const labels = field.input && !this.data.marked[ask];
    text.append(
      make(
        labels ? "label" : "div",
        { class: "qs-ask", id: `qs-ask-${id}`, for: labels && `qs-in-${id}` },
        ...this.worded(ask),
      ),
    );
    if (shortHelp)
      text.append(make("p", { class: "qs-help", id: field.help }, ...this.worded(help)));
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
    field.read = () => undefined; // a choice is taken when it is pressed
    const radio = (/** @type {string} */ label, /** @type {Attributes} */ more) =>
      make(
        "button",
        { type: "button", role: "radio", "data-id": id, "data-label": label, ...more },
        label,
      );
    field.control = make(
      "div",
      { class: `qs-options qs-${kind}`, role: "radiogroup", "aria-labelledby": `qs-ask-${id}` },
      ...offered.map((option) => radio(option.label, { "data-value": option.id })),
      this.onCard &&
        radio(this.onCard.on_card ?? "", { class: "qs-dont", "data-reason": this.onCard.id }),
    );
    return field.control;
  }

  /**
   * @param {Question} item
   * @param {Field} field
   */
  entry({ id, kind, ask, unit, units = [] }, field) {
    const { words } = this;
    const type =
      kind === "date"
        ? { type: "date", max: "2199-12-31" }
        : { type: "text", inputmode: "decimal", maxlength: "40" };
    const input = (/** @type {Attributes} */ more) =>
      make("input", { ...type, "data-id": id, autocomplete: "off", ...more });
    field.input = field.control = input({
      id: `qs-in-${id}`,
      "aria-labelledby": this.data.marked[ask] && `qs-ask-${id}`,
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
        "aria-label": words.clear,
        "aria-describedby": `qs-ask-${id}`,
        title: words.clear,
      },
      icon("cross"),
    );
    if (units.length) {
      field.units = make(
        "select",
        { "data-id": id, "aria-label": words.unit, "aria-describedby": `qs-ask-${id}` },
        make("option", { value: "" }, there(unit)),
        ...units.map((one) =>
          make(
            "option",
            { value: one.unit, "data-pair": one.pair && "" },
            one.pair ? fill(words.pair, { unit: one.unit }) : one.unit,
          ),
        ),
      );
      if (units.some((one) => one.pair))
        field.second = input({
          hidden: "",
          "aria-label": `${ask} ${words.after}`,
          placeholder: words.after,
          "data-before": words.before,
        });
    }
    field.read = () => readEntry(field);
    field.tall = Boolean(field.second) || id === this.data.worksheet;
    return make(
      "div",
      { class: `qs-entry qs-${kind}` },
      make("span", { class: "qs-box" }, field.input, field.clear),
      field.second,
      field.units ?? (unit && make("span", { class: "qs-unit" }, unit)),
      this.dontKnow(id, field),
      id === this.data.worksheet &&
        make(
          "button",
          { type: "button", class: "qs-tool", "data-action": "worksheet" },
          words.worksheet,
        ),
    );
  }

  /**
   * @param {string} id
   * @param {Field} field
   */
  dontKnow(id, field) {
    if (!this.onCard) return undefined;
    field.dont = make(
      "button",
      {
        type: "button",
        class: "qs-dont",
        "data-action": "reason",
        "data-id": id,
        "data-value": this.onCard.id,
        "data-label": this.onCard.on_card ?? "",
        "aria-describedby": `qs-ask-${id}`,
      },
      this.onCard.on_card ?? "",
    );
    return field.dont;
  }

  /** @param {string} id */
  reasons(id) {
    const label = make("span", { id: `qs-open-${id}` }, this.words.open_because);
    const behind = this.data.reasons.filter((one) => !one.on_card);
    const buttons = behind.map((one) =>
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

  // A text with its technical words marked.
  /** @param {string | null | undefined} text */
  worded(text) {
    if (!text) return [];
    const { marked, terms } = this.data;
    return (marked[text] ?? [[text, null]]).map(([part, term]) =>
      term
        ? make("button", { type: "button", class: "term", "data-says": terms[term].says }, part)
        : part,
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
    const line = (label, text) =>
      text && make("p", {}, label && make("b", {}, `${label} `), ...this.worded(text));
    const yn = item.kind === "yn";
    const { least, most, unit, sources = [] } = item;
    const given = item.kind === "number" && least != null && most != null;
    return make(
      "div",
      { class: "qs-reason" },
      !shortHelp && line("", item.help),
      line(words.why_asked, item.why),
      line(yn && words.if_yes, item.if_yes),
      line(yn && words.if_no, item.if_no),
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

/** @param {Source} source */
function cited({ text, href }) {
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text) : text;
}
