"""Attention: each query is compared with the keys and receives a weighted mean of the values.

Grew out of chapter 3 of the book; masks come from chapter 5, cross-attention from chapter 6, the cache from chapter 7.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def causal_mask(length: int, device: torch.device | str | None = None) -> Tensor:
    """Return a boolean mask (length, length), True where query t (row) may look at key s (column): where s <= t."""
    return torch.ones(length, length, dtype=torch.bool, device=device).tril()


def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Return (softmax(Q K^T / sqrt(Dh)) V, the weights). "Attention Is All You Need", section 3.2.1, equation 1.

    query: (..., T, Dh), key and value: (..., S, Dh), all floating point. mask: boolean, broadcastable to (..., T, S),
    True means "may look". Returns (..., T, Dh) and (..., T, S). Raises TypeError if the mask is not boolean.
    """
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])  # (..., T, S)
    if mask is not None:
        if mask.dtype != torch.bool:
            raise TypeError(f"expected a boolean mask where True means 'may look', given {mask.dtype}")
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


class Mix(nn.Module):
    """Each head's weighted mean of the values, by torch's fused kernel, which never stores the attention weights.

    query: (B, H, T, Dh), key and value: (B, H, S, Dh), mask as above; returns (B, H, T, Dh). The result equals that of
    `scaled_dot_product_attention` in every row that may look at something. A hook cannot reach inside the fused kernel,
    so where `weights` has one, attention is written out and its weights (B, H, T, S) pass through `weights`. Through
    this seam, `mnist2x2.record` sees them, and `mnist2x2.intervene` changes them or what a head passes on.
    """

    def __init__(self):
        super().__init__()
        self.weights = nn.Identity()

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
        if not self.weights._forward_hooks:
            return F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        _, weights = scaled_dot_product_attention(query, key, value, mask)
        return self.weights(weights) @ value


class Cache:
    """The keys and values, both (B, H, S, Dh), that an attention layer has computed so far: a "KV cache"."""

    def __init__(self):
        self.keys_and_values: tuple[Tensor, Tensor] | None = None  # None until the first call

    def __len__(self) -> int:
        return 0 if self.keys_and_values is None else self.keys_and_values[0].shape[2]


class MultiHeadAttention(nn.Module):
    """H attention heads side by side, each with D / H dimensions. "Attention Is All You Need", section 3.2.2.

    Raises ValueError unless the width D is a multiple of the number of heads H.
    """

    def __init__(self, width: int, heads: int):
        super().__init__()
        if width % heads:
            raise ValueError(f"expected a width that {heads} heads divide, given {width}")
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.mix = Mix()
        self.output = nn.Linear(width, width)

    def forward(
        self, queries: Tensor, memory: Tensor | None = None, mask: Tensor | None = None, cache: Cache | None = None
    ) -> Tensor:
        """Return what queries (B, T, D) receive from memory (B, S, D) or, without it, from each other: (B, T, D).

        mask: boolean, broadcastable to (B, H, T, S), True means "may look". cache: keys and values from earlier calls.
        Without a memory, this call appends its own to them; those of a memory are computed once.
        """
        key, value = self.keys_and_values(queries, memory, cache)  # both (B, H, S, Dh)
        query = self.split(self.query(queries))  # (B, H, T, Dh)
        mixed = self.mix(query, key, value, mask)  # (B, H, T, Dh)
        return self.output(mixed.transpose(1, 2).flatten(2))  # (B, T, D)

    def split(self, x: Tensor) -> Tensor:
        B, T, D = x.shape
        return x.view(B, T, self.heads, D // self.heads).transpose(1, 2)  # (B, H, T, Dh)

    def keys_and_values(self, queries: Tensor, memory: Tensor | None, cache: Cache | None) -> tuple[Tensor, Tensor]:
        if cache and memory is not None:  # a memory does not change between calls
            return cache.keys_and_values
        source = queries if memory is None else memory
        key, value = self.split(self.key(source)), self.split(self.value(source))
        if cache:
            earlier_key, earlier_value = cache.keys_and_values
            key, value = torch.cat([earlier_key, key], dim=2), torch.cat([earlier_value, value], dim=2)
        if cache is not None:
            cache.keys_and_values = key, value
        return key, value
