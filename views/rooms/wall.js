// The wall of a room: what everybody looks at, and the keys of whoever leads it.
import { Refused, ask, fetchFile, forget, keep, pause, recall, words } from "./shared.js";

const LED = "lems-room-led"; // the room that this browser leads
const AGAIN = 1_000; // ms until a server that could not be reached is asked again
const LARGEST = 1.3; // of the usual size of the letters on the wall
const SMALLEST = 0.5;
const SMALLER = 0.04; // at a time

const stage = document.querySelector("#stage");
const bar = document.querySelector("#bar");
const away = document.querySelector("#away");
const clock = document.querySelector("#clock");
const more = /** @type {HTMLDetailsElement} */ (document.querySelector("#more"));
const large = /** @type {HTMLDialogElement} */ (document.querySelector("#large"));
const sure = /** @type {HTMLDialogElement} */ (document.querySelector("#sure"));

const [key = "", door = ""] = led();
/** @type {WallTold | null} */
let told = null;
/** @type {Way | null} */
let way = null;
let pressing = false;
let since = 0; // when the clock was started

// The key stands behind the #, which no browser sends, and leaves the address at once: the wall shows that, too.
function led() {
  if (location.hash.length > 1) {
    keep(LED, location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  }
  return (recall(LED) ?? "").split(".");
}

/** @param {string} says */
function end(says) {
  const title = document.createElement("h1");
  title.textContent = says;
  stage.replaceChildren(title);
  bar.hidden = true;
  forget(LED);
}

async function lead() {
  if (!key) return end(words.wall_none ?? "");
  for (;;) {
    try {
      way ??= await ask("code", { key, door });
      const news = await ask("lead", { key, since: told?.since, version: told?.version });
      away.hidden = true;
      hear(news);
    } catch (problem) {
      if (problem instanceof Refused && [404, 410].includes(problem.status))
        return end((told ? words.gone : words.wall_none) ?? "");
      away.hidden = false;
      await pause(AGAIN);
    }
  }
}

/** @param {WallTold} news */
function hear(news) {
  if (told && news.version < told.version) return; // it was overtaken by a press
  told = news;
  if (news.html !== undefined) draw(news.html);
  bar.hidden = false;
  document.body.dataset.phase = news.phase;
  document.querySelector("#answered").textContent = news.answered;
  document.querySelector("#share").style.width = `${news.share}%`;
  const next = /** @type {HTMLButtonElement} */ (document.querySelector("#next"));
  next.textContent = news.press;
  next.hidden = !news.press;
  for (const one of document.querySelectorAll('[data-press="case"]')) one.hidden = !news.further;
  showWay();
}

/** @param {string} html */
function draw(html) {
  stage.innerHTML = html;
  for (const one of stage.querySelectorAll("[data-percent]"))
    one.style.width = `${one.dataset.percent}%`;
  if (!clock.hidden) startClock();
  fit();
}

// As large as fits: a wall has nobody who scrolls.
function fit() {
  for (let size = LARGEST; size > SMALLEST; size -= SMALLER) {
    document.body.style.setProperty("--size", String(size));
    if (stage.scrollHeight <= stage.clientHeight && stage.scrollWidth <= stage.clientWidth) return;
  }
}

function showWay() {
  if (!way || !told) return;
  const code = told.code.replace(/(...)(...)/, "$1 $2");
  for (const one of /** @type {NodeListOf<HTMLImageElement>} */ (
    document.querySelectorAll("#qr img, #large img, [data-qr]")
  ))
    one.src = way.svg;
  for (const one of document.querySelectorAll("#address, #large .address, [data-address]"))
    one.textContent = way.address;
  for (const one of document.querySelectorAll("#code, #large .code, [data-code]"))
    one.textContent = code;
  for (const one of document.querySelectorAll("[data-near]")) one.hidden = !way.near;
}

/** @param {string} press */
async function pressed(press) {
  if (pressing || !told) return;
  pressing = true;
  try {
    hear(await ask("press", { key, press, version: told.version }));
  } catch {
    away.hidden = false; // it is pressed again once the room can be reached
  } finally {
    pressing = false;
  }
}

function startClock() {
  since = Date.now();
  tick();
}

function tick() {
  const seconds = Math.floor((Date.now() - since) / 1000);
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
setInterval(() => clock.hidden || tick(), 250);

/** @param {"csv" | "pdf"} form */
async function save(form) {
  const file = await fetchFile("sheet", { key, form });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `lems-room-${new Date().toISOString().slice(0, 10)}.${form}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @type {Record<string, () => void>} */
const DOES = {
  clock: () => {
    clock.hidden = !clock.hidden;
    if (!clock.hidden) startClock();
  },
  full: () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => undefined);
  },
  csv: () => save("csv").catch(() => (away.hidden = false)),
  pdf: () => save("pdf").catch(() => (away.hidden = false)),
  close: () => sure.showModal(),
  qr: () => (large.open ? large.close() : large.showModal()),
};
/** @type {Record<string, () => void>} */
const KEYS = {
  " ": () => pressed("next"),
  PageDown: () => pressed("next"),
  ArrowRight: () => pressed("next"),
  r: () => told?.open && pressed("reveal"),
  ArrowLeft: () => pressed("back"),
  PageUp: () => pressed("back"),
  n: () => told?.further && pressed("case"),
  q: () => DOES.qr?.(),
  t: () => DOES.clock?.(),
  f: () => DOES.full?.(),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (sure.open || (large.open && name !== "q")) return;
  // Whoever has tabbed to something presses that.
  const on = document.activeElement;
  if (name === " " && on?.matches("button:not([data-press]), summary, a")) return;
  const does = KEYS[name];
  if (!does) return;
  event.preventDefault();
  does();
});

document.addEventListener("click", async ({ target }) => {
  const on = target instanceof Element ? target.closest("button") : null;
  if (!on) return;
  if (on.dataset.press) pressed(on.dataset.press);
  else if (on.dataset.do) DOES[on.dataset.do]?.();
  else if (on.id === "qr") large.showModal();
  else if (on.closest("#sure")) {
    sure.close();
    if (on.value === "now") await ask("close", { key }).then(() => end(words.gone ?? ""));
  }
  if (on.closest("#more")) more.open = false;
});
large.addEventListener("click", () => large.close());
addEventListener("resize", fit);
document.fonts.ready.then(fit);

lead();
