"""What the app believes of a request's headers: whose it is, for which host, from which page."""

import ipaddress
from urllib.parse import urlsplit

# What the page needs, each at most once. Gradio would build addresses from x-forwarded-host and x-gradio-server, and
# answer an origin with leave to read the answer.
PASSED_ON = {
    b"host", b"content-type", b"content-length", b"accept", b"accept-encoding", b"accept-language", b"if-none-match",
    b"if-modified-since",
}  # fmt: skip


class Refused(Exception):
    """A request that is not let in; its arguments are the status and the text to answer with."""


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port. Raises ValueError if there is none."""
    parts = urlsplit("//" + host)
    if parts.hostname is None or parts.netloc != host or "@" in host:
        raise ValueError(f"expected a host, given {host!r:.50}")
    return parts.hostname


def host_of_origin(origin: str) -> str | None:
    """Return the host, with its port, of an origin; None for "null" and for nonsense."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def as_address(name: str):
    """Return the IP address that a host's name is, or None."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def is_loopback(name: str) -> bool:
    address = as_address(name)
    return name == "localhost" if address is None else address.is_loopback


class Trust:
    """What to believe of requests.

    listening: the host that the app listens at; proxies: how many in front of it each append an address to
    X-Forwarded-For; site: the whole address of the page, if it was given.
    """

    def __init__(self, listening: str = "127.0.0.1", proxies: int = 0, site: str = ""):
        self.listening, self.proxies, self.site = listening.lower(), proxies, urlsplit(site).hostname

    def scope(self, scope: dict) -> dict:
        """Return a request's scope as Gradio may see it. Raises Refused for another host, or a header sent twice."""
        values: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            values.setdefault(name, []).append(value)
        for name in PASSED_ON & values.keys():
            if len(values[name]) > 1:
                raise Refused(400, f"Expected one header {name.decode()}, given {len(values[name])}.")
        self.check_host(values.get(b"host", [b""])[0].decode("latin-1"))
        headers = [(name, value) for name, (value, *_) in values.items() if name in PASSED_ON]
        trusted = {**scope, "headers": headers}
        if self.proxies:
            reported = b",".join(values.get(b"x-forwarded-for", [])).split(b",")[-self.proxies :]
            if len(reported) == self.proxies and reported[0].strip():  # what is before it, the visitor may have written
                trusted["client"] = (reported[0].strip().decode("latin-1"), 0)
            if values.get(b"x-forwarded-proto", [b""])[-1].strip() == b"https":
                trusted["scheme"] = "https"
                headers.append((b"x-forwarded-proto", b"https"))
        return trusted

    def check_host(self, host: str) -> None:
        """Raise Refused for a host that is not the app's.

        A page of somebody else can let its own name point to this machine; to a browser, the app is then that page. An
        address cannot be made to point elsewhere. A proxy passes on only what is for the app.
        """
        if self.proxies:
            return
        try:
            name = host_name(host)
        except ValueError:
            raise Refused(400, "Expected a host.") from None
        let_in = is_loopback(name) or name in (self.listening, self.site)
        if not let_in and not (as_address(name) and not is_loopback(self.listening)):
            raise Refused(421, "The app is not for this host: start it with --host and the name in its address.")

    def check_origin(self, scope: dict) -> None:
        """Raise Refused for what a page of another site asks. Browsers say where a request comes from; others need not.

        Where the connection is not encrypted, browsers leave out Sec-Fetch-Site.
        """
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        fetch, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
        same = fetch in ("same-origin", "none")
        if fetch is None:
            same = origin is None or host_of_origin(origin) == headers.get(b"host", "").lower()
        if not same:
            raise Refused(403, "The app answers only its own page.")
