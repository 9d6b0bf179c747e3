"""The app's server, asked by real requests: what it keeps, what it refuses, and that it comes through."""

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import as_file
from pathlib import Path

import gradio
import httpx
import numpy as np
import pytest
from running_app import MARKS, ONE, SEVEN, app_command, running

from mnist2x2.app import POINTS, STATIC, STROKES, WIDEST, build, checked_marks, grid_from_marks
from mnist2x2.bounds import Bounds
from mnist2x2.checkpoint import SHIPPED, load_pretrained
from mnist2x2.corrections import Corrections, version_of
from mnist2x2.decoding import read_grids
from mnist2x2.model import GridTransformer, ModelConfig

HTML = "<img src=x onerror=alert(1)>"
SQL = "7'); drop table corrections; --"
HEADS = {("head", path) for path in ("/", "/gradio_api/proxy=1", "/gradio_api/file=1")}
NAN, INFINITY = float("nan"), float("inf")


def stroke(**others) -> dict:
    return {**SEVEN, **others}


def drawing(*strokes) -> list:
    return [list(strokes), [], [], []]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server whose weights file is gone once it has started; Gradio's folder for uploads is ours."""
    folder = tmp_path_factory.mktemp("app")
    with as_file(SHIPPED / "drawn.safetensors") as shipped:
        weights = shutil.copy(shipped, folder)
    command = app_command(folder / "corrections.sqlite", "--weights", weights, "--behind-proxy")
    with running(command, folder, GRADIO_TEMP_DIR=str(folder / "uploads")) as app:
        (folder / "drawn.safetensors").unlink()
        app.folder = folder
        yield app
    assert (folder / "errors.txt").read_text() == ""  # whatever was asked, nothing went wrong


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
    assert np.array_equal(kept.grid, grid_from_marks(MARKS)) and kept.marks == MARKS
    assert (kept.read, kept.right, kept.model) == (read_grids(model, kept.grid[None])[0], "71", version_of(model))
    assert kept.time > "2026"
    again = app.ask("keep", lie)
    assert again["new"] is False and "already kept as 71" in again["said"] and app.kept == 1
    other_answer = app.ask("keep", {"marks": MARKS, "right": "17"})  # a person corrects the answer
    assert other_answer["misread"] == 1 and drawing == again["drawing"] == other_answer["drawing"]
    assert app.ask("take_back", {"marks": [[ONE], [], [], []]})["said"] == "It was no longer kept." and app.kept == 1
    taken = app.ask("take_back", {"marks": MARKS})
    assert taken == {"said": "Taken back. The drawing is no longer kept.", "kept": 0, "misread": 0}


