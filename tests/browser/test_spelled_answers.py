"""The drawing grid with a model that writes words or letters, drawn in with a real mouse, on a page of its own."""

import base64
import json
import re

import numpy as np
import pytest
import torch
from hand import ONE, SEVEN, Hand, pen_digits
from test_drawing_grid import MISUSE
from test_pages import PHONE, serious

from mnist2x2.activations import record
from mnist2x2.checkpoint import load_pretrained, weights_as_bytes
from mnist2x2.grid import PLACES
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.page.drawing_grid import JOINED, DrawingGrid, sample_grids

PAGE = """<!doctype html><html lang="en"><title>Draw</title><meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark } body { margin: 1rem; background: Canvas; color: CanvasText }</style>
<main><h1>Draw</h1><div data-drawing-grid></div></main><script src="data.js"></script><script src="page.js"></script>"""


def untrained(answers: str, never: tuple[str, ...] = ()) -> GridTransformer:
    """Return a model that never writes some tokens, nor <start> and <pad>, which would not be shown."""
    torch.manual_seed(1)
    model = GridTransformer(ModelConfig(answers=answers)).eval()
    numbers = [model.config.tokenizer.tokens.index(token) for token in ("<start>", "<pad>", *never)]
    with torch.no_grad():
        model.head.bias[numbers] -= 100
    return model


