"""What the app's gate lets in, with an application behind it that echoes, and a clock that tests set."""

import asyncio
import json

import pytest

from mnist2x2.page import gate as gate_module
from mnist2x2.page.gate import Gate

CALL = {"component_id": 1, "fn_name": "keep", "session_hash": "a", "data": {"right": "7"}}


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(gate_module, "time", clock)
    return clock


async def echo(scope, receive, send):
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})


def ask(app, method="POST", path="/gradio_api/component_server", chunks=None, client="here", kind="http", **headers):
    """Return the status, headers and body of an answer. A number among the chunks is a pause, in seconds."""
    chunks = [json.dumps(CALL).encode()] if chunks is None else list(chunks)
    sent = []

    async def receive():
        while chunks and not isinstance(chunks[0], bytes):
            await asyncio.sleep(chunks.pop(0))
        if not chunks:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message):
        sent.append(message)

    headers = {"content-type": "application/json", **headers}
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "method": method, "path": path, "headers": named, "client": (client, 1)}
    asyncio.run(app(scope, receive, send))
    if not sent:
        return None, {}, b""
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:])


def make_gate(**limits) -> Gate:
    """Return a gate in front of `echo`, with the default limits but for those given."""
    return Gate(echo, [(1, "keep")], **limits)


def test_a_call_arrives_as_it_was_sent():
    body = json.dumps(CALL).encode()
    status, headers, answer = ask(make_gate(), chunks=[body[:7], b"", body[7:]])
    assert (status, answer) == (200, body)
    assert b"default-src 'self'" in headers[b"content-security-policy"]
    assert b"http" not in headers[b"content-security-policy"]  # no other machine


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/"),
        ("PUT", "/gradio_api/component_server"),
        ("GET", "/gradio_api/component_server"),
        ("GET", "/gradio_api/file=a"),
        ("GET", "/static/../a"),
        ("GET", "/static/.a"),
        ("GET", "/static"),
        ("GET", "/static/a\n"),
        ("GET", "/x/assets/a.js"),
    ],
)
def test_what_is_not_listed_is_not_there(method, path):
    assert ask(make_gate(), method, path)[0] == 404


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/static/js/a.min.js", "/assets/a-B_c.js"])
def test_the_page_is_there(path):
    assert ask(make_gate(), "GET", path)[0] == 200
    assert ask(make_gate(), "HEAD", path)[0] == 200


def test_no_web_socket_is_answered():
    assert ask(make_gate(), kind="websocket")[0] is None


def test_too_much_is_refused():
    body = json.dumps(CALL).encode()
    assert ask(make_gate(body=len(body)))[0] == 200
    assert ask(make_gate(body=len(body) - 1))[0] == 413
    assert ask(make_gate(body=100), chunks=[b" " * 60, b" " * 60, body])[0] == 413
    assert ask(make_gate(body=1000), content_length="1001")[0] == 413
    for nonsense in ("-1", "1e3", "", "9" * 10_000):
        assert ask(make_gate(body=1000), content_length=nonsense)[0] == 413


def test_a_slow_sender_is_not_waited_for():
    body = json.dumps(CALL).encode()
    assert ask(make_gate(patience=0.2), chunks=[body[:7], 5, body[7:]])[0] == 408
    assert ask(make_gate(patience=5), chunks=[body[:7], 0.2, body[7:]])[0] == 200


def test_a_sender_who_leaves_is_no_error():
    assert ask(make_gate(), chunks=[])[0] == 400


def test_each_client_has_its_own_rate(clock):
    gate = make_gate(burst=3, rate=0.5)
    assert [ask(gate)[0] for _ in range(5)] == [200, 200, 200, 429, 429]
    assert ask(gate, client="there")[0] == 200
    clock.now += 2
    assert [ask(gate)[0] for _ in range(2)] == [200, 429]
    clock.now += 1000
    assert [ask(gate)[0] for _ in range(4)] == [200, 200, 200, 429]  # no more than the bucket holds


def test_what_is_refused_counts_too(clock):
    gate = make_gate(burst=3, rate=0.5, body=10)
    assert [ask(gate)[0] for _ in range(4)] == [413, 413, 413, 429]
    assert ask(gate, "GET", "/")[0] == 429  # the page holds the weights, so it is counted
    assert ask(gate, "GET", "/assets/a.js")[0] == 200


def test_all_clients_together_have_a_rate(clock):
    gate = make_gate(burst=3, rate=0.5, total=2)
    assert [ask(gate, client=str(number))[0] for number in range(8)] == [200] * 6 + [429] * 2
    clock.now += 1
    assert [ask(gate, client=str(number))[0] for number in range(2)] == [200, 429]


def test_clients_that_come_and_go_are_forgotten(clock):
    gate = make_gate(burst=1, rate=0.1, total=10_000, clients=50)
    assert ask(gate, client="first")[0] == 200
    for number in range(200):
        ask(gate, client=f"{number}" * 1000)
    assert len(gate.clients) == 50 and max(map(len, gate.clients)) <= 64
    assert ask(gate, client="first")[0] == 200
