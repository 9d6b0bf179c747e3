"""Make synthetic photographs of four handwritten digits, and say what is written in them.

    files("pencil", load_strokes("writer"), seed=1)   # the bytes of a file, the right answer, and the file's suffix

Each kind of photograph is a function of this module or of `photographs_odd`, or, if held out, of
`photographs_held_out`: whoever works on the reader does not look at the latter.
"""

import numpy as np
import photographs_held_out as unseen
import photographs_odd as odd
from cameras import File, encoded, exposed, falling, moved, on_desk, photo, shadow, turned
from paper import BIRO, BLACK, INKS, PENCIL, Four, Page, Pen, dark, near, size_of, smooth, written
from PIL import Image

from mnist2x2.data.loader import seed_for
from mnist2x2.data.pens import PenDigit

EMPTY = 1 / 4  # the share of pictures of some kinds in which a quarter is empty
NEVER_EMPTY = {"across a middle line", "one small", "two small", "row", "row on ruled paper"}


def plain(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng))
    return photo(page.pixels, rng)


def biro(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng, spare=0.2)
    page.write(four, Pen(near(rng, BIRO), rng.uniform(0.018, 0.035), 0.15))
    return photo(turned(page, rng.uniform(-2, 2)), rng)


def pencil(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, Pen(near(rng, PENCIL, 14), rng.uniform(0.022, 0.045), 0.4))
    return photo(page.pixels, rng)


def marker(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng, 0.09, 0.14), 0.55, 0.75)
    return photo(page.pixels, rng)


def chalk(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng, ((34, 58, 46), (42, 43, 45))[rng.integers(2)])
    page.shade(1 + 0.07 * smooth(rng, page.shape, 5, 12) + 0.04 * smooth(rng, page.shape, 40))  # wiped
    page.write(four, Pen(near(rng, (222, 222, 214)), rng.uniform(0.04, 0.08), 0.3))
    return photo(page.pixels, rng)


def ruled(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng, spare=0.15)
    page.rule(rng.uniform(0.15, 0.3) * page.unit(), near(rng, (178, 196, 220)), rng.uniform(1, 2.2))
    page.write(four, dark(rng, 0.03, 0.06))
    return photo(turned(page, rng.uniform(-2, 2)), rng)


def hard_shadow(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng))
    page.shade(shadow(rng, page.shape, rng.uniform(0.35, 0.6), rng.uniform(0.005, 0.03)))
    return photo(page.pixels, rng)


def falling_light(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng))
    page.shade(falling(rng, page.shape, rng.uniform(0.2, 0.4)))
    return photo(page.pixels, rng)


def tilted(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng, spare=0.5)
    page.write(four, dark(rng), 0.4, 0.62, 0.3)
    return photo(turned(page, rng.choice([-1, 1]) * rng.uniform(3, 9)), rng)


def coloured_paper(four: Four, rng: np.random.Generator) -> File:
    colours = ((250, 226, 110), (246, 176, 190), (160, 214, 160), (150, 196, 236), (244, 170, 96))
    page = Page(rng, colours[rng.integers(len(colours))])
    page.write(four, Pen(near(rng, (BLACK, BIRO)[rng.integers(2)]), rng.uniform(0.035, 0.08)))
    return photo(page.pixels, rng)


def small(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng, size=size_of(rng, 900, 1500))
    page.write(four, dark(rng, 0.016, 0.026), 0.15, 0.25, 0.4)
    return photo(page.pixels, rng)


def sheet(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng))
    return photo(on_desk(rng, page, slanted=False), rng)


def sheet_in_perspective(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng))
    return photo(on_desk(rng, page, slanted=True), rng)


def edges(four: Four, rng: np.random.Generator) -> File:
    page, border = Page(rng), rng.random() < 0.5
    page.write(four, dark(rng), 0.45, 0.65, 0.3)
    for side in rng.permutation(4)[: rng.integers(1, 5 if border else 3)]:
        width = 3 if border else int(rng.uniform(0.01, 0.05) * page.unit() * 2)
        strip = np.rot90(page.pixels, side)[:width]  # a view: the upper edge of the turned picture
        strip[:] = rng.uniform(0, 30)
    return encoded(exposed(page.pixels, rng, 0.3, 1.5), int(rng.integers(80, 95)))


def table(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng, spare=0.1)
    pen = dark(rng, 0.03, 0.06)
    page.table(pen.colour, rng.uniform(0.4, 1) * pen.width * page.unit(), rng.uniform(0.06, 0.14))
    page.write(four, pen, 0.45, 0.7, 0.5)
    return photo(page.pixels, rng)


