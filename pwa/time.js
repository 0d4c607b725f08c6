/** Clocks, pauses and what they say. The server's clock counts; a page only shows what remains. */
import { words } from "./messages.js";

let ahead = 0;

/** The server said what time it is. The way only makes a sample smaller, so the largest is the best.
 * @param {number} now @param {boolean} [afresh] */
export function hear(now, afresh) {
  const sample = now - Date.now();
  if (afresh || sample > ahead) ahead = sample;
}

export const serverNow = () => Date.now() + ahead;

/** `08:12` before the end, `2:10` after it. @param {number} left milliseconds */
export function countdown(left) {
  const over = left < 0;
  const seconds = over ? Math.floor(-left / 1000) : Math.ceil(left / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const head = hours ? `${hours}:${two(minutes)}` : over ? String(minutes) : two(minutes);
  return { text: `${head}:${two(seconds % 60)}`, over };
}

/** Every `<time data-countdown="ISO">` (`data-before` is a word in front while time remains) and `<time data-clock>`.
 * @param {ParentNode} root */
export function drawClocks(root) {
  for (const clock of root.querySelectorAll("[data-clock]")) clock.textContent = hourOf(Date.now());
  for (const clock of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-countdown]"))) {
    const { text, over } = countdown(Date.parse(clock.dataset.countdown || "") - serverNow());
    if (text.includes("NaN")) continue;
    const before = clock.dataset.before ? `${clock.dataset.before} ` : "";
    clock.textContent = over ? words.late(text) : before + text;
    for (const shown of [clock, clock.closest(".clock, .screen-number")]) shown?.classList.toggle("over", over);
  }
}

const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

/** `20:31` as the rest of the page counts. @param {number} at by the phone's clock */
export const hourOf = (at) => hours.format(at + ahead);

/** Before the next attempt: 0.3 s doubling to 10 s, and not everybody at once.
 * @param {number} tries @param {number} [chance] */
export function backoff(tries, chance = Math.random()) {
  return Math.min(10_000, 300 * 2 ** tries) * (0.5 + chance / 2);
}

/** @param {number} pause */
export const sleep = (pause) => new Promise((done) => setTimeout(done, pause));

/** Once `pause` after the first of many requests, never twice at a time, and once more for what came meanwhile.
 * @param {() => unknown} work @param {number} pause */
export function soon(work, pause) {
  let [waiting, running, again] = [false, false, false];
  const run = async () => {
    [waiting, running, again] = [false, true, false];
    try {
      await work();
    } finally {
      running = false;
      if (again) request();
    }
  };
  const request = () => {
    if (running) again = true;
    else if (!waiting) {
      waiting = true;
      setTimeout(run, pause);
    }
  };
  return request;
}
