// Counts, in a worker, how many of the shipped grids the model reads right with interventions, as they are and with
// empty cells. The page sends {weights, means, pictures: {grid, truth} each, the first half of them full}, then {job,
// interventions, sources}; it hears {job, done, of, kinds: {right, before, lost, gained, and of the lost ones: longer,
// shorter, as their answer has too many digits or too few} of full grids and of grids with empty cells} as work
// proceeds. A later job takes the place of one that is not done.

import { loadModel } from "../checkpoint.js";
import { digitsOf } from "../tokenizer.js";
import { run, sourceOf } from "./trace.js";

const AT_A_TIME = 10; // grids between two messages

let known = null, newest = 0;

const digitsIn = ({ model, pictures }, i, options) =>
  digitsOf(model.tokenizer, run(model, pictures[i].grid, { ...options, keep: false }).text);

// What the next picture of the same kind lends to picture i.
function lent({ model, pictures }, i) {
  const half = pictures.length / 2, first = i < half ? 0 : half;
  return sourceOf(run(model, pictures[first + ((i - first + 1) % half)].grid));
}

function count(job, { interventions, sources }) {
  const { pictures, means: mean, plain } = known;
  const kinds = [0, 1].map(() => ({ right: 0, before: 0, lost: 0, gained: 0, longer: 0, shorter: 0 }));
  const lends = interventions.some(({ to }) => to === "other");
  let i = 0;
  function more() {
    if (job !== newest) return;
    for (const end = Math.min(i + AT_A_TIME, pictures.length); i < end; i++) {
      const { truth } = pictures[i], before = (plain[i] ??= digitsIn(known, i, {})) === truth;
      const other = lends ? lent(known, i) : null, options = { interventions, sources: { ...sources, mean, other } };
      const digits = digitsIn(known, i, options), right = digits === truth;
      const kind = kinds[Number(i >= pictures.length / 2)];
      kind.before += before;
      kind.right += right;
      kind.lost += before && !right;
      kind.gained += right && !before;
      kind.longer += before && digits.length > truth.length;
      kind.shorter += before && digits.length < truth.length;
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
