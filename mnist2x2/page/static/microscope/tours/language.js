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
      text: "The model letters spells the digits, all in English or all in Spanish. Both are right: in its training, "
        + "a coin decided. So it has to go on in the language in which it has begun.",
      sets: ({ page }) => ({ picture: page.picture }),
      ask: {
        question: "If the answer begins with “{page.first}” and a space, in which language will it go on?",
        choices: LANGUAGES,
        right: 0,
      },
      task: {
        say: "Open “Answer” and let the answer begin with “{page.english}”, with the space at its end.",
        does: ({ page }) => ({ panel: "stepper", beginning: page.english }),
      },
      truth: "It writes “{page.plain}”.",
    },
    {
      text: "Now the other language, on the same drawing. This run will lend its numbers.",
      ask: { question: "And after “{page.spanish}”?", choices: LANGUAGES, right: 1 },
      task: {
        say: "Let the answer begin with “{page.spanish}”, with the space, and press “Pin this drawing”.",
        does: ({ page }) => ({ beginning: page.spanish, pinned: page.picture, pinnedBeginning: page.spanish }),
      },
      truth: "The pinned run is of the same picture. Only its beginning differs.",
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
      text: "At the space, what one layer computes is taken from the other run, in all those cases.",
      ask: {
        question: "Which layer moves the next word into the other language?",
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
        + "do, and only self-attention looks at them.",
    },
    {
      text: "That layer has four heads.",
      ask: {
        question: "Is one head, {heads.one}, enough?",
        choices: ["Yes, in nearly all cases", "Only in some"],
        right: 1,
      },
      task: {
        say: "Open “Copy”, choose {heads.one} and token {page.place}, the space, and press “Copy”.",
        does: ({ heads, page }) => ({ panel: "copy", interventions: copied([heads.one], page.place) }),
      },
      truth: "Here: “{page.one}”. Over all cases, the other language's letter gets {one.other|%}, and is the "
        + "likelier one in {one.likelier}.",
    },
    {
      text: "Two heads: {heads.two}.",
      ask: { question: "In which language will the second word be?", choices: LANGUAGES, right: 1 },
      task: {
        say: "Copy the other of the two, too, at the same token.",
        does: ({ heads, page }) => ({ panel: "copy", interventions: copied(heads.two, page.place) }),
      },
      truth: "“{page.after}”. With both heads, the other language's letter gets {two.other|%}, and is the likelier "
        + "one in {two.likelier} of {two.likelier.of} cases.",
    },
    {
      text: "Look at the third and the fourth word.",
      ask: { question: "In which language are they?", choices: LANGUAGES, right: 0 },
      truth: "In {words_after_two.rest} of cases, they are in the language of the beginning. The copy was made at "
        + "one space only. At the next space, the model looks back again, and nothing is copied there.",
    },
    {
      text: "The copy decides on the first letter, not on the whole word. The second word was the digit's name in "
        + "the other language in {words_after_two.second} of cases. In {words_after_two.wrong} it became a name of "
        + "neither, most often {words_after_two.often}: the first letter is of one language, and the next ones go on "
        + "in the other.",
    },
  ],
};
