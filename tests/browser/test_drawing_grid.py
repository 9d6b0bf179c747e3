"""The drawing grid in the built book, served and opened as a file, used with a mouse, a finger and a pen."""

import base64
import copy
import hashlib
import io
import re

import numpy as np
import pytest
import torch
from built_book import ROOT, built_book
from hand import ONE, SEVEN, SIX, Finger, Hand, pen_digits
from PIL import Image
from test_pages import PHONE, luminance, serious

from mnist2x2.activations import record
from mnist2x2.checkpoint import weights_as_bytes
from mnist2x2.decoding import read_grids
from mnist2x2.page.drawing_grid import DrawingGrid
from mnist2x2.reading import readings
from mnist2x2.tokenizer import FINISH, START

STATIC = ROOT / "mnist2x2" / "page" / "static"


@pytest.fixture(scope="module")
def python():
    """Python's own drawing grid, with the same weights."""
    return DrawingGrid()


@pytest.fixture
def hand(served, opened):
    return Hand(opened(f"{served}/book/intro.html"))


@pytest.mark.parametrize("home", ["served", "folder"])
def test_what_is_drawn_is_read(request, opened, python, home):
    """Cell after cell. The fixture `opened` fails on requests to other machines and on errors in the console."""
    address = f"{request.getfixturevalue('served')}/book/intro.html" if home == "served" else None
    hand = Hand(opened(address or (built_book() / "book" / "intro.html").as_uri()))
    assert hand.prediction == "" and "draw a digit" in hand.status.lower()
    digits = pen_digits()
    for cell, (digit, expected) in enumerate(zip((7, 0, 3, 1), ("7", "70", "703", "7031"), strict=True)):
        hand.draw(cell, digits[digit])
        python.marks = hand.marks
        assert hand.prediction == python.prediction == expected
        assert hand.status == ""
    chances = hand.part("probabilities").inner_text().split()
    assert len(chances) == 4 and all(re.fullmatch(r">?\d+%", chance) for chance in chances)
    seen = hand.part("seen").evaluate("(canvas) => [...canvas.getContext('2d').getImageData(0, 0, 56, 56).data]")
    # where rounding decides, a pixel may differ by one
    assert np.abs(np.array(seen).reshape(56, 56, 4)[..., 0] - python.grid.astype(int)).max() <= 1


def test_straight_lines_are_read_too(hand, python):
    for cell, digit in ((1, SEVEN), (2, ONE), (3, SIX)):  # the first cell stays empty
        hand.draw(cell, digit)
    python.marks = hand.marks
    assert hand.prediction == python.prediction == "716"
    assert (
        hand.part("prediction").evaluate("(row) => [...row.children].map((slot) => slot.textContent).join()")
        == ",7,1,6"
    )


def test_it_reads_while_the_pen_is_down(hand):
    down = max(pen_digits()[0], key=len)
    hand.page.mouse.move(*hand.at(0, down[0]))
    hand.page.mouse.down()
    for point in down[1:]:
        hand.page.mouse.move(*hand.at(0, point))
    hand.page.wait_for_function("document.querySelector('[data-testid=prediction]').textContent === '0'")
    assert hand.page.evaluate("told.length") == 0  # Python is told when the stroke ends
    assert hand.ink(0).any()
    hand.settled(hand.page.mouse.up)
    assert len(hand.marks[0]) == 1


def test_clearing_and_undoing(hand):
    digits = pen_digits()
    for cell, digit in enumerate((7, 0, 3, 1)):
        hand.draw(cell, digits[digit])
    full = hand.marks
    for cell, left in enumerate(("031", "731", "701", "703")):
        hand.click(f"clear-{cell}")
        assert hand.prediction == left and not hand.ink(cell).any()
        hand.click("undo")
        assert hand.prediction == "7031" and hand.marks == full and hand.ink(cell).any()
    hand.click("clear")
    assert hand.prediction == "" and hand.marks == [[], [], [], []]
    hand.click("undo")
    assert hand.prediction == "7031"
    hand.click("sample")
    hand.click("undo")
    assert hand.marks == full
    for _ in range(sum(map(len, full))):  # stroke by stroke
        hand.click("undo")
    assert hand.marks == [[], [], [], []] and "draw a digit" in hand.status.lower()
    hand.part("undo").click()  # nothing is left to undo
    hand.draw(0, digits[7])
    assert hand.prediction == "7"


