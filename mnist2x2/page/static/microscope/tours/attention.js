// The tour "Attention": what a map shows.

import { mapOf, off, ways } from "./steps.js";

export const attention = {
  name: "attention",
  title: "Attention",
  about: "What an attention map shows, and what it leaves open.",
  steps: [
    {
      text: "The model writes one token at a time. For each, every head of the decoder's cross-attention divides its "
        + "look among the 16 patches of the picture. No weight is negative (many are nearly 0), and the 16 weights "
        + "add up to 1.",
      sets: ({ page }) => ({ picture: page.picture, view: { maps: { kind: "cross", step: 3, locked: null } } }),
      task: { say: "Open “Attention”.", does: () => ({ panel: "maps" }) },
      truth: "Each small picture is the map of one head, at the step that writes the fourth digit. The darker a "
        + "patch, the more weight it has.",
    },
    {
      text: "The drawing holds {page.answer}. Take {heads.eye}, at the step that writes the first digit.",
      ask: {
        question: "Where does this head look then?",
        choices: ["In the upper left cell", "In all four cells", "In the lower right cell"],
        right: 0,
      },
      task: {
        say: "In “Attention”, choose the step that writes the first digit, and press {heads.eye}.",
        does: ({ heads: { eye } }) => ({ panel: "maps", view: mapOf("cross", eye, { step: 0 }) }),
      },
      truth: "It looks at the cell that it is about to read.",
    },
    {
      text: "Now the step that writes the second digit.",
      ask: {
        question: "Where does the same head look then?",
        choices: ["Still in the upper left cell", "In the upper right cell", "In both"],
        right: 1,
      },
      task: {
        say: "Choose the step that writes the second digit.",
        does: ({ heads: { eye } }) => ({ panel: "maps", view: mapOf("cross", eye, { step: 1 }) }),
      },
      truth: "It goes from cell to cell. While {eye.full.on_the_cell.of} digits were written, the patch most looked "
        + "at was in the digit's own cell in {eye.full.on_the_cell}. The cell got {eye.full.weight|%} of the weight, "
        + "on average.",
    },
    {
      text: "An empty cell has no digit to write.",
      sets: ({ heads: { eye } }) => ({ view: mapOf("cross", eye, { step: 0 }) }),
      ask: {
        question: "If the upper left cell is empty, where does the head look at the first step?",
        choices: ["In the empty cell", "In the upper right cell", "In all cells alike"],
        right: 1,
      },
      task: {
        say: "Empty the upper left cell, with “Clear one” below the drawing.",
        does: ({ page }) => ({ picture: page.emptied }),
      },
      truth: "It passes over empty cells. In grids with empty cells, it looked most at the cell to read for "
        + "{eye.empty.on_the_cell} of {eye.empty.on_the_cell.of} digits. The decoder cannot see from its own tokens "
        + "which cell is empty: the encoder must have told it. The tour “The empty-cell flag” shows how.",
    },
    {
      text: "Not every map has a peak. {heads.flat} gives nearly the same weight to all patches.",
      sets: ({ page, heads: { flat } }) => ({ picture: page.picture, view: mapOf("encoder", flat, { patch: 5 }) }),
      ask: {
        question: "What does a head with equal weights pass on?",
        choices: ["Nothing", "The mean of the values of all patches", "The value of its own patch"],
        right: 1,
      },
      truth: "What a head passes on is the mean of the values, weighted by its map. Over how many places does it "
        + "spread its look? One counts e to the power of the entropy of its weights: 1 if all weight is on one "
        + "patch, 16 if all 16 get the same. This head: {flat.places|1}.",
    },
    {
      text: "Does the model need this mean?",
      ask: { question: "Without this head, will the answer change?", choices: ["Yes", "No"], right: 1 },
      task: {
        say: "Open “Switches” and switch off {heads.flat}, as zero.",
        does: ({ heads: { flat } }) => ({ panel: "switches", interventions: [off(flat)] }),
      },
      truth: ["This answer stays.", ways("taken.flat", "full")],
    },
    {
      text: "Now {heads.eye}, which looks at the digit. Its map is sharp and right.",
      ask: { question: "Without it, will the answer to this drawing change?", choices: ["Yes", "No"], right: 1 },
      task: {
        say: "Switch {heads.flat} on again, and switch off {heads.eye}, as zero.",
        does: ({ heads: { eye } }) => ({ panel: "switches", interventions: [off(eye)] }),
      },
      truth: ["This answer stays.", ways("taken.eye", "full"), "Other heads look at the same cell, too. Another "
        + "picture's result does more harm than none: it may tell of another digit."],
    },
    {
      text: "So a map tells where a head looks. It does not tell what the head takes from there, nor whether the "
        + "answer needs it. To know that, change the head and see what follows. Zero may be a value that the next "
        + "layers have never seen, and another picture's may mislead them. So all three ways are counted.",
      sets: () => ({ interventions: [] }),
    },
  ],
};
