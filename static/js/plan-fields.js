// What the editor of plans decides, without a page.

/**
 * What an answer means for the field that was sent.
 * @param {number} status 0: nobody answered
 * @returns {"saved" | "conflict" | "fault" | "failed"}
 */
export function outcome(status) {
  switch (status) {
    case 200:
      return "saved";
    case 409:
      return "conflict";
    case 422:
      return "fault";
    default:
      return "failed";
  }
}

/**
 * Whether a field still holds what was last known of it; line ends and outer spaces do not count.
 * @param {string} now
 * @param {string} seen
 */
export function unchanged(now, seen) {
  return tidy(now) === tidy(seen);
}

/** @param {string} text */
function tidy(text) {
  return text.replaceAll("\r\n", "\n").trim();
}
