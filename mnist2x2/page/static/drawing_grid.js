// The drawing grid: brings together the cells, the tools, what was drawn, the model and its answer.
import { makeAnswer } from "./answer.js";
import { makeCells } from "./cells.js";
import css from "./drawing_grid.css";
import { compose } from "./grid.js";
import { makeHistory, NOTHING, withCell } from "./history.js";
import { makeIntroduction } from "./introduction.js";
import { layOut, PLACES } from "./layout.js";
import { makePens } from "./pens.js";
import { makePhotos } from "./photo.js";
import { showPixels } from "./pixels.js";
import { betweenFrames, makeReader, troubleInStroke } from "./reader.js";
import { NOT_MADE, NOTHING_YET, share } from "./share.js";
import { cellFromMarks } from "./strokes.js";
import { followTheme } from "./theme.js";

// Fill `root` with a drawing grid. weights: the bytes of a weights file; samples: Uint8Array (n * 56 * 56), answers:
// the digits of each sample; marks: four lists, see strokes.js; onChange({marks, reading, photo: whether one is shown}):
// called after each change; askPhoto: see photo.js; notes: elements to show below the answer; demonstration: marks to
// introduce the grid with, see introduction.js, or null; book: see share.js; readWith: see reader.js; example: marks to
// begin with that give way to the first stroke.
export function mount(root, options) {
  const { weights, samples, answers, marks, onChange = () => {}, askPhoto, notes, demonstration, book } = options;
  const { frame, part, all } = layOut(root, css, notes);
  const { example = null } = options, history = makeHistory(example ?? marks), pens = makePens(part, frame), say = makeStatus(part);
  const answer = makeAnswer({
    prediction: part("prediction"),
    probabilities: part("probabilities"),
    layers: all(".attention"),
    words: part("words"),
  });
  const sampleAt = (k, cell) => cellFromMarks([{ sample: k }], samples, cell);
  const cells = makeCells(PLACES.map((_, cell) => part(`cell-${cell}`)), {
    newStroke: pens.newStroke,
    sampleAt,
    started() {
      introduction?.giveWay();
      if (history.marks === example) {
        history.change(NOTHING);
        cells.show(NOTHING);
      }
      answer.leave();
      photos.leave();
    },
    grown: () => reading.soon(),
    ended(cell, mark) {
      newest = { cell, mark };
      if (mark) change(withCell(history.marks, cell, [...history.marks[cell], mark]));
      else reading.soon(); // what was read of the withdrawn stroke must go
    },
  });

  const photos = makePhotos(part, frame.querySelector(".board"), {
    ask: askPhoto,
    say: (photo) => say({ photo }),
    changed: () => reading.now(),
  });

  const readerOf = (bytes) => makeReader(bytes, samples, options.readWith);
  let read = readerOf(weights), told = null; // told: the {marks, grid} that onChange was called with
  let newest = null, introduction = null; // newest: the last stroke, {cell, mark}
  function readAndSee(marks, grid) {
    const result = read(marks, grid);
    showPixels(part("seen"), result.grid);
    return result;
  }

  const reading = betweenFrames(() => {
    const { marks } = history, { stroke } = cells, { grid } = photos;
    const now = stroke ? withCell(marks, stroke.cell, [...marks[stroke.cell], stroke.mark]) : marks;
    const result = readAndSee(now, grid), { cell, mark } = stroke ?? newest ?? {};
    frame.classList.toggle("photo", Boolean(grid));
    answer.show(result.reading, result.drawn);
    introduction?.read(result, { drawing: Boolean(stroke), blank: marks.every((own) => !own.length) });
    say({
      stroke: mark && now[cell].at(-1) === mark ? troubleInStroke(cell, mark) : "",
      trouble: stroke ? "" : result.trouble, // a digit that is half drawn is no trouble
      truth: grid ? "" : truth(marks, answers),
    });
    if (stroke || (told?.marks === marks && told.grid === grid)) return;
    told = { marks, grid };
    const detail = { marks, reading: result.reading.text, photo: Boolean(grid) };
    onChange(detail);
    frame.dispatchEvent(new CustomEvent("drawn", { detail, bubbles: true }));
  });

  function change(next) {
    history.change(next);
    show();
  }

  function show() {
    const { marks } = history;
    introduction?.giveWay();
    cells.show(marks);
    marks.forEach((own, i) => {
      part(`cell-${i}`).setAttribute("aria-label", `${PLACES[i]} cell, ${own.length ? "drawn in" : "empty"}`);
    });
    photos.leave();
    told = null;
    reading.now();
  }

  function shareIt() {
    const { marks } = history, { grid: photo } = photos;
    if (!photo && !marks.some((own) => own.length)) return say({ photo: NOTHING_YET });
    const drawn = { marks, photo, sampleAt }, { reading } = read(marks, photo);
    const what = { drawn, reading, alone: alone(marks, photo, samples), book };
    share(frame, what).catch(() => say({ photo: NOT_MADE }));
  }

  const press = {
    undo: () => (photos.grid || history.undo()) && show(),
    clear: () => change(NOTHING),
    sample: () => change(anotherSample(history.marks, answers)),
    share: shareIt,
  };
  PLACES.forEach((_, cell) => (press[`clear-${cell}`] = () => change(withCell(history.marks, cell, []))));
  for (const [name, action] of Object.entries(press)) part(name).addEventListener("click", action);
  const unfollow = followTheme(frame);
  show();
  introduction = demonstration && makeIntroduction({
    frame,
    part,
    answer,
    marks: demonstration,
    draw: cells.show,
    read: readAndSee,
    back: () => (cells.show(history.marks), reading.now()),
    begin: history.marks === NOTHING,
  });

  return {
    setMarks: change,
    setWeights(next) {
      read = readerOf(next);
      show();
    },
    // Read the same drawing again: the model computes in another way now.
    readAgain: () => reading.now(),
    // What the host has to say.
    setStatus(host) {
      if (host) introduction?.interrupt();
      say({ host });
    },
    destroy() {
      introduction?.giveWay();
      cells.destroy();
      reading.stop();
      unfollow();
      root.replaceChildren();
    },
  };
}

// Returns say({photo, stroke, trouble, host, truth}), which shows these sentences; those that are not given stay.
function makeStatus(part) {
  const said = { photo: "", stroke: "", trouble: "", host: "", truth: "" };
  return (news) => {
    Object.assign(said, news);
    const { truth, ...status } = said, texts = { status: Object.values(status).filter(Boolean).join(" "), truth };
    for (const [name, text] of Object.entries(texts)) {
      if (part(name).textContent !== text) part(name).textContent = text; // screen readers announce every assignment
    }
  };
}

// What the grid's digits are, if it shows a sample and nothing else.
function truth(marks, answers) {
  const k = marks[0][0]?.sample;
  const untouched = k !== undefined && marks.every((own) => own.length === 1 && own[0].sample === k);
  return untouched ? `A grid that the model has never seen. Its digits are ${answers[k]}.` : "";
}

// The marks of a random sample other than the one shown; the same marks if there is none.
function anotherSample(marks, answers) {
  const others = answers.map((_, k) => k).filter((k) => k !== marks[0][0]?.sample);
  const k = others[Math.floor(Math.random() * others.length)];
  return k === undefined ? marks : NOTHING.map(() => [{ sample: k }]);
}

// The drawing alone, dark ink on white, or the picture that was read in a photo: pixels, 0 to 255.
function alone(marks, photo, samples) {
  return photo ?? compose(marks.map((own, cell) => cellFromMarks(own, samples, cell))).map((value) => 255 - value);
}
