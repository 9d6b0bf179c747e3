// The tour "Where the language is decided", on the model that writes letters.

const copied = (heads, row) =>
  heads.map(({ layer, head }) => ({ at: `${layer}.mix`, head, rows: [row], to: "pinned" }));
const LANGUAGES = ["English", "Spanish"];

export const language = {
  name: "language",
  title: "Where the language is decided",
  about: "A model that spells digits in English or Spanish. Which layer carries the language into the next word?",
  steps: [
    {
      text: "The model “letters” spells the digits, all in English or all in Spanish. Both are right: in its "
        + "training, a coin decided. So it has to go on in the language in which it has begun.",
      sets: ({ page }) => ({ picture: page.picture }),
      ask: {
        question: "If the answer begins with “{page.first}” and a space, in which language will it go on?",
        choices: LANGUAGES,
        right: 0,
      },
      task: {
        say: "Open “Answer”. In the field “A beginning of your own”, type “{page.english}”, with the space at its "
          + "end, and go on from this.",
        does: ({ page }) => ({ panel: "stepper", beginning: page.english }),
      },
      truth: "It writes “{page.plain}”.",
    },
    {
      text: "Now the other language, on the same drawing. Pin this run: later you copy numbers out of it.",
      task: {
        say: "Let the answer begin with “{page.spanish}”, with the space. Then press “Pin this drawing”, here or at "
          + "the top.",
        does: ({ page }) => ({ beginning: page.spanish, pinned: page.picture, pinnedBeginning: page.spanish }),
      },
      truth: "The pinned run goes on in Spanish. It is of the same picture: only its beginning differs.",
    },
    {
      text: "Go back to the English beginning. Both names are equally long, so the space after them is token "
        + "{page.place} in both runs. There the model chooses the next word's first letter.",
      task: {
        say: "Let the answer begin with “{page.english}” again, with the space.",
        does: ({ page }) => ({ beginning: page.english }),
      },
      truth: "After a name in one language, the first letter in the other one has a probability of {plain.other|%}, "
        + "the mean over {plain.likelier.of} cases: grids, and both languages in turn.",
    },
    {
      text: "Now copy the result of one layer, at the space only, from the other run. This was done in all those "
        + "cases.",
      ask: {
        question: "Which layer makes the next word change its language?",
        choices: [
          "Decoder block 0, self-attention", "Decoder block 0, cross-attention",
          "Decoder block 1, self-attention", "Decoder block 1, cross-attention",
        ],
        right: 2,
      },
      truth: "The other language's letter then has a probability of {layers.decoder_1_self_attention.other|%} after "
        + "a copy of the self-attention in block 1, and {layers.decoder_0_self_attention.other|%} in block 0. "
        + "Cross-attention: {layers.decoder_1_cross_attention.other|%} and "
        + "{layers.decoder_0_cross_attention.other|%}. The feed-forward part of block 1 comes later and carries it "
        + "on: {layers.decoder_1_feed_forward.other|%}. The picture does not tell the language. The tokens before "
        + "do, and only self-attention looks at them. Why block 1, and not block 0, was not looked for.",
    },
    {
      text: "That layer has four heads.",
      ask: {
        question: "Is one head, {heads.one}, enough?",
        choices: ["Yes, in nearly all cases", "Only in some"],
        right: 1,
      },
      task: {
        say: "Open “Copy”. Below the maps, under “Copy rows of your choice”, choose {heads.one} and token "
          + "{page.place}, the space, and press “Copy”.",
        does: ({ heads, page }) => ({ panel: "copy", interventions: copied([heads.one], page.place) }),
      },
      truth: "Here: “{page.one}”. Over all cases, the other language's letter gets {one.other|%}, and is the "
        + "likelier one in {one.likelier}.",
    },
    {
      text: "Two heads: {heads.two}.",
      ask: {
        question: "In which language will the second word be, and in which the next ones?",
        choices: ["All in English", "Spanish, then English again", "All in Spanish"],
        right: 1,
      },
      task: {
        say: "Copy the other of the two, too, at the same token.",
        does: ({ heads, page }) => ({ panel: "copy", interventions: copied(heads.two, page.place) }),
      },
      truth: [
        "Here: “{page.after}”. With both heads, the other language's letter gets {two.other|%}, and is the likelier "
          + "one in {two.likelier} of {two.likelier.of} cases.",
        "In {words_after_two.rest} of cases, the third and the fourth word are in the language of the beginning. The "
          + "copy was made at one space only. At the next space, the model looks back again, and nothing is copied "
          + "there.",
      ],
    },
    {
      text: "The copy decides on the first letter, not on the whole word. The second word was the digit's name in "
        + "the other language in {words_after_two.second} of cases. In {words_after_two.wrong} it named the digit in "
        + "neither language, most often {words_after_two.often}. The first letter of “one”, then on in Spanish, gives "
        + "“ocho”, eight.",
    },
  ],
};
