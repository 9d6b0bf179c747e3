"""The first page as a visitor meets it: the grid before anything is drawn, its demonstration, and the first answer."""

import numpy as np
import pytest
import torch
from built_book import built_book
from hand import SEVEN, Finger, Hand
from test_pages import LAPTOP, PHONE, serious

from mnist2x2.activations import record
from mnist2x2.page.drawing_grid import DrawingGrid, demonstration
from mnist2x2.tokenizer import START

TOUCH = {"has_touch": True, "is_mobile": True}
SIZES = [(LAPTOP, {}), ({"width": 1920, "height": 1080}, {}), (PHONE, TOUCH)]
ZOOMED = {"width": 640, "height": 400}  # what is left of a laptop's window at 200%
INKED = """() => [...document.querySelectorAll(".board canvas")].some((cell) =>
    cell.getContext("2d").getImageData(0, 0, cell.width, cell.height).data.some(Boolean))"""
RECORD = """() => {
  window.seen = [];
  const row = document.querySelector("[data-testid=prediction]"), layer = document.querySelector(".board .attention");
  new MutationObserver(() => {
    const pointed = [...row.querySelectorAll("button")].findIndex((button) => button.classList.contains("pointed"));
    const tints = layer.hidden ? [] : [...layer.children].map((patch) => Number(patch.style.opacity));
    const live = [row, document.querySelector("[data-testid=words]")].map((part) => part.ariaLive);
    seen.push({ text: row.textContent, pointed, tints, live });
  }).observe(row, { subtree: true, childList: true, characterData: true, attributeFilter: ["class"] });
}"""
TOPS = """() => [...document.querySelectorAll(".bd-article > section > *, .drawing-grid :is(.column, .column > *)")]
    .map((part) => part.getBoundingClientRect().top + scrollY)"""


@pytest.fixture
def intro(served, opened):
    return lambda *how, **more: opened(f"{served}/book/intro.html", *how, **more)


def demonstrates(page) -> bool:
    return page.locator(".demonstrating").count() > 0


def is_blank(page) -> bool:
    return page.locator("[data-testid=prediction]").text_content() == "" and not page.evaluate(INKED)


def wait_for_ghost(page) -> None:
    page.wait_for_function(INKED, polling=100)
    assert demonstrates(page)


def looks(python: DrawingGrid) -> np.ndarray:
    """Return where Python's model looks when it writes each digit, (T, S), the most as 1."""
    tokens = [START, *map(int, python.prediction)]
    with torch.no_grad(), record(python.model) as seen:
        python.model(torch.from_numpy(python.grid)[None].float() / 255, torch.tensor([tokens]))
    weights = seen["decoder.1.cross_attention.weights"][0][0].mean(dim=0).numpy()[:-1]
    return weights / weights.max(axis=1, keepdims=True)


def shown_looks(seen: list[dict]) -> dict[int, list[float]]:
    """Return the maps that were shown, by the digit that was pointed out, in the order of the first time."""
    return {each["pointed"]: each["tints"] for each in seen if each["pointed"] >= 0}


@pytest.mark.parametrize(("size", "more"), SIZES)
def test_the_grid_and_its_answer_need_no_scrolling_and_nothing_jumps(intro, size, more):
    page = intro(viewport=size, **more)
    before = page.locator(".bd-article > section > *").evaluate_all(
        "(parts) => parts.slice(0, parts.findIndex((part) => 'drawingGrid' in part)).map((part) => part.tagName)"
    )
    assert before == ["H1", "P"]
    line = page.locator(".bd-article > section > p").first
    assert line.bounding_box()["height"] < 2 * line.evaluate("(p) => parseFloat(getComputedStyle(p).lineHeight)")
    assert page.locator(".prompt").is_visible()
    hand, tops = (Finger if more else Hand)(page), page.evaluate(TOPS)
    hand.draw(0, SEVEN)
    assert hand.prediction == "7" and not page.locator(".prompt").is_visible()
    assert page.evaluate("scrollY") == 0
    for part in (page.locator(".board"), hand.part("prediction"), hand.part("probabilities"), hand.part("words")):
        box = part.bounding_box()
        assert box["y"] > 0 and box["y"] + box["height"] <= size["height"]
    assert page.evaluate(TOPS) == tops
    page.locator("[data-testid=prediction] button").first.focus()
    assert "looks most" in hand.part("words").text_content() and page.evaluate(TOPS) == tops


def test_demonstration(opened):
    """From a folder, to its end. What it shows is what Python reads and sees; nothing of it is kept or announced."""
    python = DrawingGrid()
    python.marks = demonstration()
    page = opened((built_book() / "book" / "intro.html").as_uri(), motion="no-preference")
    page.clock.install()
    page.evaluate(RECORD)
    hand = Hand(page)
    wait_for_ghost(page)
    page.clock.run_for(10_000)
    assert page.get_by_text("Now you: draw here").is_visible()
    seen = page.evaluate("seen")
    assert list(dict.fromkeys(each["text"] for each in seen)) == ["3", "37", "374", "3749", ""]
    assert python.prediction == "3749"
    shown = shown_looks(seen)
    assert list(shown) == [0, 1, 2, 3]
    assert np.abs(np.array(list(shown.values())) - looks(python)).max() < 0.01
    cells = np.array(list(shown.values())).reshape(4, 2, 2, 2, 2).sum(axis=(2, 4)).reshape(4, 4)
    assert list(cells.argmax(axis=1)) == [0, 1, 2, 3]  # each digit's own cell lights up
    assert {each["live"][0] for each in seen if each["text"]} == {"off"}
    assert is_blank(page) and hand.part("prediction").get_attribute("aria-live") == "polite"
    hand.part("undo").click()
    assert is_blank(page) and page.evaluate("told") == []
    hand.draw(3, SEVEN)
    assert hand.prediction == "7" and [len(cell) for cell in hand.marks] == [0, 0, 0, 1]


