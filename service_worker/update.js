/** What pages ask of the worker. */
worker.addEventListener("message", (event) => {
  const { kind, user, paths } = /** @type {import("./types").Asked} */ (event.data);
  const answer = (/** @type {unknown} */ said) => event.ports[0]?.postMessage(said);
  if (kind === "skip") worker.skipWaiting();
  if (kind === "leave") event.waitUntil(leave().then(answer, answer));
  if (kind === "ahead") event.waitUntil(hello(event, user || "").then(forgetPurged).then(() => fetchAhead(paths || [])));
  if (kind === "replay") {
    event.waitUntil(countWaiting().then(answer, () => answer(0)));
    sendWaiting(event);
  }
  if (kind === "save") event.waitUntil(save(paths || []).then(answer, () => answer(0)));
});

/** The first page was there before the worker, and says itself whose it is. @param {ExtendableEvent} event
 * @param {string} user */
const hello = async (event, user) => user && meet(event, user, doors);
