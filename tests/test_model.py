"""The model compared with torch's own layers that have the same weights."""

from contextlib import nullcontext

import pytest
import torch
import torch.nn.functional as F
from test_attention import CLOSE, copied
from torch import nn

from mnist2x2.activations import record
from mnist2x2.attention import causal_mask
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.model import DecoderBlock, EncoderBlock, GridTransformer, ModelConfig
from mnist2x2.tokenizer import PAD, START

CONFIG = ModelConfig()
SIZES = {"dropout": 0.0, "activation": "gelu", "batch_first": True, "norm_first": True}


def copy_block(ours: EncoderBlock | DecoderBlock) -> nn.Module:
    """Return torch's layer with the weights of our block."""
    decoder = isinstance(ours, DecoderBlock)
    layer = nn.TransformerDecoderLayer if decoder else nn.TransformerEncoderLayer
    theirs = layer(CONFIG.width, CONFIG.heads, CONFIG.feed_forward, **SIZES)
    if decoder:
        pairs = [(theirs.norm1, ours.self_attention_norm), (theirs.norm2, ours.cross_attention_norm)]
        pairs += [(theirs.norm3, ours.feed_forward_norm), (theirs.multihead_attn, copied(ours.cross_attention))]
        pairs += [(theirs.self_attn, copied(ours.self_attention))]
    else:
        pairs = [(theirs.norm1, ours.attention_norm), (theirs.norm2, ours.feed_forward_norm)]
        pairs += [(theirs.self_attn, copied(ours.attention))]
    pairs += [(theirs.linear1, ours.feed_forward[0]), (theirs.linear2, ours.feed_forward[2])]
    for their_part, our_part in pairs:
        their_part.load_state_dict(our_part.state_dict())
    return theirs


def copy_transformer(ours: GridTransformer) -> nn.Transformer:
    """Return an `nn.Transformer` with the weights of our blocks and final norms."""
    encoder, decoder = len(ours.encoder), len(ours.decoder)
    theirs = nn.Transformer(CONFIG.width, CONFIG.heads, encoder, decoder, CONFIG.feed_forward, **SIZES)
    for i, block in enumerate(ours.encoder):
        theirs.encoder.layers[i] = copy_block(block)
    for i, block in enumerate(ours.decoder):
        theirs.decoder.layers[i] = copy_block(block)
    theirs.encoder.norm.load_state_dict(ours.encoder_norm.state_dict())
    theirs.decoder.norm.load_state_dict(ours.decoder_norm.state_dict())
    return theirs


def unlike_the_start(module: nn.Module) -> nn.Module:
    """Change every parameter, so that norms and biases no longer have their trivial initial values."""
    with torch.no_grad():
        for p in module.parameters():
            p.add_(0.1 * torch.randn_like(p))
    return module


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("written_out", [True, False])
def test_encoder_block(training, written_out):
    ours = unlike_the_start(EncoderBlock(CONFIG)).train(training)
    x = torch.randn(2, 16, 64)
    with record(ours) if written_out else nullcontext():
        torch.testing.assert_close(ours(x), copy_block(ours).train(training)(x), **CLOSE)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("written_out", [True, False])
def test_decoder_block(training, written_out):
    ours = unlike_the_start(DecoderBlock(CONFIG)).train(training)
    x, memory, mask = torch.randn(2, 5, 64), torch.randn(2, 16, 64), causal_mask(5)
    theirs = copy_block(ours).train(training)(x, memory, tgt_mask=~mask)
    with record(ours) if written_out else nullcontext():
        torch.testing.assert_close(ours(x, memory, mask), theirs, **CLOSE)


@pytest.mark.filterwarnings("ignore:enable_nested_tensor is True")  # torch warns that it cannot take a shortcut
@pytest.mark.parametrize("training", [True, False])
def test_whole_model(training, pixels):
    ours = unlike_the_start(GridTransformer()).train(training)
    theirs = copy_transformer(ours).train(training)
    tokens = torch.randint(0, 13, (3, 5))
    source, target = ours.patch_embedding(pixels), ours.token_embedding(tokens) + ours.token_position
    logits = ours.head(theirs(source, target, tgt_mask=~causal_mask(5)))
    torch.testing.assert_close(ours(pixels, tokens), logits, **CLOSE)


def test_about_a_quarter_of_a_million_parameters(model):
    assert sum(p.numel() for p in model.parameters()) == 250_253


def test_future_tokens_change_nothing_earlier(model, pixels):
    tokens = torch.randint(0, 13, (3, 5))
    logits = model(pixels, tokens)
    for t in range(1, 5):
        changed = tokens.clone()
        changed[:, t:] = (changed[:, t:] + 1) % 13
        other = model(pixels, changed)
        assert torch.equal(other[:, :t], logits[:, :t])
        assert not torch.equal(other[:, t:], logits[:, t:])


def test_one_batch_can_be_memorised():
    data = MNIST2x2(size=16, empty=0.2)
    grids, inputs, targets = (torch.stack(parts) for parts in zip(*data, strict=True))
    model = GridTransformer()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(150):
        loss = F.cross_entropy(model(grids.float() / 255, inputs).transpose(1, 2), targets, ignore_index=PAD)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    right = model(grids.float() / 255, inputs).argmax(-1) == targets
    assert right[targets != PAD].all()


def test_other_grids_and_sizes():
    config = ModelConfig(grid=3, patch=7, width=32, heads=2, encoder_blocks=1, decoder_blocks=1)
    model = GridTransformer(config)
    assert model(torch.rand(2, 84, 84), torch.full((2, 10), START)).shape == (2, 10, 13)


def test_refusals(model, pixels):
    tokens = torch.zeros(3, 5, dtype=torch.int64)
    for wrong in ((pixels * 255).to(torch.uint8), pixels.double()):
        with pytest.raises(TypeError, match=rf"torch.float32 pixels in \[0, 1\], given {wrong.dtype}"):
            model(wrong, tokens)
    for wrong in (tokens[0], tokens[:1]):
        with pytest.raises(ValueError, match=r"tokens \(B, T\) with B = 3"):
            model(pixels, wrong)
    with pytest.raises(ValueError, match=r"pixels \(B, 56, 56\), given \(3, 28, 28\)"):
        model(pixels[:, :28, :28], tokens)
    for wrong in (pixels * 255, pixels - 1, pixels / 0):
        with pytest.raises(ValueError, match=r"pixels in \[0, 1\], given"):
            model(wrong, tokens)
    with pytest.raises(ValueError, match=r"at most 5 tokens .* given 6"):
        model(pixels, torch.zeros(3, 6, dtype=torch.int64))
    for sizes, message in (
        ({"patch": 15}, "divides 56 pixels, given 15"),
        ({"width": 0}, "width from 1 to 4096, given 0"),
    ):
        with pytest.raises(ValueError, match=message):
            ModelConfig(**sizes)
