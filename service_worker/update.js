/** What pages ask of the worker. */
worker.addEventListener("message", (event) => {
  const { kind, user, paths } = /** @type {import("./types").Asked} */ (event.data);
  const answer = (/** @type {unknown} */ said) => event.ports[0]?.postMessage(said);
  if (kind === "skip") worker.skipWaiting();
  if (kind === "hello") event.waitUntil(meet(event, user || ""));
  if (kind === "leave") event.waitUntil(leave().then(answer, answer));
  if (kind === "ahead") event.waitUntil(fetchAhead(event, paths || []));
});
