// One number: the formula, the numbers that made it with a bar for what each contributes, and their sum.

import { makeBar } from "./bar.js";
import { makeByParts } from "./by_parts.js";
import { sayNumber } from "./sheet.js";
import { tableOf } from "./stages.js";
import { numberWords, placeIn, shapeWords, tensorWords } from "./words.js";
import { explain } from "./operands.js";
import { largest, make, makeTable, short } from "../parts.js";
import { textSvg } from "../svg.js";

const FEW = 12; // operands that are shown at first
const signed = (value) => (value > 0 ? `+${short(value)}` : short(value)); // never a colour alone
const shown = (value) => (value === -Infinity ? "−∞" : short(value, 6));

const MOVES = [
  ["←", "one to the left", 0, -1],
  ["→", "one to the right", 0, 1],
  ["↑", "one up", -1, 0],
  ["↓", "one down", 1, 0],
];

// A row for an operand. step(name, index) is called with what one goes back to.
function makeRow(step) {
  let operand = null, told = "";
  const label = make("button", { type: "button", "data-testid": "microscope-operand" });
  const factor = make("button", { type: "button", "data-testid": "microscope-factor" });
  const plain = make("span"), value = make("td"), contribution = make("span"), bar = makeBar();
  label.onclick = () => step(operand.name, operand.index);
  factor.onclick = () => step(operand.factorOf.name, operand.factorOf.index);
  const element = make("tr", {}, make("th", { scope: "row" }, label), value, make("td", {}, factor, plain),
    make("td", {}, make("div", { className: "result" }, contribution, bar.element)));
  return {
    element,
    show(lens, next, most, share) {
      operand = next;
      element.classList.toggle("own", !!next.own);
      label.textContent = next.own ? `${next.label} (this one)` : next.label;
      value.textContent = short(next.value);
      factor.hidden = !next.factorOf;
      factor.textContent = plain.textContent = next.factor == null ? "" : `× ${short(next.factor)}`;
      if (next.power != null) plain.textContent = short(next.power);
      plain.hidden = !factor.hidden;
      const made = next.factorOf ? `${next.factorOf.name} ${next.factorOf.index}` : "";
      if (made && made !== told) factor.title = numberWords(lens, next.factorOf.name, next.factorOf.index);
      told = made;
      contribution.textContent = share ? short(next.contribution) : signed(next.contribution);
      bar.show(next.contribution, most);
    },
  };
}

// The numbers around it: the tensor with the number marked, to go to another one.
function makeAround(tools) {
  const { scope, lensNow, pick } = tools, title = make("h3"), place = make("div"), tables = new Map();
  let where = null; // {name, index, head, table}
  const go = (rows, columns) => {
    const { row, column } = where.table.placeOf(where.index), to = [row + rows, column + columns];
    if (to[0] < 0 || to[1] < 0 || to[0] >= where.table.rows || to[1] >= where.table.columns) return;
    pick(where.name, where.table.indexOf(...to));
  };
  const buttons = MOVES.map(([textContent, label, rows, columns]) => make("button", {
    type: "button", textContent, "aria-label": label, title: label, onclick: () => go(rows, columns),
  }));
  const tableFor = (columns) => {
    const side = Math.max(2, Math.min(14, Math.floor(400 / columns)));
    if (!tables.has(side)) {
      const indexAt = ({ row, column }) => where.table.indexOf(row, column);
      tables.set(side, { side, ...makeTable({
        frame: scope.frame,
        label: "the numbers around it",
        side,
        say: (at) => sayNumber(lensNow(), where.name, indexAt(at)),
        pick: (at) => pick(where.name, indexAt(at)),
      }) });
    }
    return tables.get(side);
  };
  return {
    element: make("section", { className: "part" }, title, make("div", { className: "choice" }, ...buttons), place),
    show(lens, name, index) {
      const { head } = placeIn(lens.tensor(name), index), table = tableOf(lens, name, head);
      const own = tableFor(table.columns), inHead = head == null ? "" : `, head ${head}`;
      where = { name, index, table };
      title.textContent = `All of ${tensorWords(name)}${inHead} ${shapeWords(lens, name, head != null)}`;
      if (place.firstChild !== own.element) place.replaceChildren(own.element);
      const hairs = own.side < 8 && table.rows > 12;
      own.show(table.values, table.rows, table.columns, { marked: table.placeOf(index), hairs });
    },
  };
}

// The same as a figure: the largest operands as bars.
function figureOf(lens, { name, index, operands, constant, formula, value }) {
  const first = operands.slice(0, 24), most = largest(first.map(({ contribution }) => contribution)) || 1;
  const lines = first.map(({ label, value: own, factor, contribution }, i) => {
    const y = 66 + 18 * i, size = (90 * Math.abs(contribution)) / most, [x, fill] = contribution < 0
      ? [420 - size, "#0b5cad"]
      : [420, "#b84a00"];
    const bar = `<rect x="${x}" y="${y - 10}" width="${size}" height="12" fill="${fill}"/>`;
    const product = `${short(own)}${factor == null ? "" : ` × ${short(factor)}`}`;
    return textSvg(label, 8, y) + textSvg(product, 190, y) + bar + textSvg(signed(contribution), 520, y);
  });
  const left = operands.length - first.length, y = 66 + 18 * first.length;
  const rest = [left && `and ${left} more`, constant && `${constant.label} ${signed(constant.value)}`].filter(Boolean);
  const head = textSvg(numberWords(lens, name, index), 8, 20, 14) + textSvg(`${shown(value)} = ${formula}`, 8, 42);
  return { inside: head + lines.join("") + textSvg(rest.join("; "), 8, y), width: 600, height: y + 8 };
}

