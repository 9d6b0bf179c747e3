// The drawing grid: keeps what was drawn, and brings together the cells, the tools, the model and its answer.
import { makeAnswer } from "./answer.js";
import css from "./grid.css";
import { layOut, PLACES } from "./layout.js";
import { betweenFrames, makeReader } from "./reader.js";
import { CELL, cellFromMarks } from "./strokes.js";
import { makeSurface } from "./surface.js";
import { followTheme } from "./theme.js";

const PENS = { thin: 0.04, medium: 0.07, thick: 0.1 }; // widths of the brush, in units of a cell's side
const ERASER = 0.16;
const SIDE = 56; // pixels along a side of the picture that the model sees
const REMEMBERED = 500; // steps that can be undone
const NOTHING = [[], [], [], []];

// Fill `root` with a drawing grid. weights: the bytes of a weights file; samples: Uint8Array (n * 56 * 56), answers:
// what each of them says; marks: four lists, see strokes.js; onChange({marks, reading}): called when a change is read.
export function mount(root, { weights, samples, answers, marks = NOTHING, onChange = () => {} }) {
  const { frame, part, all } = layOut(root, css);
  let past = [], stroke = null; // stroke: the one that is being drawn, {cell, mark, type}
  let pen = "medium", erasing = false, unsent = true, host = "", trouble = "";
  let read = makeReader(weights, samples);

  const answer = makeAnswer({
    digits: all(".digit"),
    chances: all(".chance"),
    layers: all(".attention"),
    words: all(".words")[0],
  });

  const surfaces = PLACES.map((_, cell) => {
    const surface = makeSurface(part(`cell-${cell}`), {
      sampleAt: (k) => cellFromMarks([{ sample: k }], samples, cell),
      mark: (erase) =>
        erase || erasing ? { points: [], width: ERASER, erase: true } : { points: [], width: PENS[pen] },
      start(mark, { pointerType }) {
        if (stroke && !(pointerType === "pen" && stroke.type === "touch")) return false; // one at a time, but a pen
        if (stroke) surfaces[stroke.cell].cancel(); // beats the hand that rests beside it
        stroke = { cell, mark, type: pointerType };
        answer.leave();
        return true;
      },
      grow: () => reading.soon(),
      end(mark) {
        stroke = null;
        if (mark) change(marks.map((own, i) => (i === cell ? [...own, mark] : own)));
        else reading.soon(); // it was taken back: what was read of it is forgotten
      },
    });
    return surface;
  });

  const reading = betweenFrames(() => {
    const now = stroke ? marks.map((own, i) => (i === stroke.cell ? [...own, stroke.mark] : own)) : marks;
    const result = read(now);
    look(part("seen"), result.grid, SIDE);
    answer.show(result.reading, result.drawn);
    trouble = stroke ? "" : result.trouble; // nobody is told of a digit that is half there
    say();
    if (stroke || !unsent) return;
    unsent = false;
    const detail = { marks, reading: result.reading.text };
    onChange(detail);
    frame.dispatchEvent(new CustomEvent("drawn", { detail, bubbles: true })); // for whoever listens
  });

  function say() {
    const texts = { status: [trouble, host].filter(Boolean).join(" "), truth: truth(marks, answers) };
    for (const [name, text] of Object.entries(texts)) {
      if (part(name).textContent !== text) part(name).textContent = text; // said only once
    }
  }

  function change(next) {
    if (next.some((own, i) => own !== marks[i])) past = [...past, marks].slice(-REMEMBERED);
    show(next);
  }

  function show(next) {
    marks = next;
    unsent = true;
    surfaces.forEach((surface, i) => {
      surface.show(marks[i]);
      part(`cell-${i}`).setAttribute("aria-label", `${PLACES[i]} cell, ${marks[i].length ? "drawn in" : "empty"}`);
    });
    reading.now();
  }

  function choose(name) {
    erasing = name === "eraser" ? !erasing : false;
    if (name !== "eraser") pen = name;
    part("eraser").setAttribute("aria-pressed", erasing);
    for (const each of Object.keys(PENS)) part(`pen-${each}`).setAttribute("aria-pressed", !erasing && each === pen);
    frame.classList.toggle("erasing", erasing);
  }

  const press = {
    undo: () => past.length && show(past.pop()),
    clear: () => change(NOTHING),
    eraser: () => choose("eraser"),
    save: () => save(marks, samples),
    sample() {
      const others = answers.map((_, k) => k).filter((k) => k !== marks[0][0]?.sample);
      const k = others[Math.floor(Math.random() * others.length)];
      if (k !== undefined) change(NOTHING.map(() => [{ sample: k }]));
    },
  };
  PLACES.forEach((_, cell) => (press[`clear-${cell}`] = () => change(marks.map((own, i) => (i === cell ? [] : own)))));
  for (const name of Object.keys(PENS)) press[`pen-${name}`] = () => choose(name);
  for (const [name, action] of Object.entries(press)) part(name).addEventListener("click", action);

  const unfollow = followTheme(frame);
  choose(pen);
  show(marks);
  return {
    setMarks: (next) => change(next),
    setWeights(next) {
      read = makeReader(next, samples);
      show(marks);
    },
    setStatus(text) {
      host = text;
      say();
    },
    destroy() {
      for (const surface of surfaces) surface.destroy();
      reading.stop();
      unfollow();
      root.replaceChildren();
    },
  };
}

// What a grid says that nobody has drawn in since it was shown.
function truth(marks, answers) {
  const k = marks[0][0]?.sample;
  const whole = k !== undefined && marks.every((own) => own.length === 1 && own[0].sample === k);
  return whole ? `A grid the model has never seen. It says ${answers[k]}.` : "";
}

// Show a picture of 0 to 255, white ink on black.
function look(canvas, picture, side) {
  canvas.width = canvas.height = side;
  const image = new ImageData(side, side);
  picture.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// Hand the drawing over as a PNG file, dark ink on white.
function save(marks, samples) {
  const picture = new Uint8Array(4 * CELL * CELL), canvas = document.createElement("canvas");
  marks.forEach((own, i) => {
    const cell = cellFromMarks(own, samples, i), corner = (i >> 1) * 2 * CELL * CELL + (i & 1) * CELL;
    cell.forEach((value, at) => (picture[corner + 2 * CELL * Math.floor(at / CELL) + (at % CELL)] = 255 - value));
  });
  look(canvas, picture, 2 * CELL);
  const href = canvas.toDataURL("image/png");
  Object.assign(document.createElement("a"), { href, download: "drawing.png" }).click();
}
