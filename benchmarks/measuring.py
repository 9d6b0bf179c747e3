"""What the speed benchmarks share: turns taken, processes of their own, medians with their spread, and files."""

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

import torch

from mnist2x2.files import write_json
from mnist2x2.training.provenance import circumstances

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results"


def spread(values: list[float]) -> dict:
    """Return the median of a figure, its extremes and how often it was measured."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "runs": len(values)}


def ratio(one: list[float], other: list[float]) -> dict:
    """Return the spread of one figure over another, turn by turn, so that a slow minute meets both alike."""
    return spread([a / b for a, b in zip(one, other, strict=True)])


def alternate(measures: dict[str, Callable[[], float]], runs: int = 5, warm_ups: int = 1) -> dict[str, list[float]]:
    """Let each measure run in turn, over and over, every other time in reverse; return what each returned, in order.

    The first turns are left out: caches, lazy initialisation and thread pools warm up in them.
    """
    found: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(warm_ups + runs):
        for name in list(measures)[:: -1 if turn % 2 else 1]:
            value = measures[name]()
            if turn >= warm_ups:
                found[name].append(value)
    return found


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_a_process(code: str, *words: object) -> object:
    """Run Python code in a process of its own, with the benchmarks importable and words as `sys.argv[1:]`.

    Returns what it printed last, read as JSON. It gets as many threads as torch has here.
    """
    path = os.pathsep.join(filter(None, [str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": str(torch.get_num_threads())}
    command = [sys.executable, "-c", code, *map(str, words)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let torch compute with that many threads, and put their number back."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def parser(text: str) -> argparse.ArgumentParser:
    """Return a parser of the options that all these benchmarks have."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2, help="of the CPU; default: %(default)s")
    parser.add_argument("--quick", action="store_true", help="only see that it works: few and small measurements")
    parser.add_argument("--out", type=Path, help="the JSON file; default: in results/, or none with --quick")
    return parser


def write(given: argparse.Namespace, name: str, found: dict) -> dict:
    """Write results/bench_NAME.json, unless it was a quick try that named no other file; return its content."""
    content = {"made_by": f"python benchmarks/{name}.py", "quick": given.quick, **found}
    content["measured_on"] = circumstances("cpu")
    path = given.out or (None if given.quick else RESULTS / f"bench_{name}.json")
    if path is not None:
        write_json(path, content)
    return content


def table(head: list[str], rows: list[list[object]]) -> str:
    """Return rows as text, in columns."""
    lines = [[f"{cell:,.4g}" if isinstance(cell, float) else str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
