"""Build the student edition of the book, which has no solutions: python -m tools.student.

It is built from a copy of the sources in which the notebooks have none, so that no page, search index or download can
hold one. In _build/student, html/ holds the pages, and notebooks/ the notebooks to hand out. Answers to predictions
stay: a reader needs them to go on. The repository's address is left out, since it leads to the solutions.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from tools import publish

ROOT = Path(__file__).parents[1]
STUDENT = ROOT / "_build" / "student"
SOURCES = ("_config.yml", "_toc.yml", "book", "notebooks")
SOLUTION = re.compile(r"<details><summary>Solution</summary>.*?</details>", re.DOTALL)


def write_sources(folder: Path) -> None:
    """Copy what a build needs, without solutions and the repository's address."""
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    publish.stamp(folder, None, "main")
    for path in (folder / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = SOLUTION.sub("*This edition has no solution.*", cell.source)
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def main(to: Path = STUDENT) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=to.parent, prefix="student-") as folder:
        sources = Path(folder)
        write_sources(sources)
        program = Path(sys.executable).with_name("jupyter-book")
        build = [program, "build", ".", "--all", "-W", "-n", "--keep-going", "--quiet"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}  # for what the book's extensions import
        done = subprocess.run(build, cwd=sources, env=environment, stdout=subprocess.DEVNULL)  # it names the copy
        if done.returncode or not (sources / "_build/html/index.html").exists():
            sys.exit("the student edition was not built: see above")
        if to.exists():
            shutil.rmtree(to)
        to.mkdir()
        for name in ("_build/html", "notebooks"):
            (sources / name).rename(to / Path(name).name)
    print(f"The student edition: {to}/html/index.html; its notebooks: {to}/notebooks")


if __name__ == "__main__":
    main()
