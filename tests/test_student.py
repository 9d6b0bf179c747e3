"""The student edition of the book: nothing in it holds a solution, not the pages, not the search, not the downloads."""

import html
import json
import re
import subprocess
from pathlib import Path

import nbformat
import pytest
from built_book import ROOT, built_book

from tools import student

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
READ = (".html", ".ipynb", ".js", ".json", ".md", ".py", ".txt", ".yml")


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("editions") / "student"
    student.main(folder)
    return folder


def text_of(path: Path) -> str:
    """Return what a file says, without markup and blanks."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
    if path.suffix == ".html":
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return "".join(text.split())


def solutions() -> dict[str, list[list[str]]]:
    """Return, for each chapter, each solution's lines that the chapter has nowhere else, without blanks."""
    found = {}
    for path in NOTEBOOKS:
        text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
        elsewhere = "".join(student.SOLUTION.sub("", text).split())
        codes = [
            re.search(r"```python\n(.*?)```", solution, re.DOTALL)[1] for solution in student.SOLUTION.findall(text)
        ]
        lines = [["".join(line.split()) for line in code.splitlines()] for code in codes]
        found[path.stem] = [[line for line in code if len(line) > 12 and line not in elsewhere] for code in lines]
    return found


def holding(site: Path, lines: list[str]) -> dict[str, int]:
    """Return how many of the lines each text file of a folder holds, if any."""
    texts = {path: text_of(path) for path in site.rglob("*") if path.suffix in READ and "vendor" not in path.parts}
    return {
        path.relative_to(site).as_posix(): count
        for path, text in texts.items()
        if (count := sum(line in text for line in lines))
    }


def test_no_file_holds_a_solution(edition):
    lines = {chapter: [line for code in codes for line in code] for chapter, codes in solutions().items()}
    every = [line for chapter in lines.values() for line in chapter]
    assert all(codes and all(codes) for codes in solutions().values())
    assert holding(edition, every) == {}
    whole = holding(built_book(), every)  # which shows that a solution would have been found
    for chapter, own in lines.items():
        assert whole[f"notebooks/{chapter}.html"] == whole[f"_sources/notebooks/{chapter}.ipynb"] == len(own)


def test_the_search_knows_no_solution(edition):
    def terms(site: Path) -> set[str]:
        index = (site / "searchindex.js").read_text(encoding="utf-8")
        return set(json.loads(re.search(r"Search\.setIndex\((.*)\)", index, re.DOTALL)[1])["terms"])

    def names(text: str) -> set[str]:
        return {*re.findall(r"[a-z]+_[a-z_]+", text)}  # such words are not shortened to their stems

    cells = [cell for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells]
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "book").glob("*.md")]
    text = "\n".join([cell.source for cell in cells] + pages)
    only = names(" ".join(student.SOLUTION.findall(text))) - names(student.SOLUTION.sub("", text))
    assert only & terms(built_book()) and not only & terms(edition / "html")


def test_predictions_and_checks_stay(edition):
    for path in NOTEBOOKS:
        ours, theirs = (
            nbformat.read(folder / path.name, as_version=4) for folder in (path.parent, edition / "notebooks")
        )
        nbformat.validate(theirs)
        for cell, other in zip(ours.cells, theirs.cells, strict=True):
            assert cell.source == other.source or "<summary>Solution" in cell.source
            assert cell.source.count("<summary>Answer") == other.source.count("<summary>Answer")
        page = (edition / "html" / "notebooks" / f"{path.stem}.html").read_text(encoding="utf-8")
        assert page.count("This edition has no solution.") == page.count("tag_exercise") > 1


def test_a_failed_build_keeps_the_edition_before(tmp_path, monkeypatch):
    (tmp_path / "student").mkdir()
    (tmp_path / "student" / "before").touch()
    monkeypatch.setattr(student, "write_sources", lambda folder: None)  # nothing to build from
    with pytest.raises(SystemExit, match="not built"):
        student.main(tmp_path / "student")
    assert [path.name for path in tmp_path.rglob("*")] == ["student", "before"]


@pytest.mark.parametrize("edition", ["teacher", "student teacher", "Student"])
def test_an_unknown_edition_ends_in_words(edition):
    done = subprocess.run(["make", "-n", "book", f"EDITION={edition}"], cwd=ROOT, capture_output=True, text=True)
    assert (
        done.returncode and f"expected make book or make book EDITION=student, given EDITION={edition}" in done.stderr
    )
