"""Synthetic photographs of what is less usual: patterned cloth, paper of any shape, paper with holes, an app's window.

They belong to `photographs`. They were added to find out why kinds like them, which are held out, were misread.
"""

import numpy as np
from cameras import File, encoded, on_desk, photo
from paper import Four, Page, Pen, dark, near, places, size_of, smooth
from PIL import Image, ImageDraw

CLOTHS = ((200, 60, 60), (60, 90, 160), (240, 235, 225), (70, 120, 80), (30, 30, 34), (220, 180, 90), (150, 110, 80))
HOLES = ((60, 50, 45), (30, 30, 34), (130, 125, 120), (90, 60, 40))
BARS = ((245, 245, 247), (66, 103, 178), (40, 44, 52))


def pattern(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Return a cloth with stripes, squares, dots or lines: float32 (height, width, 3)."""
    colours = [near(rng, CLOTHS[i]) for i in rng.permutation(len(CLOTHS))[:2]]
    down, right = (own * side for own, side in zip(places(shape), shape, strict=True))
    turn, pitch = np.radians(rng.uniform(-25, 25)), rng.uniform(0.02, 0.09) * max(shape)
    along = (right * np.cos(turn) + down * np.sin(turn)) / pitch % 1
    across = (down * np.cos(turn) - right * np.sin(turn)) / pitch % 1
    share = [
        along < rng.uniform(0.3, 0.6),
        (1 * (along < 0.5) + (across < 0.5)) / 2,
        np.hypot(along - 0.5, across - 0.5) < rng.uniform(0.2, 0.35),
        (along < 0.06) | (across < 0.06),
    ][rng.integers(4)][..., None]
    threads = 1 + 0.04 * rng.normal(size=(*shape, 1))
    return ((colours[0] * (1 - share) + colours[1] * share) * threads).astype(np.float32)


def patterned_cloth(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng))
    cloth = pattern(rng, size_of(rng, 900, 1400)[::-1])
    return photo(on_desk(rng, page, slanted=rng.random() < 0.6, around=cloth), rng)


def shape_of_paper(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Return where paper is that is round, cut, or torn at its edges: float32 (height, width), 0 or 1."""
    height, width = shape
    if rng.random() < 0.25:
        down, right = places(shape)
        return np.float32(down**2 + right**2 < 0.25)
    if rng.random() < 0.5:  # with five to seven corners
        count = rng.integers(5, 8)
        angles = (np.arange(count) + rng.uniform(-0.2, 0.2, count)) * 2 * np.pi / count + rng.uniform(0, 6)
        corners = (0.5 + 0.56 * np.stack([np.cos(angles), np.sin(angles)], axis=1)) * [width, height]
        cover = Image.new("L", (width, height))
        ImageDraw.Draw(cover).polygon([tuple(corner) for corner in corners], fill=1)
        return np.asarray(cover, dtype=np.float32)
    cover = np.ones(shape, dtype=np.float32)
    for side in rng.permutation(4)[: rng.integers(1, 5)]:
        turned = np.rot90(cover, side)  # a view: what is torn off is torn off the cover
        tear = 0.012 * smooth(rng, (2, turned.shape[1]), rng.integers(6, 14))[0]
        tear += 0.006 * smooth(rng, (2, turned.shape[1]), 60)[0]
        turned[np.arange(len(turned))[:, None] < (tear - tear.min()) * min(shape)] = 0
    return cover


def odd_paper(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng, 0.03, 0.06), 0.35, 0.5, 0.2)
    cover = shape_of_paper(rng, page.shape)
    return photo(on_desk(rng, page, slanted=rng.random() < 0.5, cover=cover), rng)


def binder_holes(four: Four, rng: np.random.Generator) -> File:
    """Return paper with 2, 3, 4, 12 or 20 holes, some of them with rings, along one side."""
    page = Page(rng, spare=0.12)
    count = int(rng.choice([2, 3, 4, 12, 20]))
    radius = (0.022 if count < 5 else 0.011) * min(page.shape) * rng.uniform(0.8, 1.3)
    side, rings, from_edge = rng.integers(4), rng.random() < 0.25, radius * rng.uniform(1.8, 2.6)
    mask = Image.new("L", page.shape[::-1] if side % 2 == 0 else page.shape)  # the holes are above, then it is turned
    apart = rng.uniform(0.1, 0.2) if count == 2 else 0.42
    for x in np.linspace(0.5 - apart, 0.5 + apart, count) * mask.width:
        box = x - radius, from_edge - radius, x + radius, from_edge + radius
        ImageDraw.Draw(mask).ellipse(box, fill=255)
        if rings:
            ImageDraw.Draw(mask).ellipse(
                [place + way * radius / 2 for place, way in zip(box, (1, 1, -1, -1), strict=True)], fill=0
            )
    if rng.random() < 0.4:
        page.rule(rng.uniform(0.15, 0.3) * page.unit(), near(rng, (178, 196, 220)), rng.uniform(1, 2))
    page.ink(np.rot90(np.asarray(mask, dtype=np.float32) / 255, side), near(rng, HOLES[rng.integers(len(HOLES))]))
    page.write(four, dark(rng, 0.03, 0.06), 0.4, 0.65, 0.4)
    return photo(on_desk(rng, page, slanted=rng.random() < 0.5) if rng.random() < 0.5 else page.pixels, rng)


def app_window(four: Four, rng: np.random.Generator) -> File:
    """Return a picture of a screen: an app to draw in, with the time above and signs below."""
    width = int(rng.integers(540, 1100))
    height = int(width * (rng.uniform(1.8, 2.2) if rng.random() < 0.6 else rng.uniform(0.6, 0.8)))
    top, bottom, bar = int(0.08 * height), int(rng.uniform(0.86, 0.94) * height), near(rng, BARS[rng.integers(3)])
    page = Page(rng, (255, 255, 255), size=(width, bottom - top))
    page.pixels[:] = 255
    page.write(
        four, Pen((40, 40, 40) if rng.random() < 0.7 else (200, 40, 40), rng.uniform(0.03, 0.07)), 0.4, 0.65, 0.3
    )
    screen = np.empty((height, width, 3), dtype=np.float32)
    screen[:], screen[top:bottom] = bar, page.pixels
    picture, sign = Image.fromarray(screen.astype(np.uint8)), "white" if bar.mean() < 140 else "black"
    draw, high = ImageDraw.Draw(picture), height - bottom
    for x, text in ((0.04, f"12:{rng.integers(10, 60)}"), (0.75, f"{rng.integers(10, 99)}%")):
        draw.text((width * x, top * 0.3), text, fill=sign, font_size=top * 0.4)
    for i in range(5):
        x, y, reach = width * (0.1 + 0.2 * i), bottom + high / 2, high / 4
        how = {"outline": sign, "width": max(2, int(reach / 5))} if rng.random() < 0.5 else {"fill": sign}
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)((x - reach, y - reach, x + reach, y + reach), **how)
    return encoded(picture)


KINDS = {
    "patterned cloth": patterned_cloth,
    "odd paper": odd_paper,
    "binder holes": binder_holes,
    "app window": app_window,
}
