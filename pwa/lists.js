/** What waits to be sent, as lines that people read. */
import { signIn } from "./http.js";
import { whenOf } from "./kept.js";
import { words } from "./messages.js";

/** @typedef {import("./types").Row} Row */
/** @typedef {{again(row: Row): unknown, remove(row: Row): unknown}} Acts */

const forms = () => /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-outbox]"));

const places = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-waiting]"))];

/** @param {HTMLFormElement} form */
export const streamOf = (form) => form.dataset.stream || form.getAttribute("action") || "";

/** What it says, and the kind of the tag. @param {Row} row @param {import("./types").Outcome} [last]
 * @returns {[string, string]} */
function stateOf(row, last) {
  if (row.state === "waiting") return [last?.result === "paused" ? words.waitsForSignIn : words.waitsForNetwork, "warn"];
  return [row.state === "expired" ? words.tooLate : words.rejected(row.text), "brand"];
}

/** @param {Row[]} rows @param {{row: Row, at: number}[]} recorded while this page was open
 * @param {Map<string, import("./types").Outcome>} outcomes @param {Acts} acts */
export function drawLists(rows, recorded, outcomes, acts) {
  const line = (/** @type {Row} */ row) => waitingLine(row, outcomes.get(row.key), acts);
  const all = document.querySelector("[data-waiting-list]");
  if (all instanceof HTMLElement) {
    all.querySelector(".rows")?.replaceChildren(...[...recorded.map(doneLine), ...rows.map(line)]);
    all.hidden = !rows.length && !recorded.length;
  }
  // A form may go while something of it still waits.
  const streams = new Set([...[...forms()].map(streamOf), ...places().map((one) => one.dataset.waiting || "")]);
  for (const stream of streams) {
    const lines = rows.filter((row) => row.stream === stream).map(line);
    const done = recorded.filter(({ row }) => row.stream === stream).map(doneLine);
    place(stream).replaceChildren(...done, ...lines);
  }
}

/** The list beside the forms of a stream; outside of what a room exchanges. @param {string} stream */
function place(stream) {
  const known = places().find((one) => one.dataset.waiting === stream);
  if (known) return known;
  const form = [...forms()].find((one) => streamOf(one) === stream);
  const list = document.createElement("div");
  list.className = "rows waiting";
  list.dataset.waiting = stream;
  list.setAttribute("aria-live", "polite");
  (form?.closest("section[id]") || form)?.after(list);
  return list;
}

/** @param {{row: Row, at: number}} one */
const doneLine = ({ row, at }) => lineOf(row, words.recordedAt(whenOf(at)), "ok");

/** @param {Row} row @param {import("./types").Outcome | undefined} last @param {Acts} acts */
function waitingLine(row, last, acts) {
  const [said, kind] = stateOf(row, last);
  const box = lineOf(row, said, kind);
  const buttons = document.createElement("p");
  buttons.className = "buttons";
  if (row.state !== "expired") buttons.append(button(words.sendNow, () => acts.again(row)));
  buttons.append(button(words.remove, () => acts.remove(row)));
  if (said === words.waitsForSignIn) {
    const link = document.createElement("a");
    link.href = signIn(last?.said.code === "device_locked" ? "/unlock" : "/enter");
    link.className = "button quiet small";
    link.textContent = words.enter;
    buttons.prepend(link);
  }
  box.append(buttons);
  return box;
}

/** @param {Row} row @param {string} said @param {string} kind */
function lineOf(row, said, kind) {
  const box = document.createElement("div");
  box.className = "row";
  const text = document.createElement("span");
  text.className = "row-text";
  const name = document.createElement("b");
  name.textContent = words.kinds[/** @type {keyof typeof words.kinds} */ (row.kind)];
  const label = document.createElement("span");
  label.className = "muted as-written";
  label.textContent = `${row.label} · ${words.writtenAt(whenOf(row.made))}`;
  const state = document.createElement("span");
  state.className = `tag ${kind}`;
  state.textContent = said;
  text.append(name, label);
  box.append(text, state);
  return box;
}

/** @param {string} label @param {() => unknown} press */
function button(label, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet small";
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}
