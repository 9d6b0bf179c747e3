"""Attacks on the app, for benchmarks/gate.py: from loopback addresses of this machine, on an app of this machine."""

import asyncio
import base64
import io
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import numpy as np
from PIL import Image

from mnist2x2.drawing.marks import marks_from_json
from mnist2x2.drawing.pictures import LONGEST
from mnist2x2.page.affordable import DEAREST, cost_of

PROCESSES = multiprocessing.get_context("spawn")
CALL = "/gradio_api/component_server/"
AT_ONCE, SILENT = 110, 300  # requests that carry a dear drawing; connections that are silent
PHOTOS_AT_ONCE = 20  # requests that carry a dear photo
ODD_PATHS = ("/", "/config", "/assets/" + "a" * 5000, "/static/../app.py", "/file=/etc/passwd", "/%00", CALL, CALL)
ODD_HEADERS = (
    ("x-gradio-server", "::::"), ("x-forwarded-host", "a.example"), ("host", "a.example"), ("host", "["),
    ("origin", "null"), ("range", "bytes=9-1"),
    ("accept-encoding", "\xff"), ("if-modified-since", "never"),
    ("content-type", "text/plain"),
)  # fmt: skip
ODD_BODIES = ("", "{", "null", "[" * 90_000, '{"a":' * 30_000, "9" * 90_000, "\x00\xff", " " * 200_001)


def client(address: str, network: int, number: int, **options) -> httpx.AsyncClient:
    """Return an HTTP client with a loopback address of its own, 127.network.*.*; number: 0 to 63,749."""
    here = f"127.{network}.{number // 250}.{1 + number % 250}"
    transport = httpx.AsyncHTTPTransport(verify=False, local_address=here, **options)  # certificates take time to load
    return httpx.AsyncClient(base_url=address, transport=transport, timeout=100)


def corner_to_corner(points: int) -> list:
    return [[{"points": [[0, 0], [1, 1]] * (points // 2), "width": 0.25}], [], [], []]


def dearest() -> list:
    """Return about the dearest drawing that is permitted: lines of the widest brush from corner to corner."""
    few, many = (cost_of(marks_from_json(corner_to_corner(points))[0]) for points in (2, 102))
    return corner_to_corner(int(DEAREST / ((many - few) / 100)) - 2)


def dear_photo() -> str:
    """Return about the dearest photo that is permitted, squared paper, as a page sends it: a picture in base64."""
    squares, file = np.full((LONGEST, LONGEST), 240, dtype=np.uint8), io.BytesIO()
    for offset in (0, 1):
        squares[offset::40] = squares[:, offset::40] = 20
    Image.fromarray(squares).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


async def send(name: str, data: dict, at_once: int, address: str, component: int, begun) -> None:
    """Call a function of the page from one address, many times at once, as often as it answers, but once a second."""
    body = {"data": data, "component_id": component, "fn_name": name, "session_hash": "attack"}

    async def one(attacker: httpx.AsyncClient) -> None:
        while True:
            with suppress(httpx.HTTPError):
                await attacker.post(CALL, json=body)
                begun.set()
            await asyncio.sleep(1)

    async with client(address, 66, 0, limits=httpx.Limits(max_connections=at_once)) as attacker:
        await asyncio.gather(*(one(attacker) for _ in range(at_once)))


async def send_dear_drawings(address: str, component: int, begun) -> None:
    """Send the dearest drawings from one address."""
    await send("keep", {"marks": dearest(), "right": "1"}, AT_ONCE, address, component, begun)


async def send_dear_photos(address: str, component: int, begun) -> None:
    """Send the dearest photos from one address."""
    await send("photo", {"photo": dear_photo()}, PHOTOS_AT_ONCE, address, component, begun)


async def hold_connections(address: str, component: int, begun) -> None:
    """Keep connections open that ask for nothing, from three addresses; a third of them sends a header slowly."""
    url = httpx.URL(address)

    async def one(number: int) -> None:
        while True:
            with suppress(OSError):
                here = (f"127.66.0.{1 + number % 3}", 0)
                reader, writer = await asyncio.open_connection(url.host, url.port, local_addr=here)
                begun.set()
                while not reader.at_eof():
                    writer.write(b"G" * (number % 3 == 0))
                    with suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(reader.read(100), 1)
                writer.close()
            await asyncio.sleep(0.1)

    await asyncio.gather(*map(one, range(SILENT)))


def run(attack, *words) -> None:
    asyncio.run(attack(*words))


@contextmanager
def attacked(app, attack) -> Iterator[None]:
    """Let another process attack the app until the block ends."""
    begun = PROCESSES.Event()
    process = PROCESSES.Process(target=run, args=(attack, app.address, app.component, begun), daemon=True)
    process.start()
    try:
        if not begun.wait(120):
            raise RuntimeError("the attack did not begin")
        yield
    finally:
        process.kill()
        process.join()


async def send_odd_requests(address: str, count: int) -> dict:
    """Send what no page would send, each from another address, and return how many were tried and how many failed."""
    rng, statuses = random.Random(0), Counter()
    for number in range(count):
        name, value = rng.choice(ODD_HEADERS)
        headers = {b"content-type": b"application/json", name.encode(): value.encode("latin-1")}
        async with client(address, 3, number) as attacker:
            try:
                method, path = rng.choice(["GET", "POST", "POST", "PUT", "OPTIONS"]), rng.choice(ODD_PATHS)
                answer = await attacker.request(method, path, headers=headers, content=rng.choice(ODD_BODIES))
                statuses[answer.status_code] += 1
            except httpx.HTTPError:  # the app has closed the connection
                statuses[0] += 1
    return {"tried": count, "server_errors": sum(count for status, count in statuses.items() if status >= 500)}
