"""Attack the app on this machine, and measure what other visitors notice: about six minutes, on an idle machine.

    python benchmarks/gate.py

It needs Linux, where each visitor can have a loopback address of its own. Measured is, in seconds, how long visitors
wait for the page, for the weights, for the counts and until a drawing is kept: beside an address that sends the dearest
drawings or photos that are permitted, beside silent connections, and in a crowd. Every correction that was acknowledged
is looked for in the store. Writes results/bench_gate.json; with --quick, everything is shorter and nothing is written.
"""

import asyncio
import json
import random
import re
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import numpy as np
from attacks import (
    AT_ONCE,
    CALL,
    PHOTOS_AT_ONCE,
    SILENT,
    attacked,
    client,
    hold_connections,
    send_dear_drawings,
    send_dear_photos,
    send_odd_requests,
)
from measuring import RESULTS, ROOT, make_parser, timed

from mnist2x2.files import write_json
from mnist2x2.page.correction import drawing_id
from mnist2x2.page.corrections import Corrections
from mnist2x2.training.provenance import circumstances

sys.path.insert(0, str(ROOT / "tests"))
from running_app import Running, app_command, running

NO_ANSWER = 599  # the status that stands for a connection that was lost
VISITORS, CALLERS = 200, 50  # in the crowd; addresses from which the calls come while memory is watched


def drawing(rng: random.Random) -> list:
    """Return the marks of a drawing of one digit, different each time."""
    points = [[round(0.2 + 0.6 * rng.random(), 4), y / 10] for y in range(1, 10)]
    return [[{"points": points, "width": 0.07}], [], [], []]


