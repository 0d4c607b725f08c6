/** What the page says: beside a button, at the top, and in the line that tells how fresh it is. */
import { words } from "./messages.js";
import { hourOf } from "./time.js";

const PATIENCE = 10_000;

/** One line beside the button. @param {HTMLFormElement} form @param {HTMLButtonElement | null} button
 * @param {string} text @param {string} role @param {Element} [more] */
export function tell(form, button, text, role, more) {
  hush(form);
  const box = document.createElement("div");
  box.dataset.said = "";
  if (role) box.setAttribute("role", role);
  const line = document.createElement("p");
  line.className = role === "alert" ? "field-error" : "muted";
  line.textContent = text;
  box.append(line, more || "");
  form.insertBefore(box, button?.parentElement === form ? button : null);
}

/** @param {HTMLFormElement} form */
export function hush(form) {
  form.querySelector("[data-said]")?.remove();
  form.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
}

/** @param {"ok" | "refused"} kind @param {string} text */
export function notice(kind, text) {
  const drawing = new URL(`../icons/sprite.svg#${kind === "ok" ? "check-circle" : "warning"}`, import.meta.url);
  const box = document.createElement("div");
  box.className = `notice ${kind}`;
  box.setAttribute("role", kind === "ok" ? "status" : "alert");
  box.innerHTML = `<svg class="icon" width="24" height="24" aria-hidden="true"><use href="${drawing}"></use></svg>`;
  const said = document.createElement("div");
  said.className = "notice-text";
  said.textContent = text;
  box.append(said);
  steadily(() => document.getElementById("notice")?.replaceChildren(box));
}

/** Where the browser does not keep what is read in its place, we do. @param {() => void} change */
export function steadily(change) {
  const steady = CSS.supports("overflow-anchor: none") || !scrollY;
  const middle = steady ? null : document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const id = middle?.closest("li[id], section[id]")?.id || "";
  const before = document.getElementById(id)?.getBoundingClientRect().top;
  change();
  const after = document.getElementById(id)?.getBoundingClientRect().top;
  if (before !== undefined && after !== undefined) scrollBy(0, after - before);
}

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
