"""The marks in the cells of a drawing grid, as data and as pictures; page/static/strokes.js does the same.

Grew out of chapter 9 of the book.
"""

from dataclasses import dataclass
from reprlib import repr as short

import numpy as np

from mnist2x2.drawing.brush import coverage
from mnist2x2.drawing.normalising import digit_from_drawing, is_overfull, to_pixels
from mnist2x2.grid import CELLS, DIGIT, SIDE, compose, cut

CELL = 5 * DIGIT  # pixels along a side of a cell of the drawing grid
REACH = 100  # cells' sides: how far a stroke may leave its cell, farther than any screen


@dataclass(frozen=True, eq=False)
class Stroke:
    """A stroke of the brush, or of the eraser.

    points: float64 (n, 2), x to the right and y down; width: of the brush; both in units of the cell's side. Raises
    ValueError for other shapes, for numbers that are not finite or above REACH, and for a width outside (0, 2).
    """

    points: np.ndarray
    width: float
    erase: bool = False

    def __post_init__(self):
        points = self.points
        if points.ndim != 2 or points.shape[1] != 2 or not len(points):
            raise ValueError(f"expected a stroke's points (n, 2), n at least 1, given {points.shape}")
        farthest = float(np.abs(points).max())
        if not farthest <= REACH:  # written so that NaN is refused, too
            raise ValueError(f"expected a stroke's points finite, from {-REACH} to {REACH}, given {farthest:g}")
        if not 0 < self.width < 2:
            expected = "expected a stroke's width in units of the cell's side, above 0 and below 2"
            raise ValueError(f"{expected}, given {self.width:g}")


@dataclass(frozen=True)
class Sample:
    """A held-out digit shown in a cell; `number` is that of the sample grid from which it is taken."""

    number: int


Mark = Stroke | Sample


def mark_from_json(value, samples: int = 0) -> Mark:
    """Return the mark that a JSON object describes. Raises ValueError for anything else.

    A stroke is {"points": [[x, y], ...], "width": w}, with "erase": true for the eraser; a sample is {"sample": k}, k
    below `samples`.
    """
    if isinstance(value, dict) and "sample" in value:
        if not samples:
            raise ValueError("expected a drawing by hand, given one with a test digit: no model may learn from that")
        number = value["sample"]
        if type(number) is not int or not 0 <= number < samples:
            raise ValueError(f"expected a sample from 0 to {samples - 1}, given {short(number)}")
        return Sample(number)
    try:
        points, width = np.array(value["points"], dtype=float), float(value["width"])
    except (KeyError, TypeError, ValueError, OverflowError):
        expected = '{"points": [[x, y], ...], "width": w}' + ' or {"sample": k}' * bool(samples)
        raise ValueError(f"expected a mark {expected}, given {short(value)}") from None
    return Stroke(points, width, bool(value.get("erase")))


def marks_from_json(value, samples: int = 0) -> list[list[Mark]]:
    """Return the marks in each of the four cells. Raises ValueError for anything but four lists of marks.

    value: as `marks_to_json` returns it; samples: the number of sample grids.
    """
    if not isinstance(value, list) or [type(cell) for cell in value] != [list] * CELLS:
        raise ValueError(f"expected marks as {CELLS} lists, one for each cell, given {short(value)}")
    return [[mark_from_json(mark, samples) for mark in cell] for cell in value]


def marks_to_json(cells: list[list[Mark]]) -> list[list[dict]]:
    """Return the marks in each cell as lists and dictionaries that JSON can hold."""

    def mark_to_json(mark: Mark) -> dict:
        if isinstance(mark, Sample):
            return {"sample": mark.number}
        return {"points": mark.points.tolist(), "width": mark.width, **({"erase": True} if mark.erase else {})}

    return [[mark_to_json(mark) for mark in cell] for cell in cells]


def cell_from_marks(marks: list[Mark], samples: np.ndarray | None = None) -> np.ndarray:
    """Return the marks in one cell as a picture: uint8 (CELL, CELL), white on black.

    samples: the digits of the sample grids in this cell, uint8 (n, 28, 28).
    """
    picture = np.zeros((CELL, CELL))
    for mark in marks:
        if isinstance(mark, Sample):
            picture = np.kron(samples[mark.number] / 255, np.ones((CELL // DIGIT, CELL // DIGIT)))
            continue
        covered = coverage(mark.points, CELL, mark.width)
        picture = np.minimum(picture, 1 - covered) if mark.erase else np.maximum(picture, covered)
    return to_pixels(picture)


def digit_from_marks(marks: list[Mark], samples: np.ndarray | None = None) -> np.ndarray:
    """Return the marks in one cell as MNIST would show them: uint8 (28, 28). A sample alone stays unchanged."""
    if len(marks) == 1 and isinstance(marks[0], Sample):
        return samples[marks[0].number]
    cell = cell_from_marks(marks, samples)
    return np.zeros((DIGIT, DIGIT), dtype=np.uint8) if is_overfull(cell) else digit_from_drawing(cell)


def samples_by_cell(sample_grids: np.ndarray | None) -> np.ndarray:
    """Return the digits of sample grids, uint8 (n, 56, 56), cell by cell: uint8 (4, n, 28, 28), n = 0 for None."""
    sample_grids = np.zeros((0, SIDE, SIDE), dtype=np.uint8) if sample_grids is None else sample_grids
    return cut(sample_grids).swapaxes(0, 1)


def grid_from_marks(cells: list[list[Mark]], sample_grids: np.ndarray | None = None) -> np.ndarray:
    """Return a drawing as the model sees it: uint8 (56, 56). sample_grids: uint8 (n, 56, 56)."""
    samples = samples_by_cell(sample_grids)  # (4, n, 28, 28)
    return compose(np.stack([digit_from_marks(marks, own) for marks, own in zip(cells, samples, strict=True)]))
