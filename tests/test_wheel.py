"""The package as others get it: built, installed where nothing can be written, used from elsewhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPT = """
import sys, mnist2x2
assert mnist2x2.__file__.startswith(sys.argv[1]), mnist2x2.__file__
grid, _, answer = mnist2x2.MNIST2x2(train=False)[0]
model = mnist2x2.load_pretrained()
assert not model.training
from mnist2x2.recorded import recorded
assert recorded("public_demo")["epochs"] == 10
from mnist2x2.data.pens import load_strokes
assert len(load_strokes("writer")) == 250
print(mnist2x2.read_grids(model, grid[None])[0], "".join(map(str, answer[:4].tolist())))
"""


def listing(folder: Path) -> list:
    return sorted((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in folder.rglob("*"))


def test_wheel_reads_a_grid_from_a_read_only_place(tmp_path):
    source = tmp_path / "source"  # building leaves files behind, which a later build would pick up
    source.mkdir()
    for name in ("mnist2x2", "results"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(source)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed, elsewhere, cache = (tmp_path / name for name in ("installed", "elsewhere", "cache"))
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--target",
        str(installed),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    for path in (*installed.rglob("*"), installed):
        path.chmod(0o555 if path.is_dir() else 0o444)
    elsewhere.mkdir()
    before = listing(installed)
    environment = {**os.environ, "PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(cache)}
    run = [sys.executable, "-c", SCRIPT, str(installed)]
    done = subprocess.run(run, cwd=elsewhere, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    read, answer = done.stdout.split()
    assert read == answer
    assert listing(installed) == before  # root may write anywhere, so look
    assert list(elsewhere.iterdir()) == []
    for name in ("book", "drawn"):
        assert (installed / "mnist2x2" / "results" / f"{name}.json").is_file()
    assert (installed / "mnist2x2" / "data" / "files" / "pens" / "LICENSE.md").is_file()
    (about,) = installed.glob("*.dist-info")
    licences = {str(file.relative_to(about / "licenses")) for file in (about / "licenses").rglob("LICENSE*")}
    assert licences == {"LICENSE", "mnist2x2/data/files/pens/LICENSE.md"}
