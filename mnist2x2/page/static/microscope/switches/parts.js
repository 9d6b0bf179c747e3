// The parts of a model that can be switched off, in the order in which they compute, and what a switch does to the
// interventions. A switch is {id, label, name: in words, takes: interventions without `to`, fixed: whether they are
// complete so}. Off and on are counted in units: one head, one feed-forward part, or one thing of the whole model.

import { MASK, PATCH_POSITIONS, TOKEN_POSITIONS } from "../../interventions.js";
import { mulberry32 } from "../next_tokens.js";

const MEMORY = "encoder_norm"; // its rows are the memory
export const WAYS = ["zero", "mean", "other"];
export const toOf = (way) => (way === "zero" ? 0 : way); // as interventions say it

// The order of `count` rows after a shuffle that is the same each time: that of Fisher and Yates.
export function shuffled(count, seed = 1) {
  const order = Array.from({ length: count }, (_, i) => i), random = mulberry32(seed);
  for (let last = count - 1; last > 0; last--) {
    const i = Math.floor(random() * (last + 1));
    [order[last], order[i]] = [order[i], order[last]];
  }
  return order;
}

const attentionSwitches = (name, label, words, short, heads) => [
  ...Array.from({ length: heads }, (_, head) => ({
    id: `${name}.${head}`,
    label: String(head),
    name: `${words}, head ${head}`,
    short: `${short}, head ${head}`,
    takes: [{ at: `${name}.mix`, head }],
  })),
  { id: name, label, name: `${words}, all heads`, takes: [{ at: `${name}.mix` }] },
];

// One block: its attentions, its feed-forward part, and all of these together. attentions: {of its name: its label}.
function blockRows(side, number, attentions, heads) {
  const block = `${side}.${number}`, title = `${side} block ${number}`, forward = { at: `${block}.feed_forward` };
  const rows = Object.entries(attentions).map(([name, label], i) => {
    const kind = label === "attention" ? "" : `, ${label.replace("-attention", "")}`;
    const own = [`${block}.${name}`, label, `${title}, ${label}`, `${side} ${number}${kind}`, heads];
    return { title: i ? "" : title, about: title + kind, switches: attentionSwitches(...own) };
  });
  const all = [...Object.keys(attentions).map((name) => ({ at: `${block}.${name}.mix` })), forward];
  rows.at(-1).switches.push(
    { id: forward.at, label: "feed-forward", name: `${title}, feed-forward`, takes: [forward] },
    { id: block, label: "block", name: `${title}, all of it`, takes: all, block: true },
  );
  return rows;
}

// The rows of the board: {title, about: what a screen reader says of it, switches}.
export function boardOf({ config, side }) {
  const { heads, encoder_blocks: encoder, decoder_blocks: decoder, patch } = config;
  const fixed = (id, label, name, take) => ({ id, label, name, takes: [take], fixed: true });
  const blocks = (count, part, attentions) =>
    Array.from({ length: count }, (_, number) => blockRows(part, number, attentions, heads)).flat();
  const order = shuffled((side / patch) ** 2);
  return [
    {
      title: "patches",
      about: "patches",
      switches: [fixed("patch_positions", "positions away", "patch positions away", { at: PATCH_POSITIONS })],
    },
    ...blocks(encoder, "encoder", { attention: "attention" }),
    {
      title: "memory",
      about: "memory",
      switches: [fixed("memory", "rows shuffled", "memory rows shuffled", { at: MEMORY, order })],
    },
    {
      title: "tokens",
      about: "tokens",
      switches: [
        fixed("token_positions", "positions away", "token positions away", { at: TOKEN_POSITIONS }),
        fixed("mask", "causal mask away", "causal mask away", { at: MASK }),
      ],
    },
    ...blocks(decoder, "decoder", { self_attention: "self-attention", cross_attention: "cross-attention" }),
  ];
}

// All heads, as switches.
export const headsOf = (rows) =>
  rows.flatMap(({ switches }) => switches).filter(({ takes }) => takes[0].head !== undefined);

const ofSwitch = ({ at, rows, look, order }) => !rows && look == null && Boolean(order) === (at === MEMORY);
const isWay = ({ at }) => /\.(mix|feed_forward)$/.test(at);

function unitsOf({ config: { heads } }, { at, head }) {
  if (!at.endsWith(".mix")) return [at];
  return (head == null ? Array.from({ length: heads }, (_, i) => i) : [head]).map((i) => `${at} ${i}`);
}

// What is off: Map of each unit to what it became, a number or the name of a source.
export function unitsOff(model, interventions) {
  const own = interventions.filter(ofSwitch);
  return new Map(own.flatMap((one) => unitsOf(model, one).map((unit) => [unit, one.to ?? 0])));
}

// Of one switch, {off: whether all of its units are, some: whether some are, to: what the last of them became}.
export function stateOf(model, off, { takes }) {
  const units = takes.flatMap((take) => unitsOf(model, take)), gone = units.filter((unit) => off.has(unit));
  return { off: gone.length === units.length, some: gone.length > 0, to: off.get(gone.at(-1)) };
}

// An attention whose heads are all off in the same way is off as a whole.
function joined(model, interventions) {
  const own = (at) => interventions.filter((one) => one.at === at && ofSwitch(one));
  const all = (at) => own(at).length === model.config.heads && own(at).every(({ to }) => to === own(at)[0].to);
  const whole = [...new Set(interventions.map(({ at }) => at))].filter((at) => at.endsWith(".mix") && all(at));
  const rest = interventions.filter((one) => !(whole.includes(one.at) && ofSwitch(one)));
  return [...rest, ...whole.map((at) => ({ at, to: own(at)[0].to }))];
}

// The interventions after a switch is pressed: what is off in all its units is on again, else all become off.
export function press(model, interventions, pressed, to) {
  const units = pressed.takes.flatMap((take) => unitsOf(model, take));
  const { off } = stateOf(model, unitsOff(model, interventions), pressed);
  const others = interventions.flatMap((one) => {
    const its = ofSwitch(one) ? unitsOf(model, one) : [], left = its.filter((unit) => !units.includes(unit));
    if (left.length === its.length) return [one];
    return left.map((unit) => ({ ...one, head: Number(unit.split(" ")[1]) })); // the other heads of an attention
  });
  if (off) return others;
  return joined(model, [...others, ...pressed.takes.map((take) => (pressed.fixed ? take : { ...take, to }))]);
}

// The interventions with everything that is off by the board in another way.
export function inWay(interventions, to) {
  return interventions.map((one) => (ofSwitch(one) && isWay(one) ? { ...one, to } : one));
}

// The way in which parts are switched off: that of all that are, else what was chosen, which a link may have set to
// anything.
export function wayIn({ interventions, view }) {
  const used = new Set(interventions.filter((one) => ofSwitch(one) && isWay(one)).map(({ to }) => to || "zero"));
  const [way] = used.size === 1 ? used : [view.switches?.way];
  return WAYS.find((own) => own === way) ?? WAYS[0];
}
