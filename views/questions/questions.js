// Draws the questions once, keeps the answers, and reports all of them after each change.
// What is shown and what the server objects to comes as the event "lems-now" (views/now); answers come and go by
// "lems-exchange" (exchange.js). So these questions stand outside what an answer reruns, and are sent once.
const STORE = "lems-checklist";
const FORMAT = 1; // of what is kept in the tab; anything else found there is ignored
const SHORT_HELP = 90;
const ROOM_BESIDE = 34; // characters of option labels that fit to the right of a question

const boards = new WeakMap();
let mountedBefore = false; // in this document: a reload starts again with false

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".qs-root");
  if (!root || !data) return;
  let board = boards.get(root);
  if (!board) {
    board = new Board(root);
    boards.set(root, board);
  }
  board.show(data);
  return () => setTimeout(() => root.isConnected || board.leave());
}

class Board {
  constructor(root) {
    this.root = root;
    this.answers = {};
    this.reasons = {}; // why a question was left open
    this.last = null;
    this.shape = "";
    this.leaving = new AbortController();
    const signal = this.leaving.signal;
    const here = (name, handler) => root.addEventListener(name, handler.bind(this), { signal });
    here("click", this.onClick);
    here("keydown", this.onKey);
    here("input", this.onInput);
    here("change", this.onChange);
    here("focusout", this.onFocusOut);
    root.addEventListener("toggle", ({ target }) => this.offerReasons(target), { signal, capture: true }); // it does not bubble
    document.addEventListener("lems-now", ({ detail }) => this.now(detail), { signal });
    document.addEventListener("lems-exchange", () => this.exchange(), { signal });
    addEventListener("hashchange", () => this.jump(location.hash), { signal });
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(root);
    // The second press of a link to the same question changes no hash.
    document.addEventListener(
      "click",
      (event) => {
        const link = event.target.closest?.('a[href^="#q-"]');
        if (link) setTimeout(() => this.jump(link.getAttribute("href")));
      },
      { signal },
    );
  }

  leave() {
    this.leaving.abort();
    this.resized.disconnect();
    this.inView?.disconnect();
  }

  // What the server says

  show(data) {
    const shape = JSON.stringify([data.sections, data.words, data.order, data.reasons]);
    const built = shape !== this.shape;
    this.data = data;
    this.words = data.words;
    if (built) {
      this.shape = shape;
      this.build();
    }
    if (built) this.paintAll();
    this.exchange();
    if (window.lemsNow) this.now(window.lemsNow);
    this.count();
    if (built) {
      this.measure();
      this.jump(location.hash);
    }
  }

  // Whoever is drawn last, the questions or what carries their answers, brings the two together.
  exchange() {
    const told = window.lemsExchange;
    if (!this.fields || !told?.here()) return;
    if (!this.take(told)) return;
    this.paintAll();
    this.count();
  }

  now(told) {
    if (!this.fields) return;
    this.told = told;
    this.showOnly(new Set(told.shown));
    for (const [id, field] of this.fields) {
      this.note(field, "problem", told.problems[id], this.words.refused);
      this.note(field, "warning", told.warnings[id], this.words.check);
    }
    say(this.status, told.status);
    this.count();
  }

  // Decides whose answers hold; true if they are new here.
  take({ answers, reasons, epoch }) {
    if (this.epoch === undefined) return this.arrive(answers, reasons, epoch);
    if (epoch === this.epoch) return false;
    const replaced = epoch > this.epoch; // lower: a new server, which knows nothing yet
    this.epoch = epoch;
    this.base = JSON.stringify([answers, reasons]);
    if (replaced) {
      this.answers = { ...answers };
      this.reasons = { ...reasons };
      this.last = null;
      this.restored.hidden = true;
    }
    this.report();
    return replaced;
  }

