"""The app's server, tested with real requests: what it keeps, what it refuses, and that it survives."""

import asyncio
import base64
import hashlib
import inspect
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing, suppress
from importlib.resources import as_file
from pathlib import Path
from time import sleep

import gradio
import httpx
import numpy as np
import pytest
from on_paper import as_sent, png_of_size, sheet
from PIL import Image
from running_app import MARKS, ONE, SEVEN, app_command, running, stripping_proxy

from mnist2x2.checkpoint import SHIPPED, load_pretrained, version_of
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.marks import grid_from_marks, marks_from_json, marks_to_json
from mnist2x2.drawing.pictures import LONGEST
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.page.affordable import DEAREST, PHOTO, POINTS, STROKES, WIDEST_STROKE, affordable_marks
from mnist2x2.page.app import PHOTOS, STATIC, WAITING, build, grid_script
from mnist2x2.page.connection import ANSWER, FROM_ONE, HEADERS, MOST
from mnist2x2.page.corrections import Corrections
from mnist2x2.page.gate import Gate
from mnist2x2.page.lane import Lane
from mnist2x2.page.photos import LETTERS

HTML = "<img src=x onerror=alert(1)>"
SQL = "7'); drop table corrections; --"
HEADS = {("head", path) for path in ("/", "/gradio_api/proxy=1", "/gradio_api/file=1")}
NAN, INFINITY = float("nan"), float("inf")


def stroke(**others) -> dict:
    return {**SEVEN, **others}


def drawing(*strokes) -> list:
    return [list(strokes), [], [], []]


