// Tensors and interventions in words.

import { MASK, PATCH_POSITIONS, TOKEN_POSITIONS } from "../interventions.js";

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
  const places = rows ? `, row${rows.length > 1 ? "s" : ""} ${rows.join(", ")}` : "";
  const what = look != null ? `looks at ${look}` : order ? "rows shuffled" : SAID[to] ?? (to ? String(to) : "zero");
  return `${where}${places}: ${what}`;
}