  arrive(answers, reasons, epoch) {
    const firstHere = !mountedBefore;
    mountedBefore = true;
    this.epoch = epoch;
    this.base = JSON.stringify([answers, reasons]);
    const kept = this.recall();
    const sameWork = kept && kept.epoch === epoch && kept.base === this.base; // back from another page
    const nothingThere = epoch === 0 && holdsNothing({ answers, reasons }); // a reload
    const holds = kept && !holdsNothing(kept);
    if (sameWork || (nothingThere && holds)) {
      this.answers = kept.answers;
      this.reasons = kept.reasons;
      this.last = kept.last;
      if (firstHere && holds) {
        this.restored.hidden = false;
        say(this.restored.firstChild, this.words.restored);
      }
    } else {
      this.answers = { ...answers };
      this.reasons = { ...reasons };
    }
    if (holdsNothing(this)) this.keep();
    else this.report();
    return true;
  }

  showOnly(shown) {
    const focused = document.activeElement?.closest?.(".qs-q");
    for (const { row, id } of this.fields.values()) hide(row, !shown.has(id));
    for (const card of this.root.querySelectorAll(".qs-card")) hide(card, !card.querySelector(".qs-q:not([hidden])"));
    for (const { place, step } of this.places) {
      const gone = !place.querySelector(".qs-q:not([hidden])");
      hide(place, gone);
      hide(step.parentElement, gone);
    }
    if (focused?.hidden) this.neighbour(focused)?.focus({ preventScroll: true });
  }

