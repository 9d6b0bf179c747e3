// The tour "Which cell, then which quarter": how the decoder aims.

import { looking, mapOf, patchIn, quartersOf } from "./steps.js";

// What lets heads look at the lower right cell, at their quarters of it, while the second digit is written.
const elsewhere = (heads) => heads.map((one) => looking(one, 1, patchIn(3, one.quarter)));
const patchesOf = (heads) => heads.map(({ head, quarter }) => `head ${head}: patch ${patchIn(3, quarter)}`).join(", ");
const SECOND = { maps: { kind: "cross", step: 1 } }; // the step that writes the second digit
const NEXT = ["The digit in the upper right cell, as before", "The digit in the lower right cell", "Another one"];

// name: of the answer in the data, which bears one of the choices out.
const whichDigit = (name) => ({
  question: "What will the second digit be?",
  choices: NEXT,
  right({ page: { answer, [name]: read } }) {
    return read[1] === answer[1] ? 0 : read[1] === answer[3] ? 1 : 2;
  },
});

export const reading = {
  name: "reading",
  title: "Which cell, then which quarter",
  about: "How the decoder finds the next digit, and how to make it read another one.",
  steps: [
    {
      text: ({ heads: { first } }) => "The decoder writes digit after digit. In its first block, "
        + `${quartersOf(first, "looks most")}: for ${first.every(({ on_the_quarter: { count, of } }) => count === of)
          ? "all" : "nearly all"} of {heads.first.0.on_the_quarter.of} digits in grids with empty cells.`,
      sets: ({ page }) => ({ picture: page.picture, view: { maps: { kind: "cross", step: 0, locked: null } } }),
      task: {
        say: ({ heads: { first } }) => "Open “Attention”. In decoder block 0, press "
          + `${first.map(({ head }) => `head ${head}`).join(", then ")}.`,
        does: ({ heads }) => ({ panel: "maps", view: mapOf("cross", heads.first.at(-1), { step: 0 }) }),
      },
      truth: "If cells are empty, they look at the k-th filled cell for the k-th digit, as in the tour “Attention”. "
        + "The number of a head means nothing. These were picked because of where they look, on other grids than the "
        + "ones counted here.",
    },
    {
      text: "In the second decoder block, these heads are of the same kind: {heads.second}.",
      task: {
        say: ({ heads: { second } }) => "In decoder block 1, press "
          + `${second.map(({ head }) => `head ${head}`).join(", then ")}. At which cell do they look?`,
        does: ({ heads }) => ({ panel: "maps", view: mapOf("cross", heads.second.at(-1), { step: 0 }) }),
      },
      truth: ({ heads: { second } }) => `The same cell: in block 1, ${quartersOf(second, "looks most")} (of `
        + "{heads.second.0.on_the_quarter.of} digits, for {heads.second.0.on_the_quarter} and "
        + "{heads.second.1.on_the_quarter}). Together, both blocks look at all four quarters.",
    },
    {
      text: ({ heads: { first } }) => "Do these looks decide what is read? Force three heads to look elsewhere: while "
        + "the second digit is written, those of the first block look at the lower right cell. There, "
        + `${quartersOf(first, "looks")}.`,
      sets: ({ heads }) => ({ view: mapOf("cross", heads.first[0], { step: 0 }) }),
      ask: whichDigit("first"),
      task: {
        say: ({ heads: { first } }) => "In “Attention”, choose the step that writes the second digit. In decoder block "
          + `0, press each head and let it look at its patch of the lower right cell (${patchesOf(first)}).`,
        does: ({ heads }) => ({ panel: "maps", view: SECOND, interventions: elsewhere(heads.first) }),
      },
      truth: "Here: {page.first}. Of {forced.first.taken.of} digits sent to another cell in this way, "
        + "{forced.first.taken} became the digit there, {forced.first.kept} stayed, and the others became a third one.",
    },
    {
      text: "Now only the heads of the second block. Those of the first look where they like.",
      sets: () => ({ interventions: [] }),
      ask: whichDigit("second"),
      task: {
        say: ({ heads: { second } }) => "At the same step, in decoder block 1, let these look at their patches of "
          + `the lower right cell (${patchesOf(second)}).`,
        does: ({ heads }) => ({ panel: "maps", view: SECOND, interventions: elsewhere(heads.second) }),
      },
      truth: "Here: {page.second}. {forced.second.taken} became the digit there, {forced.second.kept} stayed. Both "
        + "blocks bring parts of the digit.",
    },
    {
      text: "Now the heads of both blocks.",
      ask: whichDigit("both"),
      task: {
        say: ({ heads: { first } }) => "Keep these two as they are. In decoder block 0, let the three look at the "
          + `lower right cell again, too (${patchesOf(first)}).`,
        does: ({ heads }) => ({ panel: "maps", view: SECOND, interventions: elsewhere(heads.both) }),
      },
      truth: "Here: {page.both}. {forced.both.taken} of digits became the digit there. The looks of these heads, "
        + "together, decide which cell is read.",
    },
    {
      text: "How does the decoder find out that it is at the second digit? From what it has written, or from its "
        + "position in the answer?",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "If the answer begins with a wrong digit, will the next ones be right?",
        choices: ["Yes", "No"],
        right: 0,
      },
      task: {
        say: "Open “Answer”. In the field “A beginning of your own”, let the answer begin with {page.wrong}.",
        does: ({ page }) => ({ panel: "stepper", beginning: page.wrong }),
      },
      truth: "After a wrong first digit, the other three were right in {after_a_wrong_digit} of "
        + "{after_a_wrong_digit.of} grids. So it hardly matters which digit was written before. What is left is the "
        + "position in the answer.",
    },
    {
      text: "Is it like this in every model? The model “{other.model}” has the same form, and was trained on other "
        + "digits.",
      sets: () => ({ beginning: "" }),
      task: {
        say: "Choose “{other.model}” under “Model”, and look at “Attention”.",
        does: ({ other }) => ({ model: other.model, panel: "maps" }),
      },
      truth: "There, the heads that look at one quarter of the cell are {other.heads}. Another training, other "
        + "heads: find them by what they do.",
    },
    {
      text: "So the decoder's position in the answer chooses a cell, and several heads read it, each at one quarter. "
        + "Forced to look elsewhere together, they read what is there.",
    },
  ],
};
