/** One line to the room that is always being kept: a socket, or a stream where sockets do not get through. */
import { ask, read } from "./http.js";
import { backoff } from "./time.js";

const RESTART = 1012;
const TOO_SLOW = 4008;
const SIGN_IN = 4401;
const NOT_ALLOWED = 4403;
const ENDINGS = [SIGN_IN, NOT_ALLOWED, 4410];
const JOIN_LIMIT = 10_000;
const STEADY = 3_000;
const LOST = 1006;

export class Connection {
  /** @type {Line | null} */
  #line = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #kind = "socket";
  #asking = false; // for a ticket
  #turn = 0; // a later attempt makes an earlier one void
  #tries = 0;
  #blocked = 0; // sockets that failed before `live`, one after another
  #begunAt = 0;
  #liveAt = 0;
  #heardAt = 0;
  #askedAt = 0;
  #deadline = Infinity;
  #ping = 25_000;
  #ended = false;

  /** @param {string} meeting its address @param {string} audience empty for all that one may hear
   * @param {import("./types").Listens} page */
  constructor(meeting, audience, page) {
    this.meeting = meeting;
    this.query = audience ? `audience=${audience}` : "";
    this.page = page;
  }

  get isSpare() {
    return this.#kind === "stream";
  }

  start() {
    addEventListener("online", () => this.wake());
    addEventListener("pageshow", () => this.wake());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    setInterval(() => this.#beat(), 1000);
    this.#open();
  }

  /** It may have died in the pocket: try at once, or ask whether it still answers. */
  wake() {
    if (this.#ended || this.#asking) return;
    if (!this.#line) {
      this.#tries = 0;
      this.#open();
    } else if (!this.#liveAt) return;
    else if (this.isSpare) {
      if (Date.now() - this.#heardAt > 30_000) this.drop();
    } else {
      this.#ask();
      this.#deadline = Date.now() + 4_000;
    }
  }

  drop() {
    if (this.#line) this.#gone(LOST);
  }

  /** @param {number} code @param {string} [way] */
  end(code, way = "/enter") {
    this.#ended = true;
    this.#turn++;
    clearTimeout(this.#timer);
    this.#line?.close();
    this.#line = null;
    this.page.ended(code, way);
  }

  async #open() {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.#asking = true;
    const headers = { Accept: "application/json" };
    const { status, text } = await ask(`${this.meeting}/ticket?${this.query}`, { method: "POST", headers }, 8_000);
    if (turn !== this.#turn) return;
    this.#asking = false;
    const { ticket, code } = read(text);
    if (status === 401) this.end(SIGN_IN, code === "device_locked" ? "/unlock" : "/enter");
    else if (status === 403 || status === 404) this.end(NOT_ALLOWED);
    else if (status !== 200 || typeof ticket !== "string") this.#retry(LOST);
    else this.#join(ticket);
  }

  /** @param {string} ticket */
  #join(ticket) {
    this.#kind = this.#blocked >= 2 ? "stream" : "socket";
    this.#begunAt = this.#heardAt = Date.now();
    this.#liveAt = 0;
    this.#deadline = Infinity;
    const cursor = encodeURIComponent(this.page.cursor());
    const take = (/** @type {string} */ data) => this.#hear(JSON.parse(data));
    const gone = (/** @type {number} */ code) => this.#gone(code);
    try {
      this.#line = this.isSpare
        ? openStream(`${this.meeting}/stream?cursor=${cursor}&${this.query}`, take, gone)
        : openSocket(`/ws${this.meeting}?ticket=${ticket}&cursor=${cursor}`, take, gone);
    } catch {
      this.#gone(LOST); // a policy of the page or of the phone forbids it
    }
  }

  /** @param {import("./types").Frame} frame */
  #hear(frame) {
    this.#heardAt = Date.now();
    this.#deadline = Infinity;
    if (frame.k === "end") return this.#gone(frame.code);
    if (frame.k === "hello") this.#ping = frame.ping;
    if (frame.k === "live") {
      this.#liveAt = Date.now();
      if (!this.isSpare) this.#blocked = 0;
    }
    this.page.frame(frame);
  }

  /** @param {number} code */
  #gone(code) {
    this.#line?.close();
    this.#line = null;
    if (ENDINGS.includes(code)) return this.end(code);
    if (this.isSpare) this.#blocked = 1; // one socket is tried before the next stream
    else if (!this.#liveAt && code !== RESTART && code !== TOO_SLOW) this.#blocked++;
    this.page.lost();
    this.#retry(code);
  }

  /** @param {number} code */
  #retry(code) {
    const steady = this.#liveAt && Date.now() - this.#liveAt > STEADY;
    this.#tries = steady ? 0 : this.#tries + 1;
    this.#liveAt = 0;
    const pause = code === RESTART ? 200 + 1800 * Math.random() : backoff(code === TOO_SLOW ? 0 : this.#tries);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), pause);
  }

  /** Each second: is anybody there? A stream's heartbeat cannot be heard, so only sockets are asked. */
  #beat() {
    if (!this.#line) return;
    const now = Date.now();
    const quiet = now - this.#heardAt;
    if (now > this.#deadline || (!this.#liveAt && now - this.#begunAt > JOIN_LIMIT)) this.drop();
    else if (this.isSpare) return;
    else if (quiet > 2 * this.#ping) this.drop();
    else if (quiet > this.#ping && now - this.#askedAt > this.#ping) this.#ask();
  }

  #ask() {
    this.#askedAt = Date.now();
    this.#line?.send(JSON.stringify({ k: "ping", t: this.#askedAt }));
  }
}

// Two ways over which frames come. Once closed by us, a line says nothing more.

/** @typedef {{send(text: string): void, close(): void}} Line */

/** @param {string} path @param {(data: string) => void} take @param {(code: number) => void} gone @returns {Line} */
function openSocket(path, take, gone) {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + path);
  socket.onmessage = (event) => take(event.data);
  socket.onclose = (event) => gone(event.code);
  return {
    send: (text) => socket.readyState === 1 && socket.send(text),
    close() {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

/** @param {string} path @param {(data: string) => void} take @param {(code: number) => void} gone @returns {Line} */
function openStream(path, take, gone) {
  const stream = new EventSource(path);
  stream.onmessage = (event) => take(event.data);
  stream.onerror = () => gone(LOST); // coming back is ours to do, with our own cursor
  return { send() {}, close: () => stream.close() };
}
