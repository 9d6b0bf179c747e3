// The model's answer: its digits, how sure it is of each, and where it looked when it wrote the one pointed at.

import { PLACES } from "./layout.js";

// If the probability of the digit it writes is below this, the model is "not sure". benchmarks/drawn_digits.py measures
// how often it is wrong then.
export const SURE = 0.9;
const HINT = "Point at a digit that the model wrote, to see where it looked.";
const ORDER = ["first", "second", "third", "fourth"];

const percent = (p) => (p > 0.99 ? ">99%" : p < 0.01 ? "<1%" : `${Math.round(100 * p)}%`);

function tint(opacities, layer) {
  if (layer.children.length !== opacities.length) {
    layer.style.setProperty("--across", Math.sqrt(opacities.length));
    layer.replaceChildren(...Array.from(opacities, () => document.createElement("i")));
  }
  opacities.forEach((opacity, i) => (layer.children[i].style.opacity = opacity.toFixed(3)));
}

// The share of the attention that each of the four cells gets. attention: (S), a square of patches in row-major order.
function shares(attention) {
  const across = Math.sqrt(attention.length), cells = [0, 0, 0, 0];
  attention.forEach((weight, patch) => {
    const [row, column] = [Math.floor(patch / across), patch % across];
    cells[2 * Math.floor((2 * row) / across) + Math.floor((2 * column) / across)] += weight;
  });
  return cells;
}

// digits: four buttons; chances: an element for the probability of each; layers: the elements that show attention over
// a picture; words: the element for the explanation.
export function makeAnswer({ digits, chances, layers, words }) {
  let steps = [null, null, null, null]; // in the order of the buttons
  let hovered = null, chosen = null;

  function explain(at) {
    const { token, probabilities, attention } = steps[at];
    const said = (digit) => `${digit} (${percent(probabilities[digit])})`;
    const others = [...Array(10).keys()].filter((digit) => digit !== token && probabilities[digit] >= 0.01);
    others.sort((a, b) => probabilities[b] - probabilities[a]);
    const instead = others.length ? `, else ${others.slice(0, 2).map(said).join(" or ")}` : "";
    const cells = shares(attention), most = cells.indexOf(Math.max(...cells));
    const order = ORDER[steps.slice(0, at).filter(Boolean).length];
    return `The ${order} digit: ${said(token)}${instead}. Writing it, the model looks most at the ${PLACES[most]} ` +
      `cell, with ${percent(cells[most])} of its attention.`;
  }

  function point() {
    const at = hovered ?? chosen, step = at === null ? null : steps[at];
    for (const layer of layers) {
      layer.hidden = !step;
      if (step) tint(Array.from(step.attention, (weight) => weight / Math.max(...step.attention)), layer);
    }
    digits.forEach((digit, i) => digit.classList.toggle("pointed", Boolean(step) && i === at));
    const text = step ? explain(at) : steps.some(Boolean) ? HINT : "";
    if (words.textContent !== text) words.textContent = text;
  }

  digits.forEach((digit, i) => {
    digit.addEventListener("pointerenter", () => ((hovered = i), point()));
    digit.addEventListener("pointerleave", () => ((hovered = null), point()));
    digit.addEventListener("focus", () => ((chosen = i), point()));
    digit.addEventListener("blur", () => ((chosen = null), point()));
    digit.addEventListener("click", () => digit.focus()); // not every browser does so on its own
    digit.addEventListener("keydown", (event) => event.key === "Escape" && digit.blur());
  });

  return {
    // reading: what readGrid returns; drawn: the cells with ink. If there are as many digits as these, each digit is
    // shown in its cell's place.
    show(reading, drawn) {
      const places = reading.steps.length === drawn.length ? drawn : [0, 1, 2, 3];
      steps = [null, null, null, null];
      reading.steps.forEach((step, i) => (steps[places[i]] = step));
      steps.forEach((step, i) => {
        const text = step ? String(step.token) : "", chance = step ? step.probabilities[step.token] : 0;
        const said = step ? (chance < SURE ? `not sure, ${percent(chance)}` : percent(chance)) : "";
        if (digits[i].textContent !== text) digits[i].textContent = text;
        if (chances[i].textContent !== said) chances[i].textContent = said;
        digits[i].hidden = !step;
        if (!step && chosen === i) chosen = null; // a hidden element loses the focus without a blur event
        for (const part of [digits[i], chances[i]]) {
          part.classList.toggle("unsure", Boolean(step) && chance < SURE);
          part.style.setProperty("--chance", chance);
        }
      });
      point();
    },
    leave() {
      [hovered, chosen] = [null, null];
      point();
    },
  };
}
