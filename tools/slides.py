"""Make slides of the chapters, from their own cells, with nbconvert and reveal.js.

    python -m tools.slides                 all chapters, into _build/slides
    python -m tools.slides 02_patching     only the named ones

A cell is on the slides if its metadata say so, as JupyterLab writes them: "slideshow": {"slide_type": "slide"}, or
"subslide" for a slide below another one. Of a long cell, headings, questions, answers, formulas, tables, lists and
pictures are shown; of a code cell, what it printed and plotted, and its code if it is tagged `slide-code`.
"""

import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbconvert.exporters import SlidesExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets.config import Config

from tools.chapters import FOLD, LIST, NOTEBOOKS, QUESTION, ROOT, blocks_of, tags_of
from tools.pictures import DRAWING, source_of

VENDOR = ROOT / "book" / "assets" / "vendor"
TEMPLATES = Path(__file__).parent / "templates"
LINES, COLUMNS = 14, 82  # of text on a slide, about
SMALLER = 1.3  # so many times as much text may be on a slide, in smaller letters, before it is split
PRINTED = 18  # lines of code or output on a slide
NOT_SHOWN = ("Exercises", "Where to read more")  # headings
IN_THE_BOOK = '<a href="../book/'  # how a paragraph begins that leads to a page of the book: not on slides
SHOWN = re.compile(r"\$\$|\||!\[|```|\*\*(?!Exercise|Check)")  # how formulas, tables, pictures, code and steps begin


