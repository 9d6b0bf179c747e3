// The tour "Which cell, then which quarter": how the decoder aims.

import { looking, mapOf, patchIn } from "./steps.js";

// What lets heads look at the lower right cell, at their quarters of it, while the second digit is written.
const elsewhere = (heads) => heads.map((one) => looking(one, 1, patchIn(3, one.quarter)));
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
      text: "The decoder writes digit after digit. In its first block, these heads each look at one quarter of a "
        + "cell: {heads.first}. Of {heads.first.0.on_the_quarter.of} digits in grids with empty cells, the first one "
        + "looks most at the {heads.first.0.where} quarter in {heads.first.0.on_the_quarter}, the next at the "
        + "{heads.first.1.where} one in {heads.first.1.on_the_quarter}, and the third at the {heads.first.2.where} "
        + "one in {heads.first.2.on_the_quarter}.",
      sets: ({ page, heads }) => ({ picture: page.picture, view: mapOf("cross", heads.first[0], { step: 0 }) }),
      task: { say: "Open “Attention” and find these heads.", does: () => ({ panel: "maps" }) },
      truth: "Heads are found by what they do, on other grids than these. Their numbers mean nothing.",
    },
    {
      text: "Which cell is it?",
      ask: {
        question: "If the upper left cell is empty, which cell do they look at while the first digit is written?",
        choices: ["The upper left one: it is the first", "The upper right one: it is the first filled one"],
        right: 1,
      },
      task: {
        say: "Empty the upper left cell, with “Clear one” below the drawing.",
        does: ({ page }) => ({ picture: page.emptied }),
      },
      truth: "For the k-th digit, they look at the k-th filled cell. The decoder's tokens do not say which cells are "
        + "filled. So the rows of the memory must.",
    },
    {
      text: "In the second decoder block, these heads are of the same kind: {heads.second}.",
      sets: ({ page, heads }) => ({ picture: page.picture, view: mapOf("cross", heads.second[0], { step: 0 }) }),
      ask: {
        question: "Do they look at the same cell as those of the first block?",
        choices: ["Yes, the same cell", "No, the next one"],
        right: 0,
      },
      truth: "The same cell, at the {heads.second.0.where} quarter in {heads.second.0.on_the_quarter} of digits, and "
        + "at the {heads.second.1.where} one in {heads.second.1.on_the_quarter}. Together, both blocks look at all "
        + "four quarters.",
    },
    {
      text: "Do these looks decide what is read? Hold them. While the second digit is written, let the heads of the "
        + "first block look at their quarters of the lower right cell.",
      ask: whichDigit("first"),
      task: {
        say: "In “Attention”, at the step that writes the second digit, lock each of these and let it look at its "
          + "quarter of the lower right cell: {heads.first}.",
        does: ({ heads }) => ({ panel: "maps", interventions: elsewhere(heads.first) }),
      },
      truth: "Here: {page.first}. Of {forced.first.taken.of} digits sent to another cell in this way, "
        + "{forced.first.taken} became the digit there and {forced.first.kept} stayed.",
    },
    {
      text: "Now only the heads of the second block. Those of the first look where they like.",
      sets: () => ({ interventions: [] }),
      ask: whichDigit("second"),
      task: {
        say: "In the same way, let these look at the lower right cell: {heads.second}.",
        does: ({ heads }) => ({ panel: "maps", interventions: elsewhere(heads.second) }),
      },
      truth: "Here: {page.second}. {forced.second.taken} became the digit there, {forced.second.kept} stayed. Both "
        + "blocks bring parts of the digit.",
    },
    {
      text: "Now the heads of both blocks.",
      ask: whichDigit("both"),
      task: {
        say: "Let the heads of both blocks look at the lower right cell.",
        does: ({ heads }) => ({ panel: "maps", interventions: elsewhere(heads.both) }),
      },
      truth: "Here: {page.both}. {forced.both.taken} of digits became the digit there. These heads' looks decide "
        + "which cell is read.",
    },
    {
      text: "How does the decoder find out that it is at the second digit? From what it has written, or from the "
        + "place?",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "If the answer begins with a wrong digit, will the next ones be right?",
        choices: ["Yes", "No"],
        right: 0,
      },
      task: {
        say: "Open “Answer” and let the answer begin with {page.wrong}.",
        does: ({ page }) => ({ panel: "stepper", beginning: page.wrong }),
      },
      truth: "After a wrong first digit, the other three were right in {after_a_wrong_digit} of "
        + "{after_a_wrong_digit.of} grids. So it does not matter what was written before. What is left is the place "
        + "in the answer.",
    },
    {
      text: "Is it like this in every model? The model {other.model} has the same form, and was trained on other "
        + "digits.",
      sets: () => ({ beginning: "" }),
      task: {
        say: "Choose {other.model} under “Model”, and look at “Attention”.",
        does: ({ other }) => ({ model: other.model }),
      },
      truth: "There, the heads that look at one quarter of the cell are {other.heads}. Another training, other "
        + "heads: find them by what they do.",
    },
  ],
};
