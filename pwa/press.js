/** What is being pressed. Nothing is exchanged under a finger: the press would be lost. */

/** @type {Element | null} */
let held = null;
/** @type {Element | null} */
let clicked = null;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let whenFree = () => {};

/** @param {Event} event */
const target = (event) => (event.target instanceof Element ? event.target : null);

/** @param {Event} event */
function hold(event) {
  clearTimeout(timer);
  held = target(event);
}

/** The click comes after the finger has left. */
function letGo() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    held = null;
    whenFree();
  }, 100);
}

addEventListener("pointerdown", hold, true);
addEventListener("pointerup", letGo, true);
addEventListener("pointercancel", letGo, true);
addEventListener(
  "click",
  (event) => {
    clicked = target(event)?.closest("button") || null;
    if (clicked?.getAttribute("aria-disabled") !== "true") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

export const heldNow = () => held;

/** What waits for the finger to leave. @param {() => void} work */
export function afterPress(work) {
  whenFree = work;
}

/** The button that sent a form; Safari before 15.4 does not tell. @param {SubmitEvent} event */
export function submitterOf(event) {
  const button = event.submitter || clicked;
  return button instanceof HTMLButtonElement && button.form === event.target ? button : null;
}

/** Asleep they can still be reached by the keyboard, but not pressed.
 * @param {Iterable<Element>} buttons @param {boolean} asleep */
export function setAsleep(buttons, asleep) {
  for (const button of buttons) {
    if (asleep) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

/** The second tap of a double tap must not hit what the first one has brought under the finger.
 * @param {Element} root */
export function rest(root) {
  const buttons = root.querySelectorAll("button:not([aria-disabled])");
  setAsleep(buttons, true);
  setTimeout(() => setAsleep(buttons, false), 350);
}
