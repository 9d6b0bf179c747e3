"""What the app lets in: a few addresses, small requests, and not too many. Other requests never reach Gradio.

Gradio answers at several dozen addresses: it takes uploads, fetches files from other machines, serves files, runs its
own events. The app needs only one of them besides the page and its scripts, so the gate lists what is allowed.
"""

import asyncio
import json
import re
import sys
import time
from collections import OrderedDict

from mnist2x2.page.bodies import Bodies, Large
from mnist2x2.page.headers import Refused, Trust

PAGE = re.compile(r"/(theme\.css|favicon\.ico|robots\.txt|(assets|static)(/[\w-][\w.-]*)+)")
CALL = re.compile(r"/gradio_api/component_server/?")
LARGE = re.compile(r"/(|config|drawing-grid-[0-9a-f]{16}\.js)")  # the last one holds the weights
LONGEST = 200  # letters of an address: no file of the page has a longer one
# The page loads nothing from other machines, and sends nothing there. Other pages may frame it: Spaces need that.
POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; base-uri 'self'; form-action 'none'"


class TokenBucket:
    """Limits requests: at most `size` at once, and `rate` a second on average."""

    def __init__(self, size: float, rate: float):
        self.size, self.rate, self.tokens, self.filled_at = size, rate, size, time.monotonic()

    def take(self, tokens: float = 1) -> bool:
        """Take tokens for a request. Return False if there are too few."""
        now = time.monotonic()
        self.tokens = min(self.size, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        taken = self.tokens >= tokens
        self.tokens -= tokens * taken
        return taken


class Gate:
    """An ASGI application around another one.

    calls: the functions of the page, each as (its component's number, its name). worth: returns how many requests more
    a call costs. trust: which host and client to believe. body: the most bytes in a request's body. patience: the most
    seconds that it may take to arrive. large: which calls may have a larger one. Each client has a token bucket of
    `burst` requests, so that a class behind one address can open the page all at once, which fills by `rate` a second;
    all clients together share one of `total` times that. At most `clients` are remembered.
    """

    def __init__(
        self,
        app,
        calls,
        worth=None,
        trust=None,
        body=200_000,
        patience=10.0,
        burst=120,
        rate=1.0,
        total=10,
        clients=10_000,
        large=None,
    ):
        self.app, self.calls, self.trust = app, set(calls), trust or Trust()
        self.worth = worth or (lambda call: 0)
        self.bodies = Bodies(body, patience, large or Large())
        self.burst, self.rate, self.most_clients = burst, rate, clients
        self.everybody = TokenBucket(burst * total, rate * total)
        self.clients: OrderedDict[str, TokenBucket] = OrderedDict()  # the one seen longest ago first

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return  # web sockets are closed without an answer
        body = None
        try:
            trusted = self.trust.scope(scope)
            if scope["method"] == "POST" and CALL.fullmatch(scope["path"]):
                self.count(trusted)
                self.trust.check_origin(scope)
                large = self.bodies.is_large(trusted)
                paid = self.bodies.large.cost if large else 0
                self.count(trusted, paid)
                body = await self.bodies.whole(receive, large)
                self.count(trusted, max(0, self.worth(self.check_call(body)) - paid))
                receive = again(body, receive)
            elif scope["method"] in ("GET", "HEAD") and self.is_page(scope["path"]):
                if LARGE.fullmatch(scope["path"]):
                    self.count(trusted)
            else:
                raise Refused(404, "The app does not answer here.")
        except Refused as refusal:
            if body is None:
                await self.bodies.drain(receive)
            return await answer(send, *refusal.args)
        await self.pass_on(trusted, receive, send)

    def is_page(self, path: str) -> bool:
        return len(path) <= LONGEST and (PAGE.fullmatch(path) or LARGE.fullmatch(path)) is not None

    async def pass_on(self, scope, receive, send) -> None:
        """Let Gradio answer. Where it fails, say so in one line: visitors could fill the disk with tracebacks."""
        started = False

        async def sending(message):
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, with_policy(sending))
        except asyncio.CancelledError:  # Ctrl-C, and it takes too long
            if not started:
                await answer(send, 503, "The app is ending.")
        except Exception as error:
            print(f"mnist2x2: {scope['method']} {scope['path']}: {error!r:.200}", file=sys.stderr, flush=True)
            if not started:
                await answer(send, 500, "The app failed.")

    def count(self, scope, requests: float = 1) -> None:
        """Raise Refused if this client, or all clients together, sent too many requests."""
        address = str((scope.get("client") or "?")[0])[:64]  # a proxy may report any text
        bucket = self.clients.pop(address, None) or TokenBucket(self.burst, self.rate)
        self.clients[address] = bucket
        while len(self.clients) > self.most_clients:
            self.clients.popitem(last=False)
        if not (bucket.take(requests) and self.everybody.take(requests)):
            raise Refused(429, "Too many requests: wait a minute.")

    def check_call(self, body: bytes) -> dict:
        """Return the call in a body. Raises Refused if it calls nothing of the page's: Gradio never sees such calls."""
        try:
            call = json.loads(body)
            known = (call["component_id"], call["fn_name"]) in self.calls
            session = call["session_hash"]
            valid = known and "data" in call and isinstance(session, str) and len(session) < 65
        except (KeyError, TypeError, ValueError, RecursionError):
            valid = False
        if not valid:
            raise Refused(400, "This does not call one of the page's functions.")
        self.bodies.check_size(body, call["fn_name"])
        return call


def again(body: bytes, receive):
    """Return a `receive` that delivers a body which was read already."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving():
        return messages.pop() if messages else await receive()

    return receiving


def with_policy(send):
    """Return a `send` that tells browsers to load nothing from other machines, and not to guess content types."""

    async def sending(message):
        if message["type"] == "http.response.start":
            added = [(b"content-security-policy", POLICY.encode()), (b"x-content-type-options", b"nosniff")]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return sending


async def answer(send, status: int, words: str) -> None:
    """Answer in plain text, and close the connection."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
