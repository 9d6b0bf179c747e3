// Which part of the model is shown, as plain data that a link can hold. It may come from anybody: what does not fit
// this model opens the overview. A number is a text: the name of its tensor, its head, its row and its column. An index
// into flat data would become another number when the answer becomes longer.

import { headOf, stageNameOf, stagesOf } from "./stages.js";
import { placeIn } from "./words.js";

export const OVERVIEW = {
  at: "overview", name: "", head: 0, row: 0, number: "", from: "overview", trail: [], all: false, by: "parts",
};
const upTo = (value, most) => Number.isInteger(value) && value >= 0 && value < most;

export function numberText(lens, name, index) {
  const { head, row, column } = placeIn(lens.tensor(name), index);
  return [name, head ?? 0, row ?? 0, column].join(" ");
}

const nameIn = (text) => String(text).split(" ")[0];

// The number in a text, {name, index}; null if this run has none.
export function numberIn(lens, text) {
  const [name, ...place] = String(text).split(" "), [head, row, column] = place.map(Number);
  if (!lens.has(name)) return null;
  const { shape } = lens.tensor(name), [heads, rows, columns] = [1, 1, ...shape].slice(-3);
  const fits = upTo(head, heads) && upTo(row, rows) && upTo(column, columns);
  return fits ? { name, index: (head * rows + row) * columns + column } : null;
}

// The view in a state, with what fits this model; the overview if it does not.
export function viewOf(given, lens) {
  const { at, name, head, row, number, from, trail, all, by } = { ...OVERVIEW, ...given };
  const { heads } = lens.model.config;
  const fits = {
    block: () => stagesOf(lens.model).some((stage) => stage.name === name),
    head: () => typeof name === "string" && lens.has(`${name}.weights`) && upTo(head, heads),
    number: () => typeof number === "string" && lens.has(nameIn(number)),
  };
  if (typeof at !== "string" || !Object.hasOwn(fits, at) || !fits[at]()) return { ...OVERVIEW };
  return {
    at,
    name: typeof name === "string" ? name : "",
    head: upTo(head, heads) ? head : 0,
    row: upTo(row, 1000) ? row : 0,
    number: String(number),
    from: ["block", "head"].includes(from) ? from : "overview",
    trail: Array.isArray(trail) ? trail.filter((text) => numberIn(lens, text)) : [],
    all: all === true,
    by: by === "numbers" ? by : "parts",
  };
}

// The levels above a view and itself, the highest first: {words, view} each. A number is in the last of them.
export function levelsOf(lens, view) {
  const { at, name, head, row, number } = view, levels = [{ words: "Overview", view: OVERVIEW }];
  if (at === "overview") return levels;
  const own = at === "number" ? numberIn(lens, number) : null, tensor = at === "number" ? nameIn(number) : name;
  const stageName = at === "block" ? name : stageNameOf(tensor);
  const { title } = stagesOf(lens.model).find((stage) => stage.name === stageName);
  levels.push({ words: title, view: { at: "block", name: stageName } });
  const ofNumber = own && headOf(lens, tensor, placeIn(lens.tensor(tensor), own.index));
  const inHead = at === "head" ? { name, head } : ofNumber;
  if (!inHead) return levels;
  const words = `${inHead.name.split(".").at(-1).replace("_", "-")}, head ${inHead.head}`;
  return [...levels, { words, view: { at: "head", ...inHead, row } }];
}
