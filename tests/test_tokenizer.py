import torch

from mnist2x2.tokenizer import EMPTY, FINISH, PAD, START, TOKENS, teacher_forcing_pairs, to_text


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
