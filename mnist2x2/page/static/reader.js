// Turns marks into what the model reads in them, and decides when to read: between frames, so that drawing never waits.
import { loadModel } from "./checkpoint.js";
import { isOverfull } from "./drawing.js";
import { compose, cut } from "./grid.js";
import { PLACES } from "./layout.js";
import { readGrid } from "./model.js";
import { cellFromMarks, digitFromMarks } from "./strokes.js";
import { wordsOf } from "./tokenizer.js";

const UNREAD = { text: "", words: [], tokenizer: null, sure: 0 };
const EDGE = 0.02; // of the cell's side: ink that is cut off so near to the edge is not missed
const NO_DIGIT = "The photo shows no digit.";

const unusable = (why) => `The model's weights cannot be used (${why}): you can draw, but nothing is read.`;
const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

// What is wrong with a cell that has marks but no digit, or "".
function troubleInCell(marks, samples, i) {
  const cell = cellFromMarks(marks, samples, i);
  if (isOverfull(cell)) {
    return `The ${PLACES[i]} cell holds more ink than paper, so it counts as empty: clear it or erase some.`;
  }
  return cell.some(Boolean) ? `The mark in the ${PLACES[i]} cell is too small to be a digit.` : "";
}

// What is wrong with a stroke that began in a cell, or "": it may not leave the cell, except by a little.
export function troubleInStroke(cell, { points, erase }) {
  const outside = (x) => x < -EDGE || x > 1 + EDGE;
  if (erase || !points.some((point) => point.some(outside))) return "";
  return `Ink stays in the cell where a stroke begins: this stroke is cut off at the edge of the ${PLACES[cell]} cell.`;
}

// What is wrong with the number of digits or words written, or "".
function troubleInCount(drawn, written, noun) {
  if (!drawn || drawn === written) return "";
  const hold = drawn === 1 ? "holds" : "hold";
  return `${counted(drawn, "cell")} ${hold} ink, but the model writes ${counted(written, noun)}.`;
}

// Returns a function of the marks, and of a photo's grid if that is to be read instead, that returns {grid (56 * 56),
// drawn: the cells that hold a digit, reading: {text, words, tokenizer, sure: see checkpoint.js}, trouble: a sentence or
// ""}. readWith(model, grid): what reads, like readGrid.
export function makeReader(weights, samples, readWith = readGrid) {
  const known = []; // for each cell, its last marks and their digit; marks are replaced, never changed
  let model = null, damage = "";
  try {
    if (!weights?.byteLength) throw new Error("there are none");
    model = loadModel(weights);
  } catch (error) {
    damage = unusable(error.message);
  }

  function digitOf(marks, i) {
    if (known[i]?.marks !== marks) known[i] = { marks, digit: digitFromMarks(marks, samples, i) };
    return known[i].digit;
  }

  return (marks, photo = null) => {
    const digits = photo ? cut(photo) : marks.map(digitOf), grid = compose(digits);
    const drawn = [0, 1, 2, 3].filter((i) => digits[i].some(Boolean));
    if (!model) return { grid, drawn, reading: UNREAD, trouble: damage };
    const { tokenizer, certainty: { sure } } = model, { text, steps } = readWith(model, grid);
    const words = wordsOf(tokenizer, steps);
    if (!steps.every((step) => step.probabilities.every(Number.isFinite))) {
      return { grid, drawn, reading: UNREAD, trouble: unusable("its results are not numbers") };
    }
    const hidden = [0, 1, 2, 3].filter((i) => !photo && marks[i].length && !drawn.includes(i));
    const troubles = hidden.map((i) => troubleInCell(marks[i], samples, i)).filter(Boolean);
    if (!drawn.length && !troubles.length) troubles.push(photo ? NO_DIGIT : "Draw a digit in at least one cell.");
    const written = words.filter((word) => word.steps.length).length;
    const trouble = [...troubles, troubleInCount(drawn.length, written, tokenizer.noun)].filter(Boolean).join(" ");
    return { grid, drawn, reading: { text, words, tokenizer, sure }, trouble };
  };
}

// Returns {soon, now, stop}. `soon` runs the work in a task of its own after the next frame, and so seldom that even a
// slow machine keeps most of its time for drawing. `now` runs it at once: once the pen is up, nothing has to wait.
export function betweenFrames(work) {
  const { port1, port2 } = new MessageChannel();
  let frame = 0, posted = false, restUntil = 0;
  function now() {
    cancelAnimationFrame(frame);
    frame = 0;
    posted = false;
    const began = performance.now();
    work();
    const ended = performance.now();
    restUntil = ended + 2 * (ended - began);
  }
  port1.onmessage = () => posted && now();
  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (performance.now() < restUntil) soon();
      else if (!posted) port2.postMessage((posted = true));
    });
  }
  return { soon, now, stop: () => (cancelAnimationFrame(frame), port1.close()) };
}
