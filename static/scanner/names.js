// Finding names as people type them: without accents, đ as d, words in any order (as dissemination/text.py).

/** @param {string} text */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}

/** @param {string} text */
export function words(text) {
  return fold(text).match(/[a-z0-9]+/g) ?? [];
}

/** @param {...string} texts */
export function searchKey(...texts) {
  return texts.flatMap(words).map((word) => ` ${word}`).join("");
}

/**
 * @param {string} key from searchKey
 * @param {string[]} asked folded words, each the beginning of a word of the key
 */
export function matches(key, asked) {
  return asked.every((word) => key.includes(` ${word}`));
}
