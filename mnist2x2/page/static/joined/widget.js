// Joined by join.mjs: sources 88c54e7d95185e89d43fa29ef0dc3c8099737c601cb6333b2cb7d0ebcc98764b, body 558ed4a470d1435e7a216f1410e575c7d51aaafac9ba300595b4651258f8de27
// bytes.js
var SCRIPT = document.currentScript?.src ?? location.href;
function toBytes(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value?.buffer ?? value ?? 0);
}

// layout.js
var PLACES = ["upper left", "upper right", "lower left", "lower right"];
var four = (make) => PLACES.map(make).join("");
var button = (name, inside, label = "") => {
  const said = label && ` aria-label="${label}" title="${label}"`;
  return `<button type="button" data-part="${name}"${said}>${inside}</button>`;
};
var attention = `<div class="attention" aria-hidden="true" hidden></div>`;
var INSIDE = `
  <div class="column">
    <div class="board">
      ${four((place, i) => `<canvas data-part="cell-${i}" role="img"></canvas>`)}${attention}
      <p data-part="prompt" class="prompt" hidden>Draw here</p>
    </div>
    <p class="title">The model reads</p>
    <div class="answer">
      <div data-part="prediction" class="fourfold" aria-live="polite"></div>
      <div data-part="probabilities" class="fourfold"></div>
    </div>
    <div class="notes">
      <p data-part="status" role="status" aria-live="polite"></p>
      <p data-part="truth" class="truth" role="status"></p>
      <p data-part="words" class="words" aria-live="polite"></p>
      <p class="caption">A demonstration. When the model writes a digit, the part where it looks lights up. You can draw
        at any time.</p>
    </div>
  </div>
  <div class="column">
    <div class="tools" role="group" aria-label="Pen">
      ${["thin", "medium", "thick"].map((name) => button(`pen-${name}`, "<i></i>", `${name} pen`)).join("")}
      ${button("eraser", "Eraser")}
    </div>
    <div class="tools" role="group" aria-label="Take back">
      ${button("undo", "Undo")}${button("clear", "Clear all")}
    </div>
    <div class="tools quarters" role="group" aria-label="Clear one cell">
      <span class="label">Clear one</span>
      ${four((place, i) => button(`clear-${i}`, "<i></i>", `clear the ${place} cell`))}
    </div>
    <div class="tools" role="group" aria-label="Pictures">
      ${button("sample", "Show me one")}${button("share", "Share")}${button("photo", "Read a photo")}
      <input data-part="photo-file" type="file" accept="image/*" hidden>
    </div>
    <p class="title">What the model sees</p>
    <div class="picture">
      <canvas data-part="seen" role="img" aria-label="the picture that the model sees"></canvas>${attention}
    </div>
  </div>`;
var keepKeys = (button3) => button3.dataset.lmSuppressShortcuts = "true";
function makeSlot() {
  const [slot, chance] = ["slot", "chance"].map((name) => {
    return Object.assign(document.createElement("span"), { className: name });
  });
  const button3 = Object.assign(document.createElement("button"), { type: "button", className: "digit", hidden: true });
  const gap = document.createTextNode("");
  keepKeys(button3);
  slot.append(button3, gap);
  return { slot, button: button3, gap, chance };
}
function layOut(root, css, notes = []) {
  const frame = document.createElement("div");
  frame.className = "drawing-grid";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "Drawing grid");
  frame.innerHTML = `<style>${css}</style>${INSIDE}`;
  const parts = {};
  for (const each of frame.querySelectorAll("[data-part]")) {
    parts[each.dataset.part] = each;
    each.dataset.testid = each.dataset.part;
  }
  frame.querySelectorAll("button").forEach(keepKeys);
  frame.querySelector(".column").append(...notes);
  root.replaceChildren(frame);
  return {
    frame,
    part: (name) => parts[name],
    all: (selector) => [...frame.querySelectorAll(selector)]
  };
}

// answer.js
var ORDER = ["first", "second", "third", "fourth", "fifth", "sixth"];
var IN_A_ROW = 4;
var orderOf = (i) => ORDER[i] ?? `${i + 1}th`;
var percent = (p) => p > 0.99 ? ">99%" : p < 0.01 ? "<1%" : `${Math.round(100 * p)}%`;
var isNoDigit = (steps) => steps.some(({ score }) => score > 0);
var chanceOf = (steps) => steps.reduce((product, step) => product * step.probabilities[step.token], 1);
var hint = ({ tokenizer: { noun, space }, sure }) => `Select a ${space === null ? noun : "letter"} that the model wrote, to see where it looked.` + (noun === "digit" ? "" : ` What it gave less than ${percent(sure)} is written thin.`);
function tint(opacities, layer) {
  if (layer.children.length !== opacities.length) {
    layer.style.setProperty("--across", Math.sqrt(opacities.length));
    layer.replaceChildren(...Array.from(opacities, () => document.createElement("i")));
  }
  opacities.forEach((opacity, i) => layer.children[i].style.opacity = opacity.toFixed(3));
}
function meanLook(steps) {
  if (steps.length === 1) return steps[0].attention;
  return steps[0].attention.map((_, s) => steps.reduce((sum, { attention: attention3 }) => sum + attention3[s], 0) / steps.length);
}
function shares(attention3) {
  const across = Math.sqrt(attention3.length), cells = [0, 0, 0, 0];
  attention3.forEach((weight, patch) => {
    const [row, column] = [Math.floor(patch / across), patch % across];
    cells[2 * Math.floor(2 * row / across) + Math.floor(2 * column / across)] += weight;
  });
  return cells;
}
function insteadOf({ token, probabilities }, { tokens, start, space }) {
  const said = (other) => `${other === space ? "a space" : tokens[other]} (${percent(probabilities[other])})`;
  const others = [...Array(start).keys()].filter((other) => other !== token && probabilities[other] >= 0.01);
  others.sort((a, b) => probabilities[b] - probabilities[a]);
  return others.length ? `, else ${others.slice(0, 2).map(said).join(" or ")}` : "";
}
function makeAnswer({ prediction, probabilities, layers, words }) {
  const slots = [];
  let shown = [], reading = null;
  let hovered = null, chosen = null;
  let lit = null;
  const stepsAt = ({ at, letter }) => letter === null ? shown[at].steps : [shown[at].steps[letter]];
  function explain({ at, letter }) {
    const { tokenizer } = reading, steps = stepsAt({ at, letter }), said = percent(chanceOf(steps)), { text } = shown[at];
    const order = orderOf(shown.slice(0, at).filter(Boolean).length);
    const cells = shares(meanLook(steps)), most = cells.indexOf(Math.max(...cells));
    const what = letter === null ? `The ${order} ${tokenizer.noun}: ${text}` : `Letter ${letter + 1} of ${text}: ${tokenizer.tokens[steps[0].token]}`;
    const several = steps.length > 1, average = several ? ", on average over its letters" : "";
    const how = several ? ` (${said}, the product of its letters)` : ` (${said})${insteadOf(steps[0], tokenizer)}`;
    const odd = isNoDigit(steps) ? " It may be no digit: it is unlike those that the model has learned from." : "";
    return `${what}${how}.${odd} Writing it, the model looks most at the ${PLACES[most]} cell, with ${percent(cells[most])} of its attention${average}.`;
  }
  function point() {
    const target = [hovered, chosen, lit].find((each) => each && shown[each.at]?.steps[each.letter ?? 0]);
    const look2 = target && meanLook(stepsAt(target));
    for (const layer of layers) {
      layer.hidden = !look2;
      if (look2) tint(Array.from(look2, (weight) => weight / Math.max(...look2)), layer);
    }
    slots.forEach(({ button: button3 }, at) => {
      const letter = target?.at === at ? target.letter : void 0;
      button3.classList.toggle("pointed", letter === null);
      [...button3.children].forEach((each, i) => each.classList.toggle("pointed", letter === i));
    });
    const text = target ? explain(target) : shown.some(Boolean) ? hint(reading) : "";
    words.setAttribute("aria-live", target && target === lit ? "off" : "polite");
    if (words.textContent !== text) words.textContent = text;
  }
  function addSlot() {
    const parts = makeSlot(), { button: button3 } = parts, at = slots.length;
    function pointedAt({ target }) {
      const letter = [...button3.children].indexOf(target);
      return { at, letter: letter < 0 ? null : letter };
    }
    function press(event) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], last = button3.children.length - 1;
      if (event.key === "Escape") button3.blur();
      if (!by || last < 0) return;
      event.preventDefault();
      const from = chosen?.letter ?? (by > 0 ? -1 : last + 1);
      chosen = { at, letter: Math.min(Math.max(from + by, 0), last) };
      point();
    }
    button3.addEventListener("pointerover", (event) => (hovered = pointedAt(event), point()));
    button3.addEventListener("pointerleave", () => (hovered = null, point()));
    button3.addEventListener("focus", () => (chosen = { at, letter: null }, point()));
    button3.addEventListener("blur", () => (chosen = null, point()));
    button3.addEventListener("click", (event) => {
      button3.focus();
      chosen = pointedAt(event);
      point();
    });
    button3.addEventListener("keydown", press);
    const row = 2 * Math.floor(at / IN_A_ROW) + 1, column = at % IN_A_ROW + 1;
    parts.slot.style.gridArea = `${row} / ${column}`;
    parts.chance.style.gridArea = `${row + 1} / ${column}`;
    slots.push(parts);
    prediction.append(parts.slot);
    probabilities.append(parts.chance);
  }
  function fit(count) {
    while (slots.length < count) addSlot();
    for (const { slot, chance } of slots.splice(count)) {
      slot.remove();
      chance.remove();
    }
    prediction.parentElement.classList.toggle("many", count > IN_A_ROW);
  }
  function spell(button3, { text, steps }) {
    const { tokenizer, sure } = reading;
    const letters2 = steps.length > 1 ? steps.map((step) => tokenizer.tokens[step.token]) : [];
    if (button3.textContent !== text || button3.children.length !== letters2.length) {
      const parts = letters2.map((letter) => Object.assign(document.createElement("span"), { textContent: letter }));
      button3.replaceChildren(...parts.length ? parts : [text]);
    }
    [...button3.children].forEach((letter, i) => letter.classList.toggle("unsure", chanceOf([steps[i]]) < sure));
  }
  function doubt({ steps }, p) {
    if (reading.tokenizer.noun === "digit" && isNoDigit(steps)) return `may be no digit, ${percent(p)}`;
    return reading.tokenizer.noun === "digit" && p < reading.sure ? `not sure, ${percent(p)}` : percent(p);
  }
  function fill({ button: button3, gap, chance }, word) {
    const there2 = Boolean(word?.steps.length), p = there2 ? chanceOf(word.steps) : 0;
    const unsure = there2 && (p < reading.sure || isNoDigit(word.steps)), said = there2 ? doubt(word, p) : "";
    spell(button3, word ?? { text: "", steps: [] });
    if (chance.textContent !== said) chance.textContent = said;
    if (gap.data !== (word?.gap ?? "")) gap.data = word?.gap ?? "";
    button3.hidden = !there2;
    for (const part of [button3, chance]) {
      part.classList.toggle("unsure", unsure && !button3.children.length);
      part.style.setProperty("--chance", p);
    }
  }
  fit(PLACES.length);
  return {
    // read: see reader.js; drawn: the cells with ink. If there are as many digits or words as these, each is shown
    // in its cell's place.
    show(read, drawn) {
      const { words: written } = read;
      const placed = written.length === drawn.length && written.every((word) => word.steps.length);
      reading = read;
      fit(Math.max(PLACES.length, written.length));
      shown = slots.map(() => null);
      written.forEach((word, i) => shown[placed ? drawn[i] : i] = word);
      slots.forEach((slot, at) => fill(slot, shown[at]));
      shown = shown.map((word) => word?.steps.length ? word : null);
      if (!shown[chosen?.at]) chosen = null;
      prediction.classList.toggle("spelled", reading.tokenizer?.noun === "word");
      point();
    },
    // Show where the model looked when it wrote what is in a slot, or stop, given null. Returns whether it is written.
    light(at) {
      lit = at === null ? null : { at, letter: null };
      point();
      return Boolean(lit && shown[at]);
    },
    leave() {
      [hovered, chosen] = [null, null];
      point();
    }
  };
}

