"""What the tours of the microscope tell: how it is measured, and that it holds together."""

import looking
import pytest
import torch
import tour_trials
import tours
from taking_away import WAYS, attentions

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.decoding import read_grids
from mnist2x2.interventions import intervene
from mnist2x2.patches import CELLS
from mnist2x2.recorded import recorded

LAYER = "decoder.0.cross_attention"


def maps_with(weights: torch.Tensor) -> looking.Maps:
    """Return maps of one head of cross-attention, weights (n, T, S), over grids without an upper left digit."""
    n, T, _ = weights.shape
    digits = (torch.arange(T) < T - 1).expand(n, T)
    cells = torch.arange(1, T + 1).clamp(max=3).expand(n, T)
    return looking.Maps({LAYER: weights[:, None]}, digits, cells, torch.tensor([[False, True, True, True]] * n))


def test_sharpness_is_from_one_place_to_all():
    sharp = maps_with(torch.eye(16)[None, :4])
    even = maps_with(torch.full((2, 4, 16), 1 / 16))
    assert looking.sharpness(sharp, LAYER, 0) == pytest.approx({"top": 1, "places": 1})
    assert looking.sharpness(even, LAYER, 0) == pytest.approx({"top": 1 / 16, "places": 16})


def test_where_a_head_looks():
    weights = torch.zeros(1, 4, 16)
    for step, (cell, quarter) in enumerate([(1, 2), (2, 2), (0, 2), (0, 0)]):  # the last one writes <finish>
        weights[0, step, CELLS[cell, quarter]] = 1
    found = looking.on_the_cell(maps_with(weights), LAYER, 0)
    assert found["peak"].tolist() == [True, True, False] and found["weight"].tolist() == [1, 1, 0]
    assert found["quarters"].tolist() == [2, 2, 2]


def test_several_heads_of_a_layer_change_together():
    heads = torch.randn(5, 4, 16, 16)  # (B, H, T, Dh)
    [(path, change)] = tour_trials.changes_of(
        [("encoder.1.attention", 0), ("encoder.1.attention", 2)], WAYS["zero"]
    ).items()
    assert path == "encoder.1.attention.mix"
    assert torch.equal(change(heads), heads * torch.tensor([0.0, 1, 0, 1])[:, None, None])


def found_in(value, name: str) -> list:
    """Return each dictionary with a key in nested dictionaries and lists."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    own = [value] if isinstance(value, dict) and name in value else []
    return own + [one for part in parts for one in found_in(part, name)]


def test_what_was_measured_holds_together():
    found = recorded("tours")
    assert found["grids"] == {"chosen_on": tours.CHOOSE, "reported_on": tours.REPORT}
    for tour in found["tours"].values():
        model = load_pretrained(tour["model"])
        for one in found_in(tour["heads"], "head"):
            assert one["layer"] in attentions(model) and 0 <= one["head"] < model.config.heads
        assert len(tour["page"]["picture"]) == 4
    assert all(0 <= share["count"] <= share["of"] for share in found_in(found, "count"))
    for taken in found_in(found, "zero"):
        for way, kind in (
            (way, kind) for way in WAYS if way in taken for kind in tour_trials.KINDS if kind in taken[way]
        ):
            own, before = taken[way][kind], found["intact"]["drawn"][kind]
            assert own["right"]["count"] == before["count"] - own["lost"] + own["gained"]


def test_pages_pictures_are_read_as_recorded():
    for name in ("flag", "sharp"):
        tour, model = recorded("tours")["tours"][name], load_pretrained("drawn")
        pictures = torch.stack([tour_trials.picture(tour["page"][which]) for which in ("picture", "emptied")])
        head = tour["heads"]["flag" if name == "flag" else "blurred"]
        with intervene(model, *tour_trials.zeroed([(head["layer"], head["head"])])):
            assert read_grids(model, pictures) == [tour["page"]["answer"], tour["page"]["zero"]]
