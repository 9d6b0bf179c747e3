"""The bodies of requests: how long they may be, how slowly they may come, and how many long ones come at once."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from mnist2x2.page.headers import Refused


@dataclass(frozen=True)
class Large:
    """Which calls may have a larger body, and what for.

    names: of the functions. body: the most bytes. cost: the requests that such a body counts as, before it is read.
    patience: the most seconds that it may take to arrive. at_once: how many may arrive at the same time.
    """

    names: tuple[str, ...] = ()
    body: int = 0
    cost: float = 0
    patience: float = 30.0
    at_once: int = 16


class Bodies:
    """Reads bodies of at most `most` bytes within `patience` seconds, and larger ones as `large` says."""

    def __init__(self, most: int, patience: float, large: Large):
        self.most, self.patience, self.large, self.arriving = most, patience, large, 0

    def is_large(self, scope) -> bool:
        """Return whether a request announces a large body. Raises Refused unless it is JSON, and not too long.

        What comes without a length may not be large.
        """
        headers = dict(scope["headers"])
        if headers.get(b"content-type", b"").partition(b";")[0].strip() != b"application/json":
            raise Refused(415, "Only JSON is taken.")  # no uploads, and no forms of other pages
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or (announced := int(length[:20])) > max(self.most, self.large.body):
            raise self.too_long()
        return announced > self.most

    def too_long(self) -> Refused:
        return Refused(413, f"At most {self.most} bytes are taken.")

    async def whole(self, receive, large: bool) -> bytes:
        """Return a whole body. Raises Refused if it is too long or too slow, or too many large ones are arriving."""
        if large and self.arriving >= self.large.at_once:
            raise Refused(503, "The app is busy: try again in a minute.")
        most, patience = (self.large.body, self.large.patience) if large else (self.most, self.patience)
        self.arriving += large
        try:
            return await asyncio.wait_for(self.read(receive, most), patience)
        except asyncio.TimeoutError:
            raise Refused(408, f"It took longer than {patience:g} seconds.") from None
        finally:
            self.arriving -= large

    async def read(self, receive, most: int) -> bytes:
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(400, "The request was not finished.")
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:  # the announced length may be wrong
                raise self.too_long()
        return bytes(body)

    async def drain(self, receive) -> None:
        """Read on for a moment: a client whose connection closes while it sends may miss the answer."""

        async def pass_over() -> None:
            left = max(self.most, self.large.body)
            while left > 0 and (message := await receive()).get("more_body", False):
                left -= len(message.get("body", b""))

        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(pass_over(), 1)

    def check_size(self, body: bytes, name: str) -> None:
        """Raise Refused for a large body of a function that takes none."""
        if len(body) > self.most and name not in self.large.names:
            raise self.too_long()
