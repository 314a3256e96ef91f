// A phone in a room. What is chosen is kept in this browser first and sent until the server has it, so neither a reload nor
// a lost network loses it.
import { Refused, ask, forget, keep, pause, randomToken, recall, words } from "./shared.js";

const BROWSER = "lems-room-browser";
const ROOM = "lems-room"; // the way into the room that this browser was in last
const CHOSEN = "lems-room-chosen"; // what was chosen on the step before it
const QUESTIONS = ["level", "choice", "confidence"];
const AGAIN = 1_500; // ms until a server that could not be reached is asked again
const LONGEST = 15_000; // ms; a server that is there has answered by then

const form = /** @type {HTMLFormElement} */ (document.querySelector("#enter"));
const typed = /** @type {HTMLInputElement} */ (document.querySelector("#code"));
const room = document.querySelector("#room");
const away = document.querySelector("#away");

let browser = recall(BROWSER) ?? "";
if (!/^[0-9a-f]{32}$/.test(browser)) keep(BROWSER, (browser = randomToken()));

/** @type {{ code: string, door?: string } | null} */
let way = fromAddress();
let returns = !way; // to the room it was in last, which may have ended since
way ??= JSON.parse(recall(ROOM) ?? "null");
/** @type {PhoneTold | null} */
let told = null;
/** @type {Choices} */
let chosen = {};
let waiting = new AbortController();
let sending = false;
let round = 0; // the loop of a room that was left ends

// The code and the door stand behind the #, which no browser sends: no log has them.
function fromAddress() {
  const [code = "", door] = location.hash.slice(1).split(".");
  if (!code) return null;
  history.replaceState(null, "", location.pathname);
  return { code, door };
}

/** @param {string} says */
function askForCode(says) {
  round += 1;
  room.replaceChildren();
  away.hidden = true;
  form.hidden = false;
  form.querySelector("#refused").textContent = says;
  typed.focus();
}

/** @returns {Promise<boolean>} whether this browser is in the room */
async function enter() {
  if (!way) return false;
  try {
    const { code } = await ask("enter", { ...way, browser });
    way = { ...way, code };
    keep(ROOM, JSON.stringify(way));
    form.hidden = true;
    return true;
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    const { status } = problem;
    const seconds = Math.ceil(Number(problem.says.wait ?? 1));
    if (status === 429 && way.door) {
      await pause(seconds * 1000); // many have scanned at once
      return enter();
    }
    if (status === 404) forget(ROOM);
    if (status === 404) askForCode((returns ? "" : words.join_wrong) ?? "");
    else if (status === 409) askForCode(words.join_full ?? "");
    else if (status === 429)
      askForCode(words.join_wait?.replace("{seconds}", String(seconds)) ?? "");
    else throw problem; // the server is not well
    return false;
  }
}

async function stay() {
  const mine = (round += 1);
  let inside = false;
  while (round === mine) {
    try {
      if (!inside && !(await enter())) return;
      inside = true;
      waiting = new AbortController();
      const signal = AbortSignal.any?.([waiting.signal, AbortSignal.timeout(LONGEST)]);
      const news = await ask(
        "wait",
        { code: way?.code, browser, since: told?.version },
        signal ?? waiting.signal,
      );
      away.hidden = true;
      if (round === mine) hear(news);
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 401) inside = false;
      else if (problem instanceof Refused && problem.status === 410) return leave();
      else if (!waiting.signal.aborted) {
        away.hidden = false;
        await pause(AGAIN);
      }
    }
  }
}

function leave() {
  round += 1;
  forget(ROOM);
  forget(CHOSEN);
  const says = document.createElement("h1");
  says.textContent = words.gone ?? "";
  room.replaceChildren(says);
}

