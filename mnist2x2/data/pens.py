"""Digits that people drew with a pen, as strokes."""

import zipfile
import zlib
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

from mnist2x2.data.restyling import AS_DRAWN, RestyleConfig, restyle
from mnist2x2.drawing.brush import ink, place_at_random
from mnist2x2.drawing.normalising import digit_from_drawing
from mnist2x2.grid import DIGIT

INTEGERS = ("stroke_lengths", "strokes_per_digit", "labels", "writers")  # integer arrays in a file of pen-drawn digits


class PenDigit(NamedTuple):
    """A digit drawn with a pen. strokes: float arrays (points, 2), x to the right and y down, in any unit."""

    label: int
    strokes: list[np.ndarray]
    writer: str


def load_strokes(path: str | Path = "train") -> list[PenDigit]:
    """Return the pen-drawn digits in an .npz file, or, by name, those that come with the package.

    "train": 15,643 digits by 337 writers, to learn from; "writer": 250 digits by another writer, from whom no model
    learns.

    The file's arrays are points (N, 2), stroke_lengths, strokes_per_digit, labels, and writers, which are indices into
    writer_names. Raises FileNotFoundError for a missing file, ValueError for a damaged one.
    """
    if path in ("train", "writer"):
        with as_file(files("mnist2x2") / "data" / "files" / "pens" / f"{path}.npz") as bundled:
            return load_strokes(bundled)
    try:
        with np.load(path, allow_pickle=False) as file:
            points, names = file["points"].astype(float), file["writer_names"]
            lengths, counts, labels, writers = (file[name] for name in INTEGERS)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged, or holds no pen-drawn digits: {error}") from error
    are_integers = all(
        part.ndim == 1 and len(part) and part.dtype.kind in "iu" for part in (lengths, counts, labels, writers)
    )
    if (
        not (are_integers and points.shape[1:] == (2,) and np.isfinite(points).all())
        or min(lengths.min(), counts.min()) < 1
        or lengths.sum() != len(points)
        or counts.sum() != len(lengths)
        or not len(counts) == len(labels) == len(writers)
        or not 0 <= labels.min() <= labels.max() <= 9
        or not 0 <= writers.min() <= writers.max() < len(names)
    ):
        raise ValueError(f"{path} is damaged: its strokes, digits, labels and writers do not match")
    strokes = np.split(points, lengths.cumsum()[:-1])
    ends = counts.cumsum()
    digits = [strokes[end - count : end] for end, count in zip(ends, counts, strict=True)]
    by_digit = zip(labels, digits, names[writers], strict=True)
    return [PenDigit(int(label), drawn, str(writer)) for label, drawn, writer in by_digit]


def inked_digits(renderings: int, seed: int, restyling: RestyleConfig = AS_DRAWN) -> tuple[Tensor, Tensor]:
    """Return the package's pen-drawn digits as MNIST would show them: uint8 (n, 28, 28), and their labels int64 (n,).

    Each is drawn `renderings` times, restyled anew each time, with random brushes, sizes and places in the cell, and
    normalised by `digit_from_drawing`, as people's drawings are. The same seed gives the same digits.
    """
    digits, rng, more = load_strokes() * renderings, np.random.default_rng(seed), 1 + restyling.brush
    images = np.zeros((len(digits), DIGIT, DIGIT), dtype=np.uint8)
    for image, digit in zip(images, tqdm(digits, desc="inking pen-drawn digits", unit="digit"), strict=True):
        size, width, extent = rng.integers(80, 240), rng.uniform(0.025 / more, 0.12 * more), rng.uniform(0.25, 0.9)
        drawn = digit.strokes if restyling == AS_DRAWN else restyle(digit.strokes, digit.label, restyling, rng)
        strokes = place_at_random(drawn, extent, 0.9, rng)
        image[:] = digit_from_drawing(ink(strokes, int(size), width))
    return torch.from_numpy(images), torch.tensor([digit.label for digit in digits])
