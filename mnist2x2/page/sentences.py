"""What the app and `LearningGrid` say to the person who draws: what was kept or taken back, and why a drawing was not.

static/reader.js says the same of a cell, static/app/app.js of a first answer that is kept again.
"""

import re

import numpy as np

from mnist2x2.drawing.marks import Mark, Sample, cell_from_marks, samples_by_cell
from mnist2x2.drawing.normalising import is_overfull
from mnist2x2.grid import PLACES, cut, filled

NOTHING_DRAWN = "Draw a digit in at least one cell."
NOT_KEPT = "Not kept. "  # in front of the reason
NO_LONGER_KEPT = "It was no longer kept."
TEST_DIGIT = "A cell shows a test digit, which no model may learn from: clear it and draw by hand."


class Refusal(ValueError):
    """Something that a person asked for and that is not done. Its message is whole sentences that say what to do."""


def as_sentence(error: Exception | str) -> str:
    """Return an error's message, or a note, with a capital letter and a full stop."""
    message = str(error)
    return message[:1].upper() + message[1:].rstrip(".") + "."


def kept_as(right: str, read: str, new: bool) -> str:
    """Return what to say of a drawing that is kept as `right`; new: whether it was not kept so already."""
    said = f"Kept as {right}, read as {read or 'nothing'}." if new else f"It is already kept as {right}."
    return f"{said} Draw the next one."


def taken_back(earlier: str | None = None) -> str:
    """Return what to say of an answer that was taken back; earlier: the answer that is kept in its place, if any."""
    return f"Taken back. The drawing is {'no longer kept' if earlier is None else f'kept as {earlier} again'}."


def digits_wanted(drawn: int) -> str:
    """Return what to type for a drawing with ink in that many cells."""
    return "1 cell holds ink: type 1 digit." if drawn == 1 else f"{drawn} cells hold ink: type {drawn} digits."


def cell_troubles(cells: list[list[Mark]], grid: np.ndarray, sample_grids: np.ndarray | None = None) -> list[str]:
    """Return a sentence for each cell that was drawn in, but counts as empty.

    cells: the marks in each cell; grid: what `grid_from_marks` makes of them; sample_grids: uint8 (n, 56, 56).
    """
    samples = samples_by_cell(sample_grids)  # (4, n, 28, 28)
    sentences = []
    for place, marks, digit, own_samples in zip(PLACES, cells, cut(grid), samples, strict=True):
        if not marks or digit.any():
            continue
        drawing = cell_from_marks(marks, own_samples)
        if is_overfull(drawing):
            counts_as_empty = "so it counts as empty: clear it or erase some."
            sentences.append(f"The {place} cell holds more ink than paper, {counts_as_empty}")
        elif drawing.any():
            sentences.append(f"The mark in the {place} cell is too small to be a digit.")
    return sentences


def check_answer(cells: list[list[Mark]], grid: np.ndarray, right, sample_grids: np.ndarray | None = None) -> None:
    """Raise Refusal unless cells were drawn in by hand, and `right` is a string of a digit for each cell with ink.

    For the other arguments, see `cell_troubles`.
    """
    if any(isinstance(mark, Sample) for marks in cells for mark in marks):
        raise Refusal(TEST_DIGIT)
    drawn = int(filled(cut(grid)).sum())
    if drawn and isinstance(right, str) and re.fullmatch(f"[0-9]{{{drawn}}}", right):
        return
    sentences = cell_troubles(cells, grid, sample_grids)
    if drawn:
        sentences.append(digits_wanted(drawn))
    raise Refusal(" ".join(sentences) or NOTHING_DRAWN)
