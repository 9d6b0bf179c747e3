"""From a photo of four digits on paper to a grid that models read, step by step."""

import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from mnist2x2.drawing.normalising import digit_from_drawing
from mnist2x2.drawing.pictures import open_picture
from mnist2x2.grid import PLACES, SIDE, compose

try:
    from mnist2x2.drawing.inks import ink_on, without_rules
    from mnist2x2.drawing.layout import cells_of
    from mnist2x2.drawing.sheet import paper_in
except ModuleNotFoundError as error:
    MISSING: ModuleNotFoundError | None = error
else:
    MISSING = None

LOOKED_AT = 1200  # pixels of the longer side of the picture in which ink is looked for
SHOWN = 300  # pixels: the height of the steps where they are shown


@dataclass
class Photo:
    """What was made of a photo: the grid, uint8 (56, 56), notes on what is uncertain, and the steps, as pictures."""

    grid: np.ndarray
    notes: list[str] = field(default_factory=list)
    steps: dict[str, np.ndarray] = field(default_factory=dict)


def to_bytes(ink: np.ndarray) -> np.ndarray:
    """Return ink from 0 to 1 as uint8, 0 to 255."""
    return np.rint(ink * 255).astype(np.uint8)


def is_grid(picture: Image.Image, side: int) -> bool:
    """Return whether a picture is itself a grid of `side` pixels, white ink on black."""
    return picture.size == (side, side) and (side != SIDE or np.median(np.asarray(picture.convert("L"))) < 128)


def look(picture: Image.Image, steps: dict[str, np.ndarray]) -> tuple[np.ndarray, list[str]]:
    """Return a photo as a grid, uint8 (56, 56), and notes; add each step, a picture, to `steps`.

    Raises ValueError for a photo that shows no grid of digits, ModuleNotFoundError if OpenCV is not installed.
    """
    if MISSING:
        raise ModuleNotFoundError("photos need OpenCV: install mnist2x2[photo]") from MISSING
    scale = LOOKED_AT / max(picture.size)
    resized = picture.convert("RGB").resize([max(1, round(scale * size)) for size in picture.size])
    values = steps["the picture"] = np.asarray(resized)
    paper = paper_in(values)
    if paper is not None:
        values = steps["the sheet"] = paper
    ink, is_bright = ink_on(values)
    steps["brighter than paper" if is_bright else "darker than paper"] = to_bytes(ink)
    ink = without_rules(ink)
    steps["without rules"] = to_bytes(ink)
    cells, notes = cells_of(ink)
    drawings = list(map(to_bytes, cells))
    steps |= zip(PLACES, drawings, strict=True)
    grid = steps["the grid"] = compose(np.stack(list(map(digit_from_drawing, drawings))))
    return grid, notes


def examine(picture: str | Path | Image.Image, side: int = SIDE, steps: dict[str, np.ndarray] | None = None) -> Photo:
    """Return what was made of a photo, or of a picture of a grid of `side` pixels, white ink on black.

    steps: a dictionary that also holds the steps so far if the photo cannot be read. Raises OSError for a file that
    cannot be read, ValueError for a picture that shows no grid of digits.
    """
    steps = {} if steps is None else steps
    picture = picture if isinstance(picture, Image.Image) else open_picture(picture, side)
    if is_grid(picture, side):
        grid = steps["the grid"] = np.asarray(picture.convert("L"))
        return Photo(grid, [], steps)
    if side != SIDE:
        size = f"{picture.width}x{picture.height}"
        raise ValueError(f"expected {side}x{side} pixels, as this model's grids have, given {size}")
    return Photo(*look(picture, steps), steps)


def read_photo(picture: str | Path | Image.Image) -> np.ndarray:
    """Return a photo of four digits as a grid that `read_grids` takes, uint8 (56, 56); warns of what is uncertain.

    picture: a picture or the path of one, in grey or colour, dark ink on light paper or chalk on a board, in any light.
    The paper may lie on a desk, and may be ruled. Each quarter holds one digit or none, or four digits stand in one
    row. A picture of 56x56 pixels, white ink on black, is its own grid. Needs OpenCV: mnist2x2[photo].

    Raises OSError for a file that cannot be read, ValueError for a picture that shows no such grid, ModuleNotFoundError
    if OpenCV is not installed.
    """
    photo = examine(picture)
    for note in photo.notes:
        warnings.warn(note, stacklevel=2)
    return photo.grid


def grid_from_picture(picture: Image.Image, side: int = SIDE) -> np.ndarray:
    """Return a picture as a grid for a model whose grids have `side` pixels, uint8 (side, side): see `examine`."""
    return examine(picture, side).grid


def save_steps(steps: dict[str, np.ndarray], path: str | Path) -> None:
    """Save the steps from a photo to a grid as one picture: a row, each with its name above it."""
    pictures = [Image.fromarray(step).convert("RGB") for step in steps.values()]
    pictures = [own.resize((max(1, round(SHOWN * own.width / own.height)), SHOWN)) for own in pictures]
    sheet = Image.new("RGB", (sum(own.width + 10 for own in pictures) + 10, SHOWN + 40), "white")
    pen, left = ImageDraw.Draw(sheet), 10
    for name, own in zip(steps, pictures, strict=True):
        pen.text((left, 8), name, fill="black", font_size=16)
        sheet.paste(own, (left, 30))
        left += own.width + 10
    sheet.save(path)
