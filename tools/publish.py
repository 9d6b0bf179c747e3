"""Add the repository's address to the book, and the address at which its pages can be read, or remove both.

    python -m tools.publish https://github.com/owner/name [--branch main] [--site https://owner.github.io/name]
    python -m tools.publish --remove

With the repository's address, every page leads to it, to Colab and to Binder, and every chapter has a first code cell
that installs the package where it is missing. With the site's address, pages name their own address, and there are a
map of the site and a page for addresses that are wrong.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

LAUNCH = "  colab_url: https://colab.research.google.com\n  binderhub_url: https://mybinder.org\n"
BLOCKS = re.compile(
    r"^repository:\n(?:  .*\n)+|^launch_buttons:\n(?:  .*\n)+|^html:\n(?:  baseurl: .*\n)?", re.MULTILINE
)
ADDRESS = re.compile(r"https://github\.com/[\w-]+/(?!\.+$)[\w.-]+", re.ASCII)
BRANCH = re.compile(r"\w[\w-]*([./][\w-]+)*", re.ASCII)
SITE = re.compile(r"https://[a-z\d-]+(\.[a-z\d-]+)+(:\d+)?(/(?!\.+(/|$))[\w.~-]+)*", re.ASCII)
PACKAGES = "matplotlib ipywidgets anywidget opencv-python-headless"
NEEDS = re.compile(r"^To run this notebook.*$", re.MULTILINE)  # in a chapter's header
IN_THE_FOLDER = (
    "To run this notebook, install what it needs: `pip install -r requirements.txt -e .`, in the folder of the project "
    "mnist2x2."
)


def what_it_needs(url: str | None, branch: str) -> str:
    """Return the line of a chapter's header that says how to install what the chapter needs."""
    if not url:
        return IN_THE_FOLDER
    return (
        f"To run this notebook outside the folder of the project [mnist2x2]({url}), install what it needs: "
        f"`pip install {PACKAGES} git+{url}@{branch}`. The first code cell does that, too."
    )


def install_cell(url: str, branch: str) -> nbformat.NotebookNode:
    source = (
        "# Where the package is missing, as on Colab, this installs it.\n"
        "import importlib.util\n\n"
        'if importlib.util.find_spec("mnist2x2") is None:\n'
        f'    url = "git+{url}@{branch}"\n'
        f"    %pip install --quiet {PACKAGES} {{url}}"
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


def stamped_config(config: Path, url: str | None, branch: str, site: str | None) -> str:
    """Return _config.yml with the addresses that are given, and without those that are not."""
    branch_line = f"  branch: {branch}\n" if url else ""
    blocks = {
        "repository": f"repository:\n  url: {url or chr(34) * 2}\n{branch_line}",
        "launch_buttons": "launch_buttons:\n  notebook_interface: jupyterlab\n" + (LAUNCH if url else ""),
        "html": "html:\n" + (f"  baseurl: {site}\n" if site else ""),
    }
    text, replaced = BLOCKS.subn(lambda match: blocks[match[0].split(":")[0]], config.read_text(encoding="utf-8"))
    if replaced != len(blocks):
        sys.exit(f"expected one block each of {', '.join(blocks)} in {config}, found {replaced} blocks")
    return text


def stamped_notebook(path: Path, url: str | None, branch: str) -> str:
    """Return a notebook that says how to install the package and, with an address, has a cell that does so."""
    notebook = nbformat.read(path, as_version=4)
    cells = without_install(notebook.cells)
    header = cells[0]
    header.source, replaced = NEEDS.subn(lambda _: what_it_needs(url, branch), header.source)
    if replaced != 1:
        sys.exit(f'expected one line "To run this notebook …" in the first cell of {path}, found {replaced}')
    if url:
        first = next(i for i, cell in enumerate(cells) if cell.cell_type == "code")
        cells.insert(first, install_cell(url, branch))
    number(cells)
    notebook.cells = cells
    return nbformat.writes(notebook) + "\n"


def stamp(root: Path, url: str | None, branch: str, site: str | None = None) -> None:
    """Write the addresses into _config.yml and the notebooks of `root`, or remove those that are not given."""
    config = root / "_config.yml"
    stamped = {config: stamped_config(config, url, branch, site)}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        stamped[path] = stamped_notebook(path, url, branch)
    for path, text in stamped.items():
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8", newline="\n")


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="", help="https://github.com/owner/name")
    parser.add_argument("--branch", default="main")
    parser.add_argument("--site", default="", help="where the built pages are: https://owner.github.io/name")
    parser.add_argument("--remove", action="store_true", help="remove the addresses")
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1], help="the folder of _config.yml")
    options = parser.parse_args(words)
    if options.remove:
        stamp(options.root, None, options.branch)
        print("address removed")
        return
    url = options.url.strip().removesuffix("/").removesuffix(".git")
    site = options.site.strip().removesuffix("/")
    if not ADDRESS.fullmatch(url):
        sys.exit(f"expected an address such as https://github.com/owner/name, given {options.url!r}")
    if not BRANCH.fullmatch(options.branch):
        sys.exit(f"expected a branch name such as main, given {options.branch!r}")
    if site and not SITE.fullmatch(site):
        sys.exit(f"expected a site's address such as https://owner.github.io/name, given {options.site!r}")
    stamp(options.root, url, options.branch, site)
    print(f"address added: {url}, branch {options.branch}" + (f", site {site}" if site else ""))


if __name__ == "__main__":
    main()
