/** Puts one version of a part of the page in the place of another, so that nobody is thrown off. */
import { drawClocks } from "./time.js";

/** The focus goes to the same control, folds stay as they were left. @param {Element} old @param {Element} fresh */
export function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  openAgain(old, fresh);
  const twin = focused && twinOf(focused, old, fresh);
  old.replaceWith(fresh);
  if (twin instanceof HTMLElement) twin.focus({ preventScroll: true });
  drawClocks(fresh);
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
