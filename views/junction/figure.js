// Puts the words in their places and marks the state and the lit step. All shapes are in figure.svg.
// The small figure beside the checklist follows the event "lems-now" (views/now) for its step and state.
const following = new WeakMap();

export default function ({ data, parentElement }) {
  const figure = parentElement.querySelector(".junction");
  if (!figure || !data) return;
  following.get(figure)?.abort();
  if (!data.follows) {
    draw(figure, data, data);
    return;
  }
  const leaving = new AbortController();
  following.set(figure, leaving);
  document.addEventListener("lems-now", ({ detail }) => draw(figure, data, detail), { signal: leaving.signal });
  draw(figure, data, window.lemsNow ?? data);
  return () => setTimeout(() => figure.isConnected || leaving.abort());
}

function draw(figure, { words, steps, form }, { step, state }) {
  const changed = figure.dataset.state !== state || figure.dataset.step !== (step ?? "");
  if (!changed && figure.dataset.form === form) return;
  figure.dataset.state = state;
  figure.dataset.step = step ?? "";
  figure.dataset.form = form;

  const labels = steps.map((name, at) => ({
    step: name,
    number: String(at + 1),
    name: words[`step_${name}`],
    note: words[`note_${name}_${state}`],
    lit: name === step,
  }));
  const lit = labels.find((label) => label.lit);
  const told = lit ? ` ${words.highlighted}: ${lit.number}, ${lit.name}. ${lit.note}` : "";
  figure.querySelector("figcaption").textContent = words[`state_${state}`];
  figure.querySelector("title").textContent = words[`title_${state}`];
  figure.querySelector("desc").textContent = words[`desc_${state}`].trim() + told;
  for (const place of figure.querySelectorAll("[data-word]")) {
    place.textContent = words[place.dataset.word];
  }
  for (const shape of figure.querySelectorAll("svg [data-step]")) {
    shape.classList.toggle("lit", shape.dataset.step.split(" ").includes(step));
  }
  figure.querySelector(".labels").replaceChildren(...labels.map(labelItem));

  // The drift runs for a few seconds after a change, then rests: nothing moves for ever. The small
  // figure stays still, since there the eye is on the questions.
  if (changed && form === "full") {
    figure.classList.remove("moving");
    void figure.offsetWidth;
    figure.classList.add("moving");
  }
}

function labelItem(label) {
  const item = document.createElement("li");
  item.dataset.step = label.step;
  if (label.lit) {
    item.className = "lit";
    item.setAttribute("aria-current", "step");
  }
  item.append(span("number", label.number), span("name", label.name), span("note", label.note));
  return item;
}

function span(className, text) {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
