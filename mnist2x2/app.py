"""The web app: draw four digits, see them read, keep the drawing with its right answer. It needs Gradio, extra `app`.

The page draws and reads by itself, with the drawing grid's own scripts. It asks the server for three things: to keep a
drawing, to take one back, to count. The server knows of no drawing but those, so nobody can see another's.
"""

import base64
import hashlib
import json
import re
import socket
import sys
import threading
from pathlib import Path

import gradio as gr
import numpy as np
import torch
import uvicorn
from fastapi import FastAPI

from mnist2x2.bounds import Bounds
from mnist2x2.checkpoint import weights_as_bytes
from mnist2x2.corrections import CELLS, Corrections, StoreFull, checked_stroke, version_of
from mnist2x2.decoding import read_grids
from mnist2x2.model import DIGIT, GridTransformer
from mnist2x2.strokes import check_reads_drawings, digit_from_marks

STATIC = Path(__file__).parent / "static"
STROKES, POINTS = 400, 8000  # in one drawing: several times what a hand leaves in four cells
WIDEST = 0.25  # of a cell's side: more than any brush of the page
REACH = 100  # cells' sides: a stroke may leave its cell, but not so far
MISSENT = "The app cannot use what this page sent: reload it and draw again."
NO_STORE = "The app cannot reach its store of drawings: try again in a minute."
FULL = "The store of drawings is full: tell the person who runs this app."
SESSIONS = 200  # that Gradio remembers; it is given nothing to remember


class Refused(ValueError):
    """A refusal, as a sentence that tells the person who draws what to do."""


def checked_marks(marks) -> list[list[dict]]:
    """Return a drawing's strokes, see `mnist2x2.strokes.cell_from_marks`. Raises ValueError for anything else or more.

    What the drawing costs is bounded here: a stroke's price is its points, each as large as the brush is wide.
    """
    if not isinstance(marks, list) or [type(cell) for cell in marks] != [list] * CELLS:
        raise ValueError(f"expected marks as {CELLS} lists of strokes, one for each cell")
    if sum(map(len, marks)) > STROKES:
        raise Refused(f"The drawing has more than {STROKES} strokes: clear a cell and draw it again.")
    checked = [[checked_stroke(mark) for mark in cell] for cell in marks]
    strokes = [stroke for cell in checked for stroke in cell]
    if sum(len(stroke["points"]) for stroke in strokes) > POINTS:
        raise Refused(f"The drawing has more than {POINTS} points: clear a cell and draw it again.")
    for stroke in strokes:
        if stroke["width"] > WIDEST or np.abs(stroke["points"]).max() > REACH:
            raise ValueError("expected strokes in a cell, by a brush of the page")
    return checked


def grid_from_marks(marks: list[list[dict]]) -> np.ndarray:
    """Return a drawing as the model sees it, uint8 (56, 56)."""
    digits = [digit_from_marks(cell, np.zeros((0, DIGIT, DIGIT), dtype=np.uint8)) for cell in marks]
    return np.block([digits[:2], digits[2:]])


def check_answer(right, grid: np.ndarray) -> None:
    """Raise Refused unless `right` holds one digit for each cell with ink."""
    drawn = int(grid.reshape(2, DIGIT, 2, DIGIT).any(axis=(1, 3)).sum())
    if not drawn:
        raise Refused("Draw a digit in at least one cell.")
    if not isinstance(right, str) or not re.fullmatch("[0-9]+", right):
        raise Refused("Type the digits that you drew, in reading order: 0 to 9 and nothing else.")
    if len(right) != drawn:
        cells = "1 cell holds" if drawn == 1 else f"{drawn} cells hold"
        digits = "1 digit" if len(right) == 1 else f"{len(right)} digits"
        raise Refused(f"{cells} ink, but your answer has {digits}: type one digit for each cell.")


def head_scripts(model: GridTransformer) -> str:
    """Return the scripts that fill the page's drawing grid: the model's weights, and the grid itself."""
    weights = base64.b64encode(weights_as_bytes(model, torch.float16)).decode()
    data = f"window.mnist2x2DrawingGrid = {json.dumps({'weights': weights})};"
    return f"<script>{data}</script><script>{(STATIC / 'joined' / 'page.js').read_text(encoding='utf-8')}</script>"


def stored(call, *given):
    """Call the store. A damaged one's message names files of this machine, so it must not reach the page."""
    try:
        return call(*given)
    except StoreFull:
        raise Refused(FULL) from None
    except ValueError as error:
        raise OSError(str(error)) from error


def in_words(action):
    """Return a function that says in a plain sentence why an action was refused.

    What only a program can send is described for its author, under "why"; the page does not show that.
    """

    def said(what=None) -> dict:
        try:
            return action(what)
        except Refused as error:
            return {"said": f"Not kept. {error}"}
        except ValueError as error:
            return {"said": f"Not done. {MISSENT}", "why": str(error)}
        except OSError as error:  # its message names files of this machine
            print(f"mnist2x2: {error}", file=sys.stderr, flush=True)
            return {"said": f"Not done. {NO_STORE}"}

    said.__name__ = action.__name__
    return said


def build(model: GridTransformer, store: Corrections) -> gr.Blocks:
    """Return the app's page, with the functions that it calls.

    model: reads 2x2 digits, in eval mode; store: keeps the corrections. Raises ValueError for a model of other grids.
    """
    check_reads_drawings(model)
    version, one_at_a_time = version_of(model), threading.Lock()

    def given(what, name: str):
        if not isinstance(what, dict) or name not in what:
            raise ValueError(f'expected {{"{name}": ...}}')
        return what[name]

    def counts(what) -> dict:
        return stored(store.counts)

    def keep(what) -> dict:
        right = given(what, "right")
        with one_at_a_time:
            marks = checked_marks(given(what, "marks"))
            grid = grid_from_marks(marks)
            check_answer(right, grid)
            read = read_grids(model, grid[None])[0]  # what the page read is not asked for
            new = stored(store.add, grid, right, read, version, marks)
        said = f"Kept as {right}, read as {read or 'nothing'}." if new else f"It is already kept as {right}."
        drawing = hashlib.sha256(grid).hexdigest()  # by which the page knows the same drawing again
        return {"said": f"{said} Draw the next one.", "new": new, "drawing": drawing, **stored(store.counts)}

    def take_back(what) -> dict:
        """Take back a drawing, which the page sends again: people can take back only what they have drawn."""
        with one_at_a_time:
            gone = stored(store.take_back, grid_from_marks(checked_marks(given(what, "marks"))))
        said = "Taken back. The drawing is no longer kept." if gone else "It was no longer kept."
        return {"said": said, **stored(store.counts)}

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
        Bounds(app, calls_of(blocks)),
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