def height_of(block: str) -> float:
    """Return about how many lines of a slide a block of Markdown takes, with the gap below it."""
    if block.startswith("!["):
        return LINES / 2
    return sum(-(-len(line) // COLUMNS) for line in block.split("\n")) + 0.5


def without_links(block: str) -> str:
    """Return a block without its links into the book, which the slides do not contain; drawings as seen from ROOT."""
    return DRAWING.sub(source_of, re.sub(r"(?<!!)\[([^\]]+)\]\((?!http)[^)]*\)", r"\1", block))


def units(block: str) -> list[str]:
    """Return a list as its items, and a paragraph as one line: what must not be torn between two slides."""
    if LIST.match(block):
        return [" ".join(item.split()) for item in re.split(r"\n(?=(?:[-*]|\d+\.) )", block)]
    return [block if SHOWN.match(block) and not block.startswith("**") else " ".join(block.split())]


class Deck:
    """The slides of a chapter, in the making. A section's slides stand below each other."""

    def __init__(self):
        self.cells: list[NotebookNode] = []
        self.heading, self.begins, self.questions = "", True, 0  # begins: the next slide begins a section
        self.room = 0.0  # for so many lines, on the last slide

    def add(self, cell: NotebookNode, height: float) -> None:
        """Add a cell that takes so many lines: on the last slide, if there is room, else on a slide of its own."""
        same = self.room >= height and not self.begins
        if not same and cell.cell_type == "code":
            self.add(new_markdown_cell(self.heading), LINES)
            same, self.room = True, LINES
        kind = "-" if same else "slide" if self.begins else "subslide"
        cell.metadata["slideshow"] = {"slide_type": kind}
        cell.id = f"slide-{len(self.cells):03d}"
        self.cells.append(cell)
        self.begins, self.room = False, (self.room if same else LINES) - height

    def add_text(self, blocks: list[str], heading: str = "") -> None:
        """Add blocks of Markdown, on as many slides as they need."""
        every = [unit for block in blocks for unit in units(without_links(block))]
        limit = LINES if sum(map(height_of, every)) > SMALLER * LINES else SMALLER * LINES
        page: list[str] = []
        for unit in [*every, ""]:
            if page and (not unit or sum(map(height_of, [*page, unit])) > limit):
                self.room = 0
                self.add(new_markdown_cell("\n\n".join([heading or self.heading, *page])), sum(map(height_of, page)))
                page = []
            page.append(unit)

    def add_opening(self, source: str) -> None:
        """Add the chapter's first cell: its title and map, and what one can do after it."""
        title, about, *blocks = blocks_of(source)
        self.add_text([about, *(block for block in blocks if block.startswith("!["))], title)
        aims = next(place for place, block in enumerate(blocks) if LIST.match(block))
        self.add_text(blocks[aims - 1 : aims + 1], f"### {title[2:]}")

    def add_markdown(self, source: str) -> None:
        """Add what is shown of a Markdown cell: not the paragraphs that nothing shown needs."""
        shown: list[str] = []
        before, fold, asking, hidden = "", "", False, False  # before: a paragraph, for what follows it
        for block in [*blocks_of(source), "## "]:
            if block == "</details>":
                if fold == "Answer":
                    self.add_text(shown, f"## Answer {self.questions}")
                    shown = []
                before = fold = ""
            elif fold:
                shown += [block] * (fold == "Answer" and not block.startswith(IN_THE_BOOK))
            elif FOLD.match(block) or block.startswith("## "):
                self.add_text(shown)
                shown, before, asking = [], "", False
                if found := FOLD.match(block):
                    fold = found[1]
                elif block[3:]:
                    self.heading, self.begins, hidden = f"### {block[3:]}", True, block[3:] in NOT_SHOWN
            elif hidden:
                continue
            elif block.startswith(QUESTION):
                self.questions += 1
                shown += [before] * bool(before)
                shown.append(block.replace(QUESTION, f"***Question {self.questions}.***", 1))
                asking = True
            elif asking or SHOWN.match(block) or LIST.match(block):
                shown += [before] * before.endswith(":")
                shown.append(block)
                before = ""
            else:
                before = block

    def add_code(self, cell: NotebookNode) -> None:
        """Add what a code cell plotted and printed, after its code if it is tagged so."""
        if "slide-code" in tags_of(cell):
            self.room = 0
            self.add(new_code_cell(cell.source), (cell.source.count("\n") + 2) * LINES / PRINTED)
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = " ".join(cell.metadata.mystnb.image.alt.split())
                data = {"image/png": output.data["image/png"]}
                self.add_output(new_output("display_data", data, metadata={"image/png": {"alt": alt}}), LINES)
            elif output.get("name") == "stdout":
                lines = output.text.rstrip().split("\n")
                for first in range(0, len(lines), PRINTED):
                    printed = lines[first : first + PRINTED]
                    text = new_output("stream", text="\n".join(printed))
                    self.add_output(text, (len(printed) + 1) * LINES / PRINTED)

    def add_output(self, output: NotebookNode, height: float) -> None:
        self.add(new_code_cell(outputs=[output], metadata={"tags": ["no-code"]}), height)


def deck_of(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook of the slides: one or more cells a slide, for nbconvert."""
    deck = Deck()
    for number, cell in enumerate(notebook.cells):
        if "slideshow" not in cell.metadata:
            deck.questions += cell.source.count(QUESTION) * (cell.cell_type == "markdown")
        elif number == 0:
            deck.add_opening(cell.source)
        elif cell.cell_type == "markdown":
            deck.add_markdown(cell.source)
        else:
            deck.add_code(cell)
    return nbformat.v4.new_notebook(cells=deck.cells)


def exporter() -> SlidesExporter:
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_input_tags = {"no-code"}
    config.CSSHTMLHeaderPreprocessor.style = "default"
    return SlidesExporter(
        config=config,
        template_name="slides",
        extra_template_basedirs=[str(TEMPLATES)],
        embed_images=True,  # the maps and drawings of the chapters
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )


def write_slides(paths: list[Path], folder: Path) -> None:
    """Write NN_name.slides.html for each notebook into a folder, and beside them what they load."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("reveal", "mathjax"):
        shutil.copytree(VENDOR / name, folder / "assets" / name, dirs_exist_ok=True)
    export = exporter()
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        title = notebook.cells[0].source.split("\n")[0][2:]
        resources = {"metadata": {"name": path.stem, "title": title, "path": str(ROOT)}}
        page, _ = export.from_notebook_node(deck_of(notebook), resources=resources)
        (folder / f"{path.stem}.slides.html").write_text(page, encoding="utf-8", newline="\n")
        print(f"{folder / path.stem}.slides.html", flush=True)


def main(names: list[str]) -> None:
    known = {path.stem: path for path in NOTEBOOKS}
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"expected names of chapters, such as 02_patching, given {', '.join(unknown)}")
    write_slides([known[name] for name in names] or NOTEBOOKS, ROOT / "_build" / "slides")


if __name__ == "__main__":
    main(sys.argv[1:])
