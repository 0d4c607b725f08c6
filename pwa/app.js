/** What every page has: small helps, each only where it can work. Without this script everything still works. */
import { words } from "./messages.js";
import { submitterOf } from "./press.js";
import { drawClocks, sleep } from "./time.js";

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

/** Nothing of a person who leaves stays on the phone. */
async function forget() {
  const names = "caches" in window ? await caches.keys() : [];
  await Promise.all(names.map((name) => caches.delete(name)));
  const stores = indexedDB.databases ? await indexedDB.databases() : [];
  for (const { name } of stores) if (name) indexedDB.deleteDatabase(name);
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

/** @param {SubmitEvent} event */
async function leave(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.leaves === undefined) return;
  event.preventDefault();
  await Promise.race([forget().catch(() => {}), sleep(1500)]);
  form.submit();
}

offer("[data-print]", () => print());
if (history.length > 1) offer("[data-back]", () => history.back());
if (navigator.clipboard) offer("[data-copy]", copy);
document.addEventListener("submit", spend);
document.addEventListener("submit", leave);
addEventListener("pageshow", restore);
addEventListener("hashchange", enter);
enter();

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
