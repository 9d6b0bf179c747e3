"""Picture files, opened as they are meant to be looked at: upright, in 8 bits a channel, on an opaque background."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps

from mnist2x2.grid import SIDE

LONGEST = 1600  # pixels of the longer side: larger pictures are shrunk
MOST = 200_000_000  # pixels that are decoded; a JPEG can be decoded at an eighth of its size
NARROWEST = 12  # times as long as wide
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
LOCK = Lock()


@contextmanager
def own_bound() -> Iterator[None]:
    """Replace Pillow's bound on the size of pictures, which warns and speaks of an attack, by MOST."""
    with LOCK:
        bound, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = bound


def eight_bits(picture: Image.Image) -> Image.Image:
    """Return a grey picture of 16 or 32 bits as one of 8, from its darkest to its brightest value.

    Raises ValueError if it holds a number that is not finite.
    """
    values = np.asarray(picture, dtype=float)
    if not np.isfinite(values).all():
        raise ValueError("expected finite numbers in the picture, given NaN or infinity")
    low, high = values.min(), values.max()
    return Image.fromarray(np.rint((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8))


def opaque(picture: Image.Image) -> Image.Image:
    """Return a picture on white where it is transparent, or on black if what is drawn there is bright."""
    layers = picture.convert("RGBA")
    values, alpha = np.asarray(layers.convert("L"), dtype=float), np.asarray(layers)[..., 3] / 255
    drawn = float((values * alpha).sum() / max(alpha.sum(), 1e-9))
    clear = float((1 - alpha).mean()) > 0.5  # else the transparent parts are only a margin
    background = "black" if clear and drawn > 128 else "white"
    return Image.alpha_composite(Image.new("RGBA", layers.size, background), layers)


def check_size(picture: Image.Image, least: int) -> None:
    """Raise ValueError for a picture that is too small, too long, or too large to be decoded."""
    (width, height), size = picture.size, f"{picture.width}x{picture.height}"
    if min(width, height) < least:
        raise ValueError(f"expected a picture of at least {least}x{least} pixels, given {size}")
    if max(width, height) > NARROWEST * min(width, height):
        raise ValueError(f"expected a picture at most {NARROWEST} times as long as wide, given {size}")
    if width * height > MOST:
        raise ValueError(f"expected a picture of at most {MOST // 1_000_000} million pixels, given {size}: shrink it")


def is_heic(file: str | Path | BinaryIO) -> bool:
    """Return whether a file is a picture as iPhones keep it, which Pillow does not read."""
    with nullcontext(file) if hasattr(file, "seek") else open(file, "rb") as opened:
        opened.seek(0)
        return opened.read(12)[8:] in HEIC


def open_picture(file: str | Path | BinaryIO, least: int = SIDE) -> Image.Image:
    """Return a picture as it is meant to be looked at: upright, in grey or colour, opaque, at most 1600 pixels long.

    file: its path, or a file opened to read bytes. Raises OSError or ValueError for one that cannot be read as a
    picture, or has a side of fewer than `least` pixels.
    """
    try:
        with own_bound(), Image.open(file) as picture:
            picture.draft(None, (LONGEST, LONGEST))  # of a large JPEG, decode no more than is needed
            check_size(picture, least)
            if picture.mode.startswith(("I", "F")):
                picture = eight_bits(picture)
            upright = ImageOps.exif_transpose(picture)
            if upright.has_transparency_data:
                upright = opaque(upright)
            upright = upright.convert("L" if upright.mode in ("1", "L", "LA") else "RGB")
            upright.thumbnail((LONGEST, LONGEST))
            return upright
    except Image.UnidentifiedImageError as error:
        if is_heic(file):
            raise ValueError("this is a HEIC picture: save or share it as JPEG, and read that") from error
        raise
    except (OSError, ValueError):
        raise
    except Exception as error:  # at a damaged file, Pillow's readers raise SyntaxError, RuntimeError and others
        raise ValueError(f"this picture is damaged: {error}") from error
