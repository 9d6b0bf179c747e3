"""The rendered book: it builds without a warning, leads nowhere that is missing, shows no address before its time."""

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

SOURCES = ("book", "results", "benchmarks", "mnist2x2")  # what a build needs beside the notebooks
ADDRESS = "https://github.com/someone/some.book"


class Page(HTMLParser):
    """What a page refers to and what it can be referred to by."""

    def __init__(self, path: Path):
        super().__init__()
        self.links, self.loads, self.names, self.images = [], [], set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.names |= {found[key] for key in ("id", "name") if found.get(key)}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag == "img":
            self.images.append(found)
        if tag in ("script", "img", "iframe", "source") and found.get("src"):
            self.loads.append(found["src"])
        if tag == "link" and found.get("rel") not in ("canonical", "alternate") and found.get("href"):
            self.loads.append(found["href"])


@pytest.fixture(scope="module")
def site() -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(built_book().rglob("*.html")) if "_static" not in path.parts}


def copy_of_the_book(to: Path, *folders: str) -> Path:
    """Copy what is stamped, and more folders."""
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, to)
    for name in ("notebooks", *folders):
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.gz", "*.safetensors")
        shutil.copytree(ROOT / name, to / name, ignore=ignored)
    return to


def publish(root: Path, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(ROOT / "book" / "publish.py"), *words, "--root", str(root)]
    return subprocess.run(command, capture_output=True, text=True)


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


def test_every_image_can_be_heard(site):
    silent = [(path.name, image["src"]) for path, page in site.items() for image in page.images if not image.get("alt")]
    assert silent == []


def test_notebooks_can_be_downloaded(site):
    for path, page in site.items():
        if path.parent.name == "notebooks":
            assert any(link.endswith(f"{path.stem}.ipynb") and "_sources" in link for link in page.links), path.name


def test_maps_are_current():
    command = [sys.executable, str(ROOT / "book" / "draw_maps.py"), "--check"]
    check = subprocess.run(command, capture_output=True, text=True)
    assert check.returncode == 0, check.stdout


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


def test_buttons_show_only_an_address_that_was_stamped(site):
    stamped = bool(yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"])
    for path in built_book().glob("notebooks/*.html"):
        assert ("colab.research.google.com" in path.read_text(encoding="utf-8")) == stamped
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        tags = [tag for cell in nbformat.read(path, as_version=4).cells for tag in cell.metadata.get("tags", [])]
        assert tags.count("install") == stamped


def test_stamping_and_taking_off(tmp_path):
    book = copy_of_the_book(tmp_path)
    assert publish(book, "--remove").returncode == 0
    before = contents(book)
    assert publish(book, "--remove").returncode == 0 and contents(book) == before
    assert publish(book, ADDRESS + ".git").returncode == 0
    after = contents(book)
    assert all(after[name] != before[name] for name in before)
    assert publish(book, ADDRESS, "--branch", "main").returncode == 0 and contents(book) == after  # once is enough
    assert yaml.safe_load(after["_config.yml"])["repository"] == {"url": ADDRESS, "branch": "main"}
    for path in (book / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert "install" in code[0].metadata["tags"] and f"git+{ADDRESS}@main" in code[0].source
        assert "find_spec" in code[0].source  # only where it is missing
        assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert publish(book, "--remove").returncode == 0 and contents(book) == before


def test_stamped_pages_have_their_buttons(tmp_path):
    book = copy_of_the_book(tmp_path, *SOURCES)
    assert publish(book, ADDRESS, "--branch", "trunk").returncode == 0
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
def test_nonsense_is_not_stamped(tmp_path, words):
    book = copy_of_the_book(tmp_path)
    before = contents(book)
    refused = publish(book, *words)
    assert refused.returncode != 0 and "expected" in refused.stderr and "Traceback" not in refused.stderr
    assert contents(book) == before
