"""The layout of a grid: composing cells into one picture, and cutting the picture into cells again."""

import numpy as np

DIGIT = 28  # pixels along each side of an MNIST digit
PLACES = ("upper left", "upper right", "lower left", "lower right")  # of the cells of a 2x2 grid, in reading order
CELLS = len(PLACES)
SIDE = 2 * DIGIT  # pixels along each side of a 2x2 grid


def compose(cells):
    """Compose cells (..., n * n, height, width), in reading order, into grids (..., n * height, n * width).

    Works on arrays and tensors of any dtype.
    """
    *batch, count, height, width = cells.shape
    across = round(count**0.5)
    rows = cells.reshape(*batch, across, across, height, width).swapaxes(-3, -2)  # (..., n, height, n, width)
    return rows.reshape(*batch, across * height, across * width)


def cut(grids, across: int = 2):
    """Cut grids (..., height, width) into cells, in reading order: (..., n * n, height / n, width / n), n = `across`.

    The inverse of `compose`. Works on arrays and tensors of any dtype.
    """
    *batch, height, width = grids.shape
    rows = grids.reshape(*batch, across, height // across, across, width // across)
    return rows.swapaxes(-3, -2).reshape(*batch, across * across, height // across, width // across)


def filled(cells):
    """Return which cells (..., height, width) hold ink: bool (...). Works on arrays and tensors of any dtype."""
    return (cells > 0).any(-1).any(-1)


def as_grids(grids, side: int = SIDE):
    """Check that grids are uint8 (B, side, side) and return them unchanged; a list becomes an array.

    Raises TypeError for any other dtype, ValueError for any other shape.
    """
    grids = grids if hasattr(grids, "dtype") else np.array(grids)
    if str(grids.dtype).removeprefix("torch.") != "uint8":
        raise TypeError(f"expected grids of uint8, 0 paper to 255 ink, given {grids.dtype}")
    if grids.ndim != 3 or tuple(grids.shape[1:]) != (side, side):
        raise ValueError(f"expected grids (B, {side}, {side}), given {tuple(grids.shape)}")
    return grids
