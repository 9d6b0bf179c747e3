// A field in which the reader types how the answer begins.

import { tokensOf } from "../next_tokens.js";
import { make } from "../parts.js";

// begin(tokens): called with what was typed. Returns {element, show()}.
export function makeBeginning(scope, begin) {
  const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: false };
  const input = make("input", { type: "text", size: 16, ...plain });
  const wrong = make("p", { className: "wrong", role: "alert" });
  const button = make("button", { type: "submit", textContent: "Go on from this" });
  const form = make("form", { className: "bar" }, make("label", {}, "Beginning ", input), button);
  [input.dataset.testid, wrong.dataset.testid] = ["microscope-beginning", "microscope-beginning-wrong"];
  button.dataset.testid = "microscope-begin";
  let shown = null;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wrong.textContent = "";
    try {
      const tokens = tokensOf(scope.model.tokenizer, input.value), most = scope.model.longest - 1;
      if (tokens.length > most) throw new Error(`At most ${most} tokens fit, these are ${tokens.length}.`);
      begin(tokens);
    } catch (error) {
      wrong.textContent = error.message;
    }
  });

  return {
    element: make("div", {}, form, wrong),
    show() {
      const { tokenizer } = scope.model, { beginning } = scope.state;
      if (shown === beginning) return; // what is being typed stays
      shown = beginning;
      wrong.textContent = "";
      input.value = beginning.map((token) => tokenizer.tokens[token]).join(tokenizer.blank);
    },
  };
}
