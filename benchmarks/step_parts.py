"""Where the time goes: a training step part by part, and reading with more and more work avoided."""

import time
from collections.abc import Callable
from itertools import pairwise

import torch
import torch.nn.functional as F
from measuring import alternate, seconds, spread
from reference import Reference, make_optimizer
from torch import Tensor
from training_steps import Steps
from usual_way import UsualWay

from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.decoding import evaluating, read_grids
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.tokenizer import START, to_text

PARTS = ("batch", "forward", "backward", "optimizer")


def step_by_part(batch: Callable[[], tuple[Tensor, ...]], model, optimizer: torch.optim.Optimizer) -> list[float]:
    """Take a training step and return the seconds of each of its parts."""
    times = [time.perf_counter()]
    pictures, inputs, targets = batch()
    times.append(time.perf_counter())
    loss = F.cross_entropy(model(pictures, inputs).flatten(0, 1), targets.flatten())
    times.append(time.perf_counter())
    optimizer.zero_grad()
    loss.backward()
    times.append(time.perf_counter())
    optimizer.step()
    times.append(time.perf_counter())
    return [after - before for before, after in pairwise(times)]


def training_parts(steps: int, runs: int, warm_ups: int = 1) -> dict:
    """Return the milliseconds a step of each part: of the usual way, without workers, and of ours.

    Between them stands the usual way's model on our batches. What then still differs from ours is how attention is
    written, and Adam.
    """
    usual, ours, reference = UsualWay(), Steps(), Reference(ModelConfig())
    stitched = iter(usual.loader)

    def composed() -> tuple[Tensor, ...]:
        ours.run.step += 1
        grids, inputs, targets = ours.loader.batch(ours.run.step)
        return grids.float() / 255, inputs, targets

    ways = {
        "the usual way": (lambda: next(stitched), usual.model, usual.optimizer),
        "its model, our batches": (composed, reference, make_optimizer(reference)),
        "ours": (composed, ours.run.model, ours.run.optimizers[0]),
    }
    noted: dict[str, list[list[float]]] = {name: [] for name in ways}

    def take_steps(name: str) -> float:
        taken = [step_by_part(*ways[name]) for _ in range(steps)]
        noted[name].append([sum(part) / steps for part in zip(*taken, strict=True)])
        return sum(noted[name][-1])

    alternate({name: lambda name=name: take_steps(name) for name in ways}, runs, warm_ups)
    return {
        name: {part: spread([1000 * line[i] for line in lines[warm_ups:]]) for i, part in enumerate(PARTS)}
        for name, lines in noted.items()
    }


def read_again(model: GridTransformer, grids: Tensor, encode_once: bool) -> list[str]:
    """Read grids in batches as `read_grids` does, but repeat work for every token.

    The decoder runs over all tokens again, and without `encode_once` the encoder over the picture, too.
    """
    texts = []
    for batch in grids.split(1000):
        with evaluating(model):
            pixels, tokens = batch.float() / 255, torch.full((len(batch), 1), START)
            memory = model.encode(pixels)
            for _ in range(model.config.digits):
                memory = memory if encode_once else model.encode(pixels)
                tokens = torch.cat([tokens, model.decode(tokens, memory)[:, -1:].argmax(dim=-1)], dim=1)
        texts += to_text(tokens[:, 1:])
    return texts


def reading_parts(model: GridTransformer, count: int, runs: int, warm_ups: int = 1) -> dict:
    """Return the milliseconds a grid of reading in batches, with less and less work repeated for every token."""
    grids = grids_and_answers(MNIST2x2(train=False, size=count))[0]
    measures = {
        "in batches": lambda: read_again(model, grids, encode_once=False),
        "the picture encoded once": lambda: read_again(model, grids, encode_once=True),
        "keys and values kept": lambda: read_grids(model, grids),
    }
    values = alternate({name: lambda work=work: seconds(work) for name, work in measures.items()}, runs, warm_ups)
    return {name: spread([1000 * value / count for value in times]) for name, times in values.items()}
