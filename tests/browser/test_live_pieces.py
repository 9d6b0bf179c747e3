"""The pieces of chapters 3 to 7 in the built book: each is tried once, and its numbers are torch's."""

import re

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from built_book import built_book
from test_pages import PHONE, RULES

from mnist2x2 import greedy_decode, load_pretrained, record
from mnist2x2.attention import scaled_dot_product_attention
from mnist2x2.drawing.marks import grid_from_marks, marks_from_json
from mnist2x2.page.drawing_grid import demonstration
from mnist2x2.page.pieces import GIVEN
from mnist2x2.tokenizer import LETTERS, START

CHAPTERS = {
    "query": "03_attention",
    "head": "04_encoder",
    "mask": "05_masking",
    "cross": "06_cross_attention",
    "steps": "07_greedy_decoding",
}


class Tried:
    """A page with a piece that has come to life."""

    def __init__(self, page, kind: str):
        self.page, self.place = page, page.locator(f"[data-piece={kind}]")
        self.place.scroll_into_view_if_needed()
        page.wait_for_selector(f"[data-piece={kind}].alive > .piece")

    def part(self, name: str):
        return self.place.locator(f"[data-testid=piece-{name}]")

    def said(self, name: str = "word") -> str:
        return self.part(name).inner_text().replace("\u2212", "-")

    def numbers(self, name: str = "word") -> list[float]:
        return [float(number) for number in re.findall(r"-?\d+\.\d+", self.said(name))]

    def table(self, *names: str) -> list[float]:
        """Return the numbers of several parts, read at once."""
        parts = self.place.locator(", ".join(f"[data-testid=piece-{name}]" for name in names)).all_inner_texts()
        return [float(text.replace("\u2212", "-")) for text in parts]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def violations(self) -> list[str]:
        found = Axe().run(self.page, context="[data-piece]", options=RULES).response["violations"]
        return [f"{violation['id']}: {violation['nodes'][0]['target']}" for violation in found]

    @property
    def loaded(self) -> set[str]:
        names = self.page.evaluate("() => performance.getEntriesByType('resource').map(({ name }) => name)")
        return {re.sub(r".*/|\?.*", "", name) for name in names if "microscope" in name or "pieces" in name}


@pytest.fixture
def tried(served, opened):
    def try_piece(kind: str, scheme: str = "light", **more) -> Tried:
        return Tried(opened(f"{served}/notebooks/{CHAPTERS[kind]}.html", scheme, **more), kind)

    return try_piece


@pytest.fixture(scope="module")
def pixels():
    """The drawing with which pieces begin, (1, 56, 56)."""
    return torch.from_numpy(grid_from_marks(marks_from_json(demonstration())))[None] / 255


def close(shown, expected, within: float = 0.006) -> bool:
    return torch.allclose(torch.as_tensor(shown), torch.as_tensor(expected).float(), rtol=0, atol=within)


def test_query(tried):
    """By keyboard and by mouse; no model is loaded for it."""
    piece = tried("query")
    piece.part("query").focus()
    piece.press("ArrowRight", "Shift+ArrowDown")
    assert piece.part("query").get_attribute("aria-valuetext") == "(0.8, 0.9)"
    key = piece.part("key-2").locator("path").bounding_box()
    x, y = key["x"] + key["width"] / 2, key["y"] + key["height"] / 2
    piece.page.mouse.move(x, y)
    piece.page.mouse.down()
    piece.page.mouse.move(x + 40, y - 30)
    piece.page.mouse.up()
    piece.part("temperature").focus()
    piece.press(*["ArrowLeft"] * 4)
    assert piece.said("degree") == "0.5"
    keys = torch.tensor([piece.numbers(f"key-value-{k}") for k in range(3)])  # (3, 2)
    assert keys[:2].tolist() == GIVEN["query"]["keys"][:2] and (keys[2] > 1.2).all()
    query, values = torch.tensor([[0.8, 0.9]]), torch.tensor(GIVEN["query"]["values"])
    mean, weights = scaled_dot_product_attention(query / 0.5, keys, values)
    assert close(piece.table(*(f"score-value-{k}" for k in range(3))), (keys @ query[0]) / 2**0.5)
    assert close(piece.table(*(f"weight-value-{k}" for k in range(3))), weights[0])
    assert close(piece.numbers("mean"), mean[0])
    assert piece.loaded == {"pieces.js"}
    assert piece.violations == []


