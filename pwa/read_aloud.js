/** An article read aloud by the phone's own Vietnamese voice, sentence by sentence. Without such a voice: nothing. */
import { sentencesOf } from "./sentences.js";

const BLOCKS = "p, h2, h3, li, blockquote";

/** @returns {Promise<SpeechSynthesisVoice | undefined>} some phones tell their voices only a moment later */
function vietnameseVoice() {
  const find = () => speechSynthesis.getVoices().find((one) => /^vi\b/i.test(one.lang.replace("_", "-")));
  const found = find();
  if (found) return Promise.resolve(found);
  return new Promise((resolve) => {
    speechSynthesis.addEventListener("voiceschanged", () => find() && resolve(find()));
    setTimeout(() => resolve(find()), 3000);
  });
}

/** @param {HTMLElement} text @returns {{ block: Element, words: string }[]} */
function partsOf(text) {
  const blocks = [...text.querySelectorAll(BLOCKS)].filter((one) => !one.querySelector(BLOCKS));
  return blocks.flatMap((block) => sentencesOf(block.textContent || "").map((words) => ({ block, words })));
}

/** @param {HTMLElement} box */
export async function startReadAloud(box) {
  const text = /** @type {HTMLElement | null} */ (document.querySelector("[data-read-text]"));
  if (!text || !("speechSynthesis" in window)) return;
  const voice = await vietnameseVoice();
  const start = /** @type {HTMLElement | null} */ (box.querySelector("[data-read=start]"));
  const stop = /** @type {HTMLElement | null} */ (box.querySelector("[data-read=stop]"));
  if (!voice || !start || !stop) return;
  const parts = partsOf(text);
  let at = 0;
  let turn = 0; // what an earlier press began must not go on

  /** @param {boolean} reading */
  function show(reading) {
    const had = document.activeElement === start || document.activeElement === stop;
    /** @type {HTMLElement} */ (start).hidden = reading;
    /** @type {HTMLElement} */ (stop).hidden = !reading;
    if (had) (reading ? stop : start)?.focus();
    for (const part of parts) part.block.classList.toggle("being-read", reading && part.block === parts[at]?.block);
  }

  /** @param {number} mine */
  function read(mine) {
    if (mine !== turn) return;
    if (at >= parts.length) {
      at = 0;
      show(false);
      return;
    }
    const spoken = new SpeechSynthesisUtterance(parts[at].words);
    spoken.voice = voice || null;
    spoken.lang = "vi-VN";
    spoken.onend = () => {
      if (mine !== turn) return;
      at += 1;
      read(mine);
    };
    show(true);
    speechSynthesis.speak(spoken);
  }

  /** Pausing is stopping at a sentence and beginning with it again: on Android a pause cancels. */
  function halt() {
    turn += 1;
    speechSynthesis.cancel();
    show(false);
  }

  start.addEventListener("click", () => read(++turn));
  stop.addEventListener("click", halt);
  addEventListener("pagehide", halt);
  box.hidden = false;
}
