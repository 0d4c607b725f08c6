// Run inside a page; answers with sentences, an empty list when all is well.
() => {
  const shown = (one) => one.getClientRects().length > 0;
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className}`;

  const tooWide = () => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > limit + 0.5)
      .filter((one) => !one.closest('.table-scroll, .visually-hidden'))
      .map((one) => `too wide: ${name(one)}`)
      .slice(0, 6);
  };

  // Links inside a sentence are exempt (WCAG 2.5.8): their size is the line's.
  const smallTargets = () => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
    .filter((one) => one.type !== 'hidden' && !one.closest('.skip') && shown(one))
    .filter((one) => !(one.tagName === 'A' && getComputedStyle(one).display === 'inline'))
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 48 || box.height < 47.5)
    .map(({ one, box }) => `small target: ${name(one)} ${Math.round(box.width)}x${Math.round(box.height)}`);

  const numbers = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const weakText = () => {
    const found = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const one = walk.currentNode.parentElement;
      if (!walk.currentNode.data.trim() || !shown(one)) continue;
      if (one.closest('.visually-hidden, .skip, svg, script, option')) continue;
      const style = getComputedStyle(one);
      const [more, less] = [light(numbers(style.color)), light(ground(one))].sort((a, b) => b - a);
      const ratio = (more + 0.05) / (less + 0.05);
      if (ratio < 7) found.add(`pale: ${name(one)} ${ratio.toFixed(1)}`);
      if (parseFloat(style.fontSize) < 17.9) found.add(`small text: ${name(one)} ${style.fontSize}`);
    }
    return [...found];
  };

  return [...tooWide(), ...smallTargets(), ...weakText()];
}
