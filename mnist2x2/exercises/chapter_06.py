"""Checks for chapter 6: one head of cross-attention, and matrices that fetch a cell."""

import torch

from mnist2x2.attention import scaled_dot_product_attention
from mnist2x2.exercises import alike, as_tensor, check_unchanged, exercise, first_difference, hint_for


@exercise("6.1")
def check_cross_attention(cross_attention):
    for B, T, S, D, Dh in [(2, 3, 5, 8, 4), (1, 5, 2, 6, 9), (2, 4, 4, 4, 4)]:
        tokens, memory = torch.randn(B, T, D), torch.randn(B, S, D)
        W_Q, W_K, W_V = matrices = torch.randn(3, D, Dh)
        inputs = [tokens.clone(), memory.clone(), *matrices.clone()]
        case = f"for tokens {(B, T, D)}, memory {(B, S, D)} and matrices {(D, Dh)}"
        answer = as_tensor(cross_attention(*inputs), (B, T, Dh), "a row for each token,", case)
        check_unchanged(inputs, [tokens, memory, *matrices])

        def head(asking, asked, giving, scale=Dh**0.5, dim=2, queries=W_Q, keys=W_K, values=W_V):
            scores = (asking @ queries) @ (asked @ keys).transpose(1, 2) / scale  # (B, T, S)
            return scores.softmax(dim=dim) @ (giving @ values)

        query, key, value = tokens @ W_Q, memory @ W_K, memory @ W_V
        scores = query @ key.transpose(1, 2) / Dh**0.5
        later = torch.ones(T, S).triu(1).bool()
        mistakes = [
            (head(tokens, memory, memory, scale=1), "divide the scores by the root of Dh"),
            (head(tokens, memory, memory, scale=D**0.5), "divide by the root of Dh, the width of a query, not of D"),
            (head(tokens, memory, memory, scale=Dh), "divide by the root of Dh, not by Dh"),
            (head(tokens, memory, memory, scale=S**0.5), "divide by the root of Dh, not of the number of patches"),
            (head(tokens, memory, memory, scale=Dh**-0.5), "divide by the root of Dh, do not multiply"),
            (head(tokens, memory, memory, scale=1) / Dh**0.5, "divide the scores, before the softmax, not the weights"),
            (
                scores.masked_fill(later, -torch.inf).softmax(dim=2) @ value,
                "no causal mask: each patch may be looked at",
            ),
            (head(tokens, memory, memory, dim=1), "softmax over the patches: each token's weights add up to 1"),
            (head(tokens, memory, memory, dim=0), "softmax over the patches, not over the pictures of a batch"),
            (value.mean(dim=1, keepdim=True).expand(B, T, Dh), "this is the plain mean of the values: weigh them"),
            (scores @ value, "the softmax is missing: each token's weights add up to 1"),
            (head(tokens, memory, memory, queries=W_K, keys=W_Q), "W_Q and W_K are swapped"),
            (head(tokens, memory, memory, values=W_K), "the values are made by W_V, not by W_K"),
            (head(tokens, tokens, tokens), "this is self-attention: keys and values come from the memory"),
            (head(memory, memory, memory), "this is self-attention: queries come from the tokens"),
        ]
        if T == S:  # otherwise, these do not even have the right shape
            swapped = "tokens make the queries; the memory makes keys and values"
            mistakes += [
                (head(memory, tokens, tokens), swapped),
                (head(tokens, tokens, memory), "the keys come from the memory, as the values do"),
                (head(tokens, memory, tokens), "the values come from the memory, as the keys do"),
            ]
        expected, _ = scaled_dot_product_attention(query, key, value)
        near = {"rtol": 1e-3, "atol": 1e-3}
        assert alike(answer, expected, **near), (
            f"{case}: right shape, wrong numbers: "
            f"{first_difference(answer, expected, ('picture', 'token'), **near)}{hint_for(answer, mistakes)}"
        )


def wanted_cells(cell_of) -> torch.Tensor:
    """Return weights (4, 16): token t looks at the four patches whose cell, a function of row and column, is t."""
    cells = torch.tensor([cell_of(*divmod(patch, 4)) for patch in range(16)])
    return (cells == torch.arange(4)[:, None]).double() / 4


@exercise("6.2")
def check_fetch(W_Q, W_K):
    W_Q, W_K = as_tensor(W_Q, (4, "Dh"), "W_Q").double(), as_tensor(W_K, (16, "Dh"), "W_K").double()
    assert W_Q.shape[1] == W_K.shape[1], f"expected the same Dh, given {W_Q.shape[1]} in W_Q and {W_K.shape[1]} in W_K"
    _, weights = scaled_dot_product_attention(W_Q, W_K, W_K)  # one-hot rows @ W are the rows of W
    expected = wanted_cells(lambda row, column: row // 2 * 2 + column // 2)
    mistakes = [
        (torch.full((4, 16), 1 / 16), "all patches score alike"),
        (
            wanted_cells(lambda row, column: row),
            "four patches one after the other are a row of the picture, not a cell",
        ),
        (wanted_cells(lambda row, column: column), "these are the columns of the picture, not its cells"),
        (wanted_cells(lambda row, column: column // 2 * 2 + row // 2), "cells are counted in reading order"),
        (wanted_cells(lambda row, column: row % 2 * 2 + column % 2), "one patch of each cell: take all four of one"),
    ]
    hint = hint_for(weights, mistakes)
    inside = [weights[t][expected[t] > 0] for t in range(4)]
    outside = [weights[t][expected[t] == 0] for t in range(4)]
    if all(mine.min() > others.max() for mine, others in zip(inside, outside, strict=True)):
        even = all(mine.max() - mine.min() < 0.0005 for mine in inside)
        hint = (
            ": the right cell; its scores must be further above the others" if even else ": make the four scores equal"
        )
    for t in range(4):
        for s in range(16):
            weight, share = weights[t, s].item(), expected[t, s].item()
            assert abs(weight - share) < 0.0005, (
                f"token {t} gives patch {s} the weight {weight:.4f}, expected {share}{hint}"
            )
