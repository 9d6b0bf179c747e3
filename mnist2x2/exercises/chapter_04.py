"""Checks for chapter 4: the post-norm order of 2017, and a feed-forward sublayer set by hand."""

import torch
import torch.nn.functional as F
from torch import nn

from mnist2x2.exercises import exercise


@exercise("4.1")
def check_post_norm(post_norm):
    generator = torch.Generator().manual_seed(41)
    for width in (6, 8):
        x = 3 * torch.randn(2, 5, width, generator=generator) + 1
        part, norm = nn.Linear(width, width), nn.LayerNorm(width)
        with torch.no_grad():
            for parameter in (*part.parameters(), *norm.parameters()):
                parameter.copy_(torch.randn(parameter.shape, generator=generator))
            answer, expected = post_norm(x, part, norm), norm(x + part(x))
            pre_norm, norm_of_part, no_residual = x + part(norm(x)), x + norm(part(x)), norm(part(x))
        assert isinstance(answer, torch.Tensor), f"expected a tensor, got {type(answer).__name__}"
        assert answer.shape == x.shape, f"expected the shape of x, {tuple(x.shape)}, got {tuple(answer.shape)}"
        assert not torch.allclose(answer, pre_norm, atol=1e-4), "this is our pre-norm order: in 2017, part got x itself"
        assert not torch.allclose(answer, norm_of_part, atol=1e-4), "you normalise the part's output: normalise the sum"
        assert not torch.allclose(answer, no_residual, atol=1e-4), "the residual connection is missing"
        assert torch.allclose(answer, expected, atol=1e-4), "right shape, wrong numbers: add, then normalise the sum"


@exercise("4.2")
def check_difference(inner, outer):
    for name, matrix, shape in (("inner", inner, (2, 2)), ("outer", outer, (1, 2))):
        assert isinstance(matrix, torch.Tensor), f"expected {name} to be a tensor, got {type(matrix).__name__}"
        assert matrix.shape == shape, f"expected {name} of shape {shape}, got {tuple(matrix.shape)}"
    x = torch.cat([torch.eye(2), torch.randn(50, 2, generator=torch.Generator().manual_seed(42))])  # (52, 2)
    answer = F.relu(x @ inner.float().T) @ outer.float().T  # (52, 1)
    expected = (x[:, :1] - x[:, 1:]).abs()
    for (a, b), theirs, right in zip(x.tolist(), answer.flatten().tolist(), expected.flatten().tolist(), strict=True):
        assert abs(theirs - right) < 1e-4, f"for a, b = {a:.2f}, {b:.2f}, expected {right:.2f}, got {theirs:.2f}"
