// Word and Excel put a table on the clipboard twice, as text and as HTML. The text is what one sees and
// may correct; the HTML, which keeps cells of several lines whole, goes along until one does.

const KEPT = new Set(["colspan", "rowspan"]);

const box = document.querySelector("[data-paste]");
const markup = box instanceof HTMLTextAreaElement ? box.form?.elements.namedItem("html") : null;
if (box instanceof HTMLTextAreaElement && markup instanceof HTMLInputElement) {
  box.addEventListener("paste", (event) => {
    markup.value = bare(event.clipboardData?.getData("text/html") ?? "");
  });
  box.addEventListener("input", (event) => {
    if (event instanceof InputEvent && event.inputType !== "insertFromPaste") markup.value = "";
  });
}

/** The first table without the megabytes of styles that Word adds.
 * @param {string} html
 */
function bare(html) {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  for (const element of table ? [table, ...table.querySelectorAll("*")] : []) {
    for (const name of element.getAttributeNames()) if (!KEPT.has(name)) element.removeAttribute(name);
  }
  return table?.outerHTML ?? "";
}
