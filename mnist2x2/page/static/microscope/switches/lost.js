// Grids that a count lost, as buttons that put one after the other into the drawing.

import { PLACES } from "../../layout.js";
import { make } from "../parts.js";
import { digitsOf } from "../../tokenizer.js";

const LENT = " In the count, it took from another grid with empty cells. Here it takes from the other picture chosen " +
  "above, so it may read this one right.";

// kinds: of grids, in words. Returns {element, show(counted: for each kind {lost, answers: {i, text}}, or null)}.
export function makeLost(scope, kinds) {
  const said = make("p", { className: "small", role: "status", "data-testid": "microscope-lost-said" });
  const next = kinds.map(() => 0);
  let counted = null;

  const buttons = kinds.map((_, k) => make("button", {
    type: "button",
    hidden: true,
    onclick: () => draw(k),
    "data-testid": `microscope-lost-${k}`,
  }));

  // Draw the next lost grid of a kind.
  function draw(k) {
    const { answers } = counted[k], { i, text } = answers[next[k]++ % answers.length];
    const { truths, empty, state: { interventions } } = scope, gone = k ? empty[i] : [0, 0, 0, 0];
    const lends = interventions.some(({ to }) => to === "other");
    const marks = gone.map((away) => (away ? [] : [{ sample: i }]));
    scope.change({ marks, ...(lends && !k && { other: (i + 1) % truths.length }) });
    const truth = [...truths[i]].filter((_, cell) => !gone[cell]).join("") || "nothing";
    const cells = PLACES.filter((_, cell) => gone[cell]).join(", "), without = cells && ` without its ${cells} cell`;
    const read = digitsOf(scope.model.tokenizer, text) === text ? text || "nothing" : `“${text}”`;
    said.textContent = `Grid ${i + 1} of ${truths.length}${without}: it says ${truth}. In the count the model read ` +
      `${read}. Undo, below the drawing, brings yours back.${lends && k ? LENT : ""}`;
  }

  return {
    element: make("div", {}, make("div", { className: "buttons" }, ...buttons), said),
    show(now) {
      counted = now;
      if (!now) {
        said.textContent = "";
        next.fill(0);
      }
      buttons.forEach((button, k) => {
        const lost = now?.[k].lost ?? 0, text = `${kinds[k]}, ${lost} lost: show me one`;
        button.hidden = !lost;
        if (button.textContent !== text) button.textContent = text;
      });
    },
  };
}
