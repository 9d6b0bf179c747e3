"""The ways in which pen strokes are drawn into a cell, to measure how well drawings are read."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tqdm.auto import tqdm

from mnist2x2.data.loader import seed_for
from mnist2x2.data.pens import PenDigit, load_strokes
from mnist2x2.drawing.brush import ink, place_at_random
from mnist2x2.drawing.normalising import digit_from_drawing


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


class Inked(NamedTuple):
    """All digits of one collection, drawn in one rendering, as MNIST would show them."""

    collection: str
    rendering: str
    pictures: np.ndarray  # uint8 (n, 28, 28)
    labels: np.ndarray  # int64 (n,)
    writers: np.ndarray  # their names (n,)


def collection(digit: PenDigit) -> str:
    return digit.writer.split("/")[0]


@cache
def every_digit(path: Path) -> list[Inked]:
    """Return every digit of a file of pen-drawn digits once in each rendering."""
    digits, parts = load_strokes(path), []
    for group in sorted(set(map(collection, digits))):
        own = [digit for digit in digits if collection(digit) == group]
        labels, writers = (np.array([getattr(digit, name) for digit in own]) for name in ("label", "writer"))
        for name, rendering in RENDERINGS.items():
            rng = np.random.default_rng(seed_for("every digit", group, name))
            bar = tqdm(own, desc=f"inking {group}, {name}", unit="digit")
            pictures = np.stack([digit_from_drawing(draw(digit, rendering, rng)) for digit in bar])
            parts.append(Inked(group, name, pictures, labels, writers))
    return parts
