/** Our own button in the place of the browser's banner: there when the browser would install, gone when it has. */

/** @typedef {Event & {prompt(): Promise<unknown>, userChoice: Promise<{outcome: string}>}} InstallEvent */

/** @param {Event} event */
export function offerInstall(event) {
  const offer = /** @type {InstallEvent} */ (event);
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-install]"));
  const button = place?.querySelector("button");
  if (!place || !button) return;
  const hide = () => (place.hidden = true);
  button.addEventListener("click", async () => {
    await offer.prompt();
    await offer.userChoice;
    hide(); // good for one use; the next page asks the browser again
  });
  addEventListener("appinstalled", () => {
    hide();
    navigator.storage?.persist?.();
  });
  place.hidden = false;
}
