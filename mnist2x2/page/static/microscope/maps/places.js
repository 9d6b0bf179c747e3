// Where one head looks, large: the picture with its patches, or the tokens in a row. One picks a place to make the head
// look there, or drags the head's mark from the strongest place to another.

import { largest, make, makePicture, makeTable } from "../parts.js";
import { makeDrag } from "./choice.js";
import { EVEN, fixed, strongest } from "./view.js";

const SIDE = 208; // pixels of a large picture

// Numbers row by row, as text: {element, show(values or null, columns, marked)}.
export function makeNumbers(label) {
  const body = make("tbody"), table = make("table", { className: "values", "aria-label": label }, body);
  let cells = [], across = 0;
  return {
    element: make("div", { className: "wide" }, table),
    show(values, count, columns, marked = -1) {
      if (cells.length !== count || across !== columns) {
        [cells, across] = [Array.from({ length: count }, () => make("td")), columns];
        const rows = Array.from({ length: count / columns }, (_, i) => cells.slice(i * columns, (i + 1) * columns));
        body.replaceChildren(...rows.map((own) => make("tr", {}, ...own)));
      }
      cells.forEach((cell, i) => {
        cell.textContent = values ? fixed(values[i]) : "…";
        cell.classList.toggle("most", i === marked);
      });
    },
  };
}

// words(patch): what a patch is called; pick(patch), drop(patch): called when one is picked, or the mark dragged there.
// Returns {element, numbers: an element with the weights as text, show({grid, values, aimed: the patch picked, or null,
// free: whether the mark can be dragged})}.
export function makePatches({ frame, words, pick, drop }) {
  const picture = makePicture({
    frame,
    label: "where this head looks",
    side: SIDE,
    say: ({ patch, value }) => `${words(patch)}: weight ${fixed(value)}, ${(100 * value).toFixed(1)}% of what is mixed`,
    pick: ({ patch }) => pick(patch),
  });
  const canvas = picture.element.querySelector("canvas"), mark = make("div", { className: "grip", title: "drag me" });
  const over = make("div", { className: "over", "aria-hidden": "true" }, mark);
  const numbers = makeNumbers("weight of each patch");
  let shown = null;
  picture.element.classList.add("large");
  picture.element.append(over);

  function at({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect(), across = Math.sqrt(shown.values.length);
    const [row, column] = [((clientY - top) / height) * across, ((clientX - left) / width) * across].map(Math.floor);
    return [row, column].every((x) => x >= 0 && x < across) ? row * across + column : null;
  }
  function put(patch) {
    const across = Math.sqrt(shown.values.length), part = 100 / across;
    const [left, top] = [(patch % across) * part, Math.floor(patch / across) * part];
    Object.assign(mark.style, { left: `${left}%`, top: `${top}%`, width: `${part}%`, height: `${part}%` });
  }
  const drag = makeDrag(mark, {
    at,
    over: (patch) => patch !== null && put(patch),
    drop(patch, dragged) {
      const most = strongest(shown.values);
      put(most);
      if (!dragged) pick(most);
      else if (patch !== null && patch !== most) drop(patch);
    },
  });
  // The mark lies on the picture: what it hears of a pointer, the picture hears as well.
  mark.addEventListener("pointermove", ({ clientX, clientY }) => {
    canvas.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY }));
  });
  mark.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.focus({ preventScroll: true });
  });

  return {
    element: picture.element,
    numbers: numbers.element,
    show(next) {
      shown = next;
      const { grid, values, aimed, free } = next, most = strongest(values);
      picture.show(grid, values, { scale: Math.max(EVEN, largest(values)), marked: aimed });
      numbers.show(values, values.length, Math.sqrt(values.length), most);
      mark.hidden = !free;
      if (!drag.going) put(most);
    },
  };
}

// The same for tokens: a table of all rows, and the query's row as buttons. row(row): called when one is picked.
// longest: of answers, in tokens.
export function makeTokens({ frame, longest, words, pick, drop, row }) {
  const side = longest > 10 ? 12 : 36;
  const table = makeTable({
    frame,
    label: "where this head looks: a row for each query, a column for each token",
    side,
    say: ({ row: from, column, value }) => `${words(from)}, looks at ${words(column)}: weight ${fixed(value)}`,
    pick: (at) => row(at.row),
  });
  const across = make("div", { className: "across", "aria-hidden": "true" });
  const down = make("div", { className: "down", "aria-hidden": "true" }), list = make("div", { className: "keys" });
  const square = make("div", { className: longest > 10 ? "square crowded" : "square" }, across, down, table.element);
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "weight of each token: pick one to look at");
  let shown = null;

  const keyAt = (event) => {
    const key = document.elementFromPoint(event.clientX, event.clientY)?.closest?.("[data-key]");
    const place = key && list.contains(key) ? Number(key.dataset.key) : null;
    return place !== null && place < shown.ends ? place : null;
  };
  const light = (place) => {
    for (const [i, key] of [...list.children].entries()) key.classList.toggle("over", i === place);
  };
  const drag = makeDrag(list, {
    begins: ({ target }) => shown.free && target.closest("[data-key]")?.classList.contains("most"),
    at: keyAt,
    over: light,
    drop(place, dragged) {
      light(null);
      if (dragged && place !== null && place !== strongest(shown.values)) drop(place);
    },
  });
  list.addEventListener("click", ({ target }) => {
    const key = target.closest("[data-key]");
    if (key && !drag.dragged && !key.disabled) pick(Number(key.dataset.key));
  });

  function label(element, texts) {
    while (element.children.length > texts.length) element.lastChild.remove();
    while (element.children.length < texts.length) element.append(make("span"));
    texts.forEach((text, i) => {
      const span = element.children[i];
      if (span.textContent !== text) span.textContent = text;
      span.classList.toggle("long", text.length > 2);
    });
  }

  return {
    element: square,
    numbers: list,
    show(next) {
      shown = next;
      const { values, aimed, ends, free, names, data, row: from } = next, most = strongest(values);
      table.show(data, values.length, values.length, { scale: 1, marked: { row: from, column: most } });
      square.style.setProperty("--width", `${side * longest}px`);
      label(across, names);
      label(down, names);
      while (list.children.length > values.length) list.lastChild.remove();
      while (list.children.length < values.length) {
        const key = make("button", { type: "button" }, make("b"), make("span"), make("i"));
        key.dataset.key = list.children.length;
        list.append(key);
      }
      values.forEach((value, i) => {
        const key = list.children[i], [name, number, bar] = key.children;
        [name.textContent, number.textContent] = [names[i], i < ends ? fixed(value) : "later"];
        bar.style.width = `${100 * value}%`;
        key.disabled = i >= ends;
        key.setAttribute("aria-pressed", i === aimed);
        key.classList.toggle("most", i === most);
        key.classList.toggle("free", i === most && free);
      });
    },
  };
}
