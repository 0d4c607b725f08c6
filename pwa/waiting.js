/** Forms that may wait for the network: `form[data-outbox=KIND]`, in words, beside the form and on /offline.
 *
 * `data-outbox` is a kind of outbox.js; `data-stream` names what must stay in order (else: the form's address);
 * `data-dies` is when it makes no sense any more, in milliseconds; `data-label` says what it is about.
 */
import { newId } from "./http.js";
import { drawLists, streamOf } from "./lists.js";
import { words } from "./messages.js";
import { enqueue, replay, tryAgain } from "./outbox.js";
import { setAsleep } from "./press.js";
import { tell } from "./say.js";
import { deleteRow, fact, rowsOf } from "./store.js";

/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Outcome} Outcome */

const RETRY = 30_000;

/** Recorded while this page was open. @type {{row: Row, at: number}[]} */
const recorded = [];
/** The last word on each. @type {Map<string, Outcome>} */
const outcomes = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Who may send from here: the reader of this page; on /offline, whose phone it is. */
export async function owner() {
  const { user } = document.documentElement.dataset;
  if (user !== undefined) return user.split("-")[0];
  const member = await fact("member").catch(() => undefined);
  return member?.sure ? String(member.id).split("-")[0] : "";
}

/** @param {HTMLFormElement} form */
function labelOf(form) {
  const texts = [...form.querySelectorAll("textarea, input[type=text]")].map((one) => /** @type {any} */ (one).value);
  const chosen = form.querySelector("input[type=radio]:checked");
  const choice = chosen?.closest(".choice")?.querySelector(".choice-text")?.firstChild?.textContent?.trim();
  return [form.dataset.label, choice, ...texts].filter(Boolean).join(": ").slice(0, 300);
}

/** Written down first, then sent. @param {HTMLFormElement} form @param {string} body @param {string} key */
export async function hold(form, body, key) {
  const row = await enqueue({
    owner: await owner(),
    kind: form.dataset.outbox || "",
    stream: streamOf(form),
    url: form.getAttribute("action") || "",
    body,
    label: labelOf(form),
    key,
    dies: Number(form.dataset.dies) || undefined,
  });
  askForSync();
  return row;
}

/** Where the system can wake the worker itself. */
function askForSync() {
  const ready = navigator.serviceWorker?.controller && navigator.serviceWorker.ready;
  if (!ready) return;
  ready.then((/** @type {any} */ registration) => registration.sync?.register("outbox")).catch(() => {});
}

/** A plain form, pressed. @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
export async function post(form, button) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name !== "command_id" && typeof value === "string") body.append(name, value);
  }
  if (button?.name) body.append(button.name, button.value);
  setAsleep(form.querySelectorAll("button"), true);
  tell(form, button, words.sending, "status");
  const row = await hold(form, String(body), newId());
  await send();
  setAsleep(form.querySelectorAll("button"), false);
  finish(form, button, row);
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button @param {Row} row */
async function finish(form, button, row) {
  const outcome = outcomes.get(row.key);
  if (outcome?.result === "sent") return goOn(outcome.said);
  if (outcome?.result === "refused" || outcome?.result === "conflict") {
    // It is on the page still, to be corrected and sent anew.
    await deleteRow(row.n);
    tell(form, button, outcome.row.text || words.refused, "alert");
  } else {
    form.reset();
    tell(form, button, words.waits, "status");
  }
  draw();
}

/** Where the command leads, as without a script. @param {Record<string, unknown>} said */
function goOn(said) {
  const address = new URL(String(said.location || location.href), location.href);
  if (said.notice) address.searchParams.set("n", String(said.notice));
  const same = address.href.split("#")[0] === location.href.split("#")[0];
  if (same) location.reload();
  else location.assign(address);
}

/** Try what waits now, and again later while this page is open. */
export async function send() {
  clearTimeout(timer);
  const mine = await owner();
  const again = await replay(mine, heard);
  await draw();
  const left = (await rowsOf(mine)).some((row) => row.state === "waiting");
  if (left) timer = setTimeout(send, Math.max(2000, again ? again - Date.now() : RETRY));
}

/** This page or the worker has tried one. @param {Outcome} outcome */
function heard(outcome) {
  outcomes.set(outcome.row.key, outcome);
  if (outcome.result === "sent") recorded.push({ row: outcome.row, at: Date.now() });
}

/** Lists beside their forms, and the one on /offline. */
export async function draw() {
  const rows = await rowsOf(await owner()).catch(() => []);
  drawLists(rows, recorded, outcomes, {
    again: (row) => tryAgain(row).then(send),
    remove: (row) => deleteRow(row.n).then(draw),
  });
}

navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  if (data?.kind !== "outbox") return;
  heard(data.outcome);
  draw();
});
addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.hidden || send());
