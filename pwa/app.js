/** What every page has: small helps, each only where it can work. Without this script everything still works. */
import { words } from "./messages.js";
import { submitterOf } from "./press.js";
import { drawClocks, sleep } from "./time.js";
import { register } from "./worker.js";

const page = document.documentElement.dataset;

/** @param {string} selector @param {(button: HTMLElement) => void} press */
function offer(selector, press) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))) {
    button.hidden = false;
    button.addEventListener("click", () => press(button));
  }
}

/** @param {HTMLElement} button */
async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy || "");
  const label = button.lastChild;
  const before = label?.textContent || "";
  if (!label || before === words.copied) return;
  label.textContent = words.copied;
  await sleep(2000);
  label.textContent = before;
}

/** A card's drawing carries its secret where no server log sees it: behind the #. */
function enter() {
  const found = /^#t=([0-9a-f]{32})$/i.exec(location.hash);
  const form = document.querySelector("form[data-entry]");
  const field = form?.querySelector("input[name=secret]");
  if (!found || !(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement)) return;
  history.replaceState(null, "", location.pathname + location.search);
  field.value = found[1];
  form.submit();
}

/** @type {Set<HTMLButtonElement>} */
const spent = new Set();

function restore() {
  for (const button of spent) button.disabled = false;
  spent.clear();
}

/** One press sends a plain form once; the button still sends its own name and value. @param {SubmitEvent} event */
function spend(event) {
  const form = event.target;
  const button = submitterOf(event);
  setTimeout(() => {
    if (event.defaultPrevented || !button || !(form instanceof HTMLFormElement) || form.method !== "post") return;
    button.disabled = true;
    spent.add(button);
    setTimeout(restore, 8000);
  });
}

/** Signing out, the look, and forms that may wait for the network; should a part be missing, the form goes its plain way.
 * @param {SubmitEvent} event */
function divert(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  const { leaves, outbox, command } = form.dataset;
  const button = submitterOf(event);
  const goes = (/** @type {Promise<unknown>} */ work) => work.catch(() => form.submit());
  if (leaves !== undefined) goes(import("./leaving.js").then((one) => one.leave(form, event)));
  else if (outbox && command === undefined && page.user) goes(import("./waiting.js").then((one) => one.post(form, button)));
  else if (form.classList.contains("look") && form.method === "post" && button)
    goes(import("./look.js").then((one) => one.choose(form, button)));
  else return;
  event.preventDefault();
}

offer("[data-print]", () => print());
if (history.length > 1) offer("[data-back]", () => history.back());
if (navigator.clipboard) offer("[data-copy]", copy);
document.addEventListener("submit", spend);
document.addEventListener("submit", divert);
addEventListener("pageshow", restore);
addEventListener("hashchange", enter);
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // the browser's own banner would come at any moment
  import("./install.js").then(({ offerInstall }) => offerInstall(event));
});
enter();
register();
if (page.kept) import("./kept.js").then(({ showKept }) => showKept());
if (navigator.serviceWorker?.controller) {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-save]"));
  if (buttons.length) import("./saving.js").then(({ offerSaving }) => buttons.forEach(offerSaving));
}
if (document.querySelector("[data-offline]")) import("./offline.js").then(({ showOffline }) => showOffline());

const reminders = document.getElementById("reminders");
const mayTell = "Notification" in window && Notification.permission === "granted";
if (reminders) import("./reminders.js").then(({ offerReminders }) => offerReminders(reminders));
if (mayTell && document.documentElement.dataset.user) import("./reminders.js").then(({ atOpening }) => atOpening());

const room = document.getElementById("room");
const status = document.getElementById("room-status");
const screen = document.getElementById("screen");
const aloud = /** @type {HTMLElement | null} */ (document.querySelector("[data-read-aloud]"));
const spoken = /** @type {HTMLElement | null} */ (document.querySelector("[data-read-text]"));
const written = document.querySelector("form[data-editor]");
if (room?.dataset.meeting && status) import("./room.js").then(({ startRoom }) => startRoom(room, status));
if (screen?.dataset.meeting) import("./screen.js").then(({ startScreen }) => startScreen(screen));
if (aloud && spoken && "speechSynthesis" in window)
  import("./read_aloud.js").then(({ startReadAloud }) => startReadAloud(aloud, spoken));
if (written instanceof HTMLFormElement) import("./editor.js").then(({ startEditor }) => startEditor(written));
if (room || screen || document.querySelector("[data-countdown]")) {
  drawClocks(document);
  setInterval(() => drawClocks(document), 1000);
}