  neighbour(row) {
    const rows = [...this.root.querySelectorAll(".qs-q")];
    const at = rows.indexOf(row);
    const near = rows.slice(0, at).reverse().concat(rows.slice(at)).find((other) => !other.hidden);
    return near && firstControl(near);
  }

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
      line.replaceChildren(icon(kind), ...spoken, make("span", {}, text));
    }
    if (field.input && kind === "problem") setOrDrop(field.input, "aria-invalid", text && "true");
    const notes = ["problem", "warning", "left"].map((one) => field[one] && `qs-${one}-${field.id}`);
    setOrDrop(field.control, "aria-describedby", [field.help, ...notes].filter(Boolean).join(" "));
  }

  // What the person does

  onClick(event) {
    const target = event.target.closest("button, a, summary");
    if (!target) return;
    const { action, id } = target.dataset;
    if (target.role === "radio") {
      const chosen = this.answers[id] === target.dataset.value;
      // Answered by keyboard: the next Tab goes straight to the next question.
      if (!chosen && event.detail === 0) this.fields.get(id).mark.tabIndex = -1;
      this.answer(id, chosen ? undefined : target.dataset.value);
    } else if (action === "reason") {
      this.leaveOpen(id, this.reasons[id] === target.dataset.value ? undefined : target.dataset.value);
    } else if (action === "clear") {
      this.fields.get(id).input.value = "";
      this.noteDate(id);
      this.answer(id, undefined);
      this.fields.get(id).input.focus();
    } else if (action === "dismiss") {
      this.restored.hidden = true;
      firstControl(this.root)?.focus({ preventScroll: true });
    } else if (action === "step") {
      event.preventDefault();
      const heading = document.getElementById(`qs-title-${id}`);
      heading.closest(".qs-place").scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
      heading.focus({ preventScroll: true });
    }
  }

  onKey(event) {
    const radio = event.target;
    if (radio.role !== "radio" || event.altKey || event.ctrlKey || event.metaKey) return;
    const radios = [...radio.parentElement.children];
    const at = radios.indexOf(radio);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = radios.at(to % radios.length);
    for (const other of radios) other.tabIndex = other === next ? 0 : -1;
    next.focus();
  }

  // Not reported while it is being typed, but not lost by a reload either.
  onInput({ target }) {
    const { id } = target.dataset;
    if (!id) return;
    hide(this.fields.get(id).clear, !target.value);
    this.keep({ ...this.answers, [id]: read(target) });
  }

  onChange({ target }) {
    const { id } = target.dataset;
    // While a year is typed a date passes through the years 2, 20 and 202.
    if (!id || (target.type === "date" && target.value && target.value < "1900" && target === document.activeElement)) return;
    this.noteDate(id);
    this.answer(id, read(target));
  }

  onFocusOut({ target, relatedTarget }) {
    const row = target.closest(".qs-q");
    if (!row || row.contains(relatedTarget)) return;
    const field = this.fields.get(row.dataset.id);
    field.mark.tabIndex = 0;
    if (field.input) this.onChange({ target: field.input });
  }

  noteDate(id) {
    const field = this.fields.get(id);
    if (field.kind !== "date") return;
    const incomplete = field.input.validity.badInput ? this.words.date_incomplete : undefined;
    this.note(field, "problem", incomplete ?? this.told?.problems[id], this.words.refused);
  }

  answer(id, value) {
    if (this.answers[id] === value) return;
    const { [id]: before, ...others } = this.answers;
    this.answers = value === undefined ? others : { ...this.answers, [id]: value };
    if (value !== undefined) delete this.reasons[id]; // it is open no longer
    this.last = id;
    this.report();
    this.paint(id);
    this.count(id);
  }

  leaveOpen(id, reason) {
    const { [id]: before, ...others } = this.reasons;
    this.reasons = reason ? { ...others, [id]: reason } : others;
    this.report();
    this.paint(id);
  }

  report() {
    window.lemsExchange?.send({ answers: this.answers, reasons: { ...this.reasons }, last: this.last, epoch: this.epoch });
    this.keep();
  }

  // The copy in the tab, for a reload

  keep(answers = this.answers) {
    try {
      const copy = { format: FORMAT, answers, reasons: this.reasons, last: this.last, epoch: this.epoch, base: this.base };
      sessionStorage.setItem(STORE, JSON.stringify(copy));
    } catch {
      // Storage is full or forbidden: the answers live in this page only.
    }
  }

  recall() {
    try {
      const copy = JSON.parse(sessionStorage.getItem(STORE));
      if (copy?.format !== FORMAT) return null;
      const known = Object.entries(copy.answers).filter(([id, value]) => this.fields.get(id)?.allows(value));
      const open = Object.entries(copy.reasons ?? {}).filter(([id, reason]) => this.fields.has(id) && this.reason(reason));
      return { ...copy, answers: Object.fromEntries(known), reasons: Object.fromEntries(open), last: this.fields.has(copy.last) ? copy.last : null };
    } catch {
      return null;
    }
  }

  // What is seen of an answer

  paintAll() {
    for (const id of this.fields.keys()) this.paint(id);
  }

  paint(id) {
    const field = this.fields.get(id);
    const value = this.answers[id];
    this.paintReason(field, value !== undefined);
    if (field.input) {
      if (!same(read(field.input), value)) field.input.value = value ?? "";
      hide(field.clear, !field.input.value);
      return;
    }
    let stop;
    for (const radio of field.control.children) {
      const chosen = radio.dataset.value === value;
      setIfNew(radio, "aria-checked", String(chosen));
      if (chosen || (!stop && radio === document.activeElement)) stop = radio;
    }
    stop ??= field.control.firstChild;
    for (const radio of field.control.children) setIfNew(radio, "tabindex", radio === stop ? "0" : "-1");
  }

  paintReason({ id, open }, answered) {
    const given = this.reason(this.reasons[id]);
    this.note(this.fields.get(id), "left", given && fill(this.words.left_open, { reason: given.label }), "");
    if (!open) return;
    hide(open, answered);
    for (const button of open.querySelectorAll("button")) setIfNew(button, "aria-pressed", String(button.dataset.value === given?.id));
  }

  reason(id) {
    return this.data.reasons.find((one) => one.id === id);
  }

  count(changed) {
    for (const { ids, tally, step } of this.places) {
      if (changed && !ids.includes(changed)) continue;
      const shown = ids.filter((id) => !this.fields.get(id).row.hidden);
      const answered = shown.filter((id) => id in this.answers).length;
      const text = fill(this.words.count, { answered, shown: shown.length });
      say(tally, text);
      step.classList.toggle("qs-full", shown.length > 0 && answered === shown.length);
    }
  }

  jump(hash) {
    const row = hash.startsWith("#q-") && this.fields.get(hash.slice(3))?.row;
    if (!row || row.hidden) return;
    row.scrollIntoView({ block: "start" });
    firstControl(row).focus({ preventScroll: true });
    row.classList.remove("qs-flash");
    void row.offsetWidth;
    row.classList.add("qs-flash");
  }

  // The bar sticks below Streamlit's own, if there is anything in it; the step in view is marked.
  measure() {
    const header = document.querySelector('[data-testid="stHeader"]');
    const top = header?.hasChildNodes() ? header.offsetHeight : 0;
    const low = top + this.bar.offsetHeight;
    if (!low || low === this.low) return;
    this.low = low;
    this.root.style.setProperty("--qs-top", `${top}px`);
    this.root.style.setProperty("--qs-low", `${low}px`);
    this.inView?.disconnect();
    const visible = new Set();
    this.inView = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target);
        this.markStep(this.places.find(({ place }) => visible.has(place)));
      },
      { rootMargin: `-${low + 24}px 0px -55% 0px` },
    );
    for (const { place } of this.places) this.inView.observe(place);
    if (!this.bar.querySelector("[aria-current]")) this.markStep(this.places.find(({ place }) => !place.hidden));
  }

  markStep(current) {
    if (!current) return;
    for (const { step } of this.places) setOrDrop(step, "aria-current", step === current.step && "step");
    const row = current.step.closest("ol");
    const { offsetLeft, offsetWidth } = current.step.parentElement;
    row.scrollTo({ left: offsetLeft - (row.clientWidth - offsetWidth) / 2, behavior: calm() ? "auto" : "smooth" });
  }

  // The drawing

  build() {
    const focused = document.activeElement?.closest?.(".qs-q")?.id;
    const words = this.words;
    this.fields = new Map();
    this.places = [];
    this.low = undefined;
    this.restored = make(
      "div",
      { class: "qs-restored", hidden: "" },
      make("p", { role: "status" }),
      make("button", { type: "button", "data-action": "dismiss", "aria-label": words.dismiss }, icon("cross")),
    );
    this.status = make("p", { role: "status" });
    this.bar = make("nav", { class: "qs-bar", "aria-label": words.steps });
    const steps = make("ol", {});
    this.bar.append(steps);
    const sections = arranged(this.data).map((section) => {
      const place = this.place(section);
      steps.append(make("li", {}, this.places.at(-1).step));
      return place;
    });
    this.root.replaceChildren(
      this.restored,
      this.bar,
      make("p", { class: "qs-hint" }, icon("mark"), words.hint),
      ...sections,
      make("div", { class: "qs-status" }, this.status, make("a", { href: "#so-far" }, words.to_so_far)),
    );
    if (focused) firstControl(document.getElementById(focused))?.focus({ preventScroll: true });
  }

  place({ id, title, intro, groups }) {
    const tally = make("span", { class: "qs-tally" });
    const name = make("span", {}, title);
    const step = make("a", { href: `#qs-${id}`, "data-action": "step", "data-id": id }, name, " ", tally);
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

  card({ title, items }) {
    return make(
      "div",
      { class: "qs-card" },
      title && make("h3", {}, title),
      ...items.map((item) => this.question(item)),
    );
  }

  question(item) {
    const { id, kind, ask, help } = item;
    const shortHelp = help && help.length <= SHORT_HELP;
    const field = { id, kind, help: shortHelp ? `qs-help-${id}` : "", notes: make("div", { class: "qs-notes" }) };
    const control = kind === "yn" || kind === "choice" ? this.choice(item, field) : this.entry(item, field);
    field.mark = make(
      "summary",
      { title: this.words.why },
      icon("mark"),
      make("span", { class: "qs-unseen" }, `${this.words.why} ${ask}`),
    );
    setOrDrop(field.control, "aria-describedby", field.help);
    const text = make("div", { class: "qs-text" });
    text.append(
      make(field.input ? "label" : "div", { class: "qs-ask", id: `qs-ask-${id}`, for: field.input && `qs-in-${id}` }, ask),
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

  choice({ id, kind, options }, field) {
    const { yes, no } = this.words;
    const offered = kind === "yn" ? [{ id: "yes", label: yes }, { id: "no", label: no }] : options;
    field.tall = offered.reduce((sum, { label }) => sum + label.length + 4, 0) > ROOM_BESIDE;
    field.allows = (value) => offered.some((option) => option.id === value);
    field.control = make(
      "div",
      { class: `qs-options qs-${kind}`, role: "radiogroup", "aria-labelledby": `qs-ask-${id}` },
      ...offered.map((option) =>
        make("button", { type: "button", role: "radio", "data-id": id, "data-value": option.id, "data-label": option.label }, option.label),
      ),
    );
    return field.control;
  }

  entry({ id, kind, unit }, field) {
    const type = kind === "date" ? { type: "date", max: "2199-12-31" } : { type: "text", inputmode: "decimal", maxlength: "40" };
    field.input = field.control = make("input", { ...type, id: `qs-in-${id}`, "data-id": id, autocomplete: "off" });
    field.allows = (value) => typeof value === "string" || Number.isFinite(value);
    field.clear = make(
      "button",
      { type: "button", class: "qs-clear", "data-action": "clear", "data-id": id, tabindex: "-1", "aria-label": this.words.clear, "aria-describedby": `qs-ask-${id}`, title: this.words.clear },
      icon("cross"),
    );
    return make(
      "div",
      { class: `qs-entry qs-${kind}` },
      make("span", { class: "qs-box" }, field.input, field.clear),
      unit && make("span", { class: "qs-unit" }, unit),
    );
  }

  // Why a question stays open can be said where it says why it is asked; drawn when that is opened.
  offerReasons(details) {
    const field = this.fields?.get(details.closest?.(".qs-q")?.dataset.id);
    if (!field || field.open || !details.open) return;
    const label = make("span", { id: `qs-open-${field.id}` }, this.words.open_because);
    const buttons = this.data.reasons.map(({ id, label: text }) =>
      make("button", { type: "button", "data-action": "reason", "data-id": field.id, "data-value": id }, text),
    );
    field.open = make("div", { class: "qs-open", role: "group", "aria-labelledby": `qs-open-${field.id}` }, label, ...buttons);
    details.lastElementChild.append(field.open);
    this.paint(field.id);
  }

  explained(item, shortHelp) {
    const { words } = this;
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
      given && line("", fill(words.range, { least, most, unit: unit ?? "" }).replace(/ +(?=[.]|$)/g, "")),
      sources.length > 0 &&
        make("p", { class: "qs-sources" }, make("b", {}, `${words.sources} `), ...sources.flatMap((source, at) => [at ? "; " : "", cited(source)])),
    );
  }
}

// Questions named in `order` lead, in a section of their own, and are missing further down.
function arranged({ sections, order, words }) {
  if (!order.length) return sections;
  const all = new Map(sections.flatMap(({ groups }) => groups.flatMap(({ items }) => items.map((item) => [item.id, item]))));
  const leading = { id: "first", title: words.first_here, intro: "", groups: [{ title: "", items: order.map((id) => all.get(id)).filter(Boolean) }] };
  const left = sections.map((section) => ({
    ...section,
    groups: section.groups.map((group) => ({ ...group, items: group.items.filter(({ id }) => !order.includes(id)) })),
  }));
  return [leading, ...left];
}

function cited({ text, href }) {
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text) : text;
}

