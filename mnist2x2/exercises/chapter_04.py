"""The checks of chapter 4's exercises: the 2017 order of a block, and a feed-forward part by hand."""

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
            given, expected = post_norm(x, part, norm), norm(x + part(x))
            pre, inside, bare = x + part(norm(x)), x + norm(part(x)), norm(part(x))
        assert isinstance(given, torch.Tensor), f"expected a tensor, got {type(given).__name__}"
        assert given.shape == x.shape, f"expected the shape of x, {tuple(x.shape)}, got {tuple(given.shape)}"
        assert not torch.allclose(given, pre, atol=1e-4), "this is our block's order: in 2017 the part saw x itself"
        assert not torch.allclose(given, inside, atol=1e-4), "you norm what the part made; the sum is to be normed"
        assert not torch.allclose(given, bare, atol=1e-4), "the residual connection is missing"
        assert torch.allclose(given, expected, atol=1e-4), "right shape, wrong numbers: add first, then norm the sum"


@exercise("4.2")
def check_difference(inner, outer):
    for name, matrix, shape in (("inner", inner, (2, 2)), ("outer", outer, (1, 2))):
        assert isinstance(matrix, torch.Tensor), f"expected {name} to be a tensor, got {type(matrix).__name__}"
        assert matrix.shape == shape, f"expected {name} of shape {shape}, got {tuple(matrix.shape)}"
    x = torch.cat([torch.eye(2), torch.randn(50, 2, generator=torch.Generator().manual_seed(42))])  # (52, 2)
    given = F.relu(x @ inner.float().T) @ outer.float().T  # (52, 1)
    expected = (x[:, :1] - x[:, 1:]).abs()
    for row, got, wanted in zip(x.tolist(), given.flatten().tolist(), expected.flatten().tolist(), strict=True):
        assert abs(got - wanted) < 1e-4, f"for a, b = {row[0]:.2f}, {row[1]:.2f} expected {wanted:.2f}, got {got:.2f}"
