"""Print every chapter of the built book for a class, in two editions: python -m tools.handouts.

_build/handouts/student/ has room to write where the questions and the exercises are, and no answers or solutions.
_build/handouts/teacher/ has these at the end of each chapter. What is up to date is kept: an interrupted run goes on.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tqdm import tqdm

from mnist2x2.files import write_whole
from tools.browser import REMEDY, find_browser, launch, ready

ROOT = Path(__file__).parents[1]
BOOK, HANDOUTS = ROOT / "_build" / "html", ROOT / "_build" / "handouts"
EDITIONS = ("student", "teacher")
# print.css does the rest. A link to another page would name a folder of this machine: it leads to the published page,
# or is mere text.
PREPARE = """edition => {
  document.documentElement.dataset.handout = edition;
  const title = document.querySelector(".bd-article h1").innerText.replace(/#$/, "").trim();
  const foot = document.createElement("style"), text = JSON.stringify(`${title}: for ${edition}s`);
  foot.textContent = `@page { @bottom-left { content: ${text}; font: 8pt sans-serif; color: #555; } }`;
  document.head.append(foot);
  if (edition === "student")
    for (const place of document.querySelectorAll(".leads:not(.to-hint)"))
      place.innerHTML = "<span class='line'></span>".repeat(place.matches(".to-solution") ? 7 : 3);
  const published = document.querySelector("link[rel=canonical]")?.href;
  for (const link of document.querySelectorAll(".bd-article a[href]")) {
    const to = link.getAttribute("href");
    if (/^(#|https?:)/.test(to)) continue;
    if (published) link.href = new URL(to, published);
    else link.removeAttribute("href");
  }
}"""


def print_page(browser: Browser, page: Path, edition: str) -> bytes:
    """Return a page of the book as a PDF file."""
    tab = browser.new_page(reduced_motion="reduce")
    try:
        tab.goto(page.as_uri())
        ready(tab)
        tab.evaluate(PREPARE, edition)
        return tab.pdf(format="A4", print_background=True, tagged=True, outline=True)
    finally:
        tab.close()


def out_of_date(book: Path, to: Path) -> Iterator[tuple[Path, str, Path]]:
    """Yield (page, edition, PDF file) for each PDF that is missing, or older than its page or what prints it."""
    shared = [book / "_static" / "book.css", book / "_static" / "print.css", Path(__file__)]
    for page in sorted((book / "notebooks").glob("*.html")):
        changed = max(path.stat().st_mtime for path in (page, *shared))
        for edition in EDITIONS:
            pdf = to / edition / f"{page.stem}.pdf"
            if not pdf.exists() or pdf.stat().st_mtime < changed:
                yield page, edition, pdf


def main(book: Path = BOOK, to: Path = HANDOUTS) -> None:
    if not (book / "index.html").exists():
        sys.exit(f"expected the book in {book}, found none: run make book first")
    path = find_browser() or sys.exit(REMEDY)
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        for page, edition, pdf in tqdm(list(out_of_date(book, to)), desc="handouts", unit="PDF"):
            write_whole(pdf, print_page(browser, page, edition))
        browser.close()
    print(f"The handouts: {to}")


if __name__ == "__main__":
    main()
