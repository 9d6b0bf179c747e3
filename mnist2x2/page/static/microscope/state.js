// What the microscope shows, as data that a link can hold, and back. A link may come from anybody, so everything is
// checked, and an Error says in words what does not fit.

import { hasHeads, isOfTokens, MASK, PATCH_POSITIONS, TOKEN_POSITIONS } from "../interventions.js";
import { drawingIn, linkEnd } from "../link.js";

const NAME = "#microscope=", VERSION = "1", LETTERS = 24000; // letters of a link: more are neither read nor written
export const MOST = 40; // interventions at a time
const A_NAME = /^[a-z]+(-[a-z]+)*$/, TOUR = "tour-"; // of states and tours, for the links of the book
export const SOURCES = ["mean", "other", "pinned"];
export const PANELS = ["anatomy", "maps", "switches", "stepper", "copy", "tours"];
const FIELDS = ["at", "head", "rows", "to", "look", "order"];

// The state in which the page opens. pinned: the marks of a drawing to take tensors from, or null; pinnedBeginning: the
// tokens that its answer begins with; other: the sample to take them from; beginning: the tokens that the answer begins
// with; view: what each panel shows, {panel: {...}}.
export const opening = (model = "drawn") => ({
  model,
  marks: [[], [], [], []],
  pinned: null,
  pinnedBeginning: [],
  other: 0,
  interventions: [],
  beginning: [],
  panel: "anatomy",
  view: {},
});

const integer = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const shown = (value) => JSON.stringify(value)?.slice(0, 60) ?? String(value);
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function expect(right, what, value) {
  if (!right) throw new Error(`expected ${what}, given ${shown(value)}`);
}

// The names of the tensors that interventions can change, for a model as loadModel makes it.
export function tensorNames({ config: { encoder_blocks: encoder, decoder_blocks: decoder } }) {
  const parts = ["query", "key", "value", "weights", "mix", "output"];
  const attention = (name) => [...parts.map((part) => `${name}.${part}`), name];
  const forward = (name) => [`${name}_norm`, `${name}.0`, `${name}.1`, `${name}.2`, name];
  const blocks = (name, count, inside) => Array.from({ length: count }, (_, i) => inside(`${name}.${i}`)).flat();
  return [
    "patch_embedding.projection",
    "patch_embedding",
    ...blocks("encoder", encoder, (block) => [
      `${block}.attention_norm`, ...attention(`${block}.attention`), ...forward(`${block}.feed_forward`), block,
    ]),
    "encoder_norm",
    "token_embedding",
    ...blocks("decoder", decoder, (block) => [
      `${block}.self_attention_norm`, ...attention(`${block}.self_attention`),
      `${block}.cross_attention_norm`, ...attention(`${block}.cross_attention`),
      ...forward(`${block}.feed_forward`), block,
    ]),
    "decoder_norm",
    "head",
    "logits",
  ];
}

// Throw an Error unless an intervention fits a model.
export function checkIntervention(model, intervention) {
  expect(isObject(intervention), "an intervention as an object", intervention);
  const { at, head, rows, to, look, order } = intervention, { config, longest } = model;
  const unknown = Object.keys(intervention).filter((field) => !FIELDS.includes(field));
  expect(!unknown.length, `an intervention of ${FIELDS.join(", ")}`, unknown);
  if ([MASK, PATCH_POSITIONS, TOKEN_POSITIONS].includes(at)) {
    return expect(!to && [head, rows, look, order].every((field) => field == null), `${at} as a whole`, intervention);
  }
  expect(tensorNames(model).includes(at), "an intervention at a tensor of this model", at);
  const patches = (model.side / config.patch) ** 2, most = isOfTokens(at) ? longest : patches;
  const places = (list) => Array.isArray(list) && list.length <= most && list.every((row) => integer(row, 0, most - 1));
  if (head != null) expect(hasHeads(at) && integer(head, 0, config.heads - 1), `a head of ${at}`, head);
  if (rows != null) expect(places(rows), `rows from 0 to ${most - 1}`, rows);
  if (order != null) expect(places(order) && new Set(order).size === most, `an order of ${most} rows`, order);
  if (look != null) {
    const keys = isOfTokens(at) && at.includes("self") ? longest : patches;
    expect(at.endsWith("weights") && integer(look, 0, keys - 1), `a place from 0 to ${keys - 1} to look at`, look);
  }
  const number = Number.isFinite(to) && Math.abs(to) <= 1000;
  if (to === "mean") expect(/\.(mix|feed_forward)$/.test(at), "the mean of a mix or of a feed-forward part", at);
  if (to != null) expect(number || SOURCES.includes(to), `a number or ${SOURCES.join(", ")}`, to);
  expect([to, look, order].filter((field) => field != null).length <= 1, "one of to, look and order", intervention);
}

