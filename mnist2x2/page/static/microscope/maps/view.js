// What the panel of attention maps shows, as data: which layers, query and head, and words for them.

import { MASK } from "../../interventions.js";
import { patchesOfCell } from "../copy/patching.js";
import { patchWords } from "../names.js";
import { writtenIn } from "./occlusion.js";

export const EVEN = 0.5; // the smallest weight that gets the full colour: even attention must not look strong

export const KINDS = [
  ["encoder", "Encoder: patch to patch"],
  ["cross", "Decoder: token to patch"],
  ["self", "Decoder: token to token"],
];
const OPENING = { kind: "cross", patch: 5, step: 0, locked: null, whole: false, cell: false };

const isPlace = (value, end) => Number.isInteger(value) && value >= 0 && value < end;

// The name of the weights of a kind of attention in one block.
export const nameOf = (kind, block) =>
  kind === "encoder" ? `encoder.${block}.attention.weights` : `decoder.${block}.${kind}_attention.weights`;

// What to show now: the state's view of this panel as far as it makes sense (it may come from a link) with what follows
// from it: {kind, patch: the encoder's query, step: of the answer, locked: [block, head] or null, whole: whether
// occlusion is of the whole answer, cell: whether a look is held for all patches of a cell, S, blocks, heads, written:
// see writtenIn, row: of the query, ofTokens: whether it looks at tokens, ends: at how many places it may look, masked:
// whether later tokens are out of its sight}.
export function viewOf({ state, model, trace }) {
  const own = state.view.maps ?? {}, { config } = model, written = writtenIn(model, trace);
  const kind = KINDS.some(([name]) => name === own.kind) ? own.kind : OPENING.kind, ofTokens = kind === "self";
  const S = trace.memory.length / config.width, { heads } = config;
  const blocks = kind === "encoder" ? config.encoder_blocks : config.decoder_blocks;
  const patch = isPlace(own.patch, S) ? own.patch : Math.min(OPENING.patch, S - 1);
  const step = isPlace(own.step, model.longest) ? Math.min(own.step, written.length - 1) : OPENING.step;
  const pair = Array.isArray(own.locked) && own.locked.length === 2 ? own.locked : [];
  const locked = isPlace(pair[0], blocks) && isPlace(pair[1], heads) ? pair : null, whole = own.whole === true;
  const row = kind === "encoder" ? patch : step, cell = own.cell === true;
  const masked = ofTokens && !state.interventions.some(({ at }) => at === MASK);
  const ends = !ofTokens ? S : masked ? step + 1 : written.length;
  return { kind, patch, step, locked, whole, cell, S, blocks, heads, written, row, ends, ofTokens, masked };
}

// All rows of one head's weights, {data (T, S), rows: T, columns: S}, and one of them (S).
export function mapOf(trace, name, head) {
  const { data, shape: [, rows, columns] } = trace.tensors.get(name), size = rows * columns;
  return { data: data.subarray(head * size, (head + 1) * size), rows, columns };
}
export function rowOf(trace, { kind, row }, [block, head]) {
  const { data, columns } = mapOf(trace, nameOf(kind, block), head);
  return data.subarray(row * columns, (row + 1) * columns);
}

// The queries for which a look is held: the one that is shown, or all patches of its cell.
export function queriesOf({ kind, row, cell, S }) {
  const isOne = kind !== "encoder" || !cell, cells = [0, 1, 2, 3].map((each) => patchesOfCell(each, S));
  return isOne ? [row] : cells.find((patches) => patches.includes(row));
}

export const strongest = (values) => values.indexOf(Math.max(...values));

// The row with the largest weight of all, of weights (T, S) with S columns.
export const sharpestOf = (data, S) => Math.floor(strongest(data) / S);

// Words. Tokens, blocks and heads are numbered from 0, as in the code.

export const headWords = (kind, [block, head]) => {
  const layer = { encoder: "encoder", cross: "cross-attention, decoder", self: "self-attention, decoder" }[kind];
  return `${layer} block ${block}, head ${head}`;
};

// A token for a button, and in words; tokens may be spaces.
export const sign = ({ tokens }, token) => (tokens[token] === " " ? "␣" : tokens[token]);
export const tokenWords = ({ tokens }, token) => (tokens[token] === " " ? "the space" : `“${tokens[token]}”`);

// What a query is, and what it looks at, in words.
export function queryWords({ tokenizer }, { tokens }, { kind, patch, step, S }) {
  return kind === "encoder" ? patchWords(patch, S) : `token ${step}, ${tokenWords(tokenizer, tokens[step])}`;
}
export function keyWords({ tokenizer }, { tokens }, { ofTokens, S }, key) {
  return ofTokens ? `token ${key}, ${tokenWords(tokenizer, tokens[key])}` : patchWords(key, S);
}

// A number with three places after the point and a true minus sign.
export const fixed = (value) => {
  const text = value.toFixed(3);
  return (Number(text) ? text : "0.000").replace("-", "−");
};
