/** The public shell: files under the build's address and /offline. All of them, or this worker does not begin. */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SHELL = `shell-${facts.version}`;
const OFFLINE = "/offline";

worker.addEventListener("install", (event) => event.waitUntil(fillShell()));
worker.addEventListener("activate", (event) => event.waitUntil(begin()));

async function fillShell() {
  const cache = await caches.open(SHELL);
  await Promise.all(
    facts.files.map(async (url) => {
      // The page has just loaded most files, and an address never changes what it gives.
      const response = await fetch(url, { cache: url === OFFLINE ? "reload" : "default", credentials: "omit" });
      if (!response.ok || response.redirected) throw new Error(url);
      await cache.put(url, response);
    }),
  );
}

async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

/** A page kept from an earlier build asks for its own files; without a network today's do as well.
 * @param {Request} request @param {URL} url */
async function fromShell(request, url) {
  const known = await caches.match(url.pathname, { cacheName: SHELL, ignoreVary: true });
  if (known) return known;
  try {
    return await fetch(request);
  } catch (error) {
    const today = url.pathname.replace(/^\/static\/[^/]+/, `/static/${facts.build}`);
    const spare = await caches.match(today, { cacheName: SHELL, ignoreVary: true });
    if (spare) return spare;
    throw error;
  }
}

async function offlinePage() {
  return (await caches.match(OFFLINE, { cacheName: SHELL, ignoreVary: true })) || Response.error();
}
