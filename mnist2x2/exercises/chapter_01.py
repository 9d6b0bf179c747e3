"""Checks for chapter 1: the chance that a whole answer is right, and turning tokens into text."""

import random

import torch

from mnist2x2.exercises import alike, as_number, exercise, hint_for, shown
from mnist2x2.tokenizer import FINISH, PAD, START, TOKENS, to_text


@exercise("1.1")
def check_chance(chance):
    for right, empty in ((0.9, 0.4), (0.5, 0.25), (0.9, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.5)):
        answer = as_number(chance(right, empty), "a probability")
        cell = 1 - (1 - empty) * (1 - right)  # it does not happen that it holds a digit and the digit is misread
        mistakes = [
            (cell, "this is the probability for one cell; all four must be right"),
            (empty + (1 - empty) * right**4, "the cells are independent: some may be empty and others not"),
            (right**4, "this holds only without empty cells: an empty cell causes no mistake"),
            (((1 - empty) * right) ** 4, "an empty cell causes no mistake, either: add its probability"),
            (
                right ** (4 * (1 - empty)),
                "the number of digits varies, so an average cannot be the exponent: start from one cell",
            ),
            ((empty + right) ** 4, "a digit is read right only where there is one, with probability 1 - empty"),
            (1 - cell**4, "this is the probability of a mistake"),
            (4 * cell, "the probabilities of independent events are multiplied, not added"),
            (100 * cell**4, "a probability is from 0 to 1, not in percent"),
        ]

        assert alike(answer, cell**4), (
            f"for right={right} and empty={empty}, expected {cell**4:.4f}, given {answer:.4f}"
            f"{hint_for(answer, mistakes)}"
        )


@exercise("1.2")
def check_read(read):
    draw = random.Random(0)
    cases = [[3, 7, FINISH, PAD, PAD], [3, 7, 4, 9, FINISH], [FINISH, PAD, PAD, PAD, PAD], [3, 7, 4, 9, 1]]
    cases += [[5, FINISH, 8, FINISH, 2], [1, PAD, 2, FINISH, PAD]]
    cases += [[draw.randrange(len(TOKENS)) for _ in range(length % 9)] for length in range(200)]
    cases += [[3, 7, 4, 9, 1, 0, 8, 8, FINISH, 2], []]
    for tokens in cases:
        (expected,) = to_text(torch.tensor([tokens]))
        case = f"for {tokens}" + (f", that is {' '.join(TOKENS[token] for token in tokens)}" if tokens else "")
        try:
            answer = read(list(tokens))
        except ValueError as error:
            assert FINISH in tokens, f"{case}, your code raised ValueError ({error}): there is no <finish> here"
            raise
        except IndexError as error:
            raise AssertionError(f"{case}, your code raised IndexError ({error}): a list may have any length") from None
        assert isinstance(answer, str), (
            f"{case}, expected the string {expected!r}, given {shown(answer)}, which is not a string"
        )
        if answer == expected:
            continue
        before = tokens[: tokens.index(FINISH)] if FINISH in tokens else tokens
        stop = next((t for t, token in enumerate(before) if token >= START), len(before))
        mistakes = [
            (" ".join(expected), "nothing stands between the digits"),
            ("".join(str(token) for token in tokens if token < START), "nothing after the first <finish> counts"),
            ("".join(TOKENS[token] for token in before), "tokens that are not digits are left out"),
            ("".join(map(str, before)), "tokens that are not digits are left out"),
            (expected[: len(before[:stop])], "tokens after one that is not a digit still count, up to <finish>"),
            (expected[::-1], "the digits are in reverse order"),
        ]
        raise AssertionError(f"{case}, expected {expected!r}, given {answer!r}{hint_for(answer, mistakes)}")
