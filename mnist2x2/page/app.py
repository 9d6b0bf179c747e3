"""The web app: draw four digits, see them read, keep the drawing with its right answer. It needs Gradio, extra `app`.

The page draws and reads by itself, with the drawing grid's own scripts. It asks the server for four things: to keep a
drawing, to take one back, to count, to find the digits in a photo. The server learns of no other drawing or photo, and
shows none to anybody.
"""

import base64
import hashlib
import json
import socket
import sys
from pathlib import Path

import gradio as gr
import torch
import uvicorn
from fastapi import FastAPI, HTTPException
from starlette.responses import Response
from starlette.routing import Route

from mnist2x2.checkpoint import version_of, weights_as_bytes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.marks import grid_from_marks, marks_to_json
from mnist2x2.model import GridTransformer, check_two_by_two, check_writes_digits
from mnist2x2.page.affordable import NOT_UNDERSTOOD, PHOTO, affordable_marks, requests_worth
from mnist2x2.page.bodies import Large
from mnist2x2.page.connection import MOST, Connection, ProxyConnection
from mnist2x2.page.correction import drawing_id
from mnist2x2.page.corrections import Corrections, StoreFull
from mnist2x2.page.gate import Gate
from mnist2x2.page.headers import Trust
from mnist2x2.page.lane import Busy, Lane
from mnist2x2.page.photos import LETTERS, answer_to, photo_from_page
from mnist2x2.page.sentences import NO_LONGER_KEPT, NOT_KEPT, Refusal, as_sentence, check_answer, kept_as, taken_back

STATIC = Path(__file__).parent / "static"
SESSIONS = 200  # that Gradio remembers; the app gives it nothing to remember
PHOTOS = Large(names=("photo",), body=LETTERS + 1000, cost=PHOTO)  # a thousand bytes around the picture
WAITING = 16  # photos: for half a second each, so that none waits in vain
LOCKED = 5.0  # seconds to wait while another program has locked the store
A_YEAR = 365 * 24 * 3600  # seconds


def grid_script(model: GridTransformer) -> tuple[str, str]:
    """Return the script that fills the page's drawing grid: its name, and the model's weights with the grid itself.

    The name changes with the script, so that browsers need to load it only once.
    """
    weights = base64.b64encode(weights_as_bytes(model, torch.float16)).decode()
    grid = (STATIC / "joined" / "page.js").read_text(encoding="utf-8")
    script = f"window.mnist2x2DrawingGrid = {json.dumps({'weights': weights})};\n{grid}"
    return f"drawing-grid-{hashlib.sha256(script.encode()).hexdigest()[:16]}.js", script


def script_route(model: GridTransformer) -> Route:
    """Return the address of the grid's script: a file of its own, since the page does not change with the weights."""
    name, script = grid_script(model)
    kept = {"cache-control": f"public, max-age={A_YEAR}, immutable"}
    return Route(f"/{name}", lambda request: Response(script, headers=kept, media_type="text/javascript"))


def in_words(action, lane: Lane, refused: str = ""):
    """Return a function of the page that does `action` in a lane, and answers in words where it raises.

    refused: what to say before a refusal. Where the lane is busy, the status is 503, for which the page has words.

    Any other failure, a full disk or a damaged store, is reported to whoever runs the app, since it names files.
    """

    async def answer(request=None) -> dict:
        try:
            return await lane.do(lambda: action(request))
        except Busy:
            raise HTTPException(503, "The app is busy: try again in a minute.") from None
        except (Refusal, StoreFull) as refusal:
            return {"said": refused + as_sentence(refusal)}
        except (OSError, ValueError) as error:
            print(f"mnist2x2: {error}", file=sys.stderr, flush=True)
            return {"said": "The app cannot reach its store of drawings: try again in a minute."}

    answer.__name__ = action.__name__
    return answer


def field(request, name: str):
    """Return what the page sent under a name. Raises Refusal if it sent nothing."""
    if not isinstance(request, dict) or name not in request:
        raise Refusal(NOT_UNDERSTOOD)
    return request[name]


