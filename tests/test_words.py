"""The twins of benchmarks/words.py know what they are said to know, and no more; and its run resumes."""

import json
import sys

import pytest
import torch
import words

from mnist2x2.model import ModelConfig
from mnist2x2.tokenizer import ENGLISH, LETTERS


def moved(model, change, T=6):
    """Return, for each position, whether changing the tokens at some positions moves the logits, by a lot."""
    torch.manual_seed(0)
    tokens, memory = torch.randint(0, 18, (4, T)), torch.randn(4, 16, 64)
    other = tokens.clone()
    other[:, change] = (other[:, change] + 1) % 18
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.1 * torch.randn_like(p))
        return ((model.decode(tokens, memory) - model.decode(other, memory)).abs().amax(dim=(0, 2)) > 1e-3).tolist()


@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [
        (words.GridTransformer, [2], [False, False, True, True, True, True]),
        (words.LastToken, [2], [False, False, True, False, False, False]),
        (words.AllAtOnce, [1, 2, 3, 4, 5], [False] * 6),
        (words.AllAtOnce, [0], [True] * 6),
    ],
)
def test_what_a_twin_knows(kind, change, expected):
    assert moved(kind(ModelConfig(answers="letters")).eval(), change) == expected


def test_without_history_every_token_is_hidden():
    model = words.PerfectEyes(ModelConfig(answers="words"), history=False).eval()
    assert moved(model, [0, 1, 2, 3, 4], T=5) == [False] * 5
    assert moved(words.PerfectEyes(ModelConfig(answers="words"), history=True).eval(), [1], T=5)[1:] == [True] * 4


def test_the_loaders_languages(training_grids):
    options = {"batch_size": 50, "tokenizer": LETTERS, "seed": 3}
    for step in (0, 7, 45):
        tossed = words.GridLoader(training_grids, **options).batch(step)
        english = words.Loader(training_grids, **options, english=True).batch(step)
        told = words.Loader(training_grids, **options, told=True).batch(step)
        for text in LETTERS.to_text(english[2]):
            assert all(word in ENGLISH for word in text.split())
        spoken = [word in ENGLISH for word, *_ in map(str.split, LETTERS.to_text(tossed[2]))]
        assert torch.equal(told[2], tossed[2]) and torch.equal(told[1][:, 1:], tossed[1][:, 1:])
        assert [first == LETTERS.start for first in told[1][:, 0].tolist()] == spoken
        assert set(told[1][:, 0].tolist()) == {LETTERS.start, LETTERS.pad}


def test_an_interrupted_run_goes_on(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(words, "RESULTS", tmp_path)
    monkeypatch.setattr(words, "GRIDS", dict.fromkeys(words.GRIDS, 256))
    monkeypatch.setattr(words, "READ", 20)
    monkeypatch.setitem(words.PERFECT_EYES, "steps", 20)
    monkeypatch.setattr(words, "PLAN", [("words", "whole history"), ("letters", "all at once, language told")])
    monkeypatch.setattr(sys, "argv", ["words.py", "--seeds", "0"])
    words.main()
    first = json.loads((tmp_path / "words.json").read_text())
    assert capsys.readouterr().out.count("of full grids are right") == 2
    monkeypatch.setattr(sys, "argv", ["words.py", "--seeds", "0", "1"])
    words.main()
    both = json.loads((tmp_path / "words.json").read_text())
    assert capsys.readouterr().out.count("of full grids are right") == 2  # those of seed 1
    assert both["runs"][:2] == first["runs"] and len(both["runs"]) == 4 == len(both["perfect_eyes"]["runs"])
    summary = both["summary"]["words"]["whole history"]
    assert summary["held_out"]["greedy"]["sequence_accuracy"]["runs"] == 2
    shares = [summary["held_out"]["sampled"][kind]["mean"] for kind in ("sequence_accuracy", "mixed", "mixed_inside")]
    assert sum(shares) + summary["held_out"]["sampled"]["misread"]["mean"] == pytest.approx(1)
    assert both["perfect_eyes"]["summary"]["history"]["loss"]["runs"] == 2
