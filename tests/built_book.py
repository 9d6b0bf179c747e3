"""The book as `make book` builds it, once for all tests, in a temporary folder."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parents[1]


def run_jupyter_book(source: Path, output: Path) -> subprocess.CompletedProcess:
    """Build a book, with warnings as errors."""
    program = Path(sys.executable).with_name("jupyter-book")
    command = [str(program), "build", str(source), "--path-output", str(output)]
    return subprocess.run([*command, "-W", "-n", "--keep-going"], capture_output=True, text=True)


@cache
def built_book() -> Path:
    """Return the folder of the built pages. The first test process to ask builds them; the others wait."""
    folder = Path(os.environ["MNIST2X2_TEST_FOLDER"])  # shared by all processes of a test run: see conftest.py
    pages = folder / "_build" / "html"
    with FileLock(folder / "book.lock"):
        if not (folder / "book-complete").exists():
            build = run_jupyter_book(ROOT, folder)
            lines = (build.stdout + build.stderr).splitlines()
            problems = [line for line in lines if "WARNING" in line or "ERROR" in line or "rror:" in line]
            assert build.returncode == 0, "\n".join(problems or lines[-30:])
            assert (pages / "index.html").exists()
            (folder / "book-complete").touch()
    return pages


def pages_of(site: Path) -> list[Path]:
    """Return every page of the book, without the index pages that Sphinx adds."""
    return sorted([*site.glob("book/**/*.html"), *site.glob("notebooks/*.html")])