MUCH_INK = {"marks": drawing(stroke(points=[[0, 0], [1, 1]] * 650)), "right": "1"}  # no drawing may cost much more


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A running server. Its weights file is removed after the start; Gradio's folder for uploads is in the test's."""
    folder = tmp_path_factory.mktemp("app")
    with as_file(SHIPPED / "drawn.safetensors") as shipped:
        weights = shutil.copy(shipped, folder)
    command = app_command(folder / "corrections.sqlite", "--weights", weights, "--behind-proxy")
    with running(command, folder, GRADIO_TEMP_DIR=str(folder / "uploads")) as app:
        (folder / "drawn.safetensors").unlink()
        app.folder = folder
        yield app
    assert (folder / "errors.txt").read_text() == ""  # no request made the server fail


@pytest.fixture
def app(server):
    """The server, with nothing kept."""
    (server.folder / "corrections.sqlite").unlink(missing_ok=True)
    return server


def kept_by(app) -> list:
    with Corrections(app.folder / "corrections.sqlite") as store:
        return list(store)


def test_keeps_what_was_drawn_and_reads_it_itself(app):
    lie = {"marks": MARKS, "right": "71", "read": "99", "grid": [[255] * 56] * 56, "model": "ours", "time": "1970"}
    answer = app.ask("keep", lie)
    drawing = answer.pop("drawing")
    assert answer == {"said": "Kept as 71, read as 71. Draw the next one.", "new": True, "kept": 1, "misread": 0}
    (kept,) = kept_by(app)
    model = load_pretrained()
    assert np.array_equal(kept.grid, grid_from_marks(marks_from_json(MARKS))) and kept.marks == MARKS
    assert (kept.read, kept.right, kept.model) == (read_grids(model, kept.grid[None])[0], "71", version_of(model))
    assert kept.time > "2026"
    again = app.ask("keep", lie)
    assert again["new"] is False and "already kept as 71" in again["said"] and app.kept == 1
    other_answer = app.ask("keep", {"marks": MARKS, "right": "17"})  # a person corrects the answer
    assert other_answer["misread"] == 1 and drawing == again["drawing"] == other_answer["drawing"]
    assert app.ask("take_back", {"marks": [[ONE], [], [], []]})["said"] == "It was no longer kept." and app.kept == 1
    taken = app.ask("take_back", {"marks": MARKS})
    assert taken == {"said": "Taken back. The drawing is no longer kept.", "kept": 0, "misread": 0}


INKED = [{"points": [[x / 8, 0], [x / 8, 1]], "width": 0.25} for x in (1, 3, 5, 7)]
NOT_UNDERSTOOD = "reload the page"
TWO = "2 cells hold ink: type 2 digits."
REFUSED = {
    "nothing": (None, NOT_UNDERSTOOD),
    "a string": (HTML, NOT_UNDERSTOOD),
    "a list": ([MARKS, "71"], NOT_UNDERSTOOD),
    "no marks": ({"right": "71"}, NOT_UNDERSTOOD),
    "no answer": ({"marks": MARKS}, NOT_UNDERSTOOD),
    **{
        f"answer {right!r:.20}": ({"marks": MARKS, "right": right}, TWO)
        for right in (None, 71, True, ["7", "1"], {"7": 1}, HTML, SQL, "71\n", "\uff17\uff11", "-1", "7" * 99_999)
    },
    "too short": ({"marks": MARKS, "right": "7"}, TWO),
    "too long": ({"marks": MARKS, "right": "711"}, TWO),
    "one cell": ({"marks": drawing(SEVEN), "right": ""}, "1 cell holds ink: type 1 digit."),
    "empty": ({"marks": [[], [], [], []], "right": ""}, "Draw a digit in at least one cell."),
    "a dot": (
        {"marks": drawing({"points": [[0.5, 0.5]], "width": 0.07}), "right": "1"},
        "The mark in the upper left cell is too small to be a digit.",
    ),
    "a dot beside a digit": (
        {"marks": [[SEVEN], [], [{"points": [[0.5, 0.5]], "width": 0.07}], []], "right": "71"},
        "The mark in the lower left cell is too small to be a digit. 1 cell holds ink: type 1 digit.",
    ),
    "an inked cell": (
        {"marks": [[], INKED, [], []], "right": ""},
        "The upper right cell holds more ink than paper, so it counts as empty: clear it or erase some.",
    ),
    **{
        f"marks {marks!r:.20}": ({"marks": marks, "right": "7"}, NOT_UNDERSTOOD)
        for marks in (None, "[]", 5, {}, [[], [], []], [[]] * 5, [SEVEN, [], [], []], HTML)
    },
    **{
        f"stroke {mark!r:.20}": ({"marks": drawing(mark), "right": "7"}, NOT_UNDERSTOOD)
        for mark in (None, [], HTML, {}, {"points": []}, {"width": 0.07}, stroke(points="0.5"), stroke(width="thick"))
    },
    **{
        f"points {points!r:.30}": ({"marks": drawing(stroke(points=points)), "right": "7"}, NOT_UNDERSTOOD)
        for points in (
            [],
            [[]],
            [0.5, 0.5],
            [[0.5]],
            [[0.1, 0.2, 0.3]],
            [[NAN, 0.5]],
            [[0.5, INFINITY]],
            [[0, 10**400]],
        )
    },
    "far away": ({"marks": drawing(stroke(points=[[0.5, 1e9]])), "right": "7"}, NOT_UNDERSTOOD),
    "a broad brush": ({"marks": drawing(stroke(width=1.5)), "right": "7"}, NOT_UNDERSTOOD),
    **{
        f"width {width}": ({"marks": drawing(stroke(width=width)), "right": "7"}, NOT_UNDERSTOOD)
        for width in (0, -1, NAN, INFINITY, 99)
    },
    "a test digit": ({"marks": [[{"sample": 0}]] * 4, "right": "7031"}, NOT_UNDERSTOOD),
    "many points": (
        {"marks": drawing(stroke(points=[[0, 1]] * (POINTS + 1))), "right": "7"},
        f"This drawing has more than {POINTS:,} points: clear a cell",
    ),
    "many strokes": (
        {"marks": drawing(*[ONE] * (STROKES + 1)), "right": "7"},
        f"This drawing has more than {STROKES} strokes: clear a cell",
    ),
    "long numbers": (
        {"marks": drawing(stroke(points=[[1e-9 / 3, 10]] * 6400)), "right": "7"},
        "This drawing is too large to be kept",
    ),
    "much ink": (
        {"marks": drawing(stroke(points=[[0, 0], [1, 1]] * (POINTS // 2))), "right": "7"},
        "This drawing has too much ink: clear a cell",
    ),
    "deep": ({"marks": json.loads("[" * 300 + "]" * 300), "right": "7"}, NOT_UNDERSTOOD),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_malformed_correction_is_refused_in_words(app, what):
    request, words = REFUSED[what]
    response = app.call("keep", request)
    assert response.status_code == 200 and response.headers["content-type"] == "application/json"
    assert list(response.json()) == ["said"]
    said = response.json()["said"]
    assert re.fullmatch(r"Not kept\. [A-Z0-9].*\.", said) and words in said
    assert not {"expected", "given"} & {*re.findall("[a-z]+", said)}  # it is not a Python error message
    assert len(response.content) < 500  # the request is not sent back whole
    assert app.kept == 0


def test_a_large_drawing_is_kept(app):
    """Just within the limits, which only a machine reaches."""
    spiral = np.linspace(0, 60, POINTS // 4)
    points = np.stack([0.5 + spiral / 150 * np.cos(spiral), 0.5 + spiral / 150 * np.sin(spiral)], axis=1).round(4)
    marks = [[{"points": part.tolist(), "width": 0.01} for part in np.array_split(points, STROKES // 4)]] * 4
    assert app.ask("keep", {"marks": marks, "right": "0000"})["new"] is True
    assert kept_by(app)[0].marks == marks


def test_malformed_calls_are_refused(app):
    body = {"data": None, "component_id": app.component, "fn_name": "keep", "session_hash": "hand"}
    wrong = [{key: body[key] for key in body if key != left_out} for left_out in body]
    wrong += [{**body, "component_id": 10**6}, {**body, "component_id": [1]}, {**body, "session_hash": {"a": 1}}]
    wrong += [{**body, "session_hash": "a" * 65}]
    wrong += [
        {**body, "fn_name": other} for other in ("push_to_hub", "__init__", "get_config", HTML, None, 7, ["keep"])
    ]
    for each in wrong:
        assert app.post(json.dumps(each)).status_code == 400, each
    for text in ("", "{", "[]", "null", '"' + HTML, "[" * 100_000, '{"a":' * 30_000, "9" * 100_000, b"\xff\xfe"):
        assert app.post(text).status_code == 400, text[:20]
    assert app.kept == 0


@pytest.mark.parametrize("announced", [True, False])
def test_large_bodies_are_refused(app, announced):
    """The bytes are sent by hand, since an HTTP client that is still sending may miss the answer."""
    head = "POST /gradio_api/component_server HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    length = f"Content-Length: {PHOTOS.body + 1}" if announced else "Transfer-Encoding: chunked"
    with app.connection() as line:
        line.sendall(f"{head}{length}\r\n\r\n".encode())
        if not announced:
            for _ in range(20):
                line.sendall(b"2710\r\n" + b" " * 10_000 + b"\r\n")
            line.sendall(b"1\r\n")
            line.sendall(b" \r\n")
        assert b" 413 " in line.makefile("rb").readline()
    assert app.kept == 0


def test_only_a_photo_may_be_large(app):
    padding = "A" * 300_000
    for name in ("keep", "take_back", "counts"):
        assert app.call(name, {"marks": MARKS, "right": "71", "padding": padding}).status_code == 413
    noise = np.random.default_rng(0).integers(0, 256, (900, 900, 3), dtype=np.uint8)
    sent = as_sent(Image.fromarray(noise))
    assert 300_000 < len(sent) < LETTERS
    answer = app.call("photo", {"photo": sent})
    assert answer.status_code == 200 and list(answer.json()) in (["said"], ["read", "grid", "notes"])


def test_a_photo_is_read_and_nothing_of_it_is_kept(app):
    before = sorted(app.folder.rglob("*"))
    answer = app.ask("photo", {"photo": as_sent(sheet())})
    assert answer["read"] == "7031" and len(base64.b64decode(answer["grid"])) == 56 * 56 and "notes" in answer
    assert sorted(app.folder.rglob("*")) == before and app.kept == 0


@pytest.mark.parametrize(
    "request_",
    [None, HTML, {}, {"photo": None}, {"photo": 7}, {"photo": HTML}, {"photo": as_sent(png_of_size(60_000, 60_000))}],
    ids=["nothing", "a string", "no photo", "null", "a number", "no base64", "a bomb"],
)
def test_what_is_no_photo_is_refused_in_words(app, request_):
    response = app.call("photo", request_)
    assert response.status_code == 200 and list(response.json()) == ["said"] and len(response.content) < 300
    assert NOT_UNDERSTOOD in response.json()["said"]


def test_photos_count_as_many_requests(app):
    told = [app.call("photo", {"photo": as_sent(sheet())}, **{"x-forwarded-for": "10.2.0.1"}) for _ in range(5)]
    assert told[0].status_code == 200 and told[-1].status_code == 429


def test_only_json_is_taken(app):
    """Another page can send a form without permission, but not JSON: the browser asks first, and is refused."""
    form = {"component_id": str(app.component), "fn_name": "keep", "session_hash": "a"}
    address = "/gradio_api/component_server"
    assert app.client.post(address, data=form, files={"a": b"x"}).status_code == 415
    assert app.client.post(address, data=form).status_code == 415
    assert app.post("{}", **{"content-type": "text/plain"}).status_code == 415
    asked = {"origin": "http://elsewhere.example", "access-control-request-method": "POST"}
    refused = app.client.request("OPTIONS", address, headers=asked)
    assert refused.status_code == 404 and "access-control-allow-origin" not in refused.headers


def test_uploads_are_closed(app):
    for address in ("/gradio_api/upload", "/gradio_api/upload?upload_id=a", "//gradio_api/upload", "/upload"):
        assert app.client.post(address, files={"files": ("a.txt", b"x" * 1000)}).status_code == 404
    uploads = app.folder / "uploads"
    assert not uploads.exists() or not [path for path in uploads.rglob("*") if path.is_file()]


def test_nothing_of_gradio_is_open_but_what_the_page_needs(app):
    """Every address that this version of Gradio has, taken from its source."""
    source = Path(gradio.routes.__file__).read_text(encoding="utf-8")
    routes = re.findall(r'@(app|router)\.(get|post|head)\(\s*"([^"]+)"', source)
    assert len(routes) > 60 and ("router", "post", "/upload") in routes and ("router", "post", "/queue/join") in routes
    open_ = set()
    for whose, method, path in routes:
        path = ("/gradio_api" if whose == "router" else "") + re.sub(r"\{[^}]*\}", "1", path)
        if "does not answer here" not in app.client.request(method, path, json={"session_hash": "a", "data": []}).text:
            open_.add((method, path.removesuffix("/") or "/"))
    pages = {"/", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/static/1", "/assets/1"}
    assert open_ == {*(("get", page) for page in pages), ("post", "/gradio_api/component_server"), *HEADS}
    for method, path in HEADS:  # whose answers have no text
        assert (app.client.request(method, path).status_code == 404) == (path != "/")


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=corrections.sqlite",
        "/gradio_api/file=/etc/passwd",
        "/file=/etc/passwd",
        "/static/../../app.py",
        "/assets/%2e%2e/%2e%2e/%2e%2e/app.py",
        "/static//etc/passwd",
        "/corrections.sqlite",
        "/gradio_api/proxy=https://example.com/",
    ],
)
def test_no_file_is_served(app, path):
    with app.connection() as line:  # sent by hand: clients would normalise the path
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        assert b" 404 " in line.makefile("rb").readline()


def test_what_gradio_fails_at_never_reaches_it(app):
    """No 500, and nothing in the log: see the end of `server`."""
    assert app.client.get("/assets/" + "a" * 5000).status_code == 404
    assert app.client.get("/", headers={"x-gradio-server": "::::"}).status_code == 200


def test_the_weights_are_a_file_that_browsers_keep(app):
    page = app.client.get("/")
    (name,) = {*re.findall(r"drawing-grid-[0-9a-f]{16}\.js", page.text)}  # a hash of what it holds
    script = app.client.get(f"/{name}")
    assert "immutable" in script.headers["cache-control"] and script.headers["content-type"].startswith("text/javas")
    assert len(page.content) < len(script.content) / 4 and hashlib.sha256(script.content).hexdigest()[:16] in name
    assert grid_script(GridTransformer(ModelConfig(width=16)).eval())[0] != name
    assert app.client.get(f"/{name.replace(name[-6], 'x')}").status_code == 404


def test_a_visitor_does_not_choose_the_pages_address(app):
    odd = {"x-forwarded-host": "elsewhere.example", "x-gradio-server": "http://elsewhere.example"}
    assert app.client.get("/config", headers=odd).json()["root"] == app.address
    assert app.client.get("/config", headers={"x-forwarded-proto": "https"}).json()["root"].startswith("https://")
    answer = app.client.get("/theme.css", headers={"origin": "http://localhost:1"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_much_ink_counts_as_many_requests(app):
    told = [app.call("keep", MUCH_INK, **{"x-forwarded-for": "10.1.0.1"}) for _ in range(8)]
    assert told[0].status_code == 200 and 429 in [answer.status_code for answer in told]


def test_a_locked_store_holds_up_neither_the_page_nor_ctrl_c(tmp_path):
    store = tmp_path / "corrections.sqlite"
    with (
        ThreadPoolExecutor(160) as people,
        running(app_command(store, "--behind-proxy"), tmp_path) as app,
        closing(sqlite3.connect(store, isolation_level=None)) as other,
    ):
        other.execute("begin exclusive")
        what, visitors = {"marks": MARKS, "right": "71"}, [{"x-forwarded-for": f"10.1.0.{i}"} for i in range(160)]
        asked = [people.submit(app.call, "keep", what, **visitor) for visitor in visitors]
        assert app.ask("photo", {"photo": as_sent(sheet())})["read"] == "7031"  # nor a photo
        first = next(as_completed(asked)).result()
        assert first.status_code == 503 and "busy" in first.text
        assert app.client.get("/").status_code == app.client.get("/theme.css").status_code == 200
        app.process.send_signal(signal.SIGINT)
        app.process.wait(20)  # the app would wait for the store for longer
    assert "Traceback" not in (tmp_path / "errors.txt").read_text()


def ends(line) -> bool:
    """Read until a connection ends; it raises TimeoutError if it does not."""
    with suppress(ConnectionError):
        while line.recv(100_000):
            pass
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address")
def test_silent_connections_end_and_are_few(tmp_path):
    with running(app_command(tmp_path / "corrections.sqlite"), tmp_path) as app, ExitStack() as lines:
        first, *_, last = [lines.enter_context(app.connection()) for _ in range(FROM_ONE + 50)]
        another = lines.enter_context(app.connection("127.0.0.2"))
        another.sendall(b"GET /theme.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in another.recv(100)
        assert ends(last)  # it was one too many
        with suppress(ConnectionError):
            for _ in range(60):
                first.sendall(b"G")  # a header that comes letter by letter
                sleep(0.5)
            raise AssertionError("a header may take half a minute")
        assert ends(another)


def test_many_at_once_lose_nothing(app):
    marks = [drawing(stroke(points=[[0.2, 0.1 + i / 100], [0.8, 0.5], [0.3, 0.9]])) for i in range(24)]
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda own: app.ask("keep", {"marks": own, "right": "7"}), marks))
    assert all(answer["new"] for answer in answers)
    assert max(answer["kept"] for answer in answers) == 24  # others may count after another one was kept in between
    assert sorted(map(str, (kept.marks for kept in kept_by(app)))) == sorted(map(str, marks))


def test_a_full_store_says_so(tmp_path):
    with Corrections(tmp_path / "corrections.sqlite", limit=1) as store:
        (page,) = (block for block in build(load_pretrained(), store).blocks.values() if hasattr(block, "keep"))
        assert asyncio.run(page.keep({"marks": MARKS, "right": "71"}))["new"]
        said = asyncio.run(page.keep({"marks": drawing(ONE), "right": "1"}))["said"]
        assert said == "Not kept. The store is full: it holds at most 1 corrections."
        assert asyncio.run(page.counts()) == {"kept": 1, "misread": 0}


def test_a_store_that_is_gone_says_so_without_naming_files(tmp_path, capsys):
    store = Corrections(tmp_path / "there" / "corrections.sqlite")
    (page,) = (block for block in build(load_pretrained(), store).blocks.values() if hasattr(block, "keep"))
    shutil.rmtree(tmp_path / "there")
    said = asyncio.run(page.keep({"marks": MARKS, "right": "71"}))["said"]
    assert "cannot reach its store" in said and str(tmp_path) not in said
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize("root_path", ["/grids", "grids/"])
def test_below_a_path_that_a_proxy_removes(tmp_path, root_path):
    """The addresses that the page names are requested, as a browser would."""
    words = ("--root-path", root_path, "--behind-proxy")
    with (
        running(app_command(tmp_path / "corrections.sqlite", *words), tmp_path) as behind,
        stripping_proxy(behind.address, "/grids") as address,
        httpx.Client(timeout=60, trust_env=False) as client,
    ):
        page = client.get(address + "/")
        assert page.status_code == 200 and "data-drawing-grid" in page.text
        config = json.loads(re.search(r"window.gradio_config = (.*?);</script>", page.text, re.DOTALL)[1])
        assert config["root"] == address
        parts = {*re.findall(r'(?:src|href)="([^"]+)"', page.text)} - {"https://fonts.googleapis.com"}
        (own,) = re.findall(r"drawing-grid-\w+\.js", page.text)  # the address is in a text of Gradio's
        scripts = [httpx.URL(address + "/").join(part) for part in (*parts, own) if part.endswith((".js", ".css"))]
        assert len(scripts) >= 3
        for script in scripts:
            assert str(script).startswith(address) and client.get(script).status_code == 200, script

        def call(name: str, what=None, **headers) -> httpx.Response:
            body = {"data": what, "component_id": behind.component, "fn_name": name, "session_hash": "hand"}
            called = config["root"] + config["api_prefix"] + "/component_server/"
            return client.post(called, json=body, headers=headers)

        def ask(name: str, what=None) -> dict:
            return call(name, what).json()

        assert ask("keep", {"marks": MARKS, "right": "71"})["said"] == "Kept as 71, read as 71. Draw the next one."
        assert ask("counts") == {"kept": 1, "misread": 0}
        taken = {"said": "Taken back. The drawing is no longer kept.", "kept": 0, "misread": 0}
        assert ask("take_back", {"marks": MARKS}) == taken
        told = [call("keep", MUCH_INK, **{"x-forwarded-for": f"10.0.0.{number}"}).status_code for number in range(8)]
        assert told[0] == 200 and 429 in told  # the address that the proxy appends is the visitor's


def test_a_store_that_was_damaged_says_so_without_naming_files(tmp_path, capsys):
    store = Corrections(tmp_path / "corrections.sqlite")
    (page,) = (block for block in build(load_pretrained(), store).blocks.values() if hasattr(block, "keep"))
    (tmp_path / "corrections.sqlite").write_bytes(b"not a database " * 1000)
    for answer in (
        asyncio.run(page.keep({"marks": MARKS, "right": "71"})),
        asyncio.run(page.take_back({"marks": MARKS})),
        asyncio.run(page.counts()),
    ):
        assert list(answer) == ["said"] and "cannot reach its store" in answer["said"]
        assert str(tmp_path) not in answer["said"]
    assert "is damaged" in capsys.readouterr().err


def test_the_page_asks_by_no_address_of_its_own():
    """It works below a sub-path, too: only Gradio, which knows the path, asks the server.

    A picture to share holds all that it refers to.
    """
    held = r'(?!"(#|\$\{canvas\.toDataURL\(\)\}))'
    for path in [*STATIC.glob("app/*"), STATIC / "joined" / "page.js"]:
        asking = rf"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|\b(src|href|action)={held}|url\((?!#)|\bimport\("
        assert not re.search(asking, path.read_text(encoding="utf-8"))


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_over_ipv6(tmp_path):
    with running(app_command(tmp_path / "corrections.sqlite", "--host", "::1"), tmp_path) as app:
        assert app.address.startswith("http://[::1]:") and app.client.get("/").status_code == 200
        assert app.client.get("/config").json()["root"] == app.address
        assert app.ask("keep", {"marks": MARKS, "right": "71"})["new"] and app.kept == 1
        assert app.client.get("/", headers={"host": "a.example"}).status_code == 421


def test_a_whole_address_may_be_given_as_the_root(tmp_path):
    """For a proxy that does not pass on the name of its host."""
    command = app_command(tmp_path / "corrections.sqlite", "--root-path", "https://example.org/grids/")
    with running(command, tmp_path) as app:
        assert app.client.get("/config").json()["root"] == "https://example.org/grids"


def test_other_grids_are_refused():
    with pytest.raises(ValueError, match="2x2 digits, given one of 1x1"):
        build(GridTransformer(ModelConfig(grid=1)).eval(), None)
    with pytest.raises(ValueError, match=r"a model that writes digits, given one that writes letters"):
        build(GridTransformer(ModelConfig(answers="letters")).eval(), None)


def test_strokes_hold_nothing_but_strokes():
    odd = stroke(erase="yes", note=HTML)
    assert marks_to_json(affordable_marks(drawing(odd))) == drawing({**SEVEN, "erase": True})


def start(tmp_path, corrections, *words, **environment) -> subprocess.CompletedProcess:
    command = app_command(corrections, *words)
    environment = {**os.environ, **environment}
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)


def test_a_damaged_store_stops_the_start(tmp_path):
    path = tmp_path / "corrections.sqlite"
    with Corrections(path) as store:
        for i in range(20):
            marks = drawing(stroke(points=[[0.2, 0.1 + i / 100], [0.8, 0.5], [0.3, 0.9]]))
            grid = grid_from_marks(marks_from_json(marks))
            store.add(grid, read="7", right="7", model="0" * 64, marks=marks)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    before = path.read_bytes()
    done = start(tmp_path, path)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("mnist2x2: ") and str(path) in done.stderr and len(done.stderr.splitlines()) == 1
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_taken_port_stops_the_start(tmp_path, server):
    done = start(tmp_path, "corrections.sqlite", "--port", str(httpx.URL(server.address).port))
    assert done.returncode == 1 and "in use" in done.stderr and "Traceback" not in done.stderr


def test_without_gradio_it_says_what_to_install(tmp_path):
    (tmp_path / "gradio.py").write_text("raise ModuleNotFoundError(\"No module named 'gradio'\", name='gradio')")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = start(tmp_path, "corrections.sqlite", PYTHONPATH=path)
    assert done.returncode == 1 and done.stderr == 'mnist2x2: for the app, install gradio: pip install ".[app]"\n'


def test_only_the_app_imports_gradio():
    script = """
