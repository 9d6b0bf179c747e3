"""Measure how well drawings by other writers are read, and write results/drawn_digits.json.

    python benchmarks/drawn_digits.py --data FILE.npz [--grids 1000]

FILE holds pen-drawn digits, as arrays that `load_strokes` reads, by writers from whom no model has learned. Each digit
is drawn into a cell of the drawing grid with our own brush. All shipped weights that write digits then read the grids
in two ways: the canvas merely resized to 28x28, as the public demo does, and through `grid_from_drawings`.
"""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from measuring import RESULTS, make_parser, text_table
from PIL import Image
from renderings import RENDERINGS, Rendering, collection, draw
from tqdm.auto import tqdm

from mnist2x2.checkpoint import DEFAULT, load_pretrained, shipped
from mnist2x2.data.loader import seed_for
from mnist2x2.data.pens import PenDigit, load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.normalising import grid_from_drawings
from mnist2x2.evaluation import score
from mnist2x2.files import write_json
from mnist2x2.grid import DIGIT, compose
from mnist2x2.model import GridTransformer
from mnist2x2.training.provenance import circumstances

BATCH = 50  # grids that a process draws and reads at a time


def resized(cells: np.ndarray) -> np.ndarray:
    """Return four drawings (4, height, width) as a grid, uint8 (56, 56), each merely made smaller."""
    return compose(np.stack([np.asarray(Image.fromarray(cell).resize((DIGIT, DIGIT))) for cell in cells]))


WAYS = {"resized": resized, "grid_from_drawings": grid_from_drawings}
OWN_WAY = "grid_from_drawings"  # the way in for drawings that this project offers


@dataclass
class Readings:
    """What was read in some grids that were drawn in one rendering by the writers of one collection."""

    truth: list[str] = field(default_factory=list)
    read: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # by weights and way in

    def extend(self, other: "Readings") -> None:
        self.truth += other.truth
        for key, texts in other.read.items():
            self.read.setdefault(key, []).extend(texts)


@cache
def models() -> dict[str, GridTransformer]:
    """Return all shipped models that write digits, loaded once in each process."""
    loaded = {name: load_pretrained(name) for name in shipped()}
    return {name: model for name, model in loaded.items() if model.config.answers == "digits"}


def draw_and_read(digits: list[PenDigit], rendering: Rendering, seed: int, count: int) -> Readings:
    """Draw `count` grids of randomly chosen digits, and read each with all weights and in all ways."""
    rng = np.random.default_rng(seed)
    picks = [[digits[i] for i in rng.integers(len(digits), size=4)] for _ in range(count)]
    drawn = [np.stack([draw(digit, rendering, rng) for digit in four]) for four in picks]
    readings = Readings(["".join(str(digit.label) for digit in four) for four in picks])
    for way, function in WAYS.items():
        grids = np.stack([function(cells) for cells in drawn])
        for name, model in models().items():
            readings.read[name, way] = read_grids(model, grids)
    return readings


def gather(digits: list[PenDigit], grids: int) -> dict[tuple[str, str], Readings]:
    """Return what was read, by collection and rendering. All processors share the work."""
    tasks = []
    for group in sorted(set(map(collection, digits))):
        own = [digit for digit in digits if collection(digit) == group]
        for name, rendering in RENDERINGS.items():
            for begin in range(0, grids, BATCH):
                seed, count = seed_for("drawn digits", group, name, begin), min(BATCH, grids - begin)
                tasks.append(((group, name), (own, rendering, seed, count)))
    gathered: dict[tuple[str, str], Readings] = {}
    one_thread = {"initializer": torch.set_num_threads, "initargs": (1,)}
    with ProcessPoolExecutor(mp_context=get_context("spawn"), **one_thread) as pool:
        futures = [pool.submit(draw_and_read, *task) for _, task in tasks]
        bar = tqdm(zip(tasks, futures, strict=True), total=len(tasks), desc="drawing and reading", unit="batch")
        for (key, _), future in bar:
            gathered.setdefault(key, Readings()).extend(future.result())
    return gathered


def rows_of(gathered: dict[tuple[str, str], Readings]) -> list[dict]:
    """Return the accuracies: a row for each collection, rendering, weights and way in."""
    rows = []
    for (group, rendering), readings in gathered.items():
        for (weights, way), read in readings.read.items():
            result = score(read, readings.truth)
            accuracies = {name: getattr(result, name) for name in ("sequence_accuracy", "digit_accuracy")}
            rows.append({"collection": group, "rendering": rendering, "weights": weights, "way": way, **accuracies})
    return rows


def worst_of(rows: list[dict]) -> list[dict]:
    """Return the row with the fewest sequences right for each weights and way in."""
    worst: dict[tuple[str, str], dict] = {}
    for row in sorted(rows, key=lambda row: (row["sequence_accuracy"], row["digit_accuracy"])):
        worst.setdefault((row["weights"], row["way"]), row)
    return [worst[key] for key in sorted(worst)]


def describe(path: Path, digits: list[PenDigit], grids: int) -> dict:
    """Return what the file holds, and what was drawn of it."""
    count, writers = Counter(map(collection, digits)), {digit.writer: collection(digit) for digit in digits}
    own = Counter(writers.values())
    collections = {group: {"writers": own[group], "digits": count[group]} for group in sorted(count)}
    whole = {"file": path.name, "writers": len(writers), "digits": len(digits), "collections": collections}
    renderings = {name: rendering._asdict() for name, rendering in RENDERINGS.items()}
    return {**whole, "grids_each": grids, "renderings": renderings}


def table(rows: list[dict]) -> str:
    """Return the rows as text in columns."""
    names = ("collection", "rendering", "weights", "way")
    shares = ("sequence_accuracy", "digit_accuracy")
    lines = [[*(row[name] for name in names), *(f"{row[name]:.2%}" for name in shares)] for row in rows]
    return text_table(["collection", "rendering", "weights", "way in", "sequences", "digits"], lines)


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--grids", type=int, default=1000, help="for each collection and rendering; default: 1000")
    options = parser.parse_args()

    digits = load_strokes(options.data)
    known = {digit.writer for digit in load_strokes()} & {digit.writer for digit in digits}
    if known:
        parser.error(f"expected writers from whom no model has learned, but {len(known)} are the package's own")
    gathered = gather(digits, options.grids)
    rows, whole = rows_of(gathered), Readings()
    for readings in gathered.values():
        whole.extend(readings)
    reader, read = {"weights": DEFAULT, "way": OWN_WAY}, whole.read[DEFAULT, OWN_WAY]
    made_by = f"python benchmarks/drawn_digits.py --data {options.data.name} --grids {options.grids}"
    result = {
        "made_by": made_by,  # without the folder of the file
        "data": describe(options.data, digits, options.grids),
        "rows": rows,
        "worst": worst_of(rows),
        "confusion": {**reader, "counts": score(read, whole.truth).confusion},
        "measured_on": circumstances("cpu") | {"command": made_by, "threads": 1},
    }
    write_json(RESULTS / "drawn_digits.json", result)
    print(table(rows), "", "the worst:", table(result["worst"]), sep="\n")


if __name__ == "__main__":
    main()
