/** The hall screen: drawn again whenever the meeting moves and when the code changes. Nothing to press. */
import { Connection } from "./connection.js";
import { Follower, Log } from "./follow.js";
import { fetchPage } from "./http.js";
import { words } from "./messages.js";
import { drawClocks, hourOf, serverNow, soon } from "./time.js";

const PATIENCE = 3_000;

/** @param {HTMLElement} screen */
export function startScreen(screen) {
  const meeting = screen.dataset.meeting || "";
  const log = new Log(screen.dataset.cursor || "");
  let lostAt = Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function sayLost() {
    const lost = lostAt && Date.now() - lostAt > PATIENCE ? words.screenLost(hourOf(lostAt)) : "";
    for (const place of screen.querySelectorAll(".screen-lost")) {
      if (place.textContent !== lost) place.textContent = lost;
    }
  }

  function waitForCode() {
    const left = Date.parse(screen.dataset.codeChangesAt || "") - serverNow();
    clearTimeout(timer);
    if (!Number.isNaN(left)) timer = setTimeout(draw, Math.max(1000, left + 200));
  }

  async function redraw() {
    const fresh = (await fetchPage(`${meeting}/screen`)).page?.getElementById("screen");
    if (!fresh) {
      clearTimeout(timer);
      timer = setTimeout(draw, 2000);
      return null;
    }
    screen.className = fresh.className;
    screen.dataset.codeChangesAt = fresh.dataset.codeChangesAt || "";
    screen.replaceChildren(...fresh.childNodes);
    drawClocks(screen);
    sayLost();
    waitForCode();
    return fresh.dataset.cursor || "";
  }

  const draw = soon(redraw, 100);
  const follower = new Follower(log, {
    show: (_fragments, moved) => moved && draw(),
    tick(counts) {
      for (const place of /** @type {NodeListOf<HTMLElement>} */ (screen.querySelectorAll("[data-count]"))) {
        place.textContent = String(counts[place.dataset.count || ""] ?? place.textContent);
      }
    },
    mode() {},
    behind() {},
    live() {
      lostAt = 0;
      sayLost();
    },
    refetch: redraw,
    restart: () => connection.drop(),
  });
  const lose = () => (lostAt = lostAt || Date.now());
  const connection = new Connection(meeting, "all", {
    cursor: () => log.text,
    frame: (frame) => follower.take(frame),
    lost: lose,
    ended: lose,
  });

  const stayAwake = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
  setInterval(sayLost, 1000);
  waitForCode();
  connection.start();
}
