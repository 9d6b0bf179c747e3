"""The built book: no warnings, no broken links, and a repository address only after `make publish-urls`."""

import io
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import numpy as np
import pytest
import yaml
from built_book import ROOT, built_book, pages_of, run_jupyter_book
from PIL import Image

from book import front_matter
from mnist2x2.page.states import named
from tools import card, chart_kinds, charts, diagrams, maps, pictures, publish
from tools.chart_words import in_words
from tools.speed_results import speed_results
from tools.tables import markdown_table

SOURCES = ("book", "tools")  # what a build needs beside the notebooks
ADDRESS, SITE = "https://github.com/someone/some.book", "https://someone.github.io/some.book"
TITLE = "Build a transformer that reads"


class Page(HTMLParser):
    """What a page links to and loads, the anchors that others can link to, and what it says about itself."""

    def __init__(self, path: Path):
        super().__init__()
        self.links, self.loads, self.names, self.images = [], [], set(), []
        self.about, self.head_links, self.empty_links = {}, {}, []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.names |= {values[key] for key in ("id", "name") if values.get(key)}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "a" and (values.get("href") or "#") == "#" and not re.search("current|logo|internal", str(values)):
            self.empty_links.append(values)
        if tag == "meta" and (name := values.get("name") or values.get("property")):
            self.about[name] = values["content"]
        if tag == "link":
            self.head_links[values["rel"]] = values["href"]
        if tag == "img":
            self.images.append(values)
        if tag in ("script", "img", "iframe", "source") and values.get("src"):
            self.loads.append(values["src"])
        if tag == "link" and values.get("rel") not in ("canonical", "alternate") and values.get("href"):
            self.loads.append(values["href"])


def pages_in(folder: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts}


@pytest.fixture(scope="module")
def site() -> dict[Path, Page]:
    return pages_in(built_book())


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """The folder of the pages of a book with an address, whose pages have addresses, too."""
    book, out = (tmp_path_factory.mktemp(name) for name in ("source", "out"))
    run_publish(copy_of_the_book(book, *SOURCES), ADDRESS, "--branch", "trunk", "--site", SITE)
    build = run_jupyter_book(book, out)
    assert build.returncode == 0, build.stderr[-3000:]
    return out / "_build" / "html"


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
    chapters = [chapter for part in table["parts"] for chapter in part["chapters"]]
    below = [section for chapter in chapters for section in chapter.get("sections", [])]
    names = {table["root"], *(entry["file"] for entry in [*chapters, *below])}
    built = {str(path.relative_to(built_book()).with_suffix("")) for path in pages_of(built_book())}
    assert names == built


def anchors(path: Path, page: Page) -> set[str]:
    """Return what a link to a page may have behind its #; the microscope's page knows names of states, too."""
    return page.names | ({f"microscope={name}" for name in named()} if path.stem == "microscope" else set())


