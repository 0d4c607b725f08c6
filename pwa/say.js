/** What the page answers: beside the button, and at the top. */
import { steadily } from "./swap.js";

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