REFUSED = {
    "nothing": (None, 'expected {"right"'),
    "a string": (HTML, 'expected {"right"'),
    "a list": ([MARKS, "71"], 'expected {"right"'),
    "no marks": ({"right": "71"}, 'expected {"marks"'),
    "no answer": ({"marks": MARKS}, 'expected {"right"'),
    **{
        f"answer {right!r:.20}": ({"marks": MARKS, "right": right}, "Type the digits that you drew")
        for right in (None, 71, True, ["7", "1"], {"7": 1}, HTML, SQL, "71\n", "\uff17\uff11", "-1")
    },
    "no digits": ({"marks": MARKS, "right": ""}, "Type the digits that you drew"),
    "too short": ({"marks": MARKS, "right": "7"}, "2 cells hold ink, but your answer has 1 digit:"),
    "too long": ({"marks": MARKS, "right": "711"}, "2 cells hold ink, but your answer has 3 digits:"),
    "far too long": ({"marks": MARKS, "right": "7" * 99_999}, "2 cells hold ink, but your answer has 99999 digits:"),
    "empty": ({"marks": [[], [], [], []], "right": ""}, "Draw a digit in at least"),
    "a dot": ({"marks": drawing({"points": [[0.5, 0.5]], "width": 0.07}), "right": "1"}, "Draw a digit in at least"),
    **{
        f"marks {marks!r:.20}": ({"marks": marks, "right": "7"}, "4 lists")
        for marks in (None, "[]", 5, {}, [[], [], []], [[]] * 5, [SEVEN, [], [], []], HTML)
    },
    **{
        f"stroke {mark!r:.20}": ({"marks": drawing(mark), "right": "7"}, "expected a stroke")
        for mark in (None, [], HTML, {}, {"points": []}, {"width": 0.07}, stroke(points="0.5"), stroke(width="thick"))
    },
    **{
        f"points {points!r:.30}": ({"marks": drawing(stroke(points=points)), "right": "7"}, "expected a stroke")
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
    "far away": ({"marks": drawing(stroke(points=[[0.5, 1e9]])), "right": "7"}, "by a brush of the page"),
    "a broad brush": ({"marks": drawing(stroke(width=1.5)), "right": "7"}, "by a brush of the page"),
    **{
        f"width {width}": ({"marks": drawing(stroke(width=width)), "right": "7"}, "width")
        for width in (0, -1, NAN, INFINITY, 99)
    },
    "a test digit": ({"marks": [[{"sample": 0}]] * 4, "right": "7031"}, "not to be learned from"),
    "many points": (
        {"marks": drawing(stroke(points=[[0, 1]] * (POINTS + 1))), "right": "7"},
        f"more than {POINTS} points: clear",
    ),
    "many strokes": ({"marks": drawing(*[ONE] * (STROKES + 1)), "right": "7"}, f"more than {STROKES} strokes: clear"),
    "deep": ({"marks": json.loads("[" * 300 + "]" * 300), "right": "7"}, "4 lists"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_correction_is_refused_in_words(app, what):
    given, words = REFUSED[what]
    response = app.call("keep", given)
    assert response.status_code == 200 and response.headers["content-type"] == "application/json"
    said, why = response.json()["said"], response.json().get("why")
    if why is None:  # a person can meet it
        assert said.startswith("Not kept. ") and words in said
    else:  # only a program can: the page sends nothing like it
        assert "reload it and draw again" in said and words in why
    assert "expected" not in said and "given" not in said
    assert said.endswith(".") and not set(said) & set("[]{}()'\"")  # a sentence, with nothing in it of what was sent
    assert len(response.content) < 500  # what was given is not sent back whole
    assert app.kept == 0


def test_a_large_drawing_is_kept(app):
    """Just within the bounds: they are for machines, no hand meets them."""
    spiral = np.linspace(0, 60, POINTS // 4)
    points = np.stack([0.5 + spiral / 150 * np.cos(spiral), 0.5 + spiral / 150 * np.sin(spiral)], axis=1).round(4)
    marks = [[{"points": part.tolist(), "width": 0.01} for part in np.array_split(points, STROKES // 4)]] * 4
    assert app.ask("keep", {"marks": marks, "right": "0000"})["new"] is True
    assert kept_by(app)[0].marks == marks


def test_calls_that_are_none(app):
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
    """Byte by byte, since a client that goes on sending may not hear the answer."""
    head = "POST /gradio_api/component_server HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    length = "Content-Length: 200001" if announced else "Transfer-Encoding: chunked"
    with app.connection() as line:
        line.sendall(f"{head}{length}\r\n\r\n".encode())
        if not announced:
            for _ in range(20):
                line.sendall(b"2710\r\n" + b" " * 10_000 + b"\r\n")
            line.sendall(b"1\r\n")
            line.sendall(b" \r\n")
        assert b" 413 " in line.makefile("rb").readline()
    assert app.kept == 0


def test_only_json_is_taken(app):
    """A form of another page can be sent without asking, JSON cannot: the browser asks first, and is refused."""
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
    """Every address that this Gradio answers at, as its own source has them."""
    source = Path(gradio.routes.__file__).read_text(encoding="utf-8")
    found = re.findall(r'@(app|router)\.(get|post|head)\(\s*"([^"]+)"', source)
    assert len(found) > 60 and ("router", "post", "/upload") in found and ("router", "post", "/queue/join") in found
    open_ = set()
    for whose, method, path in found:
        path = ("/gradio_api" if whose == "router" else "") + re.sub(r"\{[^}]*\}", "1", path)
        if "does not answer here" not in app.client.request(method, path, json={"session_hash": "a", "data": []}).text:
            open_.add((method, path.removesuffix("/") or "/"))
    pages = {"/", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/static/1", "/assets/1"}
    assert open_ == {*(("get", page) for page in pages), ("post", "/gradio_api/component_server"), *HEADS}
    for method, path in HEADS:  # whose answers have no words
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
    with app.connection() as line:  # as it is written: clients would tidy it up
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        assert b" 404 " in line.makefile("rb").readline()


def test_many_at_once_lose_nothing(app):
    marks = [drawing(stroke(points=[[0.2, 0.1 + i / 100], [0.8, 0.5], [0.3, 0.9]])) for i in range(24)]
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda own: app.ask("keep", {"marks": own, "right": "7"}), marks))
    assert all(answer["new"] for answer in answers) and sorted(answer["kept"] for answer in answers) == [*range(1, 25)]
    assert sorted(map(str, (kept.marks for kept in kept_by(app)))) == sorted(map(str, marks))


def test_a_full_store_says_so(tmp_path):
    with Corrections(tmp_path / "corrections.sqlite", limit=1) as store:
        (page,) = (block for block in build(load_pretrained(), store).blocks.values() if hasattr(block, "keep"))
        assert page.keep({"marks": MARKS, "right": "71"})["new"]
        assert "full" in page.keep({"marks": drawing(ONE), "right": "1"})["said"]
        assert page.counts() == {"kept": 1, "misread": 0}


def test_a_store_that_is_gone_says_so_without_naming_files(tmp_path, capsys):
    store = Corrections(tmp_path / "there" / "corrections.sqlite")
    (page,) = (block for block in build(load_pretrained(), store).blocks.values() if hasattr(block, "keep"))
    shutil.rmtree(tmp_path / "there")
    said = page.keep({"marks": MARKS, "right": "71"})["said"]
    assert "cannot reach its store" in said and str(tmp_path) not in said
    assert str(tmp_path) in capsys.readouterr().err


def test_a_store_that_was_damaged_says_so_without_naming_files(tmp_path, capsys):
    store = Corrections(tmp_path / "corrections.sqlite")
    (page,) = (block for block in build(load_pretrained(), store).blocks.values() if hasattr(block, "keep"))
    (tmp_path / "corrections.sqlite").write_bytes(b"not a database " * 1000)
    for answer in (page.keep({"marks": MARKS, "right": "71"}), page.take_back({"marks": MARKS}), page.counts()):
        assert list(answer) == ["said"] and "cannot reach its store" in answer["said"]
        assert str(tmp_path) not in answer["said"]
    assert "is damaged" in capsys.readouterr().err


def test_the_page_asks_by_no_address_of_its_own():
    """It works below a sub-path, too: only Gradio, which knows the path, asks the server."""
    for path in [*STATIC.glob("app/*"), STATIC / "joined" / "page.js"]:
        asking = r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|\b(src|href|action)=|url\(|\bimport\("
        assert not re.search(asking, path.read_text(encoding="utf-8"))


def test_other_grids_are_refused():
    with pytest.raises(ValueError, match="2x2 digits, given one of 1x1"):
        build(GridTransformer(ModelConfig(grid=1)).eval(), None)


def test_strokes_hold_nothing_but_strokes():
    odd = stroke(erase="yes", note=HTML)
    assert checked_marks(drawing(odd)) == drawing({**SEVEN, "erase": True})


def start(tmp_path, corrections, *words, **environment) -> subprocess.CompletedProcess:
    command = app_command(corrections, *words)
    environment = {**os.environ, **environment}
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)


def test_a_damaged_store_stops_the_start(tmp_path):
    path = tmp_path / "corrections.sqlite"
    with Corrections(path) as store:
        for i in range(20):
            marks = drawing(stroke(points=[[0.2, 0.1 + i / 100], [0.8, 0.5], [0.3, 0.9]]))
            store.add(grid_from_marks(marks), "7", "7", "0" * 64, marks)
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
    done = start(tmp_path, "corrections.sqlite", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1 and done.stderr == "mnist2x2: for the app, install gradio: pip install '.[app]'\n"


def test_only_the_app_imports_gradio():
    script = """
import sys, mnist2x2, mnist2x2.corrections, mnist2x2.bounds
from mnist2x2.__main__ import make_parser
assert "--corrections" in make_parser()._subparsers._group_actions[0].choices["app"].format_help()
assert "gradio" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_books_page_says_what_the_bounds_are():
    page = " ".join((Path(__file__).parents[1] / "book" / "app.md").read_text(encoding="utf-8").split())
    bound = {name: value.default for name, value in inspect.signature(Bounds).parameters.items()}
    limit = inspect.signature(Corrections).parameters["limit"].default
    assert f"{bound['body']:,} bytes of JSON, within {bound['patience']:g} seconds" in page
    assert f"{STROKES} strokes, {POINTS:,} points, a brush at most a quarter" in page and WIDEST == 1 / 4
    assert f"{bound['burst']} requests at once, then {bound['rate']:g} a second" in page
    together = bound["burst"] * bound["total"], bound["rate"] * bound["total"]
    assert "{} requests at once, then {:g} a second".format(*together) in page
    assert f"{limit:,} in a store" in page
