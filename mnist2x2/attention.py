"""Attention: each query looks at every key it may look at, and takes home a mixture of their values."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def causal_mask(length: int, device: torch.device | str | None = None) -> Tensor:
    """Return a boolean (length, length) mask, True where query t (row) may look at key s (column): s <= t."""
    return torch.ones(length, length, dtype=torch.bool, device=device).tril()


def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Return (softmax(Q K^T / sqrt(Dh)) V, the weights). "Attention Is All You Need", section 3.2.1, equation 1.

    query (..., T, Dh), key and value (..., S, Dh), floating; mask boolean, broadcast to (..., T, S), True means "may
    look". Returns (..., T, Dh) and (..., T, S). Raises TypeError for a mask that is not boolean.
    """
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])  # (..., T, S)
    if mask is not None:
        if mask.dtype != torch.bool:
            raise TypeError(f"expected a boolean mask where True means 'may look', given {mask.dtype}")
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


class MultiHeadAttention(nn.Module):
    """H attentions side by side, each in its own D / H dimensions. "Attention Is All You Need", section 3.2.2.

    Raises ValueError where the heads do not divide the width.
    """

    def __init__(self, width: int, heads: int):
        super().__init__()
        if width % heads:
            raise ValueError(f"expected a width that {heads} heads divide, given {width}")
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def split(self, x: Tensor) -> Tensor:
        B, T, D = x.shape
        return x.view(B, T, self.heads, D // self.heads).transpose(1, 2)  # (B, H, T, Dh)

    def forward(
        self, queries: Tensor, memory: Tensor, mask: Tensor | None = None, need_weights: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Return (B, T, D), and the weights (B, H, T, S) if asked for, else None.

        queries (B, T, D) look at memory (B, S, D), both float; they are the same for self-attention.
        mask: boolean, broadcast to (B, H, T, S), True means "may look". Both ways compute the same for every
        row that may look at something; without the weights, torch's fused kernel does it.
        """
        return self.attend(queries, *self.keys_and_values(memory), mask, need_weights)

    def keys_and_values(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Return the keys and the values of memory (B, S, D), both (B, H, S, Dh)."""
        return self.split(self.key(memory)), self.split(self.value(memory))

    def attend(
        self, queries: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None, need_weights: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Do as `forward` does, with keys and values, (B, H, S, Dh), that are there already."""
        query = self.split(self.query(queries))  # (B, H, T, Dh)
        if need_weights:
            mixed, weights = scaled_dot_product_attention(query, key, value, mask)
        else:
            mixed, weights = F.scaled_dot_product_attention(query, key, value, attn_mask=mask), None
        joined = mixed.transpose(1, 2).flatten(2)  # (B, T, D)
        return self.output(joined), weights
