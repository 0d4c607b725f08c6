import assert from "node:assert/strict";
import { test } from "node:test";
import { LONGEST, sentencesOf } from "../../pwa/sentences.js";

test("a text is read sentence by sentence", () => {
  assert.deepEqual(sentencesOf("Bốn tuyến kênh đã thông nước. Ai phụ trách?  Tổ thủy lợi"), [
    "Bốn tuyến kênh đã thông nước.",
    "Ai phụ trách?",
    "Tổ thủy lợi",
  ]);
});

test("numbers and symbols stay whole", () => {
  assert.deepEqual(sentencesOf("Dài 3.2 km theo 12-NQ/TU, lúc 19:30 ngày 21.11.2026. Xong."), [
    "Dài 3.2 km theo 12-NQ/TU, lúc 19:30 ngày 21.11.2026.",
    "Xong.",
  ]);
});

test("nothing is nothing", () => {
  assert.deepEqual(sentencesOf(" \n "), []);
  assert.deepEqual(sentencesOf("..."), []);
});

test("a long sentence is cut at a comma or a space, and no letter is lost", () => {
  const long = "một hai ba bốn, " + "năm sáu bảy tám ".repeat(40) + "hết.";
  const found = sentencesOf(long);
  assert.ok(found.length > 3);
  for (const one of found) assert.ok(one.length <= LONGEST);
  assert.equal(found.join(" "), long.replace(/\s+/g, " ").trim());
  const solid = "x".repeat(500);
  assert.equal(sentencesOf(solid).join(""), solid);
});
