"""The speed benchmarks: how they measure, and that each runs, on few and small measurements."""

import importlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import draw_speed
import measuring
import parts
import pytest
import scaling
import speed
import speed_figures
import sprint
import steps
import torch

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.decoding import read_grids

ROOT = Path(__file__).parents[1]


def test_spread_by_hand():
    assert measuring.spread([3, 1, 2, 9]) == {"median": 2.5, "min": 1, "max": 9, "runs": 4}
    assert measuring.ratio([2, 6, 9], [1, 2, 1])["median"] == 3


def test_turns_alternate_and_the_first_is_left_out():
    order = []

    def measure(name):
        order.append(name)
        return len(order)

    found = measuring.alternate({name: lambda name=name: measure(name) for name in "ab"}, runs=2)
    assert "".join(order) == "abbaab"
    assert found == {"a": [4, 5], "b": [3, 6]}


def test_a_process_of_its_own():
    code = "import sys, torch, measuring; print('first'); print([sys.argv[1:], torch.get_num_threads()])"
    code = code.replace("print([", "import json; print(json.dumps([").replace("()])", "()]))")
    with measuring.threads(1):
        assert measuring.in_a_process(code, "a", 2) == [["a", "2"], 1]


def test_operations_are_counted():
    one = torch.ones(4, 5)
    assert steps.flops_of(lambda: one @ one.T) == 2 * 4 * 5 * 4
    query = torch.ones(1, 1, 3, 8)  # Q K^T and its product with V
    attention = torch.nn.functional.scaled_dot_product_attention
    assert steps.flops_of(lambda: attention(query, query, query)) == 2 * (2 * 3 * 8 * 3)


def test_reading_with_more_to_do_reads_the_same():
    model, grids = load_pretrained(), MNIST2x2(train=False, size=30)
    grids = torch.stack([grid for grid, *_ in grids])
    assert parts.read_again(model, grids, False) == parts.read_again(model, grids, True) == read_grids(model, grids)


def test_memory_of_a_point_is_what_it_needs():
    # each in a process of its own: in this one, earlier tests have left memory that is used again
    small, large = (scaling.measure("training", {}, batch, 1) for batch in (16, 256))
    assert large["flops"] == 16 * small["flops"] > 0
    assert large["memory_bytes"] > small["memory_bytes"]


def test_the_race_goes_on_where_it_was(tmp_path):
    grids = MNIST2x2(train=False, size=20)
    for name in ("whole", "interrupted"):
        (tmp_path / name).mkdir()
    whole = sprint.UsualWay(tmp_path / "whole", 0, 128)
    for _ in range(2):
        whole.epoch(grids)
        sprint.UsualWay(tmp_path / "interrupted", 0, 128).epoch(grids)
    resumed = sprint.UsualWay(tmp_path / "interrupted", 0, 128)
    assert [line["loss"] for line in resumed.history] == [line["loss"] for line in whole.history]
    assert all(torch.equal(a, b) for a, b in zip(resumed.model.parameters(), whole.model.parameters(), strict=True))


KEYS = {
    "speed": {
        "rows",
        "workers",
        "training_parts_ms",
        "reading_parts_ms",
        "samples_per_second",
        "reading_seconds",
        "memory_bytes",
        "start_up_seconds",
    },
    "sprint": {"goal", "recipe", "row", "usual", "ours"},
    "scaling": {"default", "training", "reading"},
    "parallel": {"samples_per_second", "two_over_one", "losses", "largest_difference", "equal"},
}


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """A folder with what the benchmarks write, each run quickly; and what is in results/ stays as it is."""
    before = sorted((ROOT / "results").iterdir())
    folder = tmp_path_factory.mktemp("results")
    for name in KEYS:
        path = folder / f"bench_{name}.json"
        found = importlib.import_module(name).main(["--quick", "--threads", "1", "--out", str(path)])
        assert json.loads(path.read_text()) == json.loads(json.dumps(found))
    assert sorted((ROOT / "results").iterdir()) == before
    return folder


@pytest.mark.parametrize("name", KEYS)
def test_a_quick_try(tried, name):
    found = json.loads((tried / f"bench_{name}.json").read_text())
    assert KEYS[name] | {"made_by", "measured_on"} <= found.keys() and found["quick"]
    if name == "speed":
        assert [row["name"] for row in found["rows"]] == [target[0] for target in speed.TARGETS]
    if name == "parallel":
        assert found["equal"]


def test_the_page_has_its_figures_and_charts(tried):
    page = (ROOT / "book" / "speed.md").read_text(encoding="utf-8")
    names = set(re.findall(r"\{\{ (speed_\w+) \}\}", page))
    assert names and names <= speed_figures.figures(tried).keys()
    charts = draw_speed.drawings(tried)
    assert {Path(image).stem for image in re.findall(r"!\[[^\]]{30,}\]\((assets/speed-\S+)\)", page)} == charts.keys()
    for chart in charts.values():
        root = ElementTree.fromstring(chart)
        assert all(root.find("{*}" + name).text for name in ("title", "desc"))


@pytest.mark.skipif(not speed_figures.measured(), reason="the speed benchmarks have not been run")
def test_charts_are_current_and_measured_in_earnest():
    for name, chart in draw_speed.drawings().items():
        assert (ROOT / "book" / "assets" / f"{name}.svg").read_text(encoding="utf-8") == chart, name
    assert not any(speed_figures.load(ROOT / "results", name)["quick"] for name in KEYS)
    assert "book/speed" in (ROOT / "_toc.yml").read_text(encoding="utf-8")


def test_a_quick_try_writes_nothing_unless_asked():
    given = measuring.parser("").parse_args(["--quick"])
    before = sorted((ROOT / "results").iterdir())
    assert measuring.write(given, "nothing", {"found": 1})["found"] == 1
    assert sorted((ROOT / "results").iterdir()) == before
