// Finding and making parts of the page. Text is always text: nothing of a name is read as markup.

/** @param {string} id */
export function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} id */
export function field(id) {
  return /** @type {HTMLInputElement} */ (document.getElementById(id));
}

/**
 * @param {string} tag
 * @param {{class?: string, text?: string, data?: Record<string, string | number>, [attribute: string]: any}} is
 * @param {...(Node | string)} children
 */
export function make(tag, { class: name, text, data, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  Object.assign(element.dataset, data);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  element.append(...children);
  return element;
}

/** @param {string} kind */
export function icon(kind) {
  const template = /** @type {HTMLTemplateElement} */ (part(`icon-${kind}`));
  return template.content.cloneNode(true);
}

/**
 * A state as templates/components/states.html shows it.
 * @param {string} kind
 * @param {string} word
 */
export function state(kind, word) {
  return make("span", { class: `state state-${kind}` }, icon(kind), make("span", { class: "state-word", text: word }));
}
