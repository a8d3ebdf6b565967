// The form for a citizen's comment: this browser does the arithmetic instead of asking its reader a sum.
import { solve } from "./proof.js";

const form = document.getElementById("comment-form");
const question = document.getElementById("sum-question");
const work = document.querySelector("input[name=work]");

if (form instanceof HTMLFormElement && question && work instanceof HTMLInputElement) {
  question.hidden = true;
  const { nonce = "", bits = "0" } = question.dataset;
  const solved = solve(nonce, Number(bits)).then((found) => {
    work.value = String(found);
  });
  form.addEventListener("submit", (event) => {
    if (work.value) return;
    event.preventDefault();
    solved.then(() => form.requestSubmit());
  });
}
