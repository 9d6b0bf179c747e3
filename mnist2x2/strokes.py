"""Digits as pen strokes, and the brush that inks them."""

import zipfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor
from tqdm.auto import tqdm

from mnist2x2.drawing import digit_from_drawing

SUPERSAMPLE = 2  # ink is drawn this many times larger, for smooth edges


class PenDigit(NamedTuple):
    """A digit as a pen drew it: strokes are float arrays (points, 2), x to the right and y down, in any unit."""

    label: int
    strokes: list[np.ndarray]
    writer: str


def load_strokes(path: str | Path | None = None) -> list[PenDigit]:
    """Return pen-drawn digits from an .npz file, without one the 15,643 of 337 writers that come with the package.

    The file's arrays: points (N, 2), stroke_lengths, strokes_per_digit, labels, writers (into writer_names). Raises
    FileNotFoundError, or ValueError for a damaged file.
    """
    if path is None:
        with as_file(files("mnist2x2") / "pen" / "train.npz") as bundled:
            return load_strokes(bundled)
    try:
        with np.load(path, allow_pickle=False) as file:
            points, lengths, counts = file["points"].astype(float), file["stroke_lengths"], file["strokes_per_digit"]
            labels, writers = file["labels"], file["writer_names"][file["writers"]]
    except (zipfile.BadZipFile, KeyError, EOFError, IndexError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged, or holds no pen-drawn digits: {error}") from error
    if lengths.sum() != len(points) or counts.sum() != len(lengths) or not len(counts) == len(labels) == len(writers):
        raise ValueError(f"{path} is damaged: its strokes, digits and labels do not go together")
    strokes = np.split(points, lengths.cumsum()[:-1])
    ends = counts.cumsum()
    digits = [strokes[end - count : end] for end, count in zip(ends, counts, strict=True)]
    return [PenDigit(int(label), own, str(writer)) for label, own, writer in zip(labels, digits, writers, strict=True)]


def place(strokes: list[np.ndarray], extent: float, middle: tuple[float, float] = (0.5, 0.5)) -> list[np.ndarray]:
    """Return strokes in units of a cell's side: the longer side of what they draw is `extent`, its middle `middle`."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = extent / max(float((high - low).max()), 1e-9)
    return [(stroke - (low + high) / 2) * scale + middle for stroke in strokes]


def ink(strokes: list[np.ndarray], size: int, width: float) -> np.ndarray:
    """Return strokes, in units of a cell's side, drawn with a round brush: uint8 (size, size), white on black.

    width: of the brush, in units of the cell's side.
    """
    fine = size * SUPERSAMPLE
    picture = Image.new("L", (fine, fine))
    brush, radius = ImageDraw.Draw(picture), width * fine / 2
    for stroke in strokes:
        points = [(x * fine, y * fine) for x, y in stroke]
        brush.line(points, fill=255, width=max(1, round(2 * radius)))
        for x, y in points:
            brush.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    return np.asarray(picture.resize((size, size), Image.Resampling.BOX))


def inked_digits(renderings: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return the package's pen-drawn digits as MNIST would show them: uint8 (n, 28, 28), and their labels int64 (n,).

    Each is drawn `renderings` times, with other brushes, sizes and places in the cell, and read off by
    `digit_from_drawing`, as drawings are. Always the same for the same seed.
    """
    digits, rng = load_strokes() * renderings, np.random.default_rng(seed)
    images = np.zeros((len(digits), 28, 28), dtype=np.uint8)
    for image, digit in zip(images, tqdm(digits, desc="inking pen-drawn digits", unit="digit"), strict=True):
        size, width, extent = rng.integers(80, 240), rng.uniform(0.025, 0.12), rng.uniform(0.25, 0.9)
        room = (1 - extent) / 2 * 0.9
        middle = 0.5 + rng.uniform(-room, room, size=2)
        image[:] = digit_from_drawing(ink(place(digit.strokes, extent, middle), int(size), width))
    return torch.from_numpy(images), torch.tensor([digit.label for digit in digits])