class Actions:
    """What the page asks of the server, and nothing more. Each method takes a request and returns an answer as JSON."""

    def __init__(self, model: GridTransformer, store: Corrections):
        self.model, self.version, self.store = model, version_of(model), store

    def counts(self, request) -> dict:
        return self.store.counts()

    def keep(self, request) -> dict:
        right = field(request, "right")
        marks = affordable_marks(field(request, "marks"))
        grid = grid_from_marks(marks)
        check_answer(marks, grid, right)
        read = read_grids(self.model, grid[None])[0]  # the page is not asked what it read
        new = self.store.add(grid, read=read, right=right, model=self.version, marks=marks_to_json(marks))
        drawing = drawing_id(grid).hex()  # so that the page recognizes a drawing that it keeps twice
        return {"said": kept_as(right, read, new), "new": new, "drawing": drawing, **self.store.counts()}

    def take_back(self, request) -> dict:
        """Remove a drawing. The page sends it again: only someone who has drawn it can take it back."""
        gone = self.store.take_back(grid_from_marks(affordable_marks(field(request, "marks"))))
        return {"said": taken_back() if gone else NO_LONGER_KEPT, **self.store.counts()}

    def photo(self, request) -> dict:
        """Read a photo of four digits. Nothing of it is kept."""
        return answer_to(photo_from_page(field(request, "photo")), self.model)


def build(model: GridTransformer, store: Corrections) -> gr.Blocks:
    """Return the app's page, with the functions that it calls.

    model: reads 2x2 digits, in eval mode; store: keeps the corrections. Raises ValueError for a model of other grids
    or one that writes words or letters.
    """
    check_two_by_two(model)
    check_writes_digits(model)
    actions, changing, reading = Actions(model, store), Lane(), Lane(waiting=WAITING)
    counting = Lane()  # to count, nobody waits for a drawing or a photo
    texts = {kind: (STATIC / "app" / f"app.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")}
    with gr.Blocks(title="Read what you draw", analytics_enabled=False) as blocks:
        gr.HTML(
            html_template=texts["html"],
            css_template=texts["css"],
            js_on_load=texts["js"],
            head=f'<script src="{grid_script(model)[0]}"></script>',
            apply_default_css=False,
            server_functions=[
                in_words(actions.counts, counting),
                in_words(actions.keep, changing, NOT_KEPT),
                in_words(actions.take_back, changing),
                in_words(actions.photo, reading),
            ],
        )
    blocks.state_session_capacity = SESSIONS
    return blocks


def calls_of(blocks: gr.Blocks) -> list[tuple[int, str]]:
    """Return the functions that a page calls: each one's component and name."""
    return [(block._id, call.__name__) for block in blocks.blocks.values() for call in getattr(block, "server_fns", [])]


def serve(
    model: GridTransformer, store: Corrections, host: str, port: int, proxies: int = 0, root_path: str = ""
) -> None:
    """Serve the page until Ctrl-C. Raises OSError for an address that cannot be used, ValueError as `build` does.

    proxies: how many are in front; each appends to X-Forwarded-For whom it was asked by, and visitors are told apart
    by what the first of them has appended.
    root_path: the path that a proxy removes before it passes a request on, or the whole address of the page, such as
    https://example.org/grids; without it, the page is at the root of its host.
    """
    if root_path and "://" not in root_path:
        root_path = "/" + root_path.strip("/")
    blocks = build(model, store)
    theme = gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
    app = gr.mount_gradio_app(
        FastAPI(openapi_url=None, routes=[script_route(model)]),
        blocks,
        path="/",
        root_path=root_path.rstrip("/") or None,
        theme=theme,  # with fonts that the system has
        css=".gradio-container .main { padding-inline: clamp(0px, 4vw - 12px, 2rem) }",  # phones are narrow
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        show_error=False,
    )
    config = uvicorn.Config(
        Gate(app, calls_of(blocks), requests_worth, Trust(host, proxies, root_path), large=PHOTOS),
        log_level="warning",
        ws="none",
        server_header=False,
        http=ProxyConnection if proxies else Connection,
        limit_concurrency=MOST,
        timeout_graceful_shutdown=1,
        proxy_headers=False,  # the gate reads them
    )
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        shown = f"[{host}]" if ":" in host else host
        print(f"The app: http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it)", flush=True)
        uvicorn.Server(config).run(sockets=[listening])
