"""Measure how well a model learns to read a person's hand from corrections, and write results/corrections.json.

    python benchmarks/corrections.py --data FILE.npz

FILE holds pen-drawn digits, as arrays that `load_strokes` reads, by writers from whom no model has learned; those whose
names begin with --writers are used. Half of a writer's digits, four to a drawing, become corrections. The other half,
and MNIST's held-out grids, are read before and after `fine_tune` has learned from the first 5, 15 and 30 drawings.
"""

from pathlib import Path

import numpy as np
from measuring import RESULTS, make_parser
from renderings import RENDERINGS, Rendering, draw
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

DRAWINGS = (5, 15, 30)
RESAMPLES = 10_000


def drawings(
    digits: list[PenDigit], renderings: list[Rendering], rng: np.random.Generator
) -> tuple[np.ndarray, list[str]]:
    """Return grids uint8 (n, 56, 56) of the digits, four to a grid, each in one of the renderings, and answers."""
    fours = [digits[start : start + 4] for start in range(0, len(digits) - 3, 4)]
    chosen = [renderings[rng.integers(len(renderings))] for _ in fours]
    cells = [np.stack([draw(digit, how, rng) for digit in four]) for four, how in zip(fours, chosen, strict=True)]
    answers = ["".join(str(digit.label) for digit in four) for four in fours]
    return np.stack([grid_from_drawings(each) for each in cells]), answers


def wrong_digits(read: list[str], truth: list[str]) -> np.ndarray:
    """Return the number of misread digits of each drawing."""
    pairs = zip(read, truth, strict=True)
    return np.array([sum(a != b for a, b in zip(f"{answer:4}", true, strict=True)) for answer, true in pairs])


def halves(name: str, digits: list[PenDigit]) -> tuple[tuple[np.ndarray, list[str]], tuple[np.ndarray, list[str]]]:
    """Return grids and answers of a writer's first digits, drawn once, and of the other half, drawn in each rendering.

    The digits are shuffled first, with a seed for the writer's name.
    """
    rng = np.random.default_rng(seed_for("corrections", name))
    digits = [digits[i] for i in rng.permutation(len(digits))]
    renderings, half = list(RENDERINGS.values()), len(digits) // 2
    learned, held_back = drawings(digits[:half], renderings, rng), []
    for rendering in renderings:
        shuffled = [digits[half:][i] for i in rng.permutation(len(digits) - half)]
        held_back.append(drawings(shuffled, [rendering], rng))
    return learned, (np.concatenate([part[0] for part in held_back]), [a for part in held_back for a in part[1]])


def measure(model, name: str, digits: list[PenDigit], counts=DRAWINGS, config=FINE_TUNE) -> dict:
    """Return a writer's wrong digits in each held-back drawing and MNIST's accuracies, by the number of corrections."""
    (grids, answers), (theirs, truth) = halves(name, digits)
    results = {}
    for count in (0, *counts):
        tuned = fine_tune(model, grids[:count], answers[:count], config) if count else model
        mnist = evaluate(tuned)
        results[str(count)] = {
            "wrong_digits": wrong_digits(read_grids(tuned, theirs), truth).tolist(),
            "mnist_sequence_accuracy": mnist.sequence_accuracy,
            "mnist_digit_accuracy": mnist.digit_accuracy,
        }
    return results


def bootstrap(before: list[np.ndarray], after: list[np.ndarray]) -> list[float]:
    """Return the 95% interval of the share of errors gone, by resampling writers and drawings of each writer.

    before, after: for each writer, the wrong digits of each drawing.
    """
    rng, gone = np.random.default_rng(0), []
    for _ in range(RESAMPLES):
        sums = np.zeros(2)
        for i in rng.integers(len(before), size=len(before)):
            rows = rng.integers(len(before[i]), size=len(before[i]))
            sums += before[i][rows].sum(), after[i][rows].sum()
        if sums[0]:
            gone.append(1 - sums[1] / sums[0])
    return np.quantile(gone, [0.025, 0.975]).tolist()


def pooled(writers: dict[str, dict], count: str) -> dict:
    """Return the figures over all writers after `count` corrections."""
    before, after = ([np.array(writer[key]["wrong_digits"]) for writer in writers.values()] for key in ("0", count))
    every = np.concatenate(after)
    changes = [w[count]["mnist_sequence_accuracy"] - w["0"]["mnist_sequence_accuracy"] for w in writers.values()]
    return {
        "sequence_accuracy": float((every == 0).mean()),
        "digit_accuracy": 1 - float(every.sum()) / (4 * len(every)),
        "wrong_digits": int(every.sum()),
        "errors_gone": 1 - float(every.sum() / np.concatenate(before).sum()),
        "errors_gone_95": bootstrap(before, after),
        "mnist_sequence_change": float(np.mean(changes)),
        "mnist_sequence_change_worst": min(changes),
    }


def digits_by_writer(description: str) -> dict[str, list[PenDigit]]:
    """Return the digits of each writer that the command line asks for, by name, in order."""
    parser = make_parser(description)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--writers", default="pendigits/", help="how their names begin; default: %(default)s")
    options = parser.parse_args()
    writers: dict[str, list[PenDigit]] = {}
    for digit in load_strokes(options.data):
        if digit.writer.startswith(options.writers):
            writers.setdefault(digit.writer, []).append(digit)
    return dict(sorted(writers.items()))


def main() -> None:
    asked, model = digits_by_writer(__doc__), load_pretrained()
    writers = {name: measure(model, name, digits) for name, digits in tqdm(asked.items(), unit="writer")}
    summary = {count: pooled(writers, count) for count in ("0", *map(str, DRAWINGS))}
    for count, line in summary.items():
        low, high = line["errors_gone_95"]
        print(
            f"{count:>2} drawings: sequences {line['sequence_accuracy']:.2%}, digits {line['digit_accuracy']:.2%}",
            f"errors gone {line['errors_gone']:.0%} ({low:.0%} to {high:.0%})",
            f"MNIST sequences {line['mnist_sequence_change']:+.2%} (worst {line['mnist_sequence_change_worst']:+.2%})",
            sep=", ",
        )
    machine = circumstances("cpu")
    result = {"made_by": machine["command"], "summary": summary, "writers": writers, "measured_on": machine}
    write_json(RESULTS / "corrections.json", result)


if __name__ == "__main__":
    main()
