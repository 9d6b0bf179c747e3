"""The readers of benchmarks/ablations.py see what they are said to see; heads are taken away as it says; it resumes."""

import json
import sys

import ablations
import pytest
import taking_away
import torch

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.model import ModelConfig
from mnist2x2.recorded import recorded


@pytest.mark.parametrize("kind", [ablations.FourHeads, ablations.OneHead, ablations.FiveHeads])
@pytest.mark.parametrize("attention", [True, False])
def test_what_a_reader_sees_of_the_picture(kind, attention, monkeypatch):
    """Blank one patch after the other: which outputs change?"""
    monkeypatch.setattr(ablations, "STEPS", 4)
    reader = ablations.train_reader(kind, attention, 0, 1e-3)
    pixels = torch.rand(2, 56, 56)
    sees = torch.zeros(16, reader(pixels).shape[1], dtype=torch.bool)  # (S, outputs)
    for patch in range(16):
        blank, row, column = pixels.clone(), patch // 4 * 14, patch % 4 * 14
        blank[:, row : row + 14, column : column + 14] = 0
        sees[patch] = (reader(blank) != reader(pixels)).flatten(2).any(dim=2).any(dim=0)
    if attention or kind is ablations.FiveHeads:
        assert sees.all()
        return
    patches = ablations.LAST[:, None] if kind is ablations.OneHead else ablations.CELLS
    expected = torch.zeros(16, 4, dtype=torch.bool)
    for cell, own in enumerate(patches):
        expected[own, cell] = True
    assert torch.equal(sees, expected)


def test_cells_are_numbered_in_reading_order():
    assert ablations.CELLS.tolist() == [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]
    assert all((taking_away.CELL_OF[patches] == cell).all() for cell, patches in enumerate(ablations.CELLS))


def test_ways_to_take_a_head_away():
    heads = torch.arange(24.0).view(2, 3, 2, 2)  # (B, H, T, Dh)
    for way, expected in (("zero", 0 * heads), ("mean", heads.mean(0).expand(2, 3, 2, 2)), ("resample", heads.flip(0))):
        change = taking_away.for_head(1, taking_away.WAYS[way])(heads)
        assert torch.equal(change[:, 1], expected[:, 1])
        assert torch.equal(change[:, [0, 2]], heads[:, [0, 2]])
        assert torch.equal(taking_away.WAYS[way](heads), expected)


def test_the_recorded_head_is_the_one_that_empty_cells_need():
    """Measured again for the two heads that change most and least, on the same grids."""
    kind = "held_out_with_empty_cells"
    lines = [line for line in recorded("ablations")["book"]["heads"] if line["layer"].startswith("encoder")]
    lines.sort(key=lambda line: line["resample"]["chosen_on"][kind])
    flag = recorded("ablations")["book"]["flag"]
    assert (lines[0]["layer"], lines[0]["head"]) == (flag["layer"], flag["head"])
    for line in (lines[0], lines[-1]):
        change = taking_away.for_head(line["head"], taking_away.WAYS["resample"])
        measured = taking_away.shares(load_pretrained("book"), {f"{line['layer']}.mix": change})
        assert measured[kind] == pytest.approx(line["resample"][kind], abs=0.002)


def test_a_run_resumes_and_keeps_what_is_finished(tmp_path, monkeypatch):
    monkeypatch.setattr(ablations, "RESULTS", tmp_path)
    monkeypatch.setattr(ablations, "STEPS", 4)
    monkeypatch.setattr(ablations, "READERS", {"one head on one row": ablations.OneHead})
    monkeypatch.setattr(ablations, "held_out", lambda held_back=0: {"held_out": ablations.MNIST2x2(size=20)})
    monkeypatch.setattr(ablations, "the_flag", lambda model: {"head": 1})
    monkeypatch.setattr(ablations, "layers_taken_away", lambda model: {})
    monkeypatch.setattr(ablations, "heads_taken_away", lambda model: [])
    monkeypatch.setattr(ablations, "train_whole", lambda seed, attention: ablations.EncoderDecoder(ModelConfig()))
    contents = []
    for seeds in (["0"], ["0", "1"]):
        monkeypatch.setattr(sys, "argv", ["ablations.py", "--seeds", *seeds])
        ablations.main()
        contents.append(json.loads((tmp_path / "ablations.json").read_text()))
    first, second = contents
    assert second["trained"]["runs"][:4] == first["trained"]["runs"]
    assert second["trained"]["rates"] == first["trained"]["rates"]
    assert [run["seed"] for run in second["trained"]["runs"]] == [0] * 4 + [1] * 4
    assert [about["seed"] for about in second["seeds"]] == [0, 1]
    spread = second["trained"]["summary"]["one head on one row, no attention"]["held_out"]["sequence_accuracy"]
    assert spread["runs"] == 2