const PLAIN = /^[\w. ,:<>-]{0,80}$/; // of texts in a view: names of tensors and the like, no markup
const LONGEST = 64; // of lists in a view

function isPlain(value) {
  if (Array.isArray(value)) return value.length <= LONGEST && value.every(isPlain);
  return value === null || typeof value === "boolean" || Number.isFinite(value) || PLAIN.test(value);
}

function checkView(view) {
  const panels = isObject(view) && Object.keys(view).every((panel) => PANELS.includes(panel));
  expect(panels, `a view of ${PANELS.join(", ")}`, view);
  for (const own of Object.values(view)) {
    const entries = isObject(own) ? Object.entries(own) : [], most = 20;
    const plain = entries.length <= most && entries.every(([key, value]) => PLAIN.test(key) && isPlain(value));
    expect(isObject(own) && plain, "a view of plain values", own);
  }
}

// Throw an Error unless a state fits a model (as loadModel makes it) and a number of samples.
export function checkState(state, model, samples) {
  const { pinned, pinnedBeginning, other, interventions, beginning, panel, view } = state;
  expect(integer(other, 0, Math.max(0, samples - 1)), `another picture from 0 to ${samples - 1}`, other);
  expect(Array.isArray(interventions) && interventions.length <= MOST, `at most ${MOST} interventions`, interventions);
  interventions.forEach((intervention) => checkIntervention(model, intervention));
  expect(pinned || !interventions.some(({ to }) => to === "pinned"), "a pinned drawing to copy from", pinned);
  const { longest, tokenizer: { start } } = model;
  for (const tokens of [beginning, pinnedBeginning]) {
    const few = Array.isArray(tokens) && tokens.length < longest;
    const fits = few && tokens.every((token) => integer(token, 0, start - 1));
    expect(fits, `a beginning of at most ${longest - 1} tokens from 0 to ${start - 1}`, tokens);
  }
  expect(PANELS.includes(panel), `a panel of ${PANELS.join(", ")}`, panel);
  checkView(view);
}

const toBase64 = (text) => {
  const bytes = new TextEncoder().encode(text);
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const fromBase64 = (text) => {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
};

// A state with its drawings as texts, as a link holds it.
const written = ({ marks, pinned, ...more }) =>
  ({ ...more, marks: linkEnd(marks, "2"), pinned: pinned && linkEnd(pinned, "2") });

// What to put after an address for a state. Throws an Error in words if it would be too long.
export function stateLink(state) {
  const end = `${NAME}${VERSION}.${toBase64(JSON.stringify(written(state)))}`;
  if (end.length > LETTERS) throw new Error("This state is too long for a link.");
  return end;
}

// The tour that the end of an address names, as in #microscope=tour-flag, or null. Throws an Error if there is no such.
export function tourIn(hash, tours) {
  const name = hash.startsWith(`${NAME}${TOUR}`) ? hash.slice(NAME.length + TOUR.length) : null;
  expect(name === null || tours.includes(name), tours.length ? `a tour of ${tours.join(", ")}` : "no tour", name);
  return name;
}

// What a text in an address gives: a state by its name, or one that is written out.
function givenIn(text, named) {
  if (A_NAME.test(text)) {
    expect(Object.hasOwn(named, text), `a state of ${Object.keys(named).join(", ")}`, text);
    return written({ ...opening(), ...named[text] });
  }
  const [version, base64 = ""] = text.split(".", 2);
  expect(version === VERSION, `version ${VERSION}`, version);
  try {
    return JSON.parse(fromBase64(base64));
  } catch {
    throw new Error("expected a state, given letters that hold none");
  }
}

// What the end of an address holds: a state that still has to be checked with its model, or null if it is none. Throws
// an Error in words. models: the names that it may give; named: {a name that may stand for a state: the state's fields
// that differ from the opening}.
export function stateIn(hash, models, samples, named = {}) {
  if (!hash.startsWith(NAME)) return null;
  expect(hash.length <= LETTERS, `at most ${LETTERS} letters`, `${hash.length} letters`);
  const given = givenIn(hash.slice(NAME.length), named);
  expect(isObject(given), "a state as an object", given);
  const known = Object.keys(opening()), unknown = Object.keys(given).filter((field) => !known.includes(field));
  expect(!unknown.length, `a state of ${known.join(", ")}`, unknown);
  expect(models.includes(given.model), `a model of ${models.join(", ")}`, given.model);
  const drawing = (text) => {
    const found = typeof text === "string" ? drawingIn(text, samples) : null;
    expect(found, "a drawing", text);
    if (found.trouble) throw new Error(found.trouble);
    return found.marks;
  };
  const { marks, pinned } = given;
  return { ...opening(), ...given, marks: drawing(marks), pinned: pinned == null ? null : drawing(pinned) };
}
