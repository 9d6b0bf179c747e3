"""What the app lets in: a few addresses, small requests, and not too many. All else is refused before Gradio sees it.

Gradio answers at several dozen addresses: it takes uploads, fetches files from elsewhere, serves files, runs its own
events. The app needs one of them besides the page and its scripts, so what is needed is listed, not what is dangerous.
"""

import asyncio
import json
import re
import time
from collections import OrderedDict
from contextlib import suppress

PAGE = re.compile(r"/(|config|theme\.css|favicon\.ico|robots\.txt|(assets|static)(/[\w-][\w.-]*)+)")
CALL = re.compile(r"/gradio_api/component_server/?")
POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"  # the page may ask nothing of other machines


class Purse:
    """So many requests at once, and so many a second on average."""

    def __init__(self, most: float, refill: float):
        self.most, self.refill, self.left, self.at = most, refill, most, time.monotonic()

    def pay(self) -> bool:
        now = time.monotonic()
        self.left = min(self.most, self.left + (now - self.at) * self.refill)
        self.at = now
        paid = self.left >= 1
        self.left -= paid
        return paid


class Refused(Exception):
    """A request that is not let in: the status and the words to answer with."""


class Gate:
    """An ASGI application around another one.

    calls: the functions of the page, each as (its component's number, its name); body: bytes that a request may bring;
    patience: seconds that it may take for it. Each client has a purse of `burst`
    requests (a class behind one address opens the page all at once) that fills by `rate` a second; all clients together
    have one of `total` times that.
    """

    def __init__(self, app, calls, body=200_000, patience=10.0, burst=120, rate=1.0, total=5, clients=10_000):
        self.app, self.calls, self.body, self.patience = app, set(calls), body, patience
        self.burst, self.rate, self.most_clients = burst, rate, clients
        self.everybody = Purse(burst * total, rate * total)
        self.clients: OrderedDict[str, Purse] = OrderedDict()  # the one seen longest ago first

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return  # no web sockets: closed without an answer
        body = None
        try:
            if scope["method"] == "POST" and CALL.fullmatch(scope["path"]):
                self.count(scope)
                body = await self.whole_body(scope, receive)
                self.check_call(body)
                receive = again(body, receive)
            elif scope["method"] in ("GET", "HEAD") and PAGE.fullmatch(scope["path"]):
                if scope["path"] == "/":  # brings the weights along
                    self.count(scope)
            else:
                raise Refused(404, "The app does not answer here.")
        except Refused as refusal:
            if body is None:
                await self.rest(receive)
            return await answer(send, *refusal.args)
        await self.app(scope, receive, with_policy(send))

    def count(self, scope) -> None:
        """Raise Refused if this client, or all together, asked too often."""
        who = str((scope.get("client") or "?")[0])[:64]  # a proxy may say anything
        purse = self.clients.pop(who, None) or Purse(self.burst, self.rate)
        self.clients[who] = purse
        while len(self.clients) > self.most_clients:
            self.clients.popitem(last=False)
        if not (purse.pay() and self.everybody.pay()):
            raise Refused(429, "Too many requests: wait a minute.")

    async def whole_body(self, scope, receive) -> bytes:
        """Return a body, read to its end. Raises Refused if it is not to be JSON, is long or slow."""
        headers = dict(scope["headers"])
        if headers.get(b"content-type", b"").partition(b";")[0].strip() != b"application/json":
            raise Refused(415, "Only JSON is taken.")  # no uploads, nor a form of another page
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:20]) > self.body:
            raise Refused(413, f"At most {self.body} bytes are taken.")
        try:
            return await asyncio.wait_for(self.read(receive), self.patience)
        except asyncio.TimeoutError:
            raise Refused(408, f"It took longer than {self.patience:g} seconds.") from None

    async def rest(self, receive) -> None:
        """Read what comes soon of a refused request: closed on while it is sent, a client may miss the answer."""
        with suppress(Refused, asyncio.TimeoutError):
            await asyncio.wait_for(self.read(receive), 1)

    async def read(self, receive) -> bytes:
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(400, "The request was not finished.")
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.body:  # whatever length was announced
                raise Refused(413, f"At most {self.body} bytes are taken.")
        return bytes(body)

    def check_call(self, body: bytes) -> None:
        """Raise Refused for what is no call of one of the page's functions, so that Gradio need not cope with it."""
        try:
            call = json.loads(body)
            known = (call["component_id"], call["fn_name"]) in self.calls
            fine = known and "data" in call and isinstance(call["session_hash"], str) and len(call["session_hash"]) < 65
        except (KeyError, TypeError, ValueError, RecursionError):
            fine = False
        if not fine:
            raise Refused(400, "This is no call of the page's functions.")


def again(body: bytes, receive):
    """Return a `receive` that hands on a body that was read."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving():
        return messages.pop() if messages else await receive()

    return receiving


def with_policy(send):
    """Return a `send` that tells browsers to ask nothing of other machines, and to guess no types."""

    async def sending(message):
        if message["type"] == "http.response.start":
            said = [(b"content-security-policy", POLICY.encode()), (b"x-content-type-options", b"nosniff")]
            message = {**message, "headers": [*message.get("headers", []), *said]}
        await send(message)

    return sending


async def answer(send, status: int, words: str) -> None:
    """Refuse in plain words, and close."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
