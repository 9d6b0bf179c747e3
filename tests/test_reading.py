"""What a model reads, and how sure it says it is."""

import json
from dataclasses import asdict

import numpy as np
import pytest
import torch

from mnist2x2 import Reading, load_pretrained, read_grids, readings
from mnist2x2.activations import record
from mnist2x2.certainty import Certainty, certainty_from
from mnist2x2.checkpoint import load_tensors, save_tensors, save_weights
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.reading import Trace, energies, no_digit_scores, trace_of


@pytest.fixture(scope="module")
def drawn():
    return load_pretrained()


@pytest.fixture(scope="module")
def grids():
    return grids_and_answers(MNIST2x2(train=False, size=60, empty=0.4))[0]


def test_readings_are_those_of_read_grids(drawn, grids):
    found = readings(drawn, grids)
    assert [reading.text for reading in found] == read_grids(drawn, grids)
    assert {len(reading.text) for reading in found} >= {1, 2, 3, 4}
    for reading in found:
        n = len(reading.text)
        assert isinstance(reading, Reading) and reading.probabilities.shape == (n, 10)
        assert reading.probabilities.dtype == np.float32
        assert len(reading.unsure) == len(reading.no_digit) == n
        assert {type(mark) for mark in reading.unsure + reading.no_digit} <= {bool}
        assert "".join(map(str, reading.probabilities.argmax(axis=1))) == reading.text
        assert (reading.probabilities.sum(axis=1) <= 1 + 1e-6).all()
        likeliest = reading.probabilities.max(axis=1, initial=0)
        assert reading.unsure == (likeliest < drawn.certainty.sure).tolist()


def test_batches_and_arrays_change_nothing(drawn, grids):
    whole, parts = readings(drawn, grids), readings(drawn, grids.numpy(), batch_size=7)
    for one, other in zip(whole, parts, strict=True):
        assert (one.text, one.unsure, one.no_digit) == (other.text, other.unsure, other.no_digit)
        assert np.allclose(one.probabilities, other.probabilities, atol=1e-5)


def test_an_empty_grid_has_no_digits(drawn):
    (reading,) = readings(drawn, np.zeros((1, 56, 56), dtype=np.uint8))
    assert (reading.text, reading.probabilities.shape, reading.unsure, reading.no_digit) == ("", (0, 10), [], [])
    assert readings(drawn, np.zeros((0, 56, 56), dtype=np.uint8)) == []


def test_probabilities_by_hand(grids):
    """They are a softmax of the logits over the temperature; a high one brings them nearer to each other."""
    model = load_pretrained("book")
    plain = readings(model, grids)
    model.certainty = Certainty(temperature=3.0, sure=1.0)
    warm = readings(model, grids)
    pixels, text = grids[:1].float() / 255, plain[0].text
    with torch.no_grad():
        logits = model(pixels, torch.tensor([[10, *map(int, text[:-1])]]))[0]
    assert np.allclose(plain[0].probabilities, logits.softmax(-1)[:, :10], atol=1e-5)
    assert np.allclose(warm[0].probabilities, (logits / 3).softmax(-1)[:, :10], atol=1e-5)
    assert [reading.text for reading in plain] == [reading.text for reading in warm]
    assert all(all(reading.unsure) for reading in warm)


def test_what_was_not_measured_is_never_marked(grids):
    assert not any(any(reading.no_digit) for reading in readings(load_pretrained("book"), grids))


def test_the_score_by_hand():
    logits = torch.zeros(2, 13)
    logits[0, 6] = 1  # read as 6
    logits[1] = 2
    logits[1, 9] = 3  # read as 9
    trace = Trace(torch.tensor([[1.0], [0.0]]), torch.tensor([[2.0], [-1.0]]), logits)
    weights = torch.zeros(10, 4)
    weights[6], weights[9] = torch.tensor([0.5, 1.0, -2.0, 0.25]), torch.tensor([4.0, 3.0, 1.0, 0.5])
    scores = no_digit_scores(trace, Certainty(no_digit=tuple(weights.flatten().tolist())))
    assert np.allclose(energies(trace.logits), [np.log(12 + np.e), 2 + np.log(12 + np.e)])
    by_hand = [0.5 + 2 - 2 * np.log(12 + np.e) + 0.25, -3 + 2 + np.log(12 + np.e) + 0.5]
    assert np.allclose(scores, by_hand)


