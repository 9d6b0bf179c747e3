"""Digits as pen strokes, and the brush that inks them."""

import math
import zipfile
import zlib
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

from mnist2x2.drawing import digit_from_drawing, is_overfull, to_pixels
from mnist2x2.model import DIGIT, GridTransformer

WHOLE_NUMBERS = ("stroke_lengths", "strokes_per_digit", "labels", "writers")  # arrays of a file of pen-drawn digits
CELL = 5 * DIGIT  # pixels along a side of a cell of the drawing grid


class PenDigit(NamedTuple):
    """A digit as a pen drew it: strokes are float arrays (points, 2), x to the right and y down, in any unit."""

    label: int
    strokes: list[np.ndarray]
    writer: str


def load_strokes(path: str | Path = "train") -> list[PenDigit]:
    """Return pen-drawn digits: of an .npz file, or, by name, of those that come with the package.

    "train": 15,643 digits by 337 writers, to learn from; "writer": 250 by one more, whom no model learns from.

    The file's arrays: points (N, 2), stroke_lengths, strokes_per_digit, labels, writers (into writer_names). Raises
    FileNotFoundError, or ValueError for a damaged file.
    """
    if path in ("train", "writer"):
        with as_file(files("mnist2x2") / "pen" / f"{path}.npz") as bundled:
            return load_strokes(bundled)
    try:
        with np.load(path, allow_pickle=False) as file:
            points, names = file["points"].astype(float), file["writer_names"]
            lengths, counts, labels, writers = (file[name] for name in WHOLE_NUMBERS)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged, or holds no pen-drawn digits: {error}") from error
    tidy = all(part.ndim == 1 and len(part) and part.dtype.kind in "iu" for part in (lengths, counts, labels, writers))
    if (
        not (tidy and points.shape[1:] == (2,) and np.isfinite(points).all())
        or min(lengths.min(), counts.min()) < 1
        or lengths.sum() != len(points)
        or counts.sum() != len(lengths)
        or not len(counts) == len(labels) == len(writers)
        or not 0 <= labels.min() <= labels.max() <= 9
        or not 0 <= writers.min() <= writers.max() < len(names)
    ):
        raise ValueError(f"{path} is damaged: its strokes, digits, labels and writers do not go together")
    strokes = np.split(points, lengths.cumsum()[:-1])
    ends = counts.cumsum()
    digits = [strokes[end - count : end] for end, count in zip(ends, counts, strict=True)]
    own = names[writers]
    return [PenDigit(int(label), drawn, str(name)) for label, drawn, name in zip(labels, digits, own, strict=True)]


def place(strokes: list[np.ndarray], extent: float, middle: tuple[float, float] = (0.5, 0.5)) -> list[np.ndarray]:
    """Return strokes in units of a cell's side: the longer side of what they draw is `extent`, its middle `middle`."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = extent / max(float((high - low).max()), 1e-9)
    return [(stroke - (low + high) / 2) * scale + middle for stroke in strokes]


def place_at_random(strokes: list[np.ndarray], extent: float, off: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Return strokes as `place` does, their middle off the cell's by at most a share `off` of the room that is left."""
    room = (1 - extent) / 2 * off
    return place(strokes, extent, 0.5 + rng.uniform(-room, room, size=2))


def coverage(points, size: int, width: float) -> np.ndarray:
    """Return how much of each pixel a round brush covers on its way: float (size, size), from 0 to 1.

    points: (n, 2), in units of a cell's side, as is the brush's width; what lies outside the cell is cut off. A pixel
    is covered as far as the brush reaches over its middle, so that edges are smooth; static/strokes.js does the same.
    """
    picture, radius = np.zeros((size, size)), width * size / 2
    points = np.asarray(points, dtype=float) * size
    for (x0, y0), (x1, y1) in zip(points, points[1:] if len(points) > 1 else points, strict=False):
        left, top = (max(0, math.floor(min(ends) - radius - 1)) for ends in ((x0, x1), (y0, y1)))
        right, low = (max(0, math.ceil(max(ends) + radius + 1)) for ends in ((x0, x1), (y0, y1)))
        window = picture[top:low, left:right]
        x = np.arange(left, left + window.shape[1]) + 0.5 - x0  # from the segment's start to each pixel's middle
        y = np.arange(top, top + window.shape[0])[:, None] + 0.5 - y0
        along = np.clip((x * (x1 - x0) + y * (y1 - y0)) / max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-9), 0, 1)
        apart = np.sqrt((x - along * (x1 - x0)) ** 2 + (y - along * (y1 - y0)) ** 2)
        np.maximum(window, radius + 0.5 - apart, out=window)
    return np.minimum(picture, 1)


