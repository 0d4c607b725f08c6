/** What comes while no page is open. It is always shown, and at once: three silent ones end a subscription on iPhones. */

worker.addEventListener("push", (event) => event.waitUntil(show(event.data)));
worker.addEventListener("notificationclick", (event) => event.waitUntil(openPage(event.notification)));
worker.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(/** @type {import("./types").SubscriptionChange} */ (/** @type {unknown} */ (event))));
});

/** The same body that Safari reads by itself. @param {PushMessageData | null} data */
function show(data) {
  const said = messageIn(data);
  const pictures = `/static/${facts.build}/icons`;
  const options = {
    body: said.body || "",
    tag: said.tag || "sotay",
    renotify: true, // the newer takes the place of the older, and is heard too
    lang: "vi",
    icon: `${pictures}/mark-192.png`,
    badge: `${pictures}/badge-96.png`,
    data: { path: pathOf(said.navigate) },
  };
  return worker.registration.showNotification(said.title || "Sổ tay", options);
}

/** @param {PushMessageData | null} data @returns {import("./types").Said} */
function messageIn(data) {
  try {
    return Object(data?.json().notification);
  } catch {
    return {};
  }
}

/** Only ever a page of ours. @param {string | undefined} address */
function pathOf(address) {
  try {
    const url = new URL(address || "/", location.origin);
    return url.origin === location.origin ? url.pathname : "/";
  } catch {
    return "/";
  }
}

/** The page where it is open already; else a new one: nobody loses what they are writing in another.
 * @param {Notification} notification */
async function openPage(notification) {
  notification.close();
  const path = pathOf(notification.data?.path);
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname === path);
  if (there) return there.focus();
  // An iPhone that starts the app by this tap shows the first page, which asks for the way (pwa/reminders.js).
  await store.setFact("tapped", { path, at: Date.now() }).catch(() => {});
  return worker.clients.openWindow(path);
}

/** @param {import("./types").SubscriptionChange} event */
async function renew({ oldSubscription, newSubscription }) {
  const options = oldSubscription?.options;
  const now = newSubscription || (options && (await worker.registration.pushManager.subscribe(options)));
  if (now) await subscription.send(now, randomId());
}

/** Phones of the floor make no UUIDs of their own. */
function randomId() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
