"""Fill a folder with what a Hugging Face Space needs: python -m tools.space.fill FOLDER. `make space` fills space/."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import PathDistribution, version
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def build_wheel(to: Path) -> Path:
    """Build the package's wheel from a copy, since a build leaves files behind that the next one would pick up."""
    with tempfile.TemporaryDirectory() as source:
        for name in ("mnist2x2", "results"):
            ignored = shutil.ignore_patterns("__pycache__", "node_modules")
            shutil.copytree(ROOT / name, Path(source) / name, ignore=ignored)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source)
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(to), source]
        subprocess.run(command, check=True, capture_output=True)
    (wheel,) = to.glob("*.whl")
    return wheel


def requirements_of(wheel: Path) -> list[str]:
    """Return what the wheel's metadata requires for running the app."""
    (metadata,) = (part for part in zipfile.Path(wheel).iterdir() if part.name.endswith(".dist-info"))
    requirements = map(Requirement, PathDistribution(metadata).requires)
    wanted = [one for one in requirements if one.marker is None or one.marker.evaluate({"extra": "app"})]
    for requirement in wanted:
        requirement.marker = None
    return list(map(str, wanted))


def fill(folder: Path) -> None:
    """Write the wheel, its requirements, the app and the README of the Space."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("mnist2x2-*.whl"):
        old.unlink()
    wheel = build_wheel(folder)
    shutil.copy(HERE / "app.py", folder)
    readme = (HERE / "README.md").read_text(encoding="utf-8").replace("GRADIO", version("gradio"), 1)
    (folder / "README.md").write_text(readme, encoding="utf-8")
    (folder / "requirements.txt").write_text("\n".join(requirements_of(wheel)) + "\n", encoding="utf-8")
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"The Space is in {folder.resolve()} ({size / 1e6:.0f} MB)")


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
