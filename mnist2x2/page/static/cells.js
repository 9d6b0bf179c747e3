// Drawing in the four cells with a mouse, a finger or a pen: one stroke at a time.

import { makeSurface } from "./surface.js";

const GONE_AFTER = 2000; // milliseconds: a pen or a mouse that is down and reports nothing for so long is gone

// canvases: one for each cell. newStroke(erase) returns a stroke without points; sampleAt(k, cell), a sample's digit as
// a picture. started(), grown() and ended(cell, stroke) are called as a stroke is drawn; it ends as null if withdrawn.
export function makeCells(canvases, { newStroke, sampleAt, started, grown, ended }) {
  let stroke = null; // the one being drawn: {cell, mark, pointer, type, heard: when its pointer last reported}
  const surfaces = canvases.map((canvas, cell) => makeSurface(canvas, (k) => sampleAt(k, cell)));

  function finish(kept) {
    const { cell, mark } = stroke;
    stroke = null;
    listen("removeEventListener");
    surfaces[cell].end();
    ended(cell, kept ? mark : null);
  }

  // The end of a stroke may never be reported. If the pointer that comes down now shows that the stroke's own pointer
  // is gone, or if a pen comes down beside a finger, end the stroke.
  function makeRoom({ pointerId, pointerType, isPrimary }) {
    if (pointerType === "pen" && stroke.type === "touch") return finish(false); // it was the hand that holds the pen
    const silent = performance.now() - stroke.heard > GONE_AFTER;
    // A pointer is primary only while no other of its type is down. A finger beside a pen may be a resting hand.
    const gone = pointerType === stroke.type ? isPrimary : pointerType !== "touch" || silent;
    if (pointerId === stroke.pointer || gone) finish(true);
  }

  function begin(event, cell) {
    if (event.button !== 0 && event.button !== 5) return; // 5: the eraser at the other end of a pen
    if (stroke) makeRoom(event);
    if (stroke) return;
    const mark = newStroke(event.button === 5);
    stroke = { cell, mark, pointer: event.pointerId, type: event.pointerType, heard: performance.now() };
    started();
    try {
      canvases[cell].setPointerCapture(event.pointerId);
    } catch { /* the pointer is up again already */ }
    listen("addEventListener");
    surfaces[cell].begin(mark);
    surfaces[cell].extend([event]);
    grown();
  }

  function move(event) {
    stroke.heard = performance.now();
    if (event.pointerType !== "touch" && !event.buttons) return finish(true); // it was lifted elsewhere
    const between = event.getCoalescedEvents?.() ?? [];
    if (surfaces[stroke.cell].extend(between.length ? between : [event])) grown();
  }

  function lift(event) {
    surfaces[stroke.cell].extend([event]);
    finish(true);
  }

  const own = (handler) => (event) => event.pointerId === stroke?.pointer && handler(event);
  const stop = () => finish(true);
  // While a stroke is drawn, the whole window is watched: the canvas need not hear of the stroke's end.
  const handlers = {
    pointermove: own(move),
    pointerup: own(lift),
    pointercancel: own(() => finish(false)), // the system took it, as a gesture or a palm
    visibilitychange: stop,
  };
  function listen(how) {
    for (const [name, handler] of Object.entries(handlers)) window[how](name, handler, true);
    window[how]("blur", stop); // not while capturing: that would also hear of every button that loses the focus
  }

  canvases.forEach((canvas, cell) => {
    canvas.addEventListener("pointerdown", (event) => begin(event, cell));
    canvas.addEventListener("lostpointercapture", own(() => stroke.cell === cell && stop()));
    canvas.addEventListener("contextmenu", (event) => stroke && event.preventDefault()); // a long press draws, too
  });
  return {
    get stroke() {
      return stroke;
    },
    show: (marks) => surfaces.forEach((surface, cell) => surface.show(marks[cell])),
    destroy() {
      listen("removeEventListener");
      for (const surface of surfaces) surface.destroy();
    },
  };
}
