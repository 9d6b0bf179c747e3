"""Paper, pens and boards: what is written on in synthetic photographs, and with what.

Shares no code with the package's reader of photos, so that neither can hide a mistake of the other.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from mnist2x2.data.pens import PenDigit

WHITE = (243, 241, 235)  # red, green, blue, from 0 to 255, as all colours here
BLACK, BIRO, PENCIL = (28, 28, 32), (38, 58, 150), (112, 112, 116)
INKS = (BLACK, BIRO, (150, 30, 40), (20, 95, 60))
Four = list[PenDigit | None]  # the digits in reading order; None is an empty quarter
Box = tuple[float, float, float, float]  # left, top, width, height, in pixels


class Pen(NamedTuple):
    """What is written with."""

    colour: Sequence[float]
    width: float  # as a share of the shorter side of a quarter of the page
    grain: float = 0.0  # the share of ink that is missing where the paper is rough


def near(rng: np.random.Generator, colour: Sequence[float], spread: float = 8) -> np.ndarray:
    """Return a colour near another, float (3,)."""
    return np.clip(np.array(colour) + rng.uniform(-spread, spread) + rng.uniform(-spread, spread, 3) / 3, 0, 255)


def dark(rng: np.random.Generator, low: float = 0.035, high: float = 0.08) -> Pen:
    """Return a pen of dark ink, its width between `low` and `high`."""
    return Pen(near(rng, INKS[rng.integers(len(INKS))] if rng.random() < 0.5 else BLACK), rng.uniform(low, high))


def size_of(rng: np.random.Generator, low: int = 700, high: int = 1300) -> tuple[int, int]:
    """Return a width and height in pixels, as a camera or an app may give."""
    longer, aspect = rng.integers(low, high), rng.choice([1, 3 / 4, 2 / 3, 4 / 5])
    sides = int(longer), int(longer * aspect)
    return sides if rng.random() < 0.5 else sides[::-1]


def smooth(rng: np.random.Generator, shape: tuple[int, int], across: int, down: int = 0) -> np.ndarray:
    """Return a field without jumps, float32 (height, width), of mean 0 and deviation about 1.

    across, down: about so many hills fit beside and below each other; as many in both directions unless `down` is set.
    """
    small = rng.normal(size=(max(2, down or across * shape[0] // shape[1]), across)).astype(np.float32)
    return np.asarray(Image.fromarray(small).resize(shape[::-1], Image.Resampling.BICUBIC))


def places(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return how far down and right of the middle each pixel is, as shares of the sides: (height, 1) and (1, width)."""
    down, right = (np.linspace(-0.5, 0.5, side, dtype=np.float32) for side in shape)
    return down[:, None], right[None]


def pen_path(stroke: np.ndarray, step: float, rounding: int) -> np.ndarray:
    """Return a stroke (points, 2) as points about `step` pixels apart, its corners rounded: (more points, 2)."""
    lengths = np.concatenate([[0], np.hypot(*np.diff(stroke, axis=0).T).cumsum()]) if len(stroke) > 1 else np.zeros(1)
    at = np.linspace(0, lengths[-1], 1 + int(lengths[-1] / step))
    path = np.stack([np.interp(at, lengths, stroke[:, axis]) for axis in (0, 1)], axis=-1)
    padded = np.pad(path, ((rounding, rounding), (0, 0)), "edge")
    window = np.full(2 * rounding + 1, 1 / (2 * rounding + 1))
    return np.stack([np.convolve(padded[:, axis], window, "valid") for axis in (0, 1)], axis=-1)


def written(strokes: list[np.ndarray], shape: tuple[int, int], width: float, rng: np.random.Generator) -> np.ndarray:
    """Return where a pen leaves ink, float32 (height, width), 0 to 1. strokes (points, 2) and width are in pixels."""
    canvas = Image.new("L", (2 * shape[1], 2 * shape[0]))
    draw, step, start = ImageDraw.Draw(canvas), max(1, width / 3), rng.uniform(0, 6)
    waves = rng.uniform(0.5, 1.5) / width / 8  # the pressure changes slowly
    for stroke in strokes:
        for i, (x, y) in enumerate(pen_path(2 * stroke, step, 2)):
            radius = max(1, width * (1 + 0.12 * np.sin(start + i * step * waves)))  # the canvas is twice as fine
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(canvas.resize(shape[::-1], Image.Resampling.BOX), dtype=np.float32) / 255


def lined(segments: Sequence[Sequence[float]], shape: tuple[int, int], width: float) -> np.ndarray:
    """Return straight lines from (x, y) to (x, y), given as segments of 4 numbers: float32 (height, width), 0 to 1."""
    canvas = Image.new("L", (2 * shape[1], 2 * shape[0]))
    for segment in segments:
        ImageDraw.Draw(canvas).line([2 * place for place in segment], fill=255, width=max(1, round(2 * width)))
    return np.asarray(canvas.resize(shape[::-1], Image.Resampling.BOX), dtype=np.float32) / 255


