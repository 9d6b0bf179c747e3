"""Add the repository's address to the book, or remove it.

    python -m tools.publish https://github.com/owner/name [--branch main]
    python -m tools.publish --remove

With an address, every chapter has launch buttons for Colab and Binder, and a first cell that installs the package
where it is missing.
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
        f"    %pip install --quiet matplotlib ipywidgets anywidget opencv-python-headless git+{url}@{branch}"
    )
    return nbformat.v4.new_code_cell(source, id="install", metadata={"tags": ["install", "hide-input"]})


def without_install(cells: list) -> list:
    return [cell for cell in cells if "install" not in cell.metadata.get("tags", [])]


def number(cells: list) -> None:
    """Renumber the executed cells as if the notebook had been run from the top."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    if all(cell.execution_count or "install" in cell.metadata.get("tags", []) for cell in code):
        for count, cell in enumerate(code, 1):
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count


def stamp(root: Path, url: str | None, branch: str) -> None:
    """Write the address into _config.yml and the notebooks of `root`; without an address, remove it."""
    config = root / "_config.yml"
    branch_line = f"  branch: {branch}\n" if url else ""
    blocks = {
        "repository": f"repository:\n  url: {url or chr(34) * 2}\n{branch_line}",
        "launch_buttons": "launch_buttons:\n  notebook_interface: jupyterlab\n" + (LAUNCH if url else ""),
    }
    text, replaced = BLOCKS.subn(lambda match: blocks[match[0].split(":")[0]], config.read_text(encoding="utf-8"))
    if replaced != 2:
        sys.exit(f"expected one block repository: and one block launch_buttons: in {config}, found {replaced} blocks")
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


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="", help="https://github.com/owner/name")
    parser.add_argument("--branch", default="main")
    parser.add_argument("--remove", action="store_true", help="remove the address")
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1], help="the folder of _config.yml")
    options = parser.parse_args(words)
    url = options.url.strip().removesuffix("/").removesuffix(".git")
    if not options.remove and not ADDRESS.fullmatch(url):
        sys.exit(f"expected an address such as https://github.com/owner/name, given {options.url!r}")
    if not re.fullmatch(r"[\w][\w./-]*", options.branch):
        sys.exit(f"expected a branch name such as main, given {options.branch!r}")
    stamp(options.root, None if options.remove else url, options.branch)
    print("address removed" if options.remove else f"address added: {url}, branch {options.branch}")


if __name__ == "__main__":
    main()
