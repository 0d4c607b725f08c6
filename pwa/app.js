/** On every page: small helps, each where it can work. Without this script everything works. */
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

/** Signing out, the look, and forms that may wait; should a part be missing, the form goes its plain way.
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
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // the browser's own banner would come at any moment
  import("./install.js").then(({ offerInstall }) => offerInstall(event));
});
if (document.querySelector("form[data-entry]")) import("./enter.js").then(({ enter }) => enter());
register();
if (page.kept) import("./kept.js").then(({ showKept }) => showKept());
if (navigator.serviceWorker?.controller) {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-save]"));
  if (buttons.length) import("./saving.js").then(({ offerSaving }) => buttons.forEach(offerSaving));
}

/** @param {string} selector @param {(found: HTMLElement) => void} begin */
function where(selector, begin) {
  const found = document.querySelector(selector);
  if (found instanceof HTMLElement) begin(found);
}

where("[data-offline]", () => import("./offline.js").then((one) => one.showOffline()));
where("[data-read-aloud]", (bar) => import("./read_aloud.js").then((one) => one.startReadAloud(bar)));
where("form[data-editor]", (form) => import("./editor.js").then((one) => one.startEditor(form)));
where("#screen[data-meeting]", (screen) => import("./screen.js").then((one) => one.startScreen(screen)));
where("#room[data-meeting]", (room) => import("./room.js").then((one) => one.startRoom(room)));
where("#reminders", (section) => import("./reminders.js").then((one) => one.offerReminders(section)));
if (page.user && "Notification" in window && Notification.permission === "granted")
  import("./reminders.js").then((one) => one.atOpening());
where("#room, #screen, [data-countdown]", () => {
  drawClocks(document);
  setInterval(() => drawClocks(document), 1000);
});