def test_erasing(hand, python):
    eraser = hand.part("eraser")
    assert eraser.get_attribute("aria-pressed") == "false"
    hand.draw(0, SEVEN)
    eraser.click()
    assert eraser.get_attribute("aria-pressed") == "true"
    before = hand.ink(0).sum()
    hand.stroke(0, [(0.2, 0.2), (0.8, 0.2)])  # leaves the 7 without its bar
    assert 0 < hand.ink(0).sum() < 0.8 * before
    python.marks = hand.marks
    assert python.marks[0][-1]["erase"] is True and hand.prediction == python.prediction != "7"
    eraser.click()
    assert eraser.get_attribute("aria-pressed") == "false"
    hand.stroke(0, SEVEN[0])
    assert hand.prediction == "7"


def test_brushes(hand):
    ink = {}
    for cell, name in enumerate(("thin", "medium", "thick")):
        hand.part(f"pen-{name}").click()
        assert hand.part(f"pen-{name}").get_attribute("aria-pressed") == "true"
        hand.draw(cell, ONE)
        ink[name] = (hand.ink(cell) > 127).mean()
    assert ink["thin"] < ink["medium"] < ink["thick"]
    for cell, width in enumerate(ink.values()):
        assert width == pytest.approx(hand.marks[cell][0]["width"] * 0.7, rel=0.15)  # the stroke is 0.7 long
    assert hand.prediction == "111"


def test_ink_stays_in_the_cell_where_the_stroke_began(hand):
    """And the page says so, of the newest stroke."""
    hand.stroke(0, [(0.5, 0.5), (1.01, 0.5)])  # a little farther does not count
    assert hand.status == ""
    hand.click("clear")
    hand.stroke(0, [(0.5, 0.5), (1.6, 0.5), (1.6, 1.5)])
    said = "Ink stays in the cell where a stroke begins: this stroke is cut off at the edge of the upper left cell."
    assert hand.status == said
    assert hand.ink(0).any() and not any(hand.ink(cell).any() for cell in (1, 2, 3))
    assert [len(cell) for cell in hand.marks] == [1, 0, 0, 0]
    assert hand.marks[0][0]["points"][-1][0] > 1  # the mark is stored as it was drawn; inking it cuts it off
    hand.draw(1, ONE)
    assert hand.status == ""
    hand.stroke(1, [(0.5, 0.5), (0.5, -0.5)])
    assert "upper right" in hand.status
    hand.click("undo")
    assert hand.status == ""
    hand.part("eraser").click()
    hand.stroke(1, [(0.5, 0.5), (0.5, -0.5)])  # what is wiped away elsewhere is not missed
    assert hand.status == ""


def test_sample(hand, python):
    shown = set()
    for _ in range(6):
        hand.click("sample")
        python.marks = hand.marks
        (sample,) = {cell[0]["sample"] for cell in python.marks}
        assert np.array_equal(python.grid, python.sample_grids[sample])  # it is used unchanged
        assert hand.prediction == python.prediction
        assert python.answers[sample] in hand.part("truth").text_content()
        assert sample not in shown or len(shown) > 1
        shown.add(sample)
    assert len(shown) > 1
    hand.draw(0, ONE)
    assert hand.part("truth").text_content() == ""  # it is no longer that sample


def tints(hand, layer: int) -> np.ndarray:
    script = "(layer) => [...layer.children].map((patch) => Number(patch.style.opacity))"
    return np.array(hand.page.locator(".attention").nth(layer).evaluate(script))


