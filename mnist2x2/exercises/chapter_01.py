"""Checks of chapter 1: the chance of a whole answer, and reading tokens back."""

import random

import torch

from mnist2x2.exercises import exercise
from mnist2x2.tokenizer import FINISH, PAD, TOKENS, to_text


@exercise("1.1")
def check_chance(chance):
    for right, empty in ((1.0, 0.0), (0.9, 0.0), (0.0, 1.0), (0.0, 0.5), (0.9, 0.4), (0.5, 0.25)):
        given = chance(right, empty)
        by_cell = 1.0
        for _ in range(4):
            by_cell *= 1 - (1 - empty) * (1 - right)  # no harm: it is not true that it holds a digit and is misread
        assert isinstance(given, (int, float)) and abs(given - by_cell) < 1e-9, (
            f"for right={right} and empty={empty} your answer is {given}, expected {by_cell:.4f}. "
            "A cell does no harm if it is empty, or if it holds a digit that is read right."
        )


@exercise("1.2")
def check_read(read):
    draw = random.Random(0)
    cases = [[3, 7, FINISH, PAD, PAD], [3, 7, 4, 9, FINISH], [FINISH, PAD, PAD, PAD, PAD], [3, 7, 4, 9, 1]]
    cases += [[5, FINISH, 8, FINISH, 2], [1, PAD, 2, FINISH, PAD]]
    cases += [[draw.randrange(len(TOKENS)) for _ in range(5)] for _ in range(200)]
    for tokens in cases:
        (expected,) = to_text(torch.tensor([tokens]))
        given = read(list(tokens))
        shown = " ".join(TOKENS[token] for token in tokens)
        assert given == expected, f"for {tokens}, that is {shown}, your answer is {given!r}, expected {expected!r}"
