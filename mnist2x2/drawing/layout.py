"""Which ink on a sheet belongs to which cell of the grid."""

import cv2
import numpy as np

from mnist2x2.grid import PLACES

SPECK = 0.02  # of the sheet's shorter side: a part that is smaller is a speck
SMALL = 0.06  # of that side: a digit that is smaller may be misread
RULE = 0.6  # of that side: a part that is longer is no digit
EXPECTED = "expected one digit or none in each quarter, with paper around it, or four digits in one row"


def parts_of(ink: np.ndarray) -> list[np.ndarray]:
    """Return the connected parts of ink, float32 (height, width), that may belong to digits: places (n, 2) of each."""
    side = min(ink.shape)
    mask = (ink > 0.2).astype(np.uint8)
    reach = max(3, side // 150) | 1
    count, numbers, boxes, _ = cv2.connectedComponentsWithStats(cv2.dilate(mask, np.ones((reach, reach), np.uint8)))
    parts = []
    for number in range(1, count):
        x, y, width, height = boxes[number, :4]
        own = (numbers[y : y + height, x : x + width] == number) & (mask[y : y + height, x : x + width] > 0)
        parts.append(np.argwhere(own) + [y, x])
    longest = [max(np.ptp(part, axis=0)) + 1 if len(part) else 0 for part in parts]
    height, width = ink.shape
    edge = 0.015 * side
    kept = []
    for part, length in zip(parts, longest, strict=True):
        if not SPECK * side <= length <= RULE * side:
            continue
        inside = ((part > edge) & (part < [height - edge, width - edge])).all(axis=1)
        if inside.mean() > 0.5:
            kept.append(part)
    return kept


def box(part: np.ndarray) -> np.ndarray:
    """Return the box around places (n, 2): top, left, bottom, right."""
    return np.concatenate([part.min(axis=0), part.max(axis=0) + 1])


def merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return intervals with those that overlap joined, in order."""
    found: list[tuple[float, float]] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return found


def in_one_row(boxes: list[np.ndarray], shape: tuple[int, int]) -> list[tuple[float, float]] | None:
    """Return where four digits in one row are, from left to right, or None if they are not in one row."""
    across = merged([(own[1], own[3]) for own in boxes])
    if len(across) != 4:
        return None
    digits = [[own for own in boxes if low <= own[1] < high] for low, high in across]
    tops = [min(own[0] for own in digit) for digit in digits]
    bottoms = [max(own[2] for own in digit) for digit in digits]
    height = np.median([bottom - top for top, bottom in zip(tops, bottoms, strict=True)])
    return across if min(bottoms) - max(tops) > 0.5 * height else None


def middle_gap(intervals: list[tuple[float, float]], size: int) -> float:
    """Return where a line of `size` pixels is cut in two: in its middle, or in a gap near it if ink lies there."""
    ends = merged(intervals)
    gaps = [(one[1], other[0]) for one, other in zip(ends, ends[1:], strict=False)]
    if all(not low < size / 2 < high for low, high in ends) or not gaps:
        return size / 2
    nearest = min((min(max(size / 2, low), high) for low, high in gaps), key=lambda place: abs(place - size / 2))
    return nearest if abs(nearest - size / 2) < 0.15 * size else size / 2


def cells_of(ink: np.ndarray) -> tuple[list[np.ndarray], list[str]]:
    """Return the ink of each of the four cells, in reading order, and notes on what is uncertain.

    ink: float32 (height, width), 0 to 1. Each cell is float32 (side, side), a square around its digit, or (1, 1) if the
    cell is empty. Raises ValueError if the ink is laid out in another way.
    """
    parts, side = parts_of(ink), min(ink.shape)
    boxes = [box(part) for part in parts]
    row = in_one_row(boxes, ink.shape)
    notes, owners = [], []
    if row:
        notes.append("read as four digits in one row")
        owners = [next(i for i, (low, high) in enumerate(row) if low <= own[1] < high) for own in boxes]
    else:
        down = middle_gap([(own[0], own[2]) for own in boxes], ink.shape[0])
        right = middle_gap([(own[1], own[3]) for own in boxes], ink.shape[1])
        for part in parts:
            weights = ink[part[:, 0], part[:, 1]]
            numbers = 2 * (part[:, 0] >= down) + (part[:, 1] >= right)
            shares = np.bincount(numbers, weights, minlength=4) / weights.sum()
            owners.append(int(shares.argmax()))
            if shares.max() < 0.9:
                notes.append(f"{PLACES[owners[-1]]}: a digit reaches across a middle line")
    cells = []
    for number, place in enumerate(PLACES):
        own = [part for part, owner in zip(parts, owners, strict=True) if owner == number]
        if not own:
            cells.append(np.zeros((1, 1), dtype=np.float32))
            continue
        places = np.concatenate(own)
        top, left, bottom, right_ = box(places)
        longer = max(bottom - top, right_ - left)
        if longer < SMALL * side:
            notes.append(f"{place}: too small to be sure")
        if len(places) > 0.5 * ink.size / 4:
            raise ValueError(f"the {place} cell holds more ink than paper: {EXPECTED}")
        margin = max(2, longer * 3 // 10)
        cell = np.zeros((longer + 2 * margin,) * 2, dtype=np.float32)
        cell[places[:, 0] - top + (cell.shape[0] - bottom + top) // 2, places[:, 1] - left + (len(cell) - right_ + left) // 2] = ink[places[:, 0], places[:, 1]]
        cells.append(cell)
    return cells, notes
