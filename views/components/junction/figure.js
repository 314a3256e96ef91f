// What both forms of the figure share: puts the words in their places, and marks state, tumour and
// lit step. All shapes are in figure.svg; which of them belong to a state is decided by figure.css.
/**
 * @param {HTMLElement} figure
 * @param {FigureData} data
 * @param {Omit<Shown, "tumour"> & Partial<Shown>} shown
 * @returns {Label[]}
 */
function paint(figure, { words, steps }, { step, state, tumour = "with" }) {
  const labels = steps.map((name, at) => {
    const note = words[`note_${name}_${state}_${tumour}`] ?? words[`note_${name}_${state}`];
    return {
      step: name,
      number: String(at + 1),
      name: words[`step_${name}`],
      note,
      lit: name === step,
    };
  });
  const lit = labels.find((label) => label.lit);
  const drawn = [words[`desc_${state}`].trim()];
  if (state === "lems" || state === "effort") drawn.push(words[`desc_tumour_${tumour}`]);
  if (lit) drawn.push(`${words.highlighted}: ${lit.number}, ${lit.name}. ${lit.note}`);
  figure.dataset.state = state;
  figure.dataset.tumour = tumour;
  figure.dataset.step = step ?? "";
  figure.querySelector("title").textContent = words[`title_${state}`];
  figure.querySelector("desc").textContent = drawn.join(" ");
  for (const place of figure.querySelectorAll("[data-word]")) {
    place.textContent = words[there(place.dataset.word)];
  }
  for (const shape of figure.querySelectorAll("svg [data-step]")) {
    shape.classList.toggle("lit", there(shape.dataset.step).split(" ").includes(step));
  }
  return labels;
}

// For the type check alone: what our own markup, content or an earlier step put there.
/**
 * @template T
 * @param {T} value
 */
function there(value) {
  return /** @type {NonNullable<T>} */ (value);
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {Child[]} children
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  const seen = children.filter((child) => child !== undefined && child !== "");
  element.append(.../** @type {(Node | string)[]} */ (seen));
  return element;
}