def test_any_input_ends_the_demonstration(intro):
    page = intro(motion="no-preference", has_touch=True)
    title = page.locator(".bd-article h1").bounding_box()
    at = title["x"] + 5, title["y"] + 5
    inputs = {
        "mouse moved": lambda: page.mouse.move(600, 300, steps=3),
        "mouse pressed": lambda: page.mouse.down(),
        "wheel": lambda: page.mouse.wheel(0, 10),
        "key": lambda: page.keyboard.press("Shift"),
        "touch": lambda: page.touchscreen.tap(*at),
        "message": lambda: page.evaluate("document.querySelector('[data-drawing-grid]').drawingGrid.setStatus('!')"),
        "drawing set": lambda: page.evaluate(
            "document.querySelector('[data-drawing-grid]').drawingGrid.setMarks([[], [], [], []])"
        ),
    }
    for name, act in inputs.items():
        page.mouse.up()
        page.mouse.move(*at)
        page.reload()
        wait_for_ghost(page)
        page.mouse.move(at[0] + 3, at[1])  # a hand that rests on the mouse
        assert demonstrates(page), name
        act()
        page.locator(".demonstrating").wait_for(state="detached")
        assert is_blank(page) and page.locator(".prompt").inner_text() == "Draw here", name  # not "Now you: draw here"
    page.wait_for_timeout(1000)  # nothing of it comes back
    assert not demonstrates(page) and is_blank(page)


@pytest.mark.parametrize(("size", "more"), [SIZES[0], SIZES[2]])
def test_the_first_press_is_the_first_stroke(intro, size, more):
    page = intro(viewport=size, motion="no-preference", **more)
    wait_for_ghost(page)
    hand = (Finger if more else Hand)(page)
    hand.stroke(1, SEVEN[0])
    assert hand.prediction == "7" and [len(cell) for cell in hand.marks] == [0, 1, 0, 0]
    assert not hand.ink(0).any() and not demonstrates(page)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_happens_by_itself(intro, motion):
    """With reduced motion, or where the page does not ask for an introduction."""
    page = intro(motion=motion)
    if motion == "no-preference":
        plain = page.content().replace(" data-introduction", "")
        page.route("**/intro.html", lambda route: route.fulfill(body=plain, content_type="text/html"))
        page.reload()
    page.clock.install()
    hand = Hand(page)
    page.evaluate(RECORD)
    page.clock.run_for(10_000)
    assert not demonstrates(page) and is_blank(hand.page) and page.evaluate("seen") == []
    hand.click("sample")
    page.clock.run_for(10_000)
    assert not any(each["tints"] for each in page.evaluate("seen")) and len(hand.prediction) == 4


def test_all_maps_are_shown_once_after_the_first_answer(intro):
    hand = Hand(intro(motion="no-preference"))
    hand.page.keyboard.press("Shift")
    hand.page.evaluate(RECORD)
    hand.page.clock.install()
    hand.click("sample")
    python = DrawingGrid()
    python.marks = hand.marks
    hand.page.clock.run_for(10_000)
    assert not hand.page.locator(".board .attention").is_visible()
    seen = hand.page.evaluate("seen")
    shown = shown_looks(seen)
    assert list(shown) == [0, 1, 2, 3]
    assert np.abs(np.array(list(shown.values())) - looks(python)).max() < 0.01
    assert {each["live"][1] for each in seen if each["pointed"] >= 0} == {"off"}  # nobody asked for it
    assert hand.part("words").text_content() == "Select a digit that the model wrote, to see where it looked."
    hand.click("sample")
    hand.page.evaluate("seen.length = 0")
    hand.page.clock.run_for(10_000)
    assert hand.page.evaluate("seen") == [] and not hand.page.locator(".board .attention").is_visible()


def test_a_stroke_beats_the_maps(intro):
    hand = Hand(intro(motion="no-preference"))
    hand.page.keyboard.press("Shift")
    hand.click("sample")
    hand.page.locator(".board .attention").wait_for()
    hand.stroke(0, SEVEN[0])
    assert not hand.page.locator(".board .attention").is_visible()


@pytest.mark.parametrize("size", [PHONE, ZOOMED])
def test_back_to_top_never_covers_the_grid(intro, size):
    page = intro(viewport=size)
    button, frame, shown = page.locator("#pst-back-to-top"), page.locator(".drawing-grid"), 0
    for y in range(2400, -1, -150):
        page.evaluate(f"scrollTo({{ top: {y}, behavior: 'instant' }})")
        page.wait_for_timeout(50)
        if not button.is_visible():
            continue
        shown, own, grid = shown + 1, button.bounding_box(), frame.bounding_box()
        assert own["y"] + own["height"] <= grid["y"] or grid["y"] + grid["height"] <= own["y"], y
    assert shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_demonstration_is_accessible(intro, scheme):
    page = intro(scheme, motion="no-preference")
    wait_for_ghost(page)
    assert serious(page) == [] and demonstrates(page)
