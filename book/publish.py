"""Stamp the repository's address on the book, or take it off: python book/publish.py URL [--branch main] | --remove.

The launch buttons (Colab, Binder) and a first cell in every notebook that installs the package where it is missing.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

LAUNCH = "  colab_url: https://colab.research.google.com\n  binderhub_url: https://mybinder.org\n"
BLOCKS = re.compile(r"^repository:\n(?:  .*\n)+|^launch_buttons:\n(?:  .*\n)+", re.MULTILINE)
ADDRESS = re.compile(r"https://github\.com/[\w-]+/[\w.-]+")


def install_cell(url: str, branch: str) -> nbformat.NotebookNode:
    source = (
        "# Where the package is missing, as on Colab, this installs it.\n"
        "import importlib.util\n\n"
        'if importlib.util.find_spec("mnist2x2") is None:\n'
        f"    %pip install --quiet matplotlib ipywidgets anywidget git+{url}@{branch}"
    )
    return nbformat.v4.new_code_cell(source, id="install", metadata={"tags": ["install", "hide-input"]})


def without_install(cells: list) -> list:
    return [cell for cell in cells if "install" not in cell.metadata.get("tags", [])]


def number(cells: list) -> None:
    """Count the executed cells anew, as if the notebook had been run from the top."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    if all(cell.execution_count or "install" in cell.metadata.get("tags", []) for cell in code):
        for count, cell in enumerate(code, 1):
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count


def stamp(root: Path, url: str | None, branch: str) -> None:
    """Write the address into root's _config.yml and notebooks; None: take it out."""
    config = root / "_config.yml"
    branch_line = f"  branch: {branch}\n" if url else ""
    blocks = {
        "repository": f"repository:\n  url: {url or chr(34) * 2}\n{branch_line}",
        "launch_buttons": "launch_buttons:\n  notebook_interface: jupyterlab\n" + (LAUNCH if url else ""),
    }
    text, found = BLOCKS.subn(lambda match: blocks[match[0].split(":")[0]], config.read_text(encoding="utf-8"))
    if found != 2:
        sys.exit(f"expected one block repository: and one block launch_buttons: in {config}, found {found} of the two")
    config.write_text(text, encoding="utf-8", newline="\n")
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        cells = without_install(notebook.cells)
        if url:
            first = next(i for i, cell in enumerate(cells) if cell.cell_type == "code")
            cells.insert(first, install_cell(url, branch))
        if cells != notebook.cells:
            number(cells)
            notebook.cells = cells
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="", help="https://github.com/owner/name")
    parser.add_argument("--branch", default="main")
    parser.add_argument("--remove", action="store_true", help="take the address off again")
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1], help="the book's folder")
    options = parser.parse_args()
    url = options.url.strip().removesuffix("/").removesuffix(".git")
    if not options.remove and not ADDRESS.fullmatch(url):
        sys.exit(f"expected an address such as https://github.com/owner/name, given {options.url!r}")
    if not re.fullmatch(r"[\w][\w./-]*", options.branch):
        sys.exit(f"expected the name of a branch, such as main, given {options.branch!r}")
    stamp(options.root, None if options.remove else url, options.branch)
    print("taken off" if options.remove else f"stamped: {url}, branch {options.branch}")


if __name__ == "__main__":
    main()
