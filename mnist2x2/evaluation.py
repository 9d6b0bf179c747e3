"""How many answers are right, and how the others are wrong, by greedy decoding. Grew out of chapter 1 of the book."""

from collections import Counter
from dataclasses import dataclass

import torch

from mnist2x2.data.grids import MNIST2x2, compose_batch, grids_and_answers, held_out
from mnist2x2.decoding import evaluating, read_grids
from mnist2x2.model import GridTransformer
from mnist2x2.tokenizer import ENGLISH, LETTERS, SPANISH

MISSING = 10  # the column of the confusion matrix for a missing digit


@dataclass(frozen=True)
class Evaluation:
    """How well a model reads that writes digits. The accuracies are shares, from 0 to 1."""

    grids: int
    sequence_accuracy: float  # share of the answers that are right as a whole
    digit_accuracy: float  # share of the digits that are right, by position; a missing or extra digit is wrong
    position_accuracy: list[float]  # the same for the first, second, ... digit of an answer
    confusion: list[list[int]]  # 10 rows, the true digit; 11 columns, the digit written in its place, or none


@dataclass(frozen=True)
class SpelledEvaluation:
    """How well a model reads that writes words or letters. All but `grids` are shares, from 0 to 1.

    An answer is right in one language, or mixed, or mixed inside a word, or misread.
    """

    grids: int
    sequence_accuracy: float  # right, and in one language throughout
    english: float  # right in English; the right answer to an empty grid, no word, counts as neither
    spanish: float  # right in Spanish
    mixed: float  # names of digits in both languages, such as "three siete", whichever digits they name
    mixed_inside: float  # a word that begins in one language and ends in the other, such as "thres"
    misread: float  # everything else: other digits, too few or too many, or no names of digits


def score(read: list[str], truth: list[str]) -> Evaluation:
    """Compare the answers read with the true ones. Raises ValueError if the lists differ in length or are empty."""
    check_lengths(read, truth)
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


def is_mixed_inside(word: str) -> bool:
    """Return True if a word is no name of a digit, begins as one in one language and ends as one in the other.

    Some misspellings pass, such as "zeo": the share of mixed words is rather too high than too low.
    """
    if word in ENGLISH + SPANISH:
        return False
    return any(
        any(name.startswith(word[:cut]) for name in one) and any(name.endswith(word[cut:]) for name in other)
        for one, other in ((ENGLISH, SPANISH), (SPANISH, ENGLISH))
        for cut in range(1, len(word))
    )


def kind_of_answer(answer: str, digits: str) -> str:
    """Return what a spelled answer is beside the true digits: "right", or the name of a share of SpelledEvaluation."""
    english, spanish = LETTERS.spell(digits)
    if answer == english:
        return "english" if digits else "right"
    if answer == spanish:
        return "spanish"
    words = answer.split(" ")
    if all(word in ENGLISH + SPANISH for word in words):
        both = any(word in ENGLISH for word in words) and any(word in SPANISH for word in words)
        return "mixed" if both else "misread"
    return "mixed_inside" if any(map(is_mixed_inside, words)) else "misread"


def score_spelled(read: list[str], truth: list[str]) -> SpelledEvaluation:
    """Compare spelled answers with the true digits. Raises ValueError if the lists differ in length or are empty."""
    check_lengths(read, truth)
    kinds = Counter(kind_of_answer(answer, digits) for answer, digits in zip(read, truth, strict=True))
    shares = {kind: kinds[kind] / len(truth) for kind in ("english", "spanish", "mixed", "mixed_inside", "misread")}
    right = (kinds["right"] + kinds["english"] + kinds["spanish"]) / len(truth)
    return SpelledEvaluation(grids=len(truth), sequence_accuracy=right, **shares)


def check_lengths(read: list[str], truth: list[str]) -> None:
    if len(read) != len(truth) or not truth:
        raise ValueError(f"expected as many answers as truths and at least one, given {len(read)} and {len(truth)}")


def score_answers(model: GridTransformer, read: list[str], truth: list[str]) -> Evaluation | SpelledEvaluation:
    """Compare what a model has read with the true digits, by `score` or `score_spelled`, and raise their errors."""
    return (score if model.config.answers == "digits" else score_spelled)(read, truth)


def evaluate(model: GridTransformer, dataset: MNIST2x2 | None = None) -> Evaluation | SpelledEvaluation:
    """Read every grid of a dataset, by default the 10,000 grids of `held_out()`, and score the answers."""
    grids, truth = grids_and_answers(held_out(grid=model.config.grid)["held_out"] if dataset is None else dataset)
    return score_answers(model, read_grids(model, grids), truth)


def teacher_forced(model: GridTransformer, dataset: MNIST2x2, languages: torch.Tensor) -> float:
    """Return the share of answers of which every token is the likeliest after the true ones.

    languages: int64 (grids,), the language of each true answer. The model has to be on the CPU.
    """
    tokenizer = model.config.tokenizer
    parts = [dataset.images, dataset.labels, dataset.picks, dataset.is_empty]
    grids, inputs, targets = compose_batch(*parts, tokenizer=tokenizer, languages=languages)
    right = []
    with evaluating(model):
        for rows in torch.arange(len(grids)).split(500):
            written = model(grids[rows].float() / 255, inputs[rows]).argmax(-1)  # (B, T)
            right.append(((written == targets[rows]) | (targets[rows] == tokenizer.pad)).all(dim=1))
    return torch.cat(right).float().mean().item()
