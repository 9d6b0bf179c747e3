"""The brush that inks strokes; page/static/strokes.js does the same, step for step, in a browser.

Grew out of chapter 9 of the book.
"""

import math

import numpy as np

from mnist2x2.drawing.normalising import to_pixels


def place(strokes: list[np.ndarray], extent: float, middle: tuple[float, float] = (0.5, 0.5)) -> list[np.ndarray]:
    """Return strokes in units of a cell's side: their longer side is `extent`, their centre is at `middle`."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = extent / max(float((high - low).max()), 1e-9)
    return [(stroke - (low + high) / 2) * scale + middle for stroke in strokes]


def place_at_random(strokes: list[np.ndarray], extent: float, off: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Return strokes as `place` does, but away from the cell's centre, by at most a share `off` of the room left."""
    room = (1 - extent) / 2 * off
    return place(strokes, extent, 0.5 + rng.uniform(-room, room, size=2))


def coverage(points, size: int, width: float) -> np.ndarray:
    """Return how much of each pixel a round brush covers along a stroke: float (size, size), from 0 to 1.

    points: (n, 2), in units of a cell's side, as is the brush's width. Whatever lies outside the cell is cut off. A
    pixel's coverage grows with the distance by which the brush reaches beyond its centre, so that edges are smooth.
    """
    picture, radius = np.zeros((size, size)), width * size / 2
    points = np.asarray(points, dtype=float) * size
    for (x0, y0), (x1, y1) in zip(points, points[1:] if len(points) > 1 else points, strict=False):
        left, top = (max(0, math.floor(min(ends) - radius - 1)) for ends in ((x0, x1), (y0, y1)))
        right, low = (max(0, math.ceil(max(ends) + radius + 1)) for ends in ((x0, x1), (y0, y1)))
        window = picture[top:low, left:right]
        x = np.arange(left, left + window.shape[1]) + 0.5 - x0  # from the segment's start to each pixel's centre
        y = np.arange(top, top + window.shape[0])[:, None] + 0.5 - y0
        along = np.clip((x * (x1 - x0) + y * (y1 - y0)) / max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-9), 0, 1)
        apart = np.sqrt((x - along * (x1 - x0)) ** 2 + (y - along * (y1 - y0)) ** 2)
        np.maximum(window, radius + 0.5 - apart, out=window)
    return np.minimum(picture, 1)


def ink(strokes: list[np.ndarray], size: int, width: float) -> np.ndarray:
    """Return strokes, in units of a cell's side, as a round brush draws them: uint8 (size, size), white on black."""
    return to_pixels(np.max([coverage(stroke, size, width) for stroke in strokes], axis=0))
