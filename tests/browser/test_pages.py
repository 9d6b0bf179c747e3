"""Every page as readers get it: light, dark, on a phone, by keyboard, from a server or a folder, without a network."""

import io
import re
from pathlib import Path
from urllib.parse import quote

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from built_book import ROOT, built_book, pages_of
from PIL import Image

from tools import pictures

NAMES = [
    *(f"book/{path.stem}" for path in sorted((ROOT / "book").glob("*.md"))),
    *(f"book/teaching/{path.stem}" for path in sorted((ROOT / "book" / "teaching").glob("*.md"))),
    *(f"notebooks/{path.stem}" for path in sorted((ROOT / "notebooks").glob("*.ipynb"))),
]
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
CUT_OFF = """() => [...document.querySelectorAll('.bd-article .cell_input pre')]
    .filter(code => code.scrollWidth > code.clientWidth).map(code => code.textContent.split('\\n')[0])"""
RULES = {"resultTypes": ["violations"], "preload": False}  # preloading requests style sheets from wrong addresses


def unfold(page) -> None:
    page.evaluate("() => document.querySelectorAll('.bd-article details').forEach(fold => { fold.open = true })")


def luminance(color: np.ndarray) -> np.ndarray:
    """Return the relative luminance (...) of sRGB colours (..., 3) of 0 to 255, as WCAG defines it."""
    linear = np.where(color <= 10.3, color / 255 / 12.92, ((color / 255 + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(picture: bytes) -> float:
    """Return the contrast between a picture's darkest and lightest parts, ignoring single pixels."""
    light = luminance(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=float))
    low, high = np.quantile(light, [0.003, 0.997])
    return (high + 0.05) / (low + 0.05)


def serious(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_page(served, opened, name, scheme):
    page = opened(f"{served}/{name}.html", scheme)
    assert page.evaluate("() => document.documentElement.dataset.theme") == scheme
    unfold(page)
    assert serious(page) == []
    page.set_viewport_size(LAPTOP)
    assert page.evaluate(CUT_OFF) == []
    for image in page.locator(".bd-article img").all():
        about = image.get_attribute("alt")
        assert image.evaluate("image => image.complete && image.naturalWidth > 0"), about
        classes = (image.get_attribute("class") or "").split()
        hidden = {f"only-{'light' if scheme == 'dark' else 'dark'}", "still"}  # still: where no scripts run
        assert image.is_visible() == hidden.isdisjoint(classes), about
        assert not image.is_visible() or contrast(image.screenshot()) > 4.5, about
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(200)
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= PHONE["width"]
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.bd-article :is(img, p, li, h1, h2, h3, details, summary, pre)')]
        .filter(part => part.getBoundingClientRect().right > 390)
        .filter(part => !part.parentElement.closest('.scrolls, pre, .cell_output'))
        .map(part => part.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    if scheme == "light":  # menus that only a phone shows; the colours were checked above
        assert serious(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_page_from_a_folder(opened, name):
    page = opened((built_book() / f"{name}.html").as_uri())
    for image in page.locator(".bd-article img").all():
        assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.locator(".math").count() == 0 or page.locator("mjx-container").count() > 0
    assert page.locator("mjx-merror").count() == 0


def test_all_pages_are_tested():
    assert {str(path.relative_to(built_book()).with_suffix("")) for path in pages_of(built_book())} == set(NAMES)


def test_a_chosen_theme_overrides_the_systems(served, opened):
    """The map has the page's background colour, whatever theme the system prefers."""
    page = opened(f"{served}/book/intro.html", "light")
    papers = {}
    for _ in range(3):
        theme = page.evaluate("() => document.documentElement.dataset.theme")
        shot = page.locator(".bd-article img[src$='map.svg']").screenshot()
        papers[theme] = luminance(np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), dtype=float)[60, 260])
        page.locator(".bd-header-article .theme-switch-button").click()
    assert papers["dark"] < 0.05 and papers["light"] > 0.9


def test_folded_answers_by_keyboard(served, opened):
    page = opened(f"{served}/{NAMES[-1]}.html")
    fold = page.locator(".bd-article details:not(.hide)").first
    summary = fold.locator("summary")
    summary.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # reached with Tab, as a reader would
    assert summary.evaluate("summary => summary === document.activeElement")
    assert summary.evaluate("summary => getComputedStyle(summary).outlineStyle") == "solid"
    for wanted in (True, False):
        page.keyboard.press("Enter")
        assert fold.evaluate("fold => fold.open") == wanted


def test_wide_code_by_keyboard(served, opened):
    page = opened(f"{served}/{NAMES[-1]}.html", viewport=PHONE)
    unfold(page)
    page.wait_for_timeout(100)
    unreachable = page.evaluate(
        "() => [...document.querySelectorAll('.bd-article pre')]"
        ".filter(box => box.scrollWidth > box.clientWidth && box.tabIndex < 0).length"
    )
    assert unreachable == 0


@pytest.mark.parametrize("place", ["served", "folder"])
def test_search_shows_excerpts_without_a_server(request, opened, place):
    home = request.getfixturevalue("served") if place == "served" else Path(built_book()).as_uri()
    page = opened(f"{home}/search.html?q=querying+attention")
    page.wait_for_selector("#search-results li a")
    results = page.locator("#search-results li")
    assert results.count() > 1 and page.locator("#search-results li .context").count() == results.count()
    marked = {word.lower() for word in results.locator(".context .highlighted").all_inner_texts()}
    assert "attention" in marked and marked & {"query", "queries"}
    assert serious(page) == []


def test_an_excerpt_is_of_the_section_that_a_result_leads_to(opened):
    page = opened(f"{Path(built_book()).as_uri()}/search.html?q=Get+the+project")
    result = page.locator("#search-results li", has=page.locator("a[href$='how_to_read.html#get-the-project']"))
    assert "project" in result.locator(".context").inner_text()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("<b>attention</b>", True),
        ("(attention [", True),
        ("<img src=x onerror=document.title='hit'>", False),
        ("\\", False),
        ("", False),
    ],
)
def test_a_query_is_text(opened, query, found):
    page = opened(f"{Path(built_book()).as_uri()}/search.html?q={quote(query)}")
    page.wait_for_timeout(300)
    assert (page.locator("#search-results .context").count() > 0) == found
    assert page.locator("#search-results :is(b, img)").count() == 0 and "hit" not in page.title()
    assert page.locator("input[name=q]").first.input_value() == query


def test_paper_gets_the_colophon(opened):
    page = opened((built_book() / "book" / "notation.html").as_uri())
    assert page.locator(".way-on").is_visible() and page.locator(".colophon").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".colophon").is_visible() and not page.locator(".way-on").is_visible()
    assert re.search(
        r"Build a transformer that reads, by .*version \d.*licence", page.locator(".colophon").inner_text()
    )


def test_drawings_in_notebooks_look_like_their_files(browser):
    page = browser.new_page(color_scheme="light", device_scale_factor=1.5)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for found in pictures.drawings(nbformat.read(path, as_version=4)):
            both = pictures.decoded(found["data"]), pictures.drawn(page, pictures.source_of(found))
            held, drawn = (np.asarray(one.convert("RGB").resize((96, 32)), dtype=float) for one in both)
            assert np.abs(held - drawn).mean() < 6 < np.abs(held - 255).mean(), found[0][:80]  # fonts differ
    page.close()


def test_first_page_leads_to_the_book(served, opened):
    page = opened(f"{served}/book/glossary.html")
    page.goto(f"{served}/", wait_until="commit")
    page.wait_for_url("**/book/intro.html")
    assert page.locator(".bd-article h1").count() == 1
    page.goto(f"{served}/?a=b#what-you-will-build", wait_until="commit")  # an address that says more is kept whole
    page.wait_for_url("**/book/intro.html?a=b#what-you-will-build")
