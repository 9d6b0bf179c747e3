"""How many answers are right, and which digits are misread, by greedy decoding. Grew out of chapter 1 of the book."""

from dataclasses import dataclass

import torch

from mnist2x2.data.grids import MNIST2x2, grids_and_answers, held_out
from mnist2x2.decoding import read_grids
from mnist2x2.model import GridTransformer

MISSING = 10  # the column of the confusion matrix for a missing digit


@dataclass(frozen=True)
class Evaluation:
    """How well a model reads. The accuracies are shares, from 0 to 1."""

    grids: int
    sequence_accuracy: float  # share of the answers that are right as a whole
    digit_accuracy: float  # share of the digits that are right, by position; a missing or extra digit is wrong
    position_accuracy: list[float]  # the same for the first, second, ... digit of an answer
    confusion: list[list[int]]  # 10 rows, the true digit; 11 columns, the digit written in its place, or none


def score(read: list[str], truth: list[str]) -> Evaluation:
    """Compare the answers read with the true ones. Raises ValueError if the lists differ in length or are empty."""
    if len(read) != len(truth) or not truth:
        raise ValueError(f"expected as many answers as truths and at least one, given {len(read)} and {len(truth)}")
    positions = max(map(len, read + truth))
    right, total = [0] * positions, [0] * positions
    confusion = torch.zeros(10, 11, dtype=torch.int64)
    for answer, true in zip(read, truth, strict=True):
        for position in range(max(len(answer), len(true))):
            digit, true_digit = answer[position : position + 1], true[position : position + 1]
            total[position] += 1
            right[position] += digit == true_digit
            if true_digit:
                confusion[int(true_digit), int(digit or MISSING)] += 1
    return Evaluation(
        grids=len(truth),
        sequence_accuracy=sum(answer == true for answer, true in zip(read, truth, strict=True)) / len(truth),
        digit_accuracy=sum(right) / sum(total) if positions else 1.0,
        position_accuracy=[r / t for r, t in zip(right, total, strict=True)],
        confusion=confusion.tolist(),
    )


def evaluate(model: GridTransformer, dataset: MNIST2x2 | None = None) -> Evaluation:
    """Read every grid of a dataset, by default the 10,000 grids of `held_out()`, and score the answers."""
    grids, truth = grids_and_answers(held_out(grid=model.config.grid)["held_out"] if dataset is None else dataset)
    return score(read_grids(model, grids), truth)
