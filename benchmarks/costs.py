"""Measure what setting up takes, and one epoch of each recipe, and write results/costs.json.

python benchmarks/costs.py
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mnist2x2.files import write_json
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES

ROOT = Path(__file__).parents[1]


def setup(folder: Path) -> dict:
    """Install requirements and package as the README says, in a new environment."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", "requirements.txt", "-e", "."]
    subprocess.run(install, check=True, cwd=ROOT)
    seconds = time.monotonic() - started
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return {"seconds": seconds, "bytes": size}


def epoch(recipe: str, folder: Path) -> dict:
    """Train for one epoch in a process of its own, on the device that would be chosen."""
    words = ["train", "--recipe", recipe, "--epochs", "1", "--out", folder]
    subprocess.run([sys.executable, "-m", "mnist2x2", *words], check=True)
    run = json.loads((folder / "run.json").read_text())
    return {name: run[name] for name in ("seconds", "peak_memory_bytes", "device", "threads")}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        result = {
            "made_by": "python benchmarks/costs.py",
            "setup": setup(Path(folder) / "venv"),
            "epochs": {recipe: epoch(recipe, Path(folder) / recipe) for recipe in RECIPES},
            "measured_on": circumstances("cpu"),
        }
    write_json(ROOT / "results" / "costs.json", result)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