// surface.js
var MIN_STEP = 3e-3;
var round = (x) => Math.round(x * 1e4) / 1e4;
function makeSurface(canvas, sampleAt) {
  const context = canvas.getContext("2d");
  let shown = [], stroke = null;
  function fit() {
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (!side || canvas.width === side) return;
    canvas.width = canvas.height = side;
  }
  function line({ points, width, erase }, from) {
    context.globalCompositeOperation = erase ? "destination-out" : "source-over";
    context.strokeStyle = "#fff";
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = width * canvas.width;
    context.beginPath();
    const [x, y] = points[Math.max(0, from - 1)];
    context.moveTo(x * canvas.width, y * canvas.width);
    context.lineTo(x * canvas.width + 0.01, y * canvas.width);
    for (const [x2, y2] of points.slice(from)) context.lineTo(x2 * canvas.width, y2 * canvas.width);
    context.stroke();
  }
  function stamp(k) {
    const digit = sampleAt(k), side = Math.sqrt(digit.length);
    const picture = new ImageData(side, side);
    digit.forEach((value, i) => picture.data.set([255, 255, 255, value], 4 * i));
    const small = Object.assign(document.createElement("canvas"), { width: side, height: side });
    small.getContext("2d").putImageData(picture, 0, 0);
    context.globalCompositeOperation = "copy";
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.width);
  }
  function paint() {
    fit();
    context.clearRect(0, 0, canvas.width, canvas.width);
    for (const mark of stroke ? [...shown, stroke] : shown) {
      if ("sample" in mark) stamp(mark.sample);
      else line(mark, 0);
    }
  }
  function addPoint(event) {
    const box = canvas.getBoundingClientRect();
    const point = [round((event.clientX - box.left) / box.width), round((event.clientY - box.top) / box.height)];
    const last = stroke.points.at(-1);
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < MIN_STEP) return;
    stroke.points.push(point);
  }
  const watch = new ResizeObserver(paint);
  watch.observe(canvas);
  return {
    show(marks) {
      if (marks === shown) return;
      shown = marks;
      paint();
    },
    begin(next) {
      stroke = next;
    },
    // Lengthen the stroke by the points of some pointer events. Returns whether they added anything.
    extend(events) {
      const from = stroke.points.length;
      for (const event of events) addPoint(event);
      if (stroke.points.length === from) return false;
      line(stroke, from);
      return true;
    },
    // Forget the stroke: it is shown again only if it comes back among the marks.
    end() {
      stroke = null;
      paint();
    },
    destroy: () => watch.disconnect()
  };
}

// cells.js
var GONE_AFTER = 2e3;
function makeCells(canvases, { newStroke, sampleAt, started, grown, ended }) {
  let stroke = null;
  const surfaces = canvases.map((canvas, cell) => makeSurface(canvas, (k) => sampleAt(k, cell)));
  function finish(kept) {
    const { cell, mark } = stroke;
    stroke = null;
    listen("removeEventListener");
    surfaces[cell].end();
    ended(cell, kept ? mark : null);
  }
  function makeRoom({ pointerId, pointerType, isPrimary }) {
    if (pointerType === "pen" && stroke.type === "touch") return finish(false);
    const silent = performance.now() - stroke.heard > GONE_AFTER;
    const gone = pointerType === stroke.type ? isPrimary : pointerType !== "touch" || silent;
    if (pointerId === stroke.pointer || gone) finish(true);
  }
  function begin(event, cell) {
    if (event.button !== 0 && event.button !== 5) return;
    if (stroke) makeRoom(event);
    if (stroke) return;
    const mark = newStroke(event.button === 5);
    stroke = { cell, mark, pointer: event.pointerId, type: event.pointerType, heard: performance.now() };
    started();
    try {
      canvases[cell].setPointerCapture(event.pointerId);
    } catch {
    }
    listen("addEventListener");
    surfaces[cell].begin(mark);
    surfaces[cell].extend([event]);
    grown();
  }
  function move(event) {
    stroke.heard = performance.now();
    if (event.pointerType !== "touch" && !event.buttons) return finish(true);
    const between = event.getCoalescedEvents?.() ?? [];
    if (surfaces[stroke.cell].extend(between.length ? between : [event])) grown();
  }
  function lift(event) {
    surfaces[stroke.cell].extend([event]);
    finish(true);
  }
  const own = (handler) => (event) => event.pointerId === stroke?.pointer && handler(event);
  const stop = () => finish(true);
  const handlers = {
    pointermove: own(move),
    pointerup: own(lift),
    pointercancel: own(() => finish(false)),
    // the system took it, as a gesture or a palm
    visibilitychange: stop
  };
  function listen(how) {
    for (const [name, handler] of Object.entries(handlers)) window[how](name, handler, true);
    window[how]("blur", stop);
  }
  canvases.forEach((canvas, cell) => {
    canvas.addEventListener("pointerdown", (event) => begin(event, cell));
    canvas.addEventListener("lostpointercapture", own(() => stroke.cell === cell && stop()));
    canvas.addEventListener("contextmenu", (event) => stroke && event.preventDefault());
  });
  return {
    get stroke() {
      return stroke;
    },
    show: (marks) => surfaces.forEach((surface, cell) => surface.show(marks[cell])),
    destroy() {
      listen("removeEventListener");
      for (const surface of surfaces) surface.destroy();
    }
  };
}

// drawing_grid.css
var drawing_grid_default = `/* One accent colour, for the focus and for where the model looks; everything else is ink and paper. */
.drawing-grid {
  --text: #1f2328; --quiet: #57606a; --paper: #ffffff; --raised: #f3f4f6; --line: #b6bcc4; --accent: #b84a00;
  --ink: invert(0.88);
  display: flex; flex-wrap: wrap; gap: 1rem 2rem; max-width: 44rem; margin: 0.5rem 0; padding: 3px;
  color: var(--text); font-size: 0.9375rem; line-height: 1.4;
}
.drawing-grid[data-theme="dark"] {
  --text: #e8e6e3; --quiet: #a9b1ba; --paper: #1d2126; --raised: #2b3037; --line: #59616b; --accent: #ffab57;
  --ink: invert(0.06);
}
.drawing-grid .column { flex: 1 1 15rem; min-width: 0; max-width: 24rem; }
.drawing-grid .column:first-of-type { flex-grow: 9; flex-basis: 20rem; }
.drawing-grid :is(p, canvas) { margin: 0; padding: 0; }
.drawing-grid .title { margin: 0.75rem 0 0.25rem; color: var(--quiet); font-size: 0.8125rem; }
.drawing-grid [hidden] { display: none !important; } /* or any display below would show it again */

/* the cells */
.drawing-grid .board {
  position: relative; display: grid; grid-template-columns: 1fr 1fr; gap: 2px; overflow: hidden;
  border: 2px solid var(--line); border-radius: 10px;
  background: linear-gradient(var(--line) 0 0) center / 2px 100% no-repeat,
    linear-gradient(var(--line) 0 0) center / 100% 2px no-repeat, var(--paper);
}
.drawing-grid .board canvas {
  display: block; width: 100%; aspect-ratio: 1; filter: var(--ink); cursor: crosshair;
  touch-action: none; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none;
}
.drawing-grid.erasing .board canvas { cursor: cell; }
.drawing-grid.photo .board canvas { opacity: 0.25; } /* the drawing is not what is read */
.drawing-grid.photo .board .attention { display: none; }
.drawing-grid.demonstrating .board canvas { opacity: 0.55; } /* nobody's ink */
.drawing-grid .prompt {
  position: absolute; inset: 0; margin: auto; width: max-content; height: max-content; padding: 0.4rem 1rem;
  border: 2px solid var(--line); border-radius: 10px; background: var(--paper); font-size: 1.125rem;
  pointer-events: none;
}
.drawing-grid.demonstrating .prompt { display: none; }

/* where the model looks */
.drawing-grid .attention {
  position: absolute; inset: 0; display: grid; grid-template-columns: repeat(var(--across), 1fr); opacity: 0.6;
  pointer-events: none;
}
.drawing-grid .attention i { background: var(--accent); }

/* its answer */
.drawing-grid .fourfold { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0 0.5rem; }
/* more than four words: rows of four, and below each of them how sure the model is */
.drawing-grid .answer.many { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0 0.5rem; }
.drawing-grid .many > .fourfold { display: contents; }
.drawing-grid .many .slot { container-type: inline-size; }
.drawing-grid .slot { height: 3.5rem; border-bottom: 2px solid var(--line); }
.drawing-grid .digit {
  width: 100%; height: 100%; padding: 0; border: 0; border-radius: 6px 6px 0 0; background: none; color: inherit;
  font: inherit; font-size: 2.25rem; font-weight: 600; line-height: 1; cursor: pointer;
}
.drawing-grid .digit.unsure, .drawing-grid .digit .unsure { color: var(--quiet); font-weight: 300; }
.drawing-grid .digit.pointed, .drawing-grid .digit .pointed { color: var(--accent); background: var(--raised); }
.drawing-grid .spelled { container-type: inline-size; }
.drawing-grid .spelled .slot { height: auto; min-height: 3.5rem; }
.drawing-grid .spelled .digit {
  height: auto; min-height: 3.5rem; font-size: 1.125rem; font-size: clamp(0.9rem, 5.8cqi, 1.4rem); line-height: 1.2;
  overflow-wrap: anywhere;
}
.drawing-grid .digit span { padding: 0.4em 0; } /* a larger place to point at */
.drawing-grid .chance {
  min-height: 3.5em; padding-top: 3px; color: var(--quiet); font-size: 0.8125rem; line-height: 1.3; text-align: center;
}
.drawing-grid .chance::before {
  content: ""; display: block; width: calc(100% * var(--chance, 0)); height: 4px; margin-bottom: 3px;
  border-radius: 2px; background: currentColor;
}

/* what is said of it: there is always room, so that nothing below moves */
.drawing-grid .notes { min-height: 6em; padding-top: 0.25rem; font-size: 0.875rem; }
.drawing-grid .notes p { margin-bottom: 0.25rem; }
.drawing-grid .notes p:empty { margin: 0; }
.drawing-grid .notes :is(.truth, .words, .caption) { color: var(--quiet); }
.drawing-grid:not(.demonstrating) .caption, .drawing-grid.demonstrating .notes p:not(.caption) { display: none; }

/* the tools */
.drawing-grid .tools { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-bottom: 0.4rem; }
.drawing-grid .tools button {
  min-width: 2.4rem; min-height: 2.4rem; padding: 0 0.7rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--paper); color: var(--text); font: inherit; cursor: pointer; touch-action: manipulation;
}
.drawing-grid .tools button:has(> i) { padding: 0; }
.drawing-grid .tools button:hover { background: var(--raised); }
.drawing-grid .tools button:active { transform: translateY(1px); }
.drawing-grid .tools button[aria-pressed="true"] {
  border-color: var(--text); background: var(--text); color: var(--paper);
}
.drawing-grid button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.drawing-grid .tools i { display: block; margin: auto; }
.drawing-grid [data-part^="pen"] i {
  width: var(--dot); height: var(--dot); border-radius: 50%; background: currentColor;
}
.drawing-grid [data-part="pen-thin"] { --dot: 6px; }
.drawing-grid [data-part="pen-medium"] { --dot: 10px; }
.drawing-grid [data-part="pen-thick"] { --dot: 15px; }
.drawing-grid .label { align-self: center; color: var(--quiet); }
.drawing-grid .quarters i {
  width: 18px; height: 18px; border: 1.5px solid currentColor; border-radius: 3px;
  background: linear-gradient(currentColor 0 0) var(--at) / 50% 50% no-repeat;
}
.drawing-grid [data-part="clear-0"] { --at: left top; }
.drawing-grid [data-part="clear-1"] { --at: right top; }
.drawing-grid [data-part="clear-2"] { --at: left bottom; }
.drawing-grid [data-part="clear-3"] { --at: right bottom; }

/* what the model sees */
.drawing-grid .picture {
  position: relative; width: 8rem; overflow: hidden; border: 1px solid var(--line); border-radius: 6px;
}
.drawing-grid .picture canvas { display: block; width: 100%; aspect-ratio: 1; image-rendering: pixelated; }

@media (pointer: coarse), (max-width: 480px) {
  .drawing-grid .tools button { min-width: 44px; min-height: 44px; }
}
@media (prefers-reduced-motion: no-preference) {
  .drawing-grid .tools button { transition: background 0.15s; }
  .drawing-grid .chance::before { transition: width 0.15s; }
}
`;