def placed(digit: PenDigit, box: Box, extent: float, off: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Return a digit's strokes (points, 2) in pixels.

    extent: its longer side as a share of the box's shorter side. off: how far it may lie from the middle of the box, as
    a share of the room that is left.
    """
    turn = np.radians(rng.normal(0, 3))
    strokes = [stroke @ [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]] for stroke in digit.strokes]
    points, sides = np.concatenate(strokes), np.array(box[2:])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = extent * sides.min() / max(*(high - low), 1e-6)
    middle = box[:2] + sides / 2 + off * rng.uniform(-0.5, 0.5, 2) * np.maximum(0, sides - scale * (high - low))
    return [(stroke - (low + high) / 2) * scale + middle for stroke in strokes]


class Page:
    """Something to write on. pixels: float32 (height, width, 3); box: the part of it that is written on."""

    def __init__(self, rng: np.random.Generator, colour: Sequence[float] = WHITE, size=None, spare: float = 0.0):
        """spare: how much larger the page is than its box, as a share."""
        width, height = size or size_of(rng)
        self.rng, self.box = rng, (width * spare / 2, height * spare / 2, width, height)
        self.shape = round(height * (1 + spare)), round(width * (1 + spare))
        self.pixels = np.empty((*self.shape, 3), dtype=np.float32)
        self.pixels[:] = near(rng, colour)
        self.shade(1 + 0.006 * smooth(rng, self.shape, 60))

    def shade(self, light: np.ndarray) -> None:
        """Multiply all colours by a field (height, width)."""
        self.pixels *= light[..., None]

    def quarters(self) -> list[Box]:
        left, top, width, height = self.box
        return [(left + i % 2 * width / 2, top + i // 2 * height / 2, width / 2, height / 2) for i in range(4)]

    def columns(self) -> list[Box]:
        left, top, width, height = self.box
        return [(left + i * width / 4, top, width / 4, height) for i in range(4)]

    def unit(self) -> float:
        """Return the shorter side of a quarter in pixels."""
        return min(self.box[2:]) / 2

    def place(self, four: Four, low=0.45, high=0.72, off=0.5, boxes=None, small=0) -> list[list[np.ndarray]]:
        """Return the strokes of each digit. Its extent is between `low` and `high`, much the same for all four.

        small: how many of them are only about a third as large.
        """
        common = self.rng.uniform(low, high)
        extents = np.clip(common * self.rng.uniform(0.88, 1.12, 4), low, high)
        extents[self.rng.permutation(4)[:small]] = self.rng.uniform(0.17, 0.26)
        boxes = boxes or self.quarters()
        return [
            placed(digit, box, extent, off, self.rng) if digit else []
            for digit, box, extent in zip(four, boxes, extents, strict=True)
        ]

    def ink(self, mask: np.ndarray, colour: Sequence[float], grain: float = 0.0) -> None:
        """Put colour where a mask (height, width) is 1."""
        if grain:
            rough = smooth(self.rng, self.shape, int(self.shape[1] / 1.6))
            mask = mask * np.clip(1 - grain * (0.8 + rough), 0, 1)
        self.pixels += mask[..., None] * (np.asarray(colour, dtype=np.float32) - self.pixels)

    def draw(self, paths: list[list[np.ndarray]], pen: Pen) -> None:
        """Draw the strokes of several digits."""
        strokes = [stroke for path in paths for stroke in path]
        self.ink(written(strokes, self.shape, pen.width * self.unit(), self.rng), pen.colour, pen.grain)

    def write(self, four: Four, pen: Pen, low=0.45, high=0.72, off=0.5, boxes=None, small=0) -> None:
        self.draw(self.place(four, low, high, off, boxes, small), pen)

    def rule(self, pitch: float, colour: Sequence[float], width: float = 1.5, squared: bool = False) -> None:
        """Print lines `pitch` pixels apart across the page, and down it too if it is squared paper."""
        height, width_of_page = self.shape
        segments = [(0, y, width_of_page, y) for y in np.arange(self.rng.uniform(0, pitch), height, pitch)]
        if squared:
            segments += [(x, 0, x, height) for x in np.arange(self.rng.uniform(0, pitch), width_of_page, pitch)]
        self.ink(lined(segments, self.shape, width), colour)

    def table(self, colour: Sequence[float], width: float, margin: float) -> None:
        """Rule a table of two rows and two columns, which becomes the box. width: pixels; margin: a share."""
        left, top, wide, high = self.box
        gap = margin * min(wide, high)
        self.box = left, top, wide, high = left + gap, top + gap, wide - 2 * gap, high - 2 * gap
        segments = [
            (left - width / 2, top + i * high / 2, left + wide + width / 2, top + i * high / 2) for i in range(3)
        ]
        segments += [(left + i * wide / 2, top, left + i * wide / 2, top + high) for i in range(3)]
        self.ink(lined(segments, self.shape, width), colour)
