/** Exchanges the blocks of a page by their id, and never one in which somebody is at work. */
import { carry, isFilledIn, swap } from "./filled.js";
import { words } from "./messages.js";
import { afterPress } from "./press.js";
import { steadily } from "./say.js";
import { soon } from "./time.js";

/** What the server last gave for each block. @type {Map<string, string>} */
const shown = new Map();
/** Newer versions that wait. @type {Map<string, Element>} */
const waiting = new Map();
let throughUntil = 0;

/** Remember what the page came with, before anything changes it. */
export function begin() {
  for (const block of document.querySelectorAll("section[id], [data-desk][id]")) shown.set(block.id, plain(block));
  const later = soon(release, 120);
  for (const type of ["focusout", "change"]) addEventListener(type, () => waiting.size && later());
  afterPress(release);
  addEventListener("click", (event) => {
    const summary = event.target instanceof Element && event.target.closest("summary");
    if (summary && summary.parentElement) summary.parentElement.dataset.touched = "";
  });
}

/** The element that some HTML is. Nothing in a template runs. @param {string} html */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/** Show this version of a block, now or when nobody is at work in it.
 * @param {string} id @param {Element | null} fresh */
export function put(id, fresh) {
  const old = document.getElementById(id);
  if (!old || fresh?.id !== id) return;
  if (plain(fresh) === shown.get(id)) {
    waiting.delete(id);
    old.querySelector(":scope > .new-line")?.remove();
  } else if (isFilledIn(old)) {
    waiting.set(id, fresh);
    putRows(old, fresh);
    if (actions(old) !== actions(fresh)) announce(old, words.changed);
  } else if (disturbs(old, fresh)) {
    waiting.set(id, fresh);
    announce(old, words.newStatements(news(old, fresh)));
  } else exchange(old, fresh);
}

/** The sections of an area as another version of it has them: some stay, some come, some go.
 * @param {Element} area @param {Element} fresh */
export function putSections(area, fresh) {
  /** @type {Element | null} */
  let before = null;
  const sections = [...fresh.children].filter((section) => section.id);
  for (const section of sections) {
    if (document.getElementById(section.id)) put(section.id, section);
    else {
      shown.set(section.id, plain(section));
      if (before) before.after(section);
      else area.prepend(section);
    }
    before = document.getElementById(section.id);
  }
  for (const old of [...area.children]) {
    if (!old.id || isFilledIn(old) || sections.some(({ id }) => id === old.id)) continue;
    old.remove();
    shown.delete(old.id);
    waiting.delete(old.id);
  }
}

/** Try again what waits. */
export function release() {
  for (const [id, fresh] of [...waiting]) put(id, fresh);
}

/** The person has just sent something and wants to see it: lists do not hold it back. */
export function letThrough() {
  throughUntil = Date.now() + 3000;
  release();
}

/** A block without what differs each time it is drawn. @param {Element} block */
const plain = (block) => block.outerHTML.replace(/(name="command_id" value=)"[^"]*"/g, "$1");

/** @param {Element} block */
const actions = (block) => [...block.querySelectorAll("form")].map((form) => form.getAttribute("action")).join();

/** @param {Element} block */
const itemsOf = (block) => [...block.querySelectorAll("li[id]")].map((item) => item.id);

/** How many items are new. @param {Element} old @param {Element} fresh */
function news(old, fresh) {
  const known = new Set(itemsOf(old));
  return itemsOf(fresh).filter((id) => !known.has(id)).length;
}

/** Whether a list that has only grown would move what is being read. @param {Element} old @param {Element} fresh */
function disturbs(old, fresh) {
  if (!old.matches("[data-list]") || Date.now() < throughUntil) return false;
  const reading = scrollY > 0 && old.getBoundingClientRect().top < innerHeight;
  return reading && itemsOf(old).length > 0 && news(old, fresh) > 0 && news(fresh, old) === 0;
}

/** Rows of a list in which nobody is at work need not wait for the one in which somebody is.
 * @param {Element} old @param {Element} fresh */
function putRows(old, fresh) {
  for (const row of old.querySelectorAll("li[id]")) {
    const newer = fresh.querySelector(`#${CSS.escape(row.id)}`);
    if (!newer || isFilledIn(row) || plain(row) === plain(newer)) continue;
    shown.delete(old.id); // it is now neither the old version nor the new one
    swap(row, /** @type {Element} */ (newer.cloneNode(true)));
  }
}

/** A line to press, at the end, where it moves nothing. @param {Element} block @param {string} text */
function announce(block, text) {
  let line = block.querySelector(":scope > .new-line");
  if (!line) {
    line = document.createElement("button");
    line.className = "new-line";
    line.setAttribute("type", "button");
    line.setAttribute("aria-live", "polite");
    line.addEventListener("click", () => {
      const fresh = waiting.get(block.id);
      if (!fresh) return;
      const lost = carry(block, fresh);
      exchange(block, fresh);
      for (const text of lost) keep(fresh, text);
    });
    block.append(line);
  }
  if (line.textContent !== text) line.textContent = text;
}

/** What was typed for a form that is gone can still be read and copied. @param {Element} block @param {string} text */
function keep(block, text) {
  const box = document.createElement("p");
  box.className = "say-text hint";
  box.textContent = words.kept(text);
  block.append(box);
}

/** @param {Element} old @param {Element} fresh */
function exchange(old, fresh) {
  waiting.delete(fresh.id);
  shown.set(fresh.id, plain(fresh));
  steadily(() => swap(old, fresh));
}
