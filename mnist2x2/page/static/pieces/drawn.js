// What the pieces with a model share: a grid to draw in beside what the piece shows of the model's run.

import { mount as mountGrid } from "../drawing_grid.js";
import { make } from "../microscope/parts.js";
import { readingOf, run } from "../microscope/trace.js";

// Put a drawing and `beside` into the frame. follow({model, grid, trace}): called after each change of the drawing, and
// while it is drawn; options(model): of `run`. Returns {readAgain, destroy}.
export function makeDrawn(frame, { weights, samples, answers, example }, { beside, follow, options = () => ({}) }) {
  const drawing = make("div", { className: "drawing" });
  frame.append(make("div", { className: "pair" }, drawing, make("div", { className: "beside" }, ...beside)));

  function readWith(model, grid) {
    const trace = run(model, grid, options(model));
    follow({ model, grid, trace });
    return readingOf(model, trace);
  }

  return mountGrid(drawing, { weights, samples, answers, example, readWith });
}

// Buttons of which one is pressed. labels: of the buttons; choose(i): called when one is pressed. Returns {element,
// show(labels, i)}, where i is the pressed one; buttons are made anew only if there are others.
export function makeChoice(label, testid, choose) {
  const element = make("div", { className: "bar choice", role: "group", "aria-label": label }), title = `${label} `;
  let shown = null;
  return {
    element,
    show(labels, chosen) {
      if (labels.join("\n") !== shown) {
        shown = labels.join("\n");
        element.replaceChildren(make("span", {}, title), ...labels.map((text, i) => {
          const button = make("button", { type: "button", textContent: text, onclick: () => choose(i) });
          button.dataset.testid = `${testid}-${i}`;
          return button;
        }));
      }
      element.querySelectorAll("button").forEach((button, i) => button.setAttribute("aria-pressed", i === chosen));
    },
  };
}

// What is said of a token: its text, or what cannot be seen.
export const tokenText = ({ tokenizer }, token) => (token === tokenizer.space ? "space" : tokenizer.tokens[token]);
