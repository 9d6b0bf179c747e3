"""Light, desks and cameras: how a written page becomes a synthetic photograph, as an encoded file."""

from io import BytesIO
from typing import NamedTuple

import numpy as np
from paper import Page, near, places, size_of, smooth
from PIL import Image, ImageFilter

DESKS = ((78, 50, 32), (40, 40, 46), (118, 116, 114), (46, 74, 84), (110, 78, 50), (90, 30, 34))  # colours


class File(NamedTuple):
    """An encoded picture."""

    content: bytes
    suffix: str  # such as ".png"


def falling(rng: np.random.Generator, shape: tuple[int, int], darkest: float) -> np.ndarray:
    """Return light that falls off in some direction, from 1 to `darkest`: float32 (height, width)."""
    (down, right), angle = places(shape), rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * right + np.sin(angle) * down
    return 1 - (1 - darkest) * (along - along.min()) / np.ptp(along)


def shadow(rng: np.random.Generator, shape: tuple[int, int], depth: float, softness: float) -> np.ndarray:
    """Return light with a shadow on one side: (height, width), 1 - depth in it; softness: a share of a side."""
    (down, right), angle = places(shape), rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * right + np.sin(angle) * down + rng.uniform(-0.2, 0.2)
    return 1 - depth * np.clip(along / softness + 0.5, 0, 1)


def perspective(corners: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return the 8 numbers by which Pillow takes places of the picture to a page of some size.

    corners: places (4, 2) in the picture of the page's corners, clockwise from the upper left.
    """
    width, height = size
    rows, right = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (width, 0), (width, height), (0, height)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.linalg.solve(np.array(rows, dtype=float), np.array(right, dtype=float))


def seen(pixels: np.ndarray, corners: np.ndarray, around: np.ndarray, cover: np.ndarray | None = None) -> np.ndarray:
    """Return a page (height, width, 3) lying in a picture, with its corners at given places: float32, as `around`.

    around: the picture without the page. cover: where the page is not torn away, (height, width), 0 to 1.
    """
    size, how = around.shape[1::-1], perspective(corners, pixels.shape[1::-1])
    cover = np.ones(pixels.shape[:2]) if cover is None else cover

    def warped(values: np.ndarray) -> np.ndarray:
        picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
        return np.asarray(picture.transform(size, Image.Transform.PERSPECTIVE, how, Image.Resampling.BICUBIC))

    mask = (
        np.asarray(Image.fromarray(warped(255 * cover)).filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32) / 255
    )
    shade = np.asarray(Image.fromarray(warped(255 * cover)).filter(ImageFilter.GaussianBlur(9)), dtype=np.float32) / 255
    mask, shade = mask[..., None], 1 - 0.35 * shade[..., None]  # the page darkens the desk beside it a little
    return (1 - mask) * around * shade + mask * warped(pixels)


def turned(page: Page, degrees: float) -> np.ndarray:
    """Return a page as a tilted camera sees it: its box only, float32 (height, width, 3). It needs room to spare."""
    left, top, width, height = page.box
    turn, (high, wide) = np.radians(degrees), page.shape
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)]) - [left + width / 2, top + height / 2]
    corners = corners @ [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]] + [width / 2, height / 2]
    around = np.broadcast_to(page.pixels.mean(axis=(0, 1)), (round(height), round(width), 3))
    return seen(page.pixels, corners, around)


def moved(pixels: np.ndarray, length: float, angle: float) -> np.ndarray:
    """Return a picture as a camera takes it that moves by `length` pixels meanwhile."""
    steps = np.linspace(-length / 2, length / 2, max(2, round(length)))
    shifts = [(round(step * np.sin(angle)), round(step * np.cos(angle))) for step in steps]
    return sum(np.roll(pixels, shift, axis=(0, 1)) for shift in shifts) / len(shifts)


def encoded(picture: Image.Image, quality: int | None = None, **settings) -> File:
    """Return a picture as a JPEG file of some quality, or as a PNG file."""
    file = BytesIO()
    picture.save(
        file, "PNG" if quality is None else "JPEG", **({} if quality is None else {"quality": quality}), **settings
    )
    return File(file.getvalue(), ".png" if quality is None else ".jpg")


def exposed(pixels: np.ndarray, rng: np.random.Generator, blur: float = 0.7, noise: float = 2.5) -> Image.Image:
    """Return what a camera records: light not quite even, a soft lens (blur in pixels) and a sensor's noise."""
    pixels = pixels * falling(rng, pixels.shape[:2], rng.uniform(0.8, 1))[..., None]
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(blur))
    grey, colours = rng.normal(0, noise, (*pixels.shape[:2], 1)), rng.normal(0, noise / 2, pixels.shape)
    return Image.fromarray(np.clip(np.asarray(picture) + grey + colours, 0, 255).astype(np.uint8))


def photo(pixels: np.ndarray, rng: np.random.Generator, blur=0.7, noise=2.5, quality: int | None = None) -> File:
    """Return a photograph of pixels (height, width, 3) as a JPEG file."""
    return encoded(exposed(pixels, rng, blur, noise), int(quality or rng.integers(75, 94)))


def desk(rng: np.random.Generator, shape: tuple[int, int], textured: bool = True) -> np.ndarray:
    """Return a bare desk: of wood, of cloth, or plain; float32 (height, width, 3)."""
    pixels = np.empty((*shape, 3), dtype=np.float32)
    pixels[:] = near(rng, DESKS[rng.integers(len(DESKS))])
    wood = smooth(rng, shape, 4, 90) + 0.6 * smooth(rng, shape, 9, 260)
    cloth = rng.normal(size=shape) + 0.3 * smooth(rng, shape, 8)
    texture = (wood, cloth, 0.2 * smooth(rng, shape, 5))[rng.integers(3)] if textured else 0.2 * smooth(rng, shape, 5)
    return pixels * (1 + 0.12 * texture[..., None])


def lying(rng: np.random.Generator, page: Page, size: tuple[int, int], slanted: bool, share=(0.6, 0.92)) -> np.ndarray:
    """Return where a page's corners (4, 2) are in a picture of some size (width, height), all of them in sight.

    slanted: whether the camera looks from one side and is turned. share: how much of the picture the page takes.
    """
    high, wide = page.shape
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=float) - [wide / 2, high / 2]
    corners /= max(wide, high) / 2
    if slanted:
        turn, far = np.radians(rng.uniform(-12, 12)), rng.uniform(-0.12, 0.12, 2)
        corners /= 1 + corners @ far[:, None]  # what is farther away looks smaller
        corners = corners @ [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
    low, high = corners.min(axis=0), corners.max(axis=0)
    sides = np.array(size)
    scale = rng.uniform(*share) * (sides / (high - low)).min()
    room = sides - scale * (high - low)
    return (corners - low) * scale + room * rng.uniform(0.15, 0.85, 2)


def on_desk(rng: np.random.Generator, page: Page, slanted: bool, around=None, cover=None) -> np.ndarray:
    """Return a whole page on a desk: float32 (height, width, 3). around: another desk; cover: see `seen`."""
    size = size_of(rng, 900, 1400) if around is None else around.shape[1::-1]
    around = desk(rng, size[::-1]) if around is None else around
    return seen(page.pixels, lying(rng, page, size, slanted), around, cover)
