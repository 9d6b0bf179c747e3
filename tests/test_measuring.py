"""The speed benchmarks: how they measure, and that each of them runs on few and small measurements."""

import importlib
import json
import re
from itertools import product
from pathlib import Path

import measuring
import pytest
import scaling
import speed
import sprint
import step_parts
import torch
import training_steps
from cache import BATCHES, LENGTHS

from book import speed_figures
from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.decoding import read_grids
from mnist2x2.recorded import recorded
from tools import charts
from tools.speed_results import FILES

ROOT = Path(__file__).parents[1]


def test_spread_by_hand():
    assert measuring.spread([3, 1, 2, 10]) == {
        "mean": 4,
        "median": 2.5,
        "min": 1,
        "max": 10,
        "standard_deviation": pytest.approx((50 / 3) ** 0.5),
        "runs": 4,
    }
    assert measuring.spread([3])["standard_deviation"] is None
    assert measuring.ratio([2, 6, 9], [1, 2, 1])["median"] == 3


def test_percentiles_by_hand():
    values = [float(value) for value in range(101)]
    assert measuring.percentiles(values) == {"count": 101, "median": 50, "p90": 90, "p99": 99, "max": 100}


def test_turns_alternate_and_the_first_is_left_out():
    order = []

    def measure(name):
        order.append(name)
        return len(order)

    values = measuring.alternate({name: lambda name=name: measure(name) for name in "ab"}, runs=2)
    assert "".join(order) == "abbaab"
    assert values == {"a": [4, 5], "b": [3, 6]}


def test_a_separate_process():
    code = """
import json, measuring, sys, torch
print("first")
print(json.dumps([sys.argv[1:], torch.get_num_threads()]))
"""
    with measuring.threads(1):
        assert measuring.in_a_process(code, "a", 2) == [["a", "2"], 1]


def test_operations_are_counted():
    one = torch.ones(4, 5)
    assert training_steps.flops_of(lambda: one @ one.T) == 2 * 4 * 5 * 4
    query = torch.ones(1, 1, 3, 8)  # Q K^T and its product with V
    attention = torch.nn.functional.scaled_dot_product_attention
    assert training_steps.flops_of(lambda: attention(query, query, query)) == 2 * (2 * 3 * 8 * 3)


def test_reading_with_repeated_work_reads_the_same():
    model, dataset = load_pretrained(), MNIST2x2(train=False, size=30)
    grids = torch.stack([grid for grid, *_ in dataset])
    read = read_grids(model, grids)
    assert step_parts.read_again(model, grids, False) == step_parts.read_again(model, grids, True) == read


def test_the_race_goes_on_where_it_was(tmp_path):
    grids = MNIST2x2(train=False, size=20)
    for name in ("whole", "interrupted"):
        (tmp_path / name).mkdir()
    whole = sprint.Racer(tmp_path / "whole", 0, 128)
    for _ in range(2):
        whole.epoch(grids)
        sprint.Racer(tmp_path / "interrupted", 0, 128).epoch(grids)
    resumed = sprint.Racer(tmp_path / "interrupted", 0, 128)
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
    "cache": {"model", "steps"},
}
NAMES = (*FILES, "cache")  # the last one is drawn in chapter 7, not in the page about speed


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """What each benchmark writes in a quick try. The files in results/ stay as they are."""
    before = sorted((ROOT / "results").iterdir())
    folder, results = tmp_path_factory.mktemp("results"), {}
    for name in NAMES:
        path = folder / f"bench_{name}.json"
        content = importlib.import_module(name).main(["--quick", "--threads", "1", "--out", str(path)])
        results[name] = json.loads(path.read_text())
        assert results[name] == json.loads(json.dumps(content))
    assert sorted((ROOT / "results").iterdir()) == before
    return results


@pytest.mark.parametrize("name", NAMES)
def test_a_quick_try(quick, name):
    result = quick[name]
    assert KEYS[name] | {"made_by", "measured_on"} <= result.keys() and result["quick"]
    if name == "speed":
        assert [row["name"] for row in result["rows"]] == [target.name for target in speed.TARGETS]
    if name == "parallel":
        assert result["equal"]
    if name == "cache":
        assert {(step["batch"], step["length"]) for step in result["steps"]} == set(product(BATCHES, LENGTHS))


def test_memory_of_a_point_is_what_it_needs(quick):
    # each in a process of its own, since memory that earlier work has left behind would be used again
    (small,) = quick["scaling"]["training"]["curves"]["batch"]
    large = scaling.measure("training", {}, 16 * small["batch"], 1)
    assert large["flops"] == 16 * small["flops"] > 0
    assert large["memory_bytes"] > small["memory_bytes"] > 0


def test_targets_are_compared():
    less = speed.Target("memory", "what", 1.0, 0.7, less_is_better=True)
    more = speed.Target("decoding", "what", 1.0, 1.3)
    assert [less.compare({"median": value})["reached"] for value in (0.9, 1.0, 1.1)] == [True, True, False]
    assert [more.compare({"median": value})["reached"] for value in (0.9, 1.0, 1.1)] == [False, True, True]


def test_the_page_has_its_figures_and_charts(quick):
    page = (ROOT / "book" / "speed.md").read_text(encoding="utf-8")
    names = set(re.findall(r"\{\{ (speed_\w+) \}\}", page))
    assert names and names <= speed_figures.figures(quick).keys()
    drawn = charts.charts(quick)
    images = re.findall(r"!\[([^\]]{30,})\]\(assets/(speed-\w+)-(\w+)\.svg\)\{\.only-(\w+)\}", page)
    assert {(name, theme) for _, name, theme, _ in images} == {(name, t) for name in drawn for t in charts.THEMES}
    assert all(theme == shown_in for _, _, theme, shown_in in images)
    assert len({(words, name) for words, name, *_ in images}) == len(drawn)  # the same words for both themes
    for chart in drawn.values():
        assert chart.title in charts.svg(chart, "light")


def test_results_are_measured_in_earnest():
    assert not any(recorded(f"bench_{name}")["quick"] for name in NAMES)
    assert "book/speed" in (ROOT / "_toc.yml").read_text(encoding="utf-8")


def test_a_quick_try_writes_nothing_unless_asked():
    options = measuring.speed_parser("").parse_args(["--quick"])
    before = sorted((ROOT / "results").iterdir())
    assert measuring.write_speed(options, "nothing", {"figure": 1})["figure"] == 1
    assert sorted((ROOT / "results").iterdir()) == before
