// The two drawings of the panel "Copy", side by side with their answers, and what chooses them.

import { withCell } from "../../history.js";
import { PLACES } from "../../layout.js";
import { digitsOf } from "../../tokenizer.js";
import { cellsOf, isCopy, patchesIn } from "./patching.js";
import { make, makePicture } from "../parts.js";

export const answerOf = ({ text }) => text || "nothing";

const MISSING = "Nothing is pinned yet. Press “Pin this drawing” above and then change the drawing, or choose below. "
  + "Or begin with this pair: a full drawing, pinned, and the same without its first digit. It takes the place of your "
  + "drawing, which Undo brings back.";

// The picture that a run has read.
export const gridIn = ({ tensors }) => Uint8Array.from(tensors.get("pixels").data, (pixel) => Math.round(pixel * 255));

const sample = (k) => PLACES.map(() => [{ sample: k }]);

export const button = (id, textContent, onclick) =>
  make("button", { type: "button", textContent, onclick, "data-testid": `microscope-${id}` });

// Show a button as one that would do nothing now. It can still have the focus, which would else be lost.
export const dim = (element, idle) => element.setAttribute("aria-disabled", idle);

// A picture with a heading and an answer below.
function makeSide(scope, title) {
  const picture = makePicture({
    frame: scope.frame,
    label: `${title} in patches`,
    say: ({ patch }) => `patch ${patch}, ${PLACES[cellsOf(patchesIn(scope.model))[patch]]} cell`,
  });
  const answer = make("p", { className: "answer" });
  const heading = make("h2", { textContent: title });
  return {
    element: make("div", { className: "side" }, heading, picture.element, answer),
    show(grid, nodes) {
      picture.show(grid, new Float32Array(patchesIn(scope.model)), { scale: 1 });
      answer.replaceChildren(...nodes);
    },
  };
}

// A sample grid whose digit in a cell is not the one that the cell holds now.
function otherSample({ truths, samples, model, trace, state: { marks } }, cell) {
  const k = marks[cell].at(-1)?.sample ?? -1, full = marks.every((own) => own.length);
  const digit = k >= 0 ? truths[k][cell] : full ? digitsOf(model.tokenizer, trace.text)[cell] : null;
  const next = Array.from({ length: samples }, (_, i) => (k + 1 + i) % samples);
  return next.find((other) => truths[other][cell] !== digit) ?? 0;
}

// What pins another drawing: the sample grids, and pairs that differ in one cell.
function makeChoice(scope) {
  const { truths, samples } = scope;
  const numbers = Array.from({ length: samples }, (_, k) => new Option(`${k}: ${truths[k]}`, k));
  const grids = make("select", { "data-testid": "microscope-pin-grid" }, new Option("choose one", ""), ...numbers);
  grids.addEventListener("change", () => {
    if (grids.value) scope.change({ pinned: sample(Number(grids.value)) });
    grids.value = "";
  });
  const cells = PLACES.map((place, i) => new Option(place, i));
  const cell = make("select", { "data-testid": "microscope-pair-cell" }, ...cells);
  const empty = button("pair-empty", "Empty it", () => {
    const { marks } = scope.state, i = Number(cell.value);
    if (marks[i].length) scope.change({ pinned: marks, marks: withCell(marks, i, []) });
  });
  const exchange = button("pair-digit", "Another digit", () => {
    const { marks } = scope.state, i = Number(cell.value), k = otherSample(scope, i);
    scope.change({ pinned: marks, marks: withCell(marks, i, [{ sample: k }]) });
  });
  const show = () => dim(empty, !scope.state.marks[cell.value].length);
  cell.addEventListener("change", show);
  const legend = make("legend", { textContent: "Pin this drawing, then change one of its cells" });
  const element = make("div", { className: "choice" },
    make("label", {}, "Pin a sample grid ", grids),
    make("fieldset", {}, legend, make("label", {}, "the ", cell, " cell"), empty, exchange));
  return { element, show };
}

// A pair that is worth a look: a full drawing, and the same with its first cell empty.
function readyMade(scope) {
  const { marks } = scope.state, full = marks.every((own) => own.length) ? marks : sample(0);
  scope.change({ pinned: full, marks: withCell(full, 0, []) });
}

export function makePair(place, scope) {
  const present = makeSide(scope, "Present drawing"), pinned = makeSide(scope, "Pinned drawing");
  const missing = make("div", { className: "missing" },
    make("p", { textContent: MISSING }),
    button("pair-ready", "Show me this pair", () => readyMade(scope)));
  const swap = () => {
    const { marks, pinned, beginning, pinnedBeginning } = scope.state;
    scope.change({ marks: pinned, beginning: pinnedBeginning, pinned: marks, pinnedBeginning: beginning });
  };
  const unpin = () => {
    scope.change({ pinned: null, interventions: scope.state.interventions.filter((one) => !isCopy(one)) });
  };
  const tools = make("p", { className: "bar" }, button("swap", "Swap the two", swap), button("unpin", "Unpin", unpin));
  const alike = make("p", {
    textContent: "Both drawings get the same answer, so there is little to move. Take two with different answers.",
    hidden: true,
  });
  const choice = makeChoice(scope);
  const more = make("details", {}, make("summary", { textContent: "Take another pair" }), choice.element);
  const drawings = make("div", { className: "pair drawings" }, present.element, pinned.element, missing);
  place.append(drawings, tools, alike, more);

  let shown = null;

  // Show what belongs to a pinned drawing, or to none. A button that goes hands on the focus.
  function turn(there) {
    const { activeElement } = place.getRootNode(), lost = [tools, missing].some((part) => part.contains(activeElement));
    for (const part of [pinned.element, tools]) part.hidden = !there;
    missing.hidden = shown = there;
    more.open = !there;
    if (lost) (there ? tools : missing).querySelector("button").focus();
  }

  // base: the present run without copies; other: the pinned run, or null.
  return {
    show(base, other) {
      const { trace, grid } = scope, said = [`The model reads ${answerOf(base)}.`];
      if (trace !== base) said.push(" With the copies: ", make("strong", { textContent: answerOf(trace) }), ".");
      present.show(grid, said);
      choice.show();
      if (shown !== Boolean(other)) turn(Boolean(other));
      alike.hidden = base.text !== other?.text;
      if (other) pinned.show(gridIn(other), [`The model reads ${answerOf(other)}.`]);
    },
  };
}
