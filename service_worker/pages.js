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
  const file = await keptOf(key);
  if (file && !isPage(file)) return file; // another version of a paper has another address
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
  const asked = doors;
  const response = (await event.preloadResponse) || (await fetch(event.request));
  const said = response.headers.get("X-User");
  if (said !== null) await meet(event, said, asked);
  const copy = keeps(response) && response.clone();
  if (copy) event.waitUntil(keep("pages-", key, copy, MOST_PAGES));
  return response;
}

/** The server opts each page in. @param {Response} response */
const keeps = (response) => response.ok && !response.redirected && response.headers.has("X-Offline");

/** @param {string} kind @param {string} key @param {Response} response @param {number} [most]
 * @param {string} [belongsTo] the saved page that it came with @returns {Promise<boolean>} whether it is there */
async function keep(kind, key, response, most, belongsTo) {
  const { id, sure } = await member();
  const said = response.headers.get("X-User");
  if (!id || !sure || (said !== null && said !== id)) return false;
  const headers = new Headers(response.headers);
  headers.set("X-Kept-At", String(Date.now()));
  if (belongsTo) headers.set("X-Kept-For", belongsTo);
  try {
    const cache = await caches.open(kind + id);
    await cache.put(key, new Response(await response.blob(), { headers }));
    const keys = await cache.keys();
    if (most) await Promise.all(keys.slice(0, -most).map((one) => cache.delete(one, { ignoreVary: true })));
    return true;
  } catch (error) {
    // The phone is full: pictures go first, and the page is shown all the same.
    if (error instanceof DOMException && error.name === "QuotaExceededError") await caches.delete(`media-${id}`);
    return false;
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

/** @param {Response} response */
const isPage = (response) => Boolean(response.headers.get("Content-Type")?.startsWith("text/html"));

/** A kept page says when it was kept, so that nobody takes it for the latest. @param {string} key */
async function keptCopy(key) {
  const found = await keptOf(key);
  if (!found || !isPage(found)) return found;
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
 * @param {string[]} paths */
async function fetchAhead(paths) {
  for (const path of paths.slice(0, MOST_PAGES)) {
    const known = await keptOf(addressOf(path));
    if (known && Date.now() - Number(known.headers.get("X-Kept-At")) < 3_600_000) continue;
    const response = await fetchQuietly(path);
    if (response) await keep("pages-", addressOf(path), response, MOST_PAGES);
  }
}

/** What the member chose to keep: not thrown out by newer pages, and all of it or none. The first is the page, the
 * rest what belongs to it. @param {string[]} paths @returns {Promise<boolean>} */
async function save(paths) {
  const found = [];
  for (const path of paths) found.push(await fetchQuietly(path));
  if (!found.every(Boolean)) return false;
  for (const [place, response] of found.entries()) {
    if (!response || !(await keep("saved-", addressOf(paths[place]), response, undefined, paths[0]))) return false;
  }
  return true;
}

/** @param {string} path */
const addressOf = (path) => new URL(path, location.origin).href;

/** @param {string} path */
async function fetchQuietly(path) {
  const address = addressOf(path);
  if (!address.startsWith(`${location.origin}/`)) return null;
  // Who stands at the door may come in meanwhile: this says nothing of them, `keep` looks whose it is.
  if (!(await member()).sure) return null;
  const response = await fetch(address, { redirect: "manual" }).catch(() => null);
  return response && keeps(response) ? response : null;
}

/** @param {number} milliseconds @returns {Promise<undefined>} */
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds, undefined));
