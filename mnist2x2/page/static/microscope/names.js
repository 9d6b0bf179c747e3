// Patches, steps, tensors and interventions in words.

import { isOfTokens, MASK, PATCH_POSITIONS, TOKEN_POSITIONS } from "../interventions.js";
import { PLACES } from "../layout.js";
import { labelOf } from "./next_tokens.js";

// One of S patches, which are numbered from 0, as in the code: "patch 13 (lower left cell, its lower right part)".
export function patchWords(patch, S) {
  const across = Math.sqrt(S), row = Math.floor(patch / across), column = patch % across, half = across / 2;
  if (across !== 4) return `patch ${patch} (row ${row}, column ${column})`;
  const place = (down, right) => PLACES[2 * down + right];
  const cell = place(Math.floor(row / half), Math.floor(column / half));
  return `patch ${patch} (${cell} cell, its ${place(row % half, column % half)} part)`;
}

// Steps of an answer are counted from 1: "step 1 of 5". Step t + 1 writes what follows the token at place t.
export const stepWords = (t, count) => `step ${t + 1} of ${count}`;
// The same step named by what it writes, as labelOf says it: "step 2, writes 7".
export const stepSaid = (t, label) => `step ${t + 1}, writes ${label}`;

// Blocks are numbered from 0, as in the code: "encoder block 1".
export function titleOf(name) {
  const [, part, block, rest = ""] = /^(encoder|decoder)\.(\d+)\.?(.*)$/.exec(name) ?? [];
  if (!part) return name.replaceAll("_", " ").replace(".", ", ");
  const what = rest.replace(/(self|cross)_/, "$1-").replaceAll("_", " ").replaceAll(".", ", ");
  return `${part} block ${block}${what && `, ${what}`}`;
}

const SAID = { mean: "its mean", other: "that of another picture", pinned: "that of the pinned drawing" };

// One intervention in words: "encoder block 1, attention, head 2: zero".
export function wordsOf({ at, head, rows, to, look, order }) {
  if (at === MASK) return "causal mask away";
  if (at === PATCH_POSITIONS) return "patch positions away";
  if (at === TOKEN_POSITIONS) return "token positions away";
  const whole = at.endsWith(".mix") && head == null;
  const where = titleOf(at).replace(/, mix$/, whole ? ", all heads" : "") + (head == null ? "" : `, head ${head}`);
  const of = isOfTokens(at) ? "token" : "patch", many = of === "token" ? "tokens" : "patches";
  const places = rows ? `, ${rows.length > 1 ? many : of} ${rows.join(", ")}` : "";
  const seen = at.includes("self_attention") ? "token" : "patch";
  const looks = look == null ? null : `looks at ${seen} ${look}`;
  const what = looks ?? (order ? "in another order" : SAID[to] ?? (to ? String(to) : "zero"));
  return `${where}${places}: ${what}`;
}

// What the reader gave as the beginning of the answer: "Given by you: t h".
export const givenWords = (tokenizer, beginning) =>
  beginning.length ? `Given by you: ${beginning.map((token) => labelOf(tokenizer, token)).join(" ")}` : "";

// All that is changed, in words: the interventions in their order, and then a given beginning.
export function changesInWords({ interventions, beginning }, { tokenizer }) {
  return [...interventions.map(wordsOf), givenWords(tokenizer, beginning)].filter(Boolean);
}

// What each shipped model is.
export const ABOUT = {
  drawn: "writes digits. It was trained on MNIST and on pen strokes, and reads the drawings of the book’s first page.",
  book: "writes digits. It was trained on MNIST alone. Most chapters examine it.",
  letters: "spells each digit, in English or in Spanish, letter by letter. It was trained on MNIST and on pen strokes.",
};