def test_pointing_at_a_digit_shows_where_the_model_looked(hand, python):
    digits = pen_digits()
    for cell, digit in enumerate((7, 0, 3, 1)):
        hand.draw(cell, digits[digit])
    python.marks = hand.marks
    with torch.no_grad(), record(python.model) as seen:
        python.model(torch.from_numpy(python.grid)[None].float() / 255, torch.tensor([[START, 7, 0, 3, 1]]))
    looks = seen["decoder.1.cross_attention.weights"][0][0].mean(dim=0).numpy()  # (T, S)
    layers, words = hand.page.locator(".attention"), hand.page.locator(".words")
    assert layers.count() == 2 and not layers.first.is_visible()
    for number, written in enumerate(hand.page.locator("[data-testid=prediction] button").all()):
        for point, leave in (
            (written.hover, lambda: hand.page.mouse.move(1, 1)),
            (written.focus, lambda: hand.page.keyboard.press("Escape")),
            (written.click, lambda: (hand.page.mouse.move(1, 1), hand.page.keyboard.press("Escape"))),
        ):
            point()
            for layer in range(2):
                assert layers.nth(layer).is_visible()
                assert np.abs(tints(hand, layer) - looks[number] / looks[number].max()).max() < 0.01
            most = ("upper left", "upper right", "lower left", "lower right")[
                looks[number].reshape(2, 2, 2, 2).sum(axis=(1, 3)).argmax()
            ]
            assert most in words.text_content()
            leave()
            assert not layers.first.is_visible()
    written.click()
    hand.stroke(0, ONE[0])  # drawing again hides the attention
    hand.page.mouse.move(1, 1)
    assert not layers.first.is_visible()


