"""Write corrections from several processes, kill one over and over, count what is lost; write results/bench_store.json.

    python benchmarks/store.py

Each process has its share of corrections to write, and notes which the store has acknowledged. One is killed with
SIGKILL within milliseconds of such a note, again and again, and started anew where its notes end, until its share is
written. Afterwards each correction that was acknowledged is compared with the one that was given.
"""

import argparse
import json
import multiprocessing
import platform
import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from mnist2x2.files import write_json
from mnist2x2.page.corrections import Correction, Corrections
from mnist2x2.training.provenance import circumstances

ROOT = Path(__file__).parents[1]
# a fork takes milliseconds, and the package is imported already; other systems' libraries may not outlive one
CONTEXT = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def numbered(writer: int, number: int) -> Correction:
    """Return the correction that a writer gives as its so manieth; always the same, with ink and strokes as drawn."""
    rng = np.random.default_rng([writer, number])
    grid = rng.integers(1, 256, (56, 56), dtype=np.uint8) * (rng.random((56, 56)) < 0.2)
    right, read = (f"{rng.integers(10_000):04}" for _ in range(2))
    points = np.round(rng.random((4, 2, 30, 2)), 4).tolist()
    marks = [[{"points": stroke, "width": 0.07} for stroke in cell] for cell in points]
    return Correction(
        grid=grid, read=read, right=right, model=f"{writer:064x}", time="2000-01-01T00:00:00+00:00", marks=marks
    )


def write(path: Path, notes: Path, writer: int, share: int) -> None:
    """Add corrections from where the notes end; note, after each, its number and the milliseconds that it took."""
    done = len(notes.read_text().splitlines())
    with Corrections(path, limit=10**9) as store, notes.open("ab", buffering=0) as file:
        for number in range(done, share):
            given = numbered(writer, number)
            started = time.perf_counter()
            store.add(given.grid, read=given.read, right=given.right, model=given.model, marks=given.marks)
            # a line in one call: killed in between, it is there whole or not at all
            file.write(b"%d %.3f\n" % (number, (time.perf_counter() - started) * 1000))


def started(*words) -> multiprocessing.Process:
    process = CONTEXT.Process(target=write, args=words)
    process.start()
    return process


def write_and_kill(path: Path, notes: list[Path], share: int, pause: float) -> int:
    """Let a process for each file of notes write its share, the first killed over and over; return how often it was."""
    for file in notes:
        file.touch()
    undisturbed = [started(path, notes[writer], writer, share) for writer in range(1, len(notes))]
    kills, done = 0, -1
    while done < share:
        process = started(path, notes[0], 0, share)
        while process.is_alive() and notes[0].read_bytes().count(b"\n") <= max(done, 0):
            time.sleep(0.001)  # each life gets something done
        time.sleep(random.uniform(0, pause))
        process.kill()
        process.join()
        done = notes[0].read_bytes().count(b"\n")
        if process.exitcode >= 0 and done < share:
            raise RuntimeError(f"a writer ended with {process.exitcode}")
        kills += process.exitcode < 0
    for process in undisturbed:
        process.join()
        if process.exitcode:
            raise RuntimeError(f"a writer ended with {process.exitcode}")
    return kills


def same(kept: Correction, given: Correction) -> bool:
    """Return whether all that was given is kept."""
    one, other = vars(kept), vars(given)
    return all(np.array_equal(one[name], other[name]) for name in ("grid", "read", "right", "model", "marks"))


def run(folder: Path, processes: int = 4, corrections: int = 10_000, pause: float = 0.2) -> dict:
    """Return what happened: how many corrections were acknowledged, and how many of them lost or torn."""
    path, notes = folder / "corrections.sqlite", [folder / f"notes-{writer}" for writer in range(processes)]
    begun = time.perf_counter()
    kills = write_and_kill(path, notes, corrections // processes, pause)
    seconds = time.perf_counter() - begun
    noted = [[line.split() for line in file.read_text().splitlines()] for file in notes]
    acknowledged = {(writer, int(number)) for writer, lines in enumerate(noted) for number, _ in lines}
    milliseconds = [float(took) for lines in noted for _, took in lines]
    with Corrections(path) as store:  # raises ValueError if the file is damaged
        kept = {one.grid.tobytes(): one for one in store}  # raises ValueError for a row that is not as it was written
    lost = torn = 0
    for given in (numbered(*which) for which in sorted(acknowledged)):
        found = kept.pop(given.grid.tobytes(), None)
        lost += found is None
        torn += found is not None and not same(found, given)
    return {
        "processes": processes,
        "kills": kills,
        "acknowledged": len(acknowledged),
        "lost": lost,
        "torn": torn,
        "kept_but_never_given": len(kept),
        "seconds": round(seconds, 1),
        "add_ms": {
            "median": round(float(np.median(milliseconds)), 1),
            "p99": round(float(np.quantile(milliseconds, 0.99)), 1),
            "max": round(max(milliseconds), 1),
        },
        "file_bytes": path.stat().st_size,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corrections", type=int, default=10_000, help="how many in all; default: %(default)s")
    parser.add_argument("--processes", type=int, default=4, help="default: %(default)s")
    parser.add_argument(
        "--folder", type=Path, help="where the store is written; default: the folder for what is temporary"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "bench_store.json", help="default: %(default)s")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        found = run(Path(folder), options.processes, options.corrections)
    about = {"sqlite": sqlite3.sqlite_version, "system": platform.system(), "measured_on": circumstances("cpu")}
    write_json(options.out, {"made_by": "python benchmarks/store.py", **found, **about})
    for name, value in found.items():
        print(f"{name:22}{json.dumps(value)}")
    if found["lost"] or found["torn"] or found["kept_but_never_given"]:
        sys.exit("corrections were lost or torn")


if __name__ == "__main__":
    main()
