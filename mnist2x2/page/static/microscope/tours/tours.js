// The panel "Tours": a list of tours, with what each shows. The present step stands in a strip above the panels.

import { TOURS } from "./all.js";
import { stepIn } from "./guide.js";
import { textOf } from "./steps.js";
import { make } from "../parts.js";
import { textSvg } from "../svg.js";

const ABOUT = "Each tour asks you to predict, lets you do something to the model, and then says what was measured. A "
  + "strip above the panels shows its present step. You use the other panels meanwhile. A tour sets the model and the "
  + "drawing. Your own come back when you leave.";
const NOT_HERE = "The tours are in the book, on the page “The microscope”. They were measured on the models that are "
  + "there, not on this one.";
const WIDE = 76; // letters in a line of a figure

function linesOf(text) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= WIDE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

export function makeTours(place, scope) {
  const { guide, tours: data } = scope;
  place.append(make("p", { textContent: data ? ABOUT : NOT_HERE }));
  const items = new Map();
  const list = make("ul", { className: "tours" });
  for (const { name, title, about, steps } of data ? TOURS : []) {
    const start = make("button", { type: "button", textContent: "Start", onclick: () => guide.start(name) });
    start.dataset.testid = `microscope-start-${name}`;
    start.setAttribute("aria-label", `Start the tour: ${title}`);
    const resume = make("button", { type: "button", onclick: () => guide.start(name, guide.left.get(name)) });
    resume.dataset.testid = `microscope-resume-${name}`;
    const now = make("span", { className: "now" });
    const words = `${about} ${steps.length} steps, on the model “${data[name].model}”.`;
    const head = make("p", { className: "title", textContent: title });
    const buttons = make("p", { className: "bar" }, start, resume, now);
    list.append(make("li", {}, head, make("p", { textContent: words }), buttons));
    items.set(name, { title, start, resume, now });
  }
  place.append(list);

  return {
    show() {
      const at = stepIn(scope.state, data);
      for (const [name, { title, start, resume, now }] of items) {
        const here = at?.tour.name === name, left = guide.left.get(name);
        const text = here ? `You are at step ${at.number + 1}.` : guide.finished.has(name) ? "✓ Finished." : "";
        resume.hidden = here || left === undefined;
        resume.textContent = `Go on at step ${left + 1}`;
        resume.setAttribute("aria-label", `Go on with the tour: ${title}, at step ${left + 1}`);
        if (now.textContent !== text) now.textContent = text;
        start.textContent = here ? "Start again" : "Start";
      }
    },

    // The step's text, or the titles of all tours.
    figure() {
      const seen = guide.seen(), titles = data ? TOURS.map(({ title, about }) => `${title}: ${about}`) : [NOT_HERE];
      const head = seen && `${seen.title}, step ${seen.number + 1} of ${seen.of}`;
      const said = seen ? [head, seen.text, seen.ask?.question, seen.task, ...seen.truth.map(textOf)] : titles;
      const lines = said.filter(Boolean).flatMap((text) => [...linesOf(text), ""]);
      const inside = lines.map((text, i) => textSvg(text, 8, 20 + 16 * i)).join("");
      return { inside, width: 560, height: 24 + 16 * lines.length, caption: [] };
    },
  };
}
