"""A Sphinx extension that puts the microscope into pages with an element <div data-microscope>.

Its script is microscope_page.js of mnist2x2/page/static/joined. Grids and the first model are in a second script, and
each other model in one of its own, which is loaded when a reader asks for it. All of them are in _static, and no other
page loads them.
"""

import json
from pathlib import Path

DATA, SCRIPT = "microscope-data.js", "microscope.js"


def ask_for_scripts(app, page, template, context, doctree) -> None:
    """Let a page load the scripts if it has an element for the microscope."""
    if "data-microscope" in context.get("body", ""):
        for name in (DATA, SCRIPT):
            app.add_js_file(name, loading_method="defer")


def write_scripts(app) -> None:
    """Write the scripts before the pages, whose addresses of the scripts hold checksums."""
    if app.builder.format == "html":
        from mnist2x2.checkpoint import load_pretrained
        from mnist2x2.page.microscope import JOINED, model_data, page_data

        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        data = page_data()
        first, *others = data["names"]
        data["models"] = {first: model_data(load_pretrained(first))}
        (folder / DATA).write_text(f"window.mnist2x2Microscope = {json.dumps(data)};\n", encoding="utf-8")
        for name in others:
            text = f"window.mnist2x2Microscope.models.{name} = {json.dumps(model_data(load_pretrained(name)))};\n"
            (folder / f"microscope-{name}.js").write_text(text, encoding="utf-8")
        (folder / SCRIPT).write_bytes((JOINED / "microscope_page.js").read_bytes())


def setup(app) -> dict:
    app.connect("builder-inited", write_scripts)
    app.connect("html-page-context", ask_for_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
