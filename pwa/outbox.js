/** What was pressed without a network and waits to be sent, once and in order. Pages and worker share it.
 *
 * Only what still makes sense later may wait: never a vote, never the own check-in, never anything with rights.
 */
import { deleteRow, putRow, rowAt, rowsOf, sweep } from "./store.js";

/** @typedef {import("./types").Row} Row */
/** @typedef {(outcome: import("./types").Outcome) => void} Tell */

const WEEK = 7 * 86_400_000;
const LIMIT = 15_000;
const MOST = 200;

/** The closed list; of those that set a value the last one counts. @type {Record<string, {sets: boolean}>} */
export const KINDS = {
  statement: { sets: false },
  answer: { sets: true },
  task_note: { sets: false },
  task_done: { sets: true },
};

/** @param {Pick<Row, "owner" | "kind" | "stream" | "url" | "body" | "label" | "key"> & {dies?: number}} said
 * @returns {Promise<Row>} */
export async function enqueue(said, now = Date.now()) {
  const kind = KINDS[said.kind];
  const waiting = await rowsOf(said.owner);
  if (!kind || !said.owner || waiting.length >= MOST) throw new Error("may not wait");
  for (const row of kind.sets ? waiting : []) if (row.stream === said.stream) await deleteRow(row.n);
  const life = { made: now, dies: said.dies || now + WEEK, tries: 0, next: 0 };
  /** @type {Row} */
  const row = { ...said, ...life, state: "waiting", text: "" };
  row.n = Number(await putRow(row));
  return row;
}

/** One replayer at a time, over all pages and the worker. Gives when to come again, or 0.
 * @param {string} owner @param {Tell} tell @returns {Promise<number>} */
export async function replay(owner, tell) {
  if (!owner) return 0;
  const work = () => sendAll(owner, tell);
  return navigator.locks ? navigator.locks.request("outbox", work) : work();
}

/** @param {string} owner @param {Tell} tell */
async function sendAll(owner, tell) {
  await sweep(owner, Date.now());
  const held = new Set();
  let again = 0;
  for (const { n } of await rowsOf(owner)) {
    const row = await rowAt(Number(n)); // it may have been taken back meanwhile
    if (!row || row.state !== "waiting" || held.has(row.stream)) continue;
    const outcome = row.next > Date.now() ? { row, result: "later", said: {} } : await attempt(row);
    const done = await settle(/** @type {import("./types").Outcome} */ (outcome));
    tell(done);
    if (done.result === "offline" || done.result === "paused") break;
    if (done.result !== "later") continue;
    held.add(row.stream);
    again = again ? Math.min(again, done.row.next) : done.row.next;
  }
  return again;
}

/** @param {Row} row @returns {Promise<{row: Row, result: string, said: Record<string, unknown>}>} */
async function attempt(row) {
  if (row.dies < Date.now()) return { row, result: "expired", said: {} };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LIMIT);
  try {
    const response = await fetch(row.url, { ...requestOf(row), signal: stop.signal });
    const said = await response.json().catch(() => ({}));
    const wait = Number(response.headers.get("Retry-After")) * 1000;
    return { row: { ...row, next: Date.now() + wait }, result: resultOf(response), said: Object(said) };
  } catch {
    return { row, result: "offline", said: {} };
  } finally {
    clearTimeout(timer);
  }
}

/** The same form, with the id of its press, and whose it is: the server refuses it under anybody else.
 * @param {Row} row @returns {RequestInit} */
function requestOf({ body, key, made, owner }) {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    "Idempotency-Key": key,
    "X-Made-At": String(made),
    "X-Outbox-User": owner,
  };
  return { method: "POST", headers, body, credentials: "same-origin", redirect: "manual", cache: "no-store" };
}

/** @param {Response} response */
function resultOf({ ok, status, type }) {
  if (ok) return "sent";
  if (status === 401 || type === "opaqueredirect") return "paused";
  if (status === 429 || status >= 500) return "later";
  return status === 409 ? "conflict" : "refused";
}

/** @param {import("./types").Outcome} outcome @returns {Promise<import("./types").Outcome>} */
async function settle({ row, result, said }) {
  const known = await rowAt(Number(row.n));
  if (result === "sent") await deleteRow(row.n);
  else if (known && (result === "refused" || result === "conflict" || result === "expired")) {
    row = { ...known, state: result, text: String(said.text ?? "") };
    // What was refused as a state secret stays nowhere: not on this phone either.
    if (said.code === "secret_stamp") row = { ...row, body: "", label: "" };
    await putRow(row);
  } else if (known && result === "later" && row.next !== known.next) {
    const pause = Math.min(3_600_000, 2000 * 2 ** known.tries) * (0.5 + Math.random() / 2);
    row = { ...known, tries: known.tries + 1, next: Math.max(row.next, Date.now() + pause) };
    await putRow(row);
  }
  return { row, result, said };
}

/** The member wants it tried once more. @param {Row} row */
export const tryAgain = (row) => putRow({ ...row, state: "waiting", tries: 0, next: 0, text: "" });