import sys, mnist2x2, mnist2x2.page.corrections, mnist2x2.page.gate
from mnist2x2.__main__ import make_parser
assert "--corrections" in make_parser()._subparsers._group_actions[0].choices["app"].format_help()
assert "gradio" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_books_page_says_what_the_limits_are():
    page = " ".join((Path(__file__).parents[1] / "book" / "app.md").read_text(encoding="utf-8").split())
    limits = {name: value.default for name, value in inspect.signature(Gate).parameters.items()}
    most = inspect.signature(Corrections).parameters["limit"].default
    assert f"{limits['body']:,} bytes of JSON, within {limits['patience']:g} seconds" in page
    assert f"{STROKES} strokes, {POINTS:,} points, a brush at most a quarter" in page and WIDEST_STROKE == 1 / 4
    assert f"{limits['burst']} requests at once, then {limits['rate']:g} a second" in page
    together = limits["burst"] * limits["total"], limits["rate"] * limits["total"]
    assert "{} requests at once, then {:g} a second".format(*together) in page
    assert f"{most:,} in a store" in page
    lane = {name: value.default for name, value in inspect.signature(Lane).parameters.items()}
    assert "at most {waiting} wait, for at most {patience:g} seconds".format(**lane) in page
    assert f"each million pixels that the brush looks at: at most {1 + DEAREST / 1e6:g}" in page
    assert f"have {PHOTOS.body:,} bytes of JSON, within {PHOTOS.patience:g} seconds, and {PHOTOS.at_once} such" in page
    assert f"at most {LONGEST:,} pixels long; it counts as {1 + PHOTO} requests" in page
    assert f"at most {WAITING} wait for it" in page
    assert f"{HEADERS:g} seconds for the headers of a request, {ANSWER:g} for its answer" in page
    assert f"at most {MOST} at once, and without a proxy {FROM_ONE} from one address" in page
