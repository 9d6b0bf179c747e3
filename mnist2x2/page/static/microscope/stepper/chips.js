// The tokens of an answer as chips to step through, each with the bits of the choice that led to it, and the
// probabilities of one step as bars to choose another token from.

import { likeliest } from "../../model.js";
import { allBits, chance, labelOf, probabilitiesOf, ranked, rowOf, SPACE } from "../next_tokens.js";
import { stepSaid } from "../names.js";
import { make } from "../parts.js";
import { takenAt } from "./view.js";

export const HEIGHT = 28; // of the tallest bar over a chip, in pixels
const LEAST_SCALE = 2; // bits of the tallest bar, at least

// Each step that is shown: {token: null if there is no room for one, label, bits, given: whether the reader gave it,
// open: whether it is not yet written}.
export function stepsOf({ model: { tokenizer }, trace, state: { beginning } }, { steps, written, temperature }) {
  const count = written == null ? steps : written + 1, bits = allBits(trace, temperature);
  return Array.from({ length: count }, (_, t) => {
    const token = takenAt(trace, t, tokenizer), open = t === written, given = t < beginning.length && !open;
    const label = open ? "?" : token == null ? "no room" : labelOf(tokenizer, token);
    return { token, label, given, open, bits: bits[t] };
  });
}

export const scaleOf = (shown) => Math.max(LEAST_SCALE, ...shown.map(({ bits }) => bits));

function inWords({ label, bits, given, open }, t) {
  const step = open ? `step ${t + 1}, not yet written` : stepSaid(t, label === SPACE ? "space" : label);
  return `${step}${given ? ", given by you" : ""}, ${bits.toFixed(2)} bits`;
}

// choose(t): called when a step is chosen. Returns {element, show(steps as stepsOf makes them, the chosen step)}.
export function makeChips(choose) {
  const first = make("span", { className: "chip still" }, make("b", { textContent: "<start>" }));
  const element = make("div", { className: "chips", role: "toolbar" }, first);
  element.setAttribute("aria-label", "The steps of the answer: arrow keys move through them");
  const chips = [];
  let count = 0, at = 0;

  function add(t) {
    const parts = ["bits", "stick", "token", "note"].map((name) => make("span", { className: name }));
    const button = make("button", { type: "button", className: "chip", onclick: () => choose(t) }, ...parts);
    button.dataset.testid = `microscope-chip-${t}`;
    const [bits, stick, token, note] = parts;
    chips.push({ button, bits, stick, token, note });
    element.append(button);
  }

  element.addEventListener("keydown", (event) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0 || to >= count) return;
    choose(to);
    chips[to].button.focus();
  });

  return {
    element,
    show(shown, chosen) {
      const scale = scaleOf(shown);
      [count, at] = [shown.length, chosen];
      while (chips.length < count) add(chips.length);
      chips.forEach(({ button, bits, stick, token, note }, t) => {
        button.hidden = t >= count;
        if (button.hidden) return;
        const own = shown[t];
        bits.textContent = own.bits.toFixed(2);
        stick.style.height = `${(HEIGHT * own.bits) / scale}px`;
        token.textContent = own.label;
        note.textContent = own.given ? "given" : "";
        button.setAttribute("aria-label", inWords(own, t));
        button.setAttribute("aria-pressed", t === chosen);
        button.tabIndex = t === chosen ? 0 : -1;
      });
    },
  };
}

// give(token): called when another token is chosen for the step. Returns {element, show(model, trace, t, {temperature,
// top}, open: whether no token is written there yet, none: why no token can be given there, or "")}.
export function makeBars(give) {
  const element = make("div", { className: "chances", role: "group" });
  let rows = [], known = null;

  function build(tokenizer) {
    known = tokenizer;
    rows = tokenizer.tokens.map((_, token) => {
      const parts = ["token", "track", "number", "note"].map((name) => make("span", { className: name }));
      const [label, track, number, note] = parts, bar = make("i"), can = token < tokenizer.start;
      track.append(bar);
      label.textContent = labelOf(tokenizer, token);
      const row = make(can ? "button" : "div", { className: "chance" }, ...parts);
      if (can) Object.assign(row, { type: "button", onclick: () => give(token) });
      row.dataset.testid = `microscope-chance-${token}`;
      return { row, bar, number, note, can };
    });
    element.replaceChildren(...rows.map(({ row }) => row));
  }

  return {
    element,
    show({ tokenizer }, trace, t, { temperature, top }, open, none) {
      if (known !== tokenizer) build(tokenizer);
      const logits = rowOf(trace, t), probabilities = probabilitiesOf(logits, temperature), best = likeliest(logits);
      const taken = open ? null : takenAt(trace, t, tokenizer);
      const least = top ? logits[ranked(logits)[top - 1]] : -Infinity;
      element.setAttribute("aria-label", `Probabilities at step ${t + 1}. Press a token to write it here instead`);
      rows.forEach(({ row, bar, number, note, can }, token) => {
        const out = logits[token] < least && "not sampled";
        const notes = [token === taken && "taken", token === best && "likeliest", out];
        const name = token === tokenizer.space ? "space" : tokenizer.tokens[token];
        bar.style.width = `${100 * probabilities[token]}%`;
        number.textContent = chance(probabilities[token]);
        note.textContent = notes.filter(Boolean).join(", ");
        row.classList.toggle("taken", token === taken);
        if (!can) return;
        row.disabled = Boolean(none);
        row.title = none;
        const words = [`${name}: ${number.textContent}`, ...notes.filter(Boolean)].join(", ");
        row.setAttribute("aria-label", `${words}. Write it at step ${t + 1}`);
      });
    },
  };
}
