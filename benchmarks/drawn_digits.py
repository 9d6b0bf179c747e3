"""Measure how drawings by other writers are read, and write results/drawn_digits.json.

    python benchmarks/drawn_digits.py --data FILE.npz [--grids 1000]

FILE: pen-drawn digits, arrays as in `load_strokes`, by writers whom no model has learned from. Each is drawn into a
cell of the drawing grid with our own brush, then read by all shipped weights in two ways: the canvas merely resized to
28x28, as the public demo does, and by `grid_from_drawings`.
"""

import argparse
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from tqdm.auto import tqdm

from mnist2x2.checkpoint import DEFAULT, load_pretrained, shipped
from mnist2x2.data.loader import seed_for
from mnist2x2.data.pens import PenDigit, load_strokes
from mnist2x2.decoding import evaluating, read_grids
from mnist2x2.drawing.brush import ink, place_at_random
from mnist2x2.drawing.normalising import grid_from_drawings
from mnist2x2.evaluation import score
from mnist2x2.files import write_json
from mnist2x2.grid import DIGIT
from mnist2x2.tokenizer import FINISH, START
from mnist2x2.training.provenance import circumstances

ROOT = Path(__file__).parents[1]
BATCH = 50  # grids that a process draws and reads at a time
UNSURE = 0.9  # a digit written with less probability than this


class Rendering(NamedTuple):
    """How digits are drawn into their cells."""

    canvas: int  # pixels along a cell's side
    brush: int  # pixels
    smallest: float  # extent of a digit in its cell, as a share of the cell's side
    largest: float
    off: float  # how far it may lie from the middle, as a share of the room that is left


RENDERINGS = {
    "medium brush": Rendering(280, 17, 0.5, 0.8, 0.3),
    "thin brush": Rendering(280, 8, 0.5, 0.8, 0.3),
    "thick brush": Rendering(280, 30, 0.55, 0.85, 0.3),
    "small and off-centre": Rendering(280, 12, 0.28, 0.5, 0.9),
    "large canvas": Rendering(400, 14, 0.5, 0.85, 0.5),
}
WAYS = ("resized", "grid_from_drawings")


@dataclass
class Readings:
    """What was read in some grids, drawn in one way by the writers of one collection."""

    truth: list[str] = field(default_factory=list)
    read: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # by weights and way in
    sureness: list[list[float]] = field(default_factory=list)  # the probability of each digit written: default weights

    def extend(self, other: "Readings") -> None:
        self.truth += other.truth
        self.sureness += other.sureness
        for key, texts in other.read.items():
            self.read.setdefault(key, []).extend(texts)


def collection(digit: PenDigit) -> str:
    return digit.writer.split("/")[0]


def draw(digit: PenDigit, how: Rendering, rng: np.random.Generator) -> np.ndarray:
    """Return a digit drawn into a cell: uint8 (canvas, canvas)."""
    extent = rng.uniform(how.smallest, how.largest)
    return ink(place_at_random(digit.strokes, extent, how.off, rng), how.canvas, how.brush / how.canvas)


def resized(cells: np.ndarray) -> np.ndarray:
    """Return four drawings (4, height, width) as a grid, uint8 (56, 56), each merely made smaller."""
    digits = [np.asarray(Image.fromarray(cell).resize((DIGIT, DIGIT))) for cell in cells]
    return np.block([digits[:2], digits[2:]])


def probabilities(model: torch.nn.Module, grids: np.ndarray, read: list[str]) -> list[list[float]]:
    """Return with which probability each digit of an answer was written."""
    longest = max(map(len, read))
    padded = [[*map(int, text), *[FINISH] * (longest - len(text))] for text in read]
    written = torch.tensor(padded, dtype=torch.int64).view(len(read), longest)  # (B, T)
    inputs = torch.cat([torch.full((len(read), 1), START), written], dim=1)
    with evaluating(model):
        shares = model(torch.from_numpy(grids).float() / 255, inputs).softmax(dim=-1)[:, :longest]  # (B, T, 13)
    own = shares.gather(-1, written[..., None])[..., 0]  # (B, T)
    return [line[: len(text)] for line, text in zip(own.tolist(), read, strict=True)]


def load_models() -> None:
    """Load all weights, once in each process."""
    global MODELS
    torch.set_num_threads(1)
    MODELS = {name: load_pretrained(name) for name in shipped()}


def draw_and_read(digits: list[PenDigit], how: Rendering, seed: int, count: int) -> Readings:
    """Draw grids of some of the digits, each once, and read them in all ways."""
    rng = np.random.default_rng(seed)
    picks = [[digits[i] for i in rng.integers(len(digits), size=4)] for _ in range(count)]
    drawn = [np.stack([draw(digit, how, rng) for digit in four]) for four in picks]
    found = Readings(["".join(str(digit.label) for digit in four) for four in picks])
    for way, function in zip(WAYS, (resized, grid_from_drawings), strict=True):
        grids = np.stack([function(cells) for cells in drawn])
        for name, model in MODELS.items():
            found.read[name, way] = read_grids(model, grids)
    found.sureness = probabilities(MODELS[DEFAULT], grids, found.read[DEFAULT, WAYS[-1]])
    return found


