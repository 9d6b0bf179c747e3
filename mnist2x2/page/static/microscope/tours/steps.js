// A tour as data, and what follows from it. A tour is {name, title, about, steps}; a step is {text, sets: what the page
// shows when it begins, if that changes; ask: {question, choices, right: the number of the right one, or a function of
// the data that returns it}; shows: what the page shows once the question is answered; task: {say, does: what the
// reader does}; truth: what is said afterwards, one text or several, tables of `ways` among them}. `sets`, `shows` and
// `does` are functions of the tour's data in results/tours.json. They return what changes in the state: {model,
// picture, pinned, interventions, beginning, pinnedBeginning, panel, view}. picture, pinned: for each cell, the sample
// that its digit is from, or null; beginnings are texts. Texts name values of the data in braces, see `fill`.

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
    return `${titleOf(layer).replace(", attention", "").replace(/(self|cross) /, "$1-")}, ${all}`;
  }).join("; ");
}

export function percent(share) {
  if (share === 0 || share === 1) return `${100 * share}%`;
  const text = (100 * share).toFixed(1);
  return `${text === "100.0" || text === "0.0" ? (100 * share).toFixed(2) : text}%`;
}

// At which quarters heads look: "head 0 looks at the upper left quarter of the cell, head 1 at the lower left".
export const quartersOf = (heads, looks) => heads.map(({ head, where }, i) =>
  `head ${head} ${i ? "" : `${looks} `}at the ${where}${i ? "" : " quarter of the cell"}`).join(", ");

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
// A text may also be a function of the data.
export const fill = (given, data) => {
  const text = typeof given === "function" ? given(data) : given;
  return text.replace(/\{([\w.]+)(?:\|([%1]))?\}/g, (_, path, how = "", at) => {
    const value = path.split(".").reduce((own, key) => own?.[key], data);
    if (value == null) throw new Error(`there is no ${path} in the data of this tour`);
    const words = inWords(value, how), first = at === 0 || text.slice(0, at).endsWith(". "); // of a sentence
    return first ? words[0].toUpperCase() + words.slice(1) : words;
  });
};

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
  const before = steps.slice(0, number).flatMap(({ sets, shows, task }) => [sets, shows, task?.does]);
  const own = steps[number].sets?.(data);
  const patches = before.filter(Boolean).map((patch) => patch(data));
  const { panel, view, ...all } = Object.assign({ model: data.model, ...CLEAR }, ...patches, own);
  return { ...all, view: own?.view }; // what the reader looks at otherwise stays as it is
}

// The same when its question is answered, and when its task is done.
export const answeredOf = (tour, number, data) =>
  ({ ...beginningOf(tour, number, data), ...tour.steps[number].shows?.(data) });
export const endOf = (tour, number, data) =>
  ({ ...answeredOf(tour, number, data), ...tour.steps[number].task?.does(data) });

const WAYS = [["zero", "zero"], ["its mean", "mean"], ["another picture's", "resample"]];
const GRIDS = { full: "grids with four digits", empty: "grids with empty cells" };

// What was lost and gained of grids, of one kind or of both, in each of three ways of replacing heads: a table
// {caption, columns, rows}, or one sentence if nothing was. path: in the data.
export const ways = (path, ...kinds) => (data) => {
  const taken = path.split(".").reduce((own, key) => own[key], data), of = inWords(data.measured.grids.reported_on);
  const counts = (way) => kinds.flatMap((kind) => [taken[way][kind].lost, taken[way][kind].gained]);
  const rows = WAYS.map(([words, way]) => [words, ...counts(way).map((count) => inWords(count))]);
  const all = kinds.map((kind) => `${of} ${GRIDS[kind]}`).join(" and ");
  if (rows.flat().every((cell, i) => i % rows[0].length === 0 || cell === "0")) {
    return `Of ${all}, none is lost, in any of the three ways.`;
  }
  const columns = kinds.length === 1 ? ["lost", "gained"]
    : kinds.flatMap((kind) => ["lost", "gained"].map((what) => `${what}, ${GRIDS[kind].replace("grids with ", "")}`));
  return { caption: `Of ${all}. Lost: read right before, wrong now.`, columns, rows };
};

// A truth in parts: texts and tables, with values filled in.
export function partsOf(truth, data) {
  const parts = [truth ?? []].flat().map((part) => (typeof part === "function" ? part(data) : part));
  return parts.map((part) => (typeof part === "string" ? fill(part, data) : part));
}

// A part of a truth as one text.
export function textOf(part) {
  if (typeof part === "string") return part;
  const rows = part.rows.map(([way, ...counts]) =>
    `${way}: ${counts.map((count, i) => `${count} ${part.columns[i]}`).join(", ")}`);
  return `${part.caption} ${rows.join("; ")}.`;
}

// What "Attention" is to show: the kind of map, one of its heads, and the step or the patch that looks.
export const mapOf = (kind, { layer, head }, more = {}) =>
  ({ maps: { kind, locked: [Number(layer.split(".")[1]), head], ...more } });
