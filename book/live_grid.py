"""A Sphinx extension that puts the live drawing grid into pages with an element <div data-drawing-grid>.

The grid's script is page.js of mnist2x2/page/static/joined. Its weights and samples are written into a second script,
in base64, since a page opened as a file may load scripts but no data, and so are the strokes of its demonstration. Both
are in _static; no other page loads them.
"""

import base64
import json
from pathlib import Path

DATA, SCRIPT = "drawing-grid-data.js", "drawing-grid.js"


def data_script(book: dict[str, str]) -> str:
    """Return the script that hands the page the shipped weights, samples with answers, a demonstration and `book`."""
    from mnist2x2.checkpoint import DEFAULT, SHIPPED
    from mnist2x2.page.drawing_grid import demonstration, sample_grids

    samples, answers = sample_grids()
    weights = (SHIPPED / f"{DEFAULT}.safetensors").read_bytes()
    files = {"weights": weights, "samples": samples.tobytes()}
    more = {"answers": answers, "demonstration": demonstration(), "book": book}
    packed = {name: base64.b64encode(content).decode() for name, content in files.items()}
    return f"window.mnist2x2DrawingGrid = {json.dumps({**packed, **more})};\n"


def about_book(config) -> dict[str, str]:
    """Return the book's name, and its address or else its repository's, "" if it has neither: for shared pictures."""
    return {
        "name": config.html_title,
        "address": config.html_baseurl or config.html_theme_options.get("repository_url", ""),
    }


def ask_for_scripts(app, page, template, context, doctree) -> None:
    """Let a page load the scripts if it has an element for the grid."""
    if "data-drawing-grid" in context.get("body", ""):
        for name in (DATA, SCRIPT):
            app.add_js_file(name, loading_method="defer")


def write_scripts(app) -> None:
    """Write the scripts before the pages, whose addresses of the scripts hold checksums."""
    if app.builder.format == "html":
        from mnist2x2.page.drawing_grid import JOINED

        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DATA).write_text(data_script(about_book(app.config)), encoding="utf-8")
        (folder / SCRIPT).write_bytes((JOINED / "page.js").read_bytes())


def setup(app) -> dict:
    app.connect("builder-inited", write_scripts)
    app.connect("html-page-context", ask_for_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
