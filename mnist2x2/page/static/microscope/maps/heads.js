// Every head's map of one kind of attention, the heads of a block side by side, to point at and to lock.

import { largest, make, makePicture, makeTable } from "../parts.js";
import { EVEN, fixed, headWords, keyWords, mapOf, nameOf, rowOf, sharpestOf, strongest } from "./view.js";

const SIDE = 128; // pixels of a small map

// view: as viewOf makes it. say(head, place): what is said of a place of its map, {patch, value} or {row, column,
// value}; point(head): called when one points at it; lock(head, place): called when it is picked. A head is [block,
// index]. Returns {element, tip: an element, show(view, held(head): whether its look is held)}.
export function makeHeads({ scope, view: { kind, blocks, heads, ofTokens }, say, point, lock }) {
  const { frame, model } = scope, maps = [];
  const side = model.longest > 10 ? 5 : 24; // of a number among tokens
  const tip = make("p", { className: "tip", "aria-hidden": "true" }); // what is said of a map, where it can be seen
  let heard = null;

  const repeat = () => (tip.textContent = heard?.querySelector(".said").textContent ?? "");
  function hear(head, figure) {
    heard = figure;
    repeat();
    point(head);
  }

  function makeMap(block, index) {
    const head = [block, index], title = headWords(kind, head);
    const label = `${title}: where it looks; press Enter to lock it`;
    const own = { frame, label, say: (place) => say(head, place), pick: (place) => lock(head, place) };
    const map = ofTokens ? makeTable({ ...own, side }) : makePicture({ ...own, side: SIDE });
    const most = make("span", { className: "amount" });
    const caption = make("figcaption", {}, make("b", {}, title), most);
    const figure = make("figure", { className: "head" }, caption, map.element);
    for (const event of ["pointermove", "focusin", "keydown"]) figure.addEventListener(event, () => hear(head, figure));
    figure.dataset.testid = `microscope-maps-head-${block}-${index}`;
    maps.push({ head, map, most, figure });
    return figure;
  }

  const groups = Array.from({ length: blocks }, (_, block) => {
    const own = Array.from({ length: heads }, (_, index) => makeMap(block, index));
    const group = make("div", { className: "block", role: "group" }, ...own);
    group.setAttribute("aria-label", headWords(kind, [block, 0]).replace(/, head.*/, ""));
    group.style.setProperty("--heads", heads);
    return group;
  });

  // Of the encoder: which query looks most sharply.
  function sharpest([block, head]) {
    if (kind !== "encoder") return "";
    const { data, columns } = mapOf(scope.trace, nameOf(kind, block), head), row = sharpestOf(data, columns);
    return `; sharpest: ${fixed(largest(data))}, query ${row}`;
  }

  const element = make("div", { className: "blocks" }, ...groups);
  for (const event of ["pointerout", "focusout"]) element.addEventListener(event, () => setTimeout(repeat));
  return {
    element,
    tip,
    show(view, held) {
      const { trace, grid } = scope;
      for (const { head, map, most, figure } of maps) {
        const values = rowOf(trace, view, head), at = strongest(values);
        if (ofTokens) {
          const { data, rows, columns } = mapOf(trace, nameOf(kind, head[0]), head[1]);
          map.show(data, rows, columns, { scale: 1, marked: { row: view.row, column: at } });
        } else {
          const scale = Math.max(EVEN, largest(values));
          map.show(grid, values, { scale, marked: kind === "encoder" ? view.patch : null });
        }
        const where = ofTokens ? `token ${at}` : `patch ${at}`;
        most.textContent = `${fixed(values[at])} at ${where}${held(head) ? ", held" : ""}${sharpest(head)}`;
        figure.classList.toggle("locked", String(view.locked) === String(head));
      }
      repeat();
    },
  };
}

// What is said of a place of a head's map.
export function placeWords(scope, view, head, place) {
  const key = (at) => keyWords(scope.model, scope.trace, view, at);
  const from = view.ofTokens ? `, from ${key(place.row)}` : "", at = key(view.ofTokens ? place.column : place.patch);
  const later = view.masked && place.column > place.row ? ", as it comes later" : "";
  return `${headWords(view.kind, head)}${from}: ${at} has weight ${fixed(place.value)}${later}`;
}
