"""What the microscope counts on its grids, in a worker, is what Python counts with the same interventions."""

import numpy as np
import pytest
import torch

from mnist2x2 import intervene, load_pretrained, read_grids, record
from mnist2x2.interventions import mean_activations
from mnist2x2.page.microscope import means_from, pictures, rounded
from mnist2x2.tokenizer import ENGLISH, SPANISH

COUNT = """(interventions) => {
  const { scope } = document.querySelector("[data-microscope]").microscope;
  window.counted = new Promise((resolve) => {
    const tell = (result) => (result.trouble || result.done === result.of) && resolve(result);
    scope.startCounting();
    scope.counter.count(interventions, {}, tell);
  });
  return null; // Python counts meanwhile
}"""
READY = "document.querySelector('[data-microscope]').microscope?.scope.trace"
SHUFFLED = np.random.default_rng(0).permutation(16).tolist()
CASES = {
    "a head, zero": [{"at": "encoder.1.attention.mix", "head": 2, "to": 0}],
    "a head, another picture's": [{"at": "encoder.1.attention.mix", "head": 2, "to": "other"}],
    "an attention and another head, their means": [
        {"at": "decoder.0.cross_attention.mix", "to": "mean"},
        {"at": "encoder.1.attention.mix", "head": 2, "to": "mean"},
    ],
    "no causal mask, and no positions of tokens": [{"at": "causal_mask"}, {"at": "token_position"}],
    "no positions of patches": [{"at": "patch_embedding.position"}],
    "memory rows shuffled, and a feed-forward part, zero": [
        {"at": "encoder_norm", "order": SHUFFLED},
        {"at": "encoder.2.feed_forward", "to": 0},
    ],
}


@pytest.fixture(scope="module")
def kinds():
    """The grids that are counted, and their truths: as they are, and with empty cells."""
    about = pictures()
    grids, emptied, truths = about["grids"], about["grids"].copy(), []
    for grid, truth, empty in zip(emptied, about["truths"], about["empty"], strict=True):
        for cell in np.flatnonzero(empty):
            y, x = 28 * (cell // 2), 28 * (cell % 2)
            grid[y : y + 28, x : x + 28] = 0
        truths.append("".join(digit for digit, gone in zip(truth, empty, strict=True) if not gone))
    return [(grids, about["truths"]), (emptied, truths)]


def counted(model, means, kinds, interventions) -> list[dict]:
    """Count with Python what the worker counts."""
    counts = []
    for grids, truths in kinds:
        sources = {"mean": means}
        if any(one.get("to") == "other" for one in interventions):
            with torch.no_grad(), record(model) as sources["other"]:
                model.encode(torch.from_numpy(np.roll(grids, -1, axis=0)).float() / 255)
        ready = [{**one, "to": sources.get(one.get("to"), one.get("to", 0))} for one in interventions]
        before = np.array(read_grids(model, grids)) == truths
        with intervene(model, *ready):
            answers = read_grids(model, grids)
        now = np.array(answers) == truths
        lost, gained = before & ~now, now & ~before
        more = np.array([len(answer) - len(truth) for answer, truth in zip(answers, truths, strict=True)])
        counts.append(
            {
                **{"right": now.sum(), "before": before.sum(), "lost": lost.sum(), "gained": gained.sum()},
                **{"longer": (before & (more > 0)).sum(), "shorter": (before & (more < 0)).sum()},
                **{"mixed": 0, "mixedBefore": 0},  # languages: this model writes digits
                "answers": [{"i": i, "text": answers[i]} for i in np.flatnonzero(lost).tolist()],
            }
        )
    return counts


def test_counts(served, opened, kinds):
    """Each kind of intervention, in one page."""
    page = opened(f"{served}/book/microscope.html")
    page.wait_for_function(READY)
    model = rounded(load_pretrained("drawn"))
    means = mean_activations(model, means_from())
    for what, interventions in CASES.items():
        page.evaluate(COUNT, interventions)
        ours = counted(model, means, kinds, interventions)
        assert page.evaluate("counted").get("kinds") == ours, what


def test_lost_grids(served, opened):
    """A lost grid that is drawn is read as it was in the count."""
    page = opened(f"{served}/book/microscope.html")
    page.wait_for_function(READY)
    scope = "document.querySelector('[data-microscope]').microscope.scope"
    done = "document.querySelector('[data-testid=microscope-count]').getAttribute('aria-busy') === 'false'"
    page.get_by_test_id("microscope-tab-switches").click()
    page.get_by_test_id("microscope-switch-encoder.1.attention.2").click()
    page.wait_for_function(done, timeout=60_000)
    for _ in range(3):
        page.get_by_test_id("microscope-lost-1").click()
        said = page.get_by_test_id("microscope-lost-said").inner_text()
        assert f"the model read {page.evaluate(f'{scope}.trace.text')}." in said
    assert any("sample" in mark and mark["sample"] > 0 for own in page.evaluate(f"{scope}.state.marks") for mark in own)


def test_mixed_languages(served, opened, kinds):
    """Letters: an answer is right if its digits are, and answers with names of both languages are counted."""
    page = opened(f"{served}/book/microscope.html")
    page.wait_for_function(READY)
    page.evaluate("document.querySelector('[data-microscope]').microscope.scope.use('letters')")
    cut = [{"at": "decoder.1.self_attention.mix", "to": 0}]
    page.evaluate(COUNT, cut)
    model = rounded(load_pretrained("letters"))
    with intervene(model, *cut):
        answers = [read_grids(model, grids) for grids, _ in kinds]
    found = page.evaluate("counted").get("kinds")
    for kind, texts in zip(found, answers, strict=True):
        known = [{word in SPANISH for word in text.split() if word in ENGLISH + SPANISH} for text in texts]
        assert kind["mixed"] == sum(len(languages) > 1 for languages in known) > 10 and kind["mixedBefore"] == 0
        assert all(texts[lost["i"]] == lost["text"] for lost in kind["answers"])
