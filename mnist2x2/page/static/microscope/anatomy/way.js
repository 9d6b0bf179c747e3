// The way from number to number so far, as a list to jump back in.

import { numberIn } from "./view.js";
import { numberWords } from "./words.js";
import { make } from "../parts.js";

// jump(i): called when the i-th number of the way is chosen. Returns {element, show(lens, trail: texts of numbers)}.
export function makeWay(jump) {
  const summary = make("summary"), list = make("ol"), element = make("details", { className: "way" }, summary, list);
  let shown = "";
  element.dataset.testid = "microscope-way";
  return {
    element,
    show(lens, trail) {
      element.hidden = !trail.length;
      const words = trail.map((text) => {
        const { name, index } = numberIn(lens, text);
        return numberWords(lens, name, index);
      });
      if (shown === words.join("\n")) return;
      shown = words.join("\n");
      summary.textContent = `The way here: ${trail.length} step${trail.length === 1 ? "" : "s"}`;
      const button = (textContent, i) => make("button", { type: "button", textContent, onclick: () => jump(i) });
      list.replaceChildren(...words.map((text, i) => make("li", {}, button(text, i))));
    },
  };
}
