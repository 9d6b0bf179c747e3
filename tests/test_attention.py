import pytest
import torch
import torch.nn.functional as F
from torch import nn

from mnist2x2.attention import MultiHeadAttention, causal_mask, scaled_dot_product_attention

CLOSE = {"atol": 1e-5, "rtol": 0}


def copied(ours: MultiHeadAttention) -> nn.MultiheadAttention:
    """Return torch's module with the weights of ours."""
    theirs = nn.MultiheadAttention(ours.query.in_features, ours.heads, batch_first=True).eval()
    parts = (ours.query, ours.key, ours.value)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
        theirs.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
        theirs.out_proj.weight.copy_(ours.output.weight)
        theirs.out_proj.bias.copy_(ours.output.bias)
    return theirs


@pytest.mark.parametrize("masked", [False, True])
def test_one_head_is_torchs(masked):
    query, key, value = torch.randn(3, 2, 4, 5, 16)
    mask = causal_mask(5) if masked else None
    mixed, weights = scaled_dot_product_attention(query, key, value, mask)
    torch.testing.assert_close(mixed, F.scaled_dot_product_attention(query, key, value, attn_mask=mask), **CLOSE)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 4, 5))
    if masked:
        assert (weights.triu(1) == 0).all()


@pytest.mark.parametrize("masked", [False, True])
def test_many_heads_are_torchs(masked):
    ours = MultiHeadAttention(64, 4).eval()
    queries = torch.randn(2, 5, 64)
    memory = queries if masked else torch.randn(2, 16, 64)
    mask = causal_mask(5) if masked else None
    # torch's True means "may not look"
    theirs, their_weights = copied(ours)(
        queries, memory, memory, attn_mask=~mask if masked else None, average_attn_weights=False
    )
    mixed, weights = ours(queries, memory, mask, need_weights=True)
    torch.testing.assert_close(mixed, theirs, **CLOSE)
    torch.testing.assert_close(weights, their_weights, **CLOSE)
    fused, nothing = ours(queries, memory, mask)
    torch.testing.assert_close(fused, mixed, **CLOSE)
    assert nothing is None


def test_causal_mask_by_hand():
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True, True, True]]


def test_causal_mask_is_torchs():
    theirs = nn.Transformer.generate_square_subsequent_mask(7)  # 0 where a query may look, else -inf
    assert torch.equal(causal_mask(7), theirs == 0)


def test_mask_does_not_depend_on_the_mode():
    attention, x = MultiHeadAttention(8, 2), torch.randn(1, 4, 8)
    weights = [attention.train(mode)(x, x, causal_mask(4), need_weights=True)[1] for mode in (True, False)]
    assert torch.equal(*weights)


@pytest.mark.parametrize("need_weights", [False, True])
def test_half_precision_stays_finite(need_weights):
    attention = MultiHeadAttention(8, 2).to(torch.bfloat16)
    x = torch.randn(1, 4, 8, dtype=torch.bfloat16)
    assert attention(x, x, causal_mask(4), need_weights)[0].isfinite().all()


def test_refusals():
    with pytest.raises(ValueError, match="4 heads divide, given 30"):
        MultiHeadAttention(30, 4)
    with pytest.raises(TypeError, match="boolean mask"):
        scaled_dot_product_attention(*torch.randn(3, 1, 2, 4), mask=torch.zeros(2, 2))
