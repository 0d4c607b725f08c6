/** /offline: what this phone can show of its member without a network. */
import { whenOf } from "./kept.js";
import { ask } from "./http.js";
import { words } from "./messages.js";
import { unsave } from "./saving.js";
import { fact } from "./store.js";
import { draw } from "./waiting.js";

/** @typedef {{path: string, title: string, at: number, of: string}} Kept `of`: the saved page that it came with */

export async function showOffline() {
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-offline]"));
  const wanted = location.pathname !== "/offline";
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-wanted]"))) {
    line.hidden = !wanted;
  }
  for (const button of place.querySelectorAll("[data-again]")) button.addEventListener("click", () => location.reload());
  // A phone says that it is online when it has found a mast: whether anybody answers is another matter.
  if (wanted) addEventListener("online", async () => (await ask("/healthz")).status === 200 && location.reload());
  const member = await fact("member").catch(() => undefined);
  const id = member?.sure ? member.id : "";
  await draw();
  await list(place, "saved", id);
  await list(place, "pages", id);
}

/** @param {HTMLElement} place @param {string} kind @param {string} id */
async function list(place, kind, id) {
  const part = /** @type {HTMLElement} */ (place.querySelector(`[data-kept-list=${kind}]`));
  const name = `${kind}-${id}`;
  const all = id ? await read(name) : [];
  const found = all.filter(({ path, of }) => !of || of === path); // its file and pictures are one with the page
  const again = () => list(place, kind, id);
  const rows = found.map((kept) => (kept.of ? savedRow(kept, () => unsave(name, kept.of).then(again)) : link(kept)));
  part.querySelector(".rows")?.replaceChildren(...rows);
  part.hidden = !found.length && kind === "saved";
  for (const line of part.querySelectorAll("[data-none]")) line.toggleAttribute("hidden", found.length > 0);
}

/** @param {string} name @returns {Promise<Kept[]>} the newest first */
async function read(name) {
  if (!("caches" in window) || !(await caches.has(name))) return [];
  const cache = await caches.open(name);
  const found = await Promise.all(
    (await cache.keys()).map(async (request) => {
      const response = await cache.match(request, { ignoreVary: true });
      return response && !response.headers.get("Content-Type")?.startsWith("image/") ? [await describe(request.url, response)] : [];
    }),
  );
  return found.flat().sort((one, other) => other.at - one.at);
}

/** @param {string} url @param {Response} response @returns {Promise<Kept>} */
async function describe(url, response) {
  const { pathname, search } = new URL(url);
  const at = Number(response.headers.get("X-Kept-At"));
  const type = response.headers.get("Content-Type") || "";
  const title = type.startsWith("text/html") ? titleOf(await response.text()) : fileName(response);
  return { path: pathname + search, title: title || pathname, at, of: response.headers.get("X-Kept-For") || "" };
}

/** @param {string} html */
function titleOf(html) {
  return new DOMParser().parseFromString(html, "text/html").title.replace(/ · [^·]*$/, "");
}

/** @param {Response} response */
function fileName(response) {
  const said = response.headers.get("Content-Disposition") || "";
  const [, coded] = /filename\*=utf-8''([^;]+)/i.exec(said) || [];
  const [, plain] = /filename="([^"]+)"/.exec(said) || [];
  return coded ? decodeURIComponent(coded) : plain || "";
}

/** @param {Kept} kept */
function link({ path, title, at }) {
  const line = document.createElement("a");
  line.className = "row line";
  line.href = path;
  const text = document.createElement("span");
  text.className = "row-text";
  const name = document.createElement("b");
  name.textContent = title;
  const age = document.createElement("span");
  age.className = "muted";
  age.textContent = words.savedAt(whenOf(at));
  text.append(name, age);
  line.append(text);
  return line;
}

/** @param {Kept} kept @param {() => void} remove */
function savedRow(kept, remove) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small";
  button.textContent = words.unsave;
  button.addEventListener("click", remove);
  const box = document.createElement("div");
  box.append(link(kept), button);
  return box;
}
