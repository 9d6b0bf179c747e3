"""What benchmarks/drawn_digits.py counts, on a few drawings."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch

from mnist2x2.checkpoint import DEFAULT, load_pretrained, shipped
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.pens import load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.tokenizer import START


@pytest.fixture(scope="module")
def benchmark():
    path = Path(__file__).parents[1] / "benchmarks" / "drawn_digits.py"
    spec = importlib.util.spec_from_file_location("drawn_digits", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.MODELS = {name: load_pretrained(name) for name in shipped()}
    return module


def test_each_drawing_is_read_in_all_ways(benchmark):
    digits, how = load_strokes("writer"), benchmark.RENDERINGS["large canvas"]
    found = benchmark.draw_and_read(digits, how, seed=1, count=3)
    assert set(found.read) == {(name, way) for name in shipped() for way in benchmark.WAYS}
    assert all(len(read) == len(found.truth) == len(found.sureness) == 3 for read in found.read.values())
    assert list(map(len, found.sureness)) == list(map(len, found.read[DEFAULT, "grid_from_drawings"]))
    again = benchmark.draw_and_read(digits, how, seed=1, count=3)
    assert (again.truth, again.read) == (found.truth, found.read)
    assert benchmark.draw_and_read(digits, how, seed=2, count=3).truth != found.truth


def test_drawings_keep_to_their_rendering(benchmark):
    rng = np.random.default_rng(0)
    for how in benchmark.RENDERINGS.values():
        for digit in load_strokes("writer")[::50]:
            cell = benchmark.draw(digit, how, rng)
            rows, columns = np.nonzero(cell > 127)
            longer = max(np.ptp(rows), np.ptp(columns)) + 1 - how.brush
            assert cell.shape == (how.canvas, how.canvas)
            assert how.smallest - 0.02 < longer / how.canvas < how.largest + 0.02


def test_probabilities_are_those_of_writing_step_by_step(benchmark):
    model = load_pretrained("book")
    grids = torch.stack([MNIST2x2(train=False, empty=0.5)[i][0] for i in range(6)]).numpy()
    read = read_grids(model, grids)
    assert len(set(map(len, read))) > 1
    for grid, text, found in zip(grids, read, benchmark.probabilities(model, grids, read), strict=True):
        with torch.no_grad():
            memory = model.encode(torch.from_numpy(grid)[None].float() / 255)
        tokens, expected = [START], []
        for digit in map(int, text):
            share = model.decode(torch.tensor([tokens]), memory)[0, -1].softmax(dim=-1)
            assert share.argmax() == digit
            expected.append(share[digit].item())
            tokens.append(digit)
        assert found == pytest.approx(expected, abs=1e-5)


def test_certainty_by_hand(benchmark):
    readings = benchmark.Readings(["12", "34"], sureness=[[0.99, 0.5], [0.8, 0.95]])
    found = benchmark.certainty(readings, ["17", "34"])
    assert found["mean_probability_when_right"] == pytest.approx((0.99 + 0.8 + 0.95) / 3)
    assert found["mean_probability_when_wrong"] == 0.5
    assert (found["share_below_threshold"], found["wrong_of_those_below"], found["below_of_those_wrong"]) == (
        0.5,
        0.5,
        1,
    )


def test_the_worst_is_the_one_with_the_fewest_sequences(benchmark):
    rows = [
        {"weights": "a", "way": way, "sequence_accuracy": sequences, "digit_accuracy": digits}
        for way, sequences, digits in (("x", 0.9, 0.95), ("x", 0.8, 0.99), ("x", 0.8, 0.97), ("y", 1.0, 1.0))
    ]
    assert benchmark.worst_of(rows) == rows[2:]
