/** What waits to be sent, from the worker: with each page that comes, and where the system wakes it. */

/** @param {ExtendableEvent} event */
function sendWaiting(event) {
  event.waitUntil(
    ownerNow()
      .then((owner) => outbox.replay(owner, tellPages))
      .catch(() => {}),
  );
}

/** Nothing is sent while somebody stands at the door. */
async function ownerNow() {
  const { id, sure } = await member();
  return sure ? id.split("-")[0] : "";
}

/** @param {import("../pwa/types").Outcome} outcome */
async function tellPages(outcome) {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) page.postMessage({ kind: "outbox", outcome });
}

/** How much waits: the page shows it. */
async function countWaiting() {
  const rows = await store.rowsOf(await ownerNow());
  return rows.length;
}

worker.addEventListener("sync", (event) => {
  if (/** @type {{tag?: string}} */ (/** @type {unknown} */ (event)).tag === "outbox") {
    sendWaiting(/** @type {ExtendableEvent} */ (event));
  }
});
