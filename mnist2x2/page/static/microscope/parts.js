// What several panels are built from: elements, colours for numbers, tables of numbers to point at, pictures.

import { keepKeys } from "../layout.js";

// An element with attributes, properties (onclick, textContent, …) and children.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  if (tag === "button" || tag === "select" || tag === "input") keepKeys(element);
  return element;
}

// A number in few characters, with a true minus sign.
export function short(value, digits = 3) {
  const size = Math.abs(value), plain = size === 0 || (size >= 0.001 && size < 10000);
  const text = plain ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 1);
  return text.replaceAll("-", "−");
}

export const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

// The colours of the frame's theme, as {paper, up, down, text}, each [red, green, blue].
export function themeOf(frame) {
  const style = getComputedStyle(frame);
  return Object.fromEntries(["paper", "up", "down", "text"].map((name) => {
    const hex = style.getPropertyValue(`--${name}`).trim();
    return [name, [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))];
  }));
}

// The colour of a number: from paper towards `up` above zero, towards `down` below. scale: the size of the full colour.
export function colourOf(value, scale, { paper, up, down }) {
  const share = Math.min(1, Math.abs(value) / (scale || 1)), full = value < 0 ? down : up;
  return paper.map((own, i) => Math.round(own + share * (full[i] - own)));
}

// Numbers, row by row, as an image of a pixel for each.
export function heat(values, rows, columns, scale, { paper, up, down }) {
  const image = new ImageData(columns, rows), { data } = image;
  for (let i = 0, at = 0; i < rows * columns; i++, at += 4) {
    const share = Math.min(1, Math.abs(values[i]) / (scale || 1)), full = values[i] < 0 ? down : up;
    for (let k = 0; k < 3; k++) data[at + k] = paper[k] + share * (full[k] - paper[k]); // as in `colourOf`
    data[at + 3] = 255;
  }
  return image;
}

// A canvas of rows and columns to point at and to pick from, with a mouse, a finger or the arrow keys. size(): [rows,
// columns]; paint(cursor): draws it, cursor: {row, column} while it has the focus; tell({row, column}): what is said of
// a place; pick({row, column}): called when it is clicked, or Enter is pressed on it. Returns {canvas, element}.
function makeGround({ className, kind, label, size, paint, tell, pick }) {
  const more = { role: "application", "aria-roledescription": kind, "aria-label": label };
  const canvas = make("canvas", { tabIndex: 0, ...more });
  const said = make("p", { className: "said", "aria-live": "polite" });
  let at = { row: 0, column: 0 };
  const clip = (x, count) => Math.max(Math.min(x, count - 1), 0);
  const draw = () => paint(document.activeElement === canvas ? at : null);

  // Draw other numbers; what is said of a place is said anew, for it must not be of earlier ones.
  function renew() {
    const [rows, columns] = size();
    at = { row: clip(at.row, rows), column: clip(at.column, columns) };
    const text = said.textContent && rows ? tell(at) : "";
    if (said.textContent !== text) said.textContent = text;
    draw();
  }

  function point(row, column) {
    const [rows, columns] = size();
    at = { row: clip(row, rows), column: clip(column, columns) };
    if (rows) said.textContent = tell(at);
    draw();
    return at;
  }

  function under({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect(), [rows, columns] = size();
    return point(Math.floor(((clientY - top) / height) * rows), Math.floor(((clientX - left) / width) * columns));
  }

  const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
  function press(event) {
    const step = steps[event.key];
    if (step) point(at.row + step[0], at.column + step[1]);
    else if (pick && (event.key === "Enter" || event.key === " ")) pick(point(at.row, at.column));
    else return;
    event.preventDefault();
  }

  keepKeys(canvas);
  canvas.addEventListener("pointermove", under);
  canvas.addEventListener("pointerleave", () => (said.textContent = ""));
  canvas.addEventListener("click", (event) => pick?.(under(event)));
  canvas.addEventListener("focus", () => point(at.row, at.column));
  canvas.addEventListener("blur", () => {
    said.textContent = "";
    draw();
  });
  canvas.addEventListener("keydown", press);
  return { canvas, renew, element: make("div", { className }, canvas, said) };
}

function outline(context, theme, unit, places) {
  context.lineWidth = 4;
  context.strokeStyle = `rgb(${theme.text})`;
  for (const { row, column, columns = 1 } of places.filter(Boolean)) {
    context.strokeRect(column * unit + 2, row * unit + 2, columns * unit - 4, unit - 4);
  }
}

// Lines along the row and the column of a number, up to it, so that a small square is found.
function crossHairs(context, theme, unit, { row, column }) {
  const { width, height } = context.canvas, [x, y] = [column * unit, row * unit], middle = unit / 2 - 1;
  context.fillStyle = `rgb(${theme.text})`;
  context.fillRect(0, y + middle, x, 2);
  context.fillRect(x + unit, y + middle, width, 2);
  context.fillRect(x + middle, 0, 2, y);
  context.fillRect(x + middle, y + unit, 2, height);
}

// A minus sign on the squares below zero, where a colour can be seen, for those who cannot tell the colours apart.
function markNegative(context, theme, unit, values, columns, scale) {
  context.fillStyle = `rgb(${theme.text})`;
  values.forEach((value, i) => {
    const [x, y] = [(i % columns) * unit, Math.floor(i / columns) * unit];
    if (value < -0.01 * scale) context.fillRect(x + 0.3 * unit, y + 0.46 * unit, 0.4 * unit, 0.08 * unit);
  });
}

// A table of numbers as coloured squares, `side` pixels each. label: what it shows; say({row, column, value}): what a
// number is, in words; pick({row, column, value}): see above, or null. Returns {element, show(values, rows, columns,
// {scale: the size of the full colour, marked: {row, column}, or several, columns wide if they have it, hairs: whether
// lines lead to what is marked})}; values are row by row.
export function makeTable({ frame, label, say, pick = null, side = 12 }) {
  let shown = { values: [], rows: 0, columns: 0 };
  const withValue = (at) => ({ ...at, value: shown.values[at.row * shown.columns + at.column] });
  const { canvas, renew, element } = makeGround({
    className: "numbers",
    kind: "table of numbers",
    label,
    size: () => [shown.rows, shown.columns],
    paint,
    tell: (at) => say(withValue(at)),
    pick: pick && ((at) => pick(withValue(at))),
  });

  function paint(cursor) {
    const { values, rows, columns, scale = largest(values), marked, hairs } = shown;
    const theme = themeOf(frame), unit = 2 * side;
    const context = canvas.getContext("2d"), small = make("canvas", { width: columns, height: rows });
    if (!values.length) return;
    small.getContext("2d").putImageData(heat(values, rows, columns, scale, theme), 0, 0);
    [canvas.width, canvas.height] = [columns * unit, rows * unit];
    canvas.style.width = `${columns * side}px`;
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height); // much faster than a square for each number
    if (side >= 8) markNegative(context, theme, unit, values, columns, scale);
    if (hairs && marked) crossHairs(context, theme, unit, marked);
    outline(context, theme, unit, [marked, cursor].flat());
  }

  return {
    element,
    show(values, rows, columns, more = {}) {
      shown = { values, rows, columns, ...more };
      renew();
    },
  };
}

