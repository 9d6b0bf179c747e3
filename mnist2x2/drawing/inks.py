"""Where the ink is on a sheet of paper, in any light, with the rules of tables and of ruled paper taken away."""

import cv2
import numpy as np

LIGHT = 160  # pixels of the longer side of the small picture from which the light is estimated
WIDEST = 17  # of those pixels: strokes are narrower
FAINTEST = 0.1  # the smallest difference from paper, as a share of the paper's brightness, that may be ink
LEAST = 1 / 10_000  # the smallest share of ink on a sheet that is not blank
AROUND = 64  # pixels: half of the longer side of the picture in which ink is told from paper
WHOLE = 0.75  # of a rule at least is seen
CROWDED = 0.3  # of a sheet: where ink covers more, no rules are looked for, which would take seconds
MOST = 100  # rules that are taken away in each direction, the longest first: each takes time
RULE = 0.9  # of a cell: a straight line that is longer is no digit


def light(picture: np.ndarray) -> np.ndarray:
    """Return how bright the paper is at each pixel of a picture of dark ink: float32 (height, width, 3), 1 to 255.

    A closing fills all that is dark and narrow. It assumes that the light is even beyond the border, where the result
    is too bright if the light slopes. So a second closing is taken of the picture minus its best-fitting plane; the
    smaller one counts.
    """
    scale = LIGHT / max(picture.shape[:2])
    values = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    down, right = np.mgrid[: values.shape[0], : values.shape[1]]
    slope = np.stack([down, right, np.ones(down.shape)], axis=-1).reshape(-1, 3)
    plane = slope @ np.linalg.lstsq(slope, values.reshape(len(slope), -1), rcond=None)[0]
    plane = plane.reshape(values.shape).astype(np.float32)
    kernel = np.ones((WIDEST, WIDEST), np.uint8)
    even, tilted = (cv2.morphologyEx(own, cv2.MORPH_CLOSE, kernel) for own in (values, values - plane))
    paper = cv2.resize(np.minimum(even, tilted + plane), picture.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(paper, 1, 255)


def darkness(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how much darker than paper a picture is, in the colour in which it is darkest, and the noise of that.

    picture: uint8 (height, width, 3). Both are float32 (height, width), shares of the paper's brightness.
    """
    paper = light(picture)
    darker = cv2.blur((paper - picture).max(axis=2), (3, 3))
    darker -= np.median(darker)
    noise, bright = 1.5 * float(np.median(np.abs(darker))), paper.mean(axis=2)
    return darker / bright, noise / bright  # in the dark, noise is a larger share


def ink_of(darker: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return how much ink is at each pixel, float32 (height, width), from 0 to 1.

    A pixel counts as paper unless it is darker by more than the noise, and by more than a quarter of full ink.
    """
    certain = darker[darker > np.maximum(FAINTEST, 5 * noise)]
    if len(certain) < darker.size * LEAST:
        return np.zeros_like(darker)
    full = float(np.quantile(certain, 0.75))
    least = np.maximum(4 * noise, full / 4)
    return np.clip((darker - least) / np.maximum(full - least, FAINTEST / 2), 0, 1)


def has_bright_ink(picture: np.ndarray) -> bool:
    """Return whether the ink on a sheet, uint8 (height, width, 3), is brighter than the paper around it, as chalk is.

    Raises ValueError if about as much is brighter than its surroundings as is darker.
    """
    scale = 2 * AROUND / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edge = min(small.shape[:2]) // 12
    apart = (small.astype(float) - cv2.medianBlur(small, AROUND - 1))[edge:-edge, edge:-edge]
    apart = np.where(np.abs(apart) > 6 * np.median(np.abs(apart)) + 6, apart, 0)  # not the noise
    dark, bright = -float(apart.clip(max=0).sum()), float(apart.clip(min=0).sum())
    if min(dark, bright) > 0.7 * max(dark, bright):
        raise ValueError("cannot tell ink from paper: as much is brighter than its surroundings as is darker")
    return bright > dark


def ink_on(picture: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return how much ink is at each pixel of a sheet, uint8 (height, width, 3), and whether it is brighter than paper.

    Raises ValueError if that cannot be told.
    """
    bright = has_bright_ink(picture)
    return ink_of(*darkness(255 - picture if bright else picture)), bright


def cell_side(shape: tuple[int, int]) -> float:
    """Return about how long the sides of a cell are on a sheet of a shape, with two rows of digits, or one if wide."""
    return max(min(shape) / 2, max(shape) / 4)


def runs(mask: np.ndarray) -> np.ndarray:
    """Return for each pixel of a mask, bool (height, width), how long the run is that holds it, down its column."""
    flat = np.pad(mask, ((1, 1), (0, 0))).T.ravel()
    starts, ends = (np.flatnonzero(np.diff(flat.astype(np.int8)) == way) for way in (1, -1))
    lengths = np.zeros(flat.size, dtype=np.int32)
    lengths[starts + 1] = ends - starts
    lengths[ends + 1] -= ends - starts
    return lengths.cumsum().reshape(mask.shape[1], -1).T[1:-1]


def rules(mask: np.ndarray, side: float) -> list[np.ndarray]:
    """Return the long straight lines in a mask that go nearly across: the ends x1, y1, x2, y2 of each."""
    if mask.mean() > CROWDED:
        return []
    found = cv2.HoughLinesP(
        mask.astype(np.uint8), 1, np.pi / 720, round(0.7 * RULE * side), None, RULE * side, 0.06 * side
    )
    lines = [] if found is None else found.reshape(-1, 4)
    across = [line for line in lines if abs(line[3] - line[1]) < 0.25 * abs(line[2] - line[0])]
    return sorted(across, key=lambda line: abs(line[2] - line[0]), reverse=True)[:MOST]


def without_rules(ink: np.ndarray) -> np.ndarray:
    """Return ink, float32 (height, width), without long straight lines, except where a stroke crosses them.

    A line's pixels go where the run of ink across it is about as long as the line is thick, as staves are taken away in
    reading music ("A Comparative Study of Staff Removal Algorithms", Dalitz et al. 2008, section 2).
    """
    side = cell_side(ink.shape)
    for _ in range(2):  # the lines that go across, then, with the picture turned, those that go down
        mask = ink > 0.15
        lengths, gone = runs(mask), np.zeros(mask.shape, dtype=bool)
        for x1, y1, x2, y2 in rules(mask, side):
            x = np.arange(min(x1, x2), max(x1, x2) + 1)
            y = np.rint(y1 + (x - x1) * ((y2 - y1) / (x2 - x1))).astype(int).clip(0, len(mask) - 1)
            thick = lengths[y, x]
            limit = 1.6 * np.median(thick) + 1
            if (thick > 0).mean() < WHOLE or limit > 0.12 * side:  # more gaps than line, or as thick as a stroke
                continue
            for offset in range(-int(limit), int(limit) + 1):
                near = (y + offset).clip(0, len(mask) - 1)
                gone[near, x] |= (lengths[near, x] <= limit) & mask[near, x]
        ink = np.where(cv2.dilate(gone.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0, 0, ink).T
        ink = np.ascontiguousarray(ink)
    return ink
