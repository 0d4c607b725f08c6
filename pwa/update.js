/** The next version waits until the person says so, and never breaks into what they are doing. */
import { isAnythingTyped } from "./filled.js";
import { words } from "./messages.js";

/** @param {ServiceWorker} waiting */
export function offerUpdate(waiting) {
  if (document.getElementById("update")) return;
  const line = document.createElement("p");
  line.textContent = words.newVersion;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = words.update;
  button.addEventListener("click", () => apply(waiting));
  const strip = document.createElement("div");
  strip.className = "strip";
  strip.id = "update";
  strip.setAttribute("role", "status");
  strip.append(line, button);
  document.getElementById("main")?.prepend(strip);
  hideAtWork(strip);
}

/** During a vote, or over a text that is not sent yet, there is nothing to press. @param {HTMLElement} strip */
function hideAtWork(strip) {
  const draw = () => (strip.hidden = isAnythingTyped() || document.querySelector("form[data-review]") !== null);
  setInterval(draw, 1000);
  addEventListener("input", draw);
  draw();
}

/** @param {ServiceWorker} waiting */
function apply(waiting) {
  let done = false;
  const reload = () => {
    if (done) return;
    done = true;
    location.reload();
  };
  navigator.serviceWorker.addEventListener("controllerchange", reload);
  setTimeout(reload, 3000);
  waiting.postMessage({ kind: "skip" });
}
