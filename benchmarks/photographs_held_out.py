"""Kinds of photographs at which whoever works on the reader does not look: they show what it does with new ones."""

import numpy as np
from cameras import File, desk, encoded, on_desk, photo, seen, shadow, turned
from paper import BIRO, BLACK, PENCIL, WHITE, Four, Page, Pen, dark, near, places, size_of, smooth
from PIL import Image, ImageDraw, ImageFilter


def whiteboard(four: Four, rng: np.random.Generator) -> File:
    """Coloured marker on a whiteboard, with remains of what was wiped off, and a lamp that is reflected."""
    page = Page(rng, (214, 219, 222), spare=0.2)
    page.shade(1 + 0.012 * smooth(rng, page.shape, 6, 14))
    colours = ((30, 60, 170), (190, 35, 45), (20, 130, 70), (35, 35, 40))
    page.write(four, Pen(near(rng, colours[rng.integers(4)]), rng.uniform(0.045, 0.075), 0.1))
    (down, right), (y, x) = places(page.shape), rng.uniform(-0.3, 0.3, 2)
    glare = np.exp(-(((down - y) / rng.uniform(0.06, 0.15)) ** 2) - ((right - x) / rng.uniform(0.06, 0.25)) ** 2)
    pixels = page.pixels + rng.uniform(50, 90) * glare[..., None]
    page.pixels = pixels.astype(np.float32)
    return photo(turned(page, rng.uniform(-4, 4)), rng)


