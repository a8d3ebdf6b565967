// Shows what the chosen form of briefing needs: the other unit when joint, no typed counts when a conference counts.

const form = document.getElementById("briefing-form");
if (form instanceof HTMLFormElement) {
  form.addEventListener("change", () => show(form));
  show(form);
}

/** @param {HTMLFormElement} form */
function show(form) {
  const data = new FormData(form);
  setShown(form, "[data-for-joint]", data.get("form") === "joint");
  setShown(form, "[data-for-typed]", (data.get("conference_id") ?? "0") === "0");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} part
 * @param {boolean} shown
 */
function setShown(form, part, shown) {
  const found = form.querySelector(part);
  if (found instanceof HTMLElement) found.hidden = !shown;
}
