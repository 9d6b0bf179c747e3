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
        + "its weights. One place is the sharpest; a head that looks at 16 patches alike has 16. {heads.sharp} looks "
        + "at tokens, and has {sharp.places|1}.",
      sets: ({ page }) => ({ picture: page.emptied, view: { maps: { kind: "self", step: 1, locked: null } } }),
      task: {
        say: "Open “Attention” and press {heads.sharp}.",
        does: ({ heads }) => ({ panel: "maps", view: mapOf("self", heads.sharp, { step: 1 }) }),
      },
      truth: "{sharp.top|%} of its weight is on one token, on average.",
    },
    {
      text: "It looks at one token only.",
      ask: { question: "Does the model need this head?", choices: YES_NO, right: 1 },
      task: {
        say: "Open “Switches” and switch off {heads.sharp}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.sharp)] }),
      },
      truth: ["This answer stays.", ways("taken.sharp", "empty", "full")],
    },
    {
      text: "Perhaps the other three heads of the same layer stand in for it.",
      ask: { question: "With all four off, does the model read worse?", choices: YES_NO, right: 1 },
      task: {
        say: "Switch off all four heads of this layer.",
        does: ({ heads: { sharp: { layer } } }) =>
          ({ panel: "switches", interventions: [0, 1, 2, 3].map((head) => off({ layer, head })) }),
      },
      truth: ["This answer stays again.", ways("taken.block", "empty")],
    },
    {
      text: "Which token does {heads.sharp} look at? While {sharp.at_start.of} digits after the first one were "
        + "written, it looked most at <start> in {sharp.at_start}.",
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
      truth: ["Here: {page.zero} instead of {page.rest}.", ways("taken.blurred", "empty")],
    },
    {
      text: "The head is still off. Now let all four cells be filled.",
      ask: { question: "Will such a grid be read wrong?", choices: YES_NO, right: 1 },
      shows: ({ page }) => ({ picture: page.picture }),
      truth: ["The drawing has four digits now, and the model reads {page.answer}.", ways("taken.blurred", "full")],
    },
    {
      text: "So it has to do with empty cells. The head is still off.",
      ask: {
        question: "How many empty cells does it take until grids are lost?",
        choices: ["One", "Two"],
        right: ({ by_empty_cells: [, one] }) => (one.count > 0.01 * one.of ? 0 : 1),
      },
      task: {
        say: "Empty the upper left cell and look at the answer. Then empty the upper right one, too.",
        does: ({ page }) => ({ picture: page.emptied }),
      },
      truth: "With one empty cell {by_empty_cells.1} of grids are lost, with two {by_empty_cells.2}, with three "
        + "{by_empty_cells.3}. What this head computes of two empty cells, its map does not say: it looks at all of "
        + "the picture.",
    },
    {
      text: "Of {numbers.heads} heads, {numbers.can_go} can go one at a time: in each of three ways, on full grids "
        + "and on those with empty cells, at most {numbers.lost_at_most|%} of grids are lost. Only "
        + "{numbers.needed} cost at least {numbers.lost_at_least|%} of the grids with empty cells, in each way. "
        + "How sharp a map is does not tell which is which.",
      sets: () => ({ interventions: [] }),
    },
  ],
};
