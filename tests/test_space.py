"""The folder for a Hugging Face Space, run on its own: with its wheel and its requirements, and nothing else."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from running_app import MARKS, running

ROOT = Path(__file__).parents[1]
WATCH = """
import sys

def tell(event, arguments):
    if event == "socket.connect" and str(arguments[1][0]) not in ("127.0.0.1", "::1", "localhost"):
        print("asked another machine:", arguments[1], file=sys.stderr)

sys.addaudithook(tell)
"""


@pytest.fixture(scope="module")
def space(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("space") / "space"
    command = [sys.executable, "-m", "tools.space.fill", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def wanted(requirements: list[Requirement]) -> set[str]:
    """Return the names of all packages that requirements need, directly or indirectly."""
    names, asked = set(), set()
    while requirements:
        one = requirements.pop()
        here = distribution(one.name)
        assert one.specifier.contains(here.version, prereleases=True), f"{one}, but {here.version} is here"
        names.add(canonicalize_name(one.name))
        for extra in {"", *one.extras} - {extra for name, extra in asked if name == one.name}:
            asked.add((one.name, extra))
            for line in here.requires or []:
                needed = Requirement(line)
                if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                    requirements.append(needed)
    return names


def environment_of_its_own(folder: Path, names: set[str]) -> Path:
    """Make a virtual environment with only the named packages, linked from this one; return its Python."""
    venv.create(folder, symlinks=True)
    here = Path(sysconfig.get_path("purelib"))
    there = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    for name in names:
        for top in {file.parts[0] for file in distribution(name).files} - {"..", "__pycache__"}:
            if not (there / top).exists():
                (there / top).symlink_to(here / top)
    (there / "sitecustomize.py").write_text(WATCH)
    return folder / "bin" / "python"


def test_the_folder_is_enough(space, tmp_path):
    requirements = [Requirement(line) for line in (space / "requirements.txt").read_text().splitlines()]
    names = wanted(requirements)
    assert {"torch", "gradio"} <= names and not {"mnist2x2", "pytest", "anywidget", "matplotlib"} & names
    python = environment_of_its_own(tmp_path / "environment", names)
    alone = {**os.environ, "PYTHONPATH": ""}  # the tests may run with the source tree on the path
    without = subprocess.run([python, "-c", "import mnist2x2"], cwd=tmp_path, env=alone, capture_output=True, text=True)
    assert "No module named 'mnist2x2'" in without.stderr
    settings = {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": "0", "HOME": str(tmp_path), "PYTHONPATH": ""}
    with running([str(python), "app.py"], space, SPACE_ID="someone/space", **settings) as app:
        assert "data-drawing-grid" in app.client.get("/").text
        assert app.ask("keep", {"marks": MARKS, "right": "71"})["said"] == "Kept as 71, read as 71. Draw the next one."
        assert (space / "corrections.sqlite").is_file()
        refused = [app.post("{}", **{"x-forwarded-for": "10.9.9.9"}).status_code for _ in range(130)]
        assert refused.count(429) in range(5, 12)  # a visitor's limit, by the address that the Space's proxy reports
        assert app.kept == 1
    assert (space / "errors.txt").read_text() == ""


def test_its_readme_has_the_header_of_a_space(space):
    head, _, text = (space / "README.md").read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    about = yaml.safe_load(head)
    assert about["sdk"] == "gradio" and about["app_file"] == "app.py" and (space / "app.py").is_file()
    (gradio,) = (line for line in (space / "requirements.txt").read_text().splitlines() if line.startswith("gradio"))
    assert about["sdk_version"] == distribution("gradio").version and Requirement(gradio).specifier.contains(
        about["sdk_version"]
    )
    assert re.fullmatch(r"3\.\d+", about["python_version"]) and len(about["short_description"]) <= 60
    assert set(about["license"]) == {"mit", "cc-by-sa-3.0", "cc-by-4.0"}
    assert {about["colorFrom"], about["colorTo"]} <= {
        "red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"
    }  # fmt: skip
    assert "mnist2x2" in text


def test_it_holds_nothing_else(space):
    (wheel,) = space.glob("*.whl")
    rest = {"corrections.sqlite", "errors.txt"}  # of the test above
    assert {path.name for path in space.iterdir()} - rest == {"README.md", "app.py", "requirements.txt", wheel.name}
