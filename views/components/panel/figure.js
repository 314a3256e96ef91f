// The small figure beside the questions, in the step and the state that the last answer concerns.
/**
 * @param {HTMLElement} figure
 * @param {FigureData} data
 * @param {Now} now
 */
function drawSmall(figure, data, { step, state }) {
  if (figure.dataset.state === state && figure.dataset.step === step) return;
  figure.querySelector("figcaption").textContent = data.words[`state_${state}`];
  const labels = paint(figure, data, { step, state });
  const { number, name, note } = there(labels.find(({ lit }) => lit));
  figure
    .querySelector(".lit-step")
    .replaceChildren(
      make("span", { class: "number" }, number),
      make("span", { class: "name" }, name),
      make("span", {}, note),
    );
}
