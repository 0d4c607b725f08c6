/** Where a page stands in the room's log, and how it stays exactly right. No document here. */
import { backoff, hear, sleep } from "./time.js";

const CURSOR = /^(all|staff):(0|[1-9][0-9]{0,14})\.([0-9a-f]{16})$/;

/** Lets through whole batches, in order, without holes. */
export class Log {
  /** @type {Map<string, {seq: number, hash: string}>} */
  #at = new Map();
  /** Batches of which only the beginning has come.
   * @type {Map<string, {seq: number, fragments: Record<string, string>}>} */
  #open = new Map();

  /** @param {string} text cursors, joined by commas */
  constructor(text) {
    this.stand(text);
  }

  /** @param {string} text */
  stand(text) {
    this.#at = parse(text);
    this.#open.clear();
  }

  /** A new connection begins its batches anew. */
  restart() {
    this.#open.clear();
  }

  get text() {
    return [...this.#at].map(([audience, { seq, hash }]) => `${audience}:${seq}.${hash}`).sort().join(",");
  }

  /** The blocks of a batch that is complete; null when there is nothing to show (yet).
   * @param {import("./types").RoomEvent} event @returns {Record<string, string> | "hole" | null} */
  take({ audience, seq, hash, more, fragments }) {
    const at = this.#at.get(audience);
    if (!at || seq < at.seq) return null;
    if (seq === at.seq) return hash === at.hash ? null : "hole";
    const open = this.#open.get(audience) || { seq: at.seq, fragments: {} };
    if (seq !== open.seq + 1) return "hole";
    open.seq = seq;
    Object.assign(open.fragments, fragments);
    if (more) {
      this.#open.set(audience, open);
      return null;
    }
    this.#open.delete(audience);
    this.#at.set(audience, { seq, hash });
    return open.fragments;
  }

  /** Whether the log at `text` holds what this page does not. @param {string} text */
  isBehind(text) {
    return [...parse(text)].some(([audience, { seq, hash }]) => {
      const at = this.#at.get(audience);
      return at && (seq > at.seq || (seq === at.seq && hash !== at.hash));
    });
  }
}

/** Takes the frames of one connection after another. */
export class Follower {
  #reloading = false;
  #live = false;
  #stale = false; // the whole was wanted and could not be had
  #holes = 0;
  /** @type {import("./types").Frame[]} */
  #waiting = [];

  /** @param {Log} log @param {import("./types").Follows} page */
  constructor(log, page) {
    this.log = log;
    this.page = page;
  }

  /** @param {import("./types").Frame} frame */
  take(frame) {
    if ("now" in frame) hear(frame.now, frame.k === "hello");
    if (frame.k === "hello") {
      this.log.restart();
      this.#waiting = [];
      this.#live = false;
    } else if (frame.k === "tick") this.page.tick(frame);
    else if (frame.k === "sys") this.page.mode(frame.mode);
    else if (this.#reloading) this.#waiting.push(frame);
    else this.#act(frame);
  }

  /** Fetch the whole; what comes meanwhile waits. */
  async reload() {
    if (this.#reloading) return;
    this.#reloading = true;
    this.page.behind();
    if (this.#holes++) await sleep(backoff(this.#holes));
    const cursor = await this.page.refetch();
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#reloading = false;
    this.#stale = cursor === null;
    if (cursor === null) return this.page.restart();
    this.log.stand(cursor);
    if (this.#live) this.page.live();
    for (const frame of waiting) this.take(frame);
  }

  /** @param {import("./types").Frame} frame */
  #act(frame) {
    if (frame.k === "reload") this.reload();
    else if (frame.k === "me") this.page.show(frame.fragments, false);
    else if (frame.k === "live") this.#arrive(frame);
    else if (frame.k === "ev") {
      const blocks = this.log.take(frame);
      if (blocks === "hole") this.reload();
      else if (blocks) {
        this.#holes = 0;
        this.page.show(blocks, true);
      }
    }
  }

  /** @param {import("./types").Live} frame */
  #arrive(frame) {
    if (this.#stale || this.log.isBehind(frame.cursor)) {
      this.reload();
      this.#waiting.push(frame);
    } else {
      this.#holes = 0;
      this.#live = true;
      this.page.live();
    }
  }
}

/** @param {string} text */
function parse(text) {
  return new Map(
    text.split(",").flatMap((part) => {
      const found = CURSOR.exec(part);
      return found ? [[found[1], { seq: Number(found[2]), hash: found[3] }]] : [];
    }),
  );
}
