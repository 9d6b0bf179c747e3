// The whole path from the picture to the answer, as boxes one after the other, each with its numbers, alive.

import { MASK } from "../../interventions.js";
import { stageNameOf, stagesOf, tableOf } from "./stages.js";
import { shapeWords, tokenWords } from "./words.js";
import { heat, largest, make, short, themeOf } from "../parts.js";
import { pictureSvg, tableSvg, textSvg } from "../svg.js";

function paint(canvas, { values, rows, columns }, theme, scale = largest(values)) {
  if (!values.length) return;
  [canvas.width, canvas.height] = [columns, rows];
  canvas.getContext("2d").putImageData(heat(values, rows, columns, scale, theme), 0, 0);
}

// The picture as ink, cut into `across` parts along each side, with lines between them.
function paintPicture(canvas, grid, theme, across) {
  const pixels = Math.sqrt(grid.length), size = pixels / across, side = pixels + across - 1;
  const image = new ImageData(side, side);
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const at = 4 * ((y + Math.floor(y / size)) * side + x + Math.floor(x / size)), ink = grid[y * pixels + x] / 255;
      for (let k = 0; k < 3; k++) image.data[at + k] = theme.paper[k] + ink * (theme.text[k] - theme.paper[k]);
      image.data[at + 3] = 255;
    }
  }
  canvas.width = canvas.height = side;
  canvas.getContext("2d").putImageData(image, 0, 0);
}

const thumb = (className) => make("canvas", { className, "aria-hidden": "true" });

// A box: a button with a title, a shape, and thumbnails. Returns {element, show(lens, theme)}.
function makeBox({ title, said, testid, shape, open, thumbs, paintAll }) {
  const small = make("span", { className: "shape" }), element = make("button", {
    type: "button", className: "box", "data-testid": testid, onclick: open, title: said,
  }, make("span", { className: "words" }, make("strong", { textContent: title }), small), ...thumbs);
  return {
    element,
    show(lens, theme) {
      small.textContent = shape(lens);
      paintAll(lens, theme);
    },
  };
}

function makeStageBox(tools, stage, heads) {
  const out = thumb("rows"), maps = stage.attentions.map((attention) => ({
    attention,
    canvases: Array.from({ length: heads }, () => thumb("map")),
  }));
  const groups = maps.map(({ attention, canvases }) => {
    const text = `${attention.split(".").at(-1).replace("_", "-")}, ${heads} heads`;
    const words = make("span", { className: "shape", textContent: text });
    return make("span", { className: "heads" }, words, make("span", { className: "beside" }, ...canvases));
  });
  return makeBox({
    title: stage.title,
    said: `look inside: ${stage.title}`,
    testid: `microscope-stage-${stage.name}`,
    shape(lens) {
      const isOf = ({ at }) => (at === MASK ? stage.name.startsWith("decoder") : stageNameOf(at) === stage.name);
      const isChanged = lens.interventions.some(isOf);
      return shapeWords(lens, stage.out) + (isChanged ? " · changed by you" : "");
    },
    open: () => tools.openStage(stage.name),
    thumbs: [...groups, out],
    paintAll(lens, theme) {
      paint(out, tableOf(lens, stage.out), theme);
      for (const { attention, canvases } of maps) {
        canvases.forEach((canvas, head) => paint(canvas, tableOf(lens, `${attention}.weights`, head), theme, 1));
      }
    },
  });
}

// The tokens of the answer: a button for each opens the logit that it had.
function makeAnswer({ pick, lensNow }) {
  const list = make("div", { className: "choice", "data-testid": "microscope-written" });

  function targetsOf({ model: { tokenizer }, trace: { tokens, finished } }) {
    return finished ? [...tokens.slice(1), tokenizer.finish] : tokens.slice(1);
  }

  function open(t) {
    const lens = lensNow(), C = lens.tensor("logits").shape[1], target = targetsOf(lens)[t];
    pick("logits", t * C + target);
  }

  const element = make("div", { className: "box" }, make("strong", { textContent: "Answer" }), make("p", {
    className: "what", textContent: "Each time the token with the highest logit. Click one: what made its logit?",
  }), list);
  return {
    element,
    show(lens) {
      const targets = targetsOf(lens), { data, shape: [, C] } = lens.tensor("probabilities");
      while (list.children.length < targets.length) {
        const t = list.children.length;
        const testid = `microscope-written-${t}`;
        list.append(make("button", { type: "button", onclick: () => open(t), "data-testid": testid }));
      }
      [...list.children].forEach((button, t) => {
        button.hidden = t >= targets.length;
        if (button.hidden) return;
        button.textContent = `${tokenWords(lens.model, targets[t])}: ${short(100 * data[t * C + targets[t]])} %`;
      });
    },
  };
}

const arrow = (text = "") => make("div", { className: "arrow" }, make("span", { textContent: `↓ ${text}` }));

// tools: {scope, lensNow, openStage(name), pick(name, index)}.
export function makeOverview(tools, lens) {
  const { scope } = tools, { model } = lens, across = model.side / model.config.patch, { heads } = model.config;
  const stages = stagesOf(model), S = across ** 2, answer = makeAnswer(tools);
  const boxes = stages.map((stage) => makeStageBox(tools, stage, heads));
  const pictureBoxes = [["Picture", "pixels", 1], [`${S} patches`, "patches", across]].map(([title, name, cuts]) => {
    const canvas = thumb("picture");
    return makeBox({
      title,
      said: `look inside: ${title}`,
      testid: `microscope-stage-${name}`,
      shape: (now) => shapeWords(now, name),
      open: () => tools.openStage("input"),
      thumbs: [canvas],
      paintAll: (now, theme) => paintPicture(canvas, scope.grid, theme, cuts),
    });
  });
  const memory = stages.findIndex(({ name }) => name === "memory"), encoder = boxes.slice(0, memory + 1);
  const decoder = boxes.slice(memory + 1), all = [...pictureBoxes, ...boxes, answer];
  const inSeries = (list, words = []) => list.flatMap(({ element }, i) => (i ? [arrow(words[i]), element] : [element]));
  const paragraph = (textContent) => make("p", { className: "what", textContent });
  const column = (title, what, list, words) =>
    make("section", {}, make("h3", { textContent: title }), paragraph(what), ...inSeries(list, words));
  const words = decoder.map((_, i) => (i && i < decoder.length - 1 ? "with the memory" : ""));
  const element = make("div", { className: "path" },
    column("Encoder", "Reads the picture. Blocks work one after the other; the heads of a block work side by side.",
      [...pictureBoxes, ...encoder]),
    column("Decoder", "Writes the answer, token by token, from the tokens so far and from the memory.",
      [...decoder, answer], words));

  return {
    element,
    show(now) {
      const theme = themeOf(scope.frame);
      all.forEach((box) => box.show(now, theme));
    },

    figure(now) {
      const parts = [pictureSvg(scope.grid, new Float32Array(S), { x: 8, y: 24, side: 96 }), textSvg("Picture", 8, 16)];
      let y = 140;
      for (const { title, out } of stages) {
        const { values, rows, columns } = tableOf(now, out), side = Math.min(6, 390 / columns);
        parts.push(textSvg(`${title} ${shapeWords(now, out)}`, 8, y));
        parts.push(tableSvg(values, rows, columns, { x: 8, y: y + 6, side }));
        y += rows * side + 28;
      }
      return { inside: parts.join(""), width: 410, height: y };
    },
  };
}
