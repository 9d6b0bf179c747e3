// The tour "A map is not an explanation".

import { band, looking, mapOf, off, patchIn, percent, ways } from "./steps.js";

// What lets heads look at the lower right cell while the first digit is written.
const elsewhere = (heads) => heads.map((one) => looking(one, 0, patchIn(3, one.quarter)));
const patchesOf = (heads) => heads.map(({ layer, head, quarter }) =>
  `block ${layer.split(".")[1]}, head ${head}: patch ${patchIn(3, quarter)}`).join("; ");
const YES_NO = ["Yes", "No"];

export const map = {
  name: "map",
  title: "A map is not an explanation",
  about: "A head that looks at the digit, and can go. Attention and occlusion give different answers.",
  steps: [
    {
      text: "{heads.spare} looks at the cell whose digit comes next: its strongest weight is there for "
        + "{heads.spare.on_the_cell} of {heads.spare.on_the_cell.of} digits. The cell gets {heads.spare.weight|%} of "
        + "its weight. Of the {numbers.heads} heads of cross-attention, {numbers.on_the_cell} look at the cell in "
        + "this way.",
      sets: ({ page, heads }) => ({ picture: page.picture, view: mapOf("cross", heads.spare, { step: 0 }) }),
      task: {
        say: "Open “Attention”, and look at its map at each step, up to the one that writes the fourth digit.",
        does: ({ heads }) => ({ panel: "maps", view: mapOf("cross", heads.spare, { step: 3 }) }),
      },
      truth: "One would like to say: with this head, the model reads the digit.",
    },
    {
      text: "Test it.",
      ask: { question: "Without this head, are digits read wrong?", choices: YES_NO, right: 1 },
      task: {
        say: "Open “Switches” and switch off {heads.spare}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.spare)] }),
      },
      truth: ["Hardly any are.", ways("taken", "full", "empty")],
    },
    {
      text: "Perhaps it only matters where it looks. The head is on again.",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "If it must look at the lower right cell while the first digit is written, what is the first digit?",
        choices: ["The digit in the upper left cell, as before", "The digit in the lower right cell"],
        right: 0,
      },
      task: {
        say: ({ heads: { spare } }) => "In “Attention”, at the step that writes the first digit, press {heads.spare} "
          + `and let it look at patch ${patchIn(3, spare.quarter)}, in the lower right cell.`,
        does: ({ heads: { spare } }) =>
          ({ panel: "maps", view: mapOf("cross", spare, { step: 0 }), interventions: elsewhere([spare]) }),
      },
      truth: "It stays. Of {forced.spare.kept.of} digits sent to another cell in this way, {forced.spare.kept} stayed "
        + "and {forced.spare.taken} became the digit there.",
    },
    {
      text: "Is there any head for which it matters? These five look at one quarter of the cell, and each was moved "
        + "alone, too: {heads.both}.",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "Is one of them enough?",
        choices: ["Yes, one of them alone moves most digits", "No, but all five together do", "No, not even together"],
        right: 1,
      },
      task: {
        say: ({ heads }) => "At the step that writes the first digit, let one of them look at its patch of the lower "
          + `right cell, then one more, until all five do (${patchesOf(heads.both)}).`,
        does: ({ heads: { both } }) =>
          ({ panel: "maps", view: { maps: { kind: "cross", step: 0 } }, interventions: elsewhere(both) }),
      },
      truth({ forced: { each } }) {
        const alone = each.map(({ taken: { count, of } }) => count / of);
        return "Here, all together: {page.both}. One head alone moves little: "
          + `${percent(Math.min(...alone))} to ${percent(Math.max(...alone))} of digits became the digit in the other `
          + "cell. These five together move {forced.both.taken}.";
      },
    },
    {
      text: "Another question to ask is: which patch does the answer depend on? Blank each patch in turn, and see "
        + "how much less likely the digit gets. This is occlusion. “Attention” shows it beside the maps.",
      sets: ({ heads }) => ({ interventions: [], view: mapOf("cross", heads.spare, { step: 0 }) }),
      ask: {
        question: "Take the mean map of the last block's four heads. Is its strongest patch the one that the digit "
          + "depends on most?",
        choices: ["Nearly always", "About half of the time", "Less often"],
        right: ({ occlusion }) => band(occlusion.same_patch),
      },
      task: {
        say: "In “Attention”, choose the step that writes the second digit, and compare the two.",
        does: ({ heads }) => ({ panel: "maps", view: mapOf("cross", heads.spare, { step: 1 }) }),
      },
      truth: "It is for {occlusion.same_patch} of {occlusion.same_patch.of} digits. The lights on the drawing show "
        + "the same mean map.",
    },
    {
      text: "Do both agree on the cell, at least?",
      ask: {
        question: "How often is the patch that the digit depends on most in the digit's own cell?",
        choices: ["Nearly always", "About half of the time", "Less often"],
        right: ({ occlusion }) => band(occlusion.needed_in_the_cell),
      },
      truth: "For {occlusion.needed_in_the_cell} of digits. The patch most looked at is there for "
        + "{occlusion.looked_in_the_cell}.",
    },
    {
      text: "Blank the patch most looked at.",
      ask: {
        question: "How often is the digit still the likeliest one?",
        choices: ["In less than one case in five", "In about half of the cases", "In more than two thirds"],
        right: ({ occlusion: { right_without_the_looked_at: { count, of } } }) =>
          (count > (2 / 3) * of ? 2 : count > of / 5 ? 1 : 0),
      },
      truth: "It is for {occlusion.right_without_the_looked_at} of digits. Without the patch that the digit depends on "
        + "most: {occlusion.right_without_the_needed}.",
    },
    {
      text: "A map shows the weights of one head. Occlusion shows what the answer depends on, of the picture. "
        + "Switching off, holding and copying show what a part does. They answer different questions. Say which one "
        + "you have asked.",
    },
  ],
};
