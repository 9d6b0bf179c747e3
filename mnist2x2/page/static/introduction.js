// Shows a visitor what the grid does. Before anybody draws, it demonstrates itself: strokes are drawn, the model reads
// them, and where it looked lights up. After the visitor's first answer, all that the model looked at lights up once.

import { NOTHING, withCell } from "./history.js";
import { PLACES } from "./layout.js";

// Times in milliseconds. The demonstration: before it, for a digit's strokes, after them, for a token, after the last.
const BEFORE = 700, DIGIT = 550, PAUSE = 120, TOKEN = 800, AFTER = 1000;
const FULL = 1000, OTHERS = 4000, MAP = 1500; // the maps: before them, for a full grid or another one; for each
const STILL = 20; // pixels that a mouse may move under a hand that rests on it
const INPUTS = ["pointerdown", "wheel", "keydown", "click"];

// The first points of some strokes, as strokes. share: of all points, from 0 to 1.
function begun(strokes, share) {
  let left = Math.ceil(share * strokes.reduce((count, { points }) => count + points.length, 0));
  return strokes.flatMap((stroke) => {
    const points = stroke.points.slice(0, left);
    left -= points.length;
    return points.length ? [{ ...stroke, points }] : [];
  });
}

// What waits for a clock when it is stopped waits for ever: nothing that comes after it happens.
function startClock() {
  let stopped = false;
  const unless = (done) => (now) => stopped || done(now);
  return {
    pause: (time) => new Promise((done) => setTimeout(unless(done), time)),
    frame: () => new Promise((done) => requestAnimationFrame(unless(done))),
    stop: () => (stopped = true),
  };
}

// marks: what is drawn in the demonstration. draw(marks) and read(marks) show these marks, and what is read in them, as
// nobody's drawing; back() shows the visitor's own again. begin: whether to demonstrate, if the visitor lets things
// move by themselves.
export function makeIntroduction({ frame, part, answer, marks, draw, read, back, begin }) {
  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const prompt = part("prompt"), prediction = part("prediction");
  let demonstration = null, maps = null; // their clocks
  let shown = false; // whether the maps were
  let from = null; // where the mouse was first seen during the demonstration

  async function demonstrate(clock) {
    let drawn = NOTHING;
    await clock.pause(BEFORE);
    for (const [cell, strokes] of marks.entries()) {
      const began = await clock.frame();
      for (let share = 0; share < 1; ) {
        share = Math.min(1, ((await clock.frame()) - began) / DIGIT);
        draw((drawn = withCell(drawn, cell, begun(strokes, share))));
      }
      await clock.pause(PAUSE);
    }
    const result = read(drawn), { words } = result.reading;
    for (const at of words.keys()) {
      answer.show({ ...result.reading, words: words.slice(0, at + 1) }, result.drawn); // in the order of writing
      answer.light(at);
      await clock.pause(TOKEN);
    }
    answer.light(null);
    await clock.pause(AFTER);
    prompt.textContent = "Now you: draw here";
    interrupt();
  }

  function start() {
    demonstration = startClock();
    frame.classList.add("demonstrating");
    prediction.setAttribute("aria-live", "off"); // nobody waits for this answer
    for (const input of INPUTS) addEventListener(input, interrupt, { capture: true, passive: true });
    addEventListener("pointermove", move, true);
    demonstrate(demonstration);
  }

  function end() {
    if (!demonstration) return;
    demonstration.stop();
    demonstration = null;
    for (const input of INPUTS) removeEventListener(input, interrupt, true);
    removeEventListener("pointermove", move, true);
    frame.classList.remove("demonstrating");
    prediction.setAttribute("aria-live", "polite");
  }

  // End the demonstration before what the visitor did takes effect, or as another message has to be seen.
  function interrupt() {
    if (!demonstration) return;
    end();
    back();
  }

  function move({ clientX, clientY }) {
    from ??= [clientX, clientY];
    if (Math.hypot(clientX - from[0], clientY - from[1]) > STILL) interrupt();
  }

  async function showMaps(clock, wait) {
    await clock.pause(wait);
    shown = true;
    for (const at of PLACES.keys()) if (answer.light(at)) await clock.pause(MAP);
    answer.light(null);
  }

  prompt.hidden = !begin;
  if (begin && moves) start();
  return {
    interrupt,
    // The grid is about to show something else: what happens by itself gives way.
    giveWay() {
      end();
      maps?.stop();
      answer.light(null);
    },
    // The visitor's drawing was read. drawing: whether a stroke is being drawn; blank: whether there is nothing else.
    read({ reading: { words } }, { drawing, blank }) {
      prompt.hidden = drawing || !blank;
      if (drawing || shown || !moves || !words.length) return;
      maps?.stop();
      maps = startClock();
      showMaps(maps, words.length === PLACES.length ? FULL : OTHERS);
    },
  };
}
