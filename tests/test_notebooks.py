"""The form of the chapters, the same in all of them. nbval runs their cells."""

import re
from pathlib import Path

import nbformat
import pytest
from ipywidgets import HBox, IntProgress
from ipywidgets.embed import dependency_state
from nbformat.v4 import new_code_cell, new_notebook, new_output

import mnist2x2
from mnist2x2.recorded import recorded
from tools import notebooks
from tools.pictures import DRAWING, source_of
from tools.publish import NEEDS

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
IGNORED = "nbval-ignore-output"
A_FENCE, A_SPAN = r"```.*?```", r"\$\$.*?\$\$|`[^`\n]*`|\$[^$]+\$"
NUMBERED = r"(exercises?|sections?|equations?|macOS|Python|Book) \d+(\.\d+)*(( and|,|to) \d+(\.\d+)*)*|BY-SA \d\.\d"
MEASURED = r"\d\s?%|\d\s?percent|\d\.\d"
MACHINE = r"/work/|/home/|/root/|/tmp/|/Users/|site-packages|\b0x[0-9a-f]{6,}"


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def plain(text: str) -> str:
    """Return Markdown without code, math, link targets, alternative texts, comments, and numbers of sections."""
    text = re.sub(A_FENCE, "", text, flags=re.DOTALL)
    text = re.sub(A_SPAN, "", text, flags=re.DOTALL)
    return re.sub(rf"!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|<!--.*?-->|{NUMBERED}", "", text, flags=re.DOTALL | re.IGNORECASE)


def glossary() -> dict[str, int]:
    """Return the terms of the glossary, in lower case, and the chapter that defines each term."""
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    entries = re.findall(r"^(\S.*)\n: .*?\[chapter (\d+)\]\(\.\./notebooks/", text, flags=re.MULTILINE)
    assert len(entries) == len(re.findall(r"^: ", text, flags=re.MULTILINE)) > 30
    return {term.strip("`").lower(): int(chapter) for terms, chapter in entries for term in terms.split(", ")}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    content = nbformat.read(request.param, as_version=4)
    nbformat.validate(content)
    content.path = request.param
    content.code = [cell for cell in content.cells if cell.cell_type == "code"]
    content.prose = [cell.source for cell in content.cells if cell.cell_type == "markdown"]
    return content


def test_the_chapters_are_there():
    names = [path.stem for path in NOTEBOOKS]
    assert [name[:2] for name in names] == [f"{n:02d}" for n in range(1, len(names) + 1)]
    assert len(names) >= 8
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    assert all(f"notebooks/{name}" in contents for name in names)


def test_executed_top_to_bottom_without_error(notebook):
    assert [cell.execution_count for cell in notebook.code] == list(range(1, len(notebook.code) + 1))
    kinds = {output.output_type for cell in notebook.code for output in cell.outputs}
    assert "error" not in kinds
    stderr = [out for cell in notebook.code if IGNORED not in tags(cell) for out in cell.outputs]
    assert not [out.text for out in stderr if out.get("name") == "stderr"]


def test_no_trace_of_the_machine_that_ran_it(notebook):
    assert re.findall(MACHINE, notebook.path.read_text(encoding="utf-8")) == []


def test_small_enough_to_follow(notebook):
    assert len([cell for cell in notebook.cells if "install" not in tags(cell)]) < 40
    long = [cell.source.splitlines()[0] for cell in notebook.code if len(cell.source.splitlines()) > 25]
    assert long == []


def test_light_on_the_eye(notebook):
    """No line of code is cut off on a laptop's screen, and what imports or only draws is folded."""
    assert [line for cell in notebook.code for line in cell.source.splitlines() if len(line) > 88] == []
    setup = [cell for cell in notebook.code if "setup" in tags(cell)]
    assert all("hide-input" in tags(cell) and 'plt.style.use(book_style("paper"))' in cell.source for cell in setup)


def test_shows_numbers_not_booleans(notebook):
    """A reader who predicted a number is shown one. Masks, which are made of True and False, are tagged as such."""
    lines = [
        line
        for cell in notebook.code
        for output in cell.outputs
        if output.get("name") == "stdout" and "mask" not in tags(cell)
        for line in output.text.splitlines()
    ]
    booleans = [line for line in lines if re.search(r"\b(True|False)\b", line)]
    assert len(booleans) <= 0.08 * len(lines), booleans
    assert not [cell.source for cell in notebook.code if re.search(r"print\([^#\n]*\bTrue\b", cell.source)]


def test_about_signs_are_bounded(notebook):
    """nbval does not compare a number after \u2248, so the cell that prints it has to assert its bounds."""
    for cell in notebook.code:
        if "\u2248" in cell.source:
            assert "assert" in cell.source, cell.source


def test_opens_with_goals_and_a_map(notebook):
    header = notebook.prose[0]
    assert notebook.cells[0].cell_type == "markdown"
    assert header.startswith("# ")
    assert "After this chapter you can" in header
    assert "| read | run | you need |" in header
    map_ = re.search(r"!\[[^\]]*[Yy]ou are here[^\]]*\]\(data:image/png;base64,[^)]*\)", header)
    assert source_of(DRAWING.search(map_[0])) == f"book/assets/map-{notebook.path.stem[:2]}.svg"
    assert len(NEEDS.findall(header)) == 1
    first = next(cell for cell in notebook.code if "install" not in tags(cell))
    assert "setup" in tags(first)
    assert any("## Summary" in text for text in notebook.prose)
    assert any("## Where to read more" in text for text in notebook.prose)


