/** Requests of the page itself: same origin, never kept, never without an end. */

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
