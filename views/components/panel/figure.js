// The small figure beside the questions, in the step and the state that the last answer concerns.
function drawSmall(figure, data, { step, state }) {
  if (figure.dataset.state === state && figure.dataset.step === step) return;
  figure.querySelector("figcaption").textContent = data.words[`state_${state}`];
  const { number, name, note } = paint(figure, data, { step, state }).find(({ lit }) => lit);
  figure
    .querySelector(".lit-step")
    .replaceChildren(
      make("span", { class: "number" }, number),
      make("span", { class: "name" }, name),
      make("span", {}, note),
    );
}
