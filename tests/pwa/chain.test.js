/** The hash chain as another program computes it: who holds an export needs nothing of ours to verify it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { golden } from "./golden.js";

/** @param {(string | Buffer)[]} parts */
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
/** @param {string} hex */
const bytes = (hex) => Buffer.from(hex, "hex");

/** Keys in code point order, no spaces, text in NFC. @param {any} value @returns {string} */
function canon(value) {
  if (Array.isArray(value)) return `[${value.map(canon).join()}]`;
  if (typeof value === "string") return JSON.stringify(value.normalize("NFC"));
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canon(value[key])}`).join()}}`;
}

const steps = golden("chain.json");

test("a body has one spelling, whatever the order of its keys and the form of its accents", () => {
  for (const { body, canon: expected } of steps) assert.equal(canon(body), expected);
  const apart = (/** @type {any} */ { body }) => JSON.stringify(body) !== JSON.stringify(body).normalize("NFC");
  assert.ok(steps.some(apart));
});

test("each hash covers the one before it, the head, and through the head the salted body", () => {
  let previous = sha256("sotay/genesis/1\0", steps[0].head.stream);
  for (const step of steps) {
    assert.equal(step.previous, previous);
    assert.equal(step.head.bh, sha256("sotay/body/1\0", bytes(step.salt), canon(step.body)));
    previous = sha256("sotay/event/1\0", bytes(previous), canon(step.head));
    assert.equal(step.hash, previous);
    assert.equal(step.short, previous.slice(0, 16));
  }
});

test("another body, salt or order gives another hash", () => {
  const [first, second] = steps;
  assert.notEqual(sha256("sotay/body/1\0", bytes(first.salt), canon(second.body)), first.head.bh);
  assert.notEqual(sha256("sotay/body/1\0", bytes(second.salt), canon(first.body)), first.head.bh);
  assert.notEqual(sha256("sotay/event/1\0", bytes(first.previous), canon(second.head)), second.hash);
});
