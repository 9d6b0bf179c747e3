"""Chapters as they are printed: nothing cut off or torn, black on white, and the answers at the end."""

import ctypes
import re

import nbformat
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from built_book import ROOT, built_book

POINTS = 72 / 25.4  # a millimetre
MARGINS = np.array([17, 17, 17, 15]) * POINTS  # left, bottom, right, top, as in print.css
CHAPTERS = ["03_attention", "08_training"]
FOLDED = r"<details><summary>{}</summary>\n\n(.*?)\n\n</details>"


def printed(page, paper: str = "A4") -> pdfium.PdfDocument:
    return pdfium.PdfDocument(page.pdf(format=paper))


def letters(text: str) -> str:
    """Return a text without what wrapping changes, blanks and hyphens, and with straight quotation marks."""
    return re.sub(r"[\s\ufffe\x02-]", "", text).replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')


def text_of(document: pdfium.PdfDocument) -> str:
    return letters("".join(page.get_textpage().get_text_range() for page in document))


def outside(page: pdfium.PdfPage) -> list[str]:
    """Return the letters of a page that reach into its margins, without its number in the margin below."""
    width, height = page.get_size()
    low, high = MARGINS[:2], np.array([width, height]) - MARGINS[2:]
    text, found = page.get_textpage(), []
    for index in range(text.count_chars()):
        left, _, right, top = text.get_charbox(index)
        out = left < low[0] - 1 or right > high[0] + 1 or top > high[1] + 1
        if out and top > low[1] and text.get_text_range(index, 1).strip():
            found.append(text.get_text_range(max(0, index - 20), 40))
    return found


def pictures(page: pdfium.PdfPage) -> list[np.ndarray]:
    """Return the places of a page's pictures: left, bottom, right and top, 0 and 1 being the margins' inner edges."""
    low, high = MARGINS[:2], np.array(page.get_size()) - MARGINS[2:]
    found = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)
    return [((np.reshape(picture.get_bounds(), (2, 2)) - low) / (high - low)).ravel() for picture in found]


def frames(page: pdfium.PdfPage) -> int:
    """Count a page's frames of code, which are paths of this green."""
    count, parts = 0, [ctypes.c_uint() for _ in "rgba"]
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5):
        raw.FPDFPageObj_GetFillColor(path, *parts)
        count += [part.value for part in parts[:3]] == [0x2A, 0x7A, 0x2A]
    return count


def notebook(name: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


@pytest.mark.parametrize("name, papers", [("03_attention", ("A4", "Letter")), ("08_training", ("A4", "A5"))])
def test_nothing_is_cut_off_torn_or_shrunk(opened, name, papers):
    page, cells, sizes = opened((built_book() / f"notebooks/{name}.html").as_uri()), notebook(name).cells, []
    figures = [output for cell in cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    for paper in papers:
        document = printed(page, paper)
        texts = [letters(sheet.get_textpage().get_text_range()) for sheet in document]
        assert [out for sheet in document for out in outside(sheet)] == []
        code = [cell for cell in cells if cell.cell_type == "code"]
        assert sum(map(frames, document)) == len(code)
        for cell in code:
            lines = [letters(line) for line in cell.source.splitlines()]
            assert any(all(line in text for line in lines) for text in texts), cell.source  # whole, on one page
            shown = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
            assert [line for line in shown.splitlines() if letters(line) not in "".join(texts)] == []
        places = [place for sheet in document for place in pictures(sheet)]
        assert len(places) == len(figures)  # a torn one would be there twice
        assert all(-0.01 < place.min() and place.max() < 1.01 for place in places)
        assert all(pictures(sheet) or len(text) > 10 for sheet, text in zip(document, texts, strict=True))
        first = document[0].get_textpage()
        sizes.append(np.ptp(np.reshape(first.get_charbox(first.get_text_range().index(".") + 2), (2, 2)), axis=0)[1])
    assert sizes[0] == pytest.approx(sizes[1], rel=0.02)  # a browser makes all smaller where something is too wide


@pytest.mark.parametrize("name", CHAPTERS)
def test_answers_are_at_the_end(opened, name):
    page = opened((built_book() / f"notebooks/{name}.html").as_uri())
    assert not page.locator(".on-paper").first.is_visible()
    text = text_of(printed(page))
    prose = "\n\n".join(cell.source for cell in notebook(name).cells if cell.cell_type == "markdown")
    answers = re.findall(FOLDED.format("Answer"), prose, re.DOTALL)
    for number in range(1, len(answers) + 1):
        assert len(re.findall(rf"Answer{number}(?!\d)", text)) == 2, number
        assert page.locator(f"#to-answer-{number} a").get_attribute("href") == f"#answer-{number}"
    questions, at_the_end = text.split("Wheretoreadmore")
    for kind, texts in {"Answer": answers, "Solution": re.findall(FOLDED.format("Solution"), prose, re.DOTALL)}.items():
        assert len(texts) > 1 and f"{kind}s{kind}" in at_the_end
        for words in [letters(re.match(r"[\w ,.:]*", text)[0]) for text in texts]:  # up to the first sign of Markdown
            assert words in at_the_end and (len(words) < 20 or words not in questions), words
    assert "Showcode" not in text


def test_paper_is_white(opened):
    """Whatever the screen is, and the screen is afterwards what it was before."""
    looks = []
    for scheme in ("light", "dark"):
        page = opened((built_book() / "notebooks/03_attention.html").as_uri(), scheme)
        sheets = list(printed(page))[:3]
        looks.append([np.asarray(sheet.render(scale=0.5).to_pil().convert("L")) for sheet in sheets])
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
    for light, dark in zip(*looks, strict=True):
        assert np.array_equal(light, dark) and np.median(dark) == 255


def test_what_needs_a_screen_is_a_sentence(served, opened):
    page = opened(f"{served}/book/intro.html")
    page.emulate_media(media="print")
    assert page.locator("[data-drawing-grid] button").count() > 0
    for part in ("button", "[data-drawing-grid] *", ".bd-sidebar-primary", ".prev-next-footer"):
        assert not [each for each in page.locator(part).all() if each.is_visible()], part
    assert letters("Here the page on a screen has a grid to draw in.") in text_of(printed(page))
