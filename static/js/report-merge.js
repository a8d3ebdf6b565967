// Two people's changes to one form, cell by cell. Pure.

/** @typedef {Record<string, string>} Cells */

/**
 * What to show after another saved: `take` are cells only the other changed, `clash` those both changed
 * differently. `base` is what was last known to be kept, `mine` what stands in the form, `theirs` what is
 * kept now.
 * @param {Cells} base
 * @param {Cells} mine
 * @param {Cells} theirs
 */
export function merge(base, mine, theirs) {
  /** @type {Cells} */
  const take = {};
  /** @type {Cells} */
  const clash = {};
  for (const [name, text] of Object.entries(theirs)) {
    const before = tidy(base[name]);
    const own = tidy(mine[name]);
    const other = tidy(text);
    if (own === other || other === before) continue;
    if (own === before) take[name] = text;
    else clash[name] = text;
  }
  return { take, clash };
}

/**
 * The share of two cells as typed in Việt Nam (1.234,5) or elsewhere (98.2); null when there is none.
 * @param {string} above
 * @param {string} below
 * @param {string} [mark]
 */
export function share(above, below, mark = ",") {
  const n = number(above, mark);
  const d = number(below, mark);
  return n === null || !d ? null : n / d;
}

/**
 * As the server reads it: null for nothing and for what is no number.
 * @param {string} text
 * @param {string} mark
 */
function number(text, mark) {
  let tight = text.replace(/\s/g, "");
  const groups = mark === "," ? /^\d{1,3}(\.\d{3})+(,\d+)?$/ : /^\d{1,3}(,\d{3})+(\.\d+)?$/;
  if (groups.test(tight)) tight = tight.replaceAll(mark === "," ? "." : ",", "");
  tight = tight.replace(",", ".");
  return /^\d+(\.\d+)?$/.test(tight) ? Number(tight) : null;
}

/** @param {string | undefined} text */
function tidy(text) {
  return (text ?? "").replaceAll("\r\n", "\n").trim();
}