// grid.js
var DIGIT = 28;
function cut(picture, size = Math.sqrt(picture.length) / 2) {
  const side = Math.sqrt(picture.length), across = side / size;
  return Array.from({ length: across * across }, (_, i) => {
    const cell = new picture.constructor(size * size);
    const corner = Math.floor(i / across) * size * side + i % across * size;
    for (let row = 0; row < size; row++) {
      const from = corner + row * side;
      cell.set(picture.subarray(from, from + size), row * size);
    }
    return cell;
  });
}
function compose(cells) {
  const size = Math.sqrt(cells[0].length), across = Math.sqrt(cells.length), side = size * across;
  const picture = new cells[0].constructor(side * side);
  cells.forEach((cell, i) => {
    const corner = Math.floor(i / across) * size * side + i % across * size;
    for (let row = 0; row < size; row++) {
      picture.set(cell.subarray(row * size, (row + 1) * size), corner + row * side);
    }
  });
  return picture;
}

// history.js
var NOTHING = [[], [], [], []];
var STEPS = 500;
var withCell = (marks, cell, own) => marks.map((each, i) => i === cell ? own : each);
function makeHistory(marks = NOTHING) {
  let past = [];
  return {
    get marks() {
      return marks;
    },
    change(next) {
      if (next.some((own, i) => own !== marks[i])) past = [...past, marks].slice(-STEPS);
      marks = next;
    },
    // Returns whether there was a step to undo.
    undo() {
      if (!past.length) return false;
      marks = past.pop();
      return true;
    }
  };
}

// introduction.js
var BEFORE = 700;
var DIGIT2 = 550;
var PAUSE = 120;
var TOKEN = 800;
var AFTER = 1e3;
var FULL = 1e3;
var OTHERS = 4e3;
var MAP = 1500;
var STILL = 20;
var INPUTS = ["pointerdown", "wheel", "keydown", "click"];
function begun(strokes, share2) {
  let left = Math.ceil(share2 * strokes.reduce((count, { points }) => count + points.length, 0));
  return strokes.flatMap((stroke) => {
    const points = stroke.points.slice(0, left);
    left -= points.length;
    return points.length ? [{ ...stroke, points }] : [];
  });
}
function startClock() {
  let stopped = false;
  const unless = (done) => (now) => stopped || done(now);
  return {
    pause: (time) => new Promise((done) => setTimeout(unless(done), time)),
    frame: () => new Promise((done) => requestAnimationFrame(unless(done))),
    stop: () => stopped = true
  };
}
function makeIntroduction({ frame, part, answer, marks, draw, read, back, begin }) {
  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const prompt = part("prompt"), prediction = part("prediction");
  let demonstration = null, maps = null;
  let shown = false;
  let from = null;
  async function demonstrate(clock) {
    let drawn = NOTHING;
    await clock.pause(BEFORE);
    for (const [cell, strokes] of marks.entries()) {
      const began = await clock.frame();
      for (let share2 = 0; share2 < 1; ) {
        share2 = Math.min(1, (await clock.frame() - began) / DIGIT2);
        draw(drawn = withCell(drawn, cell, begun(strokes, share2)));
      }
      await clock.pause(PAUSE);
    }
    const result = read(drawn), { words } = result.reading;
    for (const at of words.keys()) {
      answer.show({ ...result.reading, words: words.slice(0, at + 1) }, result.drawn);
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
    prediction.setAttribute("aria-live", "off");
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
    }
  };
}

// pens.js
var PENS = { thin: 0.04, medium: 0.07, thick: 0.1 };
var ERASER = 0.16;
function makePens(part, frame) {
  let pen = "medium", erasing = false;
  function choose(name) {
    erasing = name === "eraser" && !erasing;
    if (name !== "eraser") pen = name;
    part("eraser").setAttribute("aria-pressed", erasing);
    for (const each of Object.keys(PENS)) part(`pen-${each}`).setAttribute("aria-pressed", !erasing && each === pen);
    frame.classList.toggle("erasing", erasing);
  }
  for (const name of Object.keys(PENS)) part(`pen-${name}`).addEventListener("click", () => choose(name));
  part("eraser").addEventListener("click", () => choose("eraser"));
  choose(pen);
  return {
    newStroke: (erase) => erase || erasing ? { points: [], width: ERASER, erase: true } : { points: [], width: PENS[pen] }
  };
}

// photo.js
var LONGEST = 1600;
var LETTERS = 15e5;
var LOSSLESS = 400;
var QUALITIES = [0.9, 0.7, 0.4];
var CANNOT_OPEN = "This browser cannot open this picture: save it as JPEG, and choose that.";
var TOO_LARGE = "This picture is too large to be sent: cut it to the digits, and choose that.";
var RETURN = "Draw, or press Undo, to return to the drawing.";
function background({ data }) {
  let drawn = 0, covered = 0;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] / 255;
    drawn += alpha * (0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
    covered += alpha;
  }
  return covered / (data.length / 4) < 0.5 && drawn > 128 * covered ? "black" : "white";
}
async function opened(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Error(CANNOT_OPEN);
  });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(scale * side)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = background(context.getImageData(0, 0, width, height));
  context.fillRect(0, 0, width, height);
  return canvas;
}
function encoded(canvas) {
  const small = Math.max(canvas.width, canvas.height) <= LOSSLESS;
  for (const [kind, quality] of [...small ? [["png"]] : [], ...QUALITIES.map((quality2) => ["jpeg", quality2])]) {
    const text = canvas.toDataURL(`image/${kind}`, quality).split(",")[1];
    if (text.length <= LETTERS) return text;
  }
  throw new Error(TOO_LARGE);
}
function makePhotos(part, board, { ask, say, changed }) {
  const button3 = part("photo"), input = part("photo-file");
  let grid = null, asked = 0;
  button3.hidden = !ask;
  async function read(file) {
    const own = ++asked;
    say("Reading the photo.");
    const answer = await opened(file).then(encoded).then(ask).catch(({ message }) => ({ said: message }));
    if (own !== asked) return;
    grid = answer.grid ? Uint8Array.from(atob(answer.grid), (letter) => letter.charCodeAt(0)) : null;
    say(grid ? [`Read from your photo: ${answer.read || "nothing"}.`, ...answer.notes, RETURN].join(" ") : answer.said);
    changed();
  }
  function take(event, file) {
    event.preventDefault();
    if (file) read(file);
  }
  if (ask) {
    button3.addEventListener("click", () => input.click());
    input.addEventListener("change", (event) => {
      take(event, input.files[0]);
      input.value = "";
    });
    board.addEventListener("dragover", (event) => event.preventDefault());
    board.addEventListener("drop", (event) => take(event, event.dataTransfer.files[0]));
  }
  return {
    get grid() {
      return grid;
    },
    // Show the drawing again, and forget the photo that was asked about.
    leave() {
      asked++;
      grid = null;
      say("");
    }
  };
}

// pixels.js
function showPixels(canvas, picture) {
  canvas.width = canvas.height = Math.sqrt(picture.length);
  const image = new ImageData(canvas.width, canvas.width);
  picture.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  canvas.getContext("2d").putImageData(image, 0, 0);
}
function showInk(canvas, picture, colour) {
  canvas.width = canvas.height = Math.sqrt(picture.length);
  const context = canvas.getContext("2d"), image = new ImageData(canvas.width, canvas.width);
  picture.forEach((value, i) => image.data[4 * i + 3] = value);
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
}

// layers.js
function linear({ weight, bias }, x) {
  const outputs = bias.length, inputs = weight.length / outputs;
  const y = new Float32Array(x.length / inputs * outputs);
  for (let from = 0, to = 0; from < x.length; from += inputs) {
    let output = 0, w = 0;
    for (; output + 4 <= outputs; output += 4, w += 3 * inputs) {
      let a = 0, b = 0, c = 0, d = 0;
      for (let i = from; i < from + inputs; i++, w++) {
        a += x[i] * weight[w];
        b += x[i] * weight[w + inputs];
        c += x[i] * weight[w + 2 * inputs];
        d += x[i] * weight[w + 3 * inputs];
      }
      y[to++] = a + bias[output];
      y[to++] = b + bias[output + 1];
      y[to++] = c + bias[output + 2];
      y[to++] = d + bias[output + 3];
    }
    for (; output < outputs; output++) {
      let sum = bias[output];
      for (let i = from; i < from + inputs; i++, w++) sum += x[i] * weight[w];
      y[to++] = sum;
    }
  }
  return y;
}
function layerNorm({ weight, bias }, x) {
  const D = bias.length, y = new Float32Array(x.length);
  for (let from = 0; from < x.length; from += D) {
    let mean = 0, variance = 0;
    for (let i = 0; i < D; i++) mean += x[from + i] / D;
    for (let i = 0; i < D; i++) variance += (x[from + i] - mean) ** 2 / D;
    const scale = 1 / Math.sqrt(variance + 1e-5);
    for (let i = 0; i < D; i++) y[from + i] = (x[from + i] - mean) * scale * weight[i] + bias[i];
  }
  return y;
}
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}
var gelu = (x) => x / 2 * (1 + erf(x * Math.SQRT1_2));
function feedForward({ name, first, second }, x, see) {
  const hidden = see(`${name}.1`, see(first.name, linear(first, x)).map(gelu));
  return see(name, see(second.name, linear(second, hidden)));
}
var add = (x, y) => x.map((value, i) => value + y[i]);
function softmax(scores) {
  const highest = Math.max(...scores), weights = scores.map((score) => Math.exp(score - highest));
  const sum = weights.reduce((total2, weight) => total2 + weight, 0);
  return weights.map((weight) => weight / sum);
}
function append(x, y) {
  const both = new Float32Array(x.length + y.length);
  both.set(x);
  both.set(y, x.length);
  return both;
}
function keysAndValues(part, x, see, earlier = null) {
  const keys = see(part.key.name, linear(part.key, x)), values = see(part.value.name, linear(part.value, x));
  return earlier ? { keys: append(earlier.keys, keys), values: append(earlier.values, values) } : { keys, values };
}
function attentionWeights(heads, D, queries, keys, causal) {
  const Dh = D / heads, T = queries.length / D, S = keys.length / D, weights = new Float32Array(heads * T * S);
  for (let head = 0; head < heads; head++) {
    for (let t = 0; t < T; t++) {
      const own = t * D + head * Dh, scores = new Float32Array(causal ? S - T + t + 1 : S);
      for (let s = 0; s < scores.length; s++) {
        let sum = 0;
        for (let i = 0, key = s * D + head * Dh; i < Dh; i++) sum += queries[own + i] * keys[key + i];
        scores[s] = sum / Math.sqrt(Dh);
      }
      weights.set(softmax(scores), (head * T + t) * S);
    }
  }
  return weights;
}
function mix(heads, D, weights, values) {
  const Dh = D / heads, S = values.length / D, T = weights.length / heads / S, mixed = new Float32Array(T * D);
  for (let head = 0, row = 0; head < heads; head++) {
    for (let t = 0; t < T; t++, row++) {
      for (let s = 0; s < S; s++) {
        const weight = weights[row * S + s], value = s * D + head * Dh;
        for (let i = 0; i < Dh; i++) mixed[row * Dh + i] += weight * values[value + i];
      }
    }
  }
  return mixed;
}
function sideBySide(heads, D, mixed) {
  const Dh = D / heads, T = mixed.length / D, joined = new Float32Array(mixed.length);
  for (let head = 0, row = 0; head < heads; head++) {
    for (let t = 0; t < T; t++, row++) joined.set(mixed.subarray(row * Dh, (row + 1) * Dh), t * D + head * Dh);
  }
  return joined;
}
function attention2(part, heads, x, { keys, values }, causal, see) {
  const { name, query, output } = part, D = output.bias.length;
  const queries = see(query.name, linear(query, x));
  const weights = see(`${name}.weights`, attentionWeights(heads, D, queries, keys, causal));
  const mixed = see(`${name}.mix`, mix(heads, D, weights, values));
  const attended = see(name, see(output.name, linear(output, sideBySide(heads, D, mixed))));
  return { attended, weights };
}

