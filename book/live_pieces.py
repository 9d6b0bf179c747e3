"""A Sphinx extension that brings the pieces in chapters to life: elements <div data-piece="…">, which hold a figure.

Their script is pieces_page.js of mnist2x2/page/static/joined. It loads the grids and the model of a piece, if it has
one, from the scripts that live_microscope.py writes, when a reader comes near.
"""

from pathlib import Path

SCRIPT = "pieces.js"


def ask_for_script(app, page, template, context, doctree) -> None:
    """Let a page load the script if it has a piece."""
    if "data-piece" in context.get("body", ""):
        app.add_js_file(SCRIPT, loading_method="defer")


def write_script(app) -> None:
    """Write the script before the pages, whose addresses of it hold a checksum."""
    if app.builder.format == "html":
        from mnist2x2.page.drawing_grid import JOINED

        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SCRIPT).write_bytes((JOINED / "pieces_page.js").read_bytes())


def setup(app) -> dict:
    app.connect("builder-inited", write_script)
    app.connect("html-page-context", ask_for_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
