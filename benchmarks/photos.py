"""Measure how well photographs of four handwritten digits are read, and write results/photos.json.

    python benchmarks/photos.py [--data FILE.npz] [--each 12] [--only KIND] [--show FOLDER [--held-out]]
                                [--before | --without PART] [--workers 2]

Each kind of synthetic photograph in `photographs` is made from pen strokes: those of the writer that comes with the
package, or those in FILE, by writers from whom no model has learned. Every picture is written to a file, and read as
`python -m mnist2x2 read` reads it. --show draws the pictures with what was read in them; those of kinds that are held
out only with --held-out. --only prints one kind's figures and writes no results. --before keeps the figures as those of
an older reader, to compare with; --without keeps them as those of the reader without one of its parts.
"""

import json
import tempfile
from argparse import Namespace
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from measuring import RESULTS, make_parser, text_table
from photographs import HELD_OUT, KINDS, files
from PIL import Image, ImageDraw, ImageOps
from tqdm.auto import tqdm

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.pens import load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing import layout, photo
from mnist2x2.drawing.photo import examine
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer
from mnist2x2.training.provenance import circumstances

PATH = RESULTS / "photos.json"
COUNTS = ("pictures", "sequences", "digits", "digits_right", "refused")
PARTS = {  # of the reader: what takes the place of each, by module and name
    "sheet": {(photo, "paper_in"): lambda picture: None},
    "rules": {(photo, "without_rules"): lambda ink: ink},
    "marks": {
        (layout, "in_margin"): lambda parts, shape: np.zeros(len(parts), dtype=bool),
        (layout, "far_from_digit"): lambda parts: np.zeros(len(parts), dtype=bool),
    },
}
THUMB, COLUMNS = 300, 4  # pixels along a picture on a contact sheet, and pictures in a row


def answer(model: GridTransformer, path: Path) -> str:
    """Return what the package reads in a picture. Raises ValueError if it refuses to."""
    return read_grids(model, examine(path).grid[None])[0]


def common(one: str, other: str) -> int:
    """Return the length of the longest sequence of digits that both texts hold in this order."""
    longest = [0] * (len(other) + 1)
    for a in one:
        before = longest[:]
        for i, b in enumerate(other):
            longest[i + 1] = before[i] + 1 if a == b else max(before[i + 1], longest[i])
    return longest[-1]


def digits_right(read: str, truth: str) -> int:
    """Return how many digits are right: by place, or, if some are missing or too many, those in the right order."""
    return sum(a == b for a, b in zip(read, truth, strict=True)) if len(read) == len(truth) else common(read, truth)


def thumbnail(content: bytes, caption: str) -> Image.Image:
    """Return a picture made small, with a caption above it. What is transparent is shown in grey."""
    with Image.open(BytesIO(content)) as file:
        picture = ImageOps.exif_transpose(file)
    if picture.mode.startswith("I"):
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    picture = picture.convert("RGBA")
    picture.thumbnail((THUMB, THUMB))
    tile = Image.new("RGBA", (THUMB + 8, THUMB + 28), "white")
    ImageDraw.Draw(tile).text((4, 4), caption, fill="black", font_size=16)
    shown = Image.alpha_composite(Image.new("RGBA", picture.size, (128, 128, 128, 255)), picture)
    tile.paste(shown, (4, 26))
    return tile.convert("RGB")


