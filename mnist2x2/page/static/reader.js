// From marks to what the model reads in them, and when: between frames, so that drawing never waits.
import { isOverfull } from "./drawing.js";
import { PLACES } from "./layout.js";
import { DIGIT, loadModel, readGrid } from "./model.js";
import { cellFromMarks, digitFromMarks } from "./strokes.js";

const UNREAD = { text: "", steps: [] };

// Four digits (28 * 28) in reading order as one picture (56 * 56).
function compose(digits) {
  const grid = new Uint8Array(4 * DIGIT * DIGIT);
  digits.forEach((digit, i) => {
    for (let row = 0; row < DIGIT; row++) {
      const to = ((i >> 1) * DIGIT + row) * 2 * DIGIT + (i & 1) * DIGIT;
      grid.set(digit.subarray(row * DIGIT, (row + 1) * DIGIT), to);
    }
  });
  return grid;
}

// read(marks) returns {grid (56 * 56), drawn: the cells with a digit in them, reading, trouble: in words, or ""}.
export function makeReader(weights, samples) {
  const known = []; // for each cell, the last marks and the digit made of them; marks are never changed, but replaced
  let model = null, damage = "";
  try {
    if (!weights?.byteLength) throw new Error("there are none");
    model = loadModel(weights);
  } catch (error) {
    damage = `The model's weights cannot be used (${error.message}): drawing works, reading does not.`;
  }

  function digitOf(marks, i) {
    if (known[i]?.marks !== marks) known[i] = { marks, digit: digitFromMarks(marks, samples, i) };
    return known[i].digit;
  }

  function troubleIn(marks, digit, i) {
    if (!marks.length || digit.some(Boolean)) return "";
    const cell = cellFromMarks(marks, samples, i);
    const place = `the ${PLACES[i]} cell`;
    if (isOverfull(cell)) return `There is more ink than paper in ${place}: it counts as empty, clear it or erase some.`;
    return cell.some(Boolean) ? `The mark in ${place} is too small to be a digit.` : "";
  }

  return (marks) => {
    const digits = marks.map(digitOf), grid = compose(digits);
    const drawn = [0, 1, 2, 3].filter((i) => digits[i].some(Boolean));
    if (!model) return { grid, drawn, reading: UNREAD, trouble: damage };
    const reading = readGrid(model, grid);
    if (!reading.steps.every((step) => step.probabilities.every(Number.isFinite))) {
      return { grid, drawn, reading: UNREAD, trouble: "The model's weights are damaged: it computes what is no number." };
    }
    const troubles = marks.map((cell, i) => troubleIn(cell, digits[i], i)).filter(Boolean);
    if (!drawn.length && !troubles.length) troubles.push("Draw a digit in one of the four cells.");
    const [there, written] = [drawn.length, reading.steps.length];
    if (there && there !== written) {
      const cells = there === 1 ? "One cell is" : `${there} cells are`, digits = written === 1 ? "digit" : "digits";
      troubles.push(`${cells} drawn in, but the model writes ${written || "no"} ${digits}.`);
    }
    return { grid, drawn, reading, trouble: troubles.join(" ") };
  };
}

// Returns {soon, now, stop}. `soon` does the work in a task of its own, after the next frame was drawn, and so seldom
// that a slow machine keeps most of its time for drawing; `now` does it at once: after the pen was lifted, nothing waits.
export function betweenFrames(work) {
  const { port1, port2 } = new MessageChannel();
  let frame = 0, posted = false, rested = 0;
  function now() {
    cancelAnimationFrame(frame);
    frame = 0;
    posted = false;
    const began = performance.now();
    work();
    const ended = performance.now();
    rested = ended + 2 * (ended - began);
  }
  port1.onmessage = () => posted && now();
  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (performance.now() < rested) soon();
      else if (!posted) port2.postMessage((posted = true));
    });
  }
  return { soon, now, stop: () => (cancelAnimationFrame(frame), port1.close()) };
}
