/** What was purged on the server goes from this phone too: asked with the first page after ten minutes. */
const PURGE_ASKED_EVERY = 600_000;
let purgeAskedAt = 0;

async function forgetPurged() {
  if (Date.now() - purgeAskedAt < PURGE_ASKED_EVERY) return;
  purgeAskedAt = Date.now();
  try {
    const response = await fetch("/purged", { cache: "no-store" });
    /** @type {string[]} */
    const purged = response.ok ? (await response.json()).purged : [];
    const known = new Set((await store.fact("purged")) || []);
    const news = purged.filter((one) => !known.has(one));
    if (!news.length) return;
    await Promise.all((await caches.keys()).filter((name) => OWNED.some((one) => name.startsWith(one))).map((name) => drop(name, news)));
    await store.setFact("purged", purged);
  } catch {
    purgeAskedAt = 0; // no network: asked again with the next page
  }
}

/** Lists may name it too, so every kept page goes and is fetched anew; of what was saved by hand, that alone.
 * @param {string} name @param {string[]} purged */
async function drop(name, purged) {
  if (!name.startsWith("saved-")) return void (await caches.delete(name));
  const cache = await caches.open(name);
  const paths = purged.map((one) => one.split("#")[0].replace(/\/room$/, ""));
  for (const key of await cache.keys()) {
    const path = new URL(key.url).pathname;
    if (paths.some((one) => path === one || path.startsWith(`${one}/`))) await cache.delete(key, { ignoreVary: true });
  }
}
