// Counts, in a worker, how many of the shipped grids the model reads right with interventions, as they are and with
// empty cells. The page sends {weights, means, pictures: {grid, truth} each, the first half of them full}, then {job,
// interventions, sources}; it hears {job, done, of, kinds} as work proceeds, where kinds are {right, before, lost,
// gained, of the lost ones: longer, shorter, as their answer has too many digits or too few, answers: {i, text} each,
// and how many answers mix languages, before and now: mixedBefore, mixed}, of full grids and of grids with empty
// cells. A later job takes the place of one that is not done.

import { loadModel } from "../checkpoint.js";
import { digitsOf, isMixed } from "../tokenizer.js";
import { run, sourceOf } from "./trace.js";

const AT_A_TIME = 10; // grids between two messages

let known = null, newest = 0;

// What the model makes of picture i: {text, digits, right, mixed: whether it mixes languages}.
function answerTo({ model, pictures }, i, options) {
  const { grid, truth } = pictures[i], { text } = run(model, grid, { ...options, keep: false });
  const digits = digitsOf(model.tokenizer, text);
  return { text, digits, right: digits === truth, mixed: isMixed(model.tokenizer, text) };
}

const nothingYet = () => ({
  ...{ right: 0, before: 0, lost: 0, gained: 0, longer: 0, shorter: 0, mixed: 0, mixedBefore: 0 },
  answers: [],
});

// What the next picture of the same kind lends to picture i.
function lent({ model, pictures }, i) {
  const half = pictures.length / 2, first = i < half ? 0 : half;
  return sourceOf(run(model, pictures[first + ((i - first + 1) % half)].grid));
}

function count(job, { interventions, sources }) {
  const { pictures, means: mean, plain } = known;
  const kinds = [nothingYet(), nothingYet()], half = pictures.length / 2;
  const lends = interventions.some(({ to }) => to === "other");
  let i = 0;
  function more() {
    if (job !== newest) return;
    for (const end = Math.min(i + AT_A_TIME, pictures.length); i < end; i++) {
      const { truth } = pictures[i], { right: before, mixed: mixedBefore } = (plain[i] ??= answerTo(known, i, {}));
      const other = lends ? lent(known, i) : null, options = { interventions, sources: { ...sources, mean, other } };
      const { text, digits, right, mixed } = answerTo(known, i, options), kind = kinds[Number(i >= half)];
      kind.before += before;
      kind.right += right;
      kind.lost += before && !right;
      kind.gained += right && !before;
      kind.longer += before && digits.length > truth.length;
      kind.shorter += before && digits.length < truth.length;
      kind.mixedBefore += mixedBefore;
      kind.mixed += mixed;
      if (before && !right) kind.answers.push({ i: i % half, text });
    }
    postMessage({ job, done: i, of: pictures.length, kinds });
    if (i < pictures.length) setTimeout(more);
  }
  more();
}

onmessage = ({ data }) => {
  if (data.weights) {
    const { weights, ...more } = data;
    known = { ...more, model: loadModel(weights), plain: [] };
  } else {
    newest = data.job;
    if (data.interventions) count(data.job, data); // without them, the page wants nothing more
  }
};
