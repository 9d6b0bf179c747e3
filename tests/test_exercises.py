"""Every exercise of the book: its check is run on the stub, the solution, and plausible wrong answers."""

import contextlib
import importlib
import io
import math
import re
from fractions import Fraction
from pathlib import Path

import nbformat
import pytest
import torch

from mnist2x2.exercises.chapter_04 import check_floors

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
TITLE = r"\*\*Exercise (\d+\.\d+)"


def exercises():
    """Yield (number, setup cell, stub, solution) for each exercise of each chapter."""
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        setup = next(cell.source for cell in cells if "setup" in cell.metadata.get("tags", []))
        for before, cell, after in zip(cells, cells[1:], cells[2:], strict=False):
            if "exercise" in cell.metadata.get("tags", []):
                number = re.findall(TITLE, before.source)[-1]
                (solution,) = re.findall(r"<summary>Solution</summary>.*?```python\n(.*?)```", after.source, re.DOTALL)
                yield number, setup, cell.source, solution


EXERCISES = list(exercises())


def attempt(setup: str, answer: str, check: str) -> str:
    """Return what a check prints for an answer."""
    namespace: dict = {}
    exec(setup, namespace)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(f"{answer}\n{check}", namespace)
    return printed.getvalue()


def wrong_answers(number: str) -> list[str]:
    return importlib.import_module(f"wrong_answers.chapter_{int(number.split('.')[0]):02d}").WRONG[number]


def test_every_chapter_has_two():
    chapters = [number.split(".")[0] for number, *_ in EXERCISES]
    assert all(chapters.count(str(int(path.stem[:2]))) >= 2 for path in NOTEBOOKS)
    assert len({number for number, *_ in EXERCISES}) == len(EXERCISES)


@pytest.mark.parametrize("number, setup, stub, solution", EXERCISES, ids=[number for number, *_ in EXERCISES])
def test_stub_solution_and_wrong_answers(number, setup, stub, solution):
    answer, check = stub.rstrip().rsplit("\n", 1)
    assert attempt(setup, answer, check) == f"Exercise {number}: not attempted yet\n"
    assert attempt(setup, solution, check) == f"Exercise {number}: right\n"
    wrong = wrong_answers(number)
    assert len(wrong) >= 2
    for code in wrong:
        assert attempt(setup, code, check).startswith(f"Exercise {number}: not yet. ")


@pytest.mark.parametrize("kind", [tuple, list, torch.tensor])
def test_floors_are_right_as_any_numbers(kind, capsys):
    check_floors(lambda N, L: kind([math.log(L), N * math.log(L), float(L) ** (1 - N)]))
    check_floors(lambda N, L: [torch.tensor(L).log(), N * torch.tensor(L).double().log(), Fraction(L, L**N)])
    assert capsys.readouterr().out == 2 * "Exercise 4.3: right\n"
