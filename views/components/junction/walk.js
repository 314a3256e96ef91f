// The walk through the drawing. Step, state, tumour and motion live here, so that a step is instant; the page
// hears of a step a moment later, for the article below. What each step says is ready in `stops`.
const walks = new WeakMap();
const LOOPS = 3; // how often the motion runs after a change; then the drawing rests
const PAUSE = 250; // ms without a further step before the page hears of it
const WITH_TUMOUR = ["lems", "effort"];

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".walk");
  if (!root || !data) return;
  let walk = walks.get(root);
  if (!walk) {
    walk = new Walk(root);
    walks.set(root, walk);
  }
  walk.tell = (shown) => setStateValue("shown", shown);
  walk.read(data);
  return () => setTimeout(() => root.isConnected || walk.leave());
}

class Walk {
  constructor(root) {
    this.root = root;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.leaving = new AbortController();
    const on = (target, name, handler) =>
      target.addEventListener(name, handler, { signal: this.leaving.signal });
    const find = (selector) => root.querySelector(selector);
    this.parts = {
      spots: find(".spots"),
      title: find("h2"),
      reading: find(".reading"),
      told: find(".told"),
    };
    on(find(".states"), "change", ({ target }) => this.go({ state: target.value }));
    on(find(".switch input"), "change", ({ target }) =>
      this.go({ tumour: target.checked ? "with" : "without" }),
    );
    on(find(".motion"), "click", () => (this.moving ? this.rest() : this.play()));
    on(find(".back"), "click", () => this.by(-1));
    on(find(".forth"), "click", () => this.by(1));
    on(this.parts.spots, "click", ({ target }) => this.pick(target.closest("button")));
    on(this.parts.spots, "keydown", (event) => this.key(event));
    on(this.calm, "change", () => this.calm.matches && this.rest());
  }

  leave() {
    this.leaving.abort();
    clearTimeout(this.stopping);
    clearTimeout(this.telling);
  }

  // What the page says. It never moves a walk that has begun.
  read(data) {
    const text = JSON.stringify(data);
    if (text === this.text) return;
    this.text = text;
    this.data = data;
    this.shown ??= { ...data.begin };
    this.draw();
    if (!this.calm.matches && !this.begun) this.play();
    this.begun = true;
  }

  by(places) {
    const at = this.data.steps.indexOf(this.shown.step) + places;
    const step = this.data.steps[at];
    if (step) this.go({ step });
  }

  pick(button) {
    if (button) this.go({ step: button.dataset.step });
  }

  key(event) {
    const last = this.data.steps.length - 1;
    const at = this.data.steps.indexOf(event.target.dataset.step);
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    this.go({ step: this.data.steps[Math.min(Math.max(to, 0), last)] });
    this.spot(this.shown.step).focus();
  }

