// Drawing answers by their probabilities: how hot, from how many tokens, with which seed, and what comes out how often.

import { drawing, mulberry32, shownText } from "../next_tokens.js";
import { make } from "../parts.js";
import { MANY, nextSeed, TEMPERATURES } from "./view.js";
import { writeOn } from "../trace.js";

// Draw `count` answers; yields between two of them. Returns distinct ones, {tokens: without <start>, finished, times},
// the most frequent first.
export function* drawn(model, trace, { count, temperature, top, seed, ...options }) {
  const choose = drawing(model.tokenizer, { temperature, top, random: mulberry32(seed) }), known = new Map();
  for (let i = 0; i < count; i++) {
    const { tokens, finished } = writeOn(model, trace.memory, { ...options, choose }), key = `${tokens} ${finished}`;
    if (!known.has(key)) known.set(key, { tokens: tokens.slice(1), finished, times: 0 });
    known.get(key).times++;
    yield;
  }
  return [...known.values()].sort((a, b) => b.times - a.times);
}

function field(label, attributes, testid) {
  const input = make("input", attributes);
  input.dataset.testid = testid;
  return { input, element: make("label", {}, `${label} `, input) };
}

// look(own): changes the view; draft(own): shows it while a slider moves; goOn(tokens): puts an answer into the run.
// Returns {element, settings: the part with temperature and top-k, show(view, model), list(answers, view, model)}.
export function makeSamples({ look, draft, goOn }) {
  const [min, max] = TEMPERATURES, number = { type: "number", inputMode: "numeric" };
  const heat = field("Temperature", { type: "range", min, max, step: 0.05 }, "microscope-temperature");
  const shownHeat = make("output");
  const top = field("Top-k: only from the k likeliest (0: all)", { ...number, min: 0 }, "microscope-top");
  const seed = field("Seed", { ...number, min: 0, max: 2 ** 32 - 1 }, "microscope-seed");
  const list = make("ul", { className: "answers" }), said = make("p", { className: "said", role: "status" });
  let view = null, listed = "";

  heat.element.append(" ", shownHeat);
  heat.input.addEventListener("input", () => draft({ temperature: Number(heat.input.value) }));
  heat.input.addEventListener("change", () => look({ temperature: Number(heat.input.value) }));
  for (const [name, input] of [["top", top.input], ["seed", seed.input]]) {
    input.addEventListener("change", () => {
      input.value = Math.min(Math.max(Math.round(Number(input.value)) || 0, 0), Number(input.max));
      look({ [name]: Number(input.value) });
    });
  }
  const one = make("button", { type: "button", textContent: "Sample", onclick: () => draw(1) });
  const many = make("button", { type: "button", textContent: `Sample ${MANY}`, onclick: () => draw(MANY) });
  [one.dataset.testid, many.dataset.testid] = ["microscope-sample", "microscope-sample-many"];
  list.dataset.testid = "microscope-samples";

  // What is drawn already is drawn anew with the next seed.
  const draw = (count) => look({ sampled: count, seed: view.sampled === count ? nextSeed(view.seed) : view.seed });

  function itemOf({ tokens, finished, times }, model) {
    const text = `${shownText(model.tokenizer, tokens) || "nothing"}${finished ? "" : " …"}`;
    const button = make("button", { type: "button", textContent: "Go on from this", onclick: () => goOn(tokens) });
    button.setAttribute("aria-label", `Go on from ${text}`);
    button.disabled = !tokens.length;
    return make("li", {}, make("span", { textContent: `${times} ×` }), make("b", { textContent: text }), button);
  }

  return {
    settings: make("div", { className: "bar" }, heat.element, top.element),
    element: make("div", {}, make("div", { className: "bar" }, seed.element, one, many), said, list),

    show(now, { tokenizer }) {
      view = now;
      shownHeat.textContent = now.temperature.toFixed(2);
      top.input.max = tokenizer.tokens.length;
      for (const [input, value] of [[heat.input, now.temperature], [top.input, now.top], [seed.input, now.seed]]) {
        if (document.activeElement !== input || input === heat.input) input.value = value;
      }
    },

    list(answers, { sampled, seed: own, temperature, top: most }, model) {
      const from = most ? `the ${most} likeliest tokens` : "all tokens";
      const how = `Seed ${own}, temperature ${temperature.toFixed(2)}, from ${from}`;
      const about = `${how}; <start> and <pad> are never sampled.`;
      said.hidden = !sampled;
      said.textContent = !sampled ? "" : answers ? about : "Sampling …";
      const key = JSON.stringify(answers);
      if (key === listed) return;
      listed = key;
      list.replaceChildren(...(answers ?? []).map((answer) => itemOf(answer, model)));
    },
  };
}