def checked_cloth(four: Four, rng: np.random.Generator) -> File:
    """A sheet on a checked tablecloth, seen from one side, with the shadow of a hand that holds the phone."""
    page, size = Page(rng), size_of(rng, 900, 1400)
    page.write(four, dark(rng))
    (down, right), checks = places(size[::-1]), rng.uniform(10, 22)
    angle = rng.uniform(-0.5, 0.5)
    stripes = [np.sin(2 * np.pi * checks * along) > 0 for along in (right + angle * down, down - angle * right)]
    colours = np.array([near(rng, (186, 60, 60)), near(rng, (150, 148, 142)), near(rng, (110, 30, 36))])
    cloth = colours[stripes[0].astype(int) + stripes[1]].astype(np.float32)
    pixels = on_desk(rng, page, True, cloth * (1 + 0.05 * rng.normal(size=(*size[::-1], 1))))
    hand = Image.new("L", size)
    draw, (x, y), reach = ImageDraw.Draw(hand), rng.uniform(0.15, 0.85, 2) * size, max(size)
    turn = np.arctan2(y - size[1] / 2, x - size[0] / 2)  # the arm comes from the nearer side
    for finger in (-0.5, -0.2, 0.1, 0.4):
        tip = x - 0.22 * reach * np.cos(turn + finger), y - 0.22 * reach * np.sin(turn + finger)
        draw.line((x, y, *tip), fill=255, width=reach // 18)
    draw.line((x, y, x + reach * np.cos(turn), y + reach * np.sin(turn)), fill=255, width=reach // 6)
    dark_there = np.asarray(hand.filter(ImageFilter.GaussianBlur(rng.uniform(3, 12))), dtype=np.float32) / 255
    return photo(pixels * (1 - rng.uniform(0.25, 0.45) * dark_there[..., None]), rng)


def light_squares(four: Four, rng: np.random.Generator) -> File:
    """Biro on school paper with light squares."""
    page = Page(rng, spare=0.2)
    colour = near(rng, ((170, 200, 226), (206, 178, 204), (178, 212, 186))[rng.integers(3)])
    page.rule(rng.uniform(0.12, 0.2) * page.unit(), colour, rng.uniform(1.2, 2.2), squared=True)
    page.write(four, Pen(near(rng, (BIRO, BLACK)[rng.integers(2)]), rng.uniform(0.022, 0.035), 0.1))
    return photo(turned(page, rng.uniform(-5, 5)), rng)


def red_margin(four: Four, rng: np.random.Generator) -> File:
    """Ruled paper with a red line, to the right of which is written."""
    page = Page(rng, size=size_of(rng, 900, 1300), spare=0.15)
    page.rule(rng.uniform(0.16, 0.25) * page.unit(), near(rng, (170, 186, 214)), rng.uniform(1, 2))
    left, top, width, height = page.box
    gap = rng.uniform(0.08, 0.14) * width
    page.ink(vertical(page, left + gap), near(rng, (214, 70, 84)))
    whole, page.box = page.box, (left + gap, top, width - gap, height)
    page.write(four, Pen(near(rng, (BIRO, BLACK)[rng.integers(2)]), rng.uniform(0.025, 0.05)), off=0.4)
    page.box = whole
    return photo(turned(page, rng.uniform(-3, 3)), rng)


def vertical(page: Page, x: float) -> np.ndarray:
    """Return a line down the page, `x` pixels from the left: (height, width), 0 to 1."""
    across = np.abs(np.arange(page.shape[1], dtype=np.float32) - x)
    return np.broadcast_to(np.clip(2 - across, 0, 1)[None], page.shape)


def cover_of(page: Page, rng: np.random.Generator, torn: bool) -> np.ndarray:
    """Return which part of a page is there: without one torn side, or with its corners cut round."""
    (down, right), (height, width) = places(page.shape), page.shape
    if torn:
        edge = 0.5 - 0.02 - 0.012 * smooth(rng, page.shape, 14) - 0.004 * smooth(rng, page.shape, 90)
        return np.float32((down if rng.random() < 0.5 else -down) < edge)
    radius = rng.uniform(0.04, 0.1) * min(page.shape)
    beyond = [np.maximum(0, np.abs(at) * side - side / 2 + radius) for at, side in ((down, height), (right, width))]
    return np.float32(np.hypot(*beyond) < radius)


def torn_or_round(four: Four, rng: np.random.Generator) -> File:
    """Paper with a torn edge, or a card with round corners, on dark cloth."""
    page, size = Page(rng), size_of(rng, 900, 1400)
    page.write(four, dark(rng), 0.42, 0.62, 0.35)
    cloth = near(rng, (44, 44, 54)) * (1 + 0.2 * rng.normal(size=(*size[::-1], 1)))
    return photo(on_desk(rng, page, True, cloth.astype(np.float32), cover_of(page, rng, rng.random() < 0.5)), rng)


def table_by_hand(four: Four, rng: np.random.Generator) -> File:
    """A table whose rules are drawn by hand, with the same pen."""
    page, pen = Page(rng), dark(rng, 0.03, 0.055)
    left, top, width, height = page.box
    gap, unit, rules = rng.uniform(0.1, 0.2) * page.unit(), page.unit(), []
    for i in range(3):
        for axis in (0, 1):
            start, side = np.array([(left, top), (top, left)][axis]), np.array([(width, height), (height, width)][axis])
            along = np.linspace(
                gap + rng.uniform(-0.06, 0.03) * unit, side[0] - gap + rng.uniform(-0.03, 0.06) * unit, 40
            )
            waves = 0.012 * unit * (np.sin(along / unit * rng.uniform(2, 5) + rng.uniform(0, 6)) + rng.uniform(-1, 1))
            across = gap + i * (side[1] - 2 * gap) / 2 + waves + rng.uniform(-0.02, 0.02) * (along - side[0] / 2)
            path = np.stack([along, across], axis=-1) + start
            rules.append(path if axis == 0 else path[:, ::-1])
    page.box = left + gap, top + gap, width - 2 * gap, height - 2 * gap
    page.draw([*page.place(four, 0.42, 0.65, 0.35), rules], pen)
    return photo(page.pixels, rng)


def sticky_note(four: Four, rng: np.random.Generator) -> File:
    """A square sticky note on a desk."""
    side = int(rng.integers(600, 900))
    page = Page(rng, ((250, 230, 100), (250, 170, 190), (170, 226, 150))[rng.integers(3)], (side, side))
    page.write(four, Pen(near(rng, (BIRO, BLACK)[rng.integers(2)]), rng.uniform(0.03, 0.06)))
    down, _ = places(page.shape)
    page.shade(1 - 0.2 * np.clip(down - 0.1, 0, 1))  # it curls up
    return photo(on_desk(rng, page, True), rng)


def envelope(four: Four, rng: np.random.Generator) -> File:
    """Pencil on brown paper with fibres."""
    page = Page(rng, (190, 156, 112), spare=0.2)
    page.shade(1 + 0.025 * smooth(rng, page.shape, 30, 300) + 0.02 * rng.normal(size=page.shape).astype(np.float32))
    page.write(four, Pen(near(rng, np.array(PENCIL) - 50), rng.uniform(0.028, 0.05), 0.3))
    return photo(turned(page, rng.uniform(-4, 4)), rng)


def screen(four: Four, rng: np.random.Generator) -> File:
    """White on black on a screen, photographed: a grey black, and stripes."""
    page = Page(rng, (26, 28, 34), spare=0.2)
    page.write(four, Pen(near(rng, (212, 216, 226)), rng.uniform(0.05, 0.09)))
    (down, right), (a, b) = places(page.shape), rng.uniform(-60, 60, 2)
    bend = 0.4 * smooth(rng, page.shape, 3)
    stripes = np.sin(2 * np.pi * (a * down + b * right) + bend) + 0.6 * np.sin(2 * np.pi * (1.1 * a * right - b * down))
    page.pixels = page.pixels * (1 + 0.07 * stripes[..., None]) + 4 * stripes[..., None]
    return photo(turned(page, rng.uniform(-4, 4)), rng)


def crumpled(four: Four, rng: np.random.Generator) -> File:
    """Paper that was crumpled and smoothed: facets, each in a light of its own."""
    page = Page(rng)
    page.write(four, dark(rng))
    (down, right), light = places(page.shape), np.ones(page.shape, dtype=np.float32)
    for _ in range(16):
        angle, (y, x) = rng.uniform(0, 2 * np.pi), rng.uniform(-0.5, 0.5, 2)
        along = np.cos(angle) * (right - x) + np.sin(angle) * (down - y)
        light *= 1 + rng.uniform(-0.06, 0.06) * np.tanh(along / 0.006) * np.exp(-np.abs(along) / 0.2)
    page.shade(light)
    return photo(page.pixels, rng)


def two_small(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng, 0.02, 0.035), 0.5, 0.72, small=2)
    return photo(page.pixels, rng)


def punched_holes(four: Four, rng: np.random.Generator) -> File:
    """A sheet with holes at its left, through which the desk is seen; it fills the picture but for some desk."""
    page = Page(rng, size=size_of(rng, 900, 1300))
    (height, width), cover = page.shape, np.ones(page.shape, dtype=np.float32)
    x, radius, unit = rng.uniform(0.05, 0.07) * width, rng.uniform(0.035, 0.05) * page.unit(), page.unit()
    rows, columns = np.mgrid[:height, :width]
    for y in np.linspace(-1, 1, rng.choice([2, 4])) * rng.uniform(0.45, 0.8) * unit + height / 2:
        cover[np.hypot(rows - y, columns - x) < radius] = 0
    page.box = 0.12 * width, 0, 0.88 * width, height
    page.write(four, dark(rng, 0.03, 0.07), off=0.4)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) + rng.uniform(-8, 2, (4, 2))
    return photo(seen(page.pixels, corners, desk(rng, page.shape, textured=False), cover), rng)


