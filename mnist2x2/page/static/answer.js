// The model's answer: its digits or words, how sure it is of each, and where it looked when it wrote the one pointed
// at, or one letter of it.

import { makeSlot, PLACES } from "./layout.js";

const ORDER = ["first", "second", "third", "fourth", "fifth", "sixth"];
const IN_A_ROW = 4; // words

// "first" for 0, and so on.
export const orderOf = (i) => ORDER[i] ?? `${i + 1}th`;

export const percent = (p) => (p > 0.99 ? ">99%" : p < 0.01 ? "<1%" : `${Math.round(100 * p)}%`);
export const isNoDigit = (steps) => steps.some(({ score }) => score > 0);
export const chanceOf = (steps) => steps.reduce((product, step) => product * step.probabilities[step.token], 1);

const hint = ({ tokenizer: { noun, space }, sure }) =>
  `Select a ${space === null ? noun : "letter"} that the model wrote, to see where it looked.` +
  (noun === "digit" ? "" : ` What it gave less than ${percent(sure)} is written thin.`);

function tint(opacities, layer) {
  if (layer.children.length !== opacities.length) {
    layer.style.setProperty("--across", Math.sqrt(opacities.length));
    layer.replaceChildren(...Array.from(opacities, () => document.createElement("i")));
  }
  opacities.forEach((opacity, i) => (layer.children[i].style.opacity = opacity.toFixed(3)));
}

// Where the model looked in some steps, on average, (S): the mean of their attention.
export function meanLook(steps) {
  if (steps.length === 1) return steps[0].attention;
  return steps[0].attention.map((_, s) => steps.reduce((sum, { attention }) => sum + attention[s], 0) / steps.length);
}

// The share of the attention that each of the four cells gets. attention: (S), a square of patches in row-major order.
export function shares(attention) {
  const across = Math.sqrt(attention.length), cells = [0, 0, 0, 0];
  attention.forEach((weight, patch) => {
    const [row, column] = [Math.floor(patch / across), patch % across];
    cells[2 * Math.floor((2 * row) / across) + Math.floor((2 * column) / across)] += weight;
  });
  return cells;
}

// What the model could have written instead in a step, if it is not too unlikely.
function insteadOf({ token, probabilities }, { tokens, start, space }) {
  const said = (other) => `${other === space ? "a space" : tokens[other]} (${percent(probabilities[other])})`;
  const others = [...Array(start).keys()].filter((other) => other !== token && probabilities[other] >= 0.01);
  others.sort((a, b) => probabilities[b] - probabilities[a]);
  return others.length ? `, else ${others.slice(0, 2).map(said).join(" or ")}` : "";
}

