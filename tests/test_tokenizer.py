import pytest
import torch

from mnist2x2.tokenizer import (
    DIGITS,
    EMPTY,
    ENGLISH,
    FINISH,
    LETTERS,
    PAD,
    SPANISH,
    START,
    TOKENIZERS,
    TOKENS,
    WORDS,
    teacher_forcing_pairs,
    to_text,
)


def test_thirteen_tokens():
    assert len(TOKENS) == 13
    assert [TOKENS[token] for token in (START, FINISH, PAD)] == ["<start>", "<finish>", "<pad>"]


def test_pairs_by_hand():
    labels = torch.tensor([[7, 2, 1, 0], [EMPTY, 7, EMPTY, 2], [EMPTY] * 4, [3, EMPTY, EMPTY, EMPTY]])
    inputs, targets = teacher_forcing_pairs(labels)
    assert inputs.tolist() == [
        [START, 7, 2, 1, 0],
        [START, 7, 2, PAD, PAD],
        [START, PAD, PAD, PAD, PAD],
        [START, 3, PAD, PAD, PAD],
    ]
    assert targets.tolist() == [
        [7, 2, 1, 0, FINISH],
        [7, 2, FINISH, PAD, PAD],
        [FINISH, PAD, PAD, PAD, PAD],
        [3, FINISH, PAD, PAD, PAD],
    ]
    assert to_text(targets) == ["7210", "72", "", "3"]


def test_pairs_against_a_loop():
    labels = torch.randint(-1, 10, (200, 9))
    for row, row_inputs, row_targets in zip(labels.tolist(), *teacher_forcing_pairs(labels), strict=True):
        digits = [label for label in row if label != EMPTY]
        padding = [PAD] * (9 - len(digits))
        assert row_inputs.tolist() == [START, *digits, *padding]
        assert row_targets.tolist() == [*digits, FINISH, *padding]


def test_text_leaves_out_tokens_that_are_not_digits():
    assert to_text(torch.tensor([[START, 1, PAD, 2], [FINISH, 3, 4, 5]])) == ["12", ""]


def test_alphabets():
    assert (len(WORDS.tokens), WORDS.longest(4)) == (20 + 3, 5)
    assert (len(LETTERS.tokens), LETTERS.longest(4)) == (18 + 1 + 3, 4 * len("cuatro") + 3 + 1)
    assert (len(DIGITS.tokens), DIGITS.longest(4), DIGITS.languages) == (13, 5, 1)
    for tokenizer in TOKENIZERS.values():
        assert len(set(tokenizer.tokens)) == len(tokenizer.tokens)
        assert tokenizer.tokens[tokenizer.start :] == ["<start>", "<finish>", "<pad>"]


@pytest.mark.parametrize("names", [ENGLISH, SPANISH])
@pytest.mark.parametrize("tokenizer", [WORDS, LETTERS])
def test_spelled_pairs_against_a_loop(tokenizer, names):
    labels = torch.cat([torch.randint(-1, 10, (200, 4)), torch.full((1, 4), EMPTY), torch.full((1, 4), 4)])
    language = [ENGLISH, SPANISH].index(names)
    pairs = tokenizer.teacher_forcing_pairs(labels, torch.full((len(labels),), language))
    for row, inputs, targets in zip(labels.tolist(), *pairs, strict=True):
        text = " ".join(names[label] for label in row if label != EMPTY)
        tokens = (text.split() if tokenizer is WORDS else list(text)) + ["<finish>"]
        padding = [tokenizer.pad] * (tokenizer.longest(4) - len(tokens))
        numbers = [tokenizer.tokens.index(token) for token in tokens]
        assert targets.tolist() == numbers + padding
        assert inputs.tolist() == [tokenizer.start, *numbers[:-1], *padding]
        assert tokenizer.to_text(targets[None]) == [text]
        assert tokenizer.from_text(text) == numbers[:-1]


def test_each_answer_has_its_own_language():
    labels = torch.tensor([[3, EMPTY, 7, EMPTY]] * 2)
    _, targets = LETTERS.teacher_forcing_pairs(labels, torch.tensor([1, 0]))
    assert LETTERS.to_text(targets) == ["tres siete", "three seven"]
    assert LETTERS.spell("37") == WORDS.spell("37") == ["three seven", "tres siete"]
    assert DIGITS.spell("37") == ["37"] and LETTERS.spell("") == ["", ""]


@pytest.mark.parametrize("text", ["k", "three  seven", "drei", "<start>"])
def test_text_of_other_tokens_is_refused(text):
    with pytest.raises(ValueError, match="expected a text of"):
        WORDS.from_text(text)
