// What both pages of a room use: asking the server, and keeping something in this browser.

/** The status and what was said with it, of what was asked and refused. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Record<string, unknown>} says
   */
  constructor(status, says) {
    super(String(status));
    this.status = status;
    this.says = says;
  }
}

/**
 * @param {string} what
 * @param {Record<string, unknown>} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
async function answered(what, body, signal) {
  const answer = await fetch(`room/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    cache: "no-store",
    signal,
  });
  if (answer.ok) return answer;
  const says = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, says);
}

/**
 * @param {string} what
 * @param {Record<string, unknown>} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} what the server says; `views/rooms/types.d.ts` has its forms
 */
export async function ask(what, body, signal) {
  return (await answered(what, body, signal)).json();
}

/**
 * @param {string} what
 * @param {Record<string, unknown>} body
 */
export async function fetchFile(what, body) {
  return (await answered(what, body)).blob();
}

/** @type {Map<string, string>} */
const instead = new Map(); // for a browser that keeps nothing

/** @param {string} name */
export function recall(name) {
  try {
    return localStorage.getItem(name) ?? instead.get(name) ?? null;
  } catch {
    return instead.get(name) ?? null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function keep(name, value) {
  instead.set(name, value);
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage is full or forbidden: it lives as long as this page.
  }
}

/** @param {string} name */
export function forget(name) {
  instead.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept there.
  }
}

/** 128 random bits. Not crypto.randomUUID, which a page without HTTPS does not have. */
export function randomToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}

/** @param {number} ms */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** @type {Record<string, string>} */
export const words = JSON.parse(document.body.dataset.words ?? "{}");
