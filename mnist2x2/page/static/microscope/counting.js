// Counts, in a worker, how many of the shipped grids the model reads right with interventions, as they are and with
// empty cells. The page sends {weights, means, pictures: {grid, truth} each, the first half of them full}, then {job,
// interventions, sources}; it hears {job, done, of, kinds: {right, before, lost, gained} of full grids and of grids with
// empty cells} as work proceeds. A later job takes the place of one that is not done.

import { loadModel } from "../checkpoint.js";
import { digitsOf } from "../tokenizer.js";
import { run, sourceOf } from "./trace.js";

const AT_A_TIME = 10; // grids between two messages

let known = null, newest = 0;

const reads = ({ model, pictures }, i, options) => {
  const { text } = run(model, pictures[i].grid, { ...options, keep: false });
  return digitsOf(model.tokenizer, text) === pictures[i].truth;
};

// What the next picture of the same kind lends to picture i.
function lent({ model, pictures }, i) {
  const half = pictures.length / 2, first = i < half ? 0 : half;
  return sourceOf(run(model, pictures[first + ((i - first + 1) % half)].grid));
}

function count(job, { interventions, sources }) {
  const { pictures, means: mean, plain } = known, kinds = [0, 1].map(() => ({ right: 0, before: 0, lost: 0, gained: 0 }));
  const lends = interventions.some(({ to }) => to === "other");
  let i = 0;
  function more() {
    if (job !== newest) return;
    for (const end = Math.min(i + AT_A_TIME, pictures.length); i < end; i++) {
      const before = (plain[i] ??= reads(known, i, {})), other = lends ? lent(known, i) : null;
      const right = reads(known, i, { interventions, sources: { ...sources, mean, other } });
      const kind = kinds[Number(i >= pictures.length / 2)];
      kind.before += before;
      kind.right += right;
      kind.lost += before && !right;
      kind.gained += right && !before;
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
