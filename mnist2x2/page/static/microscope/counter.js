// The page's end of the worker that counts, see counting.js. COUNTING is its script, as a text, put in by join.mjs.

import { cut, compose } from "../grid.js";

// A grid with some of its cells, and its answer, without them.
function emptied(grid, truth, empty) {
  const cells = cut(grid).map((cell, i) => (empty[i] ? cell.fill(0) : cell));
  return { grid: compose(cells), truth: [...truth].filter((_, i) => !empty[i]).join("") };
}

export function makeCounter(gridAt, truths, empty) {
  let worker = null, user = null, job = 0, told = () => {};

  // Count with this model from now on: its name, the bytes of its weights file, and the means of its tensors.
  function use(name, { weights, means }) {
    if (worker && user === name) return;
    stop();
    const address = URL.createObjectURL(new Blob([COUNTING], { type: "text/javascript" }));
    [worker, user] = [new Worker(address), name];
    worker.onmessage = ({ data }) => data.job === job && told(data);
    worker.onerror = (event) => {
      event.preventDefault();
      told({ trouble: `Counting stopped: ${event.message || "this browser ended the worker that counts"}.` });
    };
    const full = truths.map((truth, i) => ({ grid: gridAt(i), truth }));
    const pictures = [...full, ...full.map(({ grid, truth }, i) => emptied(grid, truth, empty[i]))];
    worker.postMessage({ weights, means, pictures });
  }

  function stop() {
    worker?.terminate();
    worker = null;
  }

  return {
    use,
    // Count anew; tell({done, of, kinds} or {trouble}) is called as work proceeds, until a later count begins.
    count(interventions, sources, tell) {
      told = tell;
      job += 1;
      worker.postMessage({ job, interventions, sources });
    },
    cancel() {
      job += 1;
      worker?.postMessage({ job });
    },
    destroy: stop,
  };
}
