import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff, countdown, hear, hourOf, serverNow, soon } from "../../pwa/time.js";

test("what remains, and by how much it was overrun", () => {
  assert.deepEqual(countdown(8 * 60_000 + 12_000), { text: "08:12", over: false });
  assert.deepEqual(countdown(11_001), { text: "00:12", over: false });
  assert.deepEqual(countdown(0), { text: "00:00", over: false });
  assert.deepEqual(countdown(-1), { text: "0:00", over: true });
  assert.deepEqual(countdown(-130_000), { text: "2:10", over: true });
  assert.deepEqual(countdown(3_600_000 + 61_000), { text: "1:01:01", over: false });
});

test("the server's clock counts, whatever the phone's says", () => {
  hear(Date.now() + 600_000, true);
  hear(Date.now() + 300_000); // a frame that was long on the way
  assert.ok(Math.abs(serverNow() - Date.now() - 600_000) < 1000);
  hear(Date.now() - 60_000, true); // a new connection measures anew
  assert.ok(Math.abs(serverNow() - Date.now() + 60_000) < 1000);
  hear(Date.now(), true);
});

test("an hour is told as on the rest of the page, in Vietnam", () => {
  hear(Date.now(), true);
  assert.match(hourOf(Date.UTC(2026, 10, 21, 13, 31, 30)), /^20:31$/);
});

test("pauses grow from 0.3 to 10 seconds and differ from phone to phone", () => {
  assert.equal(backoff(0, 1), 300);
  assert.equal(backoff(0, 0), 150);
  assert.equal(backoff(3, 1), 2400);
  assert.equal(backoff(60, 1), 10_000);
  assert.equal(backoff(60, 0), 5_000);
});

test("many requests are one piece of work, and one more for what came while it ran", async () => {
  let [runs, most, running] = [0, 0, 0];
  /** @type {() => void} */
  let finish = () => {};
  const request = soon(async () => {
    runs += 1;
    most = Math.max(most, ++running);
    await new Promise((done) => (finish = () => done(null)));
    running -= 1;
  }, 0);
  const began = async (/** @type {number} */ count) => {
    while (runs < count) await new Promise((done) => setTimeout(done));
  };
  for (let turn = 0; turn < 5; turn++) request();
  await began(1);
  for (let turn = 0; turn < 5; turn++) request();
  finish();
  await began(2);
  finish();
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual([runs, most], [2, 1]);
});