// prediction, probabilities: the elements for the words or digits and for how sure the model is of each; layers: the
// elements that show attention over a picture; words: the element for the explanation.
export function makeAnswer({ prediction, probabilities, layers, words }) {
  const slots = []; // where words are shown: {slot, button, gap, chance}
  let shown = [], reading = null; // shown: the word in each slot, see wordsOf in tokenizer.js, or null
  let hovered = null, chosen = null; // {at: a slot, letter: one letter of its word or null}
  let lit = null; // the same, while nobody points

  const stepsAt = ({ at, letter }) => (letter === null ? shown[at].steps : [shown[at].steps[letter]]);

  function explain({ at, letter }) {
    const { tokenizer } = reading, steps = stepsAt({ at, letter }), said = percent(chanceOf(steps)), { text } = shown[at];
    const order = orderOf(shown.slice(0, at).filter(Boolean).length);
    const cells = shares(meanLook(steps)), most = cells.indexOf(Math.max(...cells));
    const what = letter === null ? `The ${order} ${tokenizer.noun}: ${text}`
      : `Letter ${letter + 1} of ${text}: ${tokenizer.tokens[steps[0].token]}`;
    const several = steps.length > 1, average = several ? ", on average over its letters" : "";
    const how = several ? ` (${said}, the product of its letters)` : ` (${said})${insteadOf(steps[0], tokenizer)}`;
    const odd = isNoDigit(steps) ? " It may be no digit: it is unlike those that the model has learned from." : "";
    return `${what}${how}.${odd} Writing it, the model looks most at the ${PLACES[most]} cell, with ` +
      `${percent(cells[most])} of its attention${average}.`;
  }

  function point() {
    const target = [hovered, chosen, lit].find((each) => each && shown[each.at]?.steps[each.letter ?? 0]);
    const look = target && meanLook(stepsAt(target));
    for (const layer of layers) {
      layer.hidden = !look;
      if (look) tint(Array.from(look, (weight) => weight / Math.max(...look)), layer);
    }
    slots.forEach(({ button }, at) => {
      const letter = target?.at === at ? target.letter : undefined;
      button.classList.toggle("pointed", letter === null);
      [...button.children].forEach((each, i) => each.classList.toggle("pointed", letter === i));
    });
    const text = target ? explain(target) : shown.some(Boolean) ? hint(reading) : "";
    words.setAttribute("aria-live", target && target === lit ? "off" : "polite"); // nobody asked for it
    if (words.textContent !== text) words.textContent = text;
  }

  function addSlot() {
    const parts = makeSlot(), { button } = parts, at = slots.length;

    function pointedAt({ target }) {
      const letter = [...button.children].indexOf(target);
      return { at, letter: letter < 0 ? null : letter };
    }

    function press(event) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], last = button.children.length - 1;
      if (event.key === "Escape") button.blur();
      if (!by || last < 0) return;
      event.preventDefault(); // it would scroll
      const from = chosen?.letter ?? (by > 0 ? -1 : last + 1);
      chosen = { at, letter: Math.min(Math.max(from + by, 0), last) };
      point();
    }

    button.addEventListener("pointerover", (event) => ((hovered = pointedAt(event)), point()));
    button.addEventListener("pointerleave", () => ((hovered = null), point()));
    button.addEventListener("focus", () => ((chosen = { at, letter: null }), point()));
    button.addEventListener("blur", () => ((chosen = null), point()));
    button.addEventListener("click", (event) => {
      button.focus(); // not every browser does so on its own
      chosen = pointedAt(event);
      point();
    });
    button.addEventListener("keydown", press);
    const row = 2 * Math.floor(at / IN_A_ROW) + 1, column = (at % IN_A_ROW) + 1; // see .many in the style sheet
    parts.slot.style.gridArea = `${row} / ${column}`;
    parts.chance.style.gridArea = `${row + 1} / ${column}`;
    slots.push(parts);
    prediction.append(parts.slot);
    probabilities.append(parts.chance);
  }

  function fit(count) {
    while (slots.length < count) addSlot();
    for (const { slot, chance } of slots.splice(count)) {
      slot.remove();
      chance.remove();
    }
    prediction.parentElement.classList.toggle("many", count > IN_A_ROW);
  }

  // Write a word or a digit into its button; a word of several letters, with an element for each.
  function spell(button, { text, steps }) {
    const { tokenizer, sure } = reading;
    const letters = steps.length > 1 ? steps.map((step) => tokenizer.tokens[step.token]) : [];
    if (button.textContent !== text || button.children.length !== letters.length) {
      const parts = letters.map((letter) => Object.assign(document.createElement("span"), { textContent: letter }));
      button.replaceChildren(...(parts.length ? parts : [text]));
    }
    [...button.children].forEach((letter, i) => letter.classList.toggle("unsure", chanceOf([steps[i]]) < sure));
  }

  // What to say of a digit or a word that was written with probability p.
  function doubt({ steps }, p) {
    if (reading.tokenizer.noun === "digit" && isNoDigit(steps)) return `may be no digit, ${percent(p)}`;
    return reading.tokenizer.noun === "digit" && p < reading.sure ? `not sure, ${percent(p)}` : percent(p);
  }

  function fill({ button, gap, chance }, word) {
    const there = Boolean(word?.steps.length), p = there ? chanceOf(word.steps) : 0;
    const unsure = there && (p < reading.sure || isNoDigit(word.steps)), said = there ? doubt(word, p) : "";
    spell(button, word ?? { text: "", steps: [] });
    if (chance.textContent !== said) chance.textContent = said;
    if (gap.data !== (word?.gap ?? "")) gap.data = word?.gap ?? "";
    button.hidden = !there;
    for (const part of [button, chance]) {
      part.classList.toggle("unsure", unsure && !button.children.length);
      part.style.setProperty("--chance", p);
    }
  }

  fit(PLACES.length);
  return {
    // read: see reader.js; drawn: the cells with ink. If there are as many digits or words as these, each is shown
    // in its cell's place.
    show(read, drawn) {
      const { words: written } = read;
      const placed = written.length === drawn.length && written.every((word) => word.steps.length);
      reading = read;
      fit(Math.max(PLACES.length, written.length));
      shown = slots.map(() => null);
      written.forEach((word, i) => (shown[placed ? drawn[i] : i] = word));
      slots.forEach((slot, at) => fill(slot, shown[at]));
      shown = shown.map((word) => (word?.steps.length ? word : null));
      if (!shown[chosen?.at]) chosen = null; // a hidden element loses the focus without a blur event
      prediction.classList.toggle("spelled", reading.tokenizer?.noun === "word");
      point();
    },
    // Show where the model looked when it wrote what is in a slot, or stop, given null. Returns whether it is written.
    light(at) {
      lit = at === null ? null : { at, letter: null };
      point();
      return Boolean(lit && shown[at]);
    },
    leave() {
      [hovered, chosen] = [null, null];
      point();
    },
  };
}