def cropped_table(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    pen = dark(rng, 0.03, 0.06)
    page.table(pen.colour, rng.uniform(0.5, 1.2) * pen.width * page.unit(), rng.uniform(0, 0.006))
    page.write(four, pen, 0.45, 0.7, 0.5)
    return photo(page.pixels, rng)


def squared_paper(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    pen = dark(rng, 0.035, 0.06)
    page.rule(rng.uniform(0.1, 0.2) * page.unit(), near(rng, pen.colour), rng.uniform(1, 1.8), squared=True)
    page.write(four, pen)
    return photo(page.pixels, rng)


def one_small(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng, 0.02, 0.035), 0.5, 0.72, small=1)
    return photo(page.pixels, rng)


def transparent(four: Four, rng: np.random.Generator, colour) -> File:
    """Return a drawing by an app: ink of one colour, and nothing around it."""
    page = Page(rng)
    strokes = [stroke for path in page.place(four) for stroke in path]
    mask = np.rint(255 * written(strokes, page.shape, rng.uniform(0.03, 0.08) * page.unit(), rng)).astype(np.uint8)
    picture = Image.new("RGBA", mask.shape[::-1], tuple(int(part) for part in near(rng, colour)))
    picture.putalpha(Image.fromarray(mask))
    return encoded(picture)


def light_on_transparent(four: Four, rng: np.random.Generator) -> File:
    return transparent(four, rng, ((250, 250, 250), (250, 250, 250), (250, 226, 120))[rng.integers(3)])


def dark_on_transparent(four: Four, rng: np.random.Generator) -> File:
    return transparent(four, rng, INKS[rng.integers(len(INKS))])


def row(four: Four, rng: np.random.Generator) -> File:
    width = int(rng.integers(900, 1500))
    page = Page(rng, size=(width, int(width * rng.uniform(0.25, 0.4))))
    page.write(four, dark(rng, 0.05, 0.09), 0.5, 0.75, 0.4, page.columns())
    return photo(page.pixels, rng)


def across_a_middle_line(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    paths, which, axis = page.place(four, 0.45, 0.6, 0.1), rng.integers(4), rng.integers(2)
    points, middle = np.concatenate(paths[which]), page.box[2 + axis] / 2
    low, high = points[:, axis].min(), points[:, axis].max()
    over = rng.uniform(0.08, 0.2) * min(high - low, 0.4 * page.unit()) + 0.04 * page.unit()
    shift = middle + over - high if (low + high) / 2 < middle else middle - over - low
    for stroke in paths[which]:
        stroke[:, axis] += shift
    page.draw(paths, dark(rng, 0.03, 0.06))
    return photo(page.pixels, rng)


def sixteen_bits(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng))
    grey = 257 * page.pixels.mean(axis=-1) + rng.normal(0, 300, page.shape)
    return encoded(Image.fromarray(np.clip(grey, 0, 65535).astype(np.uint16)))


def jpeg_15(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng, size=size_of(rng, 500, 1000))
    page.write(four, dark(rng))
    return photo(page.pixels, rng, quality=15)


def in_the_dark(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng, 0.04, 0.08))
    return photo(page.pixels * rng.uniform(0.2, 0.35), rng, 0.9, rng.uniform(8, 13))


def out_of_focus(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng))
    return photo(page.pixels, rng, blur=rng.uniform(0.015, 0.03) * page.unit())


def shaken(four: Four, rng: np.random.Generator) -> File:
    page = Page(rng)
    page.write(four, dark(rng), off=0.4)
    return photo(moved(page.pixels, rng.uniform(0.04, 0.09) * page.unit(), rng.uniform(0, np.pi)), rng)


def large(four: Four, rng: np.random.Generator) -> File:
    """Return a photo of 12 million pixels; half of them were taken with the phone on its side, as their EXIF says."""
    page = Page(rng, size=(1500, 2000))
    page.write(four, dark(rng, 0.03, 0.06))
    picture, exif = exposed(page.pixels, rng).resize((3000, 4000), Image.Resampling.BICUBIC), Image.Exif()
    if rng.random() < 0.5:
        picture, exif[0x0112] = picture.transpose(Image.Transpose.ROTATE_90), 6
    return encoded(picture, 88, exif=exif)


DEVELOPMENT = {
    "plain": plain,
    "biro": biro,
    "pencil": pencil,
    "marker": marker,
    "chalk": chalk,
    "ruled paper": ruled,
    "hard shadow": hard_shadow,
    "falling light": falling_light,
    "tilted": tilted,
    "coloured paper": coloured_paper,
    "all small": small,
    "sheet on a desk": sheet,
    "sheet in perspective": sheet_in_perspective,
    "black edges": edges,
    "table": table,
    "cropped table": cropped_table,
    "squared paper": squared_paper,
    "one small": one_small,
    "light on transparent": light_on_transparent,
    "dark on transparent": dark_on_transparent,
    "row": row,
    "across a middle line": across_a_middle_line,
    "16 bits": sixteen_bits,
    "JPEG quality 15": jpeg_15,
    "in the dark": in_the_dark,
    "out of focus": out_of_focus,
    "shaken": shaken,
    "large": large,
    **odd.KINDS,
}
HELD_OUT = tuple(unseen.KINDS)
KINDS = DEVELOPMENT | unseen.KINDS


def chosen(kind: str, pen_digits: list[PenDigit], rng: np.random.Generator) -> Four:
    """Return four digits, drawn by lot; in some pictures of most kinds one quarter is empty instead.

    They are by one writer. Those of whom there are not all ten digits write pictures together.
    """
    written_by: dict[str, list[PenDigit]] = {}
    for digit in pen_digits:
        written_by.setdefault(digit.writer, []).append(digit)
    of_few = {name for name, own in written_by.items() if len({digit.label for digit in own}) < 10}
    writer = list(written_by)[rng.integers(len(written_by))]
    together = of_few if writer in of_few else {writer}
    pool = [digit for digit in pen_digits if digit.writer in together]
    four: Four = [pool[i] for i in rng.integers(len(pool), size=4)]
    if kind not in NEVER_EMPTY and rng.random() < EMPTY:
        four[rng.integers(4)] = None
    return four


def files(kind: str, pen_digits: list[PenDigit], seed: int) -> tuple[bytes, str, str]:
    """Return a photograph of one kind as the bytes of a file, the right answer such as "3749", and the file's suffix.

    The same seed gives the same photograph. An empty quarter is left out of the answer.
    """
    rng = np.random.default_rng(seed_for("photograph", kind, seed))
    four = chosen(kind, pen_digits, rng)
    file = KINDS[kind](four, rng)
    return file.content, "".join(str(digit.label) for digit in four if digit), file.suffix
