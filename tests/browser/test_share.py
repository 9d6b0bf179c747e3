"""Sharing a drawing: the picture, the animated picture, the drawing alone, and links with the drawing in them."""

import base64
import copy
import json
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from built_book import built_book
from hand import ONE, SEVEN, Hand, pen_digits
from PIL import Image
from test_pages import PHONE, serious

from book.live_grid import about_book
from mnist2x2.activations import record
from mnist2x2.checkpoint import weights_as_bytes
from mnist2x2.drawing.marks import cell_from_marks, marks_from_json
from mnist2x2.page.drawing_grid import PEN, DrawingGrid
from mnist2x2.tokenizer import START

INTRO = "book/intro.html"
SVG = {"svg": "http://www.w3.org/2000/svg"}
SET = "(marks) => document.querySelector('[data-drawing-grid]').drawingGrid.setMarks(marks)"
LINES = ["M0.25 0.2L0.75 0.2L0.45 0.85", "M0.5 0.15L0.5 0.85"]  # SEVEN and ONE, as an SVG writes them
BOARD, MAP, TOP = 540, 246, 692  # the sides of the drawing and of a map in the picture, and where maps begin


class Sharer(Hand):
    """A hand that shares what it draws."""

    def show(self, marks: list) -> None:
        self.settled(lambda: self.page.evaluate(SET, marks))

    def open(self) -> None:
        self.part("share").click()
        self.page.wait_for_selector(".share[open]")

    def save(self, kind: str, folder):
        """Save what is shared, and return the file."""
        self.part(f"share-{kind}").click()
        with self.page.expect_download() as download:
            self.part("share-save").click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def link(self) -> str:
        """Return the link to what is drawn."""
        self.open()
        self.part("share-copy").click()
        self.page.wait_for_function("document.querySelector('[data-testid=share-said]').textContent")
        link = self.part("share-link").input_value()
        self.part("share-close").click()
        return link


def strokes(*cells) -> list:
    """Return marks: in each cell, strokes of points, or None."""
    return [[{"points": np.round(points, 4).tolist(), "width": PEN} for points in cell or []] for cell in cells]


def four_digits() -> list:
    return strokes(*(pen_digits()[digit] for digit in (3, 7, 4, 9)))


@pytest.fixture(scope="module")
def python():
    return DrawingGrid()


@pytest.fixture
def sharer(served, opened):
    return Sharer(opened(f"{served}/{INTRO}"))


