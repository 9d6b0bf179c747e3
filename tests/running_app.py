"""The app as a person starts it: in another process, at a free port, asked by real requests."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

SECONDS = 120  # to start in, on a machine that is busy
SEVEN = {"points": [[0.25, 0.2], [0.75, 0.2], [0.45, 0.85]], "width": 0.07}
ONE = {"points": [[0.5, 0.15], [0.5, 0.85]], "width": 0.07}
MARKS = [[SEVEN], [ONE], [], []]


class Running:
    """A server, and the requests that tests send to it."""

    def __init__(self, process: subprocess.Popen, address: str):
        self.process, self.address = process, address
        self.client = httpx.Client(base_url=address, timeout=60, trust_env=False)
        components = self.client.get("/config").json()["components"]
        (self.component,) = (one["id"] for one in components if one["type"] == "html")

    def post(self, body: bytes | str, **headers) -> httpx.Response:
        """Ask as one of many clients: the gate would refuse so many requests of a single one."""
        sent = {"content-type": "application/json", "x-forwarded-for": f"10.0.0.{random.randrange(256)}", **headers}
        return self.client.post("/gradio_api/component_server/", content=body, headers=sent)

    def call(self, name: str, what=None, **headers) -> httpx.Response:
        """Call a function as the page does. Numbers that JSON lacks are sent as Python writes them: NaN, Infinity."""
        body = {"data": what, "component_id": self.component, "fn_name": name, "session_hash": "hand"}
        return self.post(json.dumps(body), **headers)

    def connection(self, source: str = "127.0.0.1") -> socket.socket:
        """Return a connection from an address of this machine, to send what no client library would."""
        url = httpx.URL(self.address)
        return socket.create_connection((url.host, url.port), timeout=30, source_address=(source, 0))

    def ask(self, name: str, what=None) -> dict:
        answer = self.call(name, what)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def kept(self) -> int:
        return self.ask("counts")["kept"]


@contextmanager
def running(command: list[str], folder: Path, **environment):
    """Start a server in a folder, yield it, and end it as Ctrl-C does."""
    with (folder / "errors.txt").open("w+") as errors:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        late = threading.Timer(SECONDS, process.kill)
        late.start()
        try:
            line = process.stdout.readline()
            late.cancel()
            if not line.startswith("The app: http"):
                errors.seek(0)
                raise AssertionError(f"it did not start: {line}{errors.read()[-3000:]}")
            yield Running(process, line.split()[2].rstrip("/"))
        finally:
            late.cancel()
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def app_command(corrections: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "mnist2x2", "app", "--port", "0", "--corrections", str(corrections), *words]


@contextmanager
def stripping_proxy(address: str, prefix: str):
    """Serve what is at `address` below a path, which is removed before a request is passed on; yield the new address.

    As nginx does with `location /grids/ { proxy_pass http://127.0.0.1:7860/; proxy_set_header Host $http_host; }` and,
    in it, `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`.
    """

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self):
            if not self.path.startswith(prefix + "/"):
                return self.send_error(404, "nothing of the app's is here")
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            path, told = self.path.removeprefix(prefix), self.headers.get_all("x-forwarded-for", [])
            headers = {**self.headers, "x-forwarded-for": ", ".join([*told, self.client_address[0]])}
            answer = httpx.request(self.command, address + path, content=body, headers=headers)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name not in ("transfer-encoding", "content-encoding", "content-length", "connection", "date"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_POST = do_GET

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
        server.shutdown()
