// Tensors, their rows and their columns in words.

import { isOfTokens } from "../../interventions.js";
import { patchWords } from "../names.js";

const WHOLE = {
  pixels: "pixels",
  patches: "patches",
  "patch_embedding.projection": "projection of the patches",
  patch_embedding: "vectors of the patches",
  "patch_embedding.position": "position of a patch",
  encoder_norm: "memory",
  token_embedding: "embedding of the tokens",
  "token_embedding.weight": "embedding",
  token_position: "position of a token",
  "decoder.input": "vectors of the tokens",
  decoder_norm: "last norm",
  head: "last linear layer",
  logits: "logits",
  probabilities: "probabilities",
};
export const OF_NEXT = ["head", "logits", "probabilities"]; // of the next token: a column for each kind of token
const IN_A_BLOCK = {
  "": "output",
  "feed_forward.0": "feed-forward, first layer",
  "feed_forward.1": "feed-forward, GELU",
  "feed_forward.2": "feed-forward, second layer",
  feed_forward: "feed-forward",
};

const inWords = (text) => text.replace(/(self|cross|feed)_/, "$1-").replaceAll("_", " ").replaceAll(".", ", ");

function ofABlock(rest) {
  if (rest in IN_A_BLOCK) return IN_A_BLOCK[rest];
  return /_norm$/.test(rest) ? `norm before ${inWords(rest.slice(0, -5))}` : inWords(rest);
}

// A tensor within its block: "norm before attention", "attention, query".
export function partWords(name) {
  const [, rest] = /^(?:encoder|decoder)\.\d+\.?(.*)$/.exec(name) ?? [];
  return WHOLE[name] ?? (rest == null ? inWords(name) : ofABlock(rest));
}

// A tensor in the model: "encoder block 0, attention, query".
export function tensorWords(name) {
  const [, part, block] = /^(encoder|decoder)\.(\d+)/.exec(name) ?? [];
  const [, own, which] = /^(.*)\.(weight|bias)$/.exec(name) ?? [];
  if (own && !WHOLE[name]) {
    const normal = /norm$/.test(own), said = normal ? { weight: "scale", bias: "shift" }[which] : which;
    return `${tensorWords(own)}, ${said}`;
  }
  return part ? `${part} block ${block}, ${partWords(name)}` : partWords(name);
}

export function tokenWords({ tokenizer: { tokens, space } }, token) {
  return token === space && space !== null ? "space" : tokens[token];
}

const inPatches = ({ side, config }, patch) => patchWords(patch, (side / config.patch) ** 2);

const writtenWords = ({ model, trace }, t) => `token ${t}: ${tokenWords(model, trace.tokens[t])}`;

const pixelWords = (pixels, i) => `pixel ${Math.floor(i / pixels)}, ${i % pixels}`; // row, column

// The row of a tensor, in words. Parameters have rows, too.
export function rowWords(lens, name, row) {
  const { model } = lens;
  if (name === "pixels") return `row ${row}`;
  if (name === "token_embedding.weight") return `token ${tokenWords(model, row)}`;
  if (name === "token_position") return `place ${row}`;
  if (name === "patch_embedding.position") return inPatches(model, row);
  if (lens.recipe(name).kind === "parameter") return `to number ${row}`;
  if (OF_NEXT.includes(name)) return `step ${row + 1}, after ${writtenWords(lens, row)}`;
  return isOfTokens(name) ? writtenWords(lens, row) : inPatches(model, row);
}

// A number of a head, and which number of the whole vector that is: "head 3, number 9 (57)".
export function ofHeadWords({ model: { config: { heads, width } } }, column) {
  const Dh = width / heads;
  return `head ${Math.floor(column / Dh)}, number ${column % Dh} (${column})`;
}

// head: of a tensor that is split into heads.
export function columnWords(lens, name, column, head = null) {
  const { model } = lens, { kind } = lens.recipe(name);
  if (name === "pixels") return `column ${column}`;
  if (name === "patches") return pixelWords(model.config.patch, column);
  if (OF_NEXT.includes(name)) return `for ${tokenWords(model, column)}`;
  if (/\.(weights|scores)$/.test(name)) {
    return `to ${name.includes("self_") ? writtenWords(lens, column) : inPatches(model, column)}`;
  }
  if (/attention\.(query|key|value)$/.test(name) && kind !== "parameter") return ofHeadWords(lens, column);
  const { width, heads } = model.config;
  if (/attention\.mix$/.test(name)) return `number ${column} (${(head * width) / heads + column})`;
  const isWeight = kind === "parameter" && /\.weight$/.test(name) && name !== "token_embedding.weight";
  return `${isWeight && !/norm\.weight$/.test(name) ? "from " : ""}number ${column}`;
}

// Where a number is: {head, row, column}; head or row is null if the tensor has none.
export function placeIn({ shape }, index) {
  const columns = shape.at(-1), rows = shape.length > 1 ? shape.at(-2) : 1, row = Math.floor(index / columns);
  return {
    head: shape.length > 2 ? Math.floor(row / rows) : null,
    row: shape.length > 1 ? row % rows : null,
    column: index % columns,
  };
}

export function placeWords(lens, name, index) {
  const { head, row, column } = placeIn(lens.tensor(name), index), inHead = head == null ? null : `head ${head}`;
  const inRow = row == null ? null : rowWords(lens, name, row);
  return [inHead, inRow, columnWords(lens, name, column, head)].filter(Boolean).join("; ");
}

// One number in words: "encoder block 0, attention, query; patch 5, upper left; number 12".
export const numberWords = (lens, name, index) => `${tensorWords(name)}; ${placeWords(lens, name, index)}`;

function inLetters(shape, rows, columns, byHead) {
  const all = shape.length > 2 && !byHead, letters = [...(all ? ["H"] : []), rows, columns];
  return `(${letters.join(", ")}) = (${shape.slice(-letters.length).join(", ")})`;
}

// The shape of a tensor in the book's letters and in numbers: "(H, T, S) = (4, 5, 16)". byHead: of a single head.
export function shapeWords(lens, name, byHead = false) {
  const { shape } = lens.tensor(name), { width, heads } = lens.model.config;
  if (name === "pixels" || lens.recipe(name).kind === "parameter") return `(${shape.join(", ")})`;
  const rows = isOfTokens(name) || name === "probabilities" ? "T" : "S", keys = name.includes("self_") ? "T" : "S";
  const [count, size] = shape.slice(-2), isLong = name === "patches" || /feed_forward\.[01]$/.test(name);
  if (/\.(weights|scores)$/.test(name)) return inLetters(shape, rows, keys, byHead);
  if (shape.length > 2) return inLetters(shape, rows, "Dh", byHead);
  if (byHead) return inLetters([count, width / heads], rows, "Dh", true);
  const isOfC = OF_NEXT.includes(name);
  return inLetters(shape, rows, isOfC ? "C" : isLong ? size : "D", false);
}
