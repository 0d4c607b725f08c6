/** What all scripts of the pages keep to. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const FOLDER = new URL("../../pwa/", import.meta.url);

/** @param {URL} folder */
const read = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
const scripts = read(FOLDER);
const pieces = read(new URL("../../service_worker/", import.meta.url));

/** What loads with these: imports that do not wait, and theirs. @param {string[]} names */
function loaded(...names) {
  const found = new Set(names);
  for (const name of found) {
    const { text } = scripts.find((one) => one.name === name) || { text: "" };
    for (const [, from] of text.matchAll(/from "\.\/([^"]+)"/g)) found.add(from);
  }
  return [...found];
}

const LATER = [".at(", "structuredClone", "Object.hasOwn", "randomUUID", ":has(", "requestSubmit", "(?<"];
const FORBIDDEN = ["eval(", "new Function", "document.write", 'setAttribute("style"', ".style.", "beforeunload"];

test("words that people read are in messages.js alone", () => {
  for (const { name, text } of scripts) {
    if (name !== "messages.js") assert.doesNotMatch(text, /[À-ỹđĐ]/, name);
  }
});

test("nothing is used that a phone of the floor does not have, or that the policy of the pages forbids", () => {
  for (const { name, text } of [...scripts, ...pieces]) {
    for (const word of [...LATER, ...FORBIDDEN]) assert.ok(!text.includes(word), `${word} in ${name}`);
    assert.doesNotMatch(text, /^(?:await|for await)/m, `await at the top of ${name}`);
  }
});

test("every import names a file of the folder", () => {
  const names = new Set(scripts.map(({ name }) => name));
  for (const { name, text } of scripts) {
    for (const [, from] of text.matchAll(/(?:from|import\() ?"\.\/([^"]+)"/g)) {
      assert.ok(names.has(from) || from === "types", `${from} in ${name}`);
    }
  }
});

test("what a first visit and what a room loads stays small", () => {
  const size = (/** @type {string[]} */ ...names) =>
    scripts
      .filter(({ name }) => loaded(...names).includes(name))
      .reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length, 0);
  assert.ok(size("app.js") < 7_500, `${size("app.js")}`);
  assert.ok(size("app.js", "room.js") < 24_000, `${size("app.js", "room.js")}`);
});

test("a page without anything to save, kept or waiting loads nothing for it", () => {
  assert.deepEqual(loaded("app.js").sort(), ["app.js", "messages.js", "press.js", "time.js", "worker.js"]);
});
