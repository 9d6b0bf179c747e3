// A logit by parts of the model: a table of what each adds to it, and to its distance from the highest other logit.

import { makeBar } from "./bar.js";
import { partsOfLogit } from "./parts_of_logit.js";
import { tokenWords } from "./words.js";
import { largest, make } from "../parts.js";

const LIMITS = `Each head and each feed-forward part adds a vector to the residual stream. Shown is what this vector
  adds to the logit directly: less its mean, through the last norm at its present scale, and through the last layer. Not
  shown is what a head does through later blocks: one whose output other heads read may matter and add nothing here.`;

// A number with as many decimals as all others of the table; never a colour alone.
function signed(value) {
  const text = Math.abs(value).toFixed(3), sign = Number(text) ? (value < 0 ? "−" : "+") : "";
  return sign + text;
}

// tools: {openHead(attention, head), openPart(name)}. Returns {element, show(lens, index: of the logit)}.
export function makeByParts(tools) {
  const columns = ["part of the model", "adds to the logit", ""].map((text) => make("th", { scope: "col" }, text));
  const head = make("thead", {}, make("tr", {}, ...columns)), body = make("tbody"), rows = [];
  const [fixed, total] = [makeRow(), makeRow()], foot = make("tfoot", {}, fixed.element, total.element);
  const table = make("table", { className: "operands parts" }, head, body, foot);
  total.sum.dataset.testid = "microscope-parts-sum";
  table.dataset.testid = "microscope-parts";

  function makeRow() {
    let part = null;
    const button = make("button", { type: "button" }), sum = make("span"), difference = make("td"), bar = makeBar();
    button.onclick = () => (part.head == null ? tools.openPart(part.name) : tools.openHead(part.name, part.head));
    const result = make("div", { className: "result" }, sum, bar.element);
    return {
      element: make("tr", {}, make("th", { scope: "row" }, button), make("td", {}, result), difference),
      sum,
      show(next, most) {
        part = next;
        button.textContent = next.label;
        button.disabled = !next.name;
        sum.textContent = signed(next.logit);
        difference.textContent = signed(next.difference);
        bar.element.hidden = !most;
        bar.show(next.logit, most);
      },
    };
  }

  return {
    element: make("div", {}, table, make("p", { className: "what" }, LIMITS)),
    show(lens, index) {
      const { parts, constant, rival } = partsOfLogit(lens, index), all = [...parts, constant];
      const most = largest(all.map(({ logit }) => logit)), sum = (key) => all.reduce((made, one) => made + one[key], 0);
      columns[2].textContent = `to this logit minus that of ${tokenWords(lens.model, rival)}`;
      while (rows.length < parts.length) {
        rows.push(makeRow());
        body.append(rows.at(-1).element);
      }
      rows.forEach(({ element, show }, i) => {
        element.hidden = i >= parts.length;
        if (i < parts.length) show(parts[i], most);
      });
      fixed.show(constant, most);
      total.show({ label: "Sum: the logit", logit: sum("logit"), difference: sum("difference") }, 0);
    },
  };
}
