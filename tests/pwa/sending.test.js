import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, send } from "../../pwa/http.js";

const SAID = '{"location":"/m/room","notice":"done_voted","text":"Đã ghi phiếu."}';
const RECORDED = { status: 200, text: SAID, path: "/m" };
const BUSY = { status: 503, text: "", path: "/m" };
const NOTHING = { status: 0, text: "", path: "" };

/** Answers with each reply in turn; writes down what was sent and how long it paused.
 * @param {import("../../pwa/types").Reply[]} replies */
function means(...replies) {
  /** @type {RequestInit[]} */
  const sent = [];
  /** @type {number[]} */
  const pauses = [];
  return {
    sent,
    pauses,
    ask: async (/** @type {string} */ _url, /** @type {RequestInit} */ options = {}) => {
      sent.push(options);
      return replies.shift() || NOTHING;
    },
    pause: async (/** @type {number} */ milliseconds) => pauses.push(milliseconds),
  };
}

test("an id is a UUIDv7 of the moment when the person pressed", () => {
  const id = newId(0x0192f0c16a1e, new Uint8Array(10).fill(255));
  assert.equal(id, "0192f0c1-6a1e-7fff-bfff-ffffffffffff");
  assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(Array.from({ length: 1000 }, () => newId())).size, 1000);
});

test("ids of later moments sort later", () => {
  assert.ok(newId(1_795_264_200_000) < newId(1_795_264_200_001));
});

test("a press that meets a lost network and a busy server keeps its id and its words", async () => {
  const used = means(NOTHING, BUSY, RECORDED);
  let troubles = 0;
  const answer = await send("/m/motions/1/ballots", "id-1", "choice=approve", () => troubles++, used);
  assert.deepEqual([answer.status, answer.text, answer.location], [200, "Đã ghi phiếu.", "/m/room"]);
  assert.equal(troubles, 2);
  for (const { headers, body } of used.sent) {
    assert.equal(new Headers(headers).get("Idempotency-Key"), "id-1");
    assert.equal(body, "choice=approve");
  }
});

test("after about twenty seconds it is for the person to send again", async () => {
  const used = means();
  const answer = await send("/m", "id", "", () => {}, used);
  assert.equal(answer.status, 0);
  assert.equal(used.sent.length, 6);
  assert.equal(used.pauses.reduce((sum, one) => sum + one, 0), 20_000);
});

test("a refusal is final: it is not sent again", async () => {
  const used = means({ status: 409, text: '{"code":"motion_closed","text":"Đã kết thúc.","field":""}', path: "/m" });
  const answer = await send("/m", "id", "", () => {}, used);
  assert.deepEqual([answer.status, answer.code, answer.text], [409, "motion_closed", "Đã kết thúc."]);
  assert.equal(used.sent.length, 1);
});

test("a page in the place of an answer has no words for us", async () => {
  const answer = await send("/m", "id", "", () => {}, means({ status: 403, text: "<!doctype html>", path: "/m" }));
  assert.deepEqual([answer.status, answer.text], [403, ""]);
});
