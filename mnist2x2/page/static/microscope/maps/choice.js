// A choice of one from a row of buttons, with a mouse, a finger or the arrow keys; and dragging from place to place.

import { make } from "../parts.js";

// Returns {element, show(options: [{value, text, said}], chosen)}. pick(value): called when another one is chosen.
export function makeChoice({ label, name, pick }) {
  const row = make("div", { className: "choice", role: "radiogroup", "aria-label": label });
  row.dataset.testid = `microscope-maps-${name}`;
  let shown = [], chosen = null;

  function press({ key, target }) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    const at = [...row.children].indexOf(target);
    const next = { Home: 0, End: shown.length - 1 }[key] ?? (step && (at + step + shown.length) % shown.length);
    if (next === undefined || at < 0) return false;
    row.children[next].focus();
    if (shown[next].value !== chosen) pick(shown[next].value);
    return true;
  }
  row.addEventListener("keydown", (event) => press(event) && event.preventDefault());
  row.addEventListener("click", ({ target }) => {
    const option = shown[[...row.children].indexOf(target)];
    if (option && option.value !== chosen) pick(option.value);
  });

  const title = make("span", { className: "label", "aria-hidden": "true" }, label);
  return {
    element: make("div", { className: "question" }, title, row),
    show(options, value) {
      [shown, chosen] = [options, value];
      while (row.children.length > options.length) row.lastChild.remove();
      while (row.children.length < options.length) row.append(make("button", { type: "button", role: "radio" }));
      options.forEach(({ value: own, text, said = text }, i) => {
        const button = row.children[i];
        if (button.textContent !== text) button.textContent = text;
        button.setAttribute("aria-label", said);
        button.setAttribute("aria-checked", own === value);
        button.tabIndex = own === value ? 0 : -1;
      });
    },
  };
}

const FAR = 6; // pixels: a pointer that moves less has pressed, not dragged

// Let what begins on an element, where begins(event), be dragged. at(event): the place under the pointer, or null;
// over(place): called as it moves; drop(place, dragged): called at the end, with null if it was given up.
export function makeDrag(element, { begins = () => true, at, over, drop }) {
  let from = null, dragged = false;

  function move(event) {
    if (event.pointerId !== from.pointerId) return;
    if (!dragged && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < FAR) return;
    dragged = true;
    over(at(event));
  }
  function end(event, place) {
    if (event.pointerId !== undefined && event.pointerId !== from.pointerId) return;
    for (const [name, handler] of Object.entries(handlers)) window.removeEventListener(name, handler, true);
    from = null;
    drop(place, dragged);
  }
  const handlers = {
    pointermove: move,
    pointerup: (event) => end(event, dragged ? at(event) : null),
    pointercancel: (event) => end(event, null),
    keydown(event) {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // it gives up the drag, and nothing else
      end(event, null);
    },
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || from || !begins(event)) return;
    [from, dragged] = [event, false];
    for (const [name, handler] of Object.entries(handlers)) window.addEventListener(name, handler, true);
  });
  return {
    get going() { return from !== null; },
    get dragged() { return dragged; },
  };
}
