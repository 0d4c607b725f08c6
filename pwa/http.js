/** Requests of the page itself: same origin, never kept, never without an end. One press is one id, however often it has
 * to be sent. */
import { sleep } from "./time.js";

const PAUSES = [1000, 2000, 4000, 6000, 7000];

/** @param {string} url @param {RequestInit} [options] @param {number} [limit]
 * @returns {Promise<import("./types").Reply>} */
export async function ask(url, options = {}, limit = 12_000) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limit);
  try {
    const response = await fetch(url, { cache: "no-store", signal: stop.signal, ...options });
    return { status: response.status, text: await response.text(), path: new URL(response.url).pathname };
  } catch {
    return { status: 0, text: "", path: "" };
  } finally {
    clearTimeout(timer);
  }
}

/** The JSON object in a reply; empty when there is none. @param {string} text @returns {Record<string, unknown>} */
export function read(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A page read again, or null; `way` is where it sent us instead, to sign in.
 * @param {string} url @returns {Promise<{page: Document | null, way: string}>} */
export async function fetchPage(url) {
  const { status, text, path } = await ask(url);
  const page = status === 200 ? new DOMParser().parseFromString(text, "text/html") : null;
  return { page, way: path === "/enter" || path === "/unlock" ? path : "" };
}

/** Where one signs in and comes back from. @param {string} way */
export const signIn = (way) => `${way}?next=${encodeURIComponent(location.pathname)}`;

/** A fresh UUIDv7: 48 bits of milliseconds, 74 random bits. */
export function newId(now = Date.now(), noise = crypto.getRandomValues(new Uint8Array(10))) {
  const bytes = [...new Uint8Array(6)].map((_, place) => Math.floor(now / 256 ** (5 - place)) % 256).concat(...noise);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Until the server has answered for good, or about twenty seconds have passed.
 * @param {string} url @param {string} id @param {string} body
 * @param {() => void} trouble the first attempt failed
 * @param {{ask: typeof ask, pause: (milliseconds: number) => Promise<unknown>}} [means]
 * @returns {Promise<import("./types").Answer>} status 0 or 5xx when it is not known whether it was recorded */
export async function send(url, id, body, trouble, means = { ask, pause: untilOnline }) {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    "Idempotency-Key": id,
  };
  for (let turn = 0; ; turn++) {
    const reply = await means.ask(url, { method: "POST", headers, body });
    if ((reply.status && reply.status < 500) || turn === PAUSES.length) return answerOf(reply);
    trouble();
    await means.pause(PAUSES[turn]);
  }
}

/** @param {import("./types").Reply} reply @returns {import("./types").Answer} */
function answerOf({ status, text }) {
  const said = read(text);
  const word = (/** @type {string} */ name) => String(said[name] ?? "");
  const words = { text: word("text"), code: word("code"), field: word("field") };
  return { status, ...words, notice: word("notice"), location: word("location") };
}

/** @param {number} milliseconds */
function untilOnline(milliseconds) {
  const online = new Promise((done) => addEventListener("online", done, { once: true }));
  return Promise.race([sleep(milliseconds), online]);
}
