// The parts of the microscope that stand around its panels, as HTML.

import { keepKeys } from "../layout.js";
import { ABOUT } from "./names.js";

const NARROW = 736; // pixels, as in the style sheet: the panels are below the drawing

export const TABS = [
  ["anatomy", "Numbers"],
  ["maps", "Attention"],
  ["switches", "Switches"],
  ["stepper", "Answer"],
  ["copy", "Copy"],
  ["tours", "Tours"],
];

const tab = ([name, label]) =>
  `<button type="button" role="tab" data-tab="${name}" data-testid="microscope-tab-${name}">${label}</button>`;
const panel = ([name]) =>
  `<section role="tabpanel" data-panel="${name}" data-testid="microscope-${name}" hidden></section>`;
const tool = (name, label) =>
  `<button type="button" data-tool="${name}" data-testid="microscope-${name}">${label}</button>`;

const INSIDE = `
  <div class="bar">
    <label>Model <select data-tool="model" data-testid="microscope-model"></select></label>
    <p class="about" data-testid="microscope-about"></p>
  </div>
  <div class="bar tools">
    ${tool("back", "Take back")}${tool("reset", "Reset the model")}${tool("pin", "Pin this drawing")}
    ${tool("link", "Copy a link")}${tool("figure", "Save this view")}${tool("numbers", "All numbers")}
  </div>
  <p class="word" data-testid="microscope-word" role="status" aria-live="polite"></p>
  <div class="held">
    <p class="reads" data-testid="microscope-reads"></p>
    <ul class="changes" data-testid="microscope-changes" aria-label="What is changed in the model"></ul>
  </div>
  <div class="desk">
    <div class="drawing"></div>
    <div class="panels">
      <div class="guide" hidden></div>
      <div role="tablist" aria-label="What to look at">${TABS.map(tab).join("")}</div>
      ${TABS.map(panel).join("")}
    </div>
  </div>`;

// Put the parts into `root`. names: of the models to choose from.
export function layOut(root, css, names) {
  const frame = document.createElement("div"), find = (selector) => frame.querySelector(selector);
  frame.className = "microscope";
  frame.innerHTML = `<style>${css}</style>${INSIDE}`;
  frame.querySelectorAll("button, select").forEach(keepKeys);
  const tool = (name) => find(`[data-tool=${name}]`), tab = (name) => find(`[data-tab=${name}]`);
  const panel = (name) => find(`[data-panel=${name}]`), [changes] = frame.getElementsByClassName("changes");
  tool("model").append(...names.map((name) => new Option(name, name)));
  for (const [name] of TABS) {
    const id = `microscope-${Math.random().toString(36).slice(2)}`;
    [tab(name).id, panel(name).id] = [`${id}-tab`, `${id}-panel`];
    tab(name).setAttribute("aria-controls", panel(name).id);
    panel(name).setAttribute("aria-labelledby", tab(name).id);
  }
  root.replaceChildren(frame);
  const [word, reads, about] = ["word", "reads", "about"].map((name) => find(`.${name}`));
  let listed = "";
  return {
    frame,
    tool,
    panel,
    drawing: find(".drawing"),
    guide: find(".guide"), // for what a tour says

    // Say something once, with elements after it.
    say: (text, ...more) => (text || word.textContent) && word.replaceChildren(text, ...more),

    // What the model reads: in view when the drawing is not.
    reads: (text) => reads.textContent !== text && (reads.textContent = text),

    // Tell what a shipped model is.
    tell(name) {
      const text = ABOUT[name] ? `It ${ABOUT[name]}` : "";
      if (about.textContent !== text) about.textContent = text;
    },

    // Call resized(narrow: whether the panels are below the drawing) whenever the width changes. Returns a function
    // that ends this.
    onWidth(resized) {
      let width = 0;
      const watch = new ResizeObserver(([{ contentRect }]) => {
        if (contentRect.width === width) return;
        width = contentRect.width;
        resized(width <= NARROW);
      });
      watch.observe(frame);
      return () => watch.disconnect();
    },

    // Show one panel.
    choose(name) {
      for (const [other] of TABS) {
        tab(other).setAttribute("aria-selected", other === name);
        tab(other).tabIndex = other === name ? 0 : -1;
        panel(other).hidden = other !== name;
      }
    },

    // Call choose(name) when a tab is pressed, or reached with the arrow keys.
    onChoice(choose) {
      const list = find("[role=tablist]");
      list.addEventListener("click", ({ target }) => target.dataset.tab && choose(target.dataset.tab));
      list.addEventListener("keydown", (event) => {
        const names = TABS.map(([name]) => name), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = names[(names.indexOf(event.target.dataset.tab) + step + names.length) % names.length];
        choose(next);
        tab(next).focus();
      });
    },

    // List what is changed in the model, in words; takeBack(i) is called to take one back.
    list(words, takeBack) {
      if (words.join("\n") === listed) return;
      listed = words.join("\n");
      changes.dataset.count = words.length > 1 ? `${words.length} changes:` : "";
      const focused = changes.contains(document.activeElement);
      changes.replaceChildren(...words.map((text, i) => {
        const item = document.createElement("li"), button = document.createElement("button");
        Object.assign(button, { type: "button", textContent: "×", title: "take this back" });
        button.setAttribute("aria-label", `take back: ${text}`);
        keepKeys(button);
        button.addEventListener("click", () => takeBack(i));
        item.append(Object.assign(document.createElement("span"), { textContent: text, title: text }), button);
        return item;
      }));
      if (focused) (changes.querySelector("button") ?? tool("model")).focus({ preventScroll: true });
    },
  };
}
