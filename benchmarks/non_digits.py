"""Drawings of what is no digit: letters, shapes and scribbles, to measure whether a model notices.

The letters and shapes are polygons on a coarse lattice; a hand with its own slant, corners and tremor draws them, and
no two are alike. Letters that many people write like a digit are left out: B b D G g I i l O o q S s Z z.
"""

from collections.abc import Callable

import numpy as np
from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFont

from mnist2x2.data.restyling import RestyleConfig, restyle
from mnist2x2.drawing.brush import ink, place_at_random
from mnist2x2.drawing.normalising import digit_from_drawing

HAND = RestyleConfig(smooth=0.1, tremor=0.008, ends=0.05, lift=0.03, slant=0.25, aspect=0.2)
SLIP = 0.18  # standard deviation of each corner's place, in steps of the lattice
CANVAS = 140  # pixels along a side of a cell

# strokes of points: each two digits, the column from the left and the row from the top
LETTERS = {
    "A": "06 20 46, 13 33", "C": "41 20 02 04 26 45", "E": "40 00 06 46, 03 33", "F": "40 00 06, 03 33",
    "H": "00 06, 40 46, 03 43", "J": "40 44 36 16 04", "K": "00 06, 40 03 46", "L": "00 06 46",
    "M": "06 00 23 40 46", "N": "06 00 46 40", "P": "06 00 30 41 42 33 03", "Q": "20 02 04 26 44 42 20, 34 46",
    "R": "06 00 30 41 42 33 03 46", "T": "00 40, 20 26", "U": "00 04 16 36 44 40", "V": "00 26 40",
    "W": "00 16 22 36 40", "X": "00 46, 40 06", "Y": "00 23 40, 23 26", "a": "42 22 03 05 26 45 42, 42 45 56",
    "c": "42 22 03 05 26 46", "d": "43 13 05 26 45, 40 46", "e": "04 44 33 13 04 16 36 45", "f": "40 20 12 16, 03 33",
    "h": "00 06, 04 13 33 44 46", "j": "22 27 18 07, 20 20", "k": "00 06, 42 04 46",
    "m": "02 06, 03 12 23 26, 23 32 43 46", "n": "02 06, 03 22 43 46", "p": "02 08, 02 32 44 36 06",
    "r": "02 06, 04 12 32", "t": "20 25 36 45, 02 42", "u": "02 05 16 36 45, 42 46", "v": "02 26 42",
    "w": "02 16 23 36 42", "x": "02 46, 42 06", "y": "02 25, 42 08",
}  # fmt: skip
SHAPES = {
    "arrow": "03 43, 31 43 35", "bolt": "20 03 23 06", "bow": "01 45 41 05 01", "cross": "20 26, 03 43",
    "crown": "06 00 13 20 33 40 46 06", "cup": "01 05 16 36 45 41 01, 42 52 54 44", "diamond": "20 43 26 03 20",
    "envelope": "01 41 46 06 01 24 41", "fish": "01 24 44 52 41 21 04", "flag": "06 00 41 02",
    "hash": "10 16, 30 36, 02 42, 04 44", "heart": "21 10 01 03 26 43 41 30 21",
    "house": "06 02 20 42 46 06", "infinity": "02 11 33 42 31 13 02", "key": "10 31 32 13 02 01 10, 22 46 55, 34 43",
    "ladder": "00 06, 40 46, 01 41, 03 43, 05 45", "leaf": "06 03 20 40 42 25 06 40",
    "moon": "20 02 04 26 14 12 20", "percent": "40 06, 00 11 00, 35 46 35", "question": "01 10 30 41 32 23 24, 26 26",
    "smiley": "20 02 04 26 44 42 20, 12 12, 32 32, 14 25 34", "square": "00 40 44 04 00", "stairs": "06 04 24 22 42 40",
    "star": "06 20 46 02 42 06", "sun": "21 12 14 25 34 32 21, 20 20, 03 03, 43 43, 26 26", "tick": "03 16 40",
    "tree": "20 04 44 20, 24 27", "triangle": "20 46 06 20", "umbrella": "03 11 30 42 43 03, 23 26 16 15",
}  # fmt: skip
FONTS = ["DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "cmr10", "cmss10"]  # they come with matplotlib
Draw = Callable[[np.random.Generator], list[np.ndarray]]


def on_lattice(text: str) -> Draw:
    """Return what draws strokes of points, such as "06 20 46, 13 33", each point a little off."""
    strokes = [np.array([[int(column), int(row)] for column, row in stroke.split()]) for stroke in text.split(", ")]
    return lambda rng: [stroke + rng.normal(0, SLIP, size=stroke.shape) for stroke in strokes]


def wandering(rng: np.random.Generator) -> list[np.ndarray]:
    return [np.cumsum(rng.normal(size=(rng.integers(8, 20), 2)), axis=0)]


def spiral(rng: np.random.Generator) -> list[np.ndarray]:
    along = np.linspace(0, 1, 120)
    angle, radius = 2 * np.pi * rng.uniform(2, 4) * along * rng.choice([-1, 1]), along ** rng.uniform(0.6, 1.2)
    return [np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)]


