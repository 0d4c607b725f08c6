/** A page that was kept says so, and that it may be old. */
import { words } from "./messages.js";
import { newId } from "./http.js";
import { hourOf } from "./time.js";

const days = new Intl.DateTimeFormat("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh" });

/** The hour, with the day when it was not today. @param {number} at @param {number} [now] */
export function whenOf(at, now = Date.now()) {
  const day = days.format(at);
  return day === days.format(now) ? words.atHour(hourOf(at)) : words.atHourOn(hourOf(at), day);
}

export function showKept() {
  const at = Number(document.documentElement.dataset.kept);
  const line = document.createElement("p");
  line.textContent = words.keptAt(whenOf(at));
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button quiet small";
  again.textContent = words.tryAgain;
  again.addEventListener("click", () => location.reload());
  const strip = document.createElement("div");
  strip.className = "strip warn";
  strip.id = "kept";
  strip.setAttribute("role", "status");
  strip.append(line, again);
  document.getElementById("main")?.prepend(strip);
  // The ids of its forms may have been used since it was kept.
  for (const field of document.querySelectorAll("input[name=command_id]")) {
    /** @type {HTMLInputElement} */ (field).value = newId();
  }
}
