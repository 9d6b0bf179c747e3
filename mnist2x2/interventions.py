"""Interventions: one tensor of a model becomes something else while it computes. What follows shows what it was for.

The microscope's page takes the same interventions, as JSON: page/static/interventions.js.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from types import MethodType
from weakref import WeakKeyDictionary

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist2x2.activations import path_of, record, replaced
from mnist2x2.attention import Cache
from mnist2x2.decoding import as_tensor, evaluating, greedy_decode
from mnist2x2.model import GridTransformer

MASK = "causal_mask"
Recording = dict[str, list[Tensor]]


@dataclass(frozen=True, eq=False)
class Intervention:
    """What to do to one tensor: all of it, one head's part, or the rows of some patches or tokens.

    at: its name, as in `record`; or a parameter's name, such as "token_position"; or "causal_mask", to take that away.
    head: which head, of a "mix" or of "weights"; all if left out. rows: places of patches, from 0 to S - 1, or of
    tokens, from 0 for `<start>`; all if left out.
    to: what takes the place of its values: a number, a tensor (or lists) that broadcasts to them, or what `record` has
    kept of another run, of one picture or as many. Rows that the other run lacks stay as they are.
    look: the patch or token to which "weights" give all attention, instead of `to`.
    order: for each row, the row whose values it gets, instead of `to`.
    """

    at: str
    head: int | None = None
    rows: Sequence[int] | None = None
    to: float | Tensor | list | Recording = 0.0
    look: int | None = None
    order: Sequence[int] | None = None


@contextmanager
def intervene(model: GridTransformer, *interventions: Intervention | dict) -> Iterator[None]:
    """Let a model compute with interventions while the `with` block is open, in any way of decoding.

        with intervene(model, Intervention("encoder.1.attention.mix", head=2)):  # the head passes on zeros
            read_grids(model, grids)

    They can also be given as dictionaries of the fields of `Intervention`. They take effect in the order given, and
    `record` sees their results, whichever block is opened first. Without the causal mask, each token that is written
    changes what was computed for earlier ones, so decoding then keeps nothing in its cache.
    Raises ValueError, or TypeError for unknown fields, if an intervention does not fit the model.
    """
    changes = [one if isinstance(one, Intervention) else Intervention(**one) for one in interventions]
    for change in changes:
        check(model, change)
    parameters = dict(model.named_parameters())
    first = [
        0
    ]  # the place of the first token that the decoder computes now: with a cache, it has computed others before
    with ExitStack() as stack:
        stack.enter_context(decoding(model, first, masked=all(change.at != MASK for change in changes)))
        for at in dict.fromkeys(change.at for change in changes):
            own = [change for change in changes if change.at == at]
            if at == MASK:
                stack.enter_context(unmasked(model))
            elif at in parameters:
                stack.enter_context(overwritten(parameters[at], own[-1].to))
            else:
                change_all = partial(changed, own, first if is_of_tokens(at) else [0])
                stack.enter_context(replaced(model, path_of(at), change_all))
        yield


def is_of_tokens(name: str) -> bool:
    """Return whether the rows of a tensor stand for tokens; else they stand for patches."""
    of_memory = name.endswith(("cross_attention.key", "cross_attention.value"))
    return name.startswith(("decoder", "token", "head", "logits")) and not of_memory


def check(model: GridTransformer, change: Intervention) -> None:
    """Raise ValueError if an intervention does not fit a model."""
    at, heads = change.at, model.config.heads
    modules, parameters = dict(model.named_modules()), dict(model.named_parameters())
    if at != MASK and at not in parameters and path_of(at) not in modules:
        raise ValueError(f"expected the name of a tensor as in `record`, of a parameter, or {MASK!r}, given {at!r}")
    if change.head is not None and not (at.endswith(("mix", "weights")) and 0 <= change.head < heads):
        raise ValueError(f"expected a head from 0 to {heads - 1} of a mix or of weights, given {change.head} of {at!r}")
    if change.look is not None and not (at.endswith("weights") and change.look >= 0):
        raise ValueError(f"expected a place for attention weights to look at, given {change.look} for {at!r}")
    most = model.config.longest if is_of_tokens(at) else model.config.patches
    rows = [*(change.rows or []), *(change.order or [])]
    if not all(0 <= row < most for row in rows) or len(change.order or range(most)) != most:
        raise ValueError(f"expected rows of {at!r} from 0 to {most - 1}, in an order all of them, given {rows}")
    if isinstance(change.to, dict) and at not in change.to:
        raise ValueError(f"expected a recording that has {at!r}, given one without")


@contextmanager
def decoding(model: GridTransformer, first: list[int], masked: bool) -> Iterator[None]:
    """Note the place of the first token of each call of `decode`; without a mask, decode all tokens anew."""
    before: WeakKeyDictionary[Cache, Tensor] = WeakKeyDictionary()  # the tokens (B, T) that a cache stands for
    plain = model.decode

    def decode(tokens: Tensor, memory: Tensor, cache: list[tuple[Cache, Cache]] | None = None) -> Tensor:
        if masked or cache is None:
            first[0] = len(cache[0][0]) if cache else 0
            return plain(tokens, memory, cache)
        key, first[0] = cache[0][0], 0
        before[key] = torch.cat([before[key], tokens], dim=1) if key in before else tokens
        return plain(before[key], memory)[:, -tokens.shape[1] :]

    model.decode = decode
    try:
        yield
    finally:
        model.decode = plain
        if plain == MethodType(type(model).decode, model):  # nobody else had put another in its place
            del model.decode


@contextmanager
def unmasked(model: GridTransformer) -> Iterator[None]:
    """Let each token look at later ones, too."""
    hooks = [
        block.self_attention.mix.register_forward_pre_hook(lambda _, inputs: (*inputs[:3], None))
        for block in model.decoder
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


@contextmanager
def overwritten(parameter: nn.Parameter, to: float | Tensor | list) -> Iterator[None]:
    """Give a parameter other values."""
    kept = parameter.data
    parameter.data = torch.as_tensor(to, dtype=kept.dtype, device=kept.device).expand_as(kept).clone()
    try:
        yield
    finally:
        parameter.data = kept


def changed(changes: Sequence[Intervention], first: list[int], output: Tensor) -> Tensor:
    """Return what a module returns, (B, ..., T, X), after some interventions. first: the place of its first row."""
    output = output.clone()
    for change in changes:
        part = output if change.head is None else output[:, change.head]  # (B, ..., T, X)
        places = range(first[0], first[0] + part.shape[-2])
        rows = [place for place in places if change.rows is None or place in change.rows]
        if isinstance(change.to, dict):
            other = change.to[change.at][0].to(output)
            other = other if change.head is None else other[:, change.head]
            rows = [place for place in rows if place < other.shape[-2]]
            new = other[..., rows, :]
        else:
            new = torch.as_tensor(change.to, dtype=output.dtype, device=output.device)
        at = [place - first[0] for place in rows]
        if change.order is not None:
            new = part[..., [change.order[row] for row in at], :]
        if change.look is not None:
            if change.look >= part.shape[-1]:
                continue  # the token is not yet written
            new = F.one_hot(torch.tensor(change.look, device=output.device), part.shape[-1]).to(output)
        part[..., at, :] = new
    return output


def mean_activations(model: GridTransformer, grids) -> Recording:
    """Return the mean of each tensor over grids, uint8 (n, 56, 56), as `record` keeps one of a single picture.

    The model reads each grid. The mean at a token's place is over the answers that reach it.
    """
    tokenizer, weight = model.config.tokenizer, model.head.weight
    pixels = (as_tensor(grids, model.config.pixels).to(weight.device).float() / 255).to(weight.dtype)
    with evaluating(model), record(model) as seen:
        written = greedy_decode(model, pixels)  # (B, T)
        seen.clear()
        tokens = torch.cat([torch.full_like(written[:, :1], tokenizer.start), written[:, :-1]], dim=1)  # (B, T)
        model(pixels, tokens)
    reached = (tokens < tokenizer.finish).to(weight.dtype)  # (B, T)
    means = {}
    for name, (tensor,) in seen.items():
        shares = reached if is_of_tokens(name) else torch.ones_like(reached[:, :1])
        shares = (shares / shares.sum(dim=0)).view(len(tokens), *[1] * (tensor.dim() - 3), -1, 1)  # (B, ..., T, 1)
        means[name] = [(tensor * shares).sum(dim=0, keepdim=True)]
    return means
