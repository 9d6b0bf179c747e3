// The tour "A map is not an explanation".

import { band, looking, mapOf, off, patchIn, ways } from "./steps.js";

// What lets heads look at the lower right cell while the first digit is written.
const elsewhere = (heads) => heads.map((one) => looking(one, 0, patchIn(3, one.quarter)));
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
      task: { say: "Open “Attention” and look at its map at a few steps.", does: () => ({ panel: "maps" }) },
      truth: "One would like to say: with this head, the model reads the digit.",
    },
    {
      text: "Test it.",
      ask: { question: "Without this head, are digits read wrong?", choices: YES_NO, right: 1 },
      task: {
        say: "Open “Switches” and switch off {heads.spare}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.spare)] }),
      },
      truth: `Hardly ever. ${ways("taken", "full")} ${ways("taken", "empty")}`,
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
        say: "In “Attention”, at the step that writes the first digit, lock {heads.spare} and let it look at the "
          + "{heads.spare.where} quarter of the lower right cell.",
        does: ({ heads }) => ({ panel: "maps", interventions: elsewhere([heads.spare]) }),
      },
      truth: "{forced.spare.kept} of {forced.spare.kept.of} digits stayed, {forced.spare.taken} became the other "
        + "cell's.",
    },
    {
      text: "Is there any head for which it matters? These were found to look at one quarter of the cell: "
        + "{heads.both}. Let all of them look at the lower right cell.",
      ask: {
        question: "What will the first digit be?",
        choices: ["As before", "The digit in the lower right cell"],
        right: 1,
      },
      task: {
        say: "Let each of them look at its quarter of the lower right cell. This is a lot to do by hand.",
        does: ({ heads }) => ({ panel: "maps", interventions: elsewhere(heads.both) }),
      },
      truth: "Here: {page.both}. {forced.both.taken} of digits became the other cell's. The maps of all these heads "
        + "look alike in kind. Only the experiment tells them apart.",
    },
    {
      text: "Another question to ask is: which patch does the answer depend on? Blank each patch in turn, and see "
        + "how much less likely the digit gets. This is occlusion. “Attention” shows it beside the maps.",
      sets: ({ heads }) => ({ interventions: [], view: mapOf("cross", heads.spare, { step: 0 }) }),
      ask: {
        question: "Is the patch most looked at the one that the digit depends on most?",
        choices: ["Nearly always", "About half of the time", "Less often"],
        right: ({ occlusion }) => band(occlusion.same_patch),
      },
      task: { say: "Open “Attention” and compare the two.", does: () => ({ panel: "maps" }) },
      truth: "In {occlusion.same_patch} of {occlusion.same_patch.of} digits. The attention is the mean of all heads "
        + "of the last decoder block's cross-attention, as the lights on the drawing show it.",
    },
    {
      text: "Both agree on the cell.",
      ask: {
        question: "How often is the patch that the digit depends on most in the digit's own cell?",
        choices: ["Nearly always", "About half of the time", "Less often"],
        right: ({ occlusion }) => band(occlusion.needed_in_the_cell),
      },
      truth: "{occlusion.needed_in_the_cell}. The patch most looked at: {occlusion.looked_in_the_cell}.",
    },
    {
      text: "Blank the patch most looked at.",
      ask: {
        question: "How often is the digit still the likeliest one?",
        choices: ["In less than one case in five", "In about half of the cases", "In more than two thirds"],
        right: ({ occlusion: { right_without_the_looked_at: { count, of } } }) =>
          (count > (2 / 3) * of ? 2 : count > of / 5 ? 1 : 0),
      },
      truth: "In {occlusion.right_without_the_looked_at} of digits. Without the patch that the digit depends on "
        + "most: {occlusion.right_without_the_needed}.",
    },
    {
      text: "A map shows the weights of one head. Occlusion shows what the answer depends on, of the picture. "
        + "Switching off, holding and copying show what a part does. They answer different questions. Say which one "
        + "you have asked.",
    },
  ],
};
