/** "Keep this to read without a network": a page offers it with the macro `save_button` of macros/offline.html.
 *
 * `data-save` holds the addresses, apart by blanks: first the page, then what belongs to it (its pictures, its file).
 * Each must answer with X-Offline, or nothing is kept. What is kept this way stays until its member takes it away,
 * here or on /offline, or signs out. Without a worker the button stays hidden.
 */
import { words } from "./messages.js";
import { fact } from "./store.js";
import { askWorker } from "./worker.js";

/** Everything that came with this page goes. @param {string} name @param {string} path */
export async function unsave(name, path) {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    const response = await cache.match(request, { ignoreVary: true });
    if (response?.headers.get("X-Kept-For") === path) await cache.delete(request, { ignoreVary: true });
  }
}

async function cacheName() {
  const member = await fact("member").catch(() => undefined);
  return member?.sure && member.id ? `saved-${member.id}` : "";
}

/** @param {HTMLButtonElement} button */
export async function offerSaving(button) {
  const paths = (button.dataset.save || "").split(" ");
  const state = /** @type {HTMLElement} */ (button.parentElement?.querySelector("[data-save-state]"));
  const label = /** @type {HTMLElement} */ (button.querySelector("[data-save-label]"));
  const offer = label.textContent || "";
  let saved = false;

  /** @param {boolean} is @param {string} said */
  const draw = (is, said) => {
    saved = is;
    label.textContent = is ? words.unsave : offer;
    state.textContent = said;
  };

  async function look() {
    const name = await cacheName();
    const found = name && (await caches.match(paths[0], { cacheName: name, ignoreVary: true }));
    draw(Boolean(found), found ? words.saved : "");
  }

  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    if (saved) {
      await unsave(await cacheName(), paths[0]);
      draw(false, words.unsaved);
    } else {
      state.textContent = words.saving;
      const done = (await askWorker({ kind: "save", paths }, 60_000)) === true;
      draw(done, done ? words.saved : words.notSaved);
      if (done) navigator.storage?.persist?.();
    }
    button.removeAttribute("aria-disabled");
  });
  await look();
  button.hidden = false;
}
