// Whether the reader has done what a step of a tour asks for, and what is missing if it is half done.

import { hasHeads } from "../../interventions.js";
import { headWords, KINDS, viewOf } from "../maps/view.js";
import { wordsOf } from "../names.js";
import { headsInWords, stateOf } from "./steps.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const WAYS = { 0: "zero", mean: "its mean", other: "another picture's" };

// An intervention as single changes: of one head and one row each, if it names rows. {key, what}
function atomsOf({ at, head, rows, to, look, order }, { config: { heads } }) {
  const what = JSON.stringify(look != null ? { look } : order ? { order } : { to: to ?? 0 });
  const all = Array.from({ length: heads }, (_, i) => i), own = head != null ? [head] : hasHeads(at) ? all : [""];
  return own.flatMap((one) => (rows ?? ["all"]).map((row) => ({ key: `${at} ${one} ${row}`, what })));
}

// What an intervention is of, and what is asked of it.
function partOf({ at, head, ...more }) {
  if (head == null) return wordsOf({ at, ...more }).replace(/: [^:]*$/, "");
  return headsInWords([{ layer: at.replace(/\.\w+$/, ""), head }]);
}
const lookOf = ({ look }) => (look == null ? "" : `, at patch ${look}`);
const rowsOf = ({ rows, to }) => (rows && to === "pinned" ? `, rows ${rows.join(", ")}` : "");
const askedOf = (one) => partOf(one) + rowsOf(one) + lookOf(one);

// What one says of an intervention that is there instead of a wanted one.
function insteadOf(wanted, given) {
  const ofSame = given.at === wanted.at && (given.head ?? wanted.head) === wanted.head;
  if (ofSame && given.look == null && !given.rows) {
    const [now, asked] = [given, wanted].map(({ to }) => WAYS[to ?? 0]);
    if (now && asked && now !== asked) return `The head is off, but as ${now}. Choose “${asked}”.`;
  }
  if (ofSame && given.look != null) {
    return `That head looks at patch ${given.look}. Let it look at patch ${wanted.look}.`;
  }
  if (given.to === "pinned") {
    const whole = given.at.split(".").length === 2 ? "the whole of " : given.rows ? "" : "all rows of ";
    return `You copied ${whole}${partOf(given)}. Choose ${askedOf(wanted)}.`;
  }
  return `You have changed ${wordsOf(given)}. Asked for is ${askedOf(wanted)}.`;
}

// Each of the following returns null if all is done, or what is missing, in words: none if nothing has been done yet.
function ofInterventions(wanted, before, { state, model }) {
  if (!wanted) return null;
  const there = new Map(state.interventions.flatMap((one) => atomsOf(one, model)).map(({ key, what }) => [key, what]));
  if (!wanted.length) return there.size ? "Take the changes back, with “Reset the model”." : null;
  const isThere = ({ key, what }) => there.get(key) === what;
  const left = wanted.filter((one) => !atomsOf(one, model).every(isThere)), done = wanted.length - left.length;
  if (!left.length) return null;
  if (same(before?.interventions, state.interventions)) return "";
  const asked = new Set(wanted.flatMap((one) => atomsOf(one, model)).map(({ key, what }) => key + what));
  const other = state.interventions.find((one) => !atomsOf(one, model).some(({ key, what }) => asked.has(key + what)));
  if (other) return insteadOf(left.find(({ at, head }) => at === other.at && head === other.head) ?? left[0], other);
  const rows = left[0].rows?.filter((row) => !atomsOf({ ...left[0], rows: [row] }, model).every(isThere)) ?? [];
  if (rows.length < left[0].rows?.length) return `Half done. Rows still missing: ${rows.join(", ")}.`;
  return done ? `${done} of ${wanted.length} done. Next: ${askedOf(left[0])}.` : "";
}

// Any beginning does after which the model goes on to the wanted one by itself.
function ofBeginning(wanted, tokens, trace, { tokenizer }) {
  const own = tokens.map((token) => tokenizer.tokens[token]).join("");
  if (wanted === undefined || own === wanted) return null;
  if (own && wanted.startsWith(own) && trace?.text.startsWith(wanted)) return null;
  if (own && own === wanted.trimEnd()) return `Type a space after ${own}.`;
  if (!wanted) return "Empty the field “A beginning of your own”.";
  return own ? `The answer begins with “${own}”. Let it begin with “${wanted}”.` : "";
}

function ofMaps(wanted, before, scope) {
  if (!wanted) return null;
  const now = viewOf(scope), [field] = Object.entries(wanted).find(([name, value]) => !same(value, now[name])) ?? [];
  if (!field) return null;
  if (scope.state.panel !== "maps" || same(before?.view.maps, scope.state.view.maps)) return "";
  if (field === "kind") return `Choose “${KINDS.find(([kind]) => kind === wanted.kind)[1]}”.`;
  if (field === "locked") return wanted.locked ? `Now press ${headWords(wanted.kind, wanted.locked)}.` : "";
  return field === "step" ? "Now choose the step." : "Now choose the patch.";
}

// What is missing of a patch as steps give it: null if nothing is, else words, which may be none. before: the
// state when the step began.
export function missing(patch, before, scope) {
  const { state, model, trace, sources } = scope;
  if (patch.model && patch.model !== state.model) return "";
  const { marks, pinned, panel, interventions } = stateOf(patch, model);
  const byHand = interventions?.length || patch.beginning; // in the panel that the step names, or in another one
  const lacks = [
    panel && !byHand && panel !== state.panel ? "" : null,
    marks && !same(marks, state.marks) ? "" : null,
    pinned !== undefined && !same(pinned, state.pinned) ? (state.pinned ? "Another drawing is pinned." : "") : null,
    ofBeginning(patch.beginning, state.beginning, trace, model),
    patch.pinnedBeginning === undefined ? null
      : ofBeginning(patch.pinnedBeginning, state.pinnedBeginning, sources.pinnedTrace, model),
    ofInterventions(interventions, before, scope),
    ofMaps(patch.view?.maps, before, scope),
  ].filter((lack) => lack !== null);
  return lacks.length ? lacks.find(Boolean) ?? "" : null;
}
