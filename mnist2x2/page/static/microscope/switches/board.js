// The board of switches, as buttons, and the choice of what takes the place of a part that is switched off.

import { showPixels } from "../../pixels.js";
import { make } from "../parts.js";
import { inWay, press, stateOf, toOf, unitsOff, wayIn, WAYS } from "./parts.js";

export const SIGNS = { zero: "✕", mean: "≈", other: "⇄" };
export const WORDS = { zero: "zero", mean: "its mean", other: "another picture's" };
export const signOf = (to) => SIGNS[to] ?? (to === "pinned" ? SIGNS.other : SIGNS.zero);

const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

// What is said when something is off: each sentence once, if its condition holds.
const NOTES = [
  [
    ({ at, head }) => at.endsWith(".mix") && head == null,
    "A whole attention is changed where its heads pass on their results. The bias of its output layer is still added.",
  ],
  [
    ({ at }) => at === "encoder_norm",
    "Shuffled rows of the memory change nothing in the answer: attention does not know the order of its rows, and " +
      "where a patch was is in its vector. But the lights on the drawing are now on the wrong patches.",
  ],
  [
    ({ at }) => at === "causal_mask",
    "Without the mask, a token looks at later ones, too. Each token that is written then changes what was computed " +
      "for earlier ones. So all tokens are decoded anew at each step; a cache would be wrong. The log-probability is " +
      "of an answer that the decoder sees whole.",
  ],
  [
    ({ at }) => at === "token_position",
    "Without positions, a token's vector says what it is but not where it stands in the answer.",
  ],
  [
    ({ at }) => at === "patch_embedding.position",
    "Without positions, a patch's vector says what is drawn there but not where it is in the picture.",
  ],
];
const BLOCK = "A block is switched off with its attention and its feed-forward part. With zeros, vectors pass it " +
  "unchanged, but for the bias of the attention's output layer.";

const VIOLENT = "Zero is the most violent: it takes the model to vectors that it has never seen.";
const SAID = {
  zero: `Zero: the part passes on nothing. ${VIOLENT}`,
  mean: "Its mean: what this part computes on average for 1,000 held-back grids, at each patch or each token's " +
    `place. What it says of this picture is gone, and what it always says stays. ${VIOLENT}`,
  other: "Another picture's: what this part computes for that one, so it says something true, but of the wrong " +
    "picture. In an answer that is longer than that picture's, the tokens after its end stay as they are. " + VIOLENT,
};

// The choice of how to switch off. Returns {element, show()}.
export function makeWays(scope) {
  const group = `microscope-way-${Math.random().toString(36).slice(2)}`;
  const radios = WAYS.map((way) => {
    const onchange = () => {
      const { interventions, view } = scope.state, next = inWay(interventions, toOf(way));
      const same = next.every((one, i) => one === interventions[i] || one.to === interventions[i].to);
      if (same) scope.look("switches", { way });
      else scope.change({ interventions: next, view: { ...view, switches: { ...view.switches, way } } });
    };
    return make("input", { type: "radio", name: group, value: way, onchange, "data-testid": `microscope-way-${way}` });
  });
  const labels = radios.map((radio) => make("label", {}, radio, ` ${SIGNS[radio.value]} ${WORDS[radio.value]}`));
  const nameOf = (k) => new Option(`${k + 1}: ${scope.truths[k]}`, k);
  const answers = Array.from({ length: scope.samples }, (_, k) => nameOf(k));
  const choose = ({ target }) => scope.change({ other: Number(target.value) });
  const select = make("select", { onchange: choose, "data-testid": "microscope-other" }, ...answers);
  const seen = make("canvas", { role: "img", "aria-label": "the other picture" });
  const about = make("p", { className: "small" });
  const other = make("div", { className: "other" }, make("label", {}, "The other picture ", select), seen);
  let shown = null;
  return {
    element: make("fieldset", {}, make("legend", {}, "A part that is switched off becomes"), ...labels, other, about),
    show() {
      const way = wayIn(scope.state), { other: k } = scope.state;
      radios.forEach((radio) => (radio.checked = radio.value === way));
      other.hidden = way !== "other";
      about.textContent = SAID[way];
      if (other.hidden || k === shown) return;
      if (!select.querySelector(`[value="${k}"]`)) select.append(nameOf(k)); // a lost grid brought it
      shown = select.value = k;
      showPixels(seen, scope.gridAt(k));
    },
  };
}

// The board. rows: see switches/parts.js. Returns {element, show()}.
export function makeBoard(scope, rows) {
  const buttons = rows.flatMap(({ switches }) => switches).map((own) => {
    const sign = make("span", { className: "sign", "aria-hidden": "true" }), { id, label, name, fixed } = own;
    const button = make("button", {
      type: "button",
      className: "switch",
      "aria-pressed": "false",
      "aria-label": fixed ? name : `switch off: ${name}`,
      "data-testid": `microscope-switch-${id}`,
      onclick: () => scope.intervene(press(scope.model, scope.state.interventions, own, toOf(wayIn(scope.state)))),
    }, sign, label);
    return { own, button, sign };
  });
  let next = 0;
  const groups = rows.map(({ title, about, switches }) => {
    const own = buttons.slice(next, (next += switches.length)).map(({ button }) => button);
    const name = make("span", { className: "where" }, capital(title)), { head } = switches[0].takes[0];
    const heads = head === undefined ? [] : [make("span", { className: "small" }, "heads")];
    const side = make("div", {}, ...heads, ...own);
    return make("div", { role: "group", "aria-label": about, className: "line" }, name, side);
  });
  const notes = NOTES.map(([holds, text]) => [(all) => all.some(holds), make("p", { hidden: true }, text)]);
  notes.push([(_, off) => buttons.some(({ own }) => own.block && off(own).off), make("p", { hidden: true }, BLOCK)]);
  const list = make("div", { className: "small", role: "status", "data-testid": "microscope-notes" });
  list.append(...notes.map(([, note]) => note));
  let shown = null;
  return {
    element: make("div", { className: "board" }, ...groups, list),
    show() {
      const { interventions } = scope.state;
      if (interventions === shown) return;
      shown = interventions;
      const units = unitsOff(scope.model, interventions), off = (own) => stateOf(scope.model, units, own);
      for (const { own, button, sign } of buttons) {
        const now = off(own), text = now.off ? signOf(now.to) : now.some ? "◐" : "";
        button.setAttribute("aria-pressed", now.off ? "true" : now.some ? "mixed" : "false");
        if (sign.textContent !== text) sign.textContent = text;
      }
      for (const [holds, note] of notes) note.hidden = !holds(interventions, off);
    },
  };
}
