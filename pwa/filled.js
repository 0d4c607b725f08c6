/** What people have typed and not sent yet; and one version of a part put in the place of another, so that nobody is
 * thrown off. */
import { heldNow } from "./press.js";
import { drawClocks } from "./time.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

const FIELDS = "input:not([type=hidden], [type=submit], [type=button]), textarea, select";

/** @param {Element} root @returns {Field[]} */
const fieldsIn = (root) => [...root.querySelectorAll(FIELDS)].map((field) => /** @type {Field} */ (field));
/** @param {Field} field @returns {field is HTMLInputElement} */
const isMark = (field) => field.type === "radio" || field.type === "checkbox";
/** @param {Field} field @returns {field is HTMLSelectElement} */
const isSelect = (field) => field.matches("select");
/** @param {Field} field */
const valueOf = (field) => (isMark(field) ? field.checked : isSelect(field) ? field.selectedIndex : field.value);

/** @param {HTMLSelectElement} select */
function defaultIndex(select) {
  return Math.max(0, [...select.options].findIndex((option) => option.defaultSelected));
}

/** @param {Field} field */
function isChanged(field) {
  if (isMark(field)) return field.checked !== field.defaultChecked;
  return isSelect(field) ? field.selectedIndex !== defaultIndex(field) : field.value !== field.defaultValue;
}

/** Whether somebody is at work in it: a field has the focus or another content than it came with,
 * a finger is down, a review is open or a sending under way. @param {Element} root */
export function isFilledIn(root) {
  const focused = document.activeElement;
  return (
    Boolean(focused?.matches(FIELDS) && root.contains(focused)) ||
    root.contains(heldNow()) ||
    root.querySelector("[data-busy], [data-reviewing]") !== null ||
    fieldsIn(root).some(isChanged)
  );
}

/** Whether anything typed would be lost by leaving. */
export const isAnythingTyped = () => fieldsIn(document.body).some(isChanged);

/** What a form holds now. @param {HTMLFormElement} form */
export const snapshot = (form) => new Map(fieldsIn(form).map((field) => [field, valueOf(field)]));

/** The form was sent with those values: what was added since stays, the rest counts as unchanged.
 * @param {HTMLFormElement} form @param {Map<Field, string | number | boolean>} sent */
export function settle(form, sent) {
  const clears = "clears" in form.dataset;
  for (const [field, value] of sent) {
    if (isMark(field)) field.defaultChecked = value === true;
    else if (isSelect(field)) {
      const chosen = field.selectedIndex;
      [...field.options].forEach((option, place) => (option.defaultSelected = place === value));
      field.selectedIndex = chosen;
    } else if (!clears) field.defaultValue = String(value);
    else if (field.value === value) field.value = field.defaultValue;
  }
  // A field that keeps the focus would hold its block back, and the keyboard would hide the answer.
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches(FIELDS) && form.contains(focused)) focused.blur();
}

/** Take what was typed in one version of a block over into another, form by form; gives the texts that found no place.
 * @param {Element} from @param {Element} to */
export function carry(from, to) {
  const lost = [];
  for (const form of from.querySelectorAll("form")) {
    const action = form.getAttribute("action");
    const twin = [...to.querySelectorAll("form")].find((one) => one.getAttribute("action") === action);
    for (const field of fieldsIn(form).filter(isChanged)) {
      const place = (twin ? fieldsIn(twin) : []).find(
        (one) => one.name === field.name && one.type === field.type && (!isMark(one) || one.value === field.value),
      );
      if (place && isMark(place) && isMark(field)) place.checked = field.checked;
      else if (place) place.value = field.value;
      else if (!isMark(field) && !isSelect(field)) lost.push(field.value);
    }
  }
  return lost;
}

/** The focus goes to the same control, folds stay as they were left. @param {Element} old @param {Element} fresh */
export function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  openAgain(old, fresh);
  const twin = focused && twinOf(focused, old, fresh);
  old.replaceWith(fresh);
  if (twin instanceof HTMLElement) twin.focus({ preventScroll: true });
  drawClocks(fresh);
}

/** What the person opened or closed stays so. @param {Element} old @param {Element} fresh */
function openAgain(old, fresh) {
  for (const fold of old.querySelectorAll("details")) {
    if (fold.dataset.touched === undefined) continue;
    const twin = [...fresh.querySelectorAll("details")].find((one) => foldKey(one) === foldKey(fold));
    if (!twin) continue;
    twin.open = fold.open;
    twin.dataset.touched = "";
  }
}

/** Its id, or its words without the numbers in them. @param {Element} fold */
function foldKey(fold) {
  return fold.id || fold.querySelector("summary")?.textContent?.replace(/[0-9]+/g, "");
}

/** The same control in the new version, else the one in its place.
 * @param {Element} focused @param {Element} old @param {Element} fresh */
function twinOf(focused, old, fresh) {
  const controls = "button, a, summary, input, select, textarea";
  const [before, after] = [old, fresh].map((one) => [...one.querySelectorAll(controls)]);
  return after.find((one) => controlKey(one) === controlKey(focused)) || after[before.indexOf(focused)];
}

/** @param {Element} control */
function controlKey(control) {
  const own = ["name", "value", "href"].map((name) => control.getAttribute(name));
  return [...own, control.closest("[id]")?.id, control.closest("form")?.getAttribute("action")].join();
}