// The picture with a number on each of its patches. label, say({patch, value}) and pick({patch, value}) as above.
// Returns {element, show(grid: Uint8Array, weights: one for each patch, {scale, marked: a patch, or several})}.
export function makePicture({ frame, label, say, pick = null, side = 112 }) {
  const small = make("canvas");
  let shown = { grid: new Uint8Array(1), weights: [0] };
  const across = () => Math.sqrt(shown.weights.length);
  const place = (patch) => (patch == null ? null : { row: Math.floor(patch / across()), column: patch % across() });
  const withValue = ({ row, column }) => {
    const patch = row * across() + column;
    return { patch, value: shown.weights[patch] };
  };
  const { canvas, renew, element } = makeGround({
    className: "patches",
    kind: "picture in patches",
    label,
    size: () => [across(), across()],
    paint,
    tell: (at) => say(withValue(at)),
    pick: pick && ((at) => pick(withValue(at))),
  });

  function paint(cursor) {
    const { grid, weights, scale = largest(weights), marked } = shown, theme = themeOf(frame), count = across();
    const pixels = Math.sqrt(grid.length), image = new ImageData(pixels, pixels), context = canvas.getContext("2d");
    const colours = Array.from(weights, (weight) => colourOf(weight, scale * 1.4, theme)), { text } = theme;
    for (let y = 0, i = 0, to = 0; y < pixels; y++) {
      const row = Math.floor((y / pixels) * count) * count;
      for (let x = 0; x < pixels; x++, i++) {
        const ground = colours[row + Math.floor((x / pixels) * count)], ink = grid[i] / 255;
        for (let k = 0; k < 3; k++) image.data[to++] = ground[k] + ink * (text[k] - ground[k]);
        image.data[to++] = 255;
      }
    }
    [small.width, small.height] = [pixels, pixels];
    small.getContext("2d").putImageData(image, 0, 0);
    canvas.width = canvas.height = 2 * side;
    canvas.style.width = `${side}px`;
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    const unit = canvas.width / count;
    weights.forEach((weight, patch) => {
      if (weight >= -scale / 100) return;
      const { row, column } = place(patch); // a minus sign, for those who cannot tell the colours apart, also on ink
      context.fillStyle = `rgb(${theme.paper})`;
      context.fillRect((column + 0.06) * unit, (row + 0.08) * unit, 0.33 * unit, 0.15 * unit);
      context.fillStyle = `rgb(${text})`;
      context.fillRect((column + 0.1) * unit, (row + 0.13) * unit, 0.25 * unit, 0.05 * unit);
    });
    outline(context, theme, unit, [...[marked].flat().map(place), cursor]);
  }

  return {
    element,
    show(grid, weights, more = {}) {
      shown = { grid, weights, ...more };
      renew();
    },
  };
}
