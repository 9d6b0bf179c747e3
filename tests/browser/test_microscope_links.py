"""The states of the microscope that the book leads to by name: each is used, opens, and shows what is said of it."""

import re

import nbformat
import pytest
from built_book import ROOT, built_book

from mnist2x2.page.states import named, states
from mnist2x2.recorded import recorded

PAGE = "book/microscope.html"
SCOPE = "document.querySelector('[data-microscope]').microscope.scope"
WORD = "document.querySelector('[data-testid=microscope-word]')"
LINK = re.compile(r"microscope\.html#microscope=([^\"')\s]*)")
SHOWN = {  # what the model writes, what it writes when it is left alone, and a part of the page that is in view
    "no-attention": ("3749", "3749", "microscope-switch-encoder.3.attention"),
    "flag-off": ("1688", "168", "microscope-switch-encoder.1.attention.2"),
    "planted": ("1168", "168", "microscope-copy"),
    "mask-away": ("one six seven cuatro", "one six seven four", "microscope-maps"),
    "second-filled-cell": ("349", "349", "microscope-maps"),
    "blurred-head": ("3499", "349", "microscope-switches"),
    "swapped-rows": ("3649", "3749", "microscope-copy"),
    "steered": ("seven six seven four", "siete seis siete cuatro", "microscope-stepper"),
    "misread": ("3702", "3702", "microscope-maps"),  # the second digit is a 1
}
LOOKS = """([layer, head, row]) => {
  const { data, shape: [, rows, columns] } = SCOPE.trace.tensors.get(`${layer}.weights`);
  return [...data.slice((head * rows + row) * columns, (head * rows + row + 1) * columns)];
}""".replace("SCOPE", SCOPE)


def of(page, what: str):
    return page.evaluate(f"() => {SCOPE}.{what}")


def go(page, name: str) -> str:
    """Follow a link to a name, and return what the page says."""
    page.evaluate(
        "(name) => { WORD.textContent = ''; location.hash = `#microscope=${name}`; }".replace("WORD", WORD), name
    )
    page.wait_for_function(f"{WORD}.textContent")
    page.evaluate("() => new Promise((go) => requestAnimationFrame(() => setTimeout(go)))")  # it is painted
    return page.evaluate(f"{WORD}.textContent")


def test_every_name_is_used_and_every_used_name_is_known():
    prose = [path.read_text(encoding="utf-8") for path in (ROOT / "book").rglob("*.md")]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        prose += [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    used = {name for text in prose for name in LINK.findall(text)}
    assert set(states()) <= used <= named()
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", name) and not name.startswith("tour-") for name in states())


@pytest.mark.timeout(60)
def test_each_named_state_shows_what_is_said_of_it(opened):
    page = opened((built_book() / PAGE).as_uri() + "#microscope=flag-off")  # as from a chapter
    page.wait_for_function(f"() => {WORD}?.textContent")
    assert of(page, "trace.text") == SHOWN["flag-off"][0] and page.evaluate("location.hash") == "#microscope=flag-off"
    assert set(SHOWN) == set(states())
    for name, (text, plain, part) in SHOWN.items():
        assert go(page, name).startswith("This came with the link."), name
        given, state = states()[name], of(page, "state")
        assert (of(page, "trace.text"), of(page, "plain.text")) == (text, plain), name
        assert page.get_by_test_id(part).is_visible(), name
        for field, value in ({"model": "drawn", "interventions": [], "beginning": []} | given).items():
            assert state[field] == value, (name, field)
        changed = len(given.get("interventions", [])) + bool(given.get("beginning"))
        assert page.locator("[data-testid=microscope-changes] button").count() == changed
        if name == "mask-away":
            row = page.evaluate(LOOKS, ["decoder.1.self_attention", 0, 1])
            assert sum(row[2:]) > 0.5  # at later tokens
        if name == "second-filled-cell":
            row = page.evaluate(LOOKS, ["decoder.1.cross_attention", 0, 1])
            assert sum(row[patch] for patch in (8, 9, 12, 13)) > 0.9  # the third cell
        if name == "misread":
            row = page.evaluate(LOOKS, ["decoder.1.cross_attention", 1, 1])
            assert sum(row[patch] for patch in (2, 3, 6, 7)) > 0.9  # the second cell
        if name == "no-attention":  # "Empty a cell, and look again."
            page.get_by_test_id("clear-0").click()
            assert (of(page, "trace.text"), of(page, "plain.text")) == ("1749", "749")
        if name == "flag-off":  # "Switch the head on again, and the answer is right."
            page.get_by_test_id(part).click()
            assert of(page, "trace.text") == plain
        if name == "blurred-head":  # "Switch it on again, and the sharp head of the same block off instead"
            for head in (3, 1):
                page.get_by_test_id(f"microscope-switch-decoder.0.cross_attention.{head}").click()
            assert of(page, "state.interventions")[0]["head"] == 1 and of(page, "trace.text") == plain


def test_a_name_of_a_tour_starts_it_and_other_names_end_in_words(opened):
    page = opened((built_book() / PAGE).as_uri() + "#microscope=tour-flag")
    page.wait_for_function(f"() => {WORD}?.textContent")
    assert of(page, "trace.text") == recorded("tours")["tours"]["flag"]["page"]["rest"]
    assert page.get_by_test_id("microscope-tour-count").text_content().startswith("1 of")
    go(page, "tour-language")  # on another model
    assert of(page, "state.model") == "letters"
    before = of(page, "state")
    for name, words in {
        "flag": "expected a state of no-attention",
        "constructor": "expected a state of no-attention",
        "tour-": "expected a tour of attention",
        "tour-none": "expected a tour of attention",
        "tour-<b>": "expected a tour of attention",
        "Flag-off": "expected version 1",
    }.items():
        said = go(page, name)
        assert "cannot be shown" in said and words in said, (name, said)
        assert of(page, "state") == before
