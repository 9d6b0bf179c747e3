"""What a trained model reads when a head or a layer is taken away: replaced by zero, its mean, or another picture's.

Heads are chosen on the first `CHOOSE` held-out grids of each kind; the other `REPORT` grids give what is reported.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from itertools import zip_longest

import torch
from torch import Tensor

from mnist2x2.activations import record, replaced
from mnist2x2.attention import scaled_dot_product_attention
from mnist2x2.data.grids import compose_batch, held_out
from mnist2x2.decoding import evaluating, read_grids
from mnist2x2.model import GridTransformer
from mnist2x2.patches import CELL_OF
from mnist2x2.tokenizer import DIGITS

CHOOSE, REPORT = 1000, 2000
Change = Callable[[Tensor], Tensor]
WAYS: dict[str, Change] = {
    "zero": torch.zeros_like,
    "mean": lambda heads: heads.mean(dim=0, keepdim=True).expand_as(heads),  # over pictures, at each position
    "resample": lambda heads: heads.roll(1, dims=0),  # another picture's
}


@cache
def held_out_grids() -> dict[str, tuple[Tensor, list[str], Tensor]]:
    """Return, for each kind of grid, grids uint8 (n, 56, 56), answers, and which cells are filled, (n, 4)."""
    kinds = {}
    for kind, dataset in held_out().items():
        picks, is_empty = (part[: CHOOSE + REPORT] for part in (dataset.picks, dataset.is_empty))
        grids, _, targets = compose_batch(dataset.images, dataset.labels, picks, is_empty)
        kinds[kind] = grids, DIGITS.to_text(targets), ~is_empty
    return kinds


def for_head(head: int, change: Change) -> Change:
    """Return a change of all heads (B, H, T, Dh) that changes one of them."""

    def change_one(heads: Tensor) -> Tensor:
        heads = heads.clone()
        heads[:, head] = change(heads[:, head])
        return heads

    return change_one


def right(model: GridTransformer, grids: Tensor, answers: list[str], changes: dict[str, Change]) -> Tensor:
    """Return which answers are right, (n,), while modules return something else: `changes` by their path."""
    with ExitStack() as stack:
        for path, change in changes.items():
            stack.enter_context(replaced(model, path, change))
        read = read_grids(model, grids, batch_size=len(grids))
    return torch.tensor([one == other for one, other in zip(read, answers, strict=True)])


def shares(model: GridTransformer, changes: dict[str, Change]) -> dict:
    """Return the share of right answers for each kind of grid, and that of the grids that heads are chosen on."""
    result: dict = {"chosen_on": {}}
    for kind, (grids, answers, _) in held_out_grids().items():
        correct = right(model, grids, answers, changes).double()
        result[kind], result["chosen_on"][kind] = correct[CHOOSE:].mean().item(), correct[:CHOOSE].mean().item()
    return result


def attentions(model: GridTransformer) -> list[str]:
    """Return the paths of all attention layers, the encoder's first."""
    return [name.removesuffix(".mix") for name, _ in model.named_modules() if name.endswith(".mix")]


def heads_taken_away(model: GridTransformer) -> list[dict]:
    """Return, for each head, the shares of right answers if it is replaced in each of the ways."""
    return [
        {
            "layer": layer,
            "head": head,
            **{way: shares(model, {f"{layer}.mix": for_head(head, change)}) for way, change in WAYS.items()},
        }
        for layer in attentions(model)
        for head in range(model.config.heads)
    ]


def layers_taken_away(model: GridTransformer) -> dict:
    """Return the shares of right answers of the intact model, and with whole sublayers replaced."""
    layers = attentions(model)
    groups = {"the encoder's attention": [layer for layer in layers if layer.startswith("encoder")]}
    groups |= {
        f"the decoder's {kind}": [layer for layer in layers if kind in layer]
        for kind in ("self_attention", "cross_attention")
    }
    groups |= {layer: [layer] for layer in layers}
    paths = {name: [f"{layer}.mix" for layer in group] for name, group in groups.items()}
    paths |= {name: [name] for name, _ in model.named_modules() if name.endswith("feed_forward")}
    taken = {
        name: {way: shares(model, dict.fromkeys(group, change)) for way, change in WAYS.items()}
        for name, group in paths.items()
    }
    return {"intact": shares(model, {}), "away": taken}


