// The parts of the drawing grid, as HTML. Code and style sheet find them by class or data-part, tests by data-testid.

export const PLACES = ["upper left", "upper right", "lower left", "lower right"];

const four = (make) => PLACES.map(make).join("");
const button = (name, inside, label = "") => {
  const said = label && ` aria-label="${label}" title="${label}"`;
  return `<button type="button" data-part="${name}"${said}>${inside}</button>`;
};
const attention = `<div class="attention" aria-hidden="true" hidden></div>`;

const INSIDE = `
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

// JupyterLab looks for this where a key is pressed: without it, x on a button would cut the notebook's cell.
export const keepKeys = (button) => (button.dataset.lmSuppressShortcuts = "true");

// A place for a digit or a word of the answer: {slot, button, gap, chance}. The text of all slots, gaps between words
// included, is exactly what the model wrote.
export function makeSlot() {
  const [slot, chance] = ["slot", "chance"].map((name) => {
    return Object.assign(document.createElement("span"), { className: name });
  });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "digit", hidden: true });
  const gap = document.createTextNode("");
  keepKeys(button);
  slot.append(button, gap);
  return { slot, button, gap, chance };
}

// Fill an element. notes: elements to show below the answer. Returns its frame, part(name) to get a part, and
// all(selector).
export function layOut(root, css, notes = []) {
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
    all: (selector) => [...frame.querySelectorAll(selector)],
  };
}
