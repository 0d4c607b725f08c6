/** Reminders on this browser: turned on by a press, and looked after at each opening. */
import { words } from "./messages.js";
import { newId } from "./http.js";
import { fact, setFact } from "./store.js";
import { remove, send } from "./subscription.js";
import { sleep } from "./time.js";

const LIMIT = 15_000; // without a network a browser may leave the question open for ever
const DAY = 86_400_000;
const TAP = 30_000;

/** What this browser was last put on record with. @typedef {{endpoint: string, at: number}} Known */

/** @param {PushSubscription} subscription */
async function record(subscription) {
  const done = await send(subscription, newId());
  if (done) await setFact("reminders", { endpoint: subscription.endpoint, at: Date.now() });
  return done;
}

/** For who has once said yes. */
export async function atOpening() {
  try {
    await followTap();
    await checkReminders();
  } catch {
    // A phone that keeps nothing, or no network: the next opening looks again.
  }
}

/** Does the subscription still stand? Browsers end or change one without telling. */
async function checkReminders() {
  const registration = await navigator.serviceWorker.getRegistration();
  /** @type {Known | undefined} */
  const known = await fact("reminders");
  if (!registration || !known) return;
  const subscription = await registration.pushManager.getSubscription();
  if (!subscription) {
    if (await remove(newId())) await setFact("reminders", undefined);
  } else if (subscription.endpoint !== known.endpoint || Date.now() - known.at > DAY) {
    await record(subscription);
  }
}

/** A tap on a message that started the app at its first page leads on. */
async function followTap() {
  const tapped = await fact("tapped");
  if (!tapped) return;
  await setFact("tapped", undefined);
  if (Date.now() - tapped.at < TAP && location.pathname === "/") location.replace(tapped.path);
}

/** The section on the person's page. @param {HTMLElement} section */
export async function offerReminders(section) {
  const state = /** @type {HTMLElement} */ (section.querySelector("[data-push-state]"));
  const button = /** @type {HTMLButtonElement} */ (section.querySelector("[data-push-on]"));
  const off = section.querySelector("[data-push-off]");
  const missing = whatIsMissing();
  if (missing) return say(state, missing);
  /** @type {ServiceWorkerRegistration | undefined} */
  const registration = await Promise.race([navigator.serviceWorker.ready, sleep(LIMIT)]);
  if (!registration) return say(state, words.pushNotHere);
  const { pushManager } = registration;
  const isOn = section.dataset.push === "on";
  const subscription = await pushManager.getSubscription();
  off?.addEventListener("submit", () => void pushManager.getSubscription().then((one) => one?.unsubscribe()));
  off?.addEventListener("submit", () => void setFact("reminders", undefined));
  if (isOn && subscription) return;
  if (isOn) say(state, words.pushEnded);
  button.hidden = false;
  button.addEventListener("click", () => {
    // In the click itself: an iPhone asks the person only then.
    const applicationServerKey = bytesOf(section.dataset.key || "");
    turnOn(pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }), state, button);
  });
}

/** @param {Promise<PushSubscription>} asked @param {HTMLElement} state @param {HTMLButtonElement} button */
async function turnOn(asked, state, button) {
  button.disabled = true;
  say(state, words.pushTurningOn);
  try {
    const subscription = await Promise.race([asked, sleep(LIMIT)]);
    if (!subscription || !(await record(subscription))) throw new Error("no answer");
    say(state, words.pushOn);
    button.hidden = true;
    location.reload();
  } catch {
    say(state, Notification.permission === "denied" ? words.pushDenied : words.pushFailed);
    button.disabled = false;
  }
}

function whatIsMissing() {
  const isApple = /iPhone|iPad/.test(navigator.userAgent);
  if (isApple && !("PushManager" in window)) return words.pushInstallFirst;
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return words.pushNotHere;
  return Notification.permission === "denied" ? words.pushDenied : "";
}

/** @param {HTMLElement} state @param {string} text */
function say(state, text) {
  state.textContent = text;
}

/** A key in base64url as the bytes that every browser takes. @param {string} text */
function bytesOf(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}