// The choice of how a logit is explained. choose(by): called when another way is chosen.
function makeWays(choose) {
  const ways = [["parts", "By parts of the model"], ["numbers", "By the numbers before it"]];
  const buttons = ways.map(([by, textContent]) => {
    const button = make("button", { type: "button", textContent, onclick: () => choose(by) });
    button.dataset.testid = `microscope-by-${by}`;
    return button;
  });
  return {
    element: make("div", { className: "choice", role: "group", "aria-label": "What made this logit" }, ...buttons),
    show: (by) => buttons.forEach((button, i) => button.setAttribute("aria-pressed", ways[i][0] === by)),
  };
}

// tools: {scope, lensNow, step(name, index): go back to an operand, pick(name, index): go to another number,
// showAll(all), explainBy(by), and what anatomy/by_parts.js needs}.
export function makeNumber(tools) {
  const { scope, step } = tools, rows = [], facts = make("dl", { className: "facts" });
  const [kind, note] = ["what", "what"].map((className) => make("p", { className }));
  const value = make("p", { className: "value", "data-testid": "microscope-value" });
  const formula = make("p", { className: "formula", "data-testid": "microscope-formula" });
  const columns = Array.from({ length: 4 }, () => make("th", { scope: "col" }));
  const body = make("tbody"), constant = makeRow(step), sumWords = make("th", { scope: "row", colSpan: 3 });
  const sum = make("td", { "data-testid": "microscope-sum" }), restSum = make("td");
  const more = make("button", { type: "button", "data-testid": "microscope-more", onclick: () => tools.showAll(!all) });
  const rest = make("tr", {}, make("th", { scope: "row", colSpan: 3 }, more), restSum);
  const foot = make("tfoot", {}, rest, constant.element, make("tr", {}, sumWords, sum));
  const head = make("thead", {}, make("tr", {}, ...columns)), caption = make("caption");
  const table = make("table", { className: "operands" }, caption, head, body, foot), around = makeAround(tools);
  const rounded = make("p", { className: "what" }, "Numbers are rounded for reading; sums use all digits.");
  const ways = makeWays(tools.explainBy), byParts = makeByParts(tools);
  const byNumbers = make("div", {}, formula, kind, note, facts, table, rounded);
  let all = false, last = null;

  function showFacts(list) {
    while (facts.children.length < 2 * list.length) facts.append(make("dt"), make("dd"));
    [...facts.children].forEach((element, i) => {
      const fact = list[Math.floor(i / 2)];
      element.hidden = !fact;
      if (fact) element.textContent = i % 2 ? short(fact.value) : fact.label;
    });
  }

  function showOperands(lens, { operands, constant: fixed, share }) {
    const count = all ? operands.length : Math.min(FEW, operands.length);
    const most = largest(operands.map(({ contribution }) => contribution).concat(fixed?.value ?? 0));
    while (rows.length < count) {
      rows.push(makeRow(step));
      body.append(rows.at(-1).element);
    }
    rows.forEach(({ element, show }, i) => {
      element.hidden = i >= count;
      if (i < count) show(lens, operands[i], most, share);
    });
    rest.hidden = operands.length <= FEW;
    const left = operands.slice(FEW).reduce((total, { contribution }) => total + contribution, 0);
    more.textContent = all ? `Show only the first ${FEW}` : `Show the other ${operands.length - FEW}`;
    restSum.textContent = all ? "" : share ? short(left) : signed(left);
    constant.element.hidden = !fixed;
    if (!fixed) return;
    constant.show(lens, { ...fixed, factor: null, contribution: fixed.value }, most, false);
    constant.element.querySelector("button").disabled = !fixed.name;
  }

  return {
    element: make("div", { className: "one" }, value, ways.element, byParts.element, byNumbers, around.element),

    show(lens, name, index, { all: showsAll, by }) {
      const { model, state: { interventions }, sources } = scope;
      const found = explain(model, scope.trace, interventions, name, index, sources), leaf = !found.operands.length;
      [all, last] = [showsAll, { ...found, name, index }];
      value.textContent = shown(found.value);
      formula.textContent = `= ${found.formula}`;
      if (leaf) formula.textContent = found.formula;
      kind.textContent = found.derived ? "Computed here from the recorded numbers: PyTorch gives it no name." : "";
      note.textContent = found.note;
      const isLogit = name === "logits" && !leaf;
      ways.element.hidden = !isLogit;
      ways.show(by);
      byNumbers.hidden = isLogit && by === "parts";
      byParts.element.hidden = !byNumbers.hidden;
      if (byNumbers.hidden) byParts.show(lens, index);
      table.hidden = rounded.hidden = leaf;
      table.classList.toggle("plain", found.operands.every(({ factor, power }) => factor == null && power == null));
      const names = [...new Set(found.operands.map((operand) => operand.name))];
      caption.hidden = names.length !== 1;
      caption.textContent = caption.hidden ? "" : `Numbers of: ${tensorWords(names[0])}`;
      const titles = ["made from", ...found.heads, found.share ? "share" : "contributes"];
      titles.forEach((text, i) => (columns[i].textContent = text));
      showFacts(found.facts);
      showOperands(lens, found);
      sumWords.textContent = found.share ? "This one's share" : "Sum";
      sum.textContent = shown(found.sum);
      around.show(lens, name, index);
    },

    figure: (lens) => figureOf(lens, last),
  };
}
