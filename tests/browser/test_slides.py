"""The slides, projected: nothing is cut off, letters are large enough, and no other machine is asked."""

import pytest
from test_pages import serious

from tools.chapters import NOTEBOOKS
from tools.slides import write_slides

PROJECTOR = {"width": 1280, "height": 720}
CUT_OFF = """() => [...Reveal.getCurrentSlide().querySelectorAll('*')]
    .filter(part => !part.closest('mjx-assistive-mml'))
    .map(part => [part.getBoundingClientRect(), part.outerHTML.slice(0, 120)])
    .filter(([box]) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1).map(([, html]) => html)"""
SMALLEST = """() => Math.min(...[...Reveal.getCurrentSlide().querySelectorAll('p, li, pre, td')]
    .map(part => parseFloat(getComputedStyle(part).fontSize)))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    write_slides(NOTEBOOKS, folder)
    return folder


@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_slides(opened, folder, name):
    page = opened((folder / f"{name}.slides.html").as_uri(), viewport=PROJECTOR)
    page.wait_for_function("() => document.documentElement.dataset.ready")
    assert page.locator("mjx-container").count() > 0 and page.locator("mjx-merror").count() == 0
    for image in page.locator("section img").all():
        assert image.evaluate("image => image.complete && image.naturalWidth > 0 && image.alt.length > 30")
    assert serious(page) == []
    seen = 1
    while True:
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(SMALLEST) >= 14, page.evaluate("() => Reveal.getCurrentSlide().innerText")
        if page.evaluate("() => Reveal.isLastSlide()"):
            break
        page.keyboard.press("Space")
        seen += 1
    assert serious(page) == []
    assert seen == page.evaluate("() => Reveal.getTotalSlides()") > 20