def contact_sheet(tiles: list[Image.Image]) -> Image.Image:
    """Return pictures in rows."""
    width, height = tiles[0].size
    sheet = Image.new("RGB", (COLUMNS * width, -(-len(tiles) // COLUMNS) * height), "white")
    for i, tile in enumerate(tiles):
        sheet.paste(tile, (i % COLUMNS * width, i // COLUMNS * height))
    return sheet


def measure(kind: str, options: Namespace) -> dict:
    """Return how many pictures of one kind were read right, and draw them if asked to."""
    torch.set_num_threads(1)
    digits, model = load_strokes(options.data or "writer"), load_pretrained("drawn")
    for (module, name), instead in PARTS.get(options.without, {}).items():
        setattr(module, name, instead)
    counts, tiles = dict.fromkeys(COUNTS, 0), []
    shown = options.show and (options.held_out or kind not in HELD_OUT)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.each):
            content, truth, suffix = files(kind, digits, seed)
            path = Path(folder) / f"photo{suffix}"
            path.write_bytes(content)
            try:
                read, refused = answer(model, path), False
            except ValueError:
                read, refused = "", True
            seen = (1, read == truth, len(truth), digits_right(read, truth), refused)
            counts = {name: counts[name] + count for name, count in zip(COUNTS, seen, strict=True)}
            if shown:
                tiles.append(thumbnail(content, f"{truth}, read: {'(refused)' if refused else read}"))
    if shown:
        options.show.mkdir(parents=True, exist_ok=True)
        contact_sheet(tiles).save(options.show / f"{kind.replace(' ', '_')}.png")
    return {"held_out": kind in HELD_OUT, **counts}


def totals(kinds: dict[str, dict]) -> dict[str, dict]:
    """Return the sums over all kinds, over those of development, and over those held out."""
    parts = {"all": (False, True), "development": (False,), "held_out": (True,)}
    return {
        part: {name: sum(row[name] for row in kinds.values() if row["held_out"] in which) for name in COUNTS}
        for part, which in parts.items()
    }


def write(measured: dict, options: Namespace) -> None:
    """Write the results, or put them down as those of another reader; what the file says of the others stays."""
    old = json.loads(PATH.read_text()) if PATH.exists() else {}
    if options.without:
        old["without"] = old.get("without", {}) | {options.without: measured}
    elif options.before:
        old["before"] = measured
    else:
        old = measured | {name: old[name] for name in ("before", "without") if name in old}
    write_json(PATH, old)


def table(kinds: dict[str, dict], sums: dict[str, dict]) -> str:
    """Return the counts as text in columns."""
    named = {f"{kind} (held out)" if row["held_out"] else kind: row for kind, row in kinds.items()}
    named |= {f"total, {part.replace('_', ' ')}": row for part, row in sums.items()}
    return text_table(["kind", *COUNTS], [[kind, *(row[name] for name in COUNTS)] for kind, row in named.items()])


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, metavar="FILE", help="pen strokes; default: the package's writer")
    parser.add_argument("--each", type=int, default=12, help="pictures of each kind; default: %(default)s")
    parser.add_argument("--only", choices=KINDS, metavar="KIND", help="measure only this kind, and write no results")
    parser.add_argument("--show", type=Path, metavar="FOLDER", help="draw contact sheets into this folder")
    parser.add_argument("--held-out", action="store_true", help="draw also the kinds that are held out")
    parser.add_argument("--workers", type=int, default=2, help="processes; default: %(default)s")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--before", action="store_true", help="these are the figures of an older reader")
    which.add_argument("--without", choices=PARTS, metavar="PART", help=f"leave one out: {', '.join(PARTS)}")
    options = parser.parse_args()

    chosen = [options.only] if options.only else list(KINDS)
    with ProcessPoolExecutor(options.workers, get_context("spawn")) as pool:
        rows = pool.map(measure, chosen, [options] * len(chosen))
        kinds = dict(zip(chosen, tqdm(rows, desc="photographs", unit="kind", total=len(chosen)), strict=True))
    words = [*(["--data", options.data.name] if options.data else []), "--each", str(options.each)]
    words += ["--without", options.without] if options.without else []
    made_by = " ".join(["python benchmarks/photos.py", *words])  # without the folder of the file
    digits = load_strokes(options.data or "writer")
    name, writers = options.data.name if options.data else "writer", len({digit.writer for digit in digits})
    result = {
        "made_by": made_by,
        "data": {"file": name, "writers": writers, "digits": len(digits)},
        "each": options.each,
        "kinds": kinds,
        "totals": totals(kinds),
        "measured_on": circumstances("cpu") | {"command": made_by},
    }
    if not options.only:
        write(result, options)
    print(table(kinds, result["totals"]))


if __name__ == "__main__":
    main()