// tokenizer.js
var ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
var SPANISH = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"];
var NAMES = [...ENGLISH, ...SPANISH];
function makeTokenizer(tokens, { length: length2, space = null, blank = "", noun = "word" }) {
  const start = tokens.length;
  return {
    tokens: [...tokens, "<start>", "<finish>", "<pad>"],
    start,
    finish: start + 1,
    space,
    blank,
    noun,
    longest: (cells) => cells * length2 + (space === null),
    // of answers, in tokens, with <finish>
    toText: (written) => written.map((token) => tokens[token]).join(blank)
  };
}
var letters = [...[...new Set(NAMES.join(""))].sort(), " "];
var TOKENIZERS = /* @__PURE__ */ new Map([
  ["digits", makeTokenizer([..."0123456789"], { length: 1, noun: "digit" })],
  ["words", makeTokenizer(NAMES, { length: 1, blank: " " })],
  ["letters", makeTokenizer(letters, {
    length: 1 + Math.max(...NAMES.map((name) => name.length)),
    space: letters.length - 1
  })]
]);
function wordsOf({ toText, space, blank }, steps) {
  const words = [];
  for (const step of steps) {
    if (space === null || !words.length) words.push([]);
    if (step.token === space) words.push([]);
    else words.at(-1).push(step);
  }
  const gap = space === null ? blank : " ";
  return words.map((own, i) => ({
    text: toText(own.map((step) => step.token)),
    steps: own,
    gap: i < words.length - 1 ? gap : ""
  }));
}

// model.js
var MNIST_MEAN = 0.1307;
var MNIST_STD = 0.3081;
var asItIs = (_, tensor) => tensor;
function patchesOf({ config }, pixels) {
  const normed = pixels.map((pixel) => (pixel - MNIST_MEAN) / MNIST_STD), patches = new Float32Array(normed.length);
  cut(normed, config.patch).forEach((patch, s) => patches.set(patch, s * patch.length));
  return patches;
}
function encode(model, pixels, seeAll = asItIs) {
  const { side, config, patchEmbedding, encoderNorm } = model, S = patchEmbedding.position.length / config.width;
  if (pixels.length !== side ** 2) throw new Error(`expected ${side} x ${side} pixels, given ${pixels.length}`);
  const see = (name, tensor) => seeAll(name, tensor, S, 0), { projection, position } = patchEmbedding;
  const projected = see(projection.name, linear(projection, patchesOf(model, see("pixels", pixels))));
  let x = see(patchEmbedding.name, add(projected, position));
  const maps = model.encoder.map((block) => {
    const normed = see(block.attentionNorm.name, layerNorm(block.attentionNorm, x));
    const known2 = keysAndValues(block.attention, normed, see);
    const { attended, weights } = attention2(block.attention, config.heads, normed, known2, false, see);
    x = add(x, attended);
    const normedAgain = see(block.feedForwardNorm.name, layerNorm(block.feedForwardNorm, x));
    x = see(block.name, add(x, feedForward(block.feedForward, normedAgain, see)));
    return weights;
  });
  return { memory: see(encoderNorm.name, layerNorm(encoderNorm, x)), maps };
}
var newCache = (model) => model.decoder.map(() => ({ tokens: null, memory: null }));
function decode(model, tokens, memory, cache = newCache(model), seeAll = asItIs) {
  const { heads, width: D } = model.config, T = tokens.length, S = memory.length / D;
  const earlier = cache[0].tokens ? cache[0].tokens.keys.length / D : 0, end = earlier + T;
  if (T < 1 || end > model.longest) throw new Error(`expected 1 to ${model.longest} tokens, given ${end}`);
  const see = (name, tensor) => seeAll(name, tensor, T, earlier);
  const seeMemory = (name, tensor) => seeAll(name, tensor, S, 0);
  const embedded = new Float32Array(T * D);
  tokens.forEach((token, t) => embedded.set(model.tokenEmbedding.subarray(token * D, (token + 1) * D), t * D));
  let x = add(see("token_embedding", embedded), model.tokenPosition.subarray(earlier * D, end * D));
  const maps = model.decoder.map((block, number) => {
    const known2 = cache[number], normed = see(block.selfAttentionNorm.name, layerNorm(block.selfAttentionNorm, x));
    known2.tokens = keysAndValues(block.selfAttention, normed, see, known2.tokens);
    const back = attention2(block.selfAttention, heads, normed, known2.tokens, model.causal, see);
    x = add(x, back.attended);
    known2.memory ??= keysAndValues(block.crossAttention, memory, seeMemory);
    const asking = see(block.crossAttentionNorm.name, layerNorm(block.crossAttentionNorm, x));
    const across = attention2(block.crossAttention, heads, asking, known2.memory, false, see);
    x = add(x, across.attended);
    const normedAgain = see(block.feedForwardNorm.name, layerNorm(block.feedForwardNorm, x));
    x = see(block.name, add(x, feedForward(block.feedForward, normedAgain, see)));
    return [back.weights, across.weights];
  });
  const hidden = see(model.decoderNorm.name, layerNorm(model.decoderNorm, x));
  return { logits: see("logits", see(model.head.name, linear(model.head, hidden))), hidden, maps };
}
function look(maps, heads) {
  const weights = maps.at(-1)[1], S = weights.length / heads;
  return new Float32Array(S).map((_, s) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += weights[head * S + s];
    return sum / heads;
  });
}
function lookedAt(memory, attention3) {
  const D = memory.length / attention3.length;
  return new Float32Array(D).map((_, i) => attention3.reduce((sum, weight, s) => sum + weight * memory[s * D + i], 0));
}
function noDigitScore({ noDigit }, hidden, looked, logits) {
  if (!noDigit.length) return -1;
  const highest = Math.max(...logits), sum = logits.reduce((total2, logit) => total2 + Math.exp(logit - highest), 0);
  const features = [...hidden, ...looked, highest + Math.log(sum), 1], digits = logits.slice(0, 10);
  const first = features.length * digits.indexOf(Math.max(...digits));
  return features.reduce((score, feature, i) => score + feature * noDigit[first + i], 0);
}
function stepOf({ config, certainty }, token, memory, { logits, hidden, maps }) {
  const probabilities = softmax(logits.map((logit) => logit / certainty.temperature));
  const attention3 = look(maps, config.heads);
  return { token, probabilities, score: noDigitScore(certainty, hidden, lookedAt(memory, attention3), logits), attention: attention3 };
}
var pixelsOf = (grid) => new Float32Array(grid).map((pixel) => pixel / 255);
var likeliest = (logits) => logits.indexOf(Math.max(...logits));
function readGrid(model, grid) {
  const { start, finish, toText } = model.tokenizer, steps = [], cache = newCache(model);
  const { memory } = encode(model, pixelsOf(grid));
  for (let token = start, count = 1; count < model.longest; count++) {
    const computed = decode(model, [token], memory, cache);
    token = likeliest(computed.logits);
    if (token === finish) break;
    if (token < start) steps.push(stepOf(model, token, memory, computed));
  }
  return { text: toText(steps.map((step) => step.token)), steps };
}
function makeModel(config, certainty, take) {
  const { grid, patch, width, heads, answers = "digits" } = config, side = grid * DIGIT;
  const tokenizer = TOKENIZERS.get(answers);
  if (!tokenizer) {
    throw new Error(`expected answers of ${[...TOKENIZERS.keys()].join(", ")}, given ${JSON.stringify(answers)}`);
  }
  const longest = tokenizer.longest(grid ** 2), kinds = tokenizer.tokens.length;
  if (width % heads) throw new Error(`expected a width that ${heads} heads divide, given ${width}`);
  if (side % patch) throw new Error(`expected a patch size that divides ${side} pixels, given ${patch}`);
  const layer = (name, outputs, inputs) => ({
    name,
    weight: take(`${name}.weight`, outputs, inputs),
    bias: take(`${name}.bias`, outputs)
  });
  const norm = (name) => ({ name, weight: take(`${name}.weight`, width), bias: take(`${name}.bias`, width) });
  const attentionPart = (name) => ({
    name,
    query: layer(`${name}.query`, width, width),
    key: layer(`${name}.key`, width, width),
    value: layer(`${name}.value`, width, width),
    output: layer(`${name}.output`, width, width)
  });
  const feedForwardPart = (name) => ({
    name,
    first: layer(`${name}.0`, config.feed_forward, width),
    second: layer(`${name}.2`, width, config.feed_forward)
  });
  const blocks = (name, count, make) => Array.from({ length: count }, (_, number) => make(`${name}.${number}`));
  return {
    config,
    certainty,
    side,
    // of the picture, in pixels
    tokenizer,
    longest,
    // of answers, in tokens
    causal: true,
    // whether a token looks only at itself and at earlier ones
    patchEmbedding: {
      name: "patch_embedding",
      projection: layer("patch_embedding.projection", width, patch ** 2),
      position: take("patch_embedding.position", (side / patch) ** 2, width)
    },
    encoder: blocks("encoder", config.encoder_blocks, (name) => ({
      name,
      attentionNorm: norm(`${name}.attention_norm`),
      attention: attentionPart(`${name}.attention`),
      feedForwardNorm: norm(`${name}.feed_forward_norm`),
      feedForward: feedForwardPart(`${name}.feed_forward`)
    })),
    encoderNorm: norm("encoder_norm"),
    tokenEmbedding: take("token_embedding.weight", kinds, width),
    tokenPosition: take("token_position", longest, width),
    decoder: blocks("decoder", config.decoder_blocks, (name) => ({
      name,
      selfAttentionNorm: norm(`${name}.self_attention_norm`),
      selfAttention: attentionPart(`${name}.self_attention`),
      crossAttentionNorm: norm(`${name}.cross_attention_norm`),
      crossAttention: attentionPart(`${name}.cross_attention`),
      feedForwardNorm: norm(`${name}.feed_forward_norm`),
      feedForward: feedForwardPart(`${name}.feed_forward`)
    })),
    decoderNorm: norm("decoder_norm"),
    head: layer("head", kinds, width)
  };
}