def pixels(path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"), dtype=float)


def looks_of(python) -> np.ndarray:
    """Return where the model looks for each digit of its answer, (digits, 16), each divided by its highest."""
    tokens = torch.tensor([[START, *map(int, python.prediction)]])
    with torch.no_grad(), record(python.model) as seen:
        python.model(torch.from_numpy(python.grid)[None].float() / 255, tokens)
    looks = seen["decoder.1.cross_attention.weights"][0][0].mean(dim=0).numpy()[:-1]
    return looks / looks.max(axis=1, keepdims=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_holds_the_drawing_and_where_the_model_looked(served, opened, python, tmp_path, scheme):
    sharer = Sharer(opened(f"{served}/{INTRO}", scheme))
    sharer.show(four_digits())
    sharer.open()
    path = sharer.save("picture", tmp_path)
    assert path.name == "reading-3749.png"
    picture = pixels(path)
    assert picture.shape == (1200, 1200, 3)
    page, paper, ink = picture[5, 5], picture[80, 80], (31, 35, 40) if scheme == "light" else (232, 230, 227)
    assert (paper.mean() > page.mean()) == (scheme == "light")

    board = picture[64 : 64 + BOARD, 64 : 64 + BOARD]
    covered = np.clip((board - paper) @ (ink - paper) / ((ink - paper) @ (ink - paper)), 0, 1)
    cells = [cell_from_marks(marks) for marks in marks_from_json(four_digits())]
    drawn = Image.fromarray(np.block([cells[:2], cells[2:]])).resize((BOARD, BOARD))
    away = np.ones((2, BOARD // 2), dtype=bool)
    away[:, [*range(14), *range(-14, 0)]] = False  # from the lines between the cells and around them
    inside = np.outer(away, away)
    assert np.abs(covered - np.asarray(drawn) / 255)[inside].mean() < 0.01

    python.marks = four_digits()
    for number, look in enumerate(looks_of(python)):
        left = 64 + round(number * (1072 - MAP) / 3)
        patches = picture[TOP : TOP + MAP, left : left + MAP][4:-4, 4:-4]
        patches = [row for band in np.array_split(patches, 4) for row in np.array_split(band, 4, axis=1)]
        tints = [np.abs(np.median(patch.reshape(-1, 3), axis=0) - paper).sum() for patch in patches]
        assert np.corrcoef(tints, look)[0, 1] > 0.98


def test_the_picture_holds_the_answer(sharer, python, tmp_path):
    """Another answer to the same drawing changes the picture where the answer stands, and nowhere else."""
    sharer.show(four_digits())
    sharer.open()
    read = pixels(sharer.save("picture", tmp_path))
    sharer.part("share-close").click()
    misled = copy.deepcopy(python.model)
    swapped = torch.arange(13)
    swapped[[3, 8]] = torch.tensor([8, 3])
    for parameter in (misled.head.weight, misled.head.bias, misled.token_embedding.weight):
        parameter.data = parameter.data[swapped]  # it takes a 3 for an 8 and goes on as before
    weights = base64.b64encode(weights_as_bytes(misled, torch.float16)).decode()
    script = "(text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))"
    sharer.page.evaluate(
        f"(text) => document.querySelector('[data-drawing-grid]').drawingGrid.setWeights(({script})(text))", weights
    )
    sharer.open()
    path = sharer.save("picture", tmp_path)
    assert path.name == "reading-8749.png"
    rows, columns = np.nonzero(np.abs(read - pixels(path)).max(axis=2) > 40)
    beside = (64 < rows) & (rows < 604) & (650 < columns) & (columns < 770)  # the first digit beside the drawing
    below = (TOP + MAP < rows) & (rows < 1010) & (columns < 190)  # and that below the first map
    assert beside.sum() > 500 and below.sum() > 50 and (beside | below).all()


def test_doubts_are_in_the_picture_too(sharer, tmp_path):
    k = [[(0.3, 0.15), (0.3, 0.85)], [(0.7, 0.15), (0.3, 0.55), (0.7, 0.85)]]
    sharer.show(strokes(pen_digits()[3], k, None, None))
    said = sharer.part("probabilities").inner_text()
    assert "may be no digit" in said
    sharer.open()
    texts = texts_of(sharer.save("moving", tmp_path))
    assert "may be no digit" in texts and ">99%" in texts


def texts_of(path) -> list[str]:
    return [text.text for text in ElementTree.parse(path).iterfind(".//svg:text", SVG)]


def test_the_picture_names_the_book_and_its_address(served, opened, tmp_path):
    """A long address is made smaller, and nothing of it becomes part of the picture's own text."""
    name, address = "Build a transformer that reads", "https://example.org/<b>&'" + "long/" * 30
    assert about_book(SimpleNamespace(html_title=name, html_baseurl="", html_theme_options={})) == {
        "name": name,
        "address": "",
    }
    page = opened(f"{served}/{INTRO}")
    before, data = (built_book() / "_static" / "drawing-grid-data.js").read_text(encoding="utf-8").split("=", 1)
    data = json.loads(data.strip().removesuffix(";"))
    assert data["book"]["name"] == name
    data["book"]["address"] = address
    data = f"{before}={json.dumps(data)}"
    page.route("**/drawing-grid-data.js*", lambda route: route.fulfill(body=data, content_type="text/javascript"))
    page.reload()
    sharer = Sharer(page)
    sharer.show(strokes(ONE, None, None, None))
    sharer.open()
    texts = texts_of(sharer.save("moving", tmp_path))
    assert name in texts and address.removeprefix("https://").removesuffix("/") in texts
    right = pixels(sharer.save("picture", tmp_path))[1000:, 1140:]
    assert np.ptp(right, axis=(0, 1)).max() == 0  # nothing reaches the edge


VISIBLE = """(time) => {
  for (const each of document.getAnimations()) [each.pause(), (each.currentTime = time)];
  const seen = (id) => getComputedStyle(document.getElementById(id)).opacity > 0.5;
  const ids = (what) => [...document.querySelectorAll(`[id^=${what}-]`)].map(({ id }) => id);
  return Object.fromEntries(["ink", "look", "token", "map"].map((what) => [what, ids(what).filter(seen).length]));
}"""


def test_the_animation_draws_and_then_writes(sharer, opened, tmp_path):
    marks = strokes(SEVEN, ONE, None, None)
    marks[1].append({"points": [[0.4, 0.5], [0.6, 0.5]], "width": 0.16, "erase": True})
    sharer.show(marks)
    answer = sharer.prediction
    assert len(answer) == 2
    sharer.open()
    path = sharer.save("moving", tmp_path)
    assert path.name == f"reading-{answer}.svg"
    root = ElementTree.parse(path).getroot()
    drawn = [line.get("d") for line in root.iterfind(".//svg:path[@pathLength]", SVG)]
    assert drawn == [*LINES, "M0.4 0.5L0.6 0.5"]
    tokens = [text for text in root.iterfind(".//svg:text", SVG) if "token" in text.get("class")]
    assert [token.text for token in tokens] == list(answer)
    text = path.read_text(encoding="utf-8")
    assert text.count("http") == 1 and "<script" not in text  # the one is the name space: nothing is loaded

    page = opened(path.as_uri())
    still = {"ink": 3, "look": 0, "token": 2, "map": 2}
    assert page.evaluate("document.getAnimations().length") == 0  # no motion is wanted
    assert page.evaluate(VISIBLE, 0) == still
    page.emulate_media(reduced_motion="no-preference")
    whole = page.evaluate("document.getAnimations()[0].effect.getComputedTiming().duration")
    seen = [tuple(page.evaluate(VISIBLE, float(time)).values()) for time in np.arange(0, whole, 50)]
    steps = [step for step, before in zip(seen, [None, *seen], strict=False) if step != before]
    assert [step[0] for step in steps[:4]] == [0, 1, 2, 3] and not any(sum(step[1:]) for step in steps[:4])
    assert steps[4:] == [
        (3, 1, 0, 0),
        (3, 1, 1, 0),
        (3, 1, 1, 1),
        (3, 0, 1, 1),
        (3, 1, 1, 1),
        (3, 1, 2, 1),
        (3, 1, 2, 2),
        (3, 0, 2, 2),
    ]


def test_a_sample_an_empty_answer_and_nothing(sharer, tmp_path):
    sharer.part("share").click()
    assert sharer.status == "There is nothing to share yet. Draw a digit in at least one cell."
    assert sharer.page.locator(".share").count() == 0
    sharer.click("sample")
    assert "nothing to share" not in sharer.status
    sharer.open()
    image = pixels(sharer.save("picture", tmp_path))[64 : 64 + BOARD, 64 : 64 + BOARD]
    assert 0.05 < (image.mean(axis=2) < 128).mean() < 0.4
    sharer.part("share-close").click()
    sharer.show(strokes([[(0.5, 0.5)]], None, None, None))
    sharer.open()
    path = sharer.save("moving", tmp_path)
    assert path.name == "reading.svg" and "nothing" in texts_of(path)


def test_the_drawing_alone(sharer, tmp_path):
    sharer.draw(0, SEVEN)
    sharer.draw(3, pen_digits()[3])
    sharer.open()
    path = sharer.save("drawing", tmp_path)
    picture = np.asarray(Image.open(path).convert("L"))
    cells = [cell_from_marks(marks) for marks in marks_from_json(sharer.marks)]
    expected = 255 - np.block([cells[:2], cells[2:]]).astype(int)  # dark ink on white
    assert path.name == "drawing.png" and picture.shape == expected.shape
    assert np.abs(picture - expected).max() <= 1
    assert (picture != expected).mean() < 1e-3  # where rounding decides


def test_a_system_that_shares_gets_the_file(sharer):
    sharer.page.evaluate("""() => {
      window.sent = [];
      navigator.canShare = ({ files }) => files[0].type === "image/png";
      navigator.share = async ({ files: [{ name, size }], title }) => {
        sent.push({ name, size, title });
        throw new Error("refused");
      };
    }""")
    sharer.show(strokes(ONE, None, None, None))
    sharer.open()
    sharer.part("share-send").click()
    (sent,) = sharer.page.evaluate("sent")
    assert (
        sent["name"] == "reading-1.png" and sent["size"] > 10_000 and sent["title"] == "Build a transformer that reads"
    )
    sharer.page.wait_for_function("document.querySelector('[data-testid=share-said]').textContent.includes('save it')")
    sharer.part("share-moving").click()
    assert not sharer.part("share-send").is_visible()


def test_says_where_no_picture_can_be_made(sharer):
    sharer.page.evaluate("() => { HTMLImageElement.prototype.decode = () => Promise.reject(new Error()) }")
    sharer.show(strokes(ONE, None, None, None))
    sharer.part("share").click()
    sharer.page.wait_for_function("document.querySelector('[data-testid=status]').textContent")
    assert sharer.status == "This browser cannot make the picture." and sharer.page.locator(".share").count() == 0
    sharer.draw(1, ONE)
    assert sharer.status == ""


def distance(points: np.ndarray, line: np.ndarray) -> float:
    """Return how far the farthest of the points (n, 2) is from a line through others (m, 2)."""
    line = np.concatenate([line, line[-1:]])
    start, way = line[:-1], np.diff(line, axis=0)
    along = ((points[:, None] - start) * way).sum(axis=2) / np.maximum((way**2).sum(axis=1), 1e-12)  # (n, m)
    nearest = start + np.clip(along, 0, 1)[..., None] * way
    return np.linalg.norm(points[:, None] - nearest, axis=2).min(axis=1).max()


@pytest.mark.parametrize("home", ["served", "folder"])
def test_a_link_opens_the_same_drawing(request, opened, home):
    address = f"{request.getfixturevalue('served')}/{INTRO}" if home == "served" else (built_book() / INTRO).as_uri()
    sharer = Sharer(opened(address))
    sharer.show(four_digits())
    sharer.part("eraser").click()
    sharer.stroke(1, [(0.9, 0.1), (0.95, 0.1)])
    sharer.part("pen-thin").click()
    sharer.stroke(0, [(0.1, 0.1), (1.7, -0.2)])  # it leaves the cell
    sharer.show([*sharer.marks[:2], [*sharer.marks[2], {"sample": 4}], sharer.marks[3]])
    marks, link = sharer.marks, sharer.link()
    published = sharer.page.evaluate("document.querySelector('link[rel=canonical]')?.href")
    home, drawing = link.split("#")
    assert home == (published or address) and drawing.startswith("draw=1.") and len(drawing) < 600

    friend = Sharer(opened(f"{address}#{drawing}"))
    assert friend.prediction == sharer.prediction
    assert friend.status == "This drawing came with the link. Press Clear all to draw your own."
    assert friend.page.locator("[data-testid=cell-0]").is_visible()
    friend.click("clear")
    assert friend.page.evaluate("location.href") == address  # what is seen is no longer what the link holds
    friend.click("undo")
    assert friend.marks[2] == [{"sample": 4}]  # the strokes below it cannot be seen
    for cell in (0, 1, 3):
        for mark, linked in zip(marks[cell], friend.marks[cell], strict=True):
            assert linked["width"] == mark["width"] and linked.get("erase") == mark.get("erase")
            points, others = np.array(mark["points"]), np.array(linked["points"])
            assert max(distance(points, others), distance(others, points)) < 0.004


def test_copying_a_link(served, opened):
    page = opened(f"{served}/{INTRO}", permissions=["clipboard-read", "clipboard-write"])
    sharer = Sharer(page)
    sharer.show(strokes(ONE, None, None, SEVEN))
    link = sharer.link()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as on a page without https
    sharer.open()
    sharer.part("share-copy").click()
    sharer.page.wait_for_selector("[data-testid=share-link]")
    assert "copy by hand" in sharer.part("share-said").text_content()
    assert sharer.page.evaluate("getSelection().toString()") == link
    sharer.part("share-close").click()
    assert sharer.page.evaluate("document.activeElement.dataset.testid") == "share"
    page.evaluate("(hash) => (location.hash = hash)", link.split("#")[1].replace("1.", "3."))
    page.wait_for_function("document.querySelector('[data-testid=status]').textContent.includes('version 1')")
    sharer.settled(lambda: page.evaluate("(hash) => (location.hash = hash)", link.split("#")[1]))
    assert sharer.status.startswith("This drawing came with the link.") and sharer.prediction == "17"


def test_a_link_to_a_file_is_said_to_be_one(opened):
    sharer = Sharer(opened((built_book() / INTRO).as_uri()))
    sharer.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => {} } })")
    sharer.show(strokes(ONE, None, None, None))
    sharer.open()
    sharer.part("share-copy").click()
    sharer.page.wait_for_function("document.querySelector('[data-testid=share-said]').textContent")
    published = sharer.page.evaluate("Boolean(document.querySelector('link[rel=canonical]'))")
    assert ("a file of this computer" in sharer.part("share-said").text_content()) != published


def test_a_drawing_too_long_for_a_link(sharer):
    points = np.random.default_rng(0).random((3000, 2))
    for much in ([points], list(points[:301, None])):  # one long stroke; many short ones
        sharer.show(strokes(much, None, None, None))
        sharer.open()
        sharer.part("share-copy").click()
        assert "too long for a link" in sharer.part("share-said").text_content()
        assert not sharer.part("share-link").is_visible()
        sharer.part("share-close").click()


def packed(*numbers: int) -> str:
    """Return the end of a link with these numbers below 128."""
    return "1." + base64.urlsafe_b64encode(bytes(numbers)).decode().rstrip("=")


HOSTILE = {
    "": "version 1",
    "1": "alone",
    "1.": "alone",
    "0.AAAA": 'version 1 or 2, given "0"',
    "3.AAAA": 'version 1 or 2, given "3"',
    "NaN.AAAA": "version 1",
    "1.NaN": "cut off",
    "1.A": "cut off",
    "1.AAA": "cut off",
    "1.AAA AAA": "alone",
    "1.AAAA.AAAA": "alone",
    "1.%00%ff": "alone",
    "1.[[1,2]]": "alone",
    "1.<img src=x onerror=hit()>": "alone",
    "<script>hit()</script>.AAAA": "version 1",
    "1." + "A" * 8001: "at most 8000 letters, given 8001",
    "1." + "A" * 2_000_000: "at most 8000 letters",
    packed(0, 0, 0): "cut off",
    packed(0, 0, 0, 0, 0): "goes on after",
    packed(1, 70, 3, 2, 2, 0): "cut off",
    packed(1, 70, 0): "without points",
    packed(1, 1, 1, 0, 0, 0, 0, 0): "wide, given 0",
    packed(1, 0, 99, 0, 0, 0): "samples, given number 99",
    packed(1, 0, 20, 0, 0, 0): "one of 20 samples",
    packed(2, 0, 4, 0, 4, 0, 0, 0): "below a sample",
    packed(100, *[70, 1, 2, 2] * 100, 100, *[70, 1, 2, 2] * 100, 101): "at most 300 marks, given 301",
    "1." + base64.urlsafe_b64encode(b"\x01\xff\x7f\x01\0\0\0\0\0").decode().rstrip("="): "wide, given 8191",
    "1." + base64.urlsafe_b64encode(b"\x01\x46\x01\xff\xff\x7f\0\0\0\0").decode().rstrip("="): "far off the page",
    "1." + base64.urlsafe_b64encode(b"\xff" * 20).decode().rstrip("="): "too large",
    "1." + base64.urlsafe_b64encode(b"\xff\xff\xff\x7f").decode().rstrip("="): "at most 300 marks",
}


def test_hostile_links_end_in_words(served, opened):
    page = opened(f"{served}/{INTRO}#draw=1.<img src=x onerror=hit()>")
    sharer = Sharer(page)
    page.evaluate("() => { window.hit = () => (window.harmed = true) }")
    expected = "The drawing in this link cannot be shown: "
    assert sharer.status.endswith(f"{expected}expected letters, digits, - and _ alone, given others or nothing.")
    parts = page.evaluate("document.querySelectorAll('*').length")
    for end, words in HOSTILE.items():
        page.evaluate("location.hash = '#nowhere'")
        page.evaluate("(end) => (location.hash = `#draw=${end}`)", end)
        page.wait_for_function("location.hash.startsWith('#draw=')")
        page.evaluate("() => new Promise((done) => setTimeout(done))")
        assert expected in sharer.status and words in sharer.status, (end[:40], sharer.status)
        assert len(sharer.status) < 200
    assert page.evaluate("document.querySelectorAll('*').length") == parts
    assert page.evaluate("window.harmed") is None and page.evaluate("told.length") == 0
    sharer.draw(0, ONE)
    assert sharer.prediction == "1" and sharer.status == ""
    assert page.evaluate("location.hash") == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_window_is_accessible(served, opened, scheme):
    sharer = Sharer(opened(f"{served}/{INTRO}", scheme, viewport=PHONE))
    sharer.show(four_digits())
    sharer.part("share").focus()
    sharer.page.keyboard.press("Enter")
    sharer.page.wait_for_selector(".share[open]")
    assert serious(sharer.page) == []
    assert sharer.page.evaluate("document.activeElement.dataset.testid") == "share-save"
    assert "3749" in sharer.part("share-shown").get_attribute("alt")
    for name in ("share-close", "share-picture", "share-moving", "share-drawing"):
        box = sharer.part(name).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] and box["height"] >= 44
    sharer.page.keyboard.press("Escape")
    sharer.page.wait_for_selector(".share", state="detached")
    assert sharer.page.evaluate("document.activeElement.dataset.testid") == "share"
    sharer.open()
    corner = sharer.page.locator(".share").bounding_box()
    sharer.page.mouse.click(corner["x"] + 6, corner["y"] + 20)  # at its edge, nothing happens
    assert sharer.page.locator(".share[open]").count() == 1
    sharer.page.mouse.click(corner["x"] + 20, corner["y"] - 20)  # outside of it
    sharer.page.wait_for_selector(".share", state="detached")
