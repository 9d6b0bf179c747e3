"""Test what a warm-up of the learning rate is for, and write results/warm_up.json.

    python benchmarks/warm_up.py [--seeds 0 1 2]

A new model takes 300 steps with Adam, at several learning rates. It begins in one of three ways: at the full rate; with
a rate that rises over the first 100 steps; or at the full rate, but after Adam has first seen 100 batches without
moving a weight, so that its averages are no longer young. The loss is that of the last 5,000 training digits. The
curvature is the largest eigenvalue of the Hessian of the loss of one batch.
"""

from itertools import product

import torch
import torch.nn.functional as F
from measuring import RESULTS, make_parser, spread, text_table
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from tqdm.auto import tqdm

from mnist2x2.data.grids import MNIST2x2, held_out
from mnist2x2.data.loader import GridLoader
from mnist2x2.decoding import evaluating
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer
from mnist2x2.tokenizer import PAD
from mnist2x2.training.provenance import circumstances

RATES = (1e-3, 3e-3, 1e-2, 3e-2)
WAYS = ("full rate", "warm-up", "older averages")
STEPS, RISE, BATCH, HELD_BACK = 300, 100, 64, 5_000
WATCHED = (0, 1, 3, 10, 30, 100, 300)  # steps after which the curvature is measured


def loss_of(model: GridTransformer, batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    grids, inputs, targets = batch
    return F.cross_entropy(model(grids.float() / 255, inputs).transpose(1, 2), targets, ignore_index=PAD)


def curvature(model: GridTransformer, batch: tuple[Tensor, Tensor, Tensor], rounds: int = 20) -> float:
    """Return the largest eigenvalue of the Hessian of the loss, by power iteration."""
    weights = [p for p in model.parameters() if p.requires_grad]
    with sdpa_kernel(SDPBackend.MATH):  # torch's faster attention has no second derivative
        gradients = torch.autograd.grad(loss_of(model, batch), weights, create_graph=True)
        generator = torch.Generator().manual_seed(0)
        direction = [torch.randn(p.shape, generator=generator) for p in weights]
        for _ in range(rounds):
            length = torch.stack([part.norm() for part in direction]).norm()
            direction = [part / length for part in direction]
            along = sum((g * part).sum() for g, part in zip(gradients, direction, strict=True))
            turned = torch.autograd.grad(along, weights, retain_graph=True)
            value = sum((new * part).sum() for new, part in zip(turned, direction, strict=True))
            direction = list(turned)
    return float(value)


def run(way: str, rate: float, seed: int, data: MNIST2x2, held_back: tuple[Tensor, Tensor, Tensor]) -> dict:
    """Take STEPS steps; return the loss of the digits held back at the end, and the curvature on the way."""
    torch.manual_seed(seed)
    model, loader = GridTransformer(), GridLoader(data, BATCH, fresh=True, seed=seed)
    optimizer, found = torch.optim.Adam(model.parameters(), lr=rate), {}
    before = RISE if way == "older averages" else 0
    for step in range(-before, STEPS + 1):
        if step in WATCHED and rate == RATES[0]:
            found[step] = curvature(model, loader.batch(10_000))
        share = 0.0 if step < 0 else min(1.0, (step + 1) / RISE) if way == "warm-up" else 1.0
        optimizer.param_groups[0]["lr"] = rate * share
        optimizer.zero_grad()
        loss_of(model, loader.batch(step + before)).backward()
        optimizer.step()
    with evaluating(model):
        return {"loss": loss_of(model, held_back).item(), "curvature": found}


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = MNIST2x2(only=slice(0, 60_000 - HELD_BACK))
    held_back = GridLoader(held_out(HELD_BACK)["held_out"], 1000).batch(0)
    runs = [
        {"way": way, "rate": rate, "seed": seed, **run(way, rate, seed, data, held_back)}
        for way, rate, seed in tqdm(list(product(WAYS, RATES, options.seeds)), unit="run")
    ]
    losses = {
        way: {str(rate): spread([r["loss"] for r in runs if (r["way"], r["rate"]) == (way, rate)]) for rate in RATES}
        for way in WAYS
    }
    machine = circumstances("cpu")
    result = {"made_by": machine["command"], "steps": STEPS, "rise": RISE, "losses": losses, "runs": runs}
    write_json(RESULTS / "warm_up.json", result | {"measured_on": machine | {"threads": 1}})
    rows = [[way, *(f"{own[str(rate)]['mean']:.3f}" for rate in RATES)] for way, own in losses.items()]
    print(text_table(["loss", *map(str, RATES)], rows))


if __name__ == "__main__":
    main()
