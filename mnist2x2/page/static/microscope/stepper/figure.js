// The panel "Answer" as a figure: the chips with their bits, and the probabilities of the chosen step.

import { chance, labelOf, probabilitiesOf, rowOf } from "../next_tokens.js";
import { HEIGHT, scaleOf, stepsOf } from "./chips.js";
import { textSvg } from "../svg.js";

const CHIP = 52, TALL = HEIGHT + 58, IN_A_ROW = 12, LINE = 16;
const box = (x, y, width, height, more) => `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${more}/>`;

function chipSvg({ label, bits, given }, scale, chosen, x, y) {
  const tall = (HEIGHT * bits) / scale, frame = `fill="#fff" stroke="#1f2328" stroke-width="${chosen ? 2.5 : 0.75}"`;
  return [
    textSvg(bits.toFixed(2), x + 8, y + 12, 10),
    box(x + 8, y + 16 + HEIGHT - tall, 28, tall, 'fill="#b84a00"'),
    box(x, y + 18 + HEIGHT, CHIP - 8, 22, `rx="4" ${frame}`),
    textSvg(label, x + 4, y + 33 + HEIGHT, label.length > 4 ? 9 : 13),
    given ? textSvg("given", x + 4, y + 50 + HEIGHT, 9) : "",
  ].join("");
}

// For figureSvg. scope, view: see stepper/view.js; choice: the step in words.
export function stepperFigure(scope, view, choice) {
  const { model: { tokenizer }, trace } = scope, shown = stepsOf(scope, view), scale = scaleOf(shown);
  const chips = shown.map((step, t) => {
    const [row, column] = [Math.floor(t / IN_A_ROW), t % IN_A_ROW];
    return chipSvg(step, scale, t === view.step, 8 + column * CHIP, 4 + row * TALL);
  });
  const top = 12 + Math.ceil(shown.length / IN_A_ROW) * TALL;
  const bars = probabilitiesOf(rowOf(trace, view.step), view.temperature).map((probability, token) => {
    const y = top + token * LINE;
    return textSvg(labelOf(tokenizer, token), 8, y + 12) + box(70, y + 2, 300 * probability, LINE - 4, 'fill="#0b5cad"')
      + textSvg(chance(probability), 380, y + 12);
  });
  return {
    inside: [...chips, ...bars].join(""),
    width: 16 + CHIP * IN_A_ROW,
    height: top + bars.length * LINE,
    caption: [
      `Above: the answer, and the entropy of each choice in bits, at temperature ${view.temperature.toFixed(2)}.`,
      `Below: the probabilities of one step. ${choice}`,
    ],
  };
}
