"""Every exercise of the book: its check is run on the stub, the solution, and right and wrong answers of many forms."""

import contextlib
import importlib
import io
import re
from pathlib import Path

import nbformat
import pytest
import torch

from mnist2x2.exercises import as_mask, as_number, as_tensor, exercise

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


def module_of(kind: str, number: str) -> str:
    """Return the name of the module with the "wrong" or "right" answers to the exercises of a chapter."""
    return f"{kind}_answers.chapter_{int(number.split('.')[0]):02d}"


def test_every_chapter_has_two():
    chapters = [number.split(".")[0] for number, *_ in EXERCISES]
    assert all(chapters.count(str(int(path.stem[:2]))) >= 2 for path in NOTEBOOKS)
    assert len({number for number, *_ in EXERCISES}) == len(EXERCISES)


@pytest.mark.parametrize("number, setup, stub, solution", EXERCISES, ids=[number for number, *_ in EXERCISES])
def test_stub_solution_and_wrong_answers(number, setup, stub, solution):
    answer, check = stub.rstrip().rsplit("\n", 1)
    assert attempt(setup, answer, check) == f"Exercise {number}: not attempted yet\n"
    assert attempt(setup, solution, check) == f"Exercise {number}: right\n"
    wrong = importlib.import_module(module_of("wrong", number)).WRONG[number]
    assert len(wrong) >= 2
    for answer in wrong:  # code, or a pair: code and words of the hint that it must get
        code, hint = (answer, "") if isinstance(answer, str) else answer
        printed = attempt(setup, code, check)
        assert printed.startswith(f"Exercise {number}: not yet. ") and hint in printed, code


@pytest.mark.parametrize("number, setup, stub, solution", EXERCISES, ids=[number for number, *_ in EXERCISES])
def test_right_answers_in_other_forms(number, setup, stub, solution):
    check = stub.rstrip().rsplit("\n", 1)[1]
    for code in importlib.import_module(module_of("right", number)).RIGHT[number]:
        assert attempt(setup, code, check) == f"Exercise {number}: right\n", code


def test_a_check_is_the_same_each_time_and_leaves_the_generator_alone():
    drawn = []
    check = exercise("0.0")(lambda: drawn.append(torch.rand(3)))
    before = torch.get_rng_state()
    check()
    check()
    assert torch.equal(*drawn)
    assert torch.equal(before, torch.get_rng_state())


def test_part_of_a_stub_is_not_attempted_and_None_is_named(capsys):
    check = exercise("0.0")(lambda function: as_tensor(function(), (2,), "two numbers"))
    check(lambda: (1, ...))
    check(lambda: None)
    assert capsys.readouterr().out.splitlines() == [
        "Exercise 0.0: not attempted yet",
        "Exercise 0.0: not yet. your function returned None: it must end with `return` and the answer, in every case",
    ]


def test_an_error_names_the_line(capsys):
    exercise("0.0")(lambda function: function(0))(lambda x: 1 / x)  # this line
    assert "ZeroDivisionError in `exercise" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["1", {1: 2}, [1, [2, 3]], 1j, torch.tensor(1j), None, object()])
def test_what_is_no_number_is_refused(answer):
    with pytest.raises(AssertionError, match="expected"):
        as_number(answer, "a number")
    with pytest.raises(AssertionError, match="expected"):
        as_tensor(answer, ("n",), "numbers")


def test_masks_are_boolean():
    assert as_mask([[True, False]], (1, 2), "a mask").tolist() == [[True, False]]
    with pytest.raises(AssertionError, match="given numbers"):
        as_mask([[1, 0]], (1, 2), "a mask")
