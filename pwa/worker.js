/** The page's side of the service worker. Where there is none, every page works as it did. */
import { sleep } from "./time.js";

const HOUR = 3_600_000;
const page = document.documentElement.dataset;
const container = "serviceWorker" in navigator ? navigator.serviceWorker : null;

/** Only for who is signed in: a phone that was signed out keeps nothing of ours, not even this. */
export async function register() {
  if (!container || !page.user) return;
  if (page.noWorker !== undefined) return (await container.getRegistration())?.update();
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  const isFirst = !container.controller;
  const registration = await container.register("/sw.js", { updateViaCache: "none" }).catch(() => null);
  if (!registration) return;
  watch(registration);
  wake();
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  const { active } = await container.ready;
  if (page.kept) return; // it knows nothing of today
  // The first page came before the worker.
  if (isFirst) active?.postMessage({ kind: "ahead", user: page.user, paths: [location.pathname] });
  fetchAhead(active);
}

/** Time to try what waits to be sent; where something waits, the page shows it. */
export async function wake() {
  const left = await askWorker({ kind: "replay" }, 3000);
  if (left && document.querySelector("[data-outbox]")) (await import("./waiting.js")).draw();
}

/** What will be read where the network may be away; not for who pays for each byte.
 * @param {ServiceWorker | null} active */
async function fetchAhead(active) {
  const said = document.querySelector("meta[name=ahead]")?.getAttribute("content") || "";
  const paths = said.split(" ").filter(Boolean);
  const { connection } = /** @type {{connection?: {saveData?: boolean, effectiveType?: string}}} */ (navigator);
  if (!paths.length || connection?.saveData || /2g/.test(connection?.effectiveType || "")) return;
  await sleep(3000);
  active?.postMessage({ kind: "ahead", paths });
}

/** @param {ServiceWorkerRegistration} registration */
function watch(registration) {
  const offer = () => {
    const { waiting } = registration;
    if (waiting && container?.controller) import("./update.js").then(({ offerUpdate }) => offerUpdate(waiting));
  };
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  offer();
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - asked < HOUR) return;
    asked = Date.now();
    registration.update().catch(() => {});
  });
}

/** The worker's answer, or undefined when there is no worker or it is silent too long.
 * @param {import("../service_worker/types").Asked} asked @param {number} limit */
export async function askWorker(asked, limit) {
  const to = container?.controller || (await container?.getRegistration())?.active;
  if (!to) return undefined;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((done) => (port1.onmessage = ({ data }) => done(data)));
  to.postMessage(asked, [port2]);
  return Promise.race([answer, sleep(limit)]);
}
