/** The line that says in words how fresh the page is. */
import { words } from "./messages.js";
import { hourOf } from "./time.js";

const PATIENCE = 10_000;

/** @typedef {{live: boolean, been: boolean, behind: boolean, spare: boolean, readOnly: boolean, online: boolean,
 *   lostAt: number, ended: string}} Facts */

/** State and words. @param {Facts} facts @param {number} now @returns {[string, string]} */
export function describe(facts, now) {
  if (facts.ended) return ["offline", facts.ended];
  if (facts.live && facts.behind) return ["reconnecting", words.updating];
  if (facts.live && facts.readOnly) return ["read-only", words.readOnly];
  if (facts.live) return ["live", facts.spare ? words.spare : words.live];
  if (!facts.online || now - facts.lostAt > PATIENCE) return ["offline", words.offline(hourOf(facts.lostAt))];
  return ["reconnecting", facts.been ? words.reconnecting : words.connecting];
}

export class Status {
  #counts = "";
  #shown = "";
  /** @type {Facts} */
  #facts = {
    ...{ live: false, been: false, behind: false, spare: false, readOnly: false, ended: "" },
    online: true,
    lostAt: Date.now(),
  };

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    setInterval(() => this.#draw(), 1000);
    this.#draw();
  }

  /** @param {Partial<Facts>} changes */
  set(changes) {
    if (changes.live === false && this.#facts.live) this.#facts.lostAt = Date.now();
    Object.assign(this.#facts, changes);
    if (this.#facts.live) this.#facts.been = true;
    this.#draw();
  }

  /** @param {string} text */
  count(text) {
    this.#counts = text;
    this.#draw();
  }

  /** The last word, and where to go. @param {string} text @param {string} [href] @param {string} [label] */
  end(text, href, label) {
    this.set({ ended: text });
    if (!href) return;
    const link = document.createElement("a");
    link.href = href;
    link.textContent = label || "";
    this.element.append(" ", link);
  }

  #draw() {
    this.#facts.online = navigator.onLine;
    const [state, text] = describe(this.#facts, Date.now());
    const counts = state === "live" ? this.#counts : "";
    if (this.#shown === text + counts) return;
    this.#shown = text + counts;
    this.element.dataset.state = state;
    const quiet = document.createElement("span");
    quiet.setAttribute("aria-live", "off"); // numbers that move are not read out each time
    quiet.textContent = counts;
    this.element.replaceChildren(text, quiet);
  }
}