def test_query_by_finger(tried):
    """The page does not scroll meanwhile."""
    piece = tried("query", viewport=PHONE, has_touch=True, is_mobile=True)
    mark = piece.part("key-0").locator("path")
    mark.scroll_into_view_if_needed()
    box, before = mark.bounding_box(), piece.page.evaluate("scrollY")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = piece.page.context.new_cdp_session(piece.page)
    for kind, down in [("touchStart", 0), *(("touchMove", down) for down in range(5, 61, 5)), ("touchEnd", None)]:
        at = [] if down is None else [{"x": x, "y": y + down}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
    x, y = piece.numbers("key-value-0")
    assert x == 1 and -1.6 < y < -0.8 and piece.page.evaluate("scrollY") == before


def test_mask(tried):
    """Cells by click and by key, a mask by its button, and a row that may look at nothing."""
    piece = tried("mask", "dark", viewport=PHONE)

    def expect(mask):
        scores = torch.tensor(GIVEN["mask"]["scores"]) * 5**0.5
        _, weights = scaled_dot_product_attention(scores, torch.eye(5), torch.eye(5), mask)
        assert close(piece.table(*(f"weight-{t}-{s}" for t in range(5) for s in range(5))), weights.flatten())

    mask = torch.ones(5, 5).tril().bool()
    expect(mask)
    piece.part("cell-3-0").click()
    piece.press("ArrowRight", "ArrowUp", "Enter")
    mask[3, 0] = mask[2, 1] = False
    expect(mask)
    assert piece.part("cell-2-1").get_attribute("aria-pressed") == "false"
    assert "cuatro may look at <start> and cuatro." in piece.said()
    piece.part("cell-0-0").click()
    mask[0] = False
    expect(mask)
    assert "<start> may look at nothing" in piece.said() and "NaN" in piece.said()
    piece.part("mask-padding").click()
    expect(torch.tensor([True, True, True, False, False]).expand(5, 5))
    assert piece.loaded == {"pieces.js"}
    assert piece.violations == []
    assert piece.page.evaluate("() => document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_head(tried, pixels):
    book = load_pretrained("book")
    with torch.no_grad(), record(book) as seen:
        book.encode(pixels)
    piece = tried("head")
    assert piece.loaded == {"pieces.js", "microscope-data.js", "microscope-book.js"}
    picture = piece.place.locator(".patches canvas")

    def expect(block: int, head: int, patch: int):
        weights = seen[f"encoder.{block}.attention.weights"][0][0, head, patch]
        assert f"Patch {patch} looks most at patch {weights.argmax()}" in piece.said()
        assert close(piece.numbers()[0], weights.max())
        for other in (0, 6):
            picture.hover(position={"x": 33 + other % 4 * 65, "y": 33 + other // 4 * 65})
            assert close(float(re.search(r"\d\.\d\d", picture.locator("+ .said").inner_text())[0]), weights[other])

    expect(**{name: GIVEN["head"][name] for name in ("block", "head", "patch")})
    piece.part("block-3").click()
    piece.part("head-0").click()
    picture.click(position={"x": 33, "y": 98})
    expect(3, 0, 4)
    picture.focus()
    piece.press("ArrowDown", "Enter")  # from patch 6, which was pointed at
    assert "Patch 10 looks most" in piece.said()
    assert piece.violations == []


def test_cross(tried, pixels):
    book = load_pretrained("book")
    with torch.no_grad(), record(book) as seen:
        book(pixels, torch.tensor([[START, 3, 7, 4, 9]]))
    piece = tried("cross", viewport=PHONE)
    assert piece.place.locator(".choice").inner_text().split() == ["Said", "3", "7", "4", "9", "<finish>"]
    piece.part("step-3").focus()
    piece.press("Enter")
    for place in range(8):
        weights = seen[f"decoder.{place // 4}.cross_attention.weights"][0][0, place % 4, 3]
        picture, patch = piece.place.locator(".patches canvas").nth(place), weights.argmax().item()
        unit = picture.bounding_box()["width"] / 4
        picture.hover(position={"x": (patch % 4 + 0.5) * unit, "y": (patch // 4 + 0.5) * unit})
        assert f"{['first', 'second'][place // 4]} block, head {place % 4}: patch {patch}" in piece.said()
        assert close(piece.numbers()[0], weights.max())
    assert piece.page.evaluate("() => document.scrollingElement.scrollWidth") <= PHONE["width"]
    assert piece.violations == []
    piece.place.locator("[data-testid=clear]").click()
    piece.page.wait_for_function("() => document.querySelector('.piece .choice').innerText.includes('<finish>')")


def test_steps(tried, pixels):
    speller = load_pretrained("letters")
    piece = tried("steps", "dark")
    assert "microscope-letters.js" in piece.loaded

    def written() -> str:
        chips = piece.place.locator(".chips button").all_inner_texts()
        return "".join(chips).replace("␣", " ")

    def go_on(beginning: str) -> str:
        tokens = greedy_decode(speller, pixels, torch.tensor([LETTERS.from_text(beginning)]))
        return LETTERS.to_text(tokens)[0]

    own = go_on("t")
    assert written() == f"{own}<finish>"
    with torch.no_grad():
        chances = speller(pixels, torch.tensor([[LETTERS.start, *LETTERS.from_text("t")]]))[0, -1].softmax(dim=0)
    top = chances.topk(5)
    bars = [piece.part(f"bar-{i}").inner_text().split() for i in range(5)]
    assert bars[0][0] == own[1] and close([float(share) for _, share in bars], top.values)
    other = bars[1][0]  # the other language
    piece.part("bar-1").focus()
    piece.press("Enter")
    assert written() == f"{go_on('t' + other)}<finish>" != f"{own}<finish>" and "Token 1 is yours" in piece.said()
    piece.part("chip-2").click()
    piece.part("other").select_option(label="u")
    assert written() == f"{go_on('t' + other + 'u')}<finish>"
    piece.part("again").click()
    assert written() == ""
    piece.part("one").click()
    piece.part("one").click()
    assert written() == own[:2]
    piece.part("other").select_option(label="<finish>")
    assert written() == own[:2] + "<finish>" and "ended" in piece.said()
    piece.part("own").click()
    assert written() == f"{own}<finish>"
    assert piece.violations == []


def test_a_figure_is_in_its_place(served, browser):
    """Without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for kind, chapter in CHAPTERS.items():
        page.goto(f"{served}/notebooks/{chapter}.html", wait_until="commit")
        page.locator(f"[data-piece={kind}] > figure svg").wait_for(state="visible")
    context.close()


def test_paper_gets_the_figure(opened):
    """From a folder, the piece comes to life, too."""
    piece = Tried(opened((built_book() / "notebooks" / f"{CHAPTERS['steps']}.html").as_uri()), "steps")
    figure, live = (piece.place.locator(f"> {part}") for part in ("figure", ".piece"))
    assert live.is_visible() and not figure.is_visible()
    piece.page.emulate_media(media="print")
    assert figure.is_visible() and not live.is_visible()