def zigzag(rng: np.random.Generator) -> list[np.ndarray]:
    turns = np.arange(rng.integers(5, 11))
    corners = np.stack([1.2 * turns / len(turns), turns % 2], axis=1)
    return [corners + rng.normal(0, 0.07, size=corners.shape)]


def loops(rng: np.random.Generator) -> list[np.ndarray]:
    along, count = np.linspace(0, 1, 120), rng.integers(3, 7)
    angle = 2 * np.pi * count * along
    return [np.stack([along * count * rng.uniform(0.3, 0.8) + 0.5 * np.cos(angle), np.sin(angle)], axis=1)]


def tangle(rng: np.random.Generator) -> list[np.ndarray]:
    angle = 2 * np.pi * np.linspace(0, 1, 120)[:, None] * np.arange(1, 5)  # (points, waves)
    return [np.sin(angle) @ rng.normal(size=(4, 2)) + np.cos(angle) @ rng.normal(size=(4, 2))]


def hatching(rng: np.random.Generator) -> list[np.ndarray]:
    count = rng.integers(4, 8)
    return [np.array([[i / count, 0], [i / count + 0.3, 1]]) + rng.normal(0, 0.04, size=(2, 2)) for i in range(count)]


def dots(rng: np.random.Generator) -> list[np.ndarray]:
    return [place + np.array([[0, 0], [0.05, 0.02]]) for place in rng.uniform(0, 1, size=(rng.integers(3, 8), 2))]


def waves(rng: np.random.Generator) -> list[np.ndarray]:
    along = np.linspace(0, 1, 120)
    return [np.stack([1.3 * along, 0.25 * np.sin(2 * np.pi * rng.uniform(2, 4) * along)], axis=1)]


def drawn(draw: Draw, rng: np.random.Generator) -> np.ndarray:
    """Return a drawing by hand as MNIST would show it: uint8 (28, 28)."""
    strokes = restyle(draw(rng), -1, HAND, rng)  # -1: no digit, so none of a digit's habits
    strokes = place_at_random(strokes, rng.uniform(0.45, 0.85), 0.5, rng)
    return digit_from_drawing(ink(strokes, CANVAS, rng.uniform(0.03, 0.11)))


def printed(letter: str, rng: np.random.Generator) -> np.ndarray:
    """Return a letter of a random font, turned a little, as MNIST would show it: uint8 (28, 28)."""
    font = ImageFont.truetype(font_manager.findfont(FONTS[rng.integers(len(FONTS))]), CANVAS // 2)
    picture = Image.new("L", (CANVAS, CANVAS), 0)
    ImageDraw.Draw(picture).text((CANVAS // 2, CANVAS // 2), letter, fill=255, font=font, anchor="mm")
    return digit_from_drawing(np.asarray(picture.rotate(rng.uniform(-10, 10), Image.Resampling.BILINEAR)))


HANDWRITTEN = {name: on_lattice(text) for name, text in LETTERS.items()}
DRAWN_SHAPES = {name: on_lattice(text) for name, text in SHAPES.items()}
SCRIBBLES = {each.__name__: each for each in (wandering, spiral, zigzag, loops, tangle, hatching, dots, waves)}
GROUPS = {
    "handwritten letters": HANDWRITTEN,
    "printed letters": dict.fromkeys(LETTERS),
    "shapes": DRAWN_SHAPES,
    "scribbles": SCRIBBLES,
}


def pictures(group: str, kind: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return pictures of one kind of one group, such as ("shapes", "heart"): uint8 (count, 28, 28)."""
    draw = GROUPS[group][kind]
    return np.stack([drawn(draw, rng) if draw else printed(kind, rng) for _ in range(count)])
