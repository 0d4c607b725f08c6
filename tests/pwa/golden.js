/** The files that hold Python and JavaScript together. */
import { readFileSync } from "node:fs";

/** @param {string} name @returns {any} */
export function golden(name) {
  return JSON.parse(readFileSync(new URL(`../protocol/golden/${name}`, import.meta.url), "utf8"));
}

/** A frame of the server by its name there. @param {string} name @returns {any} */
export const frame = (name) => JSON.parse(golden("frames.json")[name]);
