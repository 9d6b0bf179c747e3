// A drawing as the end of a link, and back: #draw=1.AQID…, where 1 is the version. After it come, in base64url, whole
// numbers, each in bytes of 7 bits, the lowest first, of which all but the last have their highest bit set. For each of
// the four cells: how many marks it has; for each mark, 0 and the number of a sample, or 2 * its width (+ 1 if it
// erases), how many points it has, and for each point the step from the one before it, in x and in y. Lengths are
// in parts of a cell's side. A step may go back: steps 0, -1, 1, -2, 2, … are written as 0, 1, 2, 3, 4, …
// Version 1 is short, since it leaves points out, and version 2 is exact.

import { visibleOf } from "./strokes.js";

const NAME = "#draw=";
const VERSIONS = new Map([["1", { fine: 500, letters: 8000 }], ["2", { fine: 1e4, letters: 20000 }]]);
// fine: the parts of a cell's side; letters: more are neither read nor written
const REACH = 100; // how far a stroke may leave its cell, in cells, as in drawing/marks.py
const WIDEST = 0.5; // of strokes, in cells: far more than any pen or the eraser
const MOST = 300; // marks of a drawing: more are neither read nor written
const TOO_LONG = "This drawing is too long for a link: save it as a picture instead.";

// How far a point lies from a line between two others.
function apart([x, y], [x0, y0], [x1, y1]) {
  const across = x1 - x0, down = y1 - y0, squared = across ** 2 + down ** 2;
  const along = squared && Math.min(Math.max(((x - x0) * across + (y - y0) * down) / squared, 0), 1);
  return Math.hypot(x - x0 - along * across, y - y0 - along * down);
}

// The points that a stroke needs: it runs nowhere farther than `most` from where it ran. (Douglas and Peucker, 1973.)
function needed(points, most) {
  const keep = new Set([0, points.length - 1]), parts = [[0, points.length - 1]];
  while (parts.length) {
    const [first, last] = parts.pop();
    let farthest = -1, distance = most;
    for (let i = first + 1; i < last; i++) {
      const own = apart(points[i], points[first], points[last]);
      if (own > distance) [farthest, distance] = [i, own];
    }
    if (farthest < 0) continue;
    keep.add(farthest);
    parts.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => keep.has(i));
}

const there = (step) => (step < 0 ? -2 * step - 1 : 2 * step);
const back = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

function numbersOf(mark, version) {
  if ("sample" in mark) return [0, mark.sample];
  const { fine } = VERSIONS.get(version), kept = version === "1" ? needed(mark.points, 1 / fine) : mark.points;
  const points = kept.map((point) => point.map((length) => Math.round(length * fine)));
  const steps = points.map(([x, y], i) => (i ? [x - points[i - 1][0], y - points[i - 1][1]] : [x, y]));
  const width = Math.max(1, Math.round(mark.width * fine));
  return [2 * width + Boolean(mark.erase), points.length, ...steps.flat().map(there)];
}

// What to put after an address for these marks. Throws an Error in words if it would be too long.
export function linkEnd(marks, version = "1") {
  const bytes = [], shown = marks.map(visibleOf);
  for (const own of shown) {
    for (let number of [own.length, ...own.flatMap((mark) => numbersOf(mark, version))]) {
      for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) + 128);
      bytes.push(number);
    }
  }
  const base64 = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
  if (base64.length > VERSIONS.get(version).letters || shown.flat().length > MOST) throw new Error(TOO_LONG);
  return `${NAME}${version}.${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

// The numbers in a text: next() returns one after the other, and throws at the end; `left` is how many bytes are left.
function numbersIn(base64) {
  let bytes = "", at = 0;
  try {
    bytes = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  } catch { /* base64 is never one letter longer than a multiple of 4 */ }
  return {
    next() {
      for (let number = 0, times = 1; at < bytes.length && times < 2 ** 28; times *= 128) {
        const byte = bytes.charCodeAt(at++);
        number += times * (byte % 128);
        if (byte < 128) return number;
      }
      throw new Error(at < bytes.length ? "it holds a number that is too large" : "it is cut off");
    },
    get left() {
      return bytes.length - at;
    },
  };
}

function readStroke(head, next, fine) {
  const width = Math.floor(head / 2), count = next(), points = [];
  if (width < 1 || width > WIDEST * fine) {
    throw new Error(`expected a stroke 1 to ${WIDEST * fine} ${fine}ths of a cell wide, given ${width}`);
  }
  if (!count) throw new Error("it holds a stroke without points");
  for (let i = 0, x = 0, y = 0; i < count; i++) {
    [x, y] = [x + back(next()), y + back(next())];
    if (Math.max(Math.abs(x), Math.abs(y)) > REACH * fine) throw new Error("it holds a stroke that leads far off the page");
    points.push([x / fine, y / fine]);
  }
  return { points, width: width / fine, ...(head % 2 ? { erase: true } : {}) };
}

function readMark(next, samples, fine) {
  const head = next();
  if (head) return readStroke(head, next, fine);
  const sample = next();
  if (sample >= samples) throw new Error(`expected one of ${samples} samples, given number ${sample}`);
  return { sample };
}

function readMarks(text, samples) {
  const [version, base64 = "", ...more] = text.split(".", 3), known = VERSIONS.get(version);
  if (!known) throw new Error(`expected version 1 or 2, given "${version.slice(0, 20)}"`);
  if (base64.length > known.letters) throw new Error(`expected at most ${known.letters} letters, given ${base64.length}`);
  if (more.length || !/^[\w-]+$/.test(base64)) {
    throw new Error("expected letters, digits, - and _ alone, given others or nothing");
  }
  const numbers = numbersIn(base64);
  let all = 0;
  const marks = Array.from({ length: 4 }, () => {
    const count = numbers.next(), own = [];
    all += count;
    if (all > MOST) throw new Error(`expected at most ${MOST} marks, given ${all} or more`);
    while (own.length < count) own.push(readMark(numbers.next, samples, known.fine));
    if (visibleOf(own).length < count) throw new Error("it holds marks below a sample, where none can be seen");
    return own;
  });
  if (numbers.left) throw new Error("it goes on after the drawing's end");
  return marks;
}

// What the end of an address holds: {marks}, or {trouble: why they cannot be shown, in words}, or null if it is no
// drawing. samples: how many there are.
export function drawingIn(hash, samples) {
  if (!hash.startsWith(NAME)) return null;
  try {
    return { marks: readMarks(hash.slice(NAME.length), samples) };
  } catch ({ message }) {
    return { trouble: `The drawing in this link cannot be shown: ${message}.` };
  }
}
