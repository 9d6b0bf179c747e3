"""Low-rank adaptation: matrices that stay as they are, with two small ones beside each that learn."""

import torch
from torch import Tensor, nn

from mnist2x2.model import GridTransformer


class LowRank(nn.Module):
    """A linear layer that stays as it is, plus the product of two matrices of few rows or columns, which learn.

    "LoRA: Low-Rank Adaptation of Large Language Models" (Hu et al. 2021), section 4.1. The product is 0 at first.
    """

    def __init__(self, linear: nn.Linear, rank: int):
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(rank, linear.in_features) / linear.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x) + x @ self.down.T @ self.up.T


def adapt(model: GridTransformer, rank: int) -> GridTransformer:
    """Put low-rank layers in place of all linear layers of the blocks; nothing else of the model learns any more."""
    model.requires_grad_(False)
    for block in (*model.encoder, *model.decoder):
        for part in list(block.modules()):
            for name, child in list(part.named_children()):
                if isinstance(child, nn.Linear):
                    setattr(part, name, LowRank(child, rank))
    return model