def gather(digits: list[PenDigit], grids: int) -> dict[tuple[str, str], Readings]:
    """Return what was read for each collection and rendering."""
    tasks = []
    for group in sorted(set(map(collection, digits))):
        some = [digit for digit in digits if collection(digit) == group]
        for name, how in RENDERINGS.items():
            for begin in range(0, grids, BATCH):
                seed, count = seed_for("drawn digits", group, name, begin), min(BATCH, grids - begin)
                tasks.append(((group, name), (some, how, seed, count)))
    found: dict[tuple[str, str], Readings] = {}
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=load_models) as pool:
        futures = [pool.submit(draw_and_read, *task) for _, task in tasks]
        bar = tqdm(zip(tasks, futures, strict=True), total=len(tasks), desc="drawing and reading", unit="batch")
        for (key, _), future in bar:
            found.setdefault(key, Readings()).extend(future.result())
    return found


def rows_of(found: dict[tuple[str, str], Readings]) -> list[dict]:
    """Return the accuracies, one row for each collection, rendering, weights and way in."""
    rows = []
    for (group, rendering), readings in found.items():
        for (weights, way), read in readings.read.items():
            result = score(read, readings.truth)
            accuracies = {name: getattr(result, name) for name in ("sequence_accuracy", "digit_accuracy")}
            rows.append({"collection": group, "rendering": rendering, "weights": weights, "way": way, **accuracies})
    return rows


def worst_of(rows: list[dict]) -> list[dict]:
    """Return, for each weights and way in, the row with the fewest sequences right."""
    worst: dict[tuple[str, str], dict] = {}
    for row in sorted(rows, key=lambda row: (row["sequence_accuracy"], row["digit_accuracy"])):
        worst.setdefault((row["weights"], row["way"]), row)
    return [worst[key] for key in sorted(worst)]


def certainty(readings: Readings, read: list[str]) -> dict:
    """Return how sure the model was of the digits it wrote, and what not being sure tells."""
    right, wrong = [], []
    for text, true, shares in zip(read, readings.truth, readings.sureness, strict=True):
        for position, share in enumerate(shares):
            (right if text[position] == true[position] else wrong).append(share)
    unsure = {"right": sum(p < UNSURE for p in right), "wrong": sum(p < UNSURE for p in wrong)}
    below = sum(unsure.values())
    return {
        "mean_probability_when_right": float(np.mean(right)),
        "mean_probability_when_wrong": float(np.mean(wrong)) if wrong else None,
        "threshold": UNSURE,
        "share_below_threshold": below / (len(right) + len(wrong)),
        "wrong_of_those_below": unsure["wrong"] / below if below else None,
        "below_of_those_wrong": unsure["wrong"] / len(wrong) if wrong else None,
    }


def describe(path: Path, digits: list[PenDigit], grids: int) -> dict:
    """Return what the file holds, in numbers."""
    count, writers = Counter(map(collection, digits)), {digit.writer: collection(digit) for digit in digits}
    own = Counter(writers.values())
    collections = {group: {"writers": own[group], "digits": count[group]} for group in sorted(count)}
    whole = {"file": path.name, "writers": len(writers), "digits": len(digits), "collections": collections}
    return {**whole, "grids_each": grids, "renderings": {name: how._asdict() for name, how in RENDERINGS.items()}}


def table(rows: list[dict]) -> str:
    """Return the rows as lines of text."""
    lines = [f"{'collection':<11}{'rendering':<22}{'weights':<8}{'way in':<20}{'sequences':>10}{'digits':>9}"]
    for row in rows:
        names = f"{row['collection']:<11}{row['rendering']:<22}{row['weights']:<8}{row['way']:<20}"
        lines.append(f"{names}{row['sequence_accuracy']:>10.2%}{row['digit_accuracy']:>9.2%}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--grids", type=int, default=1000, help="for each collection and rendering; default: 1000")
    args = parser.parse_args()

    digits = load_strokes(args.data)
    known = {digit.writer for digit in load_strokes()} & {digit.writer for digit in digits}
    if known:
        parser.error(f"expected writers whom no model has learned from, given {len(known)} of the package's own")
    found = gather(digits, args.grids)
    rows = rows_of(found)
    whole = Readings()
    for readings in found.values():
        whole.extend(readings)
    own = {"weights": DEFAULT, "way": WAYS[-1]}
    read = whole.read[DEFAULT, WAYS[-1]]
    made_by = f"python benchmarks/drawn_digits.py --data {args.data.name} --grids {args.grids}"
    result = {
        "made_by": made_by,  # without the file's folder
        "data": describe(args.data, digits, args.grids),
        "rows": rows,
        "worst": worst_of(rows),
        "confusion": {**own, "counts": score(read, whole.truth).confusion},
        "certainty": {**own, **certainty(whole, read)},
        "measured_on": circumstances("cpu") | {"command": made_by, "threads": 1},
    }
    write_json(ROOT / "results" / "drawn_digits.json", result)
    print(table(rows), "", "the worst:", table(result["worst"]), sep="\n")


if __name__ == "__main__":
    main()
