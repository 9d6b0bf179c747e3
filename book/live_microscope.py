"""A Sphinx extension that puts the microscope into pages with an element <div data-microscope>.

Its script is microscope_page.js of mnist2x2/page/static/joined. Grids and the first model are in a second script, and
each other model in one of its own, which is loaded when a reader asks for it. All of them are in _static, and no other
page loads them.
"""

import json
from pathlib import Path

DATA, SCRIPT, STILL = "microscope-data.js", "microscope.js", "microscope.png"


def still(model) -> bytes:
    """Return a PNG for paper, and for pages without scripts: where each cross-attention head looks, token by token."""
    import io

    import torch
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from mnist2x2.activations import record
    from mnist2x2.decoding import greedy_decode
    from mnist2x2.drawing.marks import grid_from_marks, marks_from_json
    from mnist2x2.page.drawing_grid import demonstration, sample_grids
    from mnist2x2.plots import show_attention
    from mnist2x2.style import book_style

    samples, answers = sample_grids()
    grid = torch.from_numpy(grid_from_marks(marks_from_json(demonstration(), len(answers)), samples))
    pixels = grid[None].float() / 255
    with torch.no_grad(), record(model) as seen:
        written = model.config.tokenizer.to_text(greedy_decode(model, pixels))[0]
    with rc_context(book_style("paper")):
        columns = len(model.decoder) * model.config.heads
        figure, png = Figure(figsize=(1.1 * columns, 1.25 * len(written) + 0.3), dpi=130), io.BytesIO()
        axes = figure.subplots(len(written), columns, squeeze=False)
        for t, digit in enumerate(written):
            for column in range(columns):
                block, head = divmod(column, model.config.heads)
                weights = seen[f"decoder.{block}.cross_attention.weights"][t][0, head, 0]
                show_attention(axes[t, column], grid, weights, f"block {block}\nhead {head}" if t == 0 else "")
            axes[t, 0].set_ylabel(f"writes {digit}")
        figure.savefig(png, format="png")
    return png.getvalue()


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
        model = load_pretrained(first)
        data["models"] = {first: model_data(model)}
        (folder / DATA).write_text(f"window.mnist2x2Microscope = {json.dumps(data)};\n", encoding="utf-8")
        for name in others:
            text = f"window.mnist2x2Microscope.models.{name} = {json.dumps(model_data(load_pretrained(name)))};\n"
            (folder / f"microscope-{name}.js").write_text(text, encoding="utf-8")
        (folder / STILL).write_bytes(still(model))
        (folder / SCRIPT).write_bytes((JOINED / "microscope_page.js").read_bytes())


def setup(app) -> dict:
    app.connect("builder-inited", write_scripts)
    app.connect("html-page-context", ask_for_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