// checkpoint.js
var SIZES = ["grid", "patch", "width", "heads", "feed_forward", "encoder_blocks", "decoder_blocks"];
var UNMEASURED = { temperature: 1, sure: 0.9, no_digit: [] };
function readHalves(view, begin, count) {
  const floats = new Float32Array(count), bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < count; i++) {
    const half = view.getUint16(begin + 2 * i, true), special = (half & 31744) === 31744;
    bits[i] = (half & 32768) << 16 | (half & 32767) << 13 | (special ? 2139095040 : 0);
    floats[i] *= 2 ** 112;
  }
  return floats;
}
function readFloats(view, begin, count) {
  return new Float32Array(count).map((_, i) => view.getFloat32(begin + 4 * i, true));
}
var DTYPES = /* @__PURE__ */ new Map([["F16", { bytes: 2, read: readHalves }], ["F32", { bytes: 4, read: readFloats }]]);
function parse(text, what) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the weights are damaged: ${what} is not valid JSON (${error.message})`);
  }
}
function readCertainty(record, width) {
  const { temperature, sure, no_digit: noDigit } = record ?? {};
  const numbers = Array.isArray(noDigit) && [temperature, sure, ...noDigit].every(Number.isFinite);
  const fits = numbers && temperature > 0 && sure >= 0 && sure <= 1 && [0, 10 * (2 * width + 2)].includes(noDigit.length);
  if (!fits) throw new Error("the weights are damaged: what says how sure the model is makes no sense");
  return { temperature, sure, noDigit: Float32Array.from(noDigit) };
}
function openCheckpoint(bytes) {
  const view = ArrayBuffer.isView(bytes) ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new DataView(bytes);
  if (view.byteLength < 8) throw new Error(`expected a weights file, given ${view.byteLength} bytes`);
  const length2 = Number(view.getBigUint64(0, true)), start = 8 + length2;
  if (start > view.byteLength) {
    const sizes = `expected a header of ${length2} bytes, given a file of ${view.byteLength}`;
    throw new Error(`the weights are truncated or not a safetensors file: ${sizes}`);
  }
  const text = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + 8, length2));
  const header = parse(text, "the header");
  const note = header?.__metadata__?.mnist2x2;
  if (typeof note !== "string") throw new Error("expected weights written by mnist2x2: their description is missing");
  const about = parse(parse(note, "the description")?.about, "the description"), config = about?.model;
  for (const size of SIZES) {
    if (!(Number.isInteger(config?.[size]) && config[size] > 0)) {
      throw new Error(`expected weights of a model, given a file whose ${size} is ${JSON.stringify(config?.[size])}`);
    }
  }
  const { certainty: measured = UNMEASURED } = about, certainty = readCertainty(measured, config.width);
  const left = new Set(Object.keys(header));
  left.delete("__metadata__");
  const take = (name, ...shape) => {
    if (!left.delete(name)) throw new Error(`the weights lack ${name} (${shape})`);
    const { dtype, shape: given, data_offsets: offsets } = header[name] ?? {};
    const kind = DTYPES.get(dtype);
    if (!kind) throw new Error(`expected ${name} as F16 or F32, given ${JSON.stringify(dtype)}`);
    if (String(given) !== String(shape)) throw new Error(`expected ${name} of shape (${shape}), given (${given})`);
    const count = shape.reduce((product, size) => product * size, 1), begin = offsets?.[0], end = offsets?.[1];
    if (!(Number.isInteger(begin) && begin >= 0 && end - begin === count * kind.bytes)) {
      throw new Error(`expected ${count * kind.bytes} bytes of ${name}, given those from ${begin} to ${end}`);
    }
    if (start + end > view.byteLength) {
      throw new Error(`the weights are truncated: ${name} ends at byte ${start + end}, the file at ${view.byteLength}`);
    }
    const floats = kind.read(view, start + begin, count);
    if (!floats.every(Number.isFinite)) throw new Error(`expected ${name} as finite numbers, given some that are not`);
    return floats;
  };
  const close = () => {
    if (left.size) throw new Error(`expected no more tensors, given ${[...left].join(", ")}`);
  };
  return { config, certainty, take, close };
}
function loadModel(bytes) {
  const { config, certainty, take, close } = openCheckpoint(bytes);
  const model = makeModel(config, certainty, take);
  close();
  return model;
}

// drawing.js
var BOX = 20;
var MIDDLE = 14;
var STROKE = 2.3;
var THINNING = 0.75;
var FINE = 4;
var FINE_SIDE = DIGIT * FINE;
var MARGIN = Math.floor((DIGIT - BOX) / 2) * FINE - 1;
var DOT = 8;
var FAINT = 64;
var TIE = 1e-9;
var clip = (value, low, high) => Math.min(Math.max(value, low), high);
function total(numbers) {
  let sum = 0;
  for (let at = 0; at < numbers.length; at++) sum += numbers[at];
  return sum;
}
function toPixels(picture) {
  const pixels = new Uint8Array(picture.length);
  for (let at = 0; at < pixels.length; at++) pixels[at] = Math.floor(picture[at] * 255 + 0.5 + TIE);
  return pixels;
}
function strokeWidth(ink, height, width) {
  let outline = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const down = ((y < height - 1 ? ink[at + width] : 0) - (y > 0 ? ink[at - width] : 0)) / 2;
      const right = ((x < width - 1 ? ink[at + 1] : 0) - (x > 0 ? ink[at - 1] : 0)) / 2;
      outline += Math.sqrt(down * down + right * right);
    }
  }
  return 2 * total(ink) / outline;
}
function resampling(size, middle, scale) {
  const reach = Math.max(1, 1 / scale);
  return Array.from({ length: FINE_SIDE }, (_, fine) => {
    const where = (fine + 0.5 - FINE_SIDE / 2) / scale + middle;
    const first = clip(Math.ceil(where - reach - 0.5), 0, size);
    const end = clip(Math.floor(where + reach + 0.5), first, size);
    const weigh = (_2, i) => Math.max(0, 1 - Math.abs(where - (first + i + 0.5)) / reach) / reach;
    return { first, weights: Float64Array.from({ length: end - first }, weigh) };
  });
}
function resample(vertical, ink, horizontal, width) {
  const lines = new Float64Array(FINE_SIDE * width), fine = new Float64Array(FINE_SIDE * FINE_SIDE);
  vertical.forEach(({ first, weights }, y) => {
    for (let i = 0; i < weights.length; i++) {
      for (let x = 0; x < width; x++) lines[y * width + x] += weights[i] * ink[(first + i) * width + x];
    }
  });
  horizontal.forEach(({ first, weights }, x) => {
    for (let i = 0; i < weights.length; i++) {
      for (let y = 0; y < FINE_SIDE; y++) fine[y * FINE_SIDE + x] += weights[i] * lines[y * width + first + i];
    }
  });
  return fine;
}
function distance(shape, reach) {
  const down = new Float64Array(shape.length), found = new Float64Array(shape.length);
  for (let at = 0; at < down.length; at++) down[at] = shape[at] ? 0 : reach;
  for (let at = FINE_SIDE; at < down.length; at++) down[at] = Math.min(down[at], down[at - FINE_SIDE] + 1);
  for (let at = down.length - FINE_SIDE - 1; at >= 0; at--) down[at] = Math.min(down[at], down[at + FINE_SIDE] + 1);
  for (let line = 0; line < down.length; line += FINE_SIDE) {
    for (let x = 0; x < FINE_SIDE; x++) {
      const last = Math.min(FINE_SIDE - 1, x + reach);
      let nearest = reach * reach;
      for (let other = Math.max(0, x - reach); other <= last; other++) {
        const apart2 = down[line + other] * down[line + other] + (other - x) * (other - x);
        if (apart2 < nearest) nearest = apart2;
      }
      found[line + x] = Math.sqrt(nearest);
    }
  }
  return found;
}
function redraw(ink, change) {
  const reach = Math.ceil(Math.abs(change)) + 1, coverage2 = new Float64Array(ink.length);
  const outside = distance(ink, reach), inside = distance(ink.map((inside2) => 1 - inside2), reach);
  for (let at = 0; at < ink.length; at++) {
    coverage2[at] = clip(inside[at] - outside[at] + change + (ink[at] ? 0 : 1), 0, 1);
  }
  return coverage2;
}
function brightest(cell) {
  let most = 0;
  for (let at = 0; at < cell.length; at++) if (cell[at] > most) most = cell[at];
  return most;
}
function inked(cell) {
  const most = brightest(cell), shape = new Uint8Array(cell.length);
  if (most > FAINT) for (let at = 0; at < cell.length; at++) shape[at] = cell[at] * 2 >= most ? 1 : 0;
  return shape;
}
var isOverfull = (cell) => 2 * total(inked(cell)) > cell.length;
function bounds(shape, width) {
  let top = Infinity, bottom = -Infinity, left = Infinity, right = -Infinity;
  for (let at = shape.indexOf(1); at >= 0; at = shape.indexOf(1, at + 1)) {
    const y = Math.floor(at / width), x = at % width;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return { top, bottom, left, right };
}
function shiftToMiddle(sums) {
  const moment = sums.reduce((sum, number, place) => sum + number * place, 0);
  const mass = moment / Math.max(total(sums), 1e-9);
  return clip(Math.floor(MIDDLE * FINE + FINE / 2 - mass + TIE), -MARGIN, MARGIN);
}
function centre(coverage2) {
  const rows = new Float64Array(FINE_SIDE), columns = new Float64Array(FINE_SIDE);
  const pixels = new Float64Array(DIGIT * DIGIT);
  for (let y = 0, at = 0; y < FINE_SIDE; y++) {
    for (let x = 0; x < FINE_SIDE; x++, at++) {
      rows[y] += coverage2[at];
      columns[x] += coverage2[at];
    }
  }
  const down = shiftToMiddle(rows), right = shiftToMiddle(columns);
  const moved = (place, shift) => Math.floor((place + shift + FINE_SIDE) % FINE_SIDE / FINE);
  const to = Array.from({ length: FINE_SIDE }, (_, x) => moved(x, right));
  for (let y = 0, at = 0; y < FINE_SIDE; y++) {
    const line = moved(y, down) * DIGIT;
    for (let x = 0; x < FINE_SIDE; x++, at++) pixels[line + to[x]] += coverage2[at] / FINE ** 2;
  }
  return toPixels(pixels);
}
function digitFromDrawing(cell, height, width) {
  const { top, bottom, left, right } = bounds(inked(cell), width);
  const longer = Math.max(bottom - top, right - left) + 1;
  if (longer * DOT < Math.min(height, width)) return new Uint8Array(DIGIT * DIGIT);
  const most = brightest(cell), ink = new Float64Array(cell).map((pixel) => pixel / most);
  const stroke = Math.min(strokeWidth(ink, height, width), longer / 2);
  let scale = (BOX - STROKE) / (longer - stroke), change = (STROKE - stroke * scale) / 2;
  if (change < -THINNING) [scale, change] = [(BOX + 2 * THINNING) / longer, -THINNING];
  const vertical = resampling(height, (top + bottom + 1) / 2, scale * FINE);
  const horizontal = resampling(width, (left + right + 1) / 2, scale * FINE);
  const half = Math.min(1, stroke * scale * FINE) / 2;
  const fine = resample(vertical, ink, horizontal, width).map((value) => value >= half - TIE ? 1 : 0);
  return centre(redraw(fine, change * FINE));
}

// strokes.js
var CELL = 5 * DIGIT;
function coverage(points, size, width) {
  const picture = new Float64Array(size * size), radius = width * size / 2;
  const way = points.map(([x, y]) => [x * size, y * size]);
  (way.length > 1 ? way.slice(1) : way).forEach(([x1, y1], segment) => {
    const [x0, y0] = way[segment], across = x1 - x0, down = y1 - y0;
    const squared = Math.max(across * across + down * down, 1e-9);
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - radius - 1));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - radius - 1));
    const right = Math.min(size, Math.ceil(Math.max(x0, x1) + radius + 1));
    const low = Math.min(size, Math.ceil(Math.max(y0, y1) + radius + 1));
    for (let row = top; row < low; row++) {
      const y = row + 0.5 - y0;
      for (let column = left; column < right; column++) {
        const x = column + 0.5 - x0;
        const along = Math.min(Math.max((x * across + y * down) / squared, 0), 1);
        const apartX = x - along * across, apartY = y - along * down;
        const covered = radius + 0.5 - Math.sqrt(apartX * apartX + apartY * apartY);
        if (covered > picture[row * size + column]) picture[row * size + column] = covered;
      }
    }
  });
  return picture.map((covered) => Math.min(covered, 1));
}
function sampleDigit(samples, k, cellIndex) {
  const size = 4 * DIGIT * DIGIT;
  return cut(samples.subarray(k * size, (k + 1) * size))[cellIndex];
}
function enlarged(digit) {
  const times = CELL / DIGIT, picture = new Float64Array(CELL * CELL);
  return picture.map((_, at) => digit[Math.floor(at / CELL / times) * DIGIT + Math.floor(at % CELL / times)] / 255);
}
var visibleOf = (marks) => marks.slice(Math.max(0, marks.map((mark) => "sample" in mark).lastIndexOf(true)));
function cellFromMarks(marks, samples, cellIndex) {
  let picture = new Float64Array(CELL * CELL);
  for (const mark of marks) {
    if ("sample" in mark) {
      picture = enlarged(sampleDigit(samples, mark.sample, cellIndex));
      continue;
    }
    const covered = coverage(mark.points, CELL, mark.width);
    picture = mark.erase ? picture.map((ink, at) => Math.min(ink, 1 - covered[at])) : picture.map((ink, at) => Math.max(ink, covered[at]));
  }
  return toPixels(picture);
}
function digitFromMarks(marks, samples, cellIndex) {
  if (marks.length === 1 && "sample" in marks[0]) return sampleDigit(samples, marks[0].sample, cellIndex);
  const cell = cellFromMarks(marks, samples, cellIndex);
  return isOverfull(cell) ? new Uint8Array(DIGIT * DIGIT) : digitFromDrawing(cell, CELL, CELL);
}

// reader.js
var UNREAD = { text: "", words: [], tokenizer: null, sure: 0 };
var EDGE = 0.02;
var NO_DIGIT = "The photo shows no digit.";
var unusable = (why) => `The model's weights cannot be used (${why}): you can draw, but nothing is read.`;
var counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
function troubleInCell(marks, samples, i) {
  const cell = cellFromMarks(marks, samples, i);
  if (isOverfull(cell)) {
    return `The ${PLACES[i]} cell holds more ink than paper, so it counts as empty: clear it or erase some.`;
  }
  return cell.some(Boolean) ? `The mark in the ${PLACES[i]} cell is too small to be a digit.` : "";
}
function troubleInStroke(cell, { points, erase }) {
  const outside = (x) => x < -EDGE || x > 1 + EDGE;
  if (erase || !points.some((point) => point.some(outside))) return "";
  return `Ink stays in the cell where a stroke begins: this stroke is cut off at the edge of the ${PLACES[cell]} cell.`;
}
function troubleInCount(drawn, written, noun) {
  if (!drawn || drawn === written) return "";
  const hold = drawn === 1 ? "holds" : "hold";
  return `${counted(drawn, "cell")} ${hold} ink, but the model writes ${counted(written, noun)}.`;
}
function makeReader(weights, samples, readWith = readGrid) {
  const known2 = [];
  let model = null, damage = "";
  try {
    if (!weights?.byteLength) throw new Error("there are none");
    model = loadModel(weights);
  } catch (error) {
    damage = unusable(error.message);
  }
  function digitOf(marks, i) {
    if (known2[i]?.marks !== marks) known2[i] = { marks, digit: digitFromMarks(marks, samples, i) };
    return known2[i].digit;
  }
  return (marks, photo = null) => {
    const digits = photo ? cut(photo) : marks.map(digitOf), grid = compose(digits);
    const drawn = [0, 1, 2, 3].filter((i) => digits[i].some(Boolean));
    if (!model) return { grid, drawn, reading: UNREAD, trouble: damage };
    const { tokenizer, certainty: { sure } } = model, { text, steps } = readWith(model, grid);
    const words = wordsOf(tokenizer, steps);
    if (!steps.every((step) => step.probabilities.every(Number.isFinite))) {
      return { grid, drawn, reading: UNREAD, trouble: unusable("its results are not numbers") };
    }
    const hidden = [0, 1, 2, 3].filter((i) => !photo && marks[i].length && !drawn.includes(i));
    const troubles = hidden.map((i) => troubleInCell(marks[i], samples, i)).filter(Boolean);
    if (!drawn.length && !troubles.length) troubles.push(photo ? NO_DIGIT : "Draw a digit in at least one cell.");
    const written = words.filter((word) => word.steps.length).length;
    const trouble = [...troubles, troubleInCount(drawn.length, written, tokenizer.noun)].filter(Boolean).join(" ");
    return { grid, drawn, reading: { text, words, tokenizer, sure }, trouble };
  };
}
function betweenFrames(work) {
  const { port1, port2 } = new MessageChannel();
  let frame = 0, posted = false, restUntil = 0;
  function now() {
    cancelAnimationFrame(frame);
    frame = 0;
    posted = false;
    const began = performance.now();
    work();
    const ended = performance.now();
    restUntil = ended + 2 * (ended - began);
  }
  port1.onmessage = () => posted && now();
  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (performance.now() < restUntil) soon();
      else if (!posted) port2.postMessage(posted = true);
    });
  }
  return { soon, now, stop: () => (cancelAnimationFrame(frame), port1.close()) };
}

