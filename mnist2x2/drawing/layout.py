"""Which ink on a sheet belongs to which cell of the grid."""

from itertools import pairwise

import numpy as np

from mnist2x2.drawing.parts import box, boxes_of, far_from_digit, in_margin, parts_of, without
from mnist2x2.grid import CELLS, PLACES

SMALL = 0.06  # of the sheet's shorter side: a digit that is smaller may be misread
NEAR = 0.15  # of the sheet: the middle line is moved at most so far into a gap between digits
EXPECTED = "expected one digit or none in each quarter, with paper around it, or four digits in one row"


def merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return intervals with those that overlap joined, in order."""
    found: list[tuple[float, float]] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return found


def in_one_row(boxes: np.ndarray, height: int) -> list[int] | None:
    """Return for each box (n, 4) the number of its digit, if four digits are in one row; None if they are in two rows.

    Raises ValueError if other than four digits are in one row in the middle of a sheet of this height.
    """
    if len(boxes) < 2:
        return None
    heights = boxes[:, 2] - boxes[:, 0]
    tall = boxes[heights > 0.4 * heights.max()]  # the others are hats and dots, or small
    if np.ptp(tall[:, [0, 2]].mean(axis=1)) > 0.6 * heights.max():
        return None
    across = merged([(own[1], own[3]) for own in boxes])
    while len(across) > CELLS:  # a digit may consist of strokes side by side: join the nearest
        gaps = [other[0] - one[1] for one, other in pairwise(across)]
        i = int(np.argmin(gaps))
        if gaps[i] > 0.2 * heights.max():
            break
        across[i : i + 2] = [(across[i][0], across[i + 1][1])]
    if len(across) == CELLS:
        return [next(i for i, (low, high) in enumerate(across) if low <= own[1] < high) for own in boxes]
    if len(across) > 1 and tall[:, 0].max() < height / 2 < tall[:, 2].min():
        raise ValueError(f"{len(across)} digits are in one row: {EXPECTED}")
    return None


def middle(intervals: list[tuple[float, float]], size: int) -> float:
    """Return where a line of `size` pixels is cut in two: in its middle or, if ink lies there, in a gap near it."""
    ends = merged(intervals)
    if not any(low < size / 2 < high for low, high in ends):
        return size / 2
    gaps = [(one[1], other[0]) for one, other in pairwise(ends)]
    nearest = [min(max(size / 2, low), high) for low, high in gaps]
    return min(
        [place for place in nearest if abs(place - size / 2) < NEAR * size],
        key=lambda place: abs(place - size / 2),
        default=size / 2,
    )


def owners_of(parts: list[np.ndarray], ink: np.ndarray) -> tuple[list[int], list[str]]:
    """Return the number of the cell that each part belongs to, and notes on what is uncertain."""
    boxes = boxes_of(parts)
    numbers = in_one_row(boxes, len(ink))
    if numbers:
        return numbers, ["read as four digits in one row"]
    down, right = (middle([(own[i], own[i + 2]) for own in boxes], ink.shape[i]) for i in (0, 1))
    owners, notes = [], []
    for part in parts:
        cells = 2 * (part[:, 0] >= down) + (part[:, 1] >= right)
        weights = np.bincount(cells, ink[part[:, 0], part[:, 1]], minlength=CELLS)
        owners.append(int(weights.argmax()))
        if weights.max() < 0.9 * weights.sum():
            notes.append(f"{PLACES[owners[-1]]}: ink reaches across a middle line")
    return owners, notes


def cells_of(ink: np.ndarray) -> tuple[list[np.ndarray], list[str]]:
    """Return the ink of each of the four cells, in reading order, and notes on what is uncertain.

    ink: float32 (height, width), 0 to 1. Each cell is float32 (side, side), a square around its digit, or (1, 1) and
    empty. Raises ValueError if the ink is laid out in another way.
    """
    parts, side = parts_of(ink), min(ink.shape)
    gone = in_margin(parts, ink.shape)
    parts = without(parts, gone)
    owners, notes = owners_of(parts, ink)
    if gone.any():
        notes.append("small marks near the edge were left out")
    cells = []
    for number, place in enumerate(PLACES):
        own = [part for part, owner in zip(parts, owners, strict=True) if owner == number]
        if not own:
            cells.append(np.zeros((1, 1), dtype=np.float32))
            continue
        gone = far_from_digit(own)
        if gone.any():
            notes.append(f"{place}: small marks far from the digit were left out")
        places = np.concatenate(without(own, gone))
        top, left, bottom, right = box(places)
        longer = max(bottom - top, right - left)
        if longer < SMALL * side:
            notes.append(f"{place}: too small to be sure")
        if len(places) > ink.size / 8:
            raise ValueError(f"the {place} cell holds more ink than paper: {EXPECTED}")
        cell = np.zeros((longer * 8 // 5 + 4,) * 2, dtype=np.float32)
        corner = (len(cell) - (bottom - top)) // 2, (len(cell) - (right - left)) // 2
        cell[tuple((places - [top, left] + corner).T)] = ink[tuple(places.T)]
        cells.append(cell)
    return cells, notes
