"""From a picture of four digits, such as a phone's photo of paper, to drawings: white ink on black, in even light."""

from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image, ImageFilter, ImageOps

from mnist2x2.drawing.normalising import grid_from_drawings, is_overfull
from mnist2x2.grid import PLACES, SIDE, cut

LOOKED_AT = (240, 800)  # pixels of the shorter side: smaller pictures are enlarged, larger ones shrunk
LIGHT = 160  # pixels of the longer side of the small picture from which the light is estimated
WIDEST = 8  # of those pixels: no stroke is wider than twice this
FAINTEST = 0.1  # the smallest difference from paper, as a share of the paper's brightness, that may be ink
LEAST = 1 / 2000  # the smallest share of ink in a picture that is not blank
BLOCKS = 48  # about so many blocks along a cell's side: neighbouring blocks with ink are one part
SPECK = 2  # blocks: a part that is no longer than this is a speck
EDGE = 8  # the margin is a cell's side divided by this: a part inside it is a line between cells, or a neighbour's


def open_picture(path: str | Path) -> Image.Image:
    """Return a picture as it is meant to be looked at: upright, in grey or colour, white where it is transparent.

    Raises OSError or ValueError for a file that cannot be read as a picture.
    """
    try:
        with Image.open(path) as picture:
            if picture.mode.startswith(("I", "F")):
                raise ValueError(f"expected grey or colour of 8 bits, given mode {picture.mode}")
            picture.draft(None, (2 * LOOKED_AT[1], 2 * LOOKED_AT[1]))  # of a large JPEG, decode no more than is needed
            upright = ImageOps.exif_transpose(picture)
            if upright.has_transparency_data:
                coloured = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", coloured.size, "white"), coloured)
            return upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    except Image.DecompressionBombError as error:
        raise ValueError(f"this picture is too large: {error}") from error
    except (OSError, ValueError):
        raise
    except Exception as error:  # at a damaged file, Pillow's readers raise SyntaxError, RuntimeError and others
        raise ValueError(f"this picture is damaged: {error}") from error


def has_bright_ink(picture: Image.Image) -> bool:
    """Return whether ink is brighter than the picture around it: chalk, or a drawing on black."""
    small = picture.convert("L")
    small.thumbnail((64, 64))
    around = small.filter(ImageFilter.MedianFilter(31))
    difference = np.asarray(small, dtype=float) - np.asarray(around)
    noise = 3 * float(np.median(np.abs(difference))) + 1
    return np.maximum(0, difference - noise).sum() > np.maximum(0, -difference - noise).sum()


def closing(picture: np.ndarray) -> np.ndarray:
    """Return a picture (height, width, channels) with everything dark and narrow filled: a morphological closing.

    It is the largest value around each pixel, then the smallest of those around it. Dark and wide areas stay.
    """
    for extreme in (np.max, np.min):
        for axis in (0, 1):
            margins = [(WIDEST, WIDEST) if i == axis else (0, 0) for i in range(3)]
            picture = extreme(sliding_window_view(np.pad(picture, margins, "edge"), 2 * WIDEST + 1, axis), axis=-1)
    return picture


def light(picture: Image.Image) -> np.ndarray:
    """Return how bright the paper is at each pixel of a picture of dark ink: float (height, width, channels), 1 to 255.

    A closing follows shadows, but assumes that the light is even beyond the border, where the result is too bright if
    the light slopes. So a second closing is taken of the picture minus its best-fitting plane; the smaller one counts.
    """
    small = picture.copy()
    small.thumbnail((LIGHT, LIGHT))
    values = np.asarray(small, dtype=float).reshape(small.height, small.width, -1)
    down, right = np.mgrid[: small.height, : small.width]
    slope = np.stack([down, right, np.ones(down.shape)], axis=-1).reshape(-1, 3)
    plane = slope @ np.linalg.lstsq(slope, values.reshape(len(slope), -1), rcond=None)[0]
    plane = plane.reshape(values.shape)
    paper = np.minimum(closing(values), closing(values - plane) + plane).astype(np.float32)
    channels = [Image.fromarray(np.ascontiguousarray(paper[..., i])) for i in range(paper.shape[2])]
    return np.clip(np.stack([channel.resize(picture.size) for channel in channels], axis=-1), 1, 255)


