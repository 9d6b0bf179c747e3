"""Photos that a page sends, in notebooks and in the app: what is read, what is refused and in which words."""

import base64
import json
import re
import sys

import numpy as np
import pytest
from on_paper import as_file, as_sent, png_of_size, sheet
from PIL import Image

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.pictures import LONGEST
from mnist2x2.page.drawing_grid import DrawingGrid
from mnist2x2.page.learning_grid import LearningGrid
from mnist2x2.page.photos import DAMAGED, FAILED, LETTERS, NO_PHOTO, OPENCV, PHOTO_SHOWN, answer_to, photo_from_page
from mnist2x2.page.sentences import Refusal

cv2 = pytest.importorskip("cv2", reason="photos need OpenCV")
SEVEN = {"points": [[0.25, 0.2], [0.75, 0.2], [0.45, 0.85]], "width": 0.07}
JPEG, PNG = as_file(sheet()), as_file(sheet(), "PNG")


def said_of(value) -> str:
    with pytest.raises(Refusal) as refusal:
        photo_from_page(value)
    return str(refusal.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_read(kind):
    photo = photo_from_page(as_sent(sheet(), kind))
    answer = json.loads(json.dumps(answer_to(photo, load_pretrained()), allow_nan=False))
    grid = np.frombuffer(base64.b64decode(answer["grid"]), dtype=np.uint8).reshape(56, 56)
    assert np.array_equal(grid, photo.grid)
    assert answer["read"] == read_grids(load_pretrained(), grid[None])[0] == "7031"
    assert len(answer["notes"]) == len(photo.notes) and all(note.endswith(".") for note in answer["notes"])


@pytest.mark.parametrize(
    ("value", "words"),
    {
        "nothing": (None, NO_PHOTO),
        "a number": (5, NO_PHOTO),
        "a list": ([as_sent(JPEG)], NO_PHOTO),
        "no text": ("", NO_PHOTO),
        "an address": ("data:image/jpeg;base64," + as_sent(JPEG), NO_PHOTO),
        "bad base64": (as_sent(JPEG) + "!", NO_PHOTO),
        "a line more": (as_sent(JPEG) + "\n", NO_PHOTO),
        "a letter less": (as_sent(JPEG).rstrip("=")[:-1], NO_PHOTO),
        "no letters": ("\u0661" * 8, NO_PHOTO),
        "too long": ("A" * (LETTERS + 1), NO_PHOTO),
        "no image": (as_sent(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), NO_PHOTO),
        "another kind": (as_sent(sheet(), "GIF"), NO_PHOTO),
        "a bomb": (as_sent(png_of_size(60_000, 60_000)), NO_PHOTO),
        "too large": (as_sent(Image.new("L", (LONGEST + 1, 100), 255)), NO_PHOTO),
        "a JPEG cut off": (as_sent(JPEG[: len(JPEG) // 2]), DAMAGED),
        "a PNG cut off": (as_sent(PNG[: len(PNG) // 2]), DAMAGED),
        "a small one": (as_sent(Image.new("L", (20, 20), 255)), "at least 56x56 pixels"),
        "a long one": (as_sent(Image.new("L", (1600, 60), 255)), "12 times as long as wide"),
    }.values(),
)
def test_what_is_no_photo_is_refused_in_words(value, words, capfd):
    said = said_of(value)
    assert words in said and re.fullmatch(r"[A-Z][^\n]{5,200}\.", said)
    assert not re.search("NaN|nan|Error|Traceback|<", said)
    assert capfd.readouterr() == ("", "")


def test_a_fault_of_the_reader_is_said_and_reported(monkeypatch, capsys):
    def fails(picture):
        raise cv2.error("many\nlines " * 100)

    monkeypatch.setattr("mnist2x2.drawing.photo.examine", fails)
    assert said_of(as_sent(JPEG)) == FAILED
    reported = capsys.readouterr().err
    assert reported.startswith("mnist2x2: a photo: error(") and reported.count("\n") == 1 and len(reported) < 300


def test_without_opencv_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mnist2x2.drawing.photo", None)
    assert said_of(as_sent(JPEG)) == OPENCV


def test_the_scripts_know_the_bounds_and_the_words(pytestconfig):
    static = pytestconfig.rootpath / "mnist2x2" / "page" / "static"
    script = (static / "photo.js").read_text(encoding="utf-8")
    assert f"LONGEST = {LONGEST};" in script and f"LETTERS = {LETTERS:_};" in script
    assert f'"Not kept. {PHOTO_SHOWN}"' in (static / "app" / "app.js").read_text(encoding="utf-8")


@pytest.fixture
def grid(monkeypatch):
    """A drawing grid with a drawing, and in `sent` what it sends to its page."""
    grid, sent = DrawingGrid(), []
    monkeypatch.setattr(grid, "send", sent.append)
    grid.marks = [[SEVEN], [], [], []]
    grid.sent = sent
    return grid


def test_a_notebook_answers_and_the_drawing_stays(grid):
    grid._handle_custom_msg({"kind": "photo", "number": 0.5, "photo": as_sent(JPEG)}, [])
    (answer,) = grid.sent
    assert answer == {"number": 0.5, **answer_to(grid.photo, grid.model)}
    assert grid.prediction == answer["read"] == "7031" and np.array_equal(grid.grid, grid.photo.grid)
    assert grid.marks == [[SEVEN], [], [], []]
    grid._handle_custom_msg({"kind": "ping"}, [])
    assert grid.prediction == "7031"
    grid._handle_custom_msg({"kind": "drawing"}, [])  # the page shows the drawing again
    assert grid.photo is None and grid.prediction == "7" and grid.sent[1:] == [{"kind": "pong"}] * 2


@pytest.mark.parametrize("leave", [lambda grid: grid.clear(), lambda grid: grid.use(load_pretrained())])
def test_python_leaves_a_photo_too(grid, leave):
    grid._handle_custom_msg({"kind": "photo", "photo": as_sent(JPEG)}, [])
    leave(grid)
    assert grid.photo is None


def test_a_notebook_says_why_a_photo_is_not_read(grid):
    for sent, words in ((as_sent(JPEG), None), (as_sent(JPEG[:3000]), DAMAGED), (None, NO_PHOTO)):
        grid._handle_custom_msg({"kind": "photo", "number": 1, "photo": sent}, [])
        assert words is None or grid.sent[-1] == {"number": 1, "said": words}
    assert grid.photo is None and grid.prediction == "7"


def test_a_photo_is_not_kept_as_a_drawing():
    panel = LearningGrid()
    panel.grid.marks = [[SEVEN], [], [], []]
    panel.grid._handle_custom_msg({"kind": "photo", "photo": as_sent(JPEG)}, [])
    panel.buttons[0].click()
    assert panel.message.value == f"Not kept. {PHOTO_SHOWN}" and len(panel.store) == 0
    panel.grid._handle_custom_msg({"kind": "drawing"}, [])
    assert panel.keep("7") and len(panel.store) == 1
