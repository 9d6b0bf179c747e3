"""What the browser tests share: the browser, the book on a server, and pages that are watched for errors."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from built_book import built_book
from playwright.sync_api import sync_playwright

from tools.browser import REMEDY, find_browser, launch, ready

DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser():
    path = find_browser()
    if path is None:
        pytest.fail(REMEDY)
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        yield browser
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def served():
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built_book())))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def opened(browser):
    """Open pages; at the end, fail if there were requests to other machines, failed requests or errors."""
    contexts, complaints = [], []

    def open_page(address: str, scheme: str = "light", viewport: dict = DESK, motion: str = "reduce", **more):
        context = browser.new_context(color_scheme=scheme, viewport=viewport, reduced_motion=motion, **more)
        contexts.append(context)
        page = context.new_page()
        home = "file://" if address.startswith("file:") else "/".join(address.split("/")[:3])

        def asked(request):
            if not request.url.startswith((home, "data:", "blob:")):
                complaints.append(f"asked another machine: {request.url}")

        def answered(response):
            if response.status >= 400 and not response.url.endswith("/favicon.ico"):  # browsers request it on their own
                complaints.append(f"{response.status}: {response.url}")

        def complained(message):
            if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
                complaints.append(f"console: {message.text}")

        def failed(request):
            if request.failure != "net::ERR_ABORTED":  # leaving a page breaks off what it still requests
                complaints.append(f"failed: {request.url}, {request.failure}")

        page.on("request", asked)
        page.on("requestfailed", failed)
        page.on("response", answered)
        page.on("console", complained)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.goto(address, wait_until="load")
        ready(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
