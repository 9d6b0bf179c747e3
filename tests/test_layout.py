"""What each import brings along: packages are light, and what only a page or a figure needs is imported there."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import mnist2x2

LIGHT = ("mnist2x2", "mnist2x2.page", "mnist2x2.data", "mnist2x2.drawing", "mnist2x2.training")
EXTRAS = ("anywidget", "gradio", "matplotlib")


def check(script: str, absent: tuple[str, ...] = ()) -> None:
    """Run a script in a fresh Python in which importing any of `absent` fails."""
    blocked = f"import sys; sys.modules.update(dict.fromkeys({absent!r}))\n"
    done = subprocess.run([sys.executable, "-c", blocked + script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("package", LIGHT)
def test_a_package_is_light(package):
    check(f"import {package}; print({package}.__all__)", absent=("torch", "torchvision", "numpy", "PIL", *EXTRAS))


@pytest.mark.parametrize("module", ["drawing.marks", "drawing.photo", "page.database", "page.gate", "page.corrections"])
def test_drawings_are_kept_without_torch(module):
    check(f"import mnist2x2.{module}", absent=("torch", "torchvision", *EXTRAS))


def test_names_are_looked_up_when_they_are_used():
    check("import mnist2x2; assert 'torch' not in sys.modules; mnist2x2.read_grids; assert 'torch' in sys.modules")


@pytest.mark.parametrize("command", ["train", "evaluate", "read", "app", "fine-tune"])
def test_help_is_quick(command):
    heavy = ("mnist2x2.training.loop", "mnist2x2.training.run", "mnist2x2.page.app", *EXTRAS)
    script = f"""
from mnist2x2.__main__ import main
try:
    main([{command!r}, "--help"])
except SystemExit as ended:
    assert not ended.code
"""
    check(script, absent=heavy)


@pytest.mark.parametrize("words", [["read", "PICTURE"], ["evaluate", "--weights", "nowhere"]])
def test_commands_without_a_page_need_no_extras(tmp_path, words):
    from PIL import Image

    grid = Image.new("L", (56, 56))
    grid.paste(255, (13, 6, 16, 24))
    grid.save(tmp_path / "picture.png")
    words = [str(tmp_path / "picture.png") if word == "PICTURE" else word for word in words]
    check(f"from mnist2x2.__main__ import main; assert main({words!r}) == {int('nowhere' in words)}", absent=EXTRAS)


def test_a_grid_is_read_without_torchvision():
    """It takes seconds to import."""
    check(
        "import mnist2x2; grid = mnist2x2.MNIST2x2(train=False)[0][0];"
        "mnist2x2.read_grids(mnist2x2.load_pretrained(), grid[None])",
        absent=("torchvision",),
    )


def test_no_module_takes_public_names_from_a_package():
    """They are looked up lazily, where the import contracts cannot follow: `from mnist2x2 import read_grids`."""
    for path in Path(mnist2x2.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in LIGHT:
                lazy = {alias.name for alias in node.names} & set(import_module(node.module).PUBLIC)
                assert not lazy, f"{path.name}, line {node.lineno}: import from the module that defines {lazy}"