// A plain decimal becomes a number; anything else stays as typed, for the server to refuse.
// "1,250" stays text too: nobody can say whether it is a thousand or a bit more than one.
function read(input) {
  const text = input.value.trim();
  if (!text) return undefined;
  if (input.type === "date" || !/^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/.test(text) || /[1-9]\d*,\d{3}$/.test(text)) return text;
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) ? number : text;
}

function same(one, other) {
  return one === other || (one !== undefined && other !== undefined && String(one) === String(other));
}

function firstControl(within) {
  return within?.querySelector('[role="radio"][tabindex="0"], input');
}

function holdsNothing({ answers, reasons }) {
  return Object.keys(answers).length + Object.keys(reasons).length === 0;
}

function hide(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setIfNew(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function setOrDrop(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null && value !== false) element.setAttribute(name, value);
  element.append(...children.filter((child) => child != null && child !== false && child !== ""));
  return element;
}

const SHAPES = {
  mark: "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM7.7 7.6a2.4 2.4 0 1 1 3.4 2.7c-.8.4-1.1.9-1.1 1.7M10 14.4v.1",
  cross: "m5.5 5.5 9 9m0-9-9 9",
  problem: "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM10 6v5M10 14v.1",
  left: "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM6.6 10v.1M10 10v.1M13.4 10v.1",
  warning: "M10 3 1.8 17h16.4L10 3ZM10 8.5v4M10 14.9v.1",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "qs-icon");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