@pytest.fixture
def open_grid(opened, tmp_path):
    """Open a page with a drawing grid that reads with a model; returns a hand that draws there."""

    def open_page(model: GridTransformer, *options, **more) -> Hand:
        samples, answers = sample_grids()
        files = {"weights": weights_as_bytes(model, torch.float16), "samples": samples.tobytes()}
        data = {name: base64.b64encode(content).decode() for name, content in files.items()}
        script = f"window.mnist2x2DrawingGrid = {json.dumps({**data, 'answers': answers})}"
        (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
        (tmp_path / "data.js").write_text(script, encoding="utf-8")
        (tmp_path / "page.js").write_bytes((JOINED / "page.js").read_bytes())
        return Hand(opened((tmp_path / "index.html").as_uri(), *options, **more))

    return open_page


def draw_four(hand: Hand, digits=(3, 7, 4, 9)) -> None:
    drawn = pen_digits()
    for cell, digit in enumerate(digits):
        hand.draw(cell, drawn[digit])


class Steps:
    """What Python computes for an answer: for each token, its probability and where the model looked."""

    def __init__(self, model: GridTransformer, grid: np.ndarray, text: str):
        tokenizer = model.config.tokenizer
        self.tokens, self.names = tokenizer.from_text(text), tokenizer.tokens
        inputs = torch.tensor([[tokenizer.start, *self.tokens]])
        with torch.no_grad(), record(model) as seen:
            logits = model(torch.from_numpy(grid)[None].float() / 255, inputs)[0, :-1]  # (T, C)
        self.probabilities = logits.softmax(-1)[range(len(self.tokens)), self.tokens].numpy()  # (T)
        last = f"decoder.{model.config.decoder_blocks - 1}.cross_attention.weights"
        self.looks = seen[last][0][0].mean(dim=0)[: len(self.tokens)].numpy()  # (T, S)

    def words(self) -> list[list[int]]:
        """Return the places of the tokens of each word."""
        if " " not in self.names:
            return [[place] for place in range(len(self.tokens))]
        words: list[list[int]] = [[]]
        for place, token in enumerate(self.tokens):
            if self.names[token] == " ":
                words.append([])
            else:
                words[-1].append(place)
        return words


def in_percent(share: float) -> str:
    return ">99%" if share > 0.99 else "<1%" if share < 0.01 else f"{int(100 * share + 0.5)}%"


def tints(hand: Hand) -> np.ndarray:
    script = "(layer) => [...layer.children].map((patch) => Number(patch.style.opacity))"
    return np.array(hand.page.locator(".attention").first.evaluate(script))


def buttons(hand: Hand) -> list:
    return hand.page.locator("[data-testid=prediction] button:not([hidden])").all()


def said(hand: Hand) -> str:
    return hand.part("words").text_content()


def check_what_is_shown(hand: Hand, look: np.ndarray, share: float) -> None:
    """Check the maps and the sentence beside them against Python's attention, (S,), and probability."""
    assert np.abs(tints(hand) - look / look.max()).max() < 0.01
    cells = look.reshape(2, 2, 2, 2).sum(axis=(1, 3)).flatten()
    most = re.search(r"looks most at the (\w+ \w+) cell, with (.\d?\d?)% of its attention", said(hand))
    assert most and cells[PLACES.index(most[1])] == pytest.approx(cells.max(), abs=0.002), said(hand)
    assert abs(float(most[2].strip("<>")) - 100 * cells.max()) < 1.01
    assert f"({in_percent(share)}" in said(hand) or f"({in_percent(share - 0.002)}" in said(hand)


def test_letters_are_written_while_drawing(open_grid):
    """Cell after cell: the text is Python's, each word stands in its cell's place."""
    model = load_pretrained("letters")
    hand, python, drawn = open_grid(model), DrawingGrid(model), pen_digits()
    for cell, digit in enumerate((7, 0, 3, 1)):
        hand.draw(cell, drawn[digit])
        python.marks = hand.marks
        assert hand.prediction == python.prediction == hand.page.evaluate("told.at(-1).reading")
    words = [word for word in hand.prediction.split(" ") if word]
    assert [button.text_content() for button in buttons(hand)] == words
    assert len(hand.part("probabilities").inner_text().split()) == len(words)
    assert hand.prediction in ("seven zero three one", "siete cero tres uno") and hand.status == ""
    hand.click("clear-1")
    assert len(hand.prediction.split(" ")) == 3
    places = hand.part("prediction").evaluate("(row) => [...row.children].map((slot) => slot.textContent.trim())")
    assert places[1] == "" and all(places[place] for place in (0, 2, 3))
    hand.click("clear")
    python.marks = hand.marks
    assert hand.prediction == python.prediction


def test_what_is_shown_of_letters_and_words_is_what_the_model_computed(open_grid):
    model = load_pretrained("letters")
    hand, python = open_grid(model), DrawingGrid(model)
    draw_four(hand)
    python.marks = hand.marks
    steps = Steps(python.model, python.grid, python.prediction)
    words = [word for word in steps.words() if word]
    chances = hand.part("probabilities").inner_text().split()
    for button, word, chance in zip(buttons(hand), words, chances, strict=True):
        product = float(steps.probabilities[word].prod())
        assert chance in (in_percent(product - 0.002), in_percent(product + 0.002))
        button.focus()
        check_what_is_shown(hand, steps.looks[word].mean(axis=0), product)
        if len(word) == 1:
            continue
        assert "the product of its letters" in said(hand) and "on average over its letters" in said(hand)
        for place, letter in zip(word, button.locator("span").all(), strict=True):
            share = float(steps.probabilities[place])
            letter.hover()
            check_what_is_shown(hand, steps.looks[place], share)
            assert said(hand).startswith(f"Letter {word.index(place) + 1} of {button.text_content()}: ")
            assert abs(share - 0.9) < 0.002 or ("unsure" in letter.get_attribute("class")) == (share < 0.9)
        hand.page.mouse.move(1, 1)
    hand.page.keyboard.press("Escape")
    assert not hand.page.locator(".attention").first.is_visible()
    assert said(hand).startswith("Select a letter that the model wrote")


def test_what_is_shown_of_whole_words(open_grid):
    model = untrained("words", never=("<finish>",))
    hand, python = open_grid(model), DrawingGrid(model)
    draw_four(hand)
    python.marks = hand.marks
    assert hand.prediction == python.prediction and hand.status == "" and len(buttons(hand)) == 4
    steps = Steps(python.model, python.grid, python.prediction)
    for place, button in enumerate(buttons(hand)):
        button.hover()
        check_what_is_shown(hand, steps.looks[place], float(steps.probabilities[place]))
        order = ("first", "second", "third", "fourth")[place]
        assert said(hand).startswith(f"The {order} word: {button.text_content()} (")
    hand.click("clear-0")
    assert hand.status == "3 cells hold ink, but the model writes 4 words."


def test_letters_by_keyboard_and_by_finger(open_grid):
    hand = open_grid(load_pretrained("letters"), "light", PHONE, has_touch=True, is_mobile=True)
    draw_four(hand)
    button = next(button for button in buttons(hand) if button.locator("span").count() > 2)
    letters = button.locator("span")
    button.focus()
    for key, pointed in (("ArrowRight", 0), ("ArrowRight", 1), ("ArrowLeft", 0), ("ArrowLeft", 0)):
        hand.page.keyboard.press(key)
        assert said(hand).startswith(f"Letter {pointed + 1} of ")
        assert (
            letters.evaluate_all("(all) => all.map((each) => each.classList.contains('pointed'))").index(True)
            == pointed
        )
    hand.page.keyboard.press("Escape")
    assert "pointed" not in hand.part("prediction").inner_html()
    letters.nth(2).tap()
    assert said(hand).startswith("Letter 3 of ") and hand.page.locator(".attention").first.is_visible()
    hand.draw(0, ONE)  # the letter that was chosen is gone
    assert not hand.page.locator(".attention").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_are_accessible_and_fit_a_phone(open_grid, scheme):
    """Also many and long words, which only an untrained model writes."""
    for model in (load_pretrained("letters"), untrained("letters"), untrained("letters", never=(" ", "<finish>"))):
        hand = open_grid(model, scheme)
        draw_four(hand)
        if buttons(hand):
            buttons(hand)[0].focus()
        assert serious(hand.page) == []
        for width in (PHONE["width"], 320):
            hand.page.set_viewport_size({**PHONE, "width": width})
            assert hand.page.evaluate("document.scrollingElement.scrollWidth") <= width
            for button in buttons(hand):
                box = button.bounding_box()
                assert box["width"] >= 44 and box["height"] >= 44
                assert button.evaluate("(own) => own.scrollWidth <= own.clientWidth")


def test_another_model_takes_over(open_grid):
    """From digits to letters, and back."""
    digits, letters = load_pretrained(), untrained("letters")
    hand = open_grid(digits)
    hand.draw(1, SEVEN)
    assert hand.prediction == "7"
    for model, wanted in ((letters, None), (digits, "7")):
        python = DrawingGrid(model)
        python.marks = hand.marks
        hand.page.evaluate(
            """(weights) => document.querySelector("[data-drawing-grid]").drawingGrid.setWeights(
            Uint8Array.from(atob(weights), (letter) => letter.charCodeAt(0)))""",
            base64.b64encode(python.weights).decode(),
        )
        assert hand.prediction == python.prediction and wanted in (None, hand.prediction)
    slots = hand.part("prediction").evaluate("(row) => [...row.children].map((slot) => slot.textContent).join()")
    assert slots == ",7,," and said(hand) == "Select a digit that the model wrote, to see where it looked."


def test_a_thousand_random_sequences_of_events(open_grid):
    """With a model that writes more words than there are cells, and then fewer."""
    model = untrained("letters")
    hand, python = open_grid(model), DrawingGrid(model)
    hand.page.set_default_timeout(120_000)
    done = hand.page.evaluate(MISUSE, 1000)
    assert done["read"] > 100 and done["drawn"] > 50
    hand.page.wait_for_timeout(300)
    python.marks = hand.marks
    assert hand.prediction == python.prediction
