/** Signing out: what waits is asked about, and nothing of a person who leaves stays on the phone. */
import { words } from "./messages.js";
import { submitterOf } from "./press.js";
import { tell } from "./say.js";
import { rowsOf } from "./store.js";
import { sleep } from "./time.js";
import { owner, send } from "./waiting.js";
import { askWorker } from "./worker.js";

/** @param {HTMLFormElement} form @param {SubmitEvent} event */
export async function leave(form, event) {
  const button = submitterOf(event);
  // Signed out on the phone alone would not be signed out.
  if (!navigator.onLine) return tell(form, button, words.leaveOnline, "alert");
  const left = (await rowsOf(await owner()).catch(() => [])).length;
  if (left) return ask(form, button, left);
  await go(form);
}

/** @param {HTMLFormElement} form */
async function go(form) {
  await Promise.race([forget().catch(() => {}), sleep(2000)]);
  form.submit();
}

/** Whether a worker kept it or not. */
async function forget() {
  await askWorker({ kind: "leave" }, 1500);
  const names = "caches" in window ? await caches.keys() : [];
  await Promise.all(names.map((name) => caches.delete(name)));
  const stores = indexedDB.databases ? await indexedDB.databases() : [];
  for (const { name } of stores) if (name) indexedDB.deleteDatabase(name);
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button @param {number} left */
function ask(form, button, left) {
  const choices = document.createElement("p");
  choices.className = "buttons";
  const add = (/** @type {string} */ label, /** @type {() => unknown} */ press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet small";
    made.textContent = label;
    made.addEventListener("click", press);
    choices.append(made);
  };
  add(words.sendNow, async () => {
    await send();
    const still = (await rowsOf(await owner())).length;
    if (still) ask(form, button, still);
    else await go(form);
  });
  add(words.dropAndLeave, () => go(form));
  add(words.stay, () => form.querySelector("[data-said]")?.remove());
  tell(form, button, words.leftWaiting(left), "alert", choices);
}