// link.js
var NAME = "#draw=";
var VERSIONS = /* @__PURE__ */ new Map([["1", { fine: 500, letters: 8e3 }], ["2", { fine: 1e4, letters: 2e4 }]]);
var MOST = 300;
var TOO_LONG = "This drawing is too long for a link: save it as a picture instead.";
function apart([x, y], [x0, y0], [x1, y1]) {
  const across = x1 - x0, down = y1 - y0, squared = across ** 2 + down ** 2;
  const along = squared && Math.min(Math.max(((x - x0) * across + (y - y0) * down) / squared, 0), 1);
  return Math.hypot(x - x0 - along * across, y - y0 - along * down);
}
function needed(points, most) {
  const keep = /* @__PURE__ */ new Set([0, points.length - 1]), parts = [[0, points.length - 1]];
  while (parts.length) {
    const [first, last] = parts.pop();
    let farthest = -1, distance2 = most;
    for (let i = first + 1; i < last; i++) {
      const own = apart(points[i], points[first], points[last]);
      if (own > distance2) [farthest, distance2] = [i, own];
    }
    if (farthest < 0) continue;
    keep.add(farthest);
    parts.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => keep.has(i));
}
var there = (step) => step < 0 ? -2 * step - 1 : 2 * step;
function numbersOf(mark, version) {
  if ("sample" in mark) return [0, mark.sample];
  const { fine } = VERSIONS.get(version), kept = version === "1" ? needed(mark.points, 1 / fine) : mark.points;
  const points = kept.map((point) => point.map((length2) => Math.round(length2 * fine)));
  const steps = points.map(([x, y], i) => i ? [x - points[i - 1][0], y - points[i - 1][1]] : [x, y]);
  const width = Math.max(1, Math.round(mark.width * fine));
  return [2 * width + Boolean(mark.erase), points.length, ...steps.flat().map(there)];
}
function linkEnd(marks, version = "1") {
  const bytes = [], shown = marks.map(visibleOf);
  for (const own of shown) {
    for (let number of [own.length, ...own.flatMap((mark) => numbersOf(mark, version))]) {
      for (; number > 127; number = Math.floor(number / 128)) bytes.push(number % 128 + 128);
      bytes.push(number);
    }
  }
  const base64 = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
  if (base64.length > VERSIONS.get(version).letters || shown.flat().length > MOST) throw new Error(TOO_LONG);
  return `${NAME}${version}.${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

// animation.js
var BEGIN = 300;
var DRAWING = 2600;
var LIFT = 90;
var LIGHT = 1200;
var REST = 3500;
var FAST = 1.5;
var length = ({ points }) => points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i][0], y - points[i][1]), 0.1);
function whenDrawn({ marks, photo }) {
  const lengths = photo ? [1] : marks.flat().map((mark) => "sample" in mark ? 0.3 : length(mark));
  const all = lengths.reduce((sum, own) => sum + own, 0), pace = Math.min(1e3 * FAST, DRAWING / all);
  let end = BEGIN;
  const times = lengths.map((own) => {
    const from = end;
    end += own * pace + LIFT;
    return [from, end - LIFT];
  });
  return { times, end };
}
function motion(drawn, count) {
  const { times, end } = whenDrawn(drawn), whole = end + count * LIGHT + REST;
  const at = (time) => `${(100 * time / whole).toFixed(2)}%`;
  const appear = (from, to = from + 150) => `0%, ${at(from)} { opacity: 0 } ${at(to)}, 100% { opacity: 1 }`;
  const draw = ([from, to]) => `0%, ${at(from)} { opacity: 0; stroke-dashoffset: 1.1 } ${at(from + 1)} { opacity: 1 } ${at(to)}, 100% { opacity: 1; stroke-dashoffset: 0 }`;
  const lightUp = (from, to) => `0%, ${at(from)} { opacity: 0 } ${at(from + 250)}, ${at(to - 200)} { opacity: 1 } ${at(to)}, 100% { opacity: 0 }`;
  const frames = times.map((time, i) => [`ink-${i}`, draw(time)]);
  for (let i = 0, from = end; i < count; i++, from += LIGHT) {
    frames.push([`look-${i}`, lightUp(from, from + LIGHT)]);
    frames.push([`token-${i}`, appear(from + 350)], [`map-${i}`, appear(from + 500)]);
  }
  const rules = frames.map(([id, steps]) => `@keyframes ${id} { ${steps} } #${id} { animation-name: ${id} }`);
  return `
  .light { opacity: 0 }
  @media (prefers-reduced-motion: no-preference) {
    .moves { animation: ${whole}ms linear infinite }
    .stroke { stroke-dasharray: 1.1 2 }
    ${rules.join("\n    ")}
  }`;
}

