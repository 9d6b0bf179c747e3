// What the drawing grid consists of, as HTML; the names in data-testid are fixed, since tests look for them.

export const PLACES = ["upper left", "upper right", "lower left", "lower right"];

const four = (make) => PLACES.map(make).join("");
const button = (name, inside, label = "") => {
  const said = label && ` aria-label="${label}" title="${label}"`;
  return `<button type="button" data-testid="${name}"${said}>${inside}</button>`;
};
const attention = `<div class="attention" aria-hidden="true" hidden></div>`;

// Nothing stands between the digits: the text of `prediction` is what the model wrote, no more.
const INSIDE = `
  <div class="column">
    <div class="board">${four((place, i) => `<canvas data-testid="cell-${i}" role="img"></canvas>`)}${attention}</div>
    <p class="title">The model reads</p>
    <div data-testid="prediction" class="fourfold" aria-live="polite">${four(
      () => `<span class="slot"><button type="button" class="digit" hidden></button></span>`,
    )}</div>
    <div data-testid="probabilities" class="fourfold">${four(() => `<span class="chance"></span>`)}</div>
    <p data-testid="truth" role="status"></p>
    <p data-testid="status" role="status" aria-live="polite"></p>
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
      ${button("sample", "Show me one")}${button("save", "Save")}
    </div>
    <p class="title">What the model sees</p>
    <div class="sight">
      <div class="picture">
        <canvas data-testid="seen" role="img" aria-label="the picture as the model gets it"></canvas>${attention}
      </div>
      <p class="words" aria-live="polite"></p>
    </div>
  </div>`;

// Fills an element, and returns it with a way to find the parts.
export function layOut(root, css) {
  const frame = document.createElement("div");
  frame.className = "drawing-grid";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "Drawing grid");
  frame.innerHTML = `<style>${css}</style>${INSIDE}`;
  // JupyterLab looks for this where the key is pressed: without it, x on a button cuts the notebook's cell
  for (const each of frame.querySelectorAll("button")) each.dataset.lmSuppressShortcuts = "true";
  root.replaceChildren(frame);
  return {
    frame,
    part: (name) => frame.querySelector(`[data-testid="${name}"]`),
    all: (selector) => [...frame.querySelectorAll(selector)],
  };
}