class Visitors:
    """Visitors of an app, and what they have seen: seconds for each kind of request, statuses, and what was kept."""

    def __init__(self, app: Running, store: Path):
        self.app, self.store, self.statuses, self.kept = app, store, Counter(), set()
        self.seconds: dict[str, list[float]] = {}

    async def ask(self, kind: str, request) -> httpx.Response:
        started = time.perf_counter()
        try:
            answer = await request
        except httpx.TransportError:
            answer = httpx.Response(NO_ANSWER)
        self.seconds.setdefault(kind, []).append(time.perf_counter() - started)
        self.statuses[answer.status_code] += 1
        return answer

    async def call(self, visitor: httpx.AsyncClient, name: str, what=None) -> None:
        body = {"data": what, "component_id": self.app.component, "fn_name": name, "session_hash": "visitor"}
        answer = await self.ask(name, visitor.post(CALL, json=body))
        if answer.status_code == 200 and "drawing" in answer.json():
            self.kept.add(answer.json()["drawing"])

    async def one(self, number: int, keeps: int = 1, between: float = 0.0) -> None:
        """Do what an honest visitor does: open the page, see the counts, and keep drawings; between: seconds."""
        rng = random.Random(number)
        async with client(self.app.address, 1, number) as visitor:
            await asyncio.sleep(rng.random() * between)
            page = await self.ask("page", visitor.get("/"))
            if page.status_code != 200:
                return
            await self.ask("weights", visitor.get("/" + re.search(r"drawing-grid-\w+\.js", page.text)[0]))
            await self.call(visitor, "counts")
            for _ in range(keeps):
                await asyncio.sleep(rng.random() * between)
                await self.call(visitor, "keep", {"marks": drawing(rng), "right": "1"})

    async def in_turn(self, seconds: float) -> None:
        """Let one after another come, twice a second at most."""
        started, number = time.perf_counter(), 0
        while time.perf_counter() - started < seconds:
            number += 1
            await asyncio.gather(self.one(number), asyncio.sleep(0.5))

    async def crowd(self, seconds: float) -> None:
        """Let all come within a third of the time, and keep two drawings each in the rest."""
        await asyncio.gather(*(self.one(number, keeps=2, between=seconds / 3) for number in range(VISITORS)))

    async def calls(self, count: int) -> None:
        """Ask for the counts, from several addresses at once. What is above the limits is refused."""

        async def some(number: int) -> None:
            async with client(self.app.address, 2, number) as visitor:
                for _ in range(count // CALLERS):
                    await self.call(visitor, "counts")

        await asyncio.gather(*map(some, range(CALLERS)))

    def seen(self) -> dict:
        """Return the 99th percentiles of the seconds, and how many answers had which status."""
        waited = {kind: round(float(np.quantile(times, 0.99)), 3) for kind, times in self.seconds.items()}
        statuses = {str(status): count for status, count in sorted(self.statuses.items())}
        return {"p99_seconds": waited, "statuses": statuses}

    def lost(self) -> int:
        """Return how many drawings were acknowledged and are not in the store."""
        with Corrections(self.store) as store:
            return len(self.kept - {drawing_id(correction.grid).hex() for correction in store})


@contextmanager
def visited(totals: Counter) -> Iterator[Visitors]:
    """Yield visitors of a new app; at the end, add to the totals what was acknowledged, and what of it is lost."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "corrections.sqlite"
        with running(app_command(file), Path(name)) as app:
            yield (visitors := Visitors(app, file))
        totals.update(acknowledged=len(visitors.kept), lost=visitors.lost())


def memory(app: Running) -> int:
    """Return the bytes of memory that the app takes."""
    lines = Path(f"/proc/{app.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def beside(attack, totals: Counter, duration: float) -> dict:
    """Return what visitors see beside an attack."""
    with visited(totals) as visitors, attacked(visitors.app, attack):
        asyncio.run(visitors.in_turn(duration))
    return visitors.seen()


def in_a_crowd(totals: Counter, duration: float) -> dict:
    with visited(totals) as visitors:
        asyncio.run(visitors.crowd(duration))
    return {"visitors": VISITORS, "seconds": duration, **visitors.seen()}


def many_calls(totals: Counter, calls: int) -> dict:
    """Return the memory before and after many calls; what first calls need is there before."""
    with visited(totals) as visitors:
        asyncio.run(visitors.calls(calls // 10))
        before = memory(visitors.app)
        asyncio.run(visitors.calls(calls))
        after = memory(visitors.app)
    growth = round(after / before - 1, 4)
    return {"calls": calls, "bytes_before": before, "bytes_after": after, "growth": growth, **visitors.seen()}


def ctrl_c(totals: Counter) -> dict:
    """Return how long the app takes to end, while it is sent dear drawings and another program has locked its store."""
    with visited(totals) as visitors, closing(sqlite3.connect(visitors.store, isolation_level=None)) as other:
        process = visitors.app.process
        with attacked(visitors.app, send_dear_drawings):
            other.execute("begin exclusive")
            time.sleep(2)
            process.send_signal(signal.SIGINT)
            waited, _ = timed(lambda: process.wait(100))
    return {"seconds": round(waited, 2)}


def odd_requests(totals: Counter, count: int) -> dict:
    with visited(totals) as visitors:
        return asyncio.run(send_odd_requests(visitors.app.address, count))


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="everything is shorter, and nothing is written")
    quick, totals, result = parser.parse_args().quick, Counter(), {}
    phases = {
        "dear_drawings": lambda: {"at_once": AT_ONCE, **beside(send_dear_drawings, totals, 5 if quick else 60)},
        "dear_photos": lambda: {"at_once": PHOTOS_AT_ONCE, **beside(send_dear_photos, totals, 5 if quick else 60)},
        "silent_connections": lambda: {"connections": SILENT, **beside(hold_connections, totals, 5 if quick else 60)},
        "crowd": lambda: in_a_crowd(totals, 6 if quick else 30),
        "memory": lambda: many_calls(totals, 500 if quick else 5000),
        "ctrl_c": lambda: ctrl_c(totals),
        "odd_requests": lambda: odd_requests(totals, 100 if quick else 1000),
    }
    for name, phase in phases.items():
        result[name] = phase()
        print(name, json.dumps(result[name]), flush=True)
    result["corrections"] = {"acknowledged": totals["acknowledged"], "lost": totals["lost"]}
    print("corrections", json.dumps(result["corrections"]))
    if not quick:
        about = {"made_by": "python benchmarks/gate.py", "measured_on": circumstances("cpu")}
        write_json(RESULTS / "bench_gate.json", {**about, **result})


if __name__ == "__main__":
    main()
