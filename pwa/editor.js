/** The editor of articles, on its page only: a formatted field in place of the plain one, which stays without script. */

/** What is used of the vendored editor.
 * @typedef {{ config: { blockAttributes: Record<string, Record<string, unknown>> } }} Editor */

/** @param {HTMLElement} form */
export async function startEditor(form) {
  const field = /** @type {HTMLElement | null} */ (form.querySelector("[data-editor-field]"));
  const plain = field?.querySelector("textarea");
  const tools = /** @type {HTMLTemplateElement | null} */ (form.querySelector("[data-editor-tools]"));
  if (!field || !plain || !tools) return;
  needWords(/** @type {HTMLFormElement} */ (form));
  const loaded = await import(/** @type {string} */ (form.dataset.editor));
  /** @type {Editor} */ (loaded.default).config.blockAttributes.heading1.tagName = "h2"; // the page has the h1
  const html = Object.assign(document.createElement("input"), { type: "hidden", name: "html", id: "editor-html" });
  html.value = field.dataset.html || plain.value;
  const text = document.createElement("trix-editor");
  text.className = "input editor-text prose";
  text.setAttribute("input", html.id);
  text.setAttribute("toolbar", "editor-tools");
  for (const name of ["aria-describedby"]) text.setAttribute(name, plain.getAttribute(name) || "");
  text.setAttribute("aria-label", field.querySelector("label")?.firstChild?.textContent?.trim() || "");
  // Pictures go through their own field, where they are drawn anew.
  text.addEventListener("trix-file-accept", (event) => event.preventDefault());
  plain.replaceWith(html, tools.content.cloneNode(true), text);
}

/** A picture without words is refused, and would have to be chosen again. @param {HTMLFormElement} form */
function needWords(form) {
  const picture = /** @type {HTMLInputElement} */ (form.elements.namedItem("image"));
  const words = /** @type {HTMLInputElement} */ (form.elements.namedItem("image_alt"));
  picture.addEventListener("change", () => (words.required = Boolean(picture.files?.length)));
}
