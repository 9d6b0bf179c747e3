"""`Piece` without a browser: what it sends, its figures, what it refuses. In the book: browser/test_live_pieces.py."""

import html
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch

from mnist2x2 import Piece, load_pretrained
from mnist2x2.attention import causal_mask, scaled_dot_product_attention
from mnist2x2.checkpoint import load_tensors
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.page.drawing_grid import demonstration
from mnist2x2.page.pieces import GIVEN

ROOT = Path(__file__).parents[1]
IN_CHAPTERS = {  # each piece in its chapter, and its model
    "03_attention": ("query", None),
    "04_encoder": ("head", "book"),
    "05_masking": ("mask", None),
    "06_cross_attention": ("cross", "book"),
    "07_greedy_decoding": ("steps", "letters"),
}


def stored(piece: Piece) -> str:
    return piece._repr_mimebundle_()[0]["text/html"]


def drawing_in(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(re.search("<svg.*</svg>", text)[0])


@pytest.mark.parametrize(("kind", "model"), IN_CHAPTERS.values(), ids=[kind for kind, _ in IN_CHAPTERS.values()])
def test_what_a_notebook_stores(kind, model):
    state = torch.get_rng_state()
    piece, text = Piece(kind, model), stored(Piece(kind, model))
    assert stored(piece) == text and "0x" not in text and len(text) < 30_000
    assert torch.equal(torch.get_rng_state(), state)  # the cells after it draw the same random numbers
    given = json.loads(html.unescape(re.search("data-given='([^']*)'", text)[1]))
    assert f"<div data-piece='{kind}'" in text and given.pop("model", None) == model
    assert given == GIVEN[kind] and repr(piece) == f"Piece('{kind}')"
    drawing = drawing_in(text)
    assert len(drawing.get("aria-label")) > 30
    assert bool(piece.weights) == bool(piece.samples) == (model is not None)
    assert model is None or piece.about["example"] == demonstration()


def test_chapters_hold_a_piece_each():
    for name, (kind, _) in IN_CHAPTERS.items():
        text = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
        assert re.findall(r"<div data-piece='(\w+)'", text) == [kind]


def test_figures_show_what_attention_computes():
    query, keys, values = (torch.tensor(GIVEN["query"][name]) for name in ("query", "keys", "values"))
    mixed, weights = scaled_dot_product_attention(query[None], keys, values)
    said = drawing_in(stored(Piece("query"))).get("aria-label")
    assert re.findall(r"\d\.\d\d", said) == [f"{number:.2f}" for number in (*weights[0].tolist(), *mixed[0].tolist())]

    scores = torch.tensor(GIVEN["mask"]["scores"])
    _, weights = scaled_dot_product_attention(scores * 5**0.5, torch.eye(5), torch.eye(5), causal_mask(5))
    texts = [element.text for element in drawing_in(stored(Piece("mask"))).iter() if element.tag.endswith("text")]
    assert texts[27:52] == [f"{weight:.2f}" for weight in weights.flatten().tolist()]
    assert texts[1:26].count("\u2212∞") == 10


@pytest.mark.parametrize("kind", ["head", "cross", "steps"])
def test_takes_a_model_of_any_size(kind, tmp_path):
    """It is rounded and left as it is. A page without Python has no such model, so it keeps the figure."""
    torch.manual_seed(0)
    sizes = {"width": 32, "heads": 2, "patch": 28, "encoder_blocks": 1, "decoder_blocks": 1}
    for answers in ("digits", "letters"):
        model = GridTransformer(ModelConfig(answers=answers, **sizes)).train()
        piece = Piece(kind, model)
        assert model.training and "data-given" not in stored(piece)
        drawing_in(stored(piece))
        (tmp_path / "sent").write_bytes(piece.weights)
        sent, _ = load_tensors(tmp_path / "sent")
        assert all(torch.equal(tensor, sent[name]) for name, tensor in model.half().state_dict().items())


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("queries",), ValueError, "expected one of query, mask, head, cross, steps, given 'queries'"),
        (("query", "book"), ValueError, "expected no model for 'query'"),
        (("head", torch.nn.Linear(2, 2)), TypeError, "expected a GridTransformer, given Linear"),
        (("head", GridTransformer(ModelConfig(grid=3))), ValueError, "expected a model of 2x2 digits"),
        (("cross", "nonsense"), FileNotFoundError, "expected a weights file or one of"),
    ],
)
def test_refuses(arguments, error, said):
    with pytest.raises(error, match=said):
        Piece(*arguments)


def test_without_a_model_it_shows_the_default():
    assert Piece("steps").weights == Piece("steps", load_pretrained()).weights == Piece("steps", "drawn").weights
    assert "&quot;drawn&quot;" in stored(Piece("steps"))
