/** Pages: from the network, and the copy kept for this member when the network is away, slow or broken. */
const PATIENCE = 3000;
const MOST_PAGES = 80;
const MOST_PICTURES = 120;

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (/^\/enter\/./.test(url.pathname) && request.mode === "navigate") event.waitUntil(atTheDoor());
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fromShell(request, url));
  else if (url.pathname === OFFLINE) event.respondWith(offlinePage());
  else if (request.mode === "navigate") event.respondWith(visit(event, keyOf(url)));
  else if (request.destination === "image") event.respondWith(picture(event));
});

/** The address without the notice that a command's answer adds. @param {URL} url */
function keyOf(url) {
  const key = new URL(url);
  key.hash = "";
  key.searchParams.delete("n");
  return key.href;
}

/** @param {FetchEvent} event @param {string} key */
async function visit(event, key) {
  const network = load(event, key);
  event.waitUntil(network.catch(() => {}));
  const slow = pause(PATIENCE).then(() => keptCopy(key));
  try {
    const first = (await Promise.race([network, slow])) || (await network);
    return first.status < 500 ? first : (await keptCopy(key)) || first;
  } catch {
    return (await keptCopy(key)) || offlinePage();
  }
}

/** Once only: an address may be good for one use. @param {FetchEvent} event @param {string} key */
async function load(event, key) {
  const response = (await event.preloadResponse) || (await fetch(event.request));
  const said = response.headers.get("X-User");
  if (said !== null) await meet(event, said);
  const copy = keeps(response) && response.clone();
  if (copy) event.waitUntil(keep("pages-", key, copy, MOST_PAGES));
  return response;
}

/** The server opts each page in. @param {Response} response */
const keeps = (response) => response.ok && !response.redirected && response.headers.has("X-Offline");

/** @param {string} kind @param {string} key @param {Response} response @param {number} [most] */
async function keep(kind, key, response, most) {
  const { id, sure } = await member();
  const said = response.headers.get("X-User");
  if (!id || !sure || (said !== null && said !== id)) return;
  const headers = new Headers(response.headers);
  headers.set("X-Kept-At", String(Date.now()));
  try {
    const cache = await caches.open(kind + id);
    await cache.put(key, new Response(await response.blob(), { headers }));
    const keys = await cache.keys();
    if (most) await Promise.all(keys.slice(0, -most).map((one) => cache.delete(one, { ignoreVary: true })));
  } catch (error) {
    // The phone is full: pictures go first, and the page is shown all the same.
    if (error instanceof DOMException && error.name === "QuotaExceededError") await caches.delete(`media-${id}`);
  }
}

/** @param {string} key */
async function keptOf(key) {
  const { id, sure } = await member();
  if (!id || !sure) return undefined;
  for (const kind of OWNED) {
    const found = await caches.match(key, { cacheName: kind + id, ignoreVary: true });
    if (found && (kind === "saved-" || isFresh(found))) return found;
  }
  return undefined;
}

/** @param {Response} response */
function isFresh(response) {
  const age = Date.now() - Number(response.headers.get("X-Kept-At"));
  return age < Number(response.headers.get("X-Offline")) * 1000;
}

/** A kept page says when it was kept, so that nobody takes it for the latest. @param {string} key */
async function keptCopy(key) {
  const found = await keptOf(key);
  if (!found?.headers.get("Content-Type")?.startsWith("text/html")) return found;
  const at = found.headers.get("X-Kept-At") || "";
  const text = (await found.text()).replace("<html ", `<html data-kept="${at}" `);
  return new Response(text, { headers: found.headers });
}

/** @param {FetchEvent} event */
async function picture(event) {
  const known = await keptOf(event.request.url);
  if (known) return known;
  const response = await fetch(event.request);
  const copy = keeps(response) && response.clone();
  if (copy) event.waitUntil(keep("media-", event.request.url, copy, MOST_PICTURES));
  return response;
}

/** Pages that will be wanted where the network may be away: one after the other, and each at most once an hour.
 * @param {ExtendableEvent} event @param {string[]} paths @param {string} kind
 * @returns {Promise<number>} how many are there now */
async function fetchAhead(event, paths, kind = "pages-") {
  let there = 0;
  for (const path of paths.slice(0, MOST_PAGES)) {
    const url = new URL(path, location.origin);
    if (url.origin !== location.origin) continue;
    const known = await keptOf(url.href);
    const age = Date.now() - Number(known?.headers.get("X-Kept-At"));
    if (known && kind === "pages-" && age < 3_600_000) {
      there++;
      continue;
    }
    const response = await fetch(url.href, { redirect: "manual" }).catch(() => null);
    if (!response || !keeps(response)) continue;
    await meet(event, response.headers.get("X-User") || "");
    await keep(kind, url.href, response, kind === "pages-" ? MOST_PAGES : undefined);
    there++;
  }
  return there;
}

/** @param {number} milliseconds @returns {Promise<undefined>} */
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds, undefined));
