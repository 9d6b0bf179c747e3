"""The handouts of a chapter: room to write for students, answers for teachers. Only what is out of date is printed."""

import os
import re
import shutil
import time
from pathlib import Path

import nbformat
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from built_book import ROOT, built_book

from tools import handouts

CHAPTER = "03_attention"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return a folder with the book's first pages and one chapter in html/, and its handouts in handouts/."""
    folder = tmp_path_factory.mktemp("handouts")
    others = shutil.ignore_patterns("[01][0-9]_*.html")
    shutil.copytree(built_book(), folder / "html", ignore=others)
    shutil.copy(built_book() / "notebooks" / f"{CHAPTER}.html", folder / "html" / "notebooks")
    handouts.main(folder / "html", folder / "handouts")
    return folder


def written(folder: Path) -> dict[str, float]:
    files = (path for path in (folder / "handouts").rglob("*") if path.is_file())
    return {path.relative_to(folder / "handouts").as_posix(): path.stat().st_mtime for path in files}


def text_of(folder: Path, edition: str) -> str:
    document = pdfium.PdfDocument(folder / "handouts" / edition / f"{CHAPTER}.pdf")
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def lines_to_write_on(folder: Path, edition: str) -> int:
    """Count the lines as wide as the text."""
    document, count = pdfium.PdfDocument(folder / "handouts" / edition / f"{CHAPTER}.pdf"), 0
    for page in document:
        for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5):
            left, bottom, right, top = path.get_bounds()
            count += right - left > 490 and top - bottom < 1
    return count


def test_editions(folder):
    assert set(written(folder)) == {f"student/{CHAPTER}.pdf", f"teacher/{CHAPTER}.pdf"}
    cells = nbformat.read(ROOT / "notebooks" / f"{CHAPTER}.ipynb", as_version=4).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    student, teacher = (text_of(folder, edition) for edition in ("student", "teacher"))
    for text in (student, teacher):
        assert text.count("Predict.") == prose.count("**Predict.**")
        assert text.count("your turn") == prose.count("**Exercise ")
        assert re.findall(r"Exercise \d\.\d: ", text) == re.findall(r"Exercise \d\.\d: ", prose)
        assert "Folded code" in text and "import matplotlib" not in text
    for line in ("wanted = (row // 2 * 2", "From the corner, the linear classifier names", "Solution of exercise 3.1"):
        assert line in teacher and line not in student
    room = 3 * prose.count("<summary>Answer") + 7 * prose.count("<summary>Solution")
    assert lines_to_write_on(folder, "student") - lines_to_write_on(folder, "teacher") >= room


def test_no_link_leads_into_a_folder_of_this_machine(folder):
    pdf = (folder / "handouts" / "teacher" / f"{CHAPTER}.pdf").read_bytes()
    assert b"file:" not in pdf and str(folder).encode() not in pdf


def test_only_what_is_out_of_date_is_written_again(folder):
    before = written(folder)
    handouts.main(folder / "html", folder / "handouts")
    assert written(folder) == before
    (folder / "handouts" / "student" / f"{CHAPTER}.pdf").unlink()
    handouts.main(folder / "html", folder / "handouts")
    after = written(folder)
    assert set(after) == set(before) and after[f"teacher/{CHAPTER}.pdf"] == before[f"teacher/{CHAPTER}.pdf"]
    page, later = folder / "html" / "notebooks" / f"{CHAPTER}.html", time.time() + 60
    os.utime(page, (later, later))
    assert len(list(handouts.out_of_date(folder / "html", folder / "handouts"))) == 2


def test_without_a_book_or_a_browser(folder, monkeypatch, tmp_path):
    with pytest.raises(SystemExit, match=r"expected the book in .*run make book"):
        handouts.main(tmp_path, tmp_path / "handouts")
    monkeypatch.setattr(handouts, "find_browser", lambda: None)
    with pytest.raises(SystemExit, match="no browser found"):
        handouts.main(folder / "html", tmp_path / "handouts")
    assert not (tmp_path / "handouts").exists()
