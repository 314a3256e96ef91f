// Keeps the answers of the questions it has drawn, and reports all of them after each change.
// What is shown and what the server objects to comes as the event "lems-now" (views/state/now.py);
// answers come and go by "lems-exchange" (exchange.js). So these questions stand outside what an
// answer reruns, and are sent once.
let mountedBefore = false; // in this document: a reload starts again with false

class Board {
  /** @type {QuestionsData} */
  data;
  /** @type {Words} */
  words;
  /** @type {Now | undefined} */
  told;
  /** @type {number | undefined} */
  epoch;
  /** @type {string | undefined} */
  base;

  // What was drawn
  /** @type {Drawing} */
  drawing;
  /** @type {Drawing["fields"]} */
  fields;
  /** @type {Drawing["places"]} */
  places;
  /** @type {HTMLElement} */
  restored;
  /** @type {HTMLElement} */
  fromRecord;
  /** @type {HTMLElement} */
  bar;
  /** @type {HTMLElement} */
  status;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Held["answers"]} */
    this.answers = {};
    /** @type {Held["reasons"]} */
    this.reasons = {}; // why a question was left open
    /** @type {Held["marks"]} */
    this.marks = {}; // what a record answered
    /** @type {string | null} */
    this.last = null; // the item answered last
    this.shape = "";
    this.steps = new Steps(this);
    this.first = new FirstScreen(this);
    this.leaving = new AbortController();
    const signal = this.leaving.signal;
    /**
     * @param {string} name
     * @param {(event: any) => void} handler
     */
    const here = (name, handler) => root.addEventListener(name, handler.bind(this), { signal });
    here("click", this.onClick);
    here("keydown", this.onKey);
    here("input", this.onInput);
    here("change", this.onChange);
    here("focusout", this.onFocusOut);
    const opened = (/** @type {Event} */ { target }) =>
      this.offerReasons(/** @type {HTMLDetailsElement} */ (target));
    root.addEventListener("toggle", opened, { signal, capture: true }); // it does not bubble
    document.addEventListener("lems-now", ({ detail }) => this.now(detail), { signal });
    document.addEventListener("lems-exchange", () => this.exchange(), { signal });
    const asked = (/** @type {CustomEvent<string>} */ { detail }) => this.jump(`#q-${detail}`);
    document.addEventListener("lems-show", asked, { signal });
    addEventListener("hashchange", () => this.jump(location.hash), { signal });
    this.resized = new ResizeObserver(() => this.steps.measure());
    this.resized.observe(root);
    // The second press of a link to the same question changes no hash.
    document.addEventListener(
      "click",
      (event) => {
        const target = /** @type {Element} */ (event.target);
        const link = target.closest?.('a[href^="#q-"]');
        if (link) setTimeout(() => this.jump(there(link.getAttribute("href"))));
      },
      { signal },
    );
  }

  leave() {
    this.leaving.abort();
    this.resized.disconnect();
    this.steps.leave();
  }

  // What the server says

  /** @param {QuestionsData} data */
  show(data) {
    const shape = JSON.stringify([
      data.sections,
      data.words,
      data.first,
      data.reasons,
      data.onward,
    ]);
    const built = shape !== this.shape;
    this.data = data;
    this.words = data.words;
    if (built) {
      this.shape = shape;
      this.build();
      this.paintAll();
    }
    this.exchange();
    if (window.lemsNow) this.now(window.lemsNow);
    if (built) {
      this.first.arrange();
      this.steps.measure();
      this.jump(location.hash);
    }
  }

  // Whoever is drawn last, the questions or what carries their answers, brings the two together.
  exchange() {
    const told = window.lemsExchange;
    if (!this.fields || !told?.here()) return;
    if (!this.take(told)) return;
    this.paintAll();
    this.first.arrange();
  }

  /** @param {Now} told */
  now(told) {
    if (!this.fields) return;
    this.told = told;
    this.showOnly(new Set(told.shown));
    for (const [id, field] of this.fields) {
      this.note(field, "problem", told.problems[id], this.words.refused);
      this.note(field, "warning", told.warnings[id], this.words.check);
      const kept = told.stored[id];
      this.note(field, "kept", kept && fill(this.words.stored, { stored: kept }), "");
      this.note(field, "record", told.record[id], "");
      if (told.problems[id] || told.warnings[id]) this.first.reveal(id); // nobody is told in secret
    }
    hide(this.fromRecord, Object.keys(told.record).length === 0);
    say(this.status, told.status);
    this.steps.count();
    this.first.follow();
  }

  // Decides whose answers hold; true if they are new here.
  /** @param {Exchanged} told */
  take({ answers, reasons, marks, epoch }) {
    if (this.epoch === undefined) return this.arrive({ answers, reasons, marks, epoch });
    if (epoch === this.epoch) return false;
    const replaced = epoch > this.epoch; // lower: a new server, which knows nothing yet
    this.epoch = epoch;
    this.base = JSON.stringify([answers, reasons]);
    if (replaced) {
      this.answers = { ...answers };
      this.reasons = { ...reasons };
      this.marks = marks;
      this.last = null;
      this.first.startAgain();
      this.restored.hidden = true;
    }
    this.reportNews();
    return replaced;
  }

  /** @param {Exchanged} told */
  arrive({ answers, reasons, marks, epoch }) {
    const firstHere = !mountedBefore;
    mountedBefore = true;
    this.epoch = epoch;
    this.base = JSON.stringify([answers, reasons]);
    const kept = recallCopy(this.fields, (id) => this.reason(id));
    // Back from another page, or after a reload.
    const sameWork = kept && kept.epoch === epoch && kept.base === this.base;
    const nothingThere = epoch === 0 && holdsNothing({ answers, reasons, marks });
    const holds = kept && !holdsNothing(kept);
    if (sameWork || (nothingThere && holds)) {
      this.answers = kept.answers;
      this.reasons = kept.reasons;
      this.marks = kept.marks;
      this.last = kept.last;
      if (firstHere && holds) {
        this.restored.hidden = false;
        say(this.restored.querySelector("p"), this.words.restored);
      }
    } else {
      this.answers = { ...answers };
      this.reasons = { ...reasons };
      this.marks = marks;
    }
    this.reportNews();
    return true;
  }

  /** @param {Set<string>} shown */
  showOnly(shown) {
    const focused = document.activeElement?.closest?.(".qs-q");
    for (const { row, id } of this.fields.values()) hide(row, !shown.has(id));
    this.hideEmpty();
    if (focused?.hidden) this.neighbour(focused)?.focus({ preventScroll: true });
  }

  // Cards and sections without a question go; and all sections while the first screen is shown.
  hideEmpty() {
    for (const card of this.root.querySelectorAll(".qs-card, .qs-waits"))
      hide(card, !card.querySelector(".qs-q:not([hidden])"));
    for (const { id, place, step, ids } of this.places) {
      const empty = ids.every((one) => this.field(one).row.hidden);
      hide(place, empty || (id === "first") !== this.first.shown);
      hide(there(step.parentElement), empty);
    }
  }

  /** @param {HTMLElement} row */
  neighbour(row) {
    const rows = [...this.root.querySelectorAll(".qs-q")];
    const at = rows.indexOf(row);
    const near = rows
      .slice(0, at)
      .reverse()
      .concat(rows.slice(at))
      .find((other) => !other.hidden);
    return near && firstControl(near);
  }

  /**
   * @param {Field} field
   * @param {Note} kind
   * @param {string | undefined} text
   * @param {string} prefix
   */
  note(field, kind, text, prefix) {
    if (field[kind] === text) return;
    field[kind] = text;
    let line = field.row.querySelector(`.qs-${kind}`);
    if (!text) {
      line?.remove();
    } else {
      if (!line) {
        line = make("p", { class: `qs-note qs-${kind}`, id: `qs-${kind}-${field.id}` });
        field.notes.append(line);
      }
      const spoken = prefix ? [make("span", { class: "qs-unseen" }, `${prefix} `)] : [];
      line.replaceChildren(
        icon(kind),
        ...spoken,
        make("span", {}, text),
        ...this.takingBack(field, kind),
      );
    }
    if (field.input && kind === "problem") setOrDrop(field.input, "aria-invalid", text && "true");
    /** @type {Note[]} */
    const kinds = ["problem", "warning", "kept", "record", "left"];
    const notes = kinds.map((one) => field[one] && `qs-${one}-${field.id}`);
    setOrDrop(field.control, "aria-describedby", [field.help, ...notes].filter(Boolean).join(" "));
  }

  // An answer of the record can be taken back where that is said of it.
  /**
   * @param {Field} field
   * @param {Note} kind
   */
  takingBack({ id }, kind) {
    if (kind !== "record") return [];
    /** @type {Attributes} */
    const named = { "data-action": "unmark", "data-id": id, "aria-describedby": `qs-ask-${id}` };
    return [make("button", { type: "button", ...named }, this.words.unmark)];
  }

  // What the person does

  /** @param {From<HTMLElement, MouseEvent>} event */
  onClick(event) {
    const target = event.target.closest("button, a, summary");
    if (!target) return;
    const { action, id = "" } = target.dataset;
    if (target.role === "radio" && target.dataset.reason) {
      this.leaveOpen(id, target.dataset.reason);
    } else if (target.role === "radio") {
      const chosen = this.answers[id] === target.dataset.value;
      // Answered by keyboard: the next Tab goes straight to the next question.
      if (!chosen && event.detail === 0) this.field(id).mark.tabIndex = -1;
      this.answer(id, chosen ? undefined : target.dataset.value);
    } else if (action === "reason") {
      this.leaveOpen(id, there(target.dataset.value));
    } else if (action === "clear") {
      const field = this.field(id);
      writeEntry(field, undefined);
      hide(target, true);
      this.noteDate(id);
      this.answer(id, undefined);
      there(field.input).focus();
    } else if (action === "unmark") {
      this.answer(id, undefined);
      firstControl(this.field(id).row)?.focus();
    } else if (action === "clear-record") {
      this.clearRecord();
    } else if (action === "dismiss") {
      this.restored.hidden = true;
      firstControl(this.root)?.focus({ preventScroll: true });
    } else if (action === "step") {
      event.preventDefault();
      this.steps.go(id);
    } else if (action === "next") {
      this.first.goOn();
    } else if (action === "worksheet") {
      // Streamlit opens the dialog, whose own button is on the page and not seen.
      document.querySelector(".st-key-worksheet button")?.click();
    }
  }

  /** @param {From<HTMLElement, KeyboardEvent>} event */
  onKey(event) {
    const radio = event.target;
    if (radio.role !== "radio" || event.altKey || event.ctrlKey || event.metaKey) return;
    const radios = childrenOf(there(radio.parentElement));
    const at = radios.indexOf(radio);
    /** @type {Record<string, number>} */
    const places = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: -1,
    };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = there(radios.at(to % radios.length));
    for (const other of radios) other.tabIndex = other === next ? 0 : -1;
    next.focus();
  }

  // Not reported while it is being typed, but not lost by a reload either.
  /** @param {From<HTMLInputElement>} event */
  onInput({ target }) {
    const { id } = target.dataset;
    if (!id) return;
    const field = this.field(id);
    if (target === /** @type {HTMLElement | undefined} */ (field.units)) return; // comes as a change too
    hide(there(field.clear), isEmpty(field));
    this.keep({ ...this.answers, [id]: field.read() });
  }

  /** @param {{ target: HTMLInputElement }} event */
  onChange({ target }) {
    const { id } = target.dataset;
    // While a year is typed a date passes through the years 2, 20 and 202.
    if (
      !id ||
      (target.type === "date" &&
        target.value &&
        target.value < "1900" &&
        target === document.activeElement)
    )
      return;
    const field = this.field(id);
    showPair(field);
    this.noteDate(id);
    this.answer(id, field.read());
  }

  /** @param {From<HTMLElement, FocusEvent> & { relatedTarget: Node | null }} event */
  onFocusOut({ target, relatedTarget }) {
    const row = target.closest(".qs-q");
    if (!row || row.contains(relatedTarget)) return;
    const field = this.field(there(row.dataset.id));
    field.mark.tabIndex = 0;
    if (field.input) this.onChange({ target: field.input });
  }

  /** @param {string} id */
  field(id) {
    return there(this.fields.get(id));
  }

  /** @param {string} id */
  noteDate(id) {
    const field = this.field(id);
    if (field.kind !== "date") return;
    const { badInput } = there(field.input).validity;
    const incomplete = badInput ? this.words.date_incomplete : undefined;
    this.note(field, "problem", incomplete ?? this.told?.problems[id], this.words.refused);
  }

  /**
   * @param {string} id
   * @param {unknown} value
   */
  answer(id, value) {
    // A number from a draft is not typed again by leaving its field: there "1.125" was no question.
    if (same(this.answers[id], value)) return;
    const { [id]: before, ...others } = this.answers;
    this.answers = value === undefined ? others : { ...this.answers, [id]: value };
    if (value !== undefined) delete this.reasons[id]; // it is open no longer
    this.last = id;
    this.report();
    this.paint(id);
    this.steps.count(id);
  }

  // Takes back every answer that still is what the record gave.
  clearRecord() {
    const others = Object.entries(this.answers).filter(
      ([id, value]) => !this.marks[id] || !same(this.marks[id].value, value),
    );
    this.answers = Object.fromEntries(others);
    this.marks = {};
    this.last = null;
    this.report();
    this.paintAll();
    this.first.arrange();
    firstControl(this.root)?.focus({ preventScroll: true });
  }

  // The same reason again takes it back; a reason takes the place of an answer.
  /**
   * @param {string} id
   * @param {string} reason
   */
  leaveOpen(id, reason) {
    const { [id]: before, ...others } = this.reasons;
    this.reasons = reason === before ? others : { ...others, [id]: reason };
    const { [id]: answered, ...rest } = this.answers;
    this.answers = rest;
    this.report();
    this.paint(id);
    this.steps.count(id);
  }

  report() {
    window.lemsExchange?.send({
      answers: this.answers,
      reasons: { ...this.reasons },
      marks: this.marks,
      last: this.last,
      epoch: there(this.epoch),
    });
    this.keep();
  }

  // What the server has just given is not sent back: a late answer would call back a page that was
  // left meanwhile.
  reportNews() {
    if (JSON.stringify([this.answers, this.reasons]) === this.base) this.keep();
    else this.report();
  }

  keep(answers = this.answers) {
    const { reasons, marks, last, epoch, base } = this;
    keepCopy({ answers, reasons, marks, last, epoch: there(epoch), base: there(base) });
  }

  // What is seen of an answer

  paintAll() {
    for (const id of this.fields.keys()) this.paint(id);
  }

  /** @param {string} id */
  paint(id) {
    const field = this.field(id);
    const value = this.answers[id];
    this.paintReason(field, value !== undefined);
    if (field.input) {
      if (!same(field.read(), value)) writeEntry(field, value);
      hide(there(field.clear), isEmpty(field));
      return;
    }
    const radios = childrenOf(field.control);
    let stop;
    for (const radio of radios) {
      const { reason } = radio.dataset;
      const chosen = reason ? reason === this.reasons[id] : radio.dataset.value === value;
      setIfNew(radio, "aria-checked", String(chosen));
      if (chosen || (!stop && radio === document.activeElement)) stop = radio;
    }
    stop ??= radios[0];
    for (const radio of radios) setIfNew(radio, "tabindex", radio === stop ? "0" : "-1");
  }

  /**
   * @param {Field} field
   * @param {boolean} answered
   */
  paintReason({ id, open, dont }, answered) {
    const given = this.reason(this.reasons[id]);
    const told = given && !given.on_card; // there it is seen
    this.note(
      this.field(id),
      "left",
      told ? fill(this.words.left_open, { reason: given.label }) : undefined,
      "",
    );
    if (dont) setIfNew(dont, "aria-pressed", String(dont.dataset.value === given?.id));
    if (!open) return;
    hide(open, answered);
    for (const button of open.querySelectorAll("button"))
      setIfNew(button, "aria-pressed", String(button.dataset.value === given?.id));
  }

  /** @param {unknown} id */
  reason(id) {
    return this.data.reasons.find((one) => one.id === id);
  }

  /** @param {string} hash */
  jump(hash) {
    const id = hash.startsWith("#q-") ? hash.slice(3) : "";
    if (this.fields.get(id)?.row.hidden !== false) return;
    this.first.reveal(id);
    this.goTo(id);
  }

  /** @param {string} id */
  goTo(id) {
    const { row } = this.field(id);
    row.scrollIntoView({ block: "start" });
    there(firstControl(row)).focus({ preventScroll: true });
    row.classList.remove("qs-flash");
    void row.offsetWidth;
    row.classList.add("qs-flash");
  }

  // Bringing the drawing to life

  build() {
    const focused = document.activeElement?.closest?.(".qs-q")?.id;
    this.drawing = new Drawing(this.data);
    this.steps.low = undefined;
    const { fields, places, restored, fromRecord, bar, status, whole } = this.drawing;
    Object.assign(this, { fields, places, restored, fromRecord, bar, status });
    this.root.replaceChildren(...whole);
    if (focused) firstControl(document.getElementById(focused))?.focus({ preventScroll: true });
  }

  // The reasons for leaving a question open are drawn when its explanation is opened.
  /** @param {HTMLDetailsElement} details */
  offerReasons(details) {
    const id = details.closest?.(".qs-q")?.dataset.id;
    const field = this.fields?.get(id ?? "");
    if (!field || field.open || !details.open) return;
    field.open = this.drawing.asking.reasons(field.id);
    there(details.lastElementChild).append(field.open);
    this.paint(field.id);
  }
}

/** @param {Held} held */
function holdsNothing({ answers, reasons }) {
  return Object.keys(answers).length + Object.keys(reasons).length === 0;
}
