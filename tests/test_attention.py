from contextlib import nullcontext

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from mnist2x2.activations import record
from mnist2x2.attention import Cache, MultiHeadAttention, causal_mask, scaled_dot_product_attention

CLOSE = {"atol": 1e-5, "rtol": 0}


def copied(ours: MultiHeadAttention) -> nn.MultiheadAttention:
    """Return torch's attention module with the weights of ours."""
    theirs = nn.MultiheadAttention(ours.query.in_features, ours.heads, batch_first=True).eval()
    parts = (ours.query, ours.key, ours.value)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
        theirs.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
        theirs.out_proj.weight.copy_(ours.output.weight)
        theirs.out_proj.bias.copy_(ours.output.bias)
    return theirs


@pytest.mark.parametrize("masked", [False, True])
def test_one_head_equals_torchs(masked):
    query, key, value = torch.randn(3, 2, 4, 5, 16)
    mask = causal_mask(5) if masked else None
    mixed, weights = scaled_dot_product_attention(query, key, value, mask)
    torch.testing.assert_close(mixed, F.scaled_dot_product_attention(query, key, value, attn_mask=mask), **CLOSE)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 4, 5))
    if masked:
        assert (weights.triu(1) == 0).all()


@pytest.mark.parametrize("masked", [False, True])
def test_many_heads_equal_torchs(masked):
    ours = MultiHeadAttention(64, 4).eval()
    queries = torch.randn(2, 5, 64)
    memory = queries if masked else torch.randn(2, 16, 64)
    mask = causal_mask(5) if masked else None
    # torch's True means "may not look"
    theirs, their_weights = copied(ours)(
        queries, memory, memory, attn_mask=~mask if masked else None, average_attn_weights=False
    )
    with record(ours) as seen:
        mixed = ours(queries, memory, mask)
    torch.testing.assert_close(mixed, theirs, **CLOSE)
    torch.testing.assert_close(seen["weights"][0], their_weights, **CLOSE)
    torch.testing.assert_close(ours(queries, memory, mask), mixed, **CLOSE)  # fused


def test_causal_mask_by_hand():
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True, True, True]]


def test_causal_mask_equals_torchs():
    theirs = nn.Transformer.generate_square_subsequent_mask(7)  # 0 where a query may look, else -inf
    assert torch.equal(causal_mask(7), theirs == 0)


def test_mask_does_not_depend_on_the_mode():
    attention, x = MultiHeadAttention(8, 2), torch.randn(1, 4, 8)
    with record(attention) as seen:
        for mode in (True, False):
            attention.train(mode)(x, x, causal_mask(4))
    assert torch.equal(*seen["weights"])


@pytest.mark.parametrize("written_out", [False, True])
def test_half_precision_stays_finite(written_out):
    attention = MultiHeadAttention(8, 2).to(torch.bfloat16)
    x = torch.randn(1, 4, 8, dtype=torch.bfloat16)
    with record(attention) if written_out else nullcontext():
        assert attention(x, x, causal_mask(4)).isfinite().all()


def test_queries_without_a_memory_look_at_each_other():
    attention, x = MultiHeadAttention(8, 2), torch.randn(1, 4, 8)
    assert torch.equal(attention(x, mask=causal_mask(4)), attention(x, x, causal_mask(4)))


def test_a_cache_holds_what_was_computed():
    attention, x, memory = MultiHeadAttention(8, 2), torch.randn(1, 4, 8), torch.randn(1, 6, 8)
    self_cache, memory_cache = Cache(), Cache()
    assert len(self_cache) == 0
    steps = [attention(x[:, t : t + 1], cache=self_cache) for t in range(4)]
    torch.testing.assert_close(torch.cat(steps, dim=1), attention(x, mask=causal_mask(4)), **CLOSE)
    with record(attention) as seen:
        cross_steps = [attention(x[:, t : t + 1], memory, cache=memory_cache) for t in range(4)]
    torch.testing.assert_close(torch.cat(cross_steps, dim=1), attention(x, memory), **CLOSE)
    assert len(self_cache) == 4 and len(memory_cache) == 6
    assert len(seen["query"]) == 4 and len(seen["key"]) == len(seen["value"]) == 1  # the memory's, computed once


def test_refusals():
    with pytest.raises(ValueError, match="4 heads divide, given 30"):
        MultiHeadAttention(30, 4)
    with pytest.raises(TypeError, match="boolean mask"):
        scaled_dot_product_attention(*torch.randn(3, 1, 2, 4), mask=torch.zeros(2, 2))
