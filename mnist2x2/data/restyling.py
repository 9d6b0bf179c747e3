"""Random changes to pen strokes before they are inked, so that a digit looks as another hand might have drawn it.

Grew out of chapter 9 of the book.
"""

import math
from dataclasses import dataclass

import numpy as np

from mnist2x2.data.habits import HABITS, is_long, is_plain
from mnist2x2.options import check_range, option

STEP = 0.02  # distance of the points along a stroke, as a share of the digit's longer side
COARSE = 0.05  # the same once they are restyled, so that inking them is quick


@dataclass(frozen=True)
class RestyleConfig:
    """How strongly pen strokes are restyled. A value is a probability or bounds a random number; 0: no change."""

    slash: float = option(0.0, "probability that a zero gets a slash through it")
    bar: float = option(0.0, "probability that a seven of one stroke gets a bar through its stem")
    serif: float = option(0.0, "probability that a one that is a plain line gets a hat, a foot, or both")
    flat: float = option(0.0, "probability that a three gets a flat top")
    loose: float = option(0.0, "probability that a four or an eight is opened, and a five's hat parted from it")
    smooth: float = option(0.0, "largest length over which a hasty hand rounds its corners, in digits' longer sides")
    tremor: float = option(0.0, "largest standard deviation of a slow hand's tremor, in digits' longer sides")
    ends: float = option(0.0, "largest share of a stroke that is left out at an end, or added to it")
    lift: float = option(0.0, "largest shift of the strokes of a digit against each other, in digits' longer sides")
    slant: float = option(0.0, "largest shear of the strokes to the right; to the left half of it")
    aspect: float = option(0.0, "largest log of the factor by which a digit becomes wider or narrower")
    brush: float = option(0.0, "by which share thin brushes become thinner, and thick ones thicker")

    def __post_init__(self):
        check_range(self, "slash bar serif flat loose", 0, 1)
        check_range(self, "smooth tremor ends lift slant aspect brush", 0)


AS_DRAWN = RestyleConfig()


def resampled(stroke: np.ndarray, step: float = STEP) -> np.ndarray:
    """Return a stroke (n, 2) with points at equal distances of about `step` along it; a dot stays as it is."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    if along[-1] == 0:
        return stroke[:1]
    places = np.linspace(0, along[-1], max(2, round(along[-1] / step) + 1))
    return np.stack([np.interp(places, along, stroke[:, axis]) for axis in (0, 1)], axis=1)


def smoothed(values: np.ndarray, spread: float) -> np.ndarray:
    """Return values (n, 2) averaged along the first axis with a Gaussian window; `spread` is in points."""
    reach = max(1, math.ceil(3 * spread))
    window = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(spread, 1e-3)) ** 2)
    padded = np.pad(values, ((reach, reach), (0, 0)), mode="reflect", reflect_type="odd")  # keeps the ends in place
    return np.stack([np.convolve(padded[:, axis], window / window.sum(), "valid") for axis in (0, 1)], axis=1)


def with_other_ends(stroke: np.ndarray, largest: float, rng: np.random.Generator) -> np.ndarray:
    """Return a stroke of at least five points with each end left out, or carried on straight, by a random share."""
    for change in rng.uniform(-largest, largest, size=2):
        count = round(abs(change) * len(stroke))
        if change < 0:
            stroke = stroke[count:]
        elif count:
            ahead = stroke[0] - stroke[min(3, len(stroke) - 1)]
            steps = np.arange(count, 0, -1)[:, None] / min(3, len(stroke) - 1)
            stroke = np.concatenate([stroke[0] + steps * ahead * 0.7, stroke])
        stroke = stroke[::-1]
    return stroke


def restyle(strokes: list[np.ndarray], label: int, config: RestyleConfig, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the strokes of a digit as another hand might have drawn them: (points, 2) each, the longer side about 1.

    strokes: as in `PenDigit`, in any unit. What is added, moved or left out depends on the label.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    unit = max(float((high - low).max()), 1e-9)
    strokes = [resampled((stroke - (low + high) / 2) / unit) for stroke in strokes]

    name, habit = HABITS.get((label, len(strokes)), ("", None))
    if habit and is_long(strokes) and (label != 1 or is_plain(strokes[0])) and rng.random() < getattr(config, name):
        strokes = habit(strokes, rng)
    strokes = [resampled(each) for each in strokes]  # what was added has few points
    if config.ends:
        strokes = [with_other_ends(each, config.ends, rng) if len(each) > 8 else each for each in strokes]
    if config.smooth:
        spread = rng.uniform(0, config.smooth) / STEP
        strokes = [smoothed(each, spread) if len(each) > 2 else each for each in strokes]
    if config.tremor:
        size, grain = rng.uniform(0, config.tremor), rng.uniform(1, 4)
        shakes = [rng.normal(0, 1, size=each.shape) for each in strokes]
        shakes = [smoothed(each, grain) * math.sqrt(2 * math.sqrt(math.pi) * grain) for each in shakes]
        strokes = [each + size * shake for each, shake in zip(strokes, shakes, strict=True)]
    if config.lift:
        strokes = [each + rng.uniform(-config.lift, config.lift, size=2) for each in strokes]
    shear, stretch = rng.uniform(-config.slant, config.slant / 2), math.exp(rng.uniform(-config.aspect, config.aspect))
    matrix = np.array([[stretch, 0], [shear, 1]])  # y points down, so a shear below 0 leans to the right
    return [resampled(each @ matrix, COARSE) for each in strokes]
