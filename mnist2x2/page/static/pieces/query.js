// Chapter 3: a query among three keys. Scores, weights and the mean of the values follow what is moved.

import { softmax } from "../layers.js";
import { make } from "../microscope/parts.js";
import { makeMark, makePlane, pairOf, twoPlaces } from "./plane.js";

const KEYS = { low: -3, high: 3 }, VALUES = { low: -1, high: 9 }; // what the planes show
const SHAPES = ["square", "triangle", "diamond"], DOUBLINGS = 3; // of the temperature, in both directions
const TITLES = ["", "key", "score q·k/√2", "weight", "value"];

// Scores, weights and the mean of the values. Queries and keys have two entries, hence the root of 2.
export function attend({ query, keys, values }, temperature) {
  const scores = keys.map((key) => (query[0] * key[0] + query[1] * key[1]) / Math.sqrt(2));
  const weights = softmax(scores.map((score) => score / temperature));
  const mean = [0, 1].map((i) => values.reduce((sum, value, s) => sum + weights[s] * value[i], 0));
  return { scores, weights, mean };
}

// The numbers of the keys. Returns {element, show(keys, {scores, weights})}.
function makeNumbers(values) {
  const rows = values.map((value, k) => {
    const [key, score, weight] = ["key", "score", "weight"].map((name) => {
      return make("td", { "data-testid": `piece-${name}-value-${k}` });
    });
    const name = make("th", { scope: "row" }, makeMark(SHAPES[k], `key-${k}`), ` ${k}`);
    return { key, score, weight, row: make("tr", {}, name, key, score, weight, make("td", {}, pairOf(value))) };
  });
  const heads = TITLES.map((title) => make(title ? "th" : "td", title ? { scope: "col" } : {}, title));
  const body = make("tbody", {}, ...rows.map(({ row }) => row));
  return {
    element: make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body),
    show(keys, { scores, weights }) {
      rows.forEach(({ key, score, weight }, k) => {
        key.textContent = pairOf(keys[k]);
        score.textContent = twoPlaces(scores[k]);
        weight.textContent = twoPlaces(weights[k]);
        weight.style.setProperty("--share", weights[k]);
      });
    },
  };
}

// A slider for the temperature, in powers of two. Returns {element, reset()}.
function makeTemperature(changed) {
  const degree = make("output", { "data-testid": "piece-degree" });
  const range = { min: -DOUBLINGS, max: DOUBLINGS, step: 0.25, value: 0 };
  const slider = make("input", { type: "range", ...range, oninput: follow });
  slider.dataset.testid = "piece-temperature";

  function follow() {
    const temperature = 2 ** slider.value, said = String(Number(temperature.toPrecision(2)));
    degree.textContent = said;
    slider.setAttribute("aria-valuetext", said);
    changed(temperature);
  }

  const reset = () => {
    slider.value = 0;
    follow();
  };
  return { element: make("label", {}, "Temperature ", slider, " ", degree), reset };
}

export function makeQuery(frame, given) {
  const state = { query: given.query, keys: given.keys, values: given.values, temperature: 1 };
  let now = attend(state, 1);
  const change = (patch) => {
    Object.assign(state, patch);
    show();
  };
  const keys = given.keys.map((_, k) => ({
    name: `key-${k}`,
    label: `key ${k}`,
    shape: SHAPES[k],
    at: () => state.keys[k],
    move: (at) => change({ keys: state.keys.map((key, other) => (other === k ? at : key)) }),
  }));
  const values = given.values.map((value, k) => {
    return { name: `key-${k}`, label: `value ${k}`, shape: SHAPES[k], at: () => value };
  });
  const own = { name: "query", shape: "circle" }, move = (at) => change({ query: at });
  const query = { ...own, label: "query", at: () => state.query, move, from: true };
  const planes = [
    makePlane({ ...KEYS, label: "query and keys", points: [...keys, query] }),
    makePlane({
      ...VALUES,
      label: "values and their weighted mean",
      points: [...values, { ...own, label: "mean", at: () => now.mean }],
      lines: values.map(({ name }) => ["query", name]),
      thick: (k) => 0.5 + 8 * now.weights[k],
    }),
  ];
  const numbers = makeNumbers(given.values), mean = make("output", { "data-testid": "piece-mean" });
  const heat = makeTemperature((temperature) => change({ temperature }));
  const again = make("button", { type: "button", textContent: "Begin again", onclick: begin });

  function begin() {
    Object.assign(state, { query: given.query, keys: given.keys });
    heat.reset();
  }

  function show() {
    now = attend(state, state.temperature);
    planes.forEach((plane) => plane.show());
    numbers.show(state.keys, now);
    mean.textContent = pairOf(now.mean, twoPlaces);
  }

  const titled = (title, { element }) => make("div", {}, make("p", { className: "title" }, title), element);
  frame.append(
    make(
      "div",
      { className: "pair" },
      titled("Query and keys: drag them, or press the arrow keys", planes[0]),
      titled("Values, and their weighted mean", planes[1]),
    ),
    make("div", { className: "bar" }, heat.element, again),
    numbers.element,
    make("p", { "aria-live": "polite" }, "The query gets the weighted mean of the values, ", mean, "."),
  );
  begin();
  return { show };
}