def test_keyboard(hand):
    """Tab reaches every control, with a visible focus; a sample is read, cleared and undone without a mouse."""
    names, outlines = [], []
    hand.part("pen-thin").focus()
    hand.page.keyboard.press("Shift+Tab")
    for _ in range(13):
        hand.page.keyboard.press("Tab")
        names.append(hand.page.evaluate("document.activeElement.dataset.testid"))
        outlines.append(hand.page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    pens = ["pen-thin", "pen-medium", "pen-thick", "eraser"]
    clears = [f"clear-{cell}" for cell in range(4)]
    assert names == [*pens, "undo", "clear", *clears, "sample", "share", names[-1]]
    assert not hand.part("photo").is_visible()  # no Python is here to read one
    assert set(outlines[:12]) == {"solid"}
    hand.part("sample").focus()
    hand.settled(lambda: hand.page.keyboard.press("Enter"))
    read = hand.prediction
    assert len(read) == 4
    hand.part("clear").focus()
    hand.settled(lambda: hand.page.keyboard.press("Space"))
    assert hand.prediction == ""
    hand.part("undo").focus()
    hand.settled(lambda: hand.page.keyboard.press("Enter"))
    assert hand.prediction == read
    hand.part("pen-thin").focus()
    for _ in range(5):  # back over a link and the four digits, which come before the tools
        hand.page.keyboard.press("Shift+Tab")
    assert hand.page.evaluate("document.activeElement.textContent") == read[0]
    assert hand.page.locator(".attention").first.is_visible()


def test_says_what_is_wrong(hand, python):
    hand.stroke(2, [(0.5, 0.5)])
    assert hand.status == "The mark in the lower left cell is too small to be a digit."
    hand.click("clear")
    hand.part("pen-thick").click()
    hand.stroke(
        1,
        [(x, y) for i, y in enumerate(np.arange(0.02, 0.75, 0.07)) for x in ((0.02, 0.98) if i % 2 else (0.98, 0.02))],
    )
    overfull = "The upper right cell holds more ink than paper, so it counts as empty: clear it or erase some."
    assert hand.status == overfull and hand.prediction == ""
    python.marks = hand.marks
    assert not python.grid.any()
    hand.draw(0, SEVEN)
    assert hand.prediction == "7" and hand.status == overfull
    hand.click("clear-1")
    assert hand.status == ""


def test_says_when_the_model_writes_another_number_of_digits(hand, python):
    """A model that always writes two digits more than it should: here, one that never finishes."""
    endless = copy.deepcopy(python.model)
    endless.head.bias.data[FINISH] -= 1000
    weights = base64.b64encode(weights_as_bytes(endless, torch.float16)).decode()
    hand.draw(1, ONE)
    assert hand.status == ""
    hand.page.evaluate(
        """(weights) => document.querySelector("[data-drawing-grid]").drawingGrid.setWeights(
        Uint8Array.from(atob(weights), (letter) => letter.charCodeAt(0)))""",
        weights,
    )
    assert hand.status == f"1 cell holds ink, but the model writes {len(hand.prediction)} digits."
    hand.draw(3, ONE)
    assert hand.status == f"2 cells hold ink, but the model writes {len(hand.prediction)} digits."


@pytest.mark.parametrize(
    "data",
    [
        "window.mnist2x2DrawingGrid = { weights: btoa('no weights'), samples: '', answers: [] }",
        "window.mnist2x2DrawingGrid = undefined",
    ],
)
def test_drawing_works_without_weights(served, opened, data):
    page = opened(f"{served}/book/intro.html")
    page.route("**/drawing-grid-data.js*", lambda route: route.fulfill(body=data, content_type="text/javascript"))
    page.reload()
    hand = Hand(page)
    unusable = r"The model's weights cannot be used \(.+\): you can draw, but nothing is read\."
    assert re.fullmatch(unusable, hand.status)
    hand.draw(0, SEVEN)
    assert hand.ink(0).any() and hand.prediction == "" and re.fullmatch(unusable, hand.status)
    hand.part("sample").click()  # there are no samples
    hand.click("clear")
    assert not hand.ink(0).any()


def test_a_finger(served, opened):
    """On a phone: drawing does not scroll; a tap on a digit shows where the model looked."""
    page = opened(f"{served}/book/intro.html", viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    hand, height = Finger(page), page.evaluate("scrollY")
    hand.draw(1, pen_digits()[7])
    assert hand.prediction == "7" and page.evaluate("scrollY") == height
    assert hand.ink(1).shape[0] == round(2 * hand.part("cell-1").bounding_box()["width"])  # at the screen's resolution
    page.locator("[data-testid=prediction] button:not([hidden])").tap()
    assert page.locator(".attention").first.is_visible()
    for tool in page.locator(".drawing-grid button:not([hidden])").all():
        box = tool.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44, tool.get_attribute("data-testid")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


POINTER = """([cell, kind, more]) => (document.querySelector(`[data-testid=cell-${cell}]`) ?? window).dispatchEvent(
  new PointerEvent(kind, { bubbles: true, button: 0, buttons: 1, pointerType: "touch", pointerId: 7, ...more }))"""


def test_two_pointers_at_once(hand):
    def event(cell: int, kind: str, point, **more) -> None:
        x, y = hand.at(cell, point)
        hand.page.evaluate(POINTER, [cell, kind, {"clientX": x, "clientY": y, **more}])

    event(0, "pointerdown", (0.3, 0.3))
    event(0, "pointermove", (0.4, 0.4))
    event(1, "pointerdown", (0.3, 0.3), pointerId=8)  # a second finger draws nothing
    event(1, "pointermove", (0.6, 0.3), pointerId=8)
    assert hand.ink(0).any() and not hand.ink(1).any()
    event(0, "pointermove", (0.9, 0.3), pointerId=8)  # nor does it lengthen the first finger's stroke
    pen = {"pointerId": 9, "pointerType": "pen"}
    event(2, "pointerdown", (0.25, 0.2), **pen)  # but a pen beats the hand that rests beside it
    assert not hand.ink(0).any()
    event(2, "pointermove", (0.75, 0.2), **pen)
    hand.settled(lambda: event(2, "pointerup", (0.45, 0.85), buttons=0, **pen))
    assert [len(cell) for cell in hand.marks] == [0, 0, 1, 0] and hand.prediction == "7"
    event(3, "pointerdown", (0.3, 0.3))
    event(3, "pointermove", (0.6, 0.6))
    event(3, "pointercancel", (0.6, 0.6))  # the system took it, as a gesture or a palm
    hand.page.wait_for_timeout(200)
    assert not hand.ink(3).any() and hand.marks[3] == [] and hand.prediction == "7"
    hand.settled(
        lambda: (event(2, "pointerdown", (0.2, 0.2), button=5, **pen), event(2, "pointerup", (0.8, 0.2), **pen))
    )
    assert hand.marks[2][-1]["erase"] is True  # the other end of the pen


@pytest.fixture
def point(hand):
    """Dispatch a pointer event at a cell, or without the cell at the window."""

    def event(cell: int | None, kind: str, point=(0.5, 0.5), **more) -> None:
        x, y = hand.at(cell or 0, point)
        hand.page.evaluate(POINTER, [cell, kind, {"isPrimary": True, "clientX": x, "clientY": y, **more}])

    return event


FINGER, FINGER_AFTER = {"pointerId": 20}, {"pointerId": 21}
MOUSE = {"pointerId": 1, "pointerType": "mouse"}
PEN, PEN_AFTER = ({"pointerId": number, "pointerType": "pen"} for number in (30, 31))


@pytest.mark.parametrize(
    ("lost", "after", "kept"),
    [
        (FINGER, FINGER_AFTER, True),
        (FINGER, FINGER, True),
        (FINGER, MOUSE, True),
        (FINGER, PEN, False),  # it may have been the hand that holds the pen
        (PEN, PEN_AFTER, True),
        (PEN, MOUSE, True),
        (MOUSE, MOUSE, True),
        (MOUSE, PEN, True),
    ],
)
def test_a_new_pointer_takes_over_from_one_that_is_gone(hand, point, lost, after, kept):
    """Its end never reached the page, as happens when a dialog or a gesture gets in between."""
    point(0, "pointerdown", (0.2, 0.2), **lost)
    point(0, "pointermove", (0.8, 0.8), **lost)
    point(1, "pointerdown", (0.25, 0.2), **after)
    point(1, "pointermove", (0.75, 0.2), **after)
    hand.settled(lambda: point(1, "pointerup", (0.45, 0.85), buttons=0, **after))
    assert [len(cell) for cell in hand.marks] == [int(kept), 1, 0, 0]
    hand.draw(2, SEVEN)
    assert [len(cell) for cell in hand.marks] == [int(kept), 1, 1, 0]


@pytest.mark.parametrize("lost", [PEN, MOUSE])
def test_a_finger_takes_over_once_a_pen_or_mouse_has_been_silent(hand, point, lost):
    """Not before: the hand that holds a pen may touch the screen."""
    point(0, "pointerdown", (0.2, 0.2), **lost)
    point(0, "pointermove", (0.8, 0.8), **lost)
    point(1, "pointerdown", (0.2, 0.2), **FINGER)
    point(1, "pointerup", (0.8, 0.2), **FINGER)
    assert hand.page.evaluate("told.length") == 0 and not hand.ink(1).any()
    hand.page.wait_for_timeout(2100)
    hand.settled(lambda: point(1, "pointerdown", (0.2, 0.2), **FINGER))
    hand.settled(lambda: point(1, "pointerup", (0.8, 0.2), **FINGER))
    assert [len(cell) for cell in hand.marks] == [1, 1, 0, 0]


@pytest.mark.parametrize(
    "end",
    [
        lambda page, point: point(None, "pointerup", (0.8, 0.8), **FINGER),
        lambda page, point: page.evaluate("dispatchEvent(new Event('blur'))"),
        lambda page, point: page.evaluate("document.dispatchEvent(new Event('visibilitychange'))"),
    ],
    ids=["lifted elsewhere", "another window", "another tab"],
)
def test_a_stroke_ends_where_only_the_window_hears_of_it(hand, point, end):
    point(0, "pointerdown", (0.2, 0.2), **FINGER)
    point(0, "pointermove", (0.8, 0.8), **FINGER)
    hand.settled(lambda: end(hand.page, point))
    assert [len(cell) for cell in hand.marks] == [1, 0, 0, 0]
    point(0, "pointermove", (0.2, 0.8), **FINGER)
    assert hand.page.evaluate("told.length") == 1
    hand.stroke(1, ONE[0])
    assert [len(cell) for cell in hand.marks] == [1, 1, 0, 0]


def test_a_second_finger_does_not_draw(hand, point):
    point(0, "pointerdown", (0.2, 0.2), **FINGER)
    hand.page.wait_for_timeout(2100)  # a finger that rests reports nothing, and is still there
    point(1, "pointerdown", (0.2, 0.2), pointerId=21, isPrimary=False)
    point(1, "pointermove", (0.8, 0.2), pointerId=21, isPrimary=False)
    assert not hand.ink(1).any() and hand.page.evaluate("told.length") == 0
    hand.settled(lambda: point(0, "pointerup", (0.8, 0.8), **FINGER))
    assert [len(cell) for cell in hand.marks] == [1, 0, 0, 0]


MISUSE = """async (count) => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const any = (list) => list[Math.floor(random() * list.length)];
  const grid = document.querySelector(".drawing-grid");
  const cells = [...grid.querySelectorAll(".board canvas")];
  const tools = [...grid.querySelectorAll("button")].filter((tool) => tool.dataset.testid !== "share");
  const send = (target, kind, more) => {
    const box = target.getBoundingClientRect(), far = random() < 0.1 ? 4 : 1;
    const clientX = box.left + box.width * (0.5 + far * (random() - 0.5));
    const clientY = box.top + box.height * (0.5 + far * (random() - 0.5));
    target.dispatchEvent(new PointerEvent(kind, { bubbles: true, clientX, clientY, button: 0, buttons: 1, ...more }));
  };
  const kinds = ["pointerdown", "pointermove", "pointerup", "pointercancel", "lostpointercapture", "contextmenu"];
  for (let sequence = 0; sequence < count; sequence++) {
    const pointer = { pointerId: Math.floor(random() * 4), pointerType: any(["mouse", "touch", "pen"]) };
    const cell = any(cells), what = random();
    if (what < 0.5) {
      send(cell, "pointerdown", pointer);
      for (let moves = random() * 8; moves > 0; moves--) send(cell, "pointermove", pointer);
      if (random() < 0.9) send(cell, any(["pointerup", "pointerup", "pointercancel", "lostpointercapture"]), pointer);
    } else if (what < 0.7) {
      for (let events = random() * 6; events > 0; events--) {
        send(any(cells), any(kinds), { ...pointer, button: any([-1, 0, 1, 2, 5]), buttons: any([0, 1, 2]) });
      }
    } else if (what < 0.95) any(tools).click();
    else send(any(tools), any(["pointerenter", "pointerleave"]), pointer);
    if (sequence % 25 === 24) await new Promise((done) => setTimeout(done));
  }
  for (const cell of cells) {
    for (let pointerId = 0; pointerId < 4; pointerId++) send(cell, "pointerup", { pointerId });
  }
  return { read: told.length, drawn: told.filter(({ marks }) => marks.some((cell) => cell.length)).length };
}"""


def test_ten_thousand_random_sequences_of_events(hand, python):
    hand.page.set_default_timeout(120_000)
    done = hand.page.evaluate(MISUSE, 10_000)
    assert done["read"] > 1000 and done["drawn"] > 500  # it did draw and read
    hand.page.wait_for_timeout(300)
    python.marks = hand.marks
    assert hand.prediction == python.prediction
    hand.part("pen-medium").click()
    hand.click("clear")
    for cell, digit in enumerate((7, 0, 3, 1)):
        hand.draw(cell, pen_digits()[digit])
    assert hand.prediction == "7031" and hand.status == ""


def test_chapter_9_shows_what_its_cell_drew(served, opened):
    """It does so without Python, and the page reads what the cell printed."""
    hand = Hand(opened(f"{served}/notebooks/09_drawing_grid.html"))
    printed = hand.page.get_by_text("read by Python:").last.text_content()
    hand.page.wait_for_function("document.querySelector('[data-testid=prediction]').textContent")
    assert f"read by Python: {hand.prediction} " in printed
    assert all(hand.ink(cell).any() for cell in range(4)) and hand.status == ""
    hand.click("clear-1")
    hand.draw(1, ONE)
    assert hand.prediction[1] == "1" and hand.status == ""


K = [[(0.3, 0.15), (0.3, 0.85)], [(0.7, 0.15), (0.3, 0.55), (0.7, 0.85)]]
HASH = [[(x, 0.2), (x, 0.8)] for x in (0.35, 0.6)] + [[(0.2, y), (0.8, y)] for y in (0.35, 0.6)]


def test_doubts_are_those_of_python(hand, python):
    """A letter and a shape may be no digits; of the digits beside them the page is as sure as Python."""
    digits = pen_digits()
    for cell, strokes in enumerate((digits[3], K, HASH, digits[0])):
        hand.draw(cell, strokes)
    python.marks = hand.marks
    (reading,) = readings(python.model, python.grid[None])
    assert reading.text == hand.prediction and reading.no_digit == [False, True, True, False]
    said = hand.part("probabilities").evaluate("(row) => [...row.children].map((slot) => slot.textContent)")
    for shown, p, unsure, no_digit in zip(
        said, reading.probabilities.max(axis=1), reading.unsure, reading.no_digit, strict=True
    ):
        assert shown.startswith("may be no digit" if no_digit else "not sure" if unsure else "") and shown
        assert no_digit or p > 0.99 or abs(float(re.search(r"(\d+)%", shown)[1]) - 100 * p) < 1
    hand.page.locator("[data-testid=prediction] button").nth(1).click()
    assert "It may be no digit" in hand.part("words").inner_text()
    hand.click("clear-1")
    python.marks = hand.marks  # the shape is still there, beside an empty cell now
    (reading,) = readings(python.model, python.grid[None])
    assert len(reading.text) == 3
    assert hand.part("probabilities").inner_text().count("may be no digit") == sum(reading.no_digit)
    hand.click("clear-2")
    assert "may be no digit" not in hand.part("probabilities").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_is_accessible(served, opened, scheme):
    hand = Hand(opened(f"{served}/book/intro.html", scheme))
    hand.click("sample")
    hand.part("eraser").click()
    hand.page.locator("[data-testid=prediction] button").first.focus()
    assert serious(hand.page) == []
    for name in ("prediction", "status"):
        assert hand.part(name).get_attribute("aria-live") == "polite"
    hand.page.set_viewport_size(PHONE)
    assert serious(hand.page) == []
    wide = """() => [...document.querySelectorAll(".drawing-grid *")]
        .filter((part) => part.getBoundingClientRect().right > 390).length"""
    assert hand.page.evaluate(wide) == 0


def test_follows_the_theme_that_a_reader_chooses(hand):
    hand.draw(0, SEVEN)
    seen = {}
    for _ in range(3):
        theme = hand.page.evaluate("document.documentElement.dataset.theme")
        hand.page.wait_for_function(f"document.querySelector('.drawing-grid').dataset.theme === '{theme}'")
        picture = Image.open(io.BytesIO(hand.part("cell-0").screenshot())).convert("RGB")
        light = luminance(np.asarray(picture, dtype=float))
        seen[theme] = (light[light.shape[0] // 2, 10], light[int(light.shape[0] * 0.2), light.shape[1] // 2])
        hand.page.locator(".bd-header-article .theme-switch-button").click()
    (light_paper, light_ink), (dark_paper, dark_ink) = seen["light"], seen["dark"]
    assert light_paper > 0.9 and light_ink < 0.05 and dark_paper < 0.05 and dark_ink > 0.7


def test_only_pages_with_a_grid_load_it_and_it_is_small():
    pages = built_book()
    asking = [path.stem for path in pages.rglob("*.html") if "drawing-grid-data.js" in path.read_text(encoding="utf-8")]
    holding = [path.stem for path in pages.rglob("*.html") if "data-drawing-grid" in path.read_text(encoding="utf-8")]
    assert "intro" in asking and sorted(asking) == sorted(holding)
    sizes = [(pages / "_static" / name).stat().st_size for name in ("drawing-grid.js", "drawing-grid-data.js")]
    assert sum(sizes) < 1_000_000


def test_joined_scripts_are_current():
    """They are joined from the present sources (`make widget`), and nobody has edited them by hand."""
    found = [STATIC.iterdir(), (STATIC / "microscope").rglob("*"), (STATIC / "pieces").rglob("*")]
    sources = [sorted(path for path in paths if path.suffix in (".js", ".css")) for paths in found]
    made = hashlib.sha256(b"".join(path.read_bytes() for paths in sources for path in paths)).hexdigest()
    for path in sorted((STATIC / "joined").iterdir()):
        head, body = path.read_bytes().split(b"\n", 1)
        found = re.fullmatch(r"// Joined by join\.mjs: sources (\w+), body (\w+)", head.decode())
        assert found, path.name
        assert found[1] == made, f"{path.name} was not joined from the present sources: make widget"
        assert found[2] == hashlib.sha256(body).hexdigest(), f"{path.name} was edited by hand: edit its sources"
    assert {path.name for path in (STATIC / "joined").iterdir()} == {
        "microscope_page.js",
        "microscope_widget.js",
        "page.js",
        "pieces_page.js",
        "pieces_widget.js",
        "widget.js",
    }


def test_read_grids_is_what_python_answers(python):
    python.marks = [[{"points": SEVEN[0], "width": 0.07}], [], [], []]
    assert python.prediction == read_grids(python.model, python.grid[None])[0] == "7"
