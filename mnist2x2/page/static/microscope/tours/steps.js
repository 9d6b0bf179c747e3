// A tour as data, and what follows from it. A tour is {name, title, about, steps}; a step is {text, sets: what the page
// shows when it begins, if that changes; ask: {question, choices, right: the number of the right one, or a function of
// the data that returns it}; task: {say, does: what the reader does}; truth: what is said afterwards}. `sets` and
// `does` are functions of the tour's data in results/tours.json. They return what changes in the state: {model,
// picture, pinned, interventions, beginning, pinnedBeginning, panel, view}. picture, pinned: for each cell, the sample
// that its digit is from, or null; beginnings are texts. Texts name values of the data in braces, see `fill`.

import { hasHeads } from "../../interventions.js";
import { titleOf } from "../names.js";

export const marksOf = (picture) => picture.map((sample) => (sample === null ? [] : [{ sample }]));

// The intervention that switches a head off, and the one that lets it look at one place, at one row.
export const off = ({ layer, head }, to = 0) => ({ at: `${layer}.mix`, head, to });
export const looking = ({ layer, head }, row, look) => ({ at: `${layer}.weights`, head, rows: [row], look });
// The patch in the same quarter of another cell. Cells and quarters have numbers in reading order.
export const patchIn = (cell, quarter) =>
  4 * (2 * Math.floor(cell / 2) + Math.floor(quarter / 2)) + 2 * (cell % 2) + (quarter % 2);

// Heads in words, those of a layer together: "encoder block 1, head 2".
export function headsInWords(list) {
  const layers = [...new Set(list.map(({ layer }) => layer))];
  return layers.map((layer) => {
    const own = list.filter((one) => one.layer === layer).map(({ head }) => head), last = own.pop();
    const all = own.length ? `heads ${own.join(", ")} and ${last}` : `head ${last}`;
    return `${titleOf(layer).replace(", attention", "")}, ${all}`;
  }).join("; ");
}

function percent(share) {
  if (share === 0 || share === 1) return `${100 * share}%`;
  const text = (100 * share).toFixed(1);
  return `${text === "100.0" || text === "0.0" ? (100 * share).toFixed(2) : text}%`;
}

// Which of these a share is: nearly all, about half, or less.
export const band = ({ count, of }) => (count > 0.9 * of ? 0 : count > 0.4 * of ? 1 : 2);

// A value of the data in words. how: "%" for a share, "1" for a decimal, "" for what follows from the value.
function inWords(value, how) {
  if (how === "1") return value.toFixed(1);
  if (typeof value === "string") return value;
  if (how === "%") return percent(value);
  if (Number.isFinite(value)) return value.toLocaleString("en");
  if (Array.isArray(value)) return value.every((one) => one.layer) ? headsInWords(value) : value.join(" and ");
  if ("head" in value) return headsInWords([value]);
  return percent(value.count / value.of);
}

// A text with values of the data in place of {name.of.it}: a share, a count, a text or heads, in words. {name|%} makes
// a number a share, {name|1} gives it one decimal. Throws an Error for a name that the data lacks.
export const fill = (text, data) => text.replace(/\{([\w.]+)(?:\|([%1]))?\}/g, (_, path, how = "", at) => {
  const value = path.split(".").reduce((own, key) => own?.[key], data);
  if (value == null) throw new Error(`there is no ${path} in the data of this tour`);
  const words = inWords(value, how), first = at === 0 || text.slice(0, at).endsWith(". "); // of a sentence
  return first ? words[0].toUpperCase() + words.slice(1) : words;
});

const tokensIn = ({ tokenizer }, text) => Array.from(text, (letter) => tokenizer.tokens.indexOf(letter));

// What to change in the state for a patch as steps give it, for the present model.
export function stateOf(patch, model) {
  const { picture, pinned, beginning, pinnedBeginning, model: _, ...more } = patch;
  return {
    ...more,
    ...(picture && { marks: marksOf(picture) }),
    ...(pinned !== undefined && { pinned: pinned && marksOf(pinned) }),
    ...(beginning !== undefined && { beginning: tokensIn(model, beginning) }),
    ...(pinnedBeginning !== undefined && { pinnedBeginning: tokensIn(model, pinnedBeginning) }),
  };
}

const CLEAR = { pinned: null, interventions: [], beginning: "", pinnedBeginning: "" };

// What the page shows when a step of a tour begins, if all was done as it says: a patch.
export function beginningOf({ steps }, number, data) {
  const before = steps.slice(0, number).flatMap(({ sets, task }) => [sets, task?.does]);
  const own = steps[number].sets?.(data);
  const patches = before.filter(Boolean).map((patch) => patch(data));
  const { panel, view, ...all } = Object.assign({ model: data.model, ...CLEAR }, ...patches, own);
  return { ...all, view: own?.view }; // what the reader looks at otherwise stays as it is
}

// The same when its task is done.
export const endOf = (tour, number, data) =>
  ({ ...beginningOf(tour, number, data), ...tour.steps[number].task.does(data) });

// Interventions as single changes, to compare them: of one head and one row each, if they name rows.
function atoms(interventions, { config: { heads } }) {
  return new Set(interventions.flatMap(({ at, head, rows, to, look, order }) => {
    const what = JSON.stringify(look != null ? { look } : order ? { order } : { to: to ?? 0 });
    const all = Array.from({ length: heads }, (_, i) => i), own = head != null ? [head] : hasHeads(at) ? all : [""];
    return own.flatMap((one) => (rows ?? ["all"]).map((row) => `${at} ${one} ${row} ${what}`));
  }));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Whether a state is as a patch has it. Interventions beyond those that it has do no harm, unless it has none.
export function holds(patch, state, model) {
  const { interventions, view, ...more } = stateOf(patch, model);
  if (patch.model && patch.model !== state.model) return false;
  if (!Object.entries(more).every(([field, value]) => same(value, state[field]))) return false;
  if (!interventions) return true;
  const there = atoms(state.interventions, model);
  return interventions.length ? [...atoms(interventions, model)].every((one) => there.has(one)) : !there.size;
}

// What was lost and gained of grids, "full" or "empty", in each of three ways of replacing heads. path: in the data.
export function ways(path, kind) {
  const grids = { full: "grids with four digits", empty: "grids with empty cells" }[kind];
  const named = (way, what) => `{${path}.${way}.${kind}.${what}}`;
  const one = (words, way) => `${words} ${named(way, "lost")} lost, ${named(way, "gained")} gained`;
  const all = [["zero", "zero"], ["its mean", "mean"], ["another picture's", "resample"]];
  return `Of {measured.grids.reported_on} ${grids}: ${all.map(([words, way]) => one(`${words}:`, way)).join("; ")}.`;
}

// What "Attention" is to show: the kind of map, one of its heads, and the step or the patch that looks.
export const mapOf = (kind, { layer, head }, more = {}) =>
  ({ maps: { kind, locked: [Number(layer.split(".")[1]), head], ...more } });