def broken(pages: dict[Path, Page], home: Path) -> list[str]:
    """Return the links that lead nowhere, also those to the addresses of the published book."""
    found = [
        f"{path.name}: a link without an address: {link}" for path, page in pages.items() for link in page.empty_links
    ]
    for path, page in pages.items():
        for link in [*page.links, *page.loads, *page.head_links.values(), page.about.get("og:image", "")]:
            start = home / "index.html" if link.startswith(SITE) else path
            parts = urlsplit(link.removeprefix(SITE).removeprefix("/") if link.startswith(SITE) else link)
            repository = re.match(r"https://(?:colab\.research\.google|raw\.githubuser).*?/trunk/(.*)", link)
            if repository and not (ROOT / repository[1]).exists():
                found.append(f"{path.name}: not in the repository: {link}")
            if parts.scheme or parts.netloc or link in ("", "#"):
                continue
            target = (start.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                found.append(f"{path.name}: {link}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in anchors(target, pages[target]):
                found.append(f"{path.name}: no anchor {link}")
    return found


def test_links_and_anchors_lead_somewhere(site):
    assert broken(site, built_book()) == []


def test_a_link_to_an_unknown_state_is_broken(tmp_path):
    links = "".join(
        f'<a href="microscope.html#microscope={name}"></a>' for name in ("flag-off", "tour-flag", "no-such")
    )
    for name, text in {"chapter": links, "microscope": ""}.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    assert broken(pages_in(tmp_path), tmp_path) == ["chapter.html: no anchor microscope.html#microscope=no-such"]


def test_nothing_is_loaded_from_elsewhere(site):
    own = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["html"].get("baseurl") or "file:"
    loads = [(path.name, load.removeprefix(own)) for path, page in site.items() for load in page.loads]
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


@pytest.mark.parametrize("tool", [maps, diagrams, charts, pictures, card])
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
        assert max(map(len, code[0].source.splitlines())) <= 88
        assert f"git+{ADDRESS}@main" in notebook.cells[0].source
        assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    run_publish(book, ADDRESS, "--site", f"{SITE}/")
    assert yaml.safe_load(contents(book)["_config.yml"])["html"]["baseurl"] == SITE
    run_publish(book, ADDRESS)
    assert contents(book) == after  # without a site, its address is removed
    run_publish(book, "--remove")
    assert contents(book) == before


def test_nothing_is_written_where_a_notebook_is_not_as_expected(tmp_path):
    book = copy_of_the_book(tmp_path)
    path = book / "notebooks" / "10_learning_from_corrections.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("To run this notebook", "To run it"), encoding="utf-8")
    before = contents(book)
    with pytest.raises(SystemExit, match="10_learning_from_corrections"):
        run_publish(book, ADDRESS)
    assert contents(book) == before


def test_links_with_an_address_lead_somewhere(published):
    assert broken(pages_in(published), published) == []


def test_pages_with_an_address_have_buttons(published):
    for path, page in pages_in(published).items():
        if path.name == "index.html":  # it only leads on
            continue
        notebook = f"notebooks/{path.stem}.ipynb" if path.parent.name == "notebooks" else "notebooks/01_the_task.ipynb"
        assert f"https://colab.research.google.com/github/someone/some.book/blob/trunk/{notebook}" in page.links
        binder = [link for link in page.links if link.startswith("https://mybinder.org/v2/gh/someone/some.book/trunk?")]
        assert any("notebooks" in link for link in binder), path
        assert ADDRESS in page.links


@pytest.mark.parametrize("name", ["site", "published"])
def test_every_page_leads_to_the_project(request, name):
    found = request.getfixturevalue(name)
    pages = found if name == "site" else pages_in(found)
    for path, page in pages.items():
        if path.name != "index.html":
            way = "#get-the-project" if path.stem == "how_to_read" else "how_to_read.html#get-the-project"
            assert sum(link.endswith(way) for link in page.links) >= 2, path


def test_every_page_says_what_it_is(site):
    told = {}
    for path, page in site.items():
        (title,) = re.findall(r"<title>(.*?)</title>", path.read_text(encoding="utf-8"))
        told.setdefault(title, []).append(path.stem)
        assert 50 < len(page.about["description"]) <= front_matter.LONGEST, path
        assert page.about["og:description"] == page.about["description"]
        assert page.about["og:title"] == title or path.name == "search.html"
        assert page.head_links["icon"].endswith("favicon.svg")
        if path.parent.name == "notebooks":
            assert page.about["description"].startswith("After this chapter you can ")
    assert told.pop(TITLE) == ["intro", "index"]
    assert all(len(pages) == 1 for pages in told.values())
    assert all(re.fullmatch(rf"(Session \d+: )?\D+ [—-] {TITLE}", title) for title in told)
    assert f"Attention — {TITLE}" in told


def test_published_pages_name_their_address_and_a_picture(published):
    for path, page in pages_in(published).items():
        name = "book/intro.html" if path.name == "index.html" else path.relative_to(published).as_posix()
        if name != "404.html":
            assert page.head_links["canonical"] == page.about["og:url"] == f"{SITE}/{name}"
        assert page.about["og:image"] == f"{SITE}/_static/{front_matter.CARD}"
        assert page.about["twitter:card"] == "summary_large_image"
    listed = re.findall("<loc>(.*?)</loc>", (published / "sitemap.xml").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(f"{SITE}/{path.relative_to(published).as_posix()}" for path in pages_of(published))


def test_a_wrong_address_leads_on_from_everywhere(published):
    """A server shows 404.html for a wrong address at any depth, so its links must not depend on where it is."""
    page = Page(published / "404.html")
    links = {*page.links, *page.loads, *page.head_links.values()}
    assert [link for link in links if not re.match("https://|#", link)] == []
    assert {f"{SITE}/book/intro.html", f"{SITE}/search.html", f"{SITE}/notebooks/01_the_task.html"} <= links


def test_addresses_are_named_only_where_they_are_known(site):
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    repository, own = bool(config["repository"]["url"]), bool(config["html"].get("baseurl"))
    for path, page in site.items():
        assert ("og:image" in page.about) == repository, path
        assert ("canonical" in page.head_links) == ("og:url" in page.about) == (own and path.name != "404.html"), path
    assert all((built_book() / name).exists() == own for name in ("404.html", "sitemap.xml"))


def test_addresses_without_a_site():
    known = front_matter.Addresses(ADDRESS, "trunk", "")
    assert known.card == f"https://raw.githubusercontent.com/someone/some.book/trunk/book/assets/{front_matter.CARD}"
    assert (ROOT / "book" / "assets" / front_matter.CARD).exists()
    assert front_matter.Addresses("", "main", "").card == ""
    assert f"git clone --branch trunk {ADDRESS}.git" in front_matter.how_to_get_it(known)


def test_the_card_shows_what_the_model_reads():
    shown, read = card.shown(card.CARD), card.reading()
    assert card.is_current(shown, read) and len(read["text"]) == len(read["attention"]) == 4
    for other in (None, {**read, "text": "0000"}, {**read, "attention": [row[::-1] for row in read["attention"]]}):
        assert not card.is_current(other, read)
    pictures = [Image.open(file).convert("L") for file in (card.CARD, io.BytesIO(card.draw(read)))]
    assert pictures[0].size == (1200, 630)
    stored, drawn = (np.asarray(picture.resize((120, 63)), dtype=float) for picture in pictures)
    assert np.abs(stored - drawn).mean() < 3 < np.abs(stored - 255).mean()


def test_notebooks_hold_their_drawings_and_pages_show_the_files(site):
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        found = pictures.drawings(nbformat.read(path, as_version=4))
        names = [Path(pictures.source_of(drawing)).name for drawing in found]
        shown = [Path(image["src"]).name for image in site[built_book() / f"notebooks/{path.stem}.html"].images]
        assert names[0] == f"map-{path.stem[:2]}.svg" and set(names) <= set(shown)
    assert not [image for page in site.values() for image in page.images if image["src"].startswith("data:")]


def test_search_texts():
    script = (built_book() / "_static" / "search-texts.js").read_text(encoding="utf-8")
    assert len(script) < 1_000_000
    texts = json.loads(script.removeprefix("window.mnist2x2Texts = ").removesuffix(";\n"))
    assert set(texts) == {str(path.relative_to(built_book()).with_suffix("")) for path in pages_of(built_book())}
    anchors = texts["book/how_to_read"][::2]
    assert "get-the-project" in anchors and "details>" not in script
    assert "project" in texts["book/how_to_read"][2 * anchors.index("get-the-project") + 1]


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        [""],
        ["https://example.com/owner/name"],
        ["https://github.com/owner"],
        ["http://github.com/owner/name"],
        ["https://github.com/owner/name/tree/main"],
        ["https://github.com/owner/.."],
        ['https://github.com/owner/"><script>'],
        ["https://github.com/owner/name\n--remove"],
        [ADDRESS, "--branch", "two words"],
        [ADDRESS, "--branch", "main/../other"],
        [ADDRESS, "--site", "someone.github.io"],
        [ADDRESS, "--site", "javascript:alert(1)"],
        [ADDRESS, "--site", 'https://someone.github.io/"><script>'],
        [ADDRESS, "--site", "https://someone.github.io/name?x=1"],
        [ADDRESS, "--site", "https://someone.github.io/../name"],
        [ADDRESS, "--site", "https://name:word@someone.github.io"],
        ["", "--site", SITE],
    ],
)
def test_nonsense_is_no_address(tmp_path, words):
    book = copy_of_the_book(tmp_path)
    before = contents(book)
    with pytest.raises(SystemExit, match="expected"):  # Python prints its text and ends with 1
        run_publish(book, *words)
    assert contents(book) == before
