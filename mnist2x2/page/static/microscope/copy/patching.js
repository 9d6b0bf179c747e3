// Activation patching: rows that the model computed for one picture take the place of those that it computes for
// another, and the log-probabilities of two answers say what that changes. Pure computing, nothing that is shown.

import { isOfTokens, seeWith, without } from "../../interventions.js";
import { decode, encode, pixelsOf } from "../../model.js";
import { titleOf } from "../names.js";
import { logProbability } from "../trace.js";

// The cell of each of `count` patches, all in reading order; patches.py has CELL_OF. A patch across an edge goes with
// the cell that its middle is in.
export function cellsOf(count) {
  const across = Math.sqrt(count), half = (place) => Math.floor(((place + 0.5) / across) * 2);
  return Array.from({ length: count }, (_, patch) => 2 * half(Math.floor(patch / across)) + half(patch % across));
}

// The patches of one cell.
export const patchesOfCell = (cell, count) => cellsOf(count).flatMap((own, patch) => (own === cell ? [patch] : []));

export const patchesIn = ({ side, config }) => (side / config.patch) ** 2;

// The tensors that stand between the parts of a model, in the order in which they are computed: {at, tokens: whether
// its rows stand for tokens, title}.
export function stagesOf({ config: { encoder_blocks: encoder, decoder_blocks: decoder } }) {
  const blocks = (name, count) => Array.from({ length: count }, (_, i) => `${name}.${i}`);
  const names = ["patch_embedding", ...blocks("encoder", encoder), "encoder_norm", ...blocks("decoder", decoder)];
  return names.map((at) => ({ at, tokens: isOfTokens(at), title: at === "encoder_norm" ? "memory" : titleOf(at) }));
}

// Each attention's heads, as {at, head, tokens, title}: those of the encoder, then self- and cross-attention.
export function headsOf({ config: { encoder_blocks: encoder, decoder_blocks: decoder, heads } }) {
  const parts = [
    ...Array.from({ length: encoder }, (_, i) => `encoder.${i}.attention`),
    ...["self", "cross"].flatMap((kind) => Array.from({ length: decoder }, (_, i) => `decoder.${i}.${kind}_attention`)),
  ];
  const short = (part) => titleOf(part).replace(" block", "").replace(/,? attention$/, ""); // a select is narrow
  const title = (part, head) => `${short(part)}, head ${head}`;
  return parts.flatMap((part) => Array.from({ length: heads }, (_, head) => ({
    part, head, at: `${part}.mix`, tokens: isOfTokens(`${part}.mix`), title: title(part, head),
  })));
}

// The intervention that copies rows, all if there are none given.
export const copyOf = ({ at, head }, rows) =>
  ({ at, ...(head != null && { head }), ...(rows && { rows }), to: "pinned" });

export const isCopy = ({ to }) => to === "pinned";

const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);

export const DISTANCES = {
  cosine: (x, y) => Math.max(0, 1 - dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y) || 1)), // 1 less the cosine
  euclidean: (x, y) => Math.sqrt(x.reduce((sum, value, i) => sum + (value - y[i]) ** 2, 0)),
};

// How far apart two runs' vectors are, for each row that both have. kind: of DISTANCES.
export function distances(one, other, at, kind) {
  const { data, shape: [rows, X] } = one.tensors.get(at), { data: theirs, shape: [most] } = other.tensors.get(at);
  const row = (from, i) => from.subarray(i * X, (i + 1) * X);
  return Array.from({ length: Math.min(rows, most) }, (_, i) => DISTANCES[kind](row(data, i), row(theirs, i)));
}

// The head whose attention differs most between two runs, and the row (of a patch or a token) from which it does, among
// the heads that look at patches: {part, head, row, share: how much of the attention goes elsewhere, 0 to 1}.
export function mostApart(model, one, other) {
  let most = { share: -1 };
  for (const { part, head } of headsOf(model).filter((each) => !each.part.includes("self"))) {
    const [mine, theirs] = [one, other].map(({ tensors }) => tensors.get(`${part}.weights`)), S = mine.shape[2];
    const rowOf = ({ data, shape: [, rows] }, row) => data.subarray((head * rows + row) * S).subarray(0, S);
    for (let row = 0; row < Math.min(mine.shape[1], theirs.shape[1]); row++) {
      const own = rowOf(theirs, row), share = rowOf(mine, row).reduce((sum, x, i) => sum + Math.abs(x - own[i]) / 2, 0);
      if (share > most.share) most = { part, head, row, share };
    }
  }
  return most;
}

// Returns a function of copies (interventions) that returns the log-probability of each of `answers`, {tokens,
// finished} as `run` returns them, when the model reads `grid` with these copies and writes exactly that answer.
export function makeMeasure(plain, grid, { interventions, sources, answers }) {
  const model = without(plain, interventions), pixels = pixelsOf(grid);
  const known = { mean: sources.mean, pinned: sources.pinned, get other() { return sources.other; } };
  const seeing = (copies) => seeWith(model, [...interventions, ...copies], known);
  const { memory: before } = encode(model, pixels, seeing([]));
  return (copies) => {
    const see = seeing(copies), ofTokens = copies.every(({ at }) => at.startsWith("decoder"));
    const { memory } = ofTokens ? { memory: before } : encode(model, pixels, see);
    return answers.map(({ tokens, finished }) => {
      const { logits } = decode(model, tokens, memory, undefined, see);
      return logProbability(model, { tokens, finished, logits });
    });
  };
}
