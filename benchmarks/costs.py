"""Measure what setting up takes, and an epoch of each recipe in the tables, and write results/costs.json.

python benchmarks/costs.py
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import RESULTS, ROOT, seconds

from mnist2x2.files import write_json
from mnist2x2.training.provenance import circumstances

sys.path.insert(0, str(ROOT))
from tools.tables import RECIPES


def setup(folder: Path) -> dict:
    """Install requirements and package in a new environment, as the README says."""

    def install() -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", "requirements.txt", "-e", "."]
        subprocess.run(pip, check=True, cwd=ROOT)

    spent = seconds(install)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return {"seconds": spent, "bytes": size}


def epoch(recipe: str, folder: Path) -> dict:
    """Train for one epoch in a separate process, on the device that is chosen by default."""
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
    write_json(RESULTS / "costs.json", result)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