def test_the_trace_is_that_of_writing_step_by_step(drawn, grids):
    """With a cache, one token at a time, the last block looks where the trace says."""
    pixels, tokens = grids[:5].float() / 255, torch.tensor([[3, 7, 4, 9]] * 5)
    trace = trace_of(drawn, pixels, tokens)
    assert trace.hidden.shape == trace.looked.shape == (5, 4, 64) and trace.logits.shape == (5, 4, 13)
    read, cache = torch.full((5, 1), 10), drawn.new_cache()
    with torch.no_grad(), record(drawn) as seen:
        memory = drawn.encode(pixels)
        for step in range(4):
            logits = drawn.decode(read, memory, cache)[:, 0]
            look = seen["decoder.1.cross_attention.weights"][step].mean(dim=1)[:, 0]  # (B, S)
            assert torch.allclose(trace.looked[:, step], torch.einsum("bs,bsd->bd", look, memory), atol=1e-4)
            assert torch.allclose(trace.logits[:, step], logits, atol=1e-3)
            assert torch.allclose(drawn.head(trace.hidden[:, step]), logits, atol=1e-3)
            read = tokens[:, step : step + 1]


@pytest.mark.parametrize("answers", ["words", "letters"])
def test_only_models_of_digits(grids, answers):
    with pytest.raises(ValueError, match=f"expected a model that writes digits, given one that writes {answers}"):
        readings(GridTransformer(ModelConfig(answers=answers)).eval(), grids)


@pytest.mark.parametrize("wrong", [np.zeros((1, 28, 28), np.uint8), np.zeros((1, 56, 56), np.float32)])
def test_wrong_grids_are_refused(drawn, wrong):
    with pytest.raises((TypeError, ValueError), match="expected grids"):
        readings(drawn, wrong)


def test_certainty_travels_with_the_weights(tmp_path, drawn):
    certainty = Certainty(1.25, 0.95, tuple(np.linspace(-1, 1, 1300).tolist()))
    model = load_pretrained("book")
    assert model.certainty == Certainty() != drawn.certainty
    save_weights(tmp_path / "plain", model)
    assert "certainty" not in load_tensors(tmp_path / "plain")[1]  # as files were before
    model.certainty = certainty
    save_weights(tmp_path / "measured", model)
    assert load_pretrained(tmp_path / "measured").certainty == certainty
    assert certainty_from(json.loads(json.dumps(asdict(certainty)))) == certainty


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"temperature": 0.0}, "a temperature above 0"),
        ({"temperature": "1"}, "finite numbers"),
        ({"temperature": True}, "finite numbers"),
        ({"sure": 1.5}, "a probability from 0 to 1"),
        ({"sure": float("nan")}, "finite numbers"),
        ({"no_digit": [1.0] * 1299}, "1300 weights or none"),
        ({"no_digit": [1.0] * 1299 + [None]}, "finite numbers"),
        ({"no_digit": "6" * 1300}, "expected no_digit, sure, temperature"),
        ({"more": 1}, "expected no_digit, sure, temperature"),
    ],
)
def test_a_certainty_that_makes_no_sense_is_refused(tmp_path, change, why):
    tensors, about = load_tensors_of(tmp_path)
    save_tensors(tmp_path / "changed", tensors, about | {"certainty": asdict(Certainty()) | change})
    with pytest.raises(ValueError, match=why):
        load_pretrained(tmp_path / "changed")


@pytest.mark.parametrize("record", [None, 5, [], {}, {"temperature": 1.0}])
def test_another_record_is_refused(tmp_path, record):
    tensors, about = load_tensors_of(tmp_path)
    save_tensors(tmp_path / "changed", tensors, about | {"certainty": record})
    with pytest.raises(ValueError, match="expected no_digit, sure, temperature"):
        load_pretrained(tmp_path / "changed")


def load_tensors_of(folder):
    save_weights(folder / "whole", GridTransformer())
    return load_tensors(folder / "whole")
