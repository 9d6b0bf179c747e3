"""Checks for chapter 1: the chance that a whole answer is right, and turning tokens into text."""

import random

import torch

from mnist2x2.exercises import exercise
from mnist2x2.tokenizer import FINISH, PAD, TOKENS, to_text


@exercise("1.1")
def check_chance(chance):
    for right, empty in ((1.0, 0.0), (0.9, 0.0), (0.0, 1.0), (0.0, 0.5), (0.9, 0.4), (0.5, 0.25)):
        answer = chance(right, empty)
        expected = 1.0
        for _ in range(4):
            expected *= 1 - (1 - empty) * (1 - right)  # not both: it holds a digit, and the digit is misread
        assert isinstance(answer, (int, float)) and abs(answer - expected) < 1e-9, (
            f"for right={right} and empty={empty} your answer is {answer}, expected {expected:.4f}. "
            "A cell causes no mistake if it is empty, or if it holds a digit that is read right."
        )


@exercise("1.2")
def check_read(read):
    draw = random.Random(0)
    cases = [[3, 7, FINISH, PAD, PAD], [3, 7, 4, 9, FINISH], [FINISH, PAD, PAD, PAD, PAD], [3, 7, 4, 9, 1]]
    cases += [[5, FINISH, 8, FINISH, 2], [1, PAD, 2, FINISH, PAD]]
    cases += [[draw.randrange(len(TOKENS)) for _ in range(5)] for _ in range(200)]
    for tokens in cases:
        (expected,) = to_text(torch.tensor([tokens]))
        answer = read(list(tokens))
        symbols = " ".join(TOKENS[token] for token in tokens)
        assert answer == expected, f"for {tokens}, that is {symbols}, your answer is {answer!r}, expected {expected!r}"
