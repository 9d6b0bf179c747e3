"""Makes drawings look like MNIST's digits; page/static/drawing.js does the same, step for step, in a browser.

Grew out of chapter 9 of the book.
"""

import math

import numpy as np

from mnist2x2.grid import CELLS, DIGIT, compose

BOX = 20  # pixels: MNIST's digits were fitted into a box of this side, their aspect ratio kept
MIDDLE = 14  # the row and the column of the picture where MNIST puts a digit's centre of mass
STROKE = 2.3  # pixels: how wide strokes become, as they are in most of MNIST's digits
THINNING = 0.75  # pixels that a stroke may lose on each side: more would break its thin parts
FINE = 4  # digits are computed on a picture with this many times as many pixels a side
MARGIN = (DIGIT - BOX) // 2 * FINE - 1  # fine pixels that a digit can move without leaving the picture
DOT = 8  # a mark smaller than the cell's side divided by this is too small to be a digit
FAINT = 64  # a cell in which no pixel is brighter holds no ink
TIE = 1e-9  # far above rounding errors, so that Python and JavaScript decide ties alike


def to_pixels(picture: np.ndarray) -> np.ndarray:
    """Return a picture from 0 to 1 as uint8, 0 to 255."""
    return np.floor(picture * 255 + 0.5 + TIE).astype(np.uint8)


def stroke_width(ink: np.ndarray) -> float:
    """Return the mean width, in pixels, of the strokes in ink (height, width), from 0 to 1: 2 area / outline.

    A stroke of width w and length l >> w has the area w l and an outline of 2 l. The outline's length is the sum of the
    gradient's magnitudes, since across an edge, however blurred, the gradient adds up to 1.
    """
    padded = np.pad(ink, 1)
    down = (padded[2:, 1:-1] - padded[:-2, 1:-1]) / 2
    right = (padded[1:-1, 2:] - padded[1:-1, :-2]) / 2
    return 2 * float(ink.sum()) / max(float(np.sqrt(down * down + right * right).sum()), 1e-9)


def resampling(size: int, middle: float, scale: float) -> np.ndarray:
    """Return the matrix (28 * FINE, size) that scales a line of `size` pixels and moves its `middle` to the centre.

    Each fine pixel is a mean over the pixels around its place, weighted by a tent wide enough to miss none.
    """
    fine = DIGIT * FINE
    where = (np.arange(fine) + 0.5 - fine / 2) / scale + middle
    reach = max(1.0, 1 / scale)
    apart = np.abs(where[:, None] - (np.arange(size) + 0.5))
    return np.maximum(0, 1 - apart / reach) / reach


def distance(shape: np.ndarray, reach: int) -> np.ndarray:
    """Return each pixel's distance to the nearest pixel of a shape (n, n), bool, or `reach` if it is not nearer.

    It is computed along columns, then along rows, as in "Distance Transforms of Sampled Functions" (Felzenszwalb and
    Huttenlocher 2012), but it tries every offset along a row, since `reach` is small.
    """
    down = np.where(shape, 0.0, reach)
    for line in range(1, len(down)):
        down[line] = np.minimum(down[line], down[line - 1] + 1)
    for line in range(len(down) - 2, -1, -1):
        down[line] = np.minimum(down[line], down[line + 1] + 1)
    padded = np.pad(down, ((0, 0), (reach, reach)), constant_values=reach)
    offsets = range(-reach, reach + 1)
    squares = [padded[:, reach + x : reach + x + len(down)] ** 2 + x * x for x in offsets]
    return np.minimum(np.sqrt(np.min(squares, axis=0)), reach)


def redraw(ink: np.ndarray, change: float) -> np.ndarray:
    """Return ink (n, n), bool, as coverage from 0 to 1, with its outline moved outwards by `change` pixels."""
    reach = math.ceil(abs(change)) + 1
    outside, inside = distance(ink, reach), distance(~ink, reach)
    return np.clip(inside - outside + change + np.where(ink, 0, 1), 0, 1)