def most_needed(model: GridTransformer, kind: str) -> tuple[str, int]:
    """Return layer and head of the encoder's head that one kind of grid needs most, by resampling, chosen on some."""
    layers = [layer for layer in attentions(model) if layer.startswith("encoder")]
    names = [(layer, head) for layer in layers for head in range(model.config.heads)]

    def left(name: tuple[str, int]) -> float:
        layer, head = name
        return shares(model, {f"{layer}.mix": for_head(head, WAYS["resample"])})["chosen_on"][kind]

    return min(names, key=left)


def stand_ins(model: GridTransformer, layer: str, head: int, grids: Tensor, own: Tensor) -> tuple[Tensor, dict]:
    """Return what a head passes on, (n, S, Dh), and what may take its place.

    own: bool (n, S), whether the cell of each vector is filled. The two constants are means over the first grids.
    """
    with evaluating(model), record(model) as seen:
        model.encode(grids.float() / 255)
    split = model.get_submodule(layer).split
    query, key, value = (split(seen[f"{layer}.{part}"][0])[:, head] for part in ("query", "key", "value"))
    heads, same, place = seen[f"{layer}.mix"][0][:, head], CELL_OF[:, None] == CELL_OF, torch.arange(len(CELL_OF))
    kinds = [
        torch.stack([heads[:CHOOSE, s][own[:CHOOSE, s] == filled].mean(dim=0) for s in place])
        for filled in (False, True)
    ]
    constants, flags = torch.stack(kinds), own.long()  # (2, S, Dh), (n, S)
    return heads, {
        "looks at its own cell alone": scaled_dot_product_attention(query, key, value, same)[0],
        "looks at other cells alone": scaled_dot_product_attention(query, key, value, ~same)[0],
        "one of two constants": constants[flags, place],
        "the two swapped": constants[1 - flags, place],
    }


def the_flag(model: GridTransformer) -> dict:
    """Return what the encoder head does that grids with empty cells need most, by the tests of chapter 4.

    Is it enough that it looks at its own cell? Or that it tells one thing, whether the vector's own cell is filled, by
    one of two constant vectors? And if these are swapped, or planted where a cell is empty?
    """
    kind = list(held_out())[1]
    layer, head = most_needed(model, kind)
    path = f"{layer}.mix"
    result = {"layer": layer, "head": head, "intact": shares(model, {})}
    result |= {way: shares(model, {path: for_head(head, change)}) for way, change in WAYS.items()}
    grids, answers, filled = held_out_grids()[kind]
    heads, others = stand_ins(model, layer, head, grids, filled[:, CELL_OF])
    for name, other in others.items():
        correct = right(model, grids, answers, {path: for_head(head, lambda _, other=other: other)})
        result[name] = {kind: correct[CHOOSE:].double().mean().item()}
    return result | {"planted": plant(model, path, head, grids, heads, filled)}


def plant(model: GridTransformer, path: str, head: int, grids: Tensor, heads: Tensor, filled: Tensor) -> dict:
    """Return the share of digits that are written one step later if an empty first cell is said to be filled.

    The head's vectors at the first cell are replaced by those of a picture with a digit there; for comparison, by
    those of another picture with an empty first cell.
    """
    first = filled[:, 0]
    hosts = (~first & filled.any(dim=1) & (torch.arange(len(first)) >= CHOOSE)).nonzero().flatten()
    donors = {"filled": first.nonzero().flatten(), "empty": (~first).nonzero().flatten()}
    before = read_grids(model, grids[hosts])
    moved = {}
    for name, pictures in donors.items():
        new = heads[hosts].clone()
        new[:, CELL_OF == 0] = heads[pictures[torch.arange(len(hosts)) % len(pictures)]][:, CELL_OF == 0]
        with replaced(model, path, for_head(head, lambda _, new=new: new)):
            after = read_grids(model, grids[hosts], batch_size=len(hosts))
        later = [
            digit == later_one
            for old, now in zip(before, after, strict=True)
            for digit, later_one in zip_longest(old, now[1 : 1 + len(old)])
        ]
        moved[name] = sum(later) / len(later)
    return moved
