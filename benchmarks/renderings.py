"""The ways in which pen strokes are drawn into a cell, to measure how well drawings are read."""

from typing import NamedTuple

import numpy as np

from mnist2x2.data.pens import PenDigit
from mnist2x2.drawing.brush import ink, place_at_random


class Rendering(NamedTuple):
    """How digits are drawn into their cells."""

    canvas: int  # pixels along a side of the cell
    brush: int  # pixels
    smallest: float  # extent of a digit in its cell, as a share of the cell's side
    largest: float
    off: float  # how far a digit may lie from the middle, as a share of the room that is left


RENDERINGS = {
    "medium brush": Rendering(280, 17, 0.5, 0.8, 0.3),
    "thin brush": Rendering(280, 8, 0.5, 0.8, 0.3),
    "thick brush": Rendering(280, 30, 0.55, 0.85, 0.3),
    "small and off-centre": Rendering(280, 12, 0.28, 0.5, 0.9),
    "large canvas": Rendering(400, 14, 0.5, 0.85, 0.5),
}


def draw(digit: PenDigit, rendering: Rendering, rng: np.random.Generator) -> np.ndarray:
    """Return a digit drawn into a cell: uint8 (canvas, canvas)."""
    extent = rng.uniform(rendering.smallest, rendering.largest)
    strokes = place_at_random(digit.strokes, extent, rendering.off, rng)
    return ink(strokes, rendering.canvas, rendering.brush / rendering.canvas)
