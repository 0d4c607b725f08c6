/** Whose phone it is. The server says so with every page; what was kept of anybody else goes. */

/** Caches of one member; their name ends with whose they are. */
const OWNED = ["pages-", "media-", "saved-"];

/** `sure`: nobody has been at the door since. @typedef {{id: string, sure: boolean}} Member */
/** @type {Member | undefined} */
let known;

async function member() {
  known ??= await store.fact("member").catch(() => undefined);
  return (known ??= { id: "", sure: true });
}

/** @param {Member} now */
async function remember(now) {
  known = now;
  await store.setFact("member", now).catch(() => {});
}

/** How often somebody stood at the door: what was asked for before says nothing of who came in. */
let doors = 0;

/** What a page said of its reader: the member, the session, and whether it waits for the PIN.
 * @param {ExtendableEvent} event @param {string} said @param {number} asked the doors when the page was asked for */
async function meet(event, said, asked) {
  if (asked !== doors) return;
  const [owner, session, locked] = said.split("-");
  const id = session ? `${owner}-${session}` : "";
  const was = await member();
  if (was.id === id && was.sure === !locked) return;
  known = { id, sure: !locked };
  if (was.id.split("-")[0] !== owner) event.waitUntil(silence());
  if (was.id !== id) await forget(id);
  await remember(known);
}

/** Somebody is signing in: until the next page says who, nothing kept is shown. */
async function atTheDoor() {
  doors++;
  const { id, sure } = await member();
  if (id && sure) await remember({ id, sure: false });
}

/** Kept pages of everybody but this one. @param {string} id */
async function forget(id) {
  const names = (await caches.keys()).filter((name) => OWNED.some((one) => name.startsWith(one)));
  await Promise.all(names.filter((name) => !id || !name.endsWith(id)).map((name) => caches.delete(name)));
}

/** No message for the one before reaches the one after. */
async function silence() {
  try {
    for (const one of await worker.registration.getNotifications()) one.close();
    const subscription = await worker.registration.pushManager?.getSubscription();
    await subscription?.unsubscribe();
    const badge = /** @type {{clearAppBadge?: () => Promise<void>}} */ (/** @type {unknown} */ (navigator));
    await badge.clearAppBadge?.();
  } catch {
    // A phone without messages has none to take back.
  }
}

/** The person leaves: nothing of them stays. */
async function leave() {
  await Promise.all([forget(""), silence()]);
  known = { id: "", sure: true };
  await store.destroy();
}
