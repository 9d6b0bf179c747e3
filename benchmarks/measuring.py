"""What the benchmarks share: taking turns, separate processes, summaries of repeated measurements, and their files."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from mnist2x2.files import write_json
from mnist2x2.training.provenance import circumstances

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULTS = ROOT / "results"
Result = TypeVar("Result")


def spread(values: list[float]) -> dict:
    """Return the mean, median, extremes, standard deviation and number of repeated measurements."""
    return {
        "mean": statistics.mean(values),
        "median": statistics.median(values),
        "min": min(values),
        "max": max(values),
        "standard_deviation": statistics.stdev(values) if len(values) > 1 else None,
        "runs": len(values),
    }


def percentiles(values: list[float]) -> dict:
    """Return the number of values, their median, 90th and 99th percentile and maximum, rounded to a tenth."""
    shares = {"median": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    return {"count": len(values), **{name: round(float(np.quantile(values, q)), 1) for name, q in shares.items()}}


def ratio(one: list[float], other: list[float]) -> dict:
    """Return the spread of one measurement over another, turn by turn, so that a slow minute affects both alike."""
    return spread([a / b for a, b in zip(one, other, strict=True)])


def alternate(measures: dict[str, Callable[[], float]], runs: int = 5, warm_ups: int = 1) -> dict[str, list[float]]:
    """Take turns: call each measure once a turn, in reverse order every other turn, and return the values of each.

    The values of the first turns are left out. In them caches, lazy initialisation and thread pools warm up.
    """
    values: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(warm_ups + runs):
        for name in list(measures)[:: -1 if turn % 2 else 1]:
            value = measures[name]()
            if turn >= warm_ups:
                values[name].append(value)
    return values


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return how many seconds some work takes, and its result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def seconds(work: Callable[[], object]) -> float:
    """Return how many seconds some work takes."""
    return timed(work)[0]


def python_path(*folders: Path) -> str:
    """Return a PYTHONPATH with some folders before those that it has now."""
    return os.pathsep.join([*map(str, folders), *filter(None, [os.environ.get("PYTHONPATH")])])


def in_a_process(code: str, *words: object) -> object:
    """Run Python code in a separate process, with words as `sys.argv[1:]`, and return its last line, read as JSON.

    The code can import the benchmarks, and uses as many threads as torch does here.
    """
    settings = {"PYTHONPATH": python_path(HERE, ROOT), "OMP_NUM_THREADS": str(torch.get_num_threads())}
    command = [sys.executable, "-c", code, *map(str, words)]
    done = subprocess.run(command, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let torch compute with that many threads for a while."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def make_parser(description: str) -> argparse.ArgumentParser:
    """Return a parser that shows a module's docstring as it is written."""
    return argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)


def speed_parser(description: str) -> argparse.ArgumentParser:
    """Return a parser of the options that all speed benchmarks have."""
    parser = make_parser(description)
    parser.add_argument("--threads", type=int, default=2, help="threads of the CPU; default: %(default)s")
    parser.add_argument("--quick", action="store_true", help="only show that it works: few and small measurements")
    parser.add_argument("--out", type=Path, help="the JSON file; default: in results/, or none with --quick")
    return parser


def write_speed(options: argparse.Namespace, name: str, measured: dict) -> dict:
    """Write results/bench_NAME.json, or the file that the options name, and return its content.

    A quick try writes nothing unless the options name a file.
    """
    content = {"made_by": f"python benchmarks/{name}.py", "quick": options.quick, **measured}
    content["measured_on"] = circumstances("cpu")
    path = options.out or (None if options.quick else RESULTS / f"bench_{name}.json")
    if path is not None:
        write_json(path, content)
    return content


def text_table(head: list[str], rows: list[list[object]]) -> str:
    """Return rows as text in columns."""
    lines = [[f"{cell:,.4g}" if isinstance(cell, float) else str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
