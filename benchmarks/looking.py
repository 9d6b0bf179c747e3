"""Where the heads of a model look: how sharp each map is, and whether it is on the cell whose digit is written next.

For grids that the model reads right; `held_out_grids` of taking_away.py says which.
"""

from dataclasses import dataclass

import torch
from taking_away import CHOOSE, held_out_grids
from torch import Tensor

from mnist2x2.activations import record
from mnist2x2.decoding import evaluating, greedy_decode
from mnist2x2.model import GridTransformer
from mnist2x2.patches import CELL_OF, CELLS

CHOSEN_ON, REPORTED_ON = slice(None, CHOOSE), slice(CHOOSE, None)  # parts of the held-out grids


@dataclass
class Maps:
    """The attention weights of a model over some grids, n of them, which it reads right.

    weights: (n, H, T, S) by the path of the layer. digits: bool (n, T), whether row t writes a digit. cells: int64
    (n, T), the cell of that digit. filled: bool (n, 4).
    """

    weights: dict[str, Tensor]
    digits: Tensor
    cells: Tensor
    filled: Tensor


def maps_of(model: GridTransformer, kind: str, part: slice) -> Maps:
    """Return the maps of a model that writes digits, over a part of the held-out grids of one kind."""
    grids, answers, filled = (of_all[part] for of_all in held_out_grids()[kind])
    pixels = grids.float() / 255
    tokenizer = model.config.tokenizer
    with evaluating(model):
        written = greedy_decode(model, pixels)  # (n, T)
        read = torch.tensor([one == other for one, other in zip(tokenizer.to_text(written), answers, strict=True)])
        before = torch.cat([torch.full_like(written[:, :1], tokenizer.start), written[:, :-1]], dim=1)
        with record(model) as seen:
            model(pixels[read], before[read])
    weights = {name.removesuffix(".weights"): w for name, (w,) in seen.items() if name.endswith(".weights")}
    cells = filled[read].int().argsort(dim=1, descending=True, stable=True)  # (n, 4), the filled ones first
    cells = torch.cat([cells, cells[:, -1:]], dim=1)[:, : before.shape[1]]  # (n, T)
    digits = torch.arange(before.shape[1]) < filled[read].sum(dim=1, keepdim=True)
    return Maps(weights, digits, cells, filled[read])


def sharpness(maps: Maps, layer: str, head: int) -> dict:
    """Return the mean weight of the place most looked at, and the mean number of places looked at.

    That number is e to the power of the entropy: k places with equal weights count as k.
    """
    weights = maps.weights[layer][:, head]  # (n, T, S)
    rows = maps.digits.clone() if "decoder" in layer else torch.ones(weights.shape[:2], dtype=torch.bool)
    if "self" in layer and "decoder" in layer:
        rows[:, 0] = False  # <start> has nowhere else to look
    weights = weights[rows]
    entropy = -torch.special.xlogy(weights, weights).sum(dim=1)
    return {"top": weights.amax(dim=1).mean().item(), "places": entropy.exp().mean().item()}


def on_the_cell(maps: Maps, layer: str, head: int) -> dict:
    """Return how a head of cross-attention looks at the cell whose digit is written next.

    peak: bool (digits,), whether the place most looked at is in that cell; weight: float (digits,), the cell's share;
    quarters: int64 (digits,), the quarter of its cell in which the place most looked at lies.
    """
    weights = maps.weights[layer][:, head][maps.digits]  # (digits, S)
    cells, place = maps.cells[maps.digits], weights.argmax(dim=1)
    return {
        "peak": CELL_OF[place] == cells,
        "weight": (weights * (CELL_OF == cells[:, None])).sum(dim=1),
        "quarters": CELLS.flatten().argsort()[place] % 4,
    }


def own_cell(maps: Maps, layer: str, head: int) -> dict:
    """Return how much of a head's look stays in the vector's own cell, in filled and in empty cells."""
    own = (maps.weights[layer][:, head] * (CELL_OF[:, None] == CELL_OF)).sum(dim=2)  # (n, S)
    filled = maps.filled[:, CELL_OF]
    return {"filled": own[filled].mean().item(), "empty": own[~filled].mean().item()}
