// The walk through the drawing. Step, state, tumour and motion live here, so that a step is
// instant; the page hears of a step a moment later, for the article below. What each step says is
// ready in `stops`.
/** @type {WeakMap<HTMLElement, Walk>} */
const walks = new WeakMap();
const LOOPS = 3; // how often the motion runs after a change; then the drawing rests
const PAUSE = 250; // ms without a further step before the page hears of it
const WITH_TUMOUR = ["lems", "effort"];

/** @param {ComponentArgs<WalkData>} component */
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".walk");
  if (!root || !data) return;
  let walk = walks.get(root);
  if (!walk) {
    walk = new Walk(root);
    walks.set(root, walk);
  }
  walk.tell = (shown) => report(parentElement, () => setStateValue("shown", shown));
  walk.read(data);
  return () => setTimeout(() => root.isConnected || walk.leave());
}

class Walk {
  /** @type {WalkData} */
  data;
  /** @type {Shown} */
  shown;
  /** @type {(shown: Shown) => void} */
  tell;
  text = "";
  begun = false;
  moving = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.leaving = new AbortController();
    /**
     * @param {EventTarget} target
     * @param {string} name
     * @param {(event: any) => void} handler
     */
    const on = (target, name, handler) =>
      target.addEventListener(name, handler, { signal: this.leaving.signal });
    /** @param {string} selector */
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
  /** @param {WalkData} data */
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

  /** @param {number} places */
  by(places) {
    const at = this.data.steps.indexOf(this.shown.step) + places;
    const step = this.data.steps[at];
    if (step) this.go({ step });
  }

  /** @param {HTMLElement | null} button */
  pick(button) {
    if (button) this.go({ step: button.dataset.step });
  }

  /** @param {From<HTMLElement, KeyboardEvent>} event */
  key(event) {
    const last = this.data.steps.length - 1;
    const at = this.data.steps.indexOf(there(event.target.dataset.step));
    /** @type {Record<string, number>} */
    const places = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last,
    };
    const to = places[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    this.go({ step: this.data.steps[Math.min(Math.max(to, 0), last)] });
    this.spot(this.shown.step).focus();
  }

  /** @param {Partial<Shown>} change */
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

  /** @param {string} step */
  spot(step) {
    return this.parts.spots.querySelector(`[data-step="${step}"]`);
  }

  /** @param {string} selector */
  input(selector) {
    return /** @type {HTMLInputElement} */ (this.root.querySelector(selector));
  }

  draw(say = false) {
    const { root, parts, data, shown } = this;
    const { words, steps } = data;
    const labels = paint(root, data, shown);
    const lit = there(labels.find((label) => label.lit));
    const stop = there(data.stops.find((one) => one.id === shown.step));
    const place = fill(words.position, { number: lit.number, count: steps.length });

    this.input(`[value="${shown.state}"]`).checked = true;
    const tumour = this.input(".switch input");
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
    /** @type {[string, string, number][]} */
    const ways = [
      ["back", "previous", at - 1],
      ["forth", "next", at + 1],
    ];
    for (const [name, word, to] of ways) {
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
    const state = words[`state_${shown.state}`];
    if (say) parts.told.textContent = `${place}: ${lit.name}. ${state}. ${lit.note}`;
  }

  /** @param {Label} label */
  mark({ step, lit }) {
    const { words, stops } = this.data;
    const count = there(stops.find((one) => one.id === step)).explains.length;
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

/** @param {Label} label */
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

/**
 * @param {Stop} stop
 * @param {Label} lit
 * @param {WalkData} data
 * @param {State} state
 */
function reading(stop, lit, { words, empty }, state) {
  /** @type {Record<State, "lems" | "mg">} */
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

/**
 * @param {string} title
 * @param {string} kind
 * @param {Child[]} children
 */
function part(title, kind, ...children) {
  return make("div", { class: `part-of-panel ${kind}` }, make("h3", {}, title), ...children);
}

/** @param {Basis} basis */
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

/**
 * @param {Cited[]} sources
 * @returns {Child[]}
 */
function links(sources) {
  return sources.flatMap(({ label, link }, at) => [
    at ? "; " : "",
    make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, label),
  ]);
}

/**
 * @param {Stop} stop
 * @param {Words} words
 * @param {boolean} empty
 */
function patient(stop, words, empty) {
  /** @type {[string, Explained[]][]} */
  const all = [
    [words.panel_if_lems, stop.explains],
    [words.panel_care, stop.cautions],
  ];
  const lists = all.filter(([, lines]) => lines.length);
  const nothing = make("p", { class: "none" }, empty ? words.panel_empty : words.panel_nothing);
  const told = lists.flatMap(([title, lines]) => [
    make("p", { class: "lead" }, title),
    make("ul", {}, ...lines.map(line)),
  ]);
  return part(words.panel_patient, "patient", ...(told.length ? told : [nothing]));
}

/** @param {Explained} explained */
function line({ answer, says, sources }) {
  const cited = sources.length
    ? make("span", { class: "sources" }, " (", ...links(sources), ")")
    : "";
  return make("li", {}, make("strong", {}, answer), make("span", {}, says, cited));
}

/**
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
