"""Train with torchrun, in one process and in two, on the same batches; write results/bench_parallel.json.

    python benchmarks/parallel.py

Augmentation is off. One process is measured with one thread and with two, two processes with one thread each. The
first epoch of each run is its warm-up.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from measuring import ROOT, alternate, python_path, ratio, speed_parser, spread, text_table, write_speed

WAYS = {"1 process, 1 thread": (1, 1), "1 process, 2 threads": (1, 2), "2 processes, 1 thread each": (2, 1)}
TOLERANCE = 1e-4  # between the losses of one process and of two


def history(processes: int, threads: int, grids: int, epochs: int, options: tuple[str, ...]) -> list[dict]:
    """Return the history of a run of recipe `sprint`, which has no dropout and no augmentation, with some options."""
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    words = ["--recipe", "sprint", "--device", "cpu", *options, "--grids", str(grids), "--epochs", str(epochs)]
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "PYTHONPATH": python_path(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        command = [*torchrun, "-m", "mnist2x2", "train", *words, "--out", folder]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        return json.loads((Path(folder) / "run.json").read_text())["history"]


def rate(epochs: list[dict], grids: int) -> float:
    """Return samples a second over all epochs but the first, each of `grids` grids."""
    return grids * (len(epochs) - 1) / (epochs[-1]["seconds"] - epochs[0]["seconds"])


def main(words: list[str] | None = None) -> dict:
    options = speed_parser(__doc__).parse_args(words)
    grids, epochs, runs = (256, 2, 1) if options.quick else (6400, 4, 5)
    losses: dict[str, list[float]] = {}

    def train(name: str) -> float:
        """Return samples a second, and note the losses."""
        lines = history(*WAYS[name], grids, epochs, ("--batch-size", "256"))
        losses[name] = [line["loss"] for line in lines]
        return rate(lines, grids)

    one, _, two = WAYS
    names = (one, two) if options.quick else WAYS
    rates = alternate({name: partial(train, name) for name in names}, runs, warm_ups=0)
    difference = max(abs(a - b) for a, b in zip(losses[one], losses[two], strict=True))
    result = {
        "samples_per_second": {name: spread(values) for name, values in rates.items()},
        "two_over_one": ratio(rates[two], rates[one]),
        "losses": losses,
        "largest_difference": difference,
        "allowed": TOLERANCE,
        "equal": difference <= TOLERANCE,
    }
    content = write_speed(options, "parallel", result)
    shown = result["samples_per_second"].items()
    rows = [[name, *(values[key] for key in ("median", "min", "max"))] for name, values in shown]
    print(text_table(["samples/s", "median", "min", "max"], rows))
    print(f"losses differ by at most {difference:.1e}; {TOLERANCE:.0e} is allowed")
    return content


if __name__ == "__main__":
    main()
