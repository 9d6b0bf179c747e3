"""`DrawingGrid` without a browser: what it holds, what it refuses, what Python reads in it."""

import copy
import json
import subprocess
import sys

import numpy as np
import pytest
import torch
import traitlets

from mnist2x2.checkpoint import load_pretrained, load_tensors, weights_as_bytes
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.pens import load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.brush import place
from mnist2x2.drawing.marks import CELL, cell_from_marks, marks_from_json
from mnist2x2.drawing.normalising import grid_from_drawings
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.page.drawing_grid import DrawingGrid

NOTHING = [[], [], [], []]


@pytest.fixture(scope="module")
def digits():
    """Four digits of one writer, as strokes in units of a cell's side."""
    return [place(digit.strokes, 0.7) for digit in load_strokes()[:4]]


@pytest.fixture(scope="module")
def grid():
    return DrawingGrid()


def test_begins_empty(grid):
    grid.clear()
    assert grid.marks == NOTHING and grid.reading == "" and repr(grid) == "DrawingGrid(empty)"
    assert not grid.grid.any() and grid.grid.shape == (56, 56) and grid.grid.dtype == np.uint8
    assert grid.prediction == ""


def test_sends_the_shipped_weights_and_held_out_grids(grid, tmp_path):
    (tmp_path / "sent").write_bytes(grid.weights)
    sent, about = load_tensors(tmp_path / "sent")
    shipped = load_pretrained().state_dict()
    assert about["model"]["grid"] == 2
    assert all(
        tensor.dtype == torch.float16 and torch.equal(tensor.float(), shipped[key]) for key, tensor in sent.items()
    )
    held_out = MNIST2x2(train=False)
    samples = np.frombuffer(grid.samples, dtype=np.uint8).reshape(-1, 56, 56)
    assert len(samples) == len(grid.answers) >= 10
    for sample, answer, (picture, _, target) in zip(samples, grid.answers, held_out, strict=False):
        assert np.array_equal(sample, picture) and answer == "".join(map(str, target[:4].tolist()))


def test_what_is_drawn_is_read_as_a_drawing_is(grid, digits):
    """The pictures of the four cells alone give the same grid and the same answer."""
    grid.draw(digits)
    cells = np.stack([cell_from_marks(marks) for marks in marks_from_json(grid.marks)])
    assert cells.shape == (4, CELL, CELL)
    assert np.array_equal(grid.grid, grid_from_drawings(cells))
    assert grid.prediction == read_grids(load_pretrained(), grid_from_drawings(cells)[None])[0]
    assert len(grid.prediction) == 4
    grid.draw([digits[0], None, [], [np.array([[0.5, 0.2], [0.5, 0.8]])]])
    assert repr(grid) == "DrawingGrid(drawn in: cell 1, 4)" and grid.prediction[-1] == "1"


def test_a_sample_goes_in_unchanged_and_can_be_drawn_on(grid):
    grid.marks = [[{"sample": 3}] for _ in range(4)]
    assert np.array_equal(grid.grid, MNIST2x2(train=False)[3][0].numpy())
    assert grid.prediction == grid.answers[3]
    grid.marks = [[*grid.marks[0], {"points": [[0, 0], [1, 1]], "width": 0.3, "erase": True}], *grid.marks[1:]]
    assert not np.array_equal(grid.grid, MNIST2x2(train=False)[3][0].numpy())


def test_marks_can_be_kept_and_set_again(grid, digits):
    grid.draw(digits, width=0.05)
    kept, read, picture = json.dumps(grid.marks), grid.prediction, grid.grid
    grid.clear()
    assert grid.prediction == ""
    grid.marks = json.loads(kept)
    assert grid.prediction == read and np.array_equal(grid.grid, picture)
    assert grid.marks[0][0]["width"] == 0.05


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("book", "expected a GridTransformer, given str"),
        (torch.nn.Linear(2, 2), "expected a GridTransformer, given Linear"),
        (GridTransformer(ModelConfig(grid=3)), "expected a model of 2x2 digits, given one of 3x3"),
    ],
)
def test_refuses_other_models(model, expected):
    with pytest.raises((TypeError, ValueError), match=expected):
        DrawingGrid(model)


def test_refuses_a_model_whose_code_may_differ():
    class Experiment(GridTransformer):
        pass

    with pytest.raises(TypeError, match="given Experiment"):
        DrawingGrid(Experiment())


def test_takes_a_model_as_it_is_now():
    """The model may have any size and mode, is left as it is, and no random number is drawn."""
    model = GridTransformer(ModelConfig(width=32, heads=2, patch=7, encoder_blocks=1)).train()
    before, state = copy.deepcopy(model.state_dict()), torch.get_rng_state()
    own = DrawingGrid(model)
    assert torch.equal(torch.get_rng_state(), state)
    assert model.training and all(torch.equal(model.state_dict()[key], before[key]) for key in before)
    assert own.weights == weights_as_bytes(model, torch.float16)
    own.draw([[np.array([[0.5, 0.2], [0.5, 0.8]])], None, None, None])
    read = own.prediction
    with torch.no_grad():
        model.head.bias[3] += 100
    assert own.prediction == read


