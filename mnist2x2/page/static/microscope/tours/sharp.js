// The tour "Sharp and blurred heads".

import { mapOf, off, ways } from "./steps.js";

const YES_NO = ["Yes", "No"];

export const sharp = {
  name: "sharp",
  title: "Sharp and blurred heads",
  about: "A head with the sharpest of maps that can go, and a blurred one that cannot.",
  steps: [
    {
      text: "How sharp is a map? Say over how many places a head spreads its look: e to the power of the entropy of "
        + "its weights. One place is as sharp as can be; 16 is all patches alike. {heads.sharp} looks at "
        + "{sharp.places|1} places.",
      sets: ({ page, heads }) => ({ picture: page.emptied, view: mapOf("self", heads.sharp, { step: 1 }) }),
      task: { say: "Open “Attention” and look at its map.", does: () => ({ panel: "maps" }) },
      truth: "{sharp.top|%} of its weight is on one token.",
    },
    {
      text: "So it looks at something, and at nothing else.",
      ask: { question: "Does the model need this head?", choices: YES_NO, right: 1 },
      task: {
        say: "Open “Switches” and switch off {heads.sharp}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.sharp)] }),
      },
      truth: `${ways("taken.sharp", "empty")} ${ways("taken.sharp", "full")}`,
    },
    {
      text: "Perhaps the other three heads of the same layer stand in for it.",
      ask: { question: "With all four off, does the model read worse?", choices: YES_NO, right: 1 },
      task: {
        say: "Switch off all four heads of this layer.",
        does: ({ heads: { sharp: { layer } } }) =>
          ({ panel: "switches", interventions: [0, 1, 2, 3].map((head) => off({ layer, head })) }),
      },
      truth: ways("taken.block", "empty"),
    },
    {
      text: "Which token does it look at? In {sharp.at_start} of {sharp.at_start.of} rows, at <start>.",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "What can it bring from there?",
        choices: ["The digit that was written before", "The same vector in every answer", "What the picture shows"],
        right: 1,
      },
      truth: "In the first decoder block, the vector of <start> is the same for all pictures. A head that looks only "
        + "there passes on the same vector each time. It tells the next layers nothing.",
    },
    {
      text: "Now {heads.blurred}: it spreads its look over {blurred.places|1} of 16 places. Its strongest weight is "
        + "{blurred.top|%}, on average.",
      sets: ({ page, heads }) => ({ picture: page.emptied, view: mapOf("encoder", heads.blurred, { patch: 0 }) }),
      ask: { question: "Does the model need this head?", choices: YES_NO, right: 0 },
      task: {
        say: "Open “Switches” and switch off {heads.blurred}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.blurred)] }),
      },
      truth: `Here: {page.zero} instead of {page.rest}. ${ways("taken.blurred", "empty")}`,
    },
    {
      text: "The head is still off. Now all four cells are filled.",
      sets: ({ page }) => ({ picture: page.picture }),
      ask: { question: "Is this grid read wrong?", choices: YES_NO, right: 1 },
      truth: ways("taken.blurred", "full"),
    },
    {
      text: "So it has to do with empty cells.",
      ask: {
        question: "How many empty cells does it take until grids are lost?",
        choices: ["One", "Two"],
        right: ({ by_empty_cells: [, one] }) => (one.count > 0.01 * one.of ? 0 : 1),
      },
      truth: "Lost of grids with one empty cell: {by_empty_cells.1}. With two: {by_empty_cells.2}. With three: "
        + "{by_empty_cells.3}. What this head computes of two empty cells, its map does not say: it looks at all of "
        + "the picture.",
    },
    {
      text: "Of {numbers.heads} heads, {numbers.can_go} can go one at a time: in each of three ways, on full grids "
        + "and on those with empty cells, at most {numbers.lost_at_most|%} of grids are lost. {numbers.needed} cost "
        + "at least {numbers.lost_at_least|%} of the grids with empty cells, in each way. How sharp a map is does "
        + "not tell which is which. (Heads were sorted in this way on {measured.grids.chosen_on} grids of each kind, "
        + "and the losses of the two in this tour counted on others.)",
      sets: () => ({ interventions: [] }),
    },
  ],
};
