/** The size of letters and the ground change at once, without leaving the place that is being read; the server keeps the
 * choice for the next page. Without a network it holds for this one. */
import { newId, send } from "./http.js";

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
export function choose(form, { name, value }) {
  const page = document.documentElement.dataset;
  if ((page[name] || "") === value) return;
  page[name] = value;
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(`.look [name=${name}]`));
  for (const one of buttons) one.setAttribute("aria-pressed", String(one.value === value));
  send(form.getAttribute("action") || "", newId(), String(new URLSearchParams({ [name]: value })), () => {});
}
