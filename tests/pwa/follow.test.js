/** Where a page stands in the log, checked with the frames that the server really makes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Follower, Log } from "../../pwa/follow.js";
import { frame, golden } from "./golden.js";

const HASH = "00000000000000";

/** @param {number} seq @param {Partial<import("../../pwa/types").RoomEvent>} [changes] */
const event = (seq, changes) => ({
  ...frame("hand_raised"),
  ...{ seq, hash: hash(seq), fragments: { now: `<p>${seq}` } },
  ...changes,
});
/** @param {number} seq */
const hash = (seq) => HASH + String(seq).padStart(2, "0");
/** @param {number} seq @param {string} [audience] */
const at = (seq, audience = "all") => `${audience}:${seq}.${hash(seq)}`;

/** A page that writes down what it is asked to do; `whole` is the cursor it finds when it fetches itself. */
function page() {
  /** @type {string[]} */
  const done = [];
  /** @type {{whole: string | null}} */
  const answers = { whole: at(9) };
  /** @type {import("../../pwa/types").Follows} */
  const asked = {
    show: (fragments, moved) => done.push(`show ${Object.values(fragments)}${moved ? "" : " of me"}`),
    tick: (counts) => done.push(`tick ${counts.present}/${counts.expected}`),
    mode: (mode) => done.push(`mode ${mode}`),
    behind: () => done.push("behind"),
    live: () => done.push("live"),
    refetch: async () => (done.push("refetch"), answers.whole),
    restart: () => done.push("restart"),
  };
  return { done, answers, asked };
}

const settled = () => new Promise((done) => setTimeout(done));

test("every event that the server can send is taken in its order", () => {
  const frames = Object.entries(golden("frames.json")).filter(([name]) => !name.startsWith("("));
  const log = new Log("all:0.0000000000000000");
  for (const [name, text] of frames) {
    const one = JSON.parse(/** @type {string} */ (text));
    assert.equal(one.type, name);
    assert.deepEqual(log.take(one), { "room-now": "<section id='room-now'>" });
    assert.equal(log.text, `all:${one.seq}.${one.hash}`);
  }
});

test("the cursor has the spelling of the server", () => {
  const { cursor } = frame("(live)");
  assert.equal(new Log(cursor).text, cursor);
  assert.equal(new Log(cursor.split(",").reverse().join()).text, cursor);
  for (const wrong of ["", "all", "all:01.0000000000000000", "mem:1.0000000000000000", "all:1.000000000000000g"]) {
    assert.equal(new Log(wrong).text, "");
  }
});

test("the cursor moves only at the end of a batch, and the blocks of the whole batch are shown at once", () => {
  const log = new Log(at(1));
  assert.equal(log.take(event(2, { more: true, fragments: { head: "a" } })), null);
  assert.equal(log.text, at(1));
  assert.deepEqual(log.take(event(3, { fragments: { now: "b" } })), { head: "a", now: "b" });
  assert.equal(log.text, at(3));
});

test("a batch that was cut is asked for again from its beginning", () => {
  const log = new Log(at(1));
  log.take(event(2, { more: true }));
  log.restart();
  assert.equal(log.text, at(1));
  assert.deepEqual(log.take(event(2)), { now: "<p>2" });
});

test("audiences are numbered apart, and one that is not ours is not heard", () => {
  const log = new Log(`${at(4)},${at(7, "staff")}`);
  assert.ok(log.take(event(8, { audience: "staff" })));
  assert.ok(log.take(event(5)));
  assert.equal(log.text, `${at(5)},${at(8, "staff")}`);
  assert.equal(new Log(at(4)).take(event(1, { audience: "staff" })), null);
});

test("what is known is passed over; a missing number or another history is a hole", () => {
  const log = new Log(at(5));
  assert.equal(log.take(event(4)), null);
  assert.equal(log.take(event(5)), null);
  assert.equal(log.take(event(5, { hash: "f".repeat(16) })), "hole");
  assert.equal(log.take(event(7)), "hole");
  log.take(event(6, { more: true }));
  assert.equal(log.take(event(8)), "hole");
});

test("frames reach the page, each in its way", () => {
  const { done, asked } = page();
  const follower = new Follower(new Log(at(1)), asked);
  const live = { k: "live", cursor: at(2) };
  const frames = [frame("(hello)"), event(2), frame("(me)"), frame("(tick)"), frame("(sys)"), live];
  for (const one of frames) follower.take(one);
  assert.deepEqual(done, ["show <p>2", "show <section id='room-me'> of me", "tick 17/20", "mode readonly", "live"]);
});

test("after a hole the whole is fetched, and what came meanwhile is shown after it", async () => {
  const { done, asked } = page();
  const log = new Log(at(1));
  const follower = new Follower(log, asked);
  for (const one of [frame("(hello)"), { k: "live", cursor: at(1) }, event(8), event(9), event(10)]) follower.take(one);
  await settled();
  assert.deepEqual(done, ["live", "behind", "refetch", "live", "show <p>10"]);
  assert.equal(log.text, at(10));
});

test("a page that is told to reload is live only when it has", async () => {
  const { done, asked } = page();
  const follower = new Follower(new Log(at(1)), asked);
  for (const one of [frame("(hello)"), frame("(reload)"), { k: "live", cursor: at(9) }]) follower.take(one);
  assert.ok(!done.includes("live"));
  await settled();
  assert.deepEqual(done, ["behind", "refetch", "live"]);
});

test("a page that is behind the end of its replay fetches itself before it says that it is live", async () => {
  const { done, asked } = page();
  const follower = new Follower(new Log(at(1)), asked);
  for (const one of [frame("(hello)"), { k: "live", cursor: at(9) }]) follower.take(one);
  await settled();
  assert.deepEqual(done, ["behind", "refetch", "live"]);
});

test("when the whole cannot be had, the connection begins anew and the page stays behind until it has it", async () => {
  const { done, answers, asked } = page();
  const follower = new Follower(new Log(at(1)), asked);
  answers.whole = null;
  await follower.reload();
  assert.deepEqual(done, ["behind", "refetch", "restart"]);
  answers.whole = at(1);
  for (const one of [frame("(hello)"), { k: "live", cursor: at(1) }]) follower.take(one);
  while (done[done.length - 1] !== "live") await settled();
  assert.deepEqual(done.slice(3), ["behind", "refetch", "live"]);
});
