// The small figure. Beside the checklist it follows the event "lems-now" (views/now) for its step and state.
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

function draw(figure, data, now) {
  const { step, state } = now;
  const same = figure.dataset.state === state && figure.dataset.step === (step ?? "");
  if (same && figure.dataset.form === data.form) return;
  figure.dataset.form = data.form;
  figure.querySelector("figcaption").textContent = data.words[`state_${state}`];
  const labels = paint(figure, data, now);
  figure.querySelector(".labels").replaceChildren(...labels.map(labelItem));
}

function labelItem({ step, number, name, note, lit }) {
  return make(
    "li",
    { "data-step": step, class: lit && "lit", "aria-current": lit && "step" },
    make("span", { class: "number" }, number),
    make("span", { class: "name" }, name),
    make("span", { class: "note" }, note),
  );
}