  go(change) {
    this.shown = { ...this.shown, ...change };
    this.draw(true);
    if (!this.calm.matches) this.play();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(this.shown), PAUSE);
  }

  // The motion runs a few times and ends in the still picture, which shows everything at once.

  play() {
    clearTimeout(this.stopping);
    this.root.classList.remove("moving");
    void this.root.offsetWidth; // so that it begins at the beginning
    this.root.classList.add("moving");
    this.moving = true;
    const seconds = parseFloat(getComputedStyle(this.root).getPropertyValue("--loop"));
    this.stopping = setTimeout(() => this.rest(), seconds * 1000 * LOOPS);
    this.nameMotion();
  }

  rest() {
    clearTimeout(this.stopping);
    this.root.classList.remove("moving");
    this.moving = false;
    this.nameMotion();
  }

  nameMotion() {
    this.root.querySelector(".motion").textContent =
      this.data.words[this.moving ? "motion_stop" : "motion_play"];
  }

  spot(step) {
    return this.parts.spots.querySelector(`[data-step="${step}"]`);
  }

  draw(say = false) {
    const { root, parts, data, shown } = this;
    const { words, steps } = data;
    const labels = paint(root, data, shown);
    const lit = labels.find((label) => label.lit);
    const stop = data.stops.find((one) => one.id === shown.step);
    const place = fill(words.position, { number: lit.number, count: steps.length });

    root.querySelector(`[value="${shown.state}"]`).checked = true;
    const tumour = root.querySelector(".switch input");
    tumour.checked = shown.tumour === "with";
    tumour.disabled = !WITH_TUMOUR.includes(shown.state);
    root.querySelector(".switch").title = tumour.disabled ? words.tumour_only_lems : "";

    parts.spots.setAttribute("aria-label", words.steps_of_figure);
    if (!parts.spots.children.length) parts.spots.append(...labels.map(spotItem));
    for (const label of labels) this.mark(label);
    root.querySelector(".key").classList.toggle(
      "has-dots",
      data.stops.some((one) => one.explains.length),
    );

    const at = Number(lit.number) - 1;
    for (const [name, word, to] of [
      ["back", "previous", at - 1],
      ["forth", "next", at + 1],
    ]) {
      const button = root.querySelector(`.${name}`);
      button.textContent = words[word];
      // Not `disabled`: the focus would be lost at the last step.
      button.setAttribute("aria-disabled", String(!labels[to]));
    }
    root.querySelector(".position").textContent = place;
    parts.title.replaceChildren(make("span", { class: "number" }, lit.number), ` ${stop.title}`);
    parts.reading.replaceChildren(...reading(stop, lit, data, shown.state));
    root.querySelector(".text").replaceChildren(...this.inWords());
    this.nameMotion();
    if (say)
      parts.told.textContent = `${place}: ${lit.name}. ${words[`state_${shown.state}`]}. ${lit.note}`;
  }

  mark({ step, lit }) {
    const { words, stops } = this.data;
    const count = stops.find((one) => one.id === step).explains.length;
    const button = this.spot(step);
    if (lit) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
    button.classList.toggle("explains", count > 0);
    const key = count === 1 ? "explains_count_1" : "explains_count_more";
    button.querySelector(".also").textContent = count ? ` (${fill(words[key], { count })})` : "";
  }

  inWords() {
    const { words } = this.data;
    const { state, tumour } = this.shown;
    const texts = words[`text_${state}`].trim().split(/\n\s*\n/);
    if (WITH_TUMOUR.includes(state)) texts.push(words[`text_tumour_${tumour}`]);
    return texts.map((text) => make("p", {}, text));
  }
}

function spotItem({ step, number, name }) {
  const label = [
    make("span", { class: "number" }, number),
    make("span", { class: "name" }, ` ${name}`),
  ];
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", "data-step": step },
      ...label,
      make("span", { class: "also" }),
    ),
  );
}

// The panel

function reading(stop, lit, { words, empty }, state) {
  const others = { lems: "mg", effort: "mg", mg: "lems", health: "lems" };
  const contrast = {
    lems: () => part(words.panel_in_lems, "", make("p", {}, stop.in_lems)),
    mg: () => part(words.panel_in_mg, "quiet", make("p", {}, stop.in_mg.says), basis(stop.in_mg)),
  };
  const first = state === "mg" ? "mg" : "lems";
  return [
    make("p", { class: "plain" }, stop.plain),
    make(
      "p",
      { class: "here" },
      make("span", { class: "state" }, words[`state_${state}`]),
      ` ${lit.note}`,
    ),
    contrast[first](),
    part(words.panel_evidence, "", make("p", {}, stop.evidence), basis(stop)),
    patient(stop, words, empty),
    contrast[others[first]](),
  ];
}

function part(title, kind, ...children) {
  return make("div", { class: `part-of-panel ${kind}` }, make("h3", {}, title), ...children);
}

function basis({ certainty, sources }) {
  if (!certainty) return undefined;
  return make(
    "p",
    { class: "basis" },
    make("span", { class: "tag" }, certainty),
    " ",
    ...links(sources),
  );
}

function links(sources) {
  return sources.flatMap(({ label, link }, at) => [
    at ? "; " : "",
    make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, label),
  ]);
}

function patient(stop, words, empty) {
  const lists = [
    [words.panel_if_lems, stop.explains],
    [words.panel_care, stop.cautions],
  ].filter(([, lines]) => lines.length);
  const nothing = make("p", { class: "none" }, empty ? words.panel_empty : words.panel_nothing);
  const told = lists.flatMap(([title, lines]) => [
    make("p", { class: "lead" }, title),
    make("ul", {}, ...lines.map(line)),
  ]);
  return part(words.panel_patient, "patient", ...(told.length ? told : [nothing]));
}

function line({ answer, says, sources }) {
  const cited = sources.length
    ? make("span", { class: "sources" }, " (", ...links(sources), ")")
    : "";
  return make("li", {}, make("strong", {}, answer), make("span", {}, says, cited));
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