def test_asks_before_it_answers(notebook):
    text = "\n\n".join(notebook.prose)
    questions = re.findall(
        r"\*\*Predict\.\*\*.*?<details><summary>Answer</summary>\n\n.*?\n\n</details>", text, re.DOTALL
    )
    assert len(questions) >= 3
    assert text.count("<details>") == text.count("</details>")
    assert text.count("**Predict.**") == len(questions)


def test_has_checks_and_few_ignored_outputs(notebook):
    checks = [cell for cell in notebook.code if "check" in tags(cell)]
    assert checks and all("assert" in cell.source and IGNORED not in tags(cell) for cell in checks)
    ignored = [cell for cell in notebook.code if IGNORED in tags(cell)]
    assert len(ignored) <= 0.15 * len(notebook.code)
    assert all(cell.source.startswith("#") for cell in ignored)  # a comment gives the reason
    assert not [cell for cell in notebook.code if {"nbval-skip", "skip"} & set(tags(cell))]


def test_every_figure_has_an_alternative_text(notebook):
    for cell in notebook.code:
        pictures = [out for out in cell.outputs if "image/png" in out.get("data", {})]
        if pictures:
            assert len(pictures) == 1, cell.source
            assert len(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")) > 30, cell.source
    text = "\n".join(notebook.prose)
    assert all(len(alt) > 30 for alt in re.findall(r"!\[([^\]]*)\]", text))


def test_no_measured_number_is_typed_into_prose(notebook):
    assert [line for text in notebook.prose for line in re.findall(f".*(?:{MEASURED}).*", plain(text))] == []


def test_no_term_before_its_chapter(notebook):
    chapter, text = int(notebook.path.stem[:2]), "\n".join(map(plain, notebook.prose)).lower()
    early = {term for term, at in glossary().items() if at > chapter and re.search(rf"\b{re.escape(term)}s?\b", text)}
    assert early == set()


def test_papers_are_in_the_bibliography(notebook):
    bibliography = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    cited = re.findall(r"\[([^\]]+?)\]\(\.\./book/references\.md\)", "\n".join(notebook.prose))
    for text in cited:
        name, year = re.match(r"(\w[\w-]*).*?(\d{4})", text).groups()
        assert re.search(rf"author\s*=\s*\{{{name}\b[^@]*year\s*=\s*\{{{year}\}}", bibliography), text


PAGES = [*(ROOT / "book").glob("*.md"), *(ROOT / "book" / "teaching").glob("*.md")]


@pytest.mark.parametrize("page", sorted(PAGES), ids=lambda path: path.stem)
def test_no_measured_number_is_typed_into_a_page(page):
    text = re.sub(r"\{\{.*?\}\}", "", page.read_text(encoding="utf-8"))
    assert re.findall(f".*(?:{MEASURED}).*", plain(text)) == []


def test_scoreboard_is_what_the_chapters_measured():
    cells = [cell for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    shown = [
        out.metadata["mnist2x2"] for cell in cells for out in cell.outputs if "mnist2x2" in out.get("metadata", {})
    ]
    lines = recorded("scoreboard")["rows"]
    assert shown == lines
    assert [line["row"] for line in lines] == ["linear", "encoder", "decoder", "book"]


@pytest.mark.parametrize("name", ["DrawingGrid", "LearningGrid"])
def test_a_stored_notebook_keeps_no_drawing_grid(name):
    """Nor widgets that hold one or are no longer shown. The state of a progress bar that is shown stays complete."""
    grid, bar, unshown = getattr(mnist2x2, name)(), HBox([IntProgress()]), HBox([IntProgress()])
    bar_models = set(dependency_state([bar]))
    stored = {"state": dependency_state([grid, bar, unshown]), "version_major": 2, "version_minor": 0}
    shown = [bundle[0] if isinstance(bundle := w._repr_mimebundle_(), tuple) else bundle for w in (grid, bar)]
    cells = [new_code_cell(outputs=[new_output("display_data", data)]) for data in shown]
    notebook = new_notebook(cells=cells, metadata={"widgets": {notebooks.STATE: stored}})
    notebooks.drop_drawing_grids(notebook)
    grid_output, bar_output = (cell.outputs[0].data for cell in notebook.cells)
    assert set(notebook.metadata.widgets[notebooks.STATE].state) == bar_models
    assert notebooks.VIEW in bar_output and set(grid_output) == {"text/plain", "text/html"}
    del notebook.cells[1]
    notebooks.drop_drawing_grids(notebook)
    assert "widgets" not in notebook.metadata


def test_no_stored_notebook_has_widgets_that_nothing_shows(notebook):
    text = notebook.path.read_text(encoding="utf-8")
    states = [about for kind in notebook.metadata.get("widgets", {}).values() for about in kind["state"].values()]
    assert not [about for about in states if about["model_module"] == "anywidget"]
    assert "widget-view" in text or not states