def ink(strokes: list[np.ndarray], size: int, width: float) -> np.ndarray:
    """Return strokes, in units of a cell's side, drawn with a round brush: uint8 (size, size), white on black."""
    return to_pixels(np.max([coverage(stroke, size, width) for stroke in strokes], axis=0))


def check_stroke(points: np.ndarray, width: float) -> None:
    """Raise ValueError unless points are (n, 2), finite, and the width one that a brush can have."""
    if points.ndim != 2 or points.shape[1] != 2 or not len(points) or not np.isfinite(points).all():
        raise ValueError(f"expected a stroke's points (n, 2), n at least 1, finite, given {points.shape}")
    if not 0 < width < 2:
        raise ValueError(f"expected a stroke's width in units of the cell's side, above 0 and below 2, given {width:g}")


def check_reads_drawings(model: GridTransformer) -> None:
    """Raise ValueError for a model of other grids than those that are drawn in: 2x2 digits."""
    if model.config.grid != 2:
        raise ValueError(f"expected a model of 2x2 digits, given one of {model.config.grid}x{model.config.grid}")


def cell_from_marks(marks: list[dict], samples: np.ndarray) -> np.ndarray:
    """Return what was done to one cell of a drawing grid as a picture: uint8 (CELL, CELL), white on black.

    A mark is a stroke, {"points": [[x, y], ...], "width": w}, in units of the cell's side; with "erase": True, it takes
    ink away; or {"sample": k}, one of the samples, uint8 (n, 28, 28).
    """
    picture = np.zeros((CELL, CELL))
    for mark in marks:
        if "sample" in mark:
            picture = np.kron(samples[mark["sample"]] / 255, np.ones((CELL // DIGIT, CELL // DIGIT)))
            continue
        covered = coverage(mark["points"], CELL, mark["width"])
        picture = np.minimum(picture, 1 - covered) if mark.get("erase") else np.maximum(picture, covered)
    return to_pixels(picture)


def digit_from_marks(marks: list[dict], samples: np.ndarray) -> np.ndarray:
    """Return what was done to one cell as MNIST would show it: uint8 (28, 28). A sample alone is shown as it is."""
    if len(marks) == 1 and "sample" in marks[0]:
        return samples[marks[0]["sample"]]
    cell = cell_from_marks(marks, samples)
    return np.zeros((DIGIT, DIGIT), dtype=np.uint8) if is_overfull(cell) else digit_from_drawing(cell)


def inked_digits(renderings: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return the package's pen-drawn digits as MNIST would show them: uint8 (n, 28, 28), and their labels int64 (n,).

    Each is drawn `renderings` times, with other brushes, sizes and places in the cell, and read off by
    `digit_from_drawing`, as drawings are. Always the same for the same seed.
    """
    digits, rng = load_strokes() * renderings, np.random.default_rng(seed)
    images = np.zeros((len(digits), 28, 28), dtype=np.uint8)
    for image, digit in zip(images, tqdm(digits, desc="inking pen-drawn digits", unit="digit"), strict=True):
        size, width, extent = rng.integers(80, 240), rng.uniform(0.025, 0.12), rng.uniform(0.25, 0.9)
        strokes = place_at_random(digit.strokes, extent, 0.9, rng)
        image[:] = digit_from_drawing(ink(strokes, int(size), width))
    return torch.from_numpy(images), torch.tensor([digit.label for digit in digits])
