/** A browser's subscription, told to the server by a page or by the worker. */

const PLACE = "/me/reminders";

/** @param {PushSubscription} subscription @param {string} id @returns {Promise<boolean>} whether it is on record */
export async function send(subscription, id) {
  const { keys } = subscription.toJSON();
  const fields = { endpoint: subscription.endpoint, p256dh: keys?.p256dh || "", auth: keys?.auth || "" };
  return post(PLACE, id, new URLSearchParams(fields));
}

/** @param {string} id */
export async function remove(id) {
  return post(`${PLACE}/removal`, id, new URLSearchParams());
}

/** @param {string} path @param {string} id @param {URLSearchParams} body */
async function post(path, id, body) {
  const headers = { Accept: "application/json", "Idempotency-Key": id };
  try {
    return (await fetch(path, { method: "POST", headers, body, signal: limited() })).ok;
  } catch {
    return false;
  }
}

function limited() {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 12_000);
  return stop.signal;
}