def ink_of(picture: Image.Image) -> np.ndarray:
    """Return how much ink is at each pixel of a picture of dark ink: float (height, width), from 0 to 1.

    Ink is darker than paper in at least one colour. A pixel counts as paper unless it is darker by more than the noise,
    and by more than a quarter of full ink.
    """
    bright, values = light(picture), np.asarray(picture, dtype=float).reshape(picture.height, picture.width, -1)
    darker = np.pad((bright - values).max(axis=-1), 1, mode="edge")
    darker = sliding_window_view(darker, (3, 3)).mean(axis=(2, 3))  # evens out noise
    darker -= np.median(darker)
    noise = 1.5 * float(np.median(np.abs(darker)))
    paper = bright.mean(axis=-1)
    darker, noise = darker / paper, noise / paper  # in the dark, noise is a larger share
    certain = darker[darker > np.maximum(FAINTEST, 5 * noise)]
    if len(certain) < darker.size * LEAST:
        return np.zeros(darker.shape)
    full = float(np.quantile(certain, 0.75))
    least = np.maximum(4 * noise, full / 4)
    return np.clip((darker - least) / np.maximum(full - least, FAINTEST / 2), 0, 1)


def parts(shape: np.ndarray) -> list[np.ndarray]:
    """Return the connected parts of a shape, bool (height, width), corners included: the places (n, 2) of each."""
    left, connected = set(zip(*map(np.ndarray.tolist, np.nonzero(shape)), strict=True)), []
    while left:
        part = [left.pop()]
        for row, column in part:  # which grows meanwhile
            around = {(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & left
            left -= around
            part += around
        connected.append(np.array(part))
    return connected


def without_specks(cell: np.ndarray) -> np.ndarray:
    """Return a cell (height, width) without specks, and without parts that lie along its edges."""
    side = max(1, min(cell.shape) // BLOCKS)
    height, width = (-(-size // side) for size in cell.shape)
    padded = np.pad(cell, ((0, height * side - cell.shape[0]), (0, width * side - cell.shape[1])))
    blocks = padded.reshape(height, side, width, side).max(axis=(1, 3)) > 0
    kept, margin = np.zeros(blocks.shape, dtype=bool), min(height, width) // EDGE
    for part in parts(blocks):
        inside = (part >= margin) & (part < np.array(blocks.shape) - margin)
        if np.ptp(part, axis=0).max() >= SPECK and inside.all(axis=1).any():
            kept[tuple(part.T)] = True
    return cell * kept.repeat(side, axis=0).repeat(side, axis=1)[: cell.shape[0], : cell.shape[1]]


def drawings_from_picture(picture: Image.Image) -> np.ndarray:
    """Return the four quarters of a picture as drawings, uint8 (4, height, width), white ink on black.

    picture: in grey or colour, dark ink on white paper or white on black, in any light. Raises ValueError for a picture
    with a side of fewer than 56 pixels, or with more ink than paper in a quarter.
    """
    if min(picture.size) < SIDE:
        size = f"{picture.width}x{picture.height}"
        raise ValueError(f"expected a picture of at least {SIDE}x{SIDE} pixels, given {size}")
    scale = min(max(min(picture.size), LOOKED_AT[0]), LOOKED_AT[1]) / min(picture.size)
    if scale != 1:
        picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), reducing_gap=2)
    picture = ImageOps.invert(picture) if has_bright_ink(picture) else picture
    ink = ink_of(picture)
    quarters = cut(ink[: ink.shape[0] // 2 * 2, : ink.shape[1] // 2 * 2])
    cells = np.stack([np.rint(without_specks(quarter) * 255).astype(np.uint8) for quarter in quarters])
    for name, cell in zip(PLACES, cells, strict=True):
        if is_overfull(cell):
            expected = "expected one digit or none in each quarter, with paper around it"
            raise ValueError(f"the {name} cell holds more ink than paper: {expected}")
    return cells


def grid_from_picture(picture: Image.Image, side: int) -> np.ndarray:
    """Return a picture as a grid that `read_grids` takes, uint8 (side, side).

    A picture of that size, white ink on black, is returned unchanged; of any other, each quarter is one drawing.
    """
    grey = np.asarray(picture.convert("L"))
    if grey.shape == (side, side) and (side != SIDE or np.median(grey) < 128):
        return grey
    if side != SIDE:
        raise ValueError(
            f"expected {side}x{side} pixels, as this model's grids have, given {picture.width}x{picture.height}"
        )
    return grid_from_drawings(drawings_from_picture(picture))
