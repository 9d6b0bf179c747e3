"""Measure how much a model learns of a hand from its corrections, and write results/corrections.json.

    python benchmarks/corrections.py --data FILE.npz

FILE: pen-drawn digits, arrays as in `load_strokes`; of it, the writers whose names begin with --writers, whom no model
has learned from. Half of a writer's digits, four to a drawing, are the corrections; the other half is held back and
read before and after `fine_tune` has learned from the first 5, 15 and 30 drawings, as are MNIST's held-out grids.
"""

import argparse
from pathlib import Path

import numpy as np
from drawn_digits import RENDERINGS, draw
from tqdm.auto import tqdm

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.loader import seed_for
from mnist2x2.data.pens import PenDigit, load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.normalising import grid_from_drawings
from mnist2x2.evaluation import evaluate
from mnist2x2.files import write_json
from mnist2x2.training.fine_tuning import FINE_TUNE, fine_tune
from mnist2x2.training.provenance import circumstances

ROOT = Path(__file__).parents[1]
DRAWINGS = (5, 15, 30)
RESAMPLES = 10_000


def drawings(digits: list[PenDigit], hows, rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Return the digits, four to a drawing, each drawing in one of the ways: uint8 (n, 56, 56), and their answers."""
    fours = [digits[start : start + 4] for start in range(0, len(digits) - 3, 4)]
    ways = [hows[rng.integers(len(hows))] for _ in fours]
    cells = [np.stack([draw(digit, way, rng) for digit in four]) for four, way in zip(fours, ways, strict=True)]
    return np.stack([grid_from_drawings(each) for each in cells]), [
        "".join(str(digit.label) for digit in four) for four in fours
    ]


def wrong_digits(read: list[str], truth: list[str]) -> np.ndarray:
    """Return how many digits of each drawing were misread."""
    pairs = zip(read, truth, strict=True)
    return np.array([sum(a != b for a, b in zip(f"{answer:4}", true, strict=True)) for answer, true in pairs])


def measure(model, name: str, digits: list[PenDigit], counts=DRAWINGS, config=FINE_TUNE) -> dict:
    """Return, for one writer, the wrong digits of each held-back drawing and MNIST's accuracies, before and after."""
    rng = np.random.default_rng(seed_for("corrections", name))
    digits = [digits[i] for i in rng.permutation(len(digits))]
    hows, half = list(RENDERINGS.values()), len(digits) // 2
    grids, answers = drawings(digits[:half], hows, rng)
    held_back = [drawings([digits[half:][i] for i in rng.permutation(len(digits) - half)], [how], rng) for how in hows]
    theirs, truth = np.concatenate([part[0] for part in held_back]), [a for part in held_back for a in part[1]]
    found = {}
    for count in (0, *counts):
        tuned = fine_tune(model, grids[:count], answers[:count], config) if count else model
        mnist = evaluate(tuned)
        found[str(count)] = {
            "wrong_digits": wrong_digits(read_grids(tuned, theirs), truth).tolist(),
            "mnist_sequence_accuracy": mnist.sequence_accuracy,
            "mnist_digit_accuracy": mnist.digit_accuracy,
        }
    return found


def pooled(writers: dict[str, dict], count: str) -> dict:
    """Return the figures over all writers; the interval of 95% is of resampled writers and drawings of theirs."""
    before, after = ([np.array(writer[key]["wrong_digits"]) for writer in writers.values()] for key in ("0", count))
    rng, gone = np.random.default_rng(0), []
    for _ in range(RESAMPLES):
        sums = np.zeros(2)
        for i in rng.integers(len(before), size=len(before)):
            rows = rng.integers(len(before[i]), size=len(before[i]))
            sums += before[i][rows].sum(), after[i][rows].sum()
        if sums[0]:
            gone.append(1 - sums[1] / sums[0])
    every = np.concatenate(after)
    changes = [w[count]["mnist_sequence_accuracy"] - w["0"]["mnist_sequence_accuracy"] for w in writers.values()]
    return {
        "sequence_accuracy": float((every == 0).mean()),
        "digit_accuracy": 1 - float(every.sum()) / (4 * len(every)),
        "wrong_digits": int(every.sum()),
        "errors_gone": 1 - float(every.sum() / np.concatenate(before).sum()),
        "errors_gone_95": np.quantile(gone, [0.025, 0.975]).tolist(),
        "mnist_sequence_change": float(np.mean(changes)),
        "mnist_sequence_change_worst": min(changes),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--writers", default="pendigits/", help="the beginning of their names; default: %(default)s")
    args = parser.parse_args()
    digits = [digit for digit in load_strokes(args.data) if digit.writer.startswith(args.writers)]
    model = load_pretrained()
    writers = {}
    for name in tqdm(sorted({digit.writer for digit in digits}), unit="writer"):
        writers[name] = measure(model, name, [digit for digit in digits if digit.writer == name])
    summary = {count: pooled(writers, count) for count in ("0", *map(str, DRAWINGS))}
    for count, line in summary.items():
        low, high = line["errors_gone_95"]
        print(
            f"{count:>2} drawings: sequences {line['sequence_accuracy']:.2%}, digits {line['digit_accuracy']:.2%}",
            end="",
        )
        print(f", errors gone {line['errors_gone']:.0%} ({low:.0%} to {high:.0%})", end="")
        print(
            f", MNIST sequences {line['mnist_sequence_change']:+.2%} (worst {line['mnist_sequence_change_worst']:+.2%})"
        )
    about = circumstances("cpu")
    write_json(
        ROOT / "results" / "corrections.json",
        {"made_by": about["command"], "summary": summary, "writers": writers, "measured_on": about},
    )


if __name__ == "__main__":
    main()
