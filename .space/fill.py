"""Fill a folder with what a Hugging Face Space needs: python .space/fill.py FOLDER (make space fills space/)."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import PathDistribution, version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent


def build_wheel(to: Path) -> Path:
    """Build the package's wheel from a copy, since building leaves files that a later build would pick up."""
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


def needed(wheel: Path) -> list[str]:
    """Return what the package needs to run the app, by what its wheel says."""
    (about,) = (part for part in zipfile.Path(wheel).iterdir() if part.name.endswith(".dist-info"))
    requirements = [line.partition(";") for line in PathDistribution(about).requires]
    return [what.strip() for what, _, when in requirements if when.strip().replace("'", '"') in ("", 'extra == "app"')]


def fill(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("mnist2x2-*.whl"):
        old.unlink()
    wheel = build_wheel(folder)
    shutil.copy(HERE / "app.py", folder)
    about = (HERE / "README.md").read_text(encoding="utf-8").replace("GRADIO", version("gradio"), 1)
    (folder / "README.md").write_text(about, encoding="utf-8")
    (folder / "requirements.txt").write_text("\n".join(needed(wheel)) + "\n", encoding="utf-8")
    print(f"A Space: {folder.resolve()}, {sum(file.stat().st_size for file in folder.iterdir()) / 1e6:.0f} MB")


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
