/** The live room: the page that a member, or the chair and the recorder at their desk, hold open. */
import { begin, parse, put, putSections } from "./blocks.js";
import { listen } from "./commands.js";
import { Connection } from "./connection.js";
import { isAnythingTyped } from "./filled.js";
import { Follower, Log } from "./follow.js";
import { ask, fetchPage, signIn } from "./http.js";
import { words } from "./messages.js";
import { rest } from "./press.js";
import { Status } from "./say.js";
import { soon } from "./time.js";
import { wake } from "./worker.js";

const SIGN_IN = 4401;
const NOT_ALLOWED = 4403;

/** @param {HTMLElement} room */
export function startRoom(room) {
  const meeting = room.dataset.meeting || "";
  const isDesk = room.dataset.refetch !== undefined;
  const status = new Status(/** @type {HTMLElement} */ (document.getElementById("room-status")));
  const log = new Log(room.dataset.cursor || "");

  /** @param {string[]} areas @returns {Promise<HTMLElement | null>} */
  async function fetchAreas(...areas) {
    const { page, way } = await fetchPage(`${meeting}/room`);
    if (way) connection.end(SIGN_IN, way);
    const fresh = way ? null : page?.getElementById("room") || null;
    for (const name of areas) {
      const [area, newer] = [room, fresh].map((one) => one?.querySelector(`:scope > .${name}`));
      if (area && newer) putSections(area, newer);
    }
    return fresh;
  }

  // The desk is one or two people: their page is fetched, not sent.
  const drawDesk = soon(() => fetchAreas("room-side"), 150);

  const follower = new Follower(log, {
    show(fragments, moved) {
      for (const [id, html] of Object.entries(fragments)) put(id, parse(html));
      if (isDesk && moved) drawDesk();
    },
    tick(counts) {
      const number = (/** @type {string} */ name) => String(counts[name] ?? "");
      for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-count]"))) {
        place.textContent = number(place.dataset.count || "") || place.textContent;
      }
      const machines = isDesk && number("connected");
      const here = number("present") && words.counts(number("present"), number("expected"));
      status.count(here + (machines ? words.machines(machines) : ""));
    },
    mode: (mode) => status.set({ readOnly: mode === "readonly" }),
    behind: () => status.set({ behind: true }),
    live() {
      status.set({ live: true, behind: false, spare: connection.isSpare });
      wake();
    },
    async refetch() {
      const fresh = await fetchAreas("room-main", "room-side");
      if (!fresh) return null;
      // Another role is another page.
      if ((fresh.dataset.refetch !== undefined) !== isDesk && !isAnythingTyped()) location.reload();
      return fresh.dataset.cursor || "";
    },
    restart: () => connection.drop(),
  });

  const connection = new Connection(meeting, "", {
    cursor: () => log.text,
    frame: (frame) => follower.take(frame),
    lost: () => status.set({ live: false, behind: false, readOnly: false }),
    ended(code, way) {
      if (code !== SIGN_IN) return status.end(code === NOT_ALLOWED ? words.notAllowed : words.over);
      const locked = way === "/unlock";
      status.end(locked ? words.locked : words.signIn, signIn(way), locked ? words.unlock : words.enter);
      setTimeout(() => isAnythingTyped() || location.assign(signIn(way)), 3000);
    },
  });

  listen({
    async after(answer) {
      const { status: code, text } = await ask(`${meeting}/me`);
      if (isDesk) drawDesk();
      return () => {
        if (code === 200) put("room-me", parse(text));
        else follower.reload();
        const own = document.getElementById("room-me");
        if (own) rest(own);
        goOn(answer);
      };
    },
    reload: () => follower.reload(),
  });
  begin();
  connection.start();
}

/** Where the command leads, as without a script; but never away from what is being typed.
 * @param {import("./types").Answer} answer */
function goOn({ location: onward, notice }) {
  const address = new URL(onward || location.href, location.href);
  if (address.pathname === location.pathname || isAnythingTyped()) return;
  if (notice) address.searchParams.set("n", notice);
  location.assign(address);
}