// picture.js
var SIDE = 1200;
var EDGE2 = 64;
var WIDE = SIDE - 2 * EDGE2;
var BOARD = 540;
var ANSWER = EDGE2 + BOARD + 52;
var BESIDE = SIDE - EDGE2 - ANSWER;
var MAPS = 692;
var MAP2 = 246;
var GAP = (WIDE - 4 * MAP2) / 3;
var SMALL = 36;
var GREAT = 190;
var FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
var NAMED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
var escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => NAMED[letter]);
var shortAddress = (address) => address.replace(/^https?:\/\/|\/$/g, "");
var brief = (number) => +number.toFixed(3);
function write(text, x, y, { size = SMALL, wide = WIDE, weight = 400, anchor = "start", kind = "", id = "" }) {
  if (!text) return "";
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${weight} ${size}px ${FONT}`;
  const fitted = Math.min(size, size * wide / context.measureText(text).width);
  return `<text${id && ` id="${id}"`} class="${kind}" x="${brief(x)}" y="${brief(y)}" font-size="${brief(fitted)}" font-weight="${weight}" text-anchor="${anchor}">${escaped(text)}</text>`;
}
function imageOf(picture, side, colour, i) {
  const canvas = document.createElement("canvas");
  showInk(canvas, picture, colour);
  return `<image id="ink-${i}" class="moves" width="${side}" height="${side}" href="${canvas.toDataURL()}"/>`;
}
function strokeOf({ points, width, erase }, i) {
  const dot = points.length > 1 ? "" : "h0.001";
  const way = points.map(([x, y], i2) => `${i2 ? "L" : "M"}${brief(x)} ${brief(y)}`).join("");
  return `<path id="ink-${i}" class="stroke moves${erase ? " eraser" : ""}" pathLength="1" stroke-width="${brief(width)}" d="${way}${dot}"/>`;
}
function drawingOf({ marks, photo, sampleAt }, { text }) {
  if (photo) return imageOf(photo, 2, text, 0);
  let count = 0;
  const cells = marks.map((own, cell) => {
    const inks = own.map((mark) => {
      return "sample" in mark ? imageOf(sampleAt(mark.sample, cell), 1, text, count++) : strokeOf(mark, count++);
    });
    return `<g transform="translate(${cell % 2} ${Math.floor(cell / 2)})" clip-path="url(#cell)">${inks.join("")}</g>`;
  });
  return cells.join("");
}
function boardAt(x, y, side, ...parts) {
  const frame = `width="2" height="2" rx="${brief(24 / side)}"`;
  return `<g transform="translate(${brief(x)} ${brief(y)}) scale(${brief(side / 2)})"><rect class="paper" ${frame}/>${parts.join("")}<path class="line" d="M1 0v2M0 1h2"/><rect class="line" ${frame}/></g>`;
}
function lookOf(attention3) {
  const across = Math.sqrt(attention3.length), side = brief(2 / across), most = Math.max(...attention3);
  const patches = Array.from(attention3, (weight, i) => {
    const [x, y] = [brief(i % across * side), brief(Math.floor(i / across) * side)];
    return `<rect x="${x}" y="${y}" width="${side}" height="${side}" opacity="${brief(weight / most)}"/>`;
  });
  return `<g class="look" clip-path="url(#board)">${patches.join("")}</g>`;
}
function answerOf(words, reading) {
  const noun = reading.tokenizer?.noun;
  return words.map((word, i) => {
    const { text } = word;
    const doubtful = doubtOf(word, reading);
    const more = { kind: `token moves ${doubtful ? "quiet" : ""}`, weight: doubtful ? 300 : 700, id: `token-${i}` };
    if (noun === "word") {
      const high = Math.min(90, 400 / words.length);
      return write(text, ANSWER, EDGE2 + 150 + (i + 0.75) * high, { ...more, size: 0.8 * high, wide: BESIDE });
    }
    const wide = BESIDE / Math.max(words.length, 4), at = ANSWER + (i + 0.5) * wide;
    return write(text, at, EDGE2 + 405, { ...more, size: GREAT, wide: 0.95 * wide, anchor: "middle" });
  });
}
function doubtOf({ steps }, { sure, tokenizer: { noun } }) {
  if (noun === "word") return "";
  return isNoDigit(steps) ? "may be no digit" : chanceOf(steps) < sure ? "not sure" : "";
}
function mapOf(word, i, count, reading) {
  const side = Math.min(MAP2, (WIDE - (count - 1) * GAP) / count), x = EDGE2 + i * (side + GAP), low = MAPS + side;
  const board = boardAt(x, MAPS, side, '<use href="#drawing"/>', lookOf(meanLook(word.steps)));
  return `<g id="map-${i}" class="moves">${board}` + write(word.text, x, low + 60, { size: word.text.length > 1 ? 40 : 60, wide: 0.45 * side, weight: 700 }) + write(percent(chanceOf(word.steps)), x + side, low + 60, { wide: 0.5 * side, anchor: "end", size: 40 }) + write(doubtOf(word, reading), x + side, low + 98, { wide: side, anchor: "end", kind: "accent", size: 32 }) + "</g>";
}
var styleOf = ({ text, quiet, paper, raised, line, accent }) => `
  text { font-family: ${FONT}; fill: ${text}; }
  .quiet { fill: ${quiet}; } .accent { fill: ${accent}; } .page { fill: ${raised}; }
  .paper { fill: ${paper}; }
  .line { fill: none; stroke: ${line}; stroke-width: 2px; vector-effect: non-scaling-stroke; }
  .stroke { fill: none; stroke: ${text}; stroke-linecap: round; stroke-linejoin: round; } .eraser { stroke: ${paper}; }
  .look { fill: ${accent}; opacity: 0.6; shape-rendering: crispEdges; } image { image-rendering: pixelated; }`;
function describe({ text, tokenizer }) {
  return tokenizer ? `A drawing, read as ${text || "nothing"}.` : "A drawing.";
}
function pictureOf({ drawn: { marks, ...more }, reading, colours, book }, { moving = false } = {}) {
  const drawn = { marks: marks.map(visibleOf), ...more };
  const { tokenizer } = reading, words = reading.words.filter(({ steps }) => steps.length);
  const looks = words.map(({ steps }, i) => `<g id="look-${i}" class="light moves">${lookOf(meanLook(steps))}</g>`);
  const heading = tokenizer ? ["Written by hand,", "read by a transformer:"] : ["Written by hand"];
  const high = EDGE2 + (tokenizer?.noun === "word" ? 50 : 165);
  const lines = heading.map((line, i) => {
    return write(line, ANSWER, high + 52 * i, { kind: "quiet", size: 40, wide: BESIDE });
  });
  const none = tokenizer && !words.length ? "nothing" : "";
  const below = words.length ? `Where it looked when it wrote each ${tokenizer.noun}:` : "";
  const size = `width="${SIDE}" height="${SIDE}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="max-width: 100vw; max-height: 100vh" viewBox="0 0 ${SIDE} ${SIDE}" role="img">
<title>${escaped(describe(reading))}</title>
<style>${styleOf(colours)}${moving ? motion(drawn, words.length) : ""}</style>
<clipPath id="cell"><rect width="1" height="1"/></clipPath>
<clipPath id="board"><rect width="2" height="2" rx="0.09"/></clipPath>
<rect class="page" ${size}/>
${boardAt(EDGE2, EDGE2, BOARD, `<g id="drawing">${drawingOf(drawn, colours)}</g>`, ...moving ? looks : [])}
${lines.join("\n")}
${answerOf(words, reading).join("\n")}
${write(none, ANSWER, EDGE2 + 360, { size: 90, weight: 700, kind: "quiet" })}
${write(below, EDGE2, MAPS - 24, { kind: "quiet" })}
${words.map((word, i) => mapOf(word, i, words.length, reading)).join("\n")}
${write(book.name, EDGE2, book.address ? 1100 : 1130, { size: 42, weight: 700 })}
${write(shortAddress(book.address), EDGE2, 1150, { kind: "accent" })}
</svg>`;
}

// share.css
var share_default = `/* The window for sharing. Its picture has the class dark-light: the book then leaves it as it is on a dark page. */
.drawing-grid .share {
  box-sizing: border-box; width: min(32rem, 100vw - 1rem); max-height: calc(100vh - 1rem); margin: auto; padding: 0;
  overflow: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); color: var(--text);
  font: inherit;
}
.drawing-grid .share .inside { padding: 1rem; } /* not the window's own padding: a click outside of this closes it */
.drawing-grid .share::backdrop { background: rgb(0 0 0 / 0.5); }
.drawing-grid .share .tools { margin: 0; }
.drawing-grid .share img {
  display: block; box-sizing: border-box; width: 100%; aspect-ratio: 1; margin: 0.6rem 0 0.4rem; padding: 0;
  object-fit: contain; border: 1px solid var(--line); border-radius: 8px;
}
.drawing-grid .share p { color: var(--quiet); font-size: 0.875rem; }
.drawing-grid .share p[data-share="about"] { margin-bottom: 0.6rem; }
.drawing-grid .share p[role="status"] { margin-top: 0.6rem; color: var(--text); }
.drawing-grid .share input {
  box-sizing: border-box; width: 100%; min-height: 2.4rem; padding: 0 0.5rem; border: 1px solid var(--line);
  border-radius: 8px; background: var(--raised); color: var(--text); font: inherit;
}
.drawing-grid .share [data-share="save"] { border-color: var(--text); background: var(--text); color: var(--paper); }
.drawing-grid .share [data-share="close"] { margin-left: auto; }
`;

// share.js
var MOVES = matchMedia("(prefers-reduced-motion: no-preference)").matches;
var COLOURS = ["text", "quiet", "paper", "raised", "line", "accent"];
var NO_BOOK = { name: "mnist2x2", address: "", page: "" };
var NOTHING_YET = "There is nothing to share yet.";
var NOT_MADE = "This browser cannot make the picture.";
var COPIED = "The link is copied. The drawing is in the link itself: no server keeps it.";
var ONLY_HERE = "The link is copied. It leads to a file of this computer: to show the drawing to others, send the picture.";
var REFUSED = "This browser does not let the page copy. Here is the link, to copy by hand:";
var NOT_SENT = "It could not be sent: save it instead.";
var KINDS = {
  picture: ["Picture", "A PNG file, 1200x1200 pixels."],
  moving: ["Animation", "An SVG file, which plays in a browser. To post, take the picture: few places show SVG."],
  drawing: ["Drawing only", "A PNG file, which the command python -m mnist2x2 read can read."]
};
var button2 = (name, text, more = "") => `<button type="button" data-share="${name}" ${more}>${text}</button>`;
var INSIDE2 = `<style>${share_default}</style><div class="inside">
  <div class="tools" role="group" aria-label="What to share">
    ${Object.entries(KINDS).map(([kind, [name]]) => button2(kind, name)).join("")}
  </div>
  <img data-share="shown" class="dark-light">
  <p data-share="about"></p>
  <div class="tools" role="group" aria-label="How to share it">
    ${button2("save", "Save", "autofocus")}${button2("send", "Send to an app")}${button2("copy", "Copy link")}
    ${button2("close", "Close")}
  </div>
  <p data-share="said" role="status"></p>
  <input data-share="link" aria-label="Link with the drawing" readonly hidden>
  </div>`;
function canvasOf(side) {
  return Object.assign(document.createElement("canvas"), { width: side, height: side });
}
async function pngFile(canvas, name) {
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return { href: canvas.toDataURL("image/png"), file: new File([blob], name, { type: "image/png" }) };
}
var svgAddress = (svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`;
async function painted(svg) {
  const image = new Image(), canvas = canvasOf(SIDE);
  image.src = svgAddress(svg);
  await image.decode();
  canvas.getContext("2d").drawImage(image, 0, 0, SIDE, SIDE);
  return canvas;
}
async function filesOf({ alone: alone2, ...what }) {
  const { text } = what.reading, name = ["reading", ...text.match(/\w+/g) ?? []].join("-");
  const picture = pictureOf(what), moving = pictureOf(what, { moving: true });
  const canvas = canvasOf(1), alt = describe(what.reading);
  showPixels(canvas, alone2);
  const file = new File([moving], `${name}.svg`, { type: "image/svg+xml" });
  return {
    picture: { ...await pngFile(await painted(picture), `${name}.png`), alt },
    moving: { href: svgAddress(moving), still: MOVES ? "" : svgAddress(picture), file, alt },
    drawing: { ...await pngFile(canvas, "drawing.png"), alt: "The drawing." }
  };
}
function openWindow(frame) {
  const dialog = document.createElement("dialog"), parts = {};
  dialog.setAttribute("aria-label", "Share");
  dialog.className = "share";
  dialog.innerHTML = INSIDE2;
  for (const each of dialog.querySelectorAll("[data-share]")) {
    parts[each.dataset.share] = each;
    each.dataset.testid = `share-${each.dataset.share}`;
  }
  keepKeys(dialog);
  dialog.querySelectorAll("button").forEach(keepKeys);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  frame.append(dialog);
  return { dialog, parts };
}
async function share(frame, { drawn, reading, alone: alone2, book = NO_BOOK }) {
  const style = getComputedStyle(frame);
  const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  const files = await filesOf({ drawn, reading, alone: alone2, colours, book });
  if (frame.querySelector(".share")) return;
  const { dialog, parts } = openWindow(frame);
  let shown = null;
  function show(kind) {
    shown = files[kind];
    for (const each of Object.keys(KINDS)) parts[each].setAttribute("aria-pressed", each === kind);
    Object.assign(parts.shown, { src: shown.still || shown.href, alt: shown.alt });
    parts.about.textContent = KINDS[kind][1];
    parts.said.textContent = "";
    parts.send.hidden = !navigator.canShare?.({ files: [shown.file] });
  }
  async function copy() {
    parts.said.textContent = "";
    try {
      parts.link.value = book.page + linkEnd(drawn.marks);
    } catch ({ message }) {
      return parts.said.textContent = message;
    }
    const refused = await navigator.clipboard?.writeText(parts.link.value).then(() => false, () => true) ?? true;
    parts.said.textContent = refused ? REFUSED : book.page.startsWith("file:") ? ONLY_HERE : COPIED;
    parts.link.hidden = !refused;
    if (refused) parts.link.select();
  }
  function save() {
    Object.assign(document.createElement("a"), { href: shown.href, download: shown.file.name }).click();
  }
  function send() {
    navigator.share({ files: [shown.file], title: book.name }).catch(({ name }) => {
      if (name !== "AbortError") parts.said.textContent = NOT_SENT;
    });
  }
  const press = { send, copy, close: () => dialog.close(), save };
  for (const kind of Object.keys(KINDS)) press[kind] = () => show(kind);
  for (const [name, action] of Object.entries(press)) parts[name].addEventListener("click", action);
  parts.copy.hidden = !book.page || Boolean(drawn.photo);
  show("picture");
  dialog.showModal();
}