def inked(cell: np.ndarray) -> np.ndarray:
    """Return where a drawing, uint8 (height, width), has ink, bool: at least half as bright as its brightest pixel."""
    brightest = int(cell.max())
    return cell * 2.0 >= brightest if brightest > FAINT else np.zeros(cell.shape, dtype=bool)


def is_overfull(cell: np.ndarray) -> bool:
    """Return whether a drawing, uint8 (height, width), holds more ink than paper: no digit, or dark ink on white."""
    return 2 * int(inked(cell).sum()) > cell.size


def digit_from_drawing(cell: np.ndarray) -> np.ndarray:
    """Return a drawing of one digit, uint8 (height, width), as MNIST would show it: uint8 (28, 28).

    `grid_from_drawings` says how. A drawing with nothing in it, or a dot, becomes an empty picture.
    """
    shape = inked(cell)
    rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    longer = max(np.ptp(rows), np.ptp(columns)) + 1 if len(rows) else 0
    if longer * DOT < min(cell.shape):
        return np.zeros((DIGIT, DIGIT), dtype=np.uint8)

    # scale so that the longer side fills the box once the strokes have MNIST's width
    ink = cell / int(cell.max())
    width = min(stroke_width(ink), longer / 2)  # of a round blot it is longer / 2
    scale = (BOX - STROKE) / (longer - width)
    change = (STROKE - width * scale) / 2
    if change < -THINNING:
        scale, change = (BOX + 2 * THINNING) / longer, -THINNING
    vertical = resampling(cell.shape[0], (rows[0] + rows[-1] + 1) / 2, scale * FINE)
    horizontal = resampling(cell.shape[1], (columns[0] + columns[-1] + 1) / 2, scale * FINE)
    # half a stroke's coverage, which is below 1 if the stroke is thinner than a fine pixel
    half = min(1, width * scale * FINE) / 2
    coverage = redraw(vertical @ ink @ horizontal.T >= half - TIE, change * FINE)

    # move the centre of mass to the middle
    places, total = np.arange(len(coverage)), max(coverage.sum(), 1e-9)
    for axis in (0, 1):
        mass = float((coverage.sum(axis=1 - axis) * places).sum() / total)
        shift = math.floor(MIDDLE * FINE + FINE / 2 - mass + TIE)
        coverage = np.roll(coverage, min(max(shift, -MARGIN), MARGIN), axis)
    pixels = coverage.reshape(DIGIT, FINE, DIGIT, FINE).mean(axis=(1, 3))
    return to_pixels(pixels)


def grid_from_drawings(cells) -> np.ndarray:
    """Return four drawings as one grid of digits that look like MNIST's, uint8 (56, 56).

    cells: uint8 (4, height, width) of any size, white ink on black, in reading order, one digit in each. Each digit's
    bounding box is fitted into 20x20 pixels, with its aspect ratio kept, and its centre of mass is moved to the middle,
    as in MNIST ("Gradient-Based Learning Applied to Document Recognition", LeCun et al. 1998, section III.A); its
    strokes are made as wide as MNIST's. A cell with nothing in it, or a dot, stays empty.

    Raises TypeError for other types, ValueError for other shapes and for a cell with more ink than paper.
    """
    cells = np.asarray(cells)
    if cells.dtype != np.uint8:
        raise TypeError(f"expected cells of uint8, 0 paper to 255 ink, given {cells.dtype}")
    if cells.ndim != 3 or len(cells) != CELLS or not cells.size:
        raise ValueError(f"expected cells (4, height, width), given {cells.shape}")
    for number, cell in enumerate(cells, 1):
        if is_overfull(cell):
            remedy = "for dark ink on white, give 255 - cells"
            raise ValueError(f"expected white ink on black, given more ink than paper in cell {number}: {remedy}")
    return compose(np.stack([digit_from_drawing(cell) for cell in cells]))
