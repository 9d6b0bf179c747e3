"""The web app: draw four digits, see them read, keep the drawing with its right answer. It needs Gradio, extra `app`.

The page draws and reads by itself, with the drawing grid's own scripts. It asks the server for three things: to keep a
drawing, to take one back, to count. The server knows of no drawing but those, so nobody can see another's.
"""

import base64
import json
import socket
import sys
import threading
from pathlib import Path

import gradio as gr
import numpy as np
import torch
import uvicorn
from fastapi import FastAPI

from mnist2x2.checkpoint import version_of, weights_as_bytes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.marks import Mark, grid_from_marks, marks_from_json, marks_to_json
from mnist2x2.model import GridTransformer, check_two_by_two
from mnist2x2.page.corrections import Corrections
from mnist2x2.page.gate import Gate

STATIC = Path(__file__).parent / "static"
STROKES, POINTS = 400, 8000  # in one drawing: several times what a hand leaves in four cells
WIDEST = 0.25  # of a cell's side: more than any brush of the page
REACH = 100  # cells' sides: a stroke may leave its cell, but not so far
SESSIONS = 200  # that Gradio remembers; it is given nothing to remember


def affordable_marks(value) -> list[list[Mark]]:
    """Return a drawing's strokes, given as JSON. Raises ValueError for anything else, and for what costs too much.

    What a stroke costs is its points, each as large as the brush is wide.
    """
    if isinstance(value, list) and sum(len(cell) for cell in value if isinstance(cell, list)) > STROKES:
        raise ValueError(f"expected at most {STROKES} strokes: clear a cell and draw it anew")
    cells = marks_from_json(value)
    strokes = [stroke for cell in cells for stroke in cell]
    if sum(len(stroke.points) for stroke in strokes) > POINTS:
        raise ValueError(f"expected at most {POINTS} points: clear a cell and draw it anew")
    for stroke in strokes:
        if stroke.width > WIDEST or np.abs(stroke.points).max() > REACH:
            raise ValueError("expected strokes in a cell, by a brush of the page")
    return cells


def head_scripts(model: GridTransformer) -> str:
    """Return the scripts that fill the page's drawing grid: the model's weights, and the grid itself."""
    weights = base64.b64encode(weights_as_bytes(model, torch.float16)).decode()
    data = f"window.mnist2x2DrawingGrid = {json.dumps({'weights': weights})};"
    return f"<script>{data}</script><script>{(STATIC / 'joined' / 'page.js').read_text(encoding='utf-8')}</script>"


def in_words(action):
    """Return a function that says in words why an action was refused."""

    def said(what=None) -> dict:
        try:
            return action(what)
        except ValueError as error:
            return {"said": f"Not kept: {error}."}
        except OSError as error:  # its words name files of this machine
            print(f"mnist2x2: {error}", file=sys.stderr, flush=True)
            return {"said": "The store of corrections cannot be reached: try again."}

    said.__name__ = action.__name__
    return said


def build(model: GridTransformer, store: Corrections) -> gr.Blocks:
    """Return the app's page, with the functions that it calls.

    model: reads 2x2 digits, in eval mode; store: keeps the corrections. Raises ValueError for a model of other grids.
    """
    check_two_by_two(model)
    version, one_at_a_time = version_of(model), threading.Lock()

    def given(what, name: str):
        if not isinstance(what, dict) or name not in what:
            raise ValueError(f'expected {{"{name}": ...}}')
        return what[name]

    def counts(what) -> dict:
        return store.counts()

    def keep(what) -> dict:
        right = given(what, "right")
        with one_at_a_time:
            marks = affordable_marks(given(what, "marks"))
            grid = grid_from_marks(marks)
            read = read_grids(model, grid[None])[0]  # what the page read is not asked for
            new = store.add(grid, read=read, right=right, model=version, marks=marks_to_json(marks))
        said = f"Kept as {right}, read as {read or 'nothing'}." if new else "It is kept with that answer already."
        return {"said": said, "new": new, **store.counts()}

    def take_back(what) -> dict:
        """Take back a drawing that is shown again: nobody can take back what he has not drawn."""
        with one_at_a_time:
            gone = store.take_back(grid_from_marks(affordable_marks(given(what, "marks"))))
        return {"said": "Taken back." if gone else "It was not there any more.", **store.counts()}

    texts = {kind: (STATIC / "app" / f"app.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")}
    with gr.Blocks(title="Read what you draw", analytics_enabled=False) as blocks:
        gr.HTML(
            html_template=texts["html"],
            css_template=texts["css"],
            js_on_load=texts["js"],
            head=head_scripts(model),
            apply_default_css=False,
            server_functions=[in_words(action) for action in (counts, keep, take_back)],
        )
    blocks.state_session_capacity = SESSIONS
    return blocks


def calls_of(blocks: gr.Blocks) -> list[tuple[int, str]]:
    """Return the functions that a page calls: each one's component and name."""
    return [(block._id, call.__name__) for block in blocks.blocks.values() for call in getattr(block, "server_fns", [])]


def serve(blocks: gr.Blocks, host: str, port: int, behind_proxy: bool = False) -> None:
    """Serve the page until Ctrl-C. Raises OSError where that address cannot be had.

    behind_proxy: tell clients apart by what a proxy says of them, since all come from its own address.
    """
    theme = gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
    app = gr.mount_gradio_app(
        FastAPI(openapi_url=None),
        blocks,
        path="/",
        theme=theme,  # with the fonts that are there
        css=".gradio-container .main { padding-inline: clamp(0px, 4vw - 12px, 2rem) }",  # phones are narrow
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        show_error=False,
    )
    config = uvicorn.Config(
        Gate(app, calls_of(blocks)),
        log_level="warning",
        ws="none",
        server_header=False,
        limit_concurrency=500,
        timeout_graceful_shutdown=2,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="*" if behind_proxy else None,
    )
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        shown = f"[{host}]" if ":" in host else host
        print(f"The app: http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it)", flush=True)
        uvicorn.Server(config).run(sockets=[listening])
