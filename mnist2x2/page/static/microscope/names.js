// Tensors and interventions in words.

import { isOfTokens, MASK, PATCH_POSITIONS, TOKEN_POSITIONS } from "../interventions.js";
import { labelOf } from "./next_tokens.js";

// Blocks are numbered from 0, as in the code: "encoder block 1".
export function titleOf(name) {
  const [, part, block, rest = ""] = /^(encoder|decoder)\.(\d+)\.?(.*)$/.exec(name) ?? [];
  if (!part) return name.replaceAll("_", " ").replace(".", ", ");
  const what = rest.replaceAll("_", " ").replaceAll(".", ", ");
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

// A step of an answer in words. Steps are counted from 1, and named by what they write, as labelOf says it: "step 2 of
// 5, writes 7". of: how many there are, if that is to be said.
export const stepWords = (t, label, of = 0) => `step ${t + 1}${of ? ` of ${of}` : ""}, writes ${label}`;

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