// theme.js
function isDark(system) {
  const page = document.documentElement, body = document.body;
  const said = page.dataset.theme ?? page.getAttribute("theme");
  if (said === "dark" || said === "light") return said === "dark";
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false";
  if (body.className.includes("vscode-")) return !/vscode-(high-contrast-)?light/.test(body.className);
  return system.matches;
}
function followTheme(root, changed = () => {
}) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = isDark(system) ? "dark" : "light";
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    changed();
  };
  const watch = new MutationObserver(apply);
  for (const node of [document.documentElement, document.body]) watch.observe(node, { attributes: true });
  system.addEventListener("change", apply);
  apply();
  return () => {
    watch.disconnect();
    system.removeEventListener("change", apply);
  };
}

// drawing_grid.js
function mount(root, options) {
  const { weights, samples, answers, marks, onChange = () => {
  }, askPhoto, notes, demonstration, book } = options;
  const { frame, part, all } = layOut(root, drawing_grid_default, notes);
  const { example = null } = options, history = makeHistory(example ?? marks), pens = makePens(part, frame), say = makeStatus(part);
  const answer = makeAnswer({
    prediction: part("prediction"),
    probabilities: part("probabilities"),
    layers: all(".attention"),
    words: part("words")
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
      else reading.soon();
    }
  });
  const photos = makePhotos(part, frame.querySelector(".board"), {
    ask: askPhoto,
    say: (photo) => say({ photo }),
    changed: () => reading.now()
  });
  const readerOf = (bytes) => makeReader(bytes, samples, options.readWith);
  let read = readerOf(weights), told = null;
  let newest = null, introduction = null;
  function readAndSee(marks2, grid) {
    const result = read(marks2, grid);
    showPixels(part("seen"), result.grid);
    return result;
  }
  const reading = betweenFrames(() => {
    const { marks: marks2 } = history, { stroke } = cells, { grid } = photos;
    const now = stroke ? withCell(marks2, stroke.cell, [...marks2[stroke.cell], stroke.mark]) : marks2;
    const result = readAndSee(now, grid), { cell, mark } = stroke ?? newest ?? {};
    frame.classList.toggle("photo", Boolean(grid));
    answer.show(result.reading, result.drawn);
    introduction?.read(result, { drawing: Boolean(stroke), blank: marks2.every((own) => !own.length) });
    say({
      stroke: mark && now[cell].at(-1) === mark ? troubleInStroke(cell, mark) : "",
      trouble: stroke ? "" : result.trouble,
      // a digit that is half drawn is no trouble
      truth: grid ? "" : truth(marks2, answers)
    });
    if (stroke || told?.marks === marks2 && told.grid === grid) return;
    told = { marks: marks2, grid };
    const detail = { marks: marks2, reading: result.reading.text, photo: Boolean(grid) };
    onChange(detail);
    frame.dispatchEvent(new CustomEvent("drawn", { detail, bubbles: true }));
  });
  function change(next) {
    history.change(next);
    show();
  }
  function show() {
    const { marks: marks2 } = history;
    introduction?.giveWay();
    cells.show(marks2);
    marks2.forEach((own, i) => {
      part(`cell-${i}`).setAttribute("aria-label", `${PLACES[i]} cell, ${own.length ? "drawn in" : "empty"}`);
    });
    photos.leave();
    told = null;
    reading.now();
  }
  function shareIt() {
    const { marks: marks2 } = history, { grid: photo } = photos;
    if (!photo && !marks2.some((own) => own.length)) return say({ photo: NOTHING_YET });
    const drawn = { marks: marks2, photo, sampleAt }, { reading: reading2 } = read(marks2, photo);
    const what = { drawn, reading: reading2, alone: alone(marks2, photo, samples), book };
    share(frame, what).catch(() => say({ photo: NOT_MADE }));
  }
  const press = {
    undo: () => (photos.grid || history.undo()) && show(),
    clear: () => change(NOTHING),
    sample: () => change(anotherSample(history.marks, answers)),
    share: shareIt
  };
  PLACES.forEach((_, cell) => press[`clear-${cell}`] = () => change(withCell(history.marks, cell, [])));
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
    begin: history.marks === NOTHING
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
    }
  };
}
function makeStatus(part) {
  const said = { photo: "", stroke: "", trouble: "", host: "", truth: "" };
  return (news) => {
    Object.assign(said, news);
    const { truth: truth2, ...status } = said, texts = { status: Object.values(status).filter(Boolean).join(" "), truth: truth2 };
    for (const [name, text] of Object.entries(texts)) {
      if (part(name).textContent !== text) part(name).textContent = text;
    }
  };
}
function truth(marks, answers) {
  const k = marks[0][0]?.sample;
  const untouched = k !== void 0 && marks.every((own) => own.length === 1 && own[0].sample === k);
  return untouched ? `A grid that the model has never seen. Its digits are ${answers[k]}.` : "";
}
function anotherSample(marks, answers) {
  const others = answers.map((_, k2) => k2).filter((k2) => k2 !== marks[0][0]?.sample);
  const k = others[Math.floor(Math.random() * others.length)];
  return k === void 0 ? marks : NOTHING.map(() => [{ sample: k }]);
}
function alone(marks, photo, samples) {
  return photo ?? compose(marks.map((own, cell) => cellFromMarks(own, samples, cell))).map((value) => 255 - value);
}

// stand_in.js
var VIEW = "application/vnd.jupyter.widget-view+json";
var STATE = "application/vnd.jupyter.widget-state+json";
var CONTROLS = { model_module: "@jupyter-widgets/controls", model_module_version: "2.0.0" };
var SENTENCE = "<div data-drawing-grid>Run this cell to draw here.</div>";
var known = /* @__PURE__ */ new WeakSet();
var isOurs = (html) => /data-(drawing-grid|microscope|piece)\b/.test(html);
var valueOf = (html) => html.includes("data-drawing-grid") ? SENTENCE : html;
var standIn = (html) => ({ model_name: "HTMLModel", ...CONTROLS, state: { value: valueOf(html) } });
function widgetsIn({ cells }) {
  const bundles = cells.flatMap((cell) => cell.outputs ?? []).map((output) => output.data ?? {});
  const shown = bundles.filter((data) => data[VIEW]);
  return shown.map((data) => [data[VIEW].model_id, String(data["text/html"])]).filter(([, html]) => isOurs(html));
}
function leaveStandIns(context) {
  if (!context?.saveState || !context.model?.setMetadata || known.has(context)) return;
  known.add(context);
  context.saveState.connect((_, phase) => {
    if (phase !== "started") return;
    const { model } = context, widgets = widgetsIn(model.toJSON());
    const saved = model.getMetadata("widgets")?.[STATE]?.state;
    if (!saved && !widgets.length) return;
    const others = Object.entries(saved ?? {}).filter(([, widget]) => !isOurs(String(widget.state?.value)));
    const state = Object.fromEntries([...widgets.map(([id, html]) => [id, standIn(html)]), ...others]);
    model.setMetadata("widgets", { [STATE]: { version_major: 2, version_minor: 0, state } });
  });
}

// widget.js
var ANSWER_WITHIN = 5e3;
var NOT_ANSWERING = "Python is not answering: its kernel is busy, was restarted or has ended. The page goes on reading.";
function render({ model, el }) {
  let known2 = model.get("marks"), shown = false, waiting = 0;
  const asked = /* @__PURE__ */ new Map();
  function wait() {
    waiting ||= setTimeout(() => grid.setStatus(NOT_ANSWERING), ANSWER_WITHIN);
  }
  function tell({ marks, reading, photo }) {
    const drawn = marks !== known2, left = shown && !photo;
    [known2, shown] = [marks, photo];
    try {
      model.set("marks", marks);
      model.set("reading", reading);
      model.save_changes();
      if (drawn || left) model.send({ kind: left ? "drawing" : "ping" });
    } catch {
    }
    if (drawn) wait();
  }
  function askPhoto(photo) {
    const number = Math.random();
    wait();
    try {
      model.send({ kind: "photo", number, photo });
    } catch {
    }
    return new Promise((answer) => asked.set(number, answer));
  }
  leaveStandIns(model.widget_manager?.context);
  const grid = mount(el, {
    weights: toBytes(model.get("weights")),
    samples: toBytes(model.get("samples")),
    answers: model.get("answers"),
    marks: known2,
    onChange: tell,
    askPhoto
  });
  const follow = {
    "change:marks"() {
      if (model.get("marks") === known2) return;
      known2 = model.get("marks");
      grid.setMarks(known2);
    },
    "change:weights": () => grid.setWeights(toBytes(model.get("weights"))),
    "msg:custom"(message) {
      clearTimeout(waiting);
      waiting = 0;
      grid.setStatus("");
      asked.get(message?.number)?.(message);
      asked.delete(message?.number);
    }
  };
  for (const [event, handler] of Object.entries(follow)) model.on(event, handler);
  return () => {
    for (const [event, handler] of Object.entries(follow)) model.off(event, handler);
    clearTimeout(waiting);
    grid.destroy();
  };
}
var widget_default = { render };
export {
  widget_default as default
};
