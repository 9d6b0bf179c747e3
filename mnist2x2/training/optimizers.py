"""Turning gradients into steps: Muon, the optimizers of a recipe, and the learning rate schedule.

Grew out of chapter 8 of the book.
"""

import math
from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from mnist2x2.training.recipes import TrainConfig


def orthogonalize(matrices: Tensor, steps: int = 5) -> Tensor:
    """Return an approximation of U V^T for each matrix U S V^T of (n, rows, columns): its singular values are near 1.

    Newton-Schulz iteration with the coefficients of "Muon: An optimizer for hidden layers in neural networks" (Jordan
    et al. 2024). It needs only matrix products, so it runs on every device.
    """
    wide = matrices.shape[1] <= matrices.shape[2]
    x = matrices if wide else matrices.transpose(1, 2)  # (n, shorter, longer)
    x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    for _ in range(steps):
        gram = x @ x.transpose(1, 2)  # (n, shorter, shorter)
        polynomial = torch.baddbmm(gram, gram, gram, beta=-4.7750, alpha=2.0315)  # beta gram + alpha gram gram
        x = torch.baddbmm(x, polynomial, x, beta=3.4445)
    return x if wide else x.transpose(1, 2)


class Muon(torch.optim.Optimizer):
    """Orthogonalized Nesterov momentum for matrices, as in `torch.optim.Muon`; matrices of one shape step together.

    Raises ValueError for parameters that are not matrices.
    """

    def __init__(self, params: Iterable[Tensor], lr: float = 0.02, weight_decay: float = 0.0, momentum: float = 0.95):
        params = list(params)
        if any(p.dim() != 2 for p in params):
            raise ValueError(f"expected matrices, given shapes {[tuple(p.shape) for p in params if p.dim() != 2]}")
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            same_shape = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    same_shape[p.shape].append(p)
            for (rows, columns), params in same_shape.items():
                for p in params:
                    if "momentum" not in self.state[p]:
                        self.state[p]["momentum"] = torch.zeros_like(p)
                grads = [p.grad for p in params]
                moments = [self.state[p]["momentum"] for p in params]
                torch._foreach_lerp_(moments, grads, 1 - group["momentum"])
                updates = torch._foreach_lerp(grads, moments, group["momentum"])  # Nesterov: look one step ahead
                updates = orthogonalize(torch.stack(updates)) * max(1, rows / columns) ** 0.5
                torch._foreach_mul_(params, 1 - group["lr"] * group["weight_decay"])
                torch._foreach_add_(params, list(updates.unbind()), alpha=-group["lr"])


def schedule(progress: float, warm_up: float, cool_down: float, linear: bool = False) -> float:
    """Return the learning rate, as a share of its peak, once a share `progress`, 0 to 1, of the steps is done.

    It rises linearly over the share `warm_up` of the steps. Over the last share `cool_down`, it falls along a cosine
    or, if `linear`, linearly.
    """
    rise = min(1.0, progress / warm_up) if warm_up else 1.0
    left = min(1.0, (1 - progress) / cool_down) if cool_down else 1.0
    return rise * (left if linear else (1 - math.cos(math.pi * left)) / 2)


def make_optimizers(model: nn.Module, config: TrainConfig) -> list[torch.optim.Optimizer]:
    """Return the optimizers of a recipe. Weight decay applies to the weights of linear layers only."""
    if config.optimizer == "adam":
        return [torch.optim.Adam(model.parameters(), lr=config.learning_rate, fused=True)]
    matrices = {id(m.weight) for m in model.modules() if isinstance(m, nn.Linear)}
    hidden = {id(p) for block in (*model.encoder, *model.decoder) for p in block.parameters() if p.dim() == 2}
    decayed = [p for p in model.parameters() if id(p) in matrices]
    others = [p for p in model.parameters() if id(p) not in matrices]
    muon = []
    if config.optimizer == "muon":
        options = {"lr": config.muon_learning_rate, "momentum": config.muon_momentum}
        muon = [Muon([p for p in decayed if id(p) in hidden], weight_decay=config.weight_decay, **options)]
        decayed = [p for p in decayed if id(p) not in hidden]
    groups = [{"params": decayed, "weight_decay": config.weight_decay}, {"params": others, "weight_decay": 0.0}]
    return [*muon, torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.99), fused=True)]
