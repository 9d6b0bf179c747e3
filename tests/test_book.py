"""The built book: no warnings, no broken links, and a repository address only after `make publish-urls`."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from built_book import ROOT, built_book, pages_of, run_jupyter_book

from tools import chart_kinds, charts, diagrams, maps, publish
from tools.chart_words import in_words
from tools.speed_results import speed_results
from tools.tables import markdown_table

SOURCES = ("book", "tools")  # what a build needs beside the notebooks
ADDRESS = "https://github.com/someone/some.book"


class Page(HTMLParser):
    """What a page links to and loads, and the anchors that others can link to."""

    def __init__(self, path: Path):
        super().__init__()
        self.links, self.loads, self.names, self.images = [], [], set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.names |= {values[key] for key in ("id", "name") if values.get(key)}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "img":
            self.images.append(values)
        if tag in ("script", "img", "iframe", "source") and values.get("src"):
            self.loads.append(values["src"])
        if tag == "link" and values.get("rel") not in ("canonical", "alternate") and values.get("href"):
            self.loads.append(values["href"])


@pytest.fixture(scope="module")
def site() -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(built_book().rglob("*.html")) if "_static" not in path.parts}


def copy_of_the_book(to: Path, *folders: str) -> Path:
    """Copy the files that hold a repository address, and more folders."""
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, to)
    for name in ("notebooks", *folders):
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.gz", "*.safetensors")
        shutil.copytree(ROOT / name, to / name, ignore=ignored)
    return to


def run_publish(root: Path, *words: str) -> None:
    publish.main([*words, "--root", str(root)])


def contents(root: Path) -> dict[str, bytes]:
    files = [root / "_config.yml", *root.glob("notebooks/*.ipynb")]
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def test_every_page_of_the_contents_is_built(site):
    table = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = {table["root"], *(chapter["file"] for part in table["parts"] for chapter in part["chapters"])}
    built = {str(path.relative_to(built_book()).with_suffix("")) for path in pages_of(built_book())}
    assert names == built


def test_links_and_anchors_lead_somewhere(site):
    broken = []
    for path, page in site.items():
        for link in [*page.links, *page.loads]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link == "#":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                broken.append(f"{path.name}: {link}")
            elif parts.fragment and target in site and unquote(parts.fragment) not in site[target].names:
                broken.append(f"{path.name}: no anchor {link}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(site):
    loads = [(path.name, load) for path, page in site.items() for load in page.loads]
    assert [load for load in loads if urlsplit(load[1]).netloc] == []


def test_every_figure_is_put_in(site):
    """Inside an HTML element, such as a summary, MyST leaves a name as it is."""
    left = [(path.name, found) for path in site for found in re.findall(r"\{\{ \w+ \}\}", path.read_text("utf-8"))]
    assert left == []


def test_every_image_can_be_heard(site):
    silent = [(path.name, image["src"]) for path, page in site.items() for image in page.images if not image.get("alt")]
    assert silent == []


def test_notebooks_can_be_downloaded(site):
    for path, page in site.items():
        if path.parent.name == "notebooks":
            assert any(link.endswith(f"{path.stem}.ipynb") and "_sources" in link for link in page.links), path.name


@pytest.mark.parametrize("tool", [maps, diagrams, charts])
def test_drawings_are_current(tool, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [tool.__name__, "--check"])
    assert tool.main() == 0, capsys.readouterr().out


def test_figures_of_the_pages_need_no_torch():
    """A build fills them in before anything else, and importing torch takes seconds."""
    code = "import sys; from book import figures; figures.substitutions(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_chart_is_out_of_date_when_what_it_was_drawn_from_is_another(monkeypatch):
    chart = charts.charts(speed_results())["speed-race"]
    files = [ROOT / "book" / "assets" / f"speed-race-{theme}.svg" for theme in charts.THEMES]
    assert files[0].read_text() != files[1].read_text()
    assert all(charts.is_current(chart, file) for file in files)
    other = chart._replace(data={**chart.data, "goal": chart.data["goal"] + 0.001})
    assert not charts.is_current(other, files[0])
    assert charts.svg(chart, "light") == charts.svg(chart, "light") != charts.svg(other, "light")
    helpers = {"short": markdown_table, "AXES": {**chart_kinds.AXES, "grid": "a side"}}  # which drawing uses, too
    for name, helper in helpers.items():
        with monkeypatch.context() as patch:
            patch.setattr(chart_kinds, name, helper)
            assert not charts.is_current(chart, files[0])
    assert charts.is_current(chart, files[0])


def test_a_chart_is_out_of_date_when_it_was_changed_by_hand(tmp_path):
    chart, file = charts.charts(speed_results())["speed-step"], tmp_path / "chart.svg"
    assert not charts.is_current(chart, file)
    drawn = charts.svg(chart, "light")
    texts = {drawn: True, drawn.replace("ours", "theirs", 1): False, drawn + "\n": False, "": False}
    for text, current in texts.items():
        file.write_text(text, encoding="utf-8", newline="\n")
        assert charts.is_current(chart, file) == current


def test_charts_in_words():
    row = {"median": 1234.5}
    assert in_words({"rows": {"a": row, "b": {"c": row, "d": row}}, "unit": "ms"}) == "a: 1,234 ms; b: 2,469 ms."
    curves = {"batch": {"a step": [(1, 0.5), (2, 3), (4, 20)], "predicted": [(1, 1), (4, 4)]}}
    grown = "grids in a batch from 1 to 4: a step from 0.5 to 20 ms, predicted from 1 to 4 ms."
    assert in_words({"curves": curves, "unit": "ms"}) == grown
    race = {"usual": [(1, 0.1), (9, 0.94)], "ours": [(2, 0.95)], "goal": 0.9377}
    ends = "the usual way: 94.0% after 9 seconds; sprint: 95.0% after 2 seconds; the public demo: 93.8%."
    assert in_words(race) == ends
    for name, chart in charts.charts(speed_results()).items():
        assert f"<desc>{in_words(chart.data)}</desc>" in (ROOT / "book" / "assets" / f"{name}-dark.svg").read_text()


def test_vendored_scripts_carry_their_licences():
    for folder in (ROOT / "book" / "assets" / "vendor").iterdir():
        assert folder.is_file() or any(folder.glob("LICENSE*")), folder.name


def test_an_unknown_figure_in_prose_stops_the_build(tmp_path):
    book = copy_of_the_book(tmp_path, *SOURCES)
    shutil.rmtree(book / "notebooks")
    (book / "_toc.yml").write_text("format: jb-book\nroot: book/page\n", encoding="utf-8")
    (book / "book" / "page.md").write_text("# A page\n\nIt reads {{ no_such_figure }} of them.\n", encoding="utf-8")
    build = run_jupyter_book(book, tmp_path / "out")
    assert build.returncode != 0 and "no_such_figure" in build.stdout + build.stderr


def test_buttons_are_there_only_with_an_address(site):
    has_address = bool(yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"])
    for path in built_book().glob("notebooks/*.html"):
        assert ("colab.research.google.com" in path.read_text(encoding="utf-8")) == has_address
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        tags = [tag for cell in nbformat.read(path, as_version=4).cells for tag in cell.metadata.get("tags", [])]
        assert tags.count("install") == has_address


def test_an_address_is_added_and_removed(tmp_path):
    book = copy_of_the_book(tmp_path)
    run_publish(book, "--remove")
    before = contents(book)
    run_publish(book, "--remove")
    assert contents(book) == before
    run_publish(book, ADDRESS + ".git")
    after = contents(book)
    assert all(after[name] != before[name] for name in before)
    run_publish(book, ADDRESS, "--branch", "main")
    assert contents(book) == after  # nothing is added twice
    assert yaml.safe_load(after["_config.yml"])["repository"] == {"url": ADDRESS, "branch": "main"}
    for path in (book / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert "install" in code[0].metadata["tags"] and f"git+{ADDRESS}@main" in code[0].source
        assert "find_spec" in code[0].source  # only where it is missing
        assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    run_publish(book, "--remove")
    assert contents(book) == before


def test_pages_with_an_address_have_buttons(tmp_path):
    book = copy_of_the_book(tmp_path, *SOURCES)
    run_publish(book, ADDRESS, "--branch", "trunk")
    build = run_jupyter_book(book, tmp_path / "out")
    assert build.returncode == 0, build.stderr[-3000:]
    for path in (tmp_path / "out" / "_build" / "html" / "notebooks").glob("*.html"):
        page = path.read_text(encoding="utf-8")
        notebook = f"notebooks/{path.stem}.ipynb"
        assert f"https://colab.research.google.com/github/someone/some.book/blob/trunk/{notebook}" in page
        assert re.search(rf"https://mybinder\.org/v2/gh/someone/some\.book/trunk\?urlpath=[^\"]*{notebook}", page)


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        [""],
        ["https://example.com/owner/name"],
        ["https://github.com/owner"],
        ["http://github.com/owner/name"],
        ["https://github.com/owner/name/tree/main"],
        [ADDRESS, "--branch", "two words"],
    ],
)
def test_nonsense_is_no_address(tmp_path, words):
    book = copy_of_the_book(tmp_path)
    before = contents(book)
    with pytest.raises(SystemExit, match="expected"):  # Python prints its text and ends with 1
        run_publish(book, *words)
    assert contents(book) == before
