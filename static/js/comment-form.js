// The form for a citizen's comment: this browser does the arithmetic instead of asking its reader a sum.
import { solve } from "./proof.js";

const form = document.getElementById("comment-form");
const question = document.getElementById("sum-question");
const sending = document.getElementById("sending");
const work = document.querySelector("input[name=work]");

if (form instanceof HTMLFormElement && question && sending && work instanceof HTMLInputElement) {
  question.hidden = true;
  const { nonce = "", bits = "0" } = question.dataset;
  const solved = solve(nonce, Number(bits)).then((found) => {
    work.value = String(found);
  });
  const say = (/** @type {boolean} */ isSending) => {
    sending.textContent = (isSending && sending.dataset.says) || "";
    for (const button of form.querySelectorAll("button[type=submit]")) button.toggleAttribute("disabled", isSending);
  };
  form.addEventListener("submit", (event) => {
    say(true);
    if (work.value) return;
    event.preventDefault();
    // A slow telephone needs seconds: who pressed sees that it goes on, and cannot press again.
    solved.then(() => form.submit());
  });
  addEventListener("pageshow", () => say(false)); // come back to, it can be sent again
}