def blue_on_blue(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng, (136, 176, 224))
    page.write(four, Pen(near(rng, (36, 66, 160)), rng.uniform(0.04, 0.08), 0.1))
    page.shade(shadow(rng, page.shape, rng.uniform(0, 0.3), 0.5))
    return photo(page.pixels, rng)


def screenshot(four: Four, rng: np.random.Generator) -> File:
    """A phone's screenshot of an app to draw in: dark bars above and below, with buttons."""
    width = int(rng.integers(600, 900))
    page = Page(rng, (255, 255, 255), (width, int(width * rng.uniform(1, 1.4))))
    page.write(four, dark(rng, 0.04, 0.09))
    bars = [np.full((int(share * width), width, 3), rng.uniform(15, 40)) for share in rng.uniform(0.12, 0.35, 2)]
    for i in range(5):
        middle, half = int((i + 0.5) * width / 5), int(rng.uniform(0.012, 0.03) * width)
        row = len(bars[1]) // 2
        bars[1][row - half : row + half, middle - half : middle + half] = rng.uniform(90, 200, 3)
    pixels = np.concatenate([bars[0], page.pixels, bars[1]])
    return encoded(Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8)))


def row_on_ruled_paper(four: Four, rng: np.random.Generator) -> File:
    width = int(rng.integers(1000, 1500))
    page = Page(rng, WHITE, (width, int(width * rng.uniform(0.28, 0.4))), spare=0.2)
    page.rule(rng.uniform(0.3, 0.5) * page.unit(), near(rng, (176, 194, 220)), rng.uniform(1, 2.2))
    page.write(
        four, Pen(near(rng, (BIRO, BLACK)[rng.integers(2)]), rng.uniform(0.045, 0.08)), 0.5, 0.7, 0.3, page.columns()
    )
    return photo(turned(page, rng.uniform(-3, 3)), rng)


KINDS = {
    "whiteboard": whiteboard,
    "checked cloth": checked_cloth,
    "light squares": light_squares,
    "red margin": red_margin,
    "torn or round paper": torn_or_round,
    "table by hand": table_by_hand,
    "sticky note": sticky_note,
    "envelope": envelope,
    "screen": screen,
    "crumpled": crumpled,
    "two small": two_small,
    "punched holes": punched_holes,
    "blue on blue": blue_on_blue,
    "screenshot": screenshot,
    "row on ruled paper": row_on_ruled_paper,
}