/** @param {PhoneTold} news */
function hear(news) {
  told = news;
  const before = JSON.stringify(chosen);
  // What another tab of this browser chose since then counts here, too.
  chosen = (news.open ? recalled() : null) ?? news.mine ?? {};
  if (news.html !== undefined) room.innerHTML = news.html;
  if (news.html !== undefined || JSON.stringify(chosen) !== before) showNext(false);
  send();
}

// What was chosen for the step that is before the room now.
const placed = () => `${way?.code} ${told?.place} ${told?.step}`;

/** @returns {Choices | null} */
function recalled() {
  const kept = JSON.parse(recall(CHOSEN) ?? "null");
  return kept?.of === placed() ? kept.chosen : null;
}

const isWhole = () => QUESTIONS.every((one) => one in chosen);
const isSent = () => QUESTIONS.every((one) => told?.mine?.[one] === chosen[one]);

async function send() {
  if (sending || !told?.open || !isWhole() || isSent()) return sayWhetherSent();
  sending = true;
  sayWhetherSent();
  const { place, step } = told;
  try {
    const signal = AbortSignal.timeout?.(LONGEST);
    const news = await ask(
      "vote",
      { code: way?.code, browser, place, step, ballot: chosen },
      signal,
    );
    sending = false;
    hear(news);
  } catch (problem) {
    sending = false;
    if (problem instanceof Refused && problem.status === 410) return leave();
    await pause(AGAIN);
    send();
  }
  sayWhetherSent();
}

function sayWhetherSent() {
  const says = room.querySelector("[data-sent]");
  if (says) says.textContent = (isSent() ? says.dataset.sent : says.dataset.sending) ?? "";
}

/**
 * The first question without an answer, or all answers.
 * @param {boolean} moves whether the reader is taken there
 * @param {string} [change] the question to answer anew
 */
function showNext(moves, change) {
  const asked = room.querySelector(".asked");
  if (!asked) return;
  const open = told?.open ?? false;
  const next = change ?? QUESTIONS.find((one) => !(one in chosen));
  for (const question of asked.querySelectorAll("[data-question]")) {
    const name = question.dataset.question ?? "";
    question.hidden = !open || name !== next;
    for (const button of question.querySelectorAll("[data-option]"))
      button.setAttribute("aria-pressed", String(button.dataset.option === chosen[name]));
  }
  const summary = asked.querySelector(".summary");
  summary.hidden = open && next !== undefined;
  for (const answer of asked.querySelectorAll("[data-answer]")) {
    const name = answer.dataset.answer ?? "";
    const option = asked.querySelector(
      `[data-question="${name}"] [data-option="${CSS.escape(chosen[name] ?? "")}"]`,
    );
    const mine = answer.querySelector(".mine");
    mine.textContent = option?.textContent ?? mine.dataset.none ?? "";
  }
  sayWhetherSent();
  if (!moves) return;
  const place = next ? asked.querySelector(`[data-question="${next}"] h2`) : null;
  (place ?? summary.querySelector(".locked")).focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

room.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button") : null;
  if (!button || !told?.open) return;
  const { change, option } = button.dataset;
  if (change) return showNext(true, change);
  const name = button.closest("section")?.dataset.question;
  if (!name || !option) return;
  chosen = { ...chosen, [name]: option };
  keep(CHOSEN, JSON.stringify({ of: placed(), chosen }));
  button.setAttribute("aria-pressed", "true");
  showNext(true);
  send();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  way = { code: typed.value };
  returns = false;
  told = null;
  stay();
});

// Back from a locked screen or a dead spot: ask at once, what waits may wait for nothing.
const wake = () => {
  if (document.visibilityState !== "visible") return;
  waiting.abort();
};
addEventListener("online", wake);
document.addEventListener("visibilitychange", wake);
addEventListener(
  "storage",
  ({ key }) => key === CHOSEN && told && hear({ ...told, html: undefined }),
);
addEventListener("hashchange", () => {
  const other = fromAddress();
  if (!other) return;
  way = other;
  returns = false;
  told = null;
  stay();
});

if (way) stay();
else askForCode("");
