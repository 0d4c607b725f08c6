/** A text cut for reading aloud. */

export const LONGEST = 160; // Chrome falls silent in the middle of longer ones

/** @param {string} text @returns {string[]} pieces of at most LONGEST signs, each a sentence where that fits */
export function sentencesOf(text) {
  const whole = text.replace(/\s+/g, " ").trim();
  const sentences = whole.match(/[^.?!…:;]+(?:[.?!…:;]+(?=\s|$)|[.?!…:;]+(?=\S)[^.?!…:;]*)*/g) || [];
  return sentences.flatMap((one) => pieces(one.trim())).filter(Boolean);
}

/** @param {string} sentence @returns {string[]} */
function pieces(sentence) {
  if (sentence.length <= LONGEST) return [sentence];
  const head = sentence.slice(0, LONGEST);
  const end = Math.max(head.lastIndexOf(", ") + 1, 0) || head.lastIndexOf(" ");
  const cut = end > 0 ? end : LONGEST;
  return [sentence.slice(0, cut).trim(), ...pieces(sentence.slice(cut).trim())];
}
