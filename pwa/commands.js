/** Sends `form[data-command]` without leaving the page. Nothing counts as recorded before the server said so. */
import { letThrough, release } from "./blocks.js";
import { settle, snapshot } from "./filled.js";
import { newId, send, signIn } from "./http.js";
import { words } from "./messages.js";
import { rest, setAsleep, submitterOf } from "./press.js";
import { hush, notice, tell } from "./say.js";

/** @typedef {import("./types").Answer} Answer */
/** What a page does about its commands. `after` fetches, and gives what then shows it.
 * @typedef {{after(answer: Answer): Promise<() => void>, reload(): Promise<unknown>}} Page */

/** What was sent and not answered yet. @type {WeakMap<HTMLFormElement, string>} */
const unanswered = new WeakMap();

/** What only a vote needs comes a little later than the page. */
const reviews = () => import("./review.js");

/** @param {Page} page */
export function listen(page) {
  setTimeout(reviews, document.querySelector("form[data-review]") ? 0 : 2000);
  document.getElementById("notice")?.setAttribute("aria-live", "polite");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.command === undefined) return;
    event.preventDefault();
    const button = submitterOf(event);
    if (form.dataset.busy !== undefined) return;
    if (form.dataset.review && !isReviewing(form)) look(form, button);
    else run(form, button, page);
  });
}

/** Once more in large words, before it is sent. @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
function look(form, button) {
  reviews().then(
    ({ review }) => isReviewing(form) || review(form, button),
    () => tell(form, button, words.unsent, "alert"),
  );
}

/** @param {HTMLFormElement} form */
const isReviewing = (form) => form.querySelector("[data-reviewing]") !== null;

/** @param {HTMLFormElement} form */
async function closeReview(form) {
  if (isReviewing(form)) (await reviews()).closeReview(form);
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button @param {Page} page */
async function run(form, button, page) {
  const body = bodyOf(form, button);
  const sent = snapshot(form);
  // The same words again are the same press; other words are another.
  if ((unanswered.get(form) ?? body) !== body) renew(form);
  unanswered.set(form, body);
  setBusy(form, true);
  const slow = setTimeout(() => tell(form, button, words.sending, "status"), 400);
  const id = idField(form)?.value || newId();
  if (form.dataset.outbox && (!navigator.onLine || isWaiting(form)) && (await wait(form, button, body, id, sent))) {
    return clearTimeout(slow);
  }
  const answer = await send(form.getAttribute("action") || "", id, body, () => {
    clearTimeout(slow);
    tell(form, button, words.trying, "status");
  });
  clearTimeout(slow);
  if (!answer.status || answer.status >= 500) {
    return (form.dataset.outbox && (await wait(form, button, body, id, sent))) || unsent(form, button, page);
  }
  unanswered.delete(form);
  renew(form);
  if (answer.status < 300) await done(form, button, answer, sent, page);
  else await refused(form, button, answer, page);
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button @param {Answer} answer
 * @param {ReturnType<typeof snapshot>} sent @param {Page} page */
async function done(form, button, answer, sent, page) {
  const text = answer.text || words.done;
  notice("ok", text);
  const show = await page.after(answer);
  hush(form);
  setBusy(form, false);
  await closeReview(form);
  settle(form, sent);
  show();
  letThrough();
  const top = document.getElementById("notice")?.getBoundingClientRect().bottom || 0;
  if (form.isConnected && top < 0) tell(form, button, text, "");
  rest(form);
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button @param {Answer} answer @param {Page} page */
async function refused(form, button, { status, text, code, field }, page) {
  await closeReview(form);
  setBusy(form, false);
  if (status === 401) {
    const locked = code === "device_locked";
    const link = document.createElement("a");
    link.href = signIn(locked ? "/unlock" : "/enter");
    link.textContent = locked ? words.unlock : words.enter;
    return tell(form, button, text || (locked ? words.locked : words.signIn), "alert", link);
  }
  tell(form, button, text || words.refused, "alert");
  const wrong = field && form.elements.namedItem(field);
  if (wrong instanceof HTMLElement) {
    wrong.setAttribute("aria-invalid", "true");
    wrong.focus();
  }
  if (status !== 404 && status !== 409) return;
  await page.reload();
  if (!form.isConnected) notice("refused", text || words.refused);
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button @param {Page} page */
function unsent(form, button, page) {
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button quiet small";
  again.textContent = words.resend;
  again.addEventListener("click", () => run(form, button, page));
  setBusy(form, false);
  tell(form, button, words.unsent, "alert", again);
}

/** Something from this form waits already: what comes after it must not overtake it. @param {HTMLFormElement} form */
const isWaiting = (form) => document.querySelector(`[data-waiting="${form.getAttribute("action")}"] .tag.warn`) !== null;

/** It is kept on the phone and goes by itself; the same id, so that it is recorded once. Votes never come here.
 * @param {HTMLFormElement} form @param {HTMLButtonElement | null} button @param {string} body @param {string} id
 * @param {ReturnType<typeof snapshot>} sent @returns {Promise<boolean>} whether it could be kept */
async function wait(form, button, body, id, sent) {
  try {
    const waiting = await import("./waiting.js");
    await waiting.hold(form, body, id);
    unanswered.delete(form);
    renew(form);
    setBusy(form, false);
    settle(form, sent);
    tell(form, button, words.waits, "status");
    waiting.send();
    return true;
  } catch {
    return false;
  }
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
function bodyOf(form, button) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name !== "command_id" && typeof value === "string") body.append(name, value);
  }
  if (button?.name) body.append(button.name, button.value);
  return String(body);
}

/** @param {HTMLFormElement} form @returns {HTMLInputElement | null} */
const idField = (form) => form.querySelector("input[name=command_id]");

/** @param {HTMLFormElement} form */
function renew(form) {
  const field = idField(form);
  if (field) field.value = newId();
}

/** @param {HTMLFormElement} form @param {boolean} busy */
function setBusy(form, busy) {
  form.toggleAttribute("data-busy", busy);
  setAsleep(form.querySelectorAll("button"), busy);
  if (!busy) setTimeout(release);
}
