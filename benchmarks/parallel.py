"""Train with torchrun, one process and two, on the same batches; write results/bench_parallel.json.

    python benchmarks/parallel.py

Augmentation is off. One process computes with one thread, and with as many as there are processes in the other case;
two with one thread each. The first epoch of a run is its warm-up.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from measuring import alternate, parser, ratio, spread, table, write

ROOT = Path(__file__).parents[1]
WAYS = {"1 process, 1 thread": (1, 1), "1 process, 2 threads": (1, 2), "2 processes, 1 thread each": (2, 1)}
CLOSE = 1e-4


def history(processes: int, threads: int, grids: int, epochs: int, options: tuple[str, ...]) -> list[dict]:
    """Return the lines of a run's history, by recipe `sprint` with some options. It has no dropout, no augmentation."""
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    words = ["--recipe", "sprint", "--device", "cpu", *options, "--grids", str(grids), "--epochs", str(epochs)]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "PYTHONPATH": path}
    with tempfile.TemporaryDirectory() as folder:
        command = [*torchrun, "-m", "mnist2x2", "train", *words, "--out", folder]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        return json.loads((Path(folder) / "run.json").read_text())["history"]


def rate(lines: list[dict], grids: int) -> float:
    """Return samples a second after the first epoch of so many grids."""
    return grids * (len(lines) - 1) / (lines[-1]["seconds"] - lines[0]["seconds"])


def main(words: list[str] | None = None) -> dict:
    given = parser(__doc__).parse_args(words)
    grids, epochs, runs = (256, 2, 1) if given.quick else (6400, 4, 5)
    losses: dict[str, list[float]] = {}

    def try_it(name: str) -> float:
        """Return samples a second, and note the losses."""
        lines = history(*WAYS[name], grids, epochs, ("--batch-size", "256"))
        losses[name] = [line["loss"] for line in lines]
        return rate(lines, grids)

    one, _, two = WAYS
    found = alternate({name: partial(try_it, name) for name in ((one, two) if given.quick else WAYS)}, runs, warm_ups=0)
    apart = max(abs(a - b) for a, b in zip(losses[one], losses[two], strict=True))
    result = {
        "samples_per_second": {name: spread(values) for name, values in found.items()},
        "two_over_one": ratio(found[two], found[one]),
        "losses": losses,
        "largest_difference": apart,
        "allowed": CLOSE,
        "equal": apart <= CLOSE,
    }
    content = write(given, "parallel", result)
    rows = [
        [name, *(part[key] for key in ("median", "min", "max"))] for name, part in result["samples_per_second"].items()
    ]
    print(table(["samples/s", "median", "min", "max"], rows))
    print(f"losses differ by {apart:.1e} at most; allowed are {CLOSE:.0e}")
    return content


if __name__ == "__main__":
    main()
