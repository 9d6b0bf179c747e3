"""The microscope's switchboard: what is off, what it says, and the ranking of heads, which PyTorch computes, too."""

import json

import numpy as np
import pytest
import torch

from mnist2x2 import intervene, load_pretrained
from mnist2x2.decoding import greedy_decode
from mnist2x2.page.microscope import rounded

SCOPE = "document.querySelector('[data-microscope]').microscope.scope"
HEAD = {"at": "encoder.1.attention.mix", "head": 2, "to": 0}
RANKED = """() => {
  const list = document.querySelector("[data-testid=microscope-ranking]");
  return list?.getAttribute("aria-busy") === "false";
}"""
ROWS = """() => [...document.querySelectorAll("[data-testid=microscope-ranking] button")].map((row) => [
  row.dataset.testid.replace("microscope-rank-", ""),
  row.querySelector(".loss").textContent.replace("\\u2212", "-"),
  row.querySelector(".text").textContent.replace("→ ", ""),
])"""


@pytest.fixture
def page(served, opened):
    page = opened(f"{served}/book/microscope.html")
    page.get_by_test_id("microscope-tab-switches").click()
    page.wait_for_function(RANKED)
    return page


def changes(page) -> list[dict]:
    return json.loads(page.evaluate(f"JSON.stringify({SCOPE}.state.interventions)"))


def log_probability(model, pixels, tokens: list[int]) -> float:
    """Return the log-probability of an answer, <finish> included."""
    tokenizer = model.config.tokenizer
    read, targets = [tokenizer.start, *tokens], [*tokens, tokenizer.finish]
    with torch.no_grad():
        logits = model(pixels, torch.tensor([read]))[0].log_softmax(dim=-1)  # (T, C)
    return logits[range(len(targets)), targets].sum().item()


def test_the_ranking(page):
    """Each head's loss, besides what is off, and the answers that differ."""
    page.evaluate(f"{SCOPE}.intervene([{json.dumps(HEAD)}])")
    page.get_by_test_id("clear-1").click()  # with an empty cell, this head matters
    page.wait_for_function("document.querySelector('[data-testid=microscope-ranking][aria-busy=true]')")
    page.wait_for_function(RANKED)
    rows, model = page.evaluate(ROWS), rounded(load_pretrained("drawn"))
    grid, answer = page.evaluate(f"[[...{SCOPE}.grid], {SCOPE}.trace.text]")
    pixels = torch.tensor(grid).view(1, 56, 56) / 255
    tokens = [int(digit) for digit in answer]
    with intervene(model, HEAD):
        before = log_probability(model, pixels, tokens)
        losses = []
        for name, loss, text in rows:
            part, head = name.rsplit(".", 1)
            if loss == "off":
                assert (f"{part}.mix", int(head)) == (HEAD["at"], HEAD["head"])
                continue
            with intervene(model, {"at": f"{part}.mix", "head": int(head)}):
                losses.append(before - log_probability(model, pixels, tokens))
                with torch.no_grad():
                    written = model.config.tokenizer.to_text(greedy_decode(model, pixels))[0]
            assert abs(float(loss) - losses[-1]) < (0.06 if abs(losses[-1]) >= 10 else 2e-3), name
            assert (text or answer) == written, name
    assert len(losses) == 31 and np.all(np.diff(losses) < 1e-3)


def test_one_choice_and_idle_heads(page):
    """Heads ranked by one token against the runner-up; those that lose nothing, off together, and on again."""
    page.get_by_test_id("microscope-rank-by").select_option("1")
    page.wait_for_function("document.querySelector('[data-testid=microscope-ranking][aria-busy=true]')")
    page.wait_for_function(RANKED)
    rows, model = page.evaluate(ROWS), rounded(load_pretrained("drawn"))
    grid, answer = page.evaluate(f"[[...{SCOPE}.grid], {SCOPE}.trace.text]")
    pixels, read = (
        torch.tensor(grid).view(1, 56, 56) / 255,
        torch.tensor([[model.config.tokenizer.start, int(answer[0])]]),
    )

    @torch.no_grad()
    def difference() -> float:
        logits = model(pixels, read)[0, -1]
        return (logits[token] - logits[against]).item()

    with torch.no_grad():
        token, against = model(pixels, read)[0, -1].topk(2).indices
    assert str(token.item()) == answer[1]
    before = difference()
    for name, loss, _ in rows[:3] + rows[-3:]:
        part, head = name.rsplit(".", 1)
        with intervene(model, {"at": f"{part}.mix", "head": int(head)}):
            assert abs(before - difference() - float(loss)) < 2e-3, name
    page.get_by_test_id("microscope-rank-by").select_option("")
    page.wait_for_function("document.querySelector('[data-testid=microscope-ranking][aria-busy=true]')")
    page.wait_for_function(RANKED)
    idle = sum(abs(float(loss)) < 0.01 for _, loss, _ in page.evaluate(ROWS))
    page.get_by_test_id("microscope-idle").click()
    assert f"Without these {idle} heads" in page.get_by_test_id("microscope-idle-said").inner_text()
    assert sum(1 if "head" in change else 4 for change in changes(page)) == idle
    page.get_by_test_id("microscope-back").click()
    assert changes(page) == []


def test_switches(page):
    """A whole attention is its heads, a block is its parts, and all that is off can become something else."""

    def press(name):
        page.get_by_test_id(f"microscope-switch-{name}").press("Enter")

    for head in range(4):
        press(f"encoder.0.attention.{head}")
    assert changes(page) == [{"at": "encoder.0.attention.mix", "to": 0}]
    press("encoder.0.attention.1")
    assert [change["head"] for change in changes(page)] == [0, 2, 3]
    press("encoder.0")
    whole = [{"at": "encoder.0.attention.mix", "to": 0}, {"at": "encoder.0.feed_forward", "to": 0}]
    assert changes(page) == whole
    page.get_by_test_id("microscope-way-mean").check()
    assert changes(page) == [{**change, "to": "mean"} for change in whole]
    page.get_by_test_id("microscope-back").click()
    assert changes(page) == whole
    page.wait_for_function("document.querySelector('[data-testid=microscope-way-zero]').checked")
    press("encoder.0")
    assert changes(page) == []
    press("memory")
    page.wait_for_function("document.querySelector('[data-testid=microscope-before]').textContent.includes('the same')")
    (change,) = changes(page)
    assert sorted(change["order"]) == list(range(16)) != change["order"]
    press("memory")
    assert changes(page) == []
