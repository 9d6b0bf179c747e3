"""From a photo of four digits on paper to a grid that models read, step by step."""

import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from mnist2x2.drawing.inks import ink_on, without_rules
from mnist2x2.drawing.layout import cells_of
from mnist2x2.drawing.normalising import digit_from_drawing
from mnist2x2.drawing.pictures import open_picture
from mnist2x2.drawing.sheet import find_sheet, straightened
from mnist2x2.grid import SIDE, compose

LOOKED_AT = 1200  # pixels of the longer side of the sheet


@dataclass
class Photo:
    """What was made of a photo: the grid, uint8 (56, 56), notes on what is uncertain, and the steps, as pictures."""

    grid: np.ndarray
    notes: list[str] = field(default_factory=list)
    steps: dict[str, np.ndarray] = field(default_factory=dict)


def to_bytes(ink: np.ndarray) -> np.ndarray:
    return np.rint(ink * 255).astype(np.uint8)


def examine(picture: str | Path | Image.Image) -> Photo:
    """Return what was made of a photo. A picture of 56x56 pixels, white ink on black, is its own grid.

    Raises OSError for a file that cannot be read, ValueError for a picture that shows no grid of digits.
    """
    picture = picture if isinstance(picture, Image.Image) else open_picture(picture)
    grey = np.asarray(picture.convert("L"))
    if grey.shape == (SIDE, SIDE) and np.median(grey) < 128:
        return Photo(grey)
    scale = LOOKED_AT / max(picture.size)
    resized = picture.convert("RGB").resize([max(1, round(scale * size)) for size in picture.size])
    values = np.asarray(resized)
    steps = {"picture": values}
    corners = find_sheet(values)
    if corners is not None:
        values = steps["sheet"] = straightened(values, corners)
    ink, bright = ink_on(values)
    steps["ink, brighter than paper" if bright else "ink, darker than paper"] = to_bytes(ink)
    ink = without_rules(ink)
    steps["without rules"] = to_bytes(ink)
    cells, notes = cells_of(ink)
    digits = [digit_from_drawing(to_bytes(cell)) for cell in cells]
    grid = compose(np.stack(digits))
    steps["digits"] = grid
    return Photo(grid, notes, steps)


def read_photo(picture: str | Path | Image.Image) -> np.ndarray:
    """Return a photo of four digits as a grid that `read_grids` takes, uint8 (56, 56); warns of what is uncertain.

    picture: a picture or the path of one, in grey or colour, dark ink on light paper or chalk on a board, in any light.
    The paper may lie on a desk, and have rules. Each quarter holds one digit or none, or four digits stand in one row.
    Raises OSError for a file that cannot be read, ValueError for a picture that shows no such grid.
    """
    photo = examine(picture)
    for note in photo.notes:
        warnings.warn(note, stacklevel=2)
    return photo.grid
