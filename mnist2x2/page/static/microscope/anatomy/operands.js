// What made each number that the model computes: the formula, and the numbers that went into it.

import { hasHeads } from "../../interventions.js";
import { KINDS } from "./formulas.js";
import { lensOf } from "./tensors.js";
import { columnWords, placeIn, rowWords } from "./words.js";
import { short } from "../parts.js";

const COPIED = {
  mean: "set to its mean",
  other: "copied from another picture",
  pinned: "copied from the pinned drawing",
};

// Whether an intervention changes this place of a tensor; see `changed` in interventions.js.
function touches({ at, head, rows, to = 0, look, order }, name, place, { shape }, { sources }) {
  if (at !== name || (head != null && head !== place.head) || (rows && !rows.includes(place.row))) return false;
  if (look != null) return look < shape.at(-1);
  if (order) return order[place.row] < shape.at(-2);
  const source = typeof to === "string" ? sources?.[to]?.[at] : null; // it may have fewer rows
  return !source || place.row < source.length / (hasHeads(at) ? shape[0] : 1) / shape.at(-1);
}

function saidOf(lens, { at, to = 0, look, order }, { row }) {
  if (look != null) return `made to look ${columnWords(lens, at, look)}`;
  if (order) return `taken from ${rowWords(lens, at, order[row])}`;
  return COPIED[to] ?? (to === 0 || to == null ? "set to zero" : `set to ${short(to)}`);
}

// What made a number. name, index: of a tensor as in mnist2x2.record, of a derived one or of a parameter, see
// anatomy/tensors.js, and the place in its flat data. sources: those of the run, since an answer may be shorter there.
// Returns {value: the trace's, formula, operands, constant: {label, value} or null, sum: computed from the operands,
// share: whether it is one's share of all instead, note, facts: [{label, value}], heads: what to call value and factor,
// set: whether you set it, derived: whether PyTorch has no name for it}. An operand is {name, index, label, value,
// factor or null, factorOf: {name, index} if the factor is a number of the model, contribution, and of a softmax power:
// the exponential, own: whether it is the one that is asked for}; the largest contribution comes first.
// Throws an Error if there is no such number.
export function explain(model, trace, interventions, name, index, sources = {}) {
  const lens = lensOf(model, trace, interventions), recipe = lens.recipe(name), tensor = lens.tensor(name);
  if (!(Number.isInteger(index) && index >= 0 && index < tensor.data.length)) {
    throw new Error(`expected a number of ${name} from 0 to ${tensor.data.length - 1}, given ${index}`);
  }
  const place = placeIn(tensor, index), value = tensor.data[index];
  const heads = ["value", "factor"], empty = { operands: [], constant: null, note: "", facts: [], share: false };
  const nothing = { value, heads, ...empty };
  const setAt = (at) => interventions.filter((each) => touches(each, at, place, tensor, { sources })).at(-1);
  const setBy = setAt(name);
  if (setBy && recipe.kind !== "parameter") {
    const said = `${saidOf(lens, setBy, place)} by you`, note = "What follows computes with this number.";
    return { ...nothing, formula: said, sum: value, set: true, derived: false, note };
  }
  const handed = recipe.kind === "same" && !setAt(recipe.of);
  const made = handed ? lens.recipe(recipe.of) : recipe; // a module that only hands on what its last layer computes
  const found = { ...nothing, ...KINDS[made.kind](lens, made, index, place, name) };
  const { operands, constant, kept } = found, leaf = !operands.length && !constant;
  const total = operands.reduce((sum, { contribution }) => sum + contribution, constant?.value ?? 0);
  const byContribution = (a, b) => Math.abs(b.contribution) - Math.abs(a.contribution);
  if (!kept) operands.sort(byContribution);
  return { ...found, sum: found.sum ?? (leaf ? value : total), set: false, derived: !!recipe.derived };
}
