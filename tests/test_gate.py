"""What the app's gate lets in, with an application behind it that echoes, and a clock that tests set."""

import asyncio
import json
import threading

import pytest

from mnist2x2.page import gate as gate_module
from mnist2x2.page.affordable import requests_worth
from mnist2x2.page.bodies import Large
from mnist2x2.page.gate import Gate
from mnist2x2.page.headers import Trust
from mnist2x2.page.lane import Busy, Lane

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
    seen = [(b"content-type", b"application/json"), (b"seen", repr((scope["client"][0], scope["headers"])).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": seen})
    await send({"type": "http.response.body", "body": body})


def ask(
    app, method="POST", path="/gradio_api/component_server", chunks=None, client="here", kind="http", more=(), **headers
):
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

    headers = {"host": "localhost", "content-type": "application/json", **headers}
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()] + list(more)
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
    assert {b"base-uri 'self'", b"form-action 'none'"} <= {*headers[b"content-security-policy"].split(b"; ")}


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
        ("GET", "/assets/" + "a" * 5000),
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
    assert ask(gate, "GET", "/")[0] == ask(gate, "GET", "/config")[0] == 429
    assert ask(gate, "GET", "/drawing-grid-0123456789abcdef.js")[0] == 429  # it holds the weights
    assert ask(gate, "GET", "/assets/a.js")[0] == 200


def test_a_dear_call_counts_as_several(clock):
    gate = make_gate(burst=10, worth=lambda call: 2.5)
    assert [ask(gate)[0] for _ in range(4)] == [200, 200, 429, 429]
    assert ask(gate, client="there")[0] == 200


def test_few_wait_in_a_lane():
    """The second job does not begin within its patience; the third finds the lane full."""
    begun, go_on = threading.Event(), threading.Event()

    async def crowd():
        lane = Lane(waiting=1, patience=0.2)
        first = asyncio.create_task(lane.do(lambda: (begun.set(), go_on.wait(30))))
        await asyncio.to_thread(begun.wait, 30)
        second = asyncio.create_task(lane.do(lambda: "second"))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await lane.do(lambda: "third")
        with pytest.raises(Busy):
            await second
        go_on.set()
        assert await first == (None, True)
        assert await Lane().do(lambda: "fourth") == "fourth"
        with pytest.raises(ZeroDivisionError):
            await Lane().do(lambda: 1 / 0)

    asyncio.run(crowd())


def test_the_ink_is_charged():
    def worth(points, width=0.1):
        marks = [[{"points": points, "width": width}], [], [], []]
        return requests_worth({"data": {"marks": marks, "right": "1"}})

    assert worth([[0, 0], [1, 1]] * 4) > worth([[0, 0], [0.1, 0.1]] * 4) > worth([[0, 0], [0.1, 0.1]] * 2) > 0
    assert worth([[0.5, 0.5]], 0.2) > worth([[0.5, 0.5]], 0.1)
    assert worth([[0, 0], [90, 90]]) == pytest.approx(worth([[0, 0], [1.1, 1.1]]))  # outside the cell nothing is drawn
    assert requests_worth({"data": None}) == requests_worth({"data": {"marks": "none"}}) == worth([]) == 0


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


def test_a_proxy_is_believed_in_what_it_has_appended(clock):
    gate = make_gate(trust=Trust(proxies=1), burst=3)
    told = [ask(gate, x_forwarded_for=f"10.0.0.{number}, 9.9.9.9")[0] for number in range(5)]
    assert told == [200, 200, 200, 429, 429]
    assert ask(gate, x_forwarded_for="9.9.9.9, 10.0.0.1")[0] == 200
    apart = [(b"x-forwarded-for", b"10.0.0.7"), (b"x-forwarded-for", b"9.9.9.9")]
    assert ask(gate, more=apart)[0] == 429  # a header in two parts is one list
    two = make_gate(trust=Trust(proxies=2))
    assert ask(two, x_forwarded_for="forged, 9.9.9.9, 10.0.0.1")[1][b"seen"].startswith(b"('9.9.9.9'")
    for short in ("9.9.9.9", ", 9.9.9.9", ""):
        assert ask(two, x_forwarded_for=short)[1][b"seen"].startswith(b"('here'")
    assert ask(make_gate(), x_forwarded_for="9.9.9.9")[1][b"seen"].startswith(b"('here'")


@pytest.mark.parametrize(
    ("listening", "good", "bad"),
    [
        ("127.0.0.1", "localhost:7860 127.0.0.1 [::1]:7860 127.9.9.9", "a.example 10.0.0.1 localhost.a.example"),
        ("0.0.0.0", "localhost 10.0.0.1:7860 [fe80::1]", "a.example"),
        ("grids.example", "grids.example:7860 GRIDS.example 10.0.0.1", "a.example a@grids.example"),
    ],
)
def test_another_host_is_not_the_apps(listening, good, bad):
    gate = make_gate(trust=Trust(listening))
    for host in good.split():
        assert ask(gate, host=host)[0] == ask(gate, "GET", "/", host=host)[0] == 200, host
    for host in [*bad.split(), "", "[", "localhost/"]:
        assert ask(gate, host=host)[0] in (400, 421) and ask(gate, "GET", "/", host=host)[0] in (400, 421), host
    assert ask(make_gate(trust=Trust(listening, proxies=1)), host="a.example")[0] == 200


def test_pages_of_other_sites_are_not_answered():
    assert ask(make_gate(), host="localhost:7860", origin="http://localhost:7860")[0] == 200
    assert ask(make_gate(), host="localhost:7860", origin="http://a", sec_fetch_site="same-origin")[0] == 200
    for origin in ("http://localhost:1", "http://a.example", "null", "http://[", ""):
        assert ask(make_gate(), host="localhost:7860", origin=origin)[0] == 403, origin
    for site in ("cross-site", "same-site", ""):
        assert ask(make_gate(), sec_fetch_site=site)[0] == 403, site


def test_gradio_sees_few_headers():
    odd = {"origin": "http://localhost", "x_forwarded_host": "a", "x_gradio_server": "::::", "cookie": "a=b"}
    seen = ask(make_gate(), x_forwarded_proto="https", **odd)[1][b"seen"]
    assert seen == repr(("here", [(b"host", b"localhost"), (b"content-type", b"application/json")])).encode()
    behind = ask(make_gate(trust=Trust(proxies=1)), x_forwarded_proto="https", **odd)[1][b"seen"]
    assert behind.endswith(b"(b'x-forwarded-proto', b'https')])")


@pytest.mark.parametrize("name", ["content-type", "host", "content-length"])
def test_a_header_is_not_sent_twice(name):
    assert ask(make_gate(), content_length="90", more=[(name.encode(), b"localhost")])[0] == 400


def test_a_failure_is_one_line(capsys):
    async def fails(scope, receive, send):
        raise ValueError("many\nlines " * 100)

    assert ask(Gate(fails, []), "GET", "/")[0] == 500
    said = capsys.readouterr().err
    assert said.startswith("mnist2x2: GET /: ValueError(") and said.count("\n") == 1 and len(said) < 300


PHOTO = json.dumps({**CALL, "fn_name": "photo", "data": "A" * 3000}).encode()
KEEP = json.dumps({**CALL, "data": "A" * 3000}).encode()


def make_large_gate(**limits) -> Gate:
    """Return a gate that lets one function have bodies of up to 4,000 bytes, and the other of 1,000."""
    large = Large(names=("photo",), body=4000, cost=30, patience=5, at_once=2)
    return Gate(echo, [(1, "keep"), (1, "photo")], **{"worth": requests_worth, "body": 1000, "large": large, **limits})


def test_one_call_may_have_a_large_body():
    def status(body: bytes, announced: int | None = None) -> int:
        length = {"content_length": str(len(body) if announced is None else announced)}
        return ask(make_large_gate(), chunks=[body[:500], body[500:]], **length)[0]

    assert status(PHOTO) == 200 and status(KEEP) == 413
    assert status(PHOTO, announced=4001) == 413 and status(PHOTO + b" " * 1000, announced=3900) == 413
    assert ask(make_large_gate(), chunks=[PHOTO])[0] == 413  # what comes without a length may not be large
    assert ask(make_gate(), chunks=[PHOTO], content_length=str(len(PHOTO)))[0] == 400  # of no function of the page


def test_a_photo_counts_as_many_requests_before_it_is_read(clock):
    gate, length = make_large_gate(burst=70), {"content_length": str(len(PHOTO))}
    assert [ask(gate, chunks=[PHOTO], **length)[0] for _ in range(3)] == [200, 200, 429]
    assert ask(gate, chunks=[5.0, PHOTO], **length)[0] == 429  # no byte of it was waited for
    assert [ask(gate)[0] for _ in range(3)] == [200, 200, 200]  # what is left
    gate, small = make_large_gate(burst=70), json.dumps({**CALL, "fn_name": "photo"}).encode()
    assert [ask(gate, chunks=[small])[0] for _ in range(3)] == [200, 200, 429]
    assert ask(gate, client="there", chunks=[small])[0] == 200


def test_few_large_bodies_arrive_at_once():
    gate, statuses = make_large_gate(), []

    async def sending(pause: float) -> None:
        async def receive():
            await asyncio.sleep(pause)
            return {"type": "http.request", "body": PHOTO, "more_body": False}

        async def send(message):
            statuses.append(message.get("status"))

        headers = {"host": "localhost", "content-type": "application/json", "content-length": str(len(PHOTO))}
        named = [(name.encode(), value.encode()) for name, value in headers.items()]
        path = "/gradio_api/component_server"
        await gate(
            {"type": "http", "method": "POST", "path": path, "headers": named, "client": ("here", 1)}, receive, send
        )

    async def crowd():
        await asyncio.gather(*(sending(0.2) for _ in range(3)))

    asyncio.run(crowd())
    assert sorted(filter(None, statuses)) == [200, 200, 503] and gate.bodies.arriving == 0
