import assert from "node:assert/strict";
import { test } from "node:test";
import { words } from "../../pwa/messages.js";
import { describe } from "../../pwa/say.js";
import { hourOf } from "../../pwa/time.js";

const LOST_AT = Date.UTC(2026, 10, 21, 13, 31);
const NO = { live: false, behind: false, spare: false, readOnly: false };
const STILL = { ...NO, been: true, online: true, lostAt: LOST_AT, ended: "" };
const LIVE = { ...STILL, live: true };

test("the line is live only when the page is exactly right", () => {
  assert.deepEqual(describe(LIVE, LOST_AT), ["live", "Trực tiếp"]);
  assert.deepEqual(describe({ ...LIVE, spare: true }, LOST_AT), ["live", "Trực tiếp qua đường dự phòng"]);
  assert.deepEqual(describe({ ...LIVE, behind: true }, LOST_AT), ["reconnecting", words.updating]);
  assert.equal(describe({ ...LIVE, readOnly: true }, LOST_AT)[0], "read-only");
});

test("a short loss is a reconnection, a long one says since when", () => {
  assert.deepEqual(describe(STILL, LOST_AT + 9_000), ["reconnecting", "Đang nối lại"]);
  assert.deepEqual(describe({ ...STILL, been: false }, LOST_AT + 9_000), ["reconnecting", "Đang nối"]);
  assert.deepEqual(describe(STILL, LOST_AT + 11_000), ["offline", `Ngoại tuyến từ ${hourOf(LOST_AT)}`]);
});

test("a phone without network says so at once", () => {
  assert.equal(describe({ ...STILL, online: false }, LOST_AT + 1)[0], "offline");
});

test("what has ended is said whatever else holds", () => {
  assert.deepEqual(describe({ ...LIVE, ended: words.notAllowed }, LOST_AT), ["offline", words.notAllowed]);
});
