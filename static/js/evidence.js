// Sends chosen files one after another, each with its own progress and its own sentence when refused.

for (const form of document.querySelectorAll("form[data-evidence]")) {
  if (form instanceof HTMLFormElement) watch(form);
}

/** @param {HTMLFormElement} form */
function watch(form) {
  form.addEventListener("submit", async (event) => {
    const input = form.querySelector("input[type=file]");
    const button = form.querySelector("button[type=submit]");
    const list = form.querySelector(".evidence-sending");
    if (!(input instanceof HTMLInputElement) || !input.files?.length || !list) return;
    event.preventDefault();
    const files = [...input.files];
    list.replaceChildren();
    button?.setAttribute("disabled", "");
    for (const file of files) await sendOne(form, file, list);
    button?.removeAttribute("disabled");
    input.value = "";
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {File} file
 * @param {Element} list
 */
async function sendOne(form, file, list) {
  const line = document.createElement("li");
  const bar = document.createElement("progress");
  line.append(`${file.name} `, bar);
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  list.append(line);
  const { largest = "0", tooLarge = "", sent = "" } = form.dataset;
  const tooBig = file.size > Number(largest);
  const answer = tooBig ? { error: `${file.name}: ${tooLarge}` } : await send(form, file, (share) => (bar.value = share));
  if ("error" in answer) {
    line.className = "field-error";
    line.textContent = answer.error;
    return;
  }
  line.textContent = `${file.name}: ${sent}`;
  const shown = form.parentElement?.querySelector("[data-evidence-list]");
  if (shown) shown.innerHTML = answer.html; // from our own server, escaped there
}

/**
 * @param {HTMLFormElement} form
 * @param {File} file
 * @param {(share: number) => void} onProgress
 * @returns {Promise<{html: string} | {error: string}>}
 */
function send(form, file, onProgress) {
  const { offline = "", refused = "" } = form.dataset;
  const body = new FormData(form);
  body.delete("file");
  body.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "evidence");
  request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
  return new Promise((resolve) => {
    request.addEventListener("load", () => {
      const isOurs = request.responseURL.startsWith(form.action);
      if (request.status === 200 && isOurs) resolve({ html: request.responseText });
      else if (request.status === 422) resolve({ error: request.responseText });
      else resolve({ error: `${file.name}: ${refused}` });
    });
    request.addEventListener("error", () => resolve({ error: `${file.name}: ${offline}` }));
    request.send(body);
  });
}
