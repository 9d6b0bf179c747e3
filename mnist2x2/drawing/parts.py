"""Parts of ink on a sheet that may belong to digits, and those that do not: specks, blots, the desk, marks."""

import cv2
import numpy as np

from mnist2x2.drawing.inks import cell_side

SPECK = 0.02  # of the sheet's shorter side: a part that is smaller is a speck
LONG = 1.2  # of a cell: a part that is longer is no digit
BLOT = 0.65  # of the box around it: a part about as wide as high that fills more is a dot or a hole, no digit
EDGE = 0.015  # of the sheet's shorter side: a part so near to the edge is no digit
DESK = 0.7  # of a part's length: what touches the edge of the sheet so far is the desk, or the frame of a screen
MARK = 0.5  # of a digit: what is smaller may be a mark beside digits
APART = 0.5  # of a digit: a mark that is farther from it does not belong to it
MARGIN = 0.12  # of the sheet: marks so near to its edge are holes, or signs of the screen
BESIDE = 0.25  # of a digit: a mark in the margin that is nearer belongs to it, as the hat of a five


def box(part: np.ndarray) -> np.ndarray:
    """Return the box around places (n, 2): top, left, bottom, right."""
    return np.concatenate([part.min(axis=0), part.max(axis=0) + 1])


def boxes_of(parts: list[np.ndarray]) -> np.ndarray:
    """Return the boxes around parts, (n, 4)."""
    return np.array([box(part) for part in parts]).reshape(-1, 4)


def parts_of(ink: np.ndarray) -> list[np.ndarray]:
    """Return the parts of ink, float32 (height, width), that may belong to digits: the places (n, 2) of each.

    Parts that nearly touch are one: a pencil leaves gaps.
    """
    side, shape, mask = min(ink.shape), np.array(ink.shape), (ink > 0.2).astype(np.uint8)
    reach = max(3, side // 150) | 1
    _, numbers, boxes, _ = cv2.connectedComponentsWithStats(cv2.dilate(mask, np.ones((reach, reach), np.uint8)))
    parts = []
    for number, (x, y, width, height) in enumerate(boxes[1:, :4], start=1):
        if max(width, height) < SPECK * side:  # there may be thousands
            continue
        window = slice(y, y + height), slice(x, x + width)
        part = np.argwhere((numbers[window] == number) & (mask[window] > 0)) + np.array([y, x])
        high, wide = np.ptp(part, axis=0) + 1
        length = max(high, wide)
        inside = ((part > EDGE * side) & (part < shape - EDGE * side)).all(axis=1)
        is_blot = len(part) > BLOT * high * wide and length < 1.5 * min(high, wide)
        at_edge = ((part < 2) | (part >= shape - 2)).any(axis=1).sum() / 2 > DESK * length
        if SPECK * side <= length <= LONG * cell_side(ink.shape) and inside.mean() > 0.5 and not (is_blot or at_edge):
            parts.append(part)
    return parts


def lengths_of(boxes: np.ndarray) -> np.ndarray:
    """Return the longer side of each box (n, 4)."""
    return (boxes[:, 2:] - boxes[:, :2]).max(axis=1)


def are_small(boxes: np.ndarray, length: float) -> np.ndarray:
    """Return which boxes (n, 4) are much smaller than a digit of some length, bool (n,): a word is, a one is not."""
    sizes = np.sqrt((boxes[:, 2:] - boxes[:, :2]).prod(axis=1))
    return (sizes < MARK * length) & (lengths_of(boxes) < 2 * MARK * length)


def are_apart(boxes: np.ndarray, digit: np.ndarray, share: float) -> np.ndarray:
    """Return which boxes (n, 4) are farther than a share of its length from that of a digit (4,), bool (n,)."""
    gaps = np.maximum(boxes[:, :2] - digit[2:], digit[:2] - boxes[:, 2:]).max(axis=1)
    return gaps > share * (digit[2:] - digit[:2]).max()


def in_margin(parts: list[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    """Return which parts on a sheet of a shape are marks in its margin, as holes are: bool (n,)."""
    if not parts:
        return np.zeros(0, dtype=bool)
    boxes = boxes_of(parts)
    lengths, places = lengths_of(boxes), (boxes[:, :2] + boxes[:, 2:]) / 2 / shape
    small = are_small(boxes, np.median(lengths[lengths > lengths.max() / 2]))
    apart = np.all([are_apart(boxes, digit, BESIDE) for digit in boxes[~small]], axis=0)
    return small & apart & (np.minimum(places, 1 - places).min(axis=1) < MARGIN)


def far_from_digit(parts: list[np.ndarray]) -> np.ndarray:
    """Return which parts of a cell are small and far from its largest one: bool (n,)."""
    boxes = boxes_of(parts)
    lengths = lengths_of(boxes)
    return are_small(boxes, lengths.max()) & are_apart(boxes, boxes[lengths.argmax()], APART)


def without(parts: list[np.ndarray], gone: np.ndarray) -> list[np.ndarray]:
    """Return the parts that are not gone, bool (n,)."""
    return [part for part, left_out in zip(parts, gone, strict=True) if not left_out]
