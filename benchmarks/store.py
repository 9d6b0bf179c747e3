"""Write corrections from several processes, kill one of them over and over, and count what is lost.

    python benchmarks/store.py

Each process writes its share of corrections, and notes every one that the store has acknowledged. One process is
killed with SIGKILL within milliseconds of such a note, again and again, and started again where its notes end, until
its share is written. Then each acknowledged correction is compared with what was to be stored. Writes
results/bench_store.json.
"""

import json
import multiprocessing
import platform
import random
import sqlite3
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
from measuring import RESULTS, make_parser, percentiles, seconds, timed

from mnist2x2.files import write_json
from mnist2x2.page.corrections import Correction, Corrections
from mnist2x2.training.provenance import circumstances

# a fork takes milliseconds, and needs no imports; on other systems, libraries may not survive one
CONTEXT = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
FIELDS = ("grid", "read", "right", "model", "marks")  # what is stored of a correction


def numbered(writer: int, number: int) -> Correction:
    """Return a writer's correction of that number. It is always the same, with ink and marks as if it was drawn."""
    rng = np.random.default_rng([writer, number])
    grid = rng.integers(1, 256, (56, 56), dtype=np.uint8) * (rng.random((56, 56)) < 0.2)
    right, read = (f"{rng.integers(10_000):04}" for _ in range(2))
    points = np.round(rng.random((4, 2, 30, 2)), 4).tolist()
    marks = [[{"points": stroke, "width": 0.07} for stroke in cell] for cell in points]
    time = "2000-01-01T00:00:00+00:00"
    return Correction(grid=grid, read=read, right=right, model=f"{writer:064x}", time=time, marks=marks)


def write(path: Path, notes: Path, writer: int, share: int) -> None:
    """Add corrections from where the notes end. After each one, note its number and how many milliseconds it took."""
    done = len(notes.read_text().splitlines())
    with Corrections(path, limit=10**9) as store, notes.open("ab", buffering=0) as file:
        for number in range(done, share):
            correction = numbered(writer, number)
            fields = {name: getattr(correction, name) for name in FIELDS if name != "grid"}
            spent = seconds(partial(store.add, correction.grid, **fields))
            # one call for a line: if the process is killed, the line is written whole or not at all
            file.write(b"%d %.3f\n" % (number, spent * 1000))


def start(*words) -> multiprocessing.Process:
    """Start a process that writes."""
    process = CONTEXT.Process(target=write, args=words)
    process.start()
    return process


def write_and_kill(path: Path, notes: list[Path], share: int, pause: float) -> int:
    """Let one process for each file of notes write its share, kill the first over and over, and return how often."""
    for file in notes:
        file.touch()
    undisturbed = [start(path, notes[writer], writer, share) for writer in range(1, len(notes))]
    kills, done = 0, -1
    while done < share:
        process = start(path, notes[0], 0, share)
        while process.is_alive() and notes[0].read_bytes().count(b"\n") <= max(done, 0):
            time.sleep(0.001)  # every process writes something before it is killed
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


def same(stored: Correction, expected: Correction) -> bool:
    """Return whether a correction was stored as it should be."""
    return all(np.array_equal(getattr(stored, name), getattr(expected, name)) for name in FIELDS)


def compare(path: Path, acknowledged: set[tuple[int, int]]) -> dict:
    """Return how many acknowledged corrections are lost or torn, and how many others the store holds.

    Raises ValueError if the file is damaged, or if a row was changed since it was written.
    """
    with Corrections(path) as store:
        stored = {correction.grid.tobytes(): correction for correction in store}
    lost = torn = 0
    for expected in (numbered(writer, number) for writer, number in sorted(acknowledged)):
        correction = stored.pop(expected.grid.tobytes(), None)
        lost += correction is None
        torn += correction is not None and not same(correction, expected)
    return {"acknowledged": len(acknowledged), "lost": lost, "torn": torn, "kept_but_never_given": len(stored)}


def run(folder: Path, processes: int = 4, corrections: int = 10_000, pause: float = 0.2) -> dict:
    """Return what happened: how many corrections were acknowledged, and how many of them are lost or torn."""
    path, notes = folder / "corrections.sqlite", [folder / f"notes-{writer}" for writer in range(processes)]
    spent, kills = timed(lambda: write_and_kill(path, notes, corrections // processes, pause))
    lines = [[line.split() for line in file.read_text().splitlines()] for file in notes]
    acknowledged = {(writer, int(number)) for writer, own in enumerate(lines) for number, _ in own}
    return {
        "processes": processes,
        "kills": kills,
        **compare(path, acknowledged),
        "seconds": round(spent, 1),
        "add_ms": percentiles([float(milliseconds) for own in lines for _, milliseconds in own]),
        "file_bytes": path.stat().st_size,
    }


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--corrections", type=int, default=10_000, help="how many in all; default: %(default)s")
    parser.add_argument("--processes", type=int, default=4, help="default: %(default)s")
    parser.add_argument(
        "--folder", type=Path, help="where the store is written; default: the system's temporary folder"
    )
    parser.add_argument("--out", type=Path, default=RESULTS / "bench_store.json", help="default: %(default)s")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        outcome = run(Path(folder), options.processes, options.corrections)
    about = {"sqlite": sqlite3.sqlite_version, "system": platform.system(), "measured_on": circumstances("cpu")}
    write_json(options.out, {"made_by": "python benchmarks/store.py", **outcome, **about})
    for name, value in outcome.items():
        print(f"{name:22}{json.dumps(value)}")
    if outcome["lost"] or outcome["torn"] or outcome["kept_but_never_given"]:
        sys.exit("corrections were lost or torn")


if __name__ == "__main__":
    main()
