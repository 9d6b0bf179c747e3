"""A Sphinx extension: pages with an element <div data-drawing-grid> get the live drawing grid.

Its script is page.js of mnist2x2/page/static/joined; its weights and samples are written into a script beside it, in
base64, since a page opened as a file may load scripts but no data. Both lie in _static, and no other page loads them.
"""

import base64
import json
from pathlib import Path

DATA, SCRIPT = "drawing-grid-data.js", "drawing-grid.js"


def data_script() -> str:
    """Return the script that hands the shipped weights, the samples and what they say to the page."""
    from mnist2x2.checkpoint import DEFAULT, SHIPPED
    from mnist2x2.page.drawing_grid import sample_grids

    samples, answers = sample_grids()
    weights = (SHIPPED / f"{DEFAULT}.safetensors").read_bytes()
    packed = {
        name: base64.b64encode(data).decode() for name, data in (("weights", weights), ("samples", samples.tobytes()))
    }
    return f"window.mnist2x2DrawingGrid = {json.dumps({**packed, 'answers': answers})};\n"


def ask_for_scripts(app, page, template, context, doctree) -> None:
    """Let a page load the scripts if it has a place for the grid."""
    if "data-drawing-grid" in context.get("body", ""):
        for name in (DATA, SCRIPT):
            app.add_js_file(name, loading_method="defer")


def write_scripts(app) -> None:
    """Put the scripts where pages look for them, before these are written: their addresses hold checksums."""
    if app.builder.format == "html":
        from mnist2x2.page.drawing_grid import STATIC

        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DATA).write_text(data_script(), encoding="utf-8")
        (folder / SCRIPT).write_bytes((STATIC / "page.js").read_bytes())


def setup(app) -> dict:
    app.connect("builder-inited", write_scripts)
    app.connect("html-page-context", ask_for_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
