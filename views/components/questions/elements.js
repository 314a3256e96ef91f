// Making, changing and reading elements: small helpers of the drawing and the board.

// A plain decimal becomes a number; anything else stays as typed, for the server to refuse.
// "1.250" and "1,250" stay text too: nobody can say whether it is a thousand or a bit more than one.
/** @param {HTMLInputElement} input */
function read(input) {
  const text = input.value.trim();
  if (!text) return undefined;
  if (
    input.type === "date" ||
    !/^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/.test(text) ||
    /^[-+]?[1-9]\d{0,2}[.,]\d{3}$/.test(text)
  )
    return text;
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) ? number : text;
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
function same(one, other) {
  return (
    one === other || (one !== undefined && other !== undefined && String(one) === String(other))
  );
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
 * @param {HTMLElement | null} within
 * @returns {HTMLElement | null | undefined}
 */
function firstControl(within) {
  return within?.querySelector('[role="radio"][tabindex="0"], input');
}

/** @param {HTMLElement} element */
function childrenOf(element) {
  return /** @type {HTMLElement[]} */ ([...element.children]);
}

/**
 * @param {HTMLElement} element
 * @param {boolean} hidden
 */
function hide(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string} value
 */
function setIfNew(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string | false | undefined} value
 */
function setOrDrop(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

/**
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {(Child | false | null)[]} children
 */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value != null && value !== false) element.setAttribute(name, value);
  const seen = children.filter((child) => child != null && child !== false && child !== "");
  element.append(.../** @type {(Node | string)[]} */ (seen));
  return element;
}

const SHAPES = {
  mark:
    "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16Z" +
    "M7.7 7.6a2.4 2.4 0 1 1 3.4 2.7c-.8.4-1.1.9-1.1 1.7M10 14.4v.1",
  cross: "m5.5 5.5 9 9m0-9-9 9",
  problem: "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM10 6v5M10 14v.1",
  kept: "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM6.8 8.4h6.4M6.8 11.6h6.4",
  left: "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM6.6 10v.1M10 10v.1M13.4 10v.1",
  record: "M5 2.5h6.5L15 6v11.5H5v-15ZM11.5 2.5V6H15M7.6 9.5h4.8M7.6 12.5h4.8",
  warning: "M10 3 1.8 17h16.4L10 3ZM10 8.5v4M10 14.9v.1",
};

/** @param {keyof typeof SHAPES} name */
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
