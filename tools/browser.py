"""Finds a browser for the tests and for printing, and installs one if there is none: python -m tools.browser."""

import os
import platform
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REMEDY = (
    "no browser found, and none could be installed: install Chromium or Google Chrome so that `chromium` or "
    "`google-chrome` is on the PATH (Debian, Ubuntu: apt-get install chromium), or let Playwright install its own "
    "(.venv/bin/python -m playwright install chromium), then try again"
)


def candidates(playwright: Playwright) -> list[str]:
    """Return the browsers on this machine, in the order in which to try them."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
    found = [os.environ.get("MNIST2X2_BROWSER"), *map(shutil.which, names)]
    if platform.system() == "Darwin":
        found += [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Chromium", "Google Chrome")]
    found.append(playwright.chromium.executable_path)
    return [path for path in found if path and Path(path).exists()]


def launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@cache
def find_browser() -> str | None:
    """Return the first browser that opens a page."""
    with sync_playwright() as playwright:
        for path in candidates(playwright):
            try:
                browser = launch(playwright, path)
                browser.new_page().set_content("<p>here</p>")
                browser.close()
                return path
            except Error as error:
                print(f"{path} does not work: {str(error).splitlines()[0]}")
    return None


def ready(page: Page) -> None:
    """Wait for a page's formulas, widgets and fonts."""
    page.evaluate("() => window.MathJax?.startup?.promise")
    if page.locator("script[type='application/vnd.jupyter.widget-view+json']").count():
        page.wait_for_selector(".cell_output .jupyter-widgets")
    page.wait_for_function("() => document.fonts.status === 'loaded'")


def install() -> None:
    """Install Playwright's own browser or, if that fails, Debian's package."""
    wanted = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        wanted += [["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]]
    for command in wanted:
        print("no browser yet:", *command[-3:], flush=True)
        try:
            done = subprocess.run(command, timeout=600, stdin=subprocess.DEVNULL).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            done = False
        find_browser.cache_clear()
        if done and find_browser():
            return


if __name__ == "__main__":
    if not find_browser():
        install()
    print(find_browser() or sys.exit(REMEDY))
