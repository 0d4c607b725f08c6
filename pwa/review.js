/** A vote is read once more, in large words, before it is sent. */
import { words } from "./messages.js";
import { rest } from "./press.js";

/** @param {HTMLFormElement} form */
const find = (form) => form.querySelector("[data-reviewing]");

/** Puts what was chosen in the place of the fields.
 * @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
export function review(form, button) {
  const chosen = form.querySelector(`[name="${form.dataset.review}"]:checked`);
  const box = document.createElement("div");
  box.dataset.reviewing = "";
  box.className = "form";
  box.tabIndex = -1;
  box.append(paragraph("kicker", words.review), large(chosen));
  for (const field of form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])")) {
    const { value } = /** @type {HTMLInputElement} */ (field);
    if (value) box.append(paragraph("say-text", value));
  }
  const sends = button ? /** @type {HTMLButtonElement} */ (button.cloneNode(true)) : document.createElement("button");
  const goesBack = document.createElement("button");
  goesBack.type = "button";
  goesBack.className = "button quiet";
  goesBack.textContent = words.again;
  goesBack.addEventListener("click", () => closeReview(form));
  const buttons = document.createElement("div");
  buttons.className = "buttons";
  buttons.append(sends, goesBack);
  for (const child of form.querySelectorAll(":scope > :not([hidden])")) {
    child.toggleAttribute("hidden", true);
    child.toggleAttribute("data-put-away", true);
  }
  box.append(buttons);
  form.append(box);
  box.focus();
  rest(box);
}

/** @param {HTMLFormElement} form */
export function closeReview(form) {
  const box = find(form);
  if (!box) return;
  box.remove();
  for (const child of form.querySelectorAll("[data-put-away]")) {
    child.removeAttribute("hidden");
    child.removeAttribute("data-put-away");
  }
  const chosen = form.querySelector(`[name="${form.dataset.review}"]:checked`);
  if (chosen instanceof HTMLElement) chosen.focus();
}

/** @param {Element | null} input */
function large(input) {
  const row = input?.closest(".choice");
  const kind = ["yes", "no", "other"].find((one) => row?.classList.contains(one)) || "";
  const shown = paragraph(`chosen ${kind}`, "");
  const sign = row?.querySelector(".sign");
  if (sign) shown.append(sign.cloneNode(true));
  const text = document.createElement("span");
  text.className = "big";
  text.textContent = row?.querySelector(".choice-text")?.firstChild?.textContent?.trim() || "";
  shown.append(text);
  return shown;
}

/** @param {string} kind @param {string} text */
function paragraph(kind, text) {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  return line;
}
