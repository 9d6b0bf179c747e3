// Chapter 5: a mask whose cells can be clicked, and the weights that it leaves.

import { softmax } from "../layers.js";
import { make } from "../microscope/parts.js";
import { twoPlaces } from "./plane.js";

const NEVER = "−∞", LINES = ["scores", "their softmax", "masked", "their softmax"]; // of a row, step by step
const every = (T, make) => Array.from({ length: T }, (_, t) => Array.from({ length: T }, (_, s) => make(t, s)));
const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

// The weights of a row of scores (T). A row that may look at nothing gets the same weight everywhere, as in
// attention.py, which writes the lowest number in place of −∞.
export function weightsOf(scores, may) {
  if (!may.some(Boolean)) return scores.map(() => 1 / scores.length);
  return softmax(scores.map((score, s) => (may[s] ? score : -Infinity)));
}

// What a mask does to a row. names: of the tokens; may: at which of them it may look.
function wordsOf(name, names, may) {
  const seen = names.filter((_, s) => may[s]);
  if (seen.length) {
    const away = `A masked score is ${NEVER}, and e to the power of ${NEVER} is 0: the weight is exactly 0, and ` +
      "the others share what it had.";
    return `${name} may look at ${listed(seen)}. ${seen.length < names.length ? away : ""}`;
  }
  return `${name} may look at nothing. All its scores are ${NEVER}. Softmax takes ${NEVER} minus ${NEVER}, which is ` +
    `not a number (NaN). With the lowest number in place of ${NEVER}, as in this book, all scores are equal: each ` +
    "weight is 1 divided by the number of tokens, which is finite but means nothing.";
}

// A table of T by T cells with the tokens around it. cells(t): those of a row, as td.
function squareOf(tokens, label, cells) {
  const heads = tokens.map((token) => make("th", { scope: "col", className: "token" }, make("span", {}, token)));
  const lines = tokens.map((token, t) => make("tr", {}, make("th", { scope: "row" }, token), ...cells(t)));
  const head = make("thead", {}, make("tr", {}, make("td"), ...heads)), body = make("tbody", {}, ...lines);
  return { element: make("table", { className: "square", "aria-label": label }, head, body), lines };
}

// One row before and after the mask. Returns {element, show(name, scores, may)}.
function makeRow(tokens) {
  const title = make("p", { className: "title" }), rows = LINES.map(() => tokens.map(() => make("td")));
  const heads = tokens.map((token) => make("th", { scope: "col" }, token));
  const head = make("thead", {}, make("tr", {}, make("td"), ...heads));
  const body = rows.map((cells, i) => make("tr", {}, make("th", { scope: "row" }, LINES[i]), ...cells));
  return {
    element: make("div", { className: "wide" }, title, make("table", {}, head, make("tbody", {}, ...body))),
    show(name, scores, may) {
      title.textContent = `The row of ${name}, step by step`;
      const lines = [scores, softmax(scores), scores, weightsOf(scores, may)].map((values) => values.map(twoPlaces));
      lines[2] = lines[2].map((score, s) => (may[s] ? score : NEVER));
      rows.forEach((cells, i) => cells.forEach((cell, s) => (cell.textContent = lines[i][s])));
    },
  };
}

export function makeMask(frame, { tokens, scores, pads }) {
  const T = tokens.length, names = tokens.map((token, t) => (tokens.indexOf(token) === t ? token : `${token} (${t})`));
  const MASKS = {
    none: ["No mask", every(T, () => true)],
    causal: ["Causal", every(T, (t, s) => s <= t)],
    padding: ["Padding", every(T, (t, s) => !pads.includes(s))],
    both: ["Causal and padding", every(T, (t, s) => s <= t && !pads.includes(s))],
  };
  let mask = MASKS.causal[1], row = 1, at = [1, 2]; // row: the one shown step by step; at: the cell that Tab leads to

  const choices = Object.entries(MASKS).map(([name, [label, chosen]]) => {
    const button = make("button", { type: "button", textContent: label, onclick: () => change(chosen, row) });
    button.dataset.testid = `piece-mask-${name}`;
    return { button, chosen };
  });
  const cells = every(T, (t, s) => {
    const button = make("button", { type: "button", onclick: () => toggle(t, s) });
    button.addEventListener("keydown", (event) => walk(event, t, s));
    button.dataset.testid = `piece-cell-${t}-${s}`;
    button.addEventListener("focus", () => (at = [t, s]));
    return button;
  });
  const weights = every(T, (t, s) => make("td", { "data-testid": `piece-weight-${t}-${s}` }));
  const tables = [
    squareOf(tokens, "scores, and which are masked", (t) => cells[t].map((button) => make("td", {}, button))),
    squareOf(tokens, "weights after the softmax", (t) => weights[t]),
  ];
  const steps = makeRow(tokens), word = make("p", { "aria-live": "polite", "data-testid": "piece-word" });

  function toggle(t, s) {
    const changed = mask[t].map((may, other) => may !== (other === s));
    change(mask.map((own, other) => (other === t ? changed : own)), t);
  }

  function change(next, chosenRow) {
    mask = next;
    row = chosenRow;
    show();
  }

  function walk(event, t, s) {
    const way = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const [down, right] = [t + way[0], s + way[1]].map((place) => Math.min(T - 1, Math.max(0, place)));
    cells[down][right].focus();
    show();
  }

  function showCell(t, s, share) {
    const button = cells[t][s], score = twoPlaces(scores[t][s]), may = mask[t][s];
    button.textContent = may ? score : NEVER;
    button.setAttribute("aria-pressed", may);
    button.setAttribute("aria-label", `${names[t]} may look at ${names[s]}, score ${score}`);
    button.tabIndex = at[0] === t && at[1] === s ? 0 : -1;
    weights[t][s].textContent = twoPlaces(share);
    weights[t][s].style.setProperty("--share", share);
    weights[t][s].classList.toggle("nothing", !mask[t].some(Boolean));
  }

  function show() {
    choices.forEach(({ button, chosen }) => button.setAttribute("aria-pressed", String(chosen) === String(mask)));
    scores.forEach((own, t) => weightsOf(own, mask[t]).forEach((share, s) => showCell(t, s, share)));
    for (const { lines } of tables) lines.forEach((line, t) => line.classList.toggle("chosen", t === row));
    steps.show(names[row], scores[row], mask[row]);
    word.textContent = wordsOf(names[row], names, mask[row]);
  }

  const titled = (title, { element }) => make("div", {}, make("p", { className: "title" }, title), element);
  frame.append(
    make("div", { className: "bar", role: "group", "aria-label": "Masks" }, ...choices.map(({ button }) => button)),
    make(
      "div",
      { className: "pair" },
      titled("Scores: click a cell to mask it", tables[0]),
      titled("Weights after the softmax", tables[1]),
    ),
    steps.element,
    word,
  );
  show();
  return { show };
}