@pytest.mark.parametrize("answers", ["words", "letters"])
def test_takes_a_model_that_writes_words(digits, tmp_path, answers):
    model = GridTransformer(ModelConfig(answers=answers)).eval()
    own = DrawingGrid(model)
    own.draw(digits)
    rounded = copy.deepcopy(model).half().float()
    assert own.prediction == read_grids(rounded, own.grid[None])[0] and repr(own).startswith("DrawingGrid(drawn")
    (tmp_path / "sent").write_bytes(own.weights)
    assert load_pretrained(tmp_path / "sent").config == model.config
    own.use(load_pretrained())
    assert own.prediction == read_grids(load_pretrained(), own.grid[None])[0]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_takes_a_model_of_another_precision(grid, digits, tmp_path, dtype):
    """The page gets float16 weights in any case, and reads as the original model does."""
    grid.draw(digits)
    model = load_pretrained().to(dtype)
    other = DrawingGrid(model)
    other.marks = grid.marks
    assert other.prediction == grid.prediction and {p.dtype for p in model.parameters()} == {dtype}
    (tmp_path / "sent").write_bytes(other.weights)
    sent, _ = load_tensors(tmp_path / "sent")
    assert {tensor.dtype for tensor in sent.values()} == {torch.float16}
    assert dtype == torch.bfloat16 or other.weights == grid.weights  # bfloat16 has fewer digits
    (tmp_path / "whole").write_bytes(weights_as_bytes(model))
    whole = load_pretrained(tmp_path / "whole").state_dict()
    assert all(torch.equal(whole[name], tensor.float()) for name, tensor in model.state_dict().items())


def test_uses_another_model(digits):
    """The page gets new weights (static/widget.js), and reads the drawing again."""
    grid, heard = DrawingGrid(), []
    grid.draw(digits)
    marks, first = grid.marks, grid.weights
    grid.observe(heard.append, "weights")
    other = load_pretrained("book")
    with torch.no_grad():
        other.head.bias[3] += 100
    grid.use(other)
    assert grid.weights == weights_as_bytes(other, torch.float16) and len(heard) == 1
    assert grid.prediction == "3333" and grid.marks == marks
    with torch.no_grad():
        other.head.bias[3] -= 100  # further training changes nothing here
    assert grid.prediction == "3333"
    for no_model, kind in ((None, TypeError), (GridTransformer(ModelConfig(grid=3)), ValueError)):
        with pytest.raises(kind, match="expected a"):
            grid.use(no_model)
    assert grid.prediction == "3333"
    grid.use(load_pretrained())
    assert grid.weights == first


@pytest.mark.parametrize(
    "marks",
    [
        [],
        [[], [], []],
        [[], [], [], {}],
        [["nonsense"], [], [], []],
        [[{"points": [[0, 0]]}], [], [], []],
        [[{"points": [], "width": 0.1}], [], [], []],
        [[{"points": [[0, 0, 0]], "width": 0.1}], [], [], []],
        [[{"points": [[0, float("nan")]], "width": 0.1}], [], [], []],
        [[{"points": [[0, 0]], "width": 0}], [], [], []],
        [[{"sample": 10_000}], [], [], []],
        [[{"sample": "3"}], [], [], []],
    ],
)
def test_refuses_malformed_marks(grid, marks):
    grid.clear()
    with pytest.raises(ValueError, match="expected"):
        grid.marks = marks
    assert grid.marks == NOTHING
    with pytest.raises(traitlets.TraitError):
        grid.marks = None


@pytest.mark.parametrize("cells", [[], [[]] * 3, [[[0.5, 0.5]], [], [], []], [[np.zeros((0, 2))], [], [], []]])
def test_refuses_malformed_drawings(grid, cells):
    with pytest.raises(ValueError, match="expected"):
        grid.draw(cells)


def test_what_a_notebook_stores(grid, digits):
    grid.clear()
    data, _ = grid._repr_mimebundle_()
    assert data["text/plain"] == "DrawingGrid(empty)" and "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"] == "<div data-drawing-grid>Run this cell to draw here.</div>"
    grid.draw(digits)
    html = grid._repr_mimebundle_()[0]["text/html"]
    quoted = html.split("data-marks='")[1].split("'")[0].replace("&quot;", '"')
    assert json.loads(quoted) == grid.marks
    assert "0x" not in repr(grid) + html


def test_answers_the_page(grid, monkeypatch):
    sent = []
    monkeypatch.setattr(grid, "send", sent.append)
    grid._handle_custom_msg({"kind": "ping"}, [])
    assert sent == [{"kind": "pong"}]


def test_without_anywidget_it_says_what_to_install():
    code = "import sys; sys.modules['anywidget'] = None; import mnist2x2; mnist2x2.DrawingGrid"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode != 0 and "pip install anywidget" in run.stderr.splitlines()[-1]
