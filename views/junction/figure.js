// Puts the words in their places and marks the state and the lit step. All shapes are in figure.svg.
export default function ({ data, parentElement }) {
  const figure = parentElement.querySelector(".junction");
  if (!figure || !data) return;

  const changed = figure.dataset.state !== data.state || figure.dataset.step !== (data.step ?? "");
  figure.dataset.state = data.state;
  figure.dataset.step = data.step ?? "";
  figure.dataset.form = data.form;

  figure.querySelector("figcaption").textContent = data.caption;
  figure.querySelector("title").textContent = data.title;
  figure.querySelector("desc").textContent = data.desc;
  for (const place of figure.querySelectorAll("[data-word]")) {
    place.textContent = data.names[place.dataset.word];
  }
  for (const shape of figure.querySelectorAll("svg [data-step]")) {
    shape.classList.toggle("lit", shape.dataset.step.split(" ").includes(data.step));
  }
  figure.querySelector(".labels").replaceChildren(...data.labels.map(labelItem));

  // The drift runs for a few seconds after a change, then rests: nothing moves for ever.
  if (changed) {
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
