"""Put the book's drawings into the notebooks themselves, so that a notebook that is alone shows them.

    python -m tools.pictures            put them in; needs the tests' browser
    python -m tools.pictures --check    only say which notebooks are out of date

A drawing is put in as a PNG in a data URI, the only form that JupyterLab, VS Code, Colab and Jupyter Book all show. The
PNG names the file that it was made from, and its checksum. The book's pages show that file: see book/drawings.py.
"""

import base64
import hashlib
import io
import re
import sys
from functools import partial
from pathlib import Path

import nbformat
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tools.generated import write_or_check

ROOT = Path(__file__).parents[1]
PNG = "data:image/png;base64,"
DRAWING = re.compile(rf"(?<=\]\()(?:\.\./(?P<file>book/assets/[\w-]+\.svg)|(?P<data>{PNG}[\w+/=]+))(?=\))")
COLOURS = 24  # a drawing has few, so its PNG is small


def decoded(data: str) -> Image.Image:
    """Return the picture in a data URI. Its `info` names the "Source", a file, and gives the "Checksum" of that."""
    return Image.open(io.BytesIO(base64.b64decode(data.removeprefix(PNG))))


def source_of(found: re.Match) -> str:
    """Return which file of the repository a drawing in a notebook is."""
    return found["file"] or decoded(found["data"]).info["Source"]


def checksum(source: str) -> str:
    return hashlib.sha256((ROOT / source).read_bytes()).hexdigest()


def is_current(found: re.Match) -> bool:
    return bool(found["data"]) and decoded(found["data"]).info["Checksum"] == checksum(source_of(found))


def drawings(notebook: nbformat.NotebookNode) -> list[re.Match]:
    return [found for cell in notebook.cells if cell.cell_type == "markdown" for found in DRAWING.finditer(cell.source)]


def drawn(page, source: str) -> Image.Image:
    """Return a drawing as a browser draws it. page: an empty page of a browser."""
    svg = base64.b64encode((ROOT / source).read_bytes()).decode()
    page.set_content(f'<img src="data:image/svg+xml;base64,{svg}">')
    return Image.open(io.BytesIO(page.locator("img").screenshot())).convert("RGB")


def put_in(page, notebook: nbformat.NotebookNode) -> str:
    """Return a notebook's text with its drawings put in."""

    def picture(found: re.Match) -> str:
        if is_current(found):
            return found[0]
        source, info, file = source_of(found), PngInfo(), io.BytesIO()
        info.add_text("Source", source)
        info.add_text("Checksum", checksum(source))
        drawn(page, source).quantize(COLOURS).save(file, "PNG", pnginfo=info, optimize=True)
        return PNG + base64.b64encode(file.getvalue()).decode()

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = DRAWING.sub(picture, cell.source)
    return nbformat.writes(notebook) + "\n"


def main() -> int:
    notebooks = {path: nbformat.read(path, as_version=4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    stale = {path: one for path, one in notebooks.items() if not all(map(is_current, drawings(one)))}
    if "--check" in sys.argv or not stale:
        return write_or_check(dict.fromkeys(stale), "python -m tools.pictures")
    from playwright.sync_api import sync_playwright

    from tools.browser import REMEDY, find_browser, launch

    path = find_browser() or sys.exit(REMEDY)
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        page = browser.new_page(color_scheme="light", device_scale_factor=1.5)
        done = write_or_check({path: partial(put_in, page, one) for path, one in stale.items()}, "")
        browser.close()
    return done


if __name__ == "__main__":
    sys.exit(main())
