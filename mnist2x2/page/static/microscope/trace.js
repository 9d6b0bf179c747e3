// One run of the model on one picture, with interventions, and every tensor that it computes.

import { decode, encode, likeliest, newCache, stepOf, pixelsOf } from "../model.js";
import { hasHeads, seeWith, without } from "../interventions.js";

// The tokens of an answer after <start>, <finish> left out: `beginning`, then what `choose` takes, from logits (C), and
// whether the model ends it with <finish>. An answer of the greatest length is asked, too, whether it ends there. With
// the causal mask away, a token that is written changes what earlier ones compute, so all are decoded anew.
function write(model, memory, see, beginning, choose) {
  const { start, finish } = model.tokenizer, tokens = [start, ...beginning], C = model.head.bias.length;
  const cache = newCache(model);
  let read = [...tokens];
  while (true) {
    const [now, known] = model.causal ? [read, cache] : [tokens, undefined];
    const { logits } = decode(model, now, memory, known, see);
    const next = choose(logits.subarray(logits.length - C));
    if (next === finish) return { tokens, finished: true };
    if (tokens.length === model.longest) return { tokens, finished: false };
    tokens.push(next);
    read = [next];
  }
}

// What the model writes after a beginning, from the memory of a run with the same interventions: {tokens, finished}, as
// `run` returns them, in a fraction of its time.
export function writeOn(plain, memory, options = {}) {
  const { interventions = [], sources, beginning = [], choose = likeliest } = options;
  const model = without(plain, interventions);
  return write(model, memory, seeWith(model, interventions, sources), beginning, choose);
}

// Run the model on a grid, Uint8Array (side * side). interventions, sources: see interventions.js. beginning: tokens
// that the answer begins with, fewer than `longest`. choose: the next token, from logits (C); the likeliest if left
// out. writes: whether the model goes on after the beginning; else this is the answer. keep: whether to keep every
// tensor. Returns {tokens: <start> and the answer, finished: whether <finish> follows, text, logits (T, C), tensors:
// Map of a name, as in mnist2x2.record, to {data, shape}, in the order in which they are computed, if kept}.
export function run(plain, grid, options = {}) {
  const { interventions = [], sources, beginning = [], choose = likeliest, writes = true, keep = true } = options;
  const model = without(plain, interventions), change = seeWith(model, interventions, sources), tensors = new Map();
  const see = !keep ? change : (name, tensor, rows, first) => {
    const data = change(name, tensor, rows, first), { heads } = model.config;
    const shape = hasHeads(name) ? [heads, rows, data.length / heads / rows] : [rows, data.length / rows];
    tensors.set(name, { data, shape: name === "pixels" ? [model.side, model.side] : shape });
    return data;
  };
  const { memory } = encode(model, pixelsOf(grid), see);
  const { start, toText } = model.tokenizer, given = { tokens: [start, ...beginning], finished: false };
  const { tokens, finished } = writes ? write(model, memory, change, beginning, choose) : given;
  const text = toText(tokens.filter((token) => token < start));
  const { logits, hidden, maps } = decode(model, tokens, memory, undefined, see);
  return { tokens, finished, text, logits, tensors, memory, hidden, maps };
}

// Returns a function of a scope that returns its run as it would be if nothing were changed; it is computed once.
export function makePlain() {
  let before = null;
  return ({ model, grid, trace, state: { interventions, beginning } }) => {
    if (!interventions.length && !beginning.length) return trace;
    if (before?.grid !== grid || before.model !== model) before = { grid, model, trace: run(model, grid) };
    return before.trace;
  };
}

// What is shown of each token of a run's answer, as readGrid returns it: {text, steps}.
export function readingOf(model, { tokens, text, memory, logits, hidden, maps }) {
  const T = tokens.length, { heads, width: D } = model.config, C = logits.length / T, across = maps.at(-1)[1];
  const S = memory.length / D;
  const steps = tokens.slice(1).map((token, t) => {
    const look = new Float32Array(heads * S); // (H, 1, S)
    for (let head = 0; head < heads; head++) {
      look.set(across.subarray((head * T + t) * S, (head * T + t + 1) * S), head * S);
    }
    return stepOf(model, token, memory, {
      logits: logits.subarray(t * C, (t + 1) * C),
      hidden: hidden.subarray(t * D, (t + 1) * D),
      maps: [[null, look]],
    });
  });
  return { text, steps: steps.filter(({ token }) => token < model.tokenizer.start) };
}

// What other runs may take from this one: {name: data}.
export const sourceOf = ({ tensors }) => Object.fromEntries([...tensors].map(([name, { data }]) => [name, data]));

// The tokens of a run's answer, <finish> included if it was written.
export const targetsOf = ({ tokenizer: { finish } }, { tokens, finished }) =>
  finished ? [...tokens.slice(1), finish] : tokens.slice(1);

// The log-probability that a run gives to each of `targets`, the first of which follows <start>.
export function logProbabilities({ tokens, logits }, targets) {
  const C = logits.length / tokens.length;
  return targets.map((target, t) => {
    const row = logits.subarray(t * C, (t + 1) * C), highest = Math.max(...row);
    return row[target] - highest - Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
  });
}

// The log-probability that the model gives to an answer: a sum over its tokens.
export const logProbability = (model, trace) =>
  logProbabilities(trace, targetsOf(model, trace)).reduce((sum, own) => sum + own, 0);
