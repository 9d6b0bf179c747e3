// The tour "The empty-cell flag": the head of the encoder that says whether a cell is empty.

import { mapOf, off, ways } from "./steps.js";

const FIRST = [0, 1, 4, 5]; // the patches of the upper left cell

export const flag = {
  name: "flag",
  title: "The empty-cell flag",
  about: "One head tells the decoder which cells are empty. Take it away, then make it tell a lie.",
  steps: [
    {
      text: "The upper left cell is empty, and the model reads {page.rest}. So what it computes must tell empty "
        + "cells from filled ones. Each of the encoder's 16 heads was replaced by another picture's, while "
        + "{measured.grids.chosen_on} grids with empty cells were read. The most were lost without {heads.flag}.",
      sets: ({ page }) => ({ picture: page.emptied }),
    },
    {
      text: "What is {heads.flag} for? Take it away and see what breaks.",
      ask: {
        question: "What will be wrong with most of the wrong answers?",
        choices: ["They are too short", "They are too long", "They have the right length, with wrong digits"],
        right: ({ wrong: { long, short } }) => [short.count, long.count, long.of - long.count - short.count].reduce(
          (most, count, i, all) => (count > all[most] ? i : most), 0),
      },
      task: {
        say: "Open “Switches” and switch off {heads.flag}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.flag)] }),
      },
      truth: "Here the model now writes {page.zero}. Of {wrong.long.of} wrong answers to other grids, {wrong.long} "
        + "were too long and {wrong.short} too short: empty cells get read.",
    },
    {
      text: "Zero may be a value that the next layers have never seen. The head's mean over many pictures is nearer "
        + "to what they know.",
      ask: { question: "Will the mean do less harm than zero?", choices: ["Less", "As much", "More"], right: 0 },
      task: {
        say: "In “Switches”, choose “its mean” instead of “zero”.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.flag, "mean")] }),
      },
      truth: ways("taken", "empty"),
    },
    {
      text: "The head is off, as zero again. Now let all four cells be filled.",
      sets: ({ heads }) => ({ interventions: [off(heads.flag)] }),
      ask: { question: "Will such a grid be read wrong, too?", choices: ["Yes", "No"], right: 1 },
      shows: ({ page }) => ({ picture: page.picture }),
      truth: ["The drawing has four digits now, and the model still reads {page.answer}.", ways("taken", "full")],
    },
    {
      text: "The head is on again. In the encoder, each patch of the picture looks at patches.",
      sets: ({ page }) =>
        ({ picture: page.emptied, interventions: [], view: { maps: { kind: "encoder", patch: 0, locked: null } } }),
      ask: {
        question: "Where does a patch look, with this head?",
        choices: ["Into its own cell", "Into other cells", "At all patches alike"],
        right: 0,
      },
      task: {
        say: "Open “Attention” and press {heads.flag}.",
        does: ({ heads }) => ({ panel: "maps", view: mapOf("encoder", heads.flag) }),
      },
      truth: "{own_cell.filled|%} of its weight stays in its own cell if that is filled, {own_cell.empty|%} if it is "
        + "empty. If it may look at its own cell alone, {tests.own_cell_alone|%} of grids with empty cells are "
        + "right; at other cells alone, {tests.other_cells_alone|%}.",
    },
    {
      text: "Suppose that the head passes on only one of two fixed vectors: one in filled cells, one in empty cells.",
      ask: {
        question: "How many grids with empty cells will still be read right?",
        choices: ["Nearly all", "About half", "Nearly none"],
        right: 0,
      },
      truth: "{tests.constants|%}, where the intact model reads {measured.intact.drawn.empty}. With the two vectors "
        + "swapped, {tests.swapped|%}. So what counts of this head is one bit for each cell: filled or empty. It is "
        + "a flag.",
    },
    {
      text: "Now make the flag tell a lie. First you need a run in which the upper left cell holds a digit.",
      sets: ({ page }) => ({ picture: page.picture }),
      task: {
        say: "Press “Pin this drawing”, here or at the top. Then empty the upper left cell, with “Clear one”.",
        does: ({ page }) => ({ pinned: page.picture, picture: page.emptied }),
      },
      truth: "The pinned drawing is a second run of the same model. Its numbers can be copied into the present run.",
    },
    {
      text: "Copy what this head passes on at the four patches of the upper left cell, from the pinned run. In the "
        + "drawing, that cell stays empty.",
      ask: {
        question: "What will the model write?",
        choices: ["{page.rest}, as before", "Something else first, then {page.rest}", "No more than one digit"],
        right: 1,
      },
      task: {
        say: "Open “Copy”. Below the maps, under “Copy rows of your choice”, choose {heads.flag} and the rows of the "
          + "upper left cell, and press “Copy”.",
        does: ({ heads: { flag: { layer, head } } }) =>
          ({ panel: "copy", interventions: [{ at: `${layer}.mix`, head, rows: FIRST, to: "pinned" }] }),
      },
      truth: "{page.planted}: every digit comes one step later, after something read in an empty cell. In grids with "
        + "an empty first cell, {tests.planted.filled|%} of the digits move so. If the copy is of a picture whose "
        + "cell is empty, too, {tests.planted.empty|%} do.",
    },
    {
      text: "So {heads.flag} tells the decoder which cells are empty: without it, empty cells get read, and with a "
        + "copied flag, one of them does. This was found by switching off and copying, not by looking at its map.",
      sets: () => ({ interventions: [], pinned: null }),
    },
  ],
};
