"""Habits of writing that pen strokes of a digit can be given: a slash through a zero, a hat on a one, an open four.

All take and return strokes (points, 2) with points at equal distances, in units of the digit's longer side, x to the
right and y down. Grew out of chapter 9 of the book.
"""

import math

import numpy as np

PLAIN = 0.14  # a one is a plain line if no point is farther from the line between its ends, in digits' longer sides


def is_long(strokes: list[np.ndarray]) -> bool:
    """Return whether all strokes have some points, so that none is a dot."""
    return min(map(len, strokes)) > 5


def is_plain(stroke: np.ndarray) -> bool:
    """Return whether a stroke (n, 2) is nearly a straight line and rather upright."""
    across, down = stroke[-1] - stroke[0]
    away = np.abs((stroke - stroke[0]) @ (-down, across)) / max(math.hypot(across, down), 1e-9)
    return abs(across) < abs(down) and away.max() < PLAIN


def slashed(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return the strokes of a zero with a slash through it, from the lower left to the upper right."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    half = (high - low) / 2 * rng.uniform(0.5, 1.3, size=2)
    middle = (low + high) / 2 + rng.normal(0, 0.04, size=2)
    slash = np.array([middle + half * (-1, 1), middle + half * (1, -1)])
    if rng.random() < 0.15:  # a backslash, as some write it
        slash[:, 0] = slash[::-1, 0]
    return [*strokes, slash if rng.random() < 0.5 else slash[::-1]]


def barred(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return the stroke of a seven and a bar through its stem."""
    stem = strokes[0]
    low, high = stem.min(axis=0), stem.max(axis=0)
    height = low[1] + (high[1] - low[1]) * rng.uniform(0.4, 0.65)
    lower = stem[len(stem) // 3 :]  # beyond the top line
    x = lower[np.abs(lower[:, 1] - height).argmin(), 0]
    half, tilt = rng.uniform(0.12, 0.3), rng.uniform(-0.1, 0.05)
    left, right = rng.uniform(0.6, 1.2, size=2) * half
    return [stem, np.array([[x - left, height - tilt], [x + right, height + tilt]])]


def with_serifs(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return the stem of a one with a hat that rises to its top, a foot below it, or both."""
    stem = strokes[0] if strokes[0][0, 1] < strokes[0][-1, 1] else strokes[0][::-1]  # downwards
    top, bottom = stem[0], stem[-1]
    hat, foot = rng.choice([(True, False), (False, True), (True, True)], p=(0.6, 0.1, 0.3))
    more = []
    if foot:
        left, right = rng.uniform(0.1, 0.35, size=2)
        tilt = rng.normal(0, 0.03)
        more.append(bottom + np.array([[-left, -tilt], [right, tilt]]))
    if hat:
        steep = math.radians(rng.uniform(10, 65))
        long = rng.uniform(0.12, 0.2 + 0.45 * steep)  # a long flat one would make it a seven
        start = top + long * np.array([-math.cos(steep), math.sin(steep)])
        bend = (start + top) / 2 + rng.normal(0, 0.06, size=2) * long
        line = np.array([start, bend, top])
        if rng.random() < 0.7:
            return [np.concatenate([line, stem[1:]]), *more]
        more.append(line + rng.normal(0, 0.03, size=2))  # drawn by itself, not quite to the top
    return [stem, *more]


def moved(part: np.ndarray, shift: np.ndarray, at_end: bool) -> np.ndarray:
    """Return a stroke bent so that one end moves by `shift`, the other stays."""
    weight = np.linspace(0, 1, len(part)) if at_end else np.linspace(1, 0, len(part))
    return part + weight[:, None] ** 2 * shift


def flat_three(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return the stroke of a three with a flat top and a corner instead of its upper bow."""
    stroke = strokes[0]
    low, high = stroke.min(axis=0), stroke.max(axis=0)
    between = np.abs((stroke[:, 1] - low[1]) / (high[1] - low[1]) - 0.45) < 0.15  # the two bows
    notch = np.where(between, stroke[:, 0], np.inf).argmin()
    upper, lower = stroke[: notch + 1], stroke[notch:]
    if not between.any() or min(np.ptp(part[:, 0]) for part in (upper, lower)) < (high[0] - low[0]) / 2:
        return strokes  # some other kind of three
    corner = np.array([upper[:, 0].max(), upper[:, 1].min()]) + rng.normal(0, 0.05, size=2)
    start = np.array([stroke[:, 0].min(), corner[1]]) + rng.normal(0, 0.06, size=2)
    return [np.concatenate([[start, corner], lower])]


def open_four(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return the two strokes of a four with its top opened or closed."""
    first, second = strokes
    toward = rng.uniform(-0.8, 1.0)  # 1: closed, below 0: more open
    return [moved(first, toward * (second[0] - first[0]), at_end=False), second]


def loose_five(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return the strokes of a five with its hat parted from it, shorter, and elsewhere; unchanged if it has no hat."""
    if len(strokes) == 1:
        corner = strokes[0][: len(strokes[0]) // 2].sum(axis=1).argmin()  # the upper left
        strokes = [strokes[0][: corner + 1], strokes[0][corner:]]
    hat, body = sorted(strokes, key=lambda stroke: stroke[:, 1].mean())
    if np.ptp(hat[:, 0]) < 0.15 or len(body) < 20:
        return strokes
    body = body[round(rng.uniform(0, 0.12) * len(body)) :]  # less of the short stem under the hat
    middle = hat.mean(axis=0)
    hat = (hat - middle) * rng.uniform(0.4, 1.0) + middle
    return [body, hat + np.array([rng.uniform(-0.2, 0.15), rng.uniform(-0.25, 0.0)])]


def open_eight(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return the stroke of an eight whose ends do not meet."""
    stroke = strokes[0]
    first, last = (round(share * len(stroke)) for share in (rng.uniform(0, 0.05), rng.uniform(0, 0.15)))
    stroke = stroke[first : len(stroke) - last]
    stroke = moved(stroke, rng.normal(0, 0.07, size=2), at_end=False)
    return [moved(stroke, rng.normal(0, 0.07, size=2), at_end=True)]


# by label and number of strokes: the option of a RestyleConfig that says how often, and what is done
HABITS = {
    (0, 1): ("slash", slashed),
    (1, 1): ("serif", with_serifs),
    (3, 1): ("flat", flat_three),
    (4, 2): ("loose", open_four),
    (5, 1): ("loose", loose_five),
    (5, 2): ("loose", loose_five),
    (7, 1): ("bar", barred),
    (8, 1): ("loose", open_eight),
}
