"""`record` shows what the forward pass used, and leaves no hook behind."""

import pytest
import torch
from test_attention import CLOSE

import mnist2x2
from mnist2x2.activations import record, replaced
from mnist2x2.attention import Mix, causal_mask
from mnist2x2.decoding import greedy_decode
from mnist2x2.model import GridTransformer


@pytest.fixture
def tokens():
    return torch.randint(0, 13, (3, 5))


def hooks_of(model) -> int:
    return sum(len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules())


def test_every_module_is_recorded_under_its_path(model, pixels, tokens):
    with mnist2x2.record(model) as seen:
        logits = model(pixels, tokens)
    assert torch.equal(seen["pixels"][0], pixels) and torch.equal(seen["logits"][0], logits)
    not_recorded = (torch.nn.ModuleList, torch.nn.Dropout)
    paths = {name for name, module in model.named_modules() if not isinstance(module, not_recorded)}
    names = {name.replace("mix.weights", "weights") for name in paths}
    assert sum(name.endswith(".weights") for name in names) == 8
    assert set(seen) == names | {"pixels", "logits"}
    assert {len(tensors) for tensors in seen.values()} == {1}
    for i in range(4):
        assert seen[f"encoder.{i}.attention.weights"][0].shape == (3, 4, 16, 16)
        assert seen[f"encoder.{i}.attention.mix"][0].shape == (3, 4, 16, 16)  # Dh is 16, too
    for i in range(2):
        assert seen[f"decoder.{i}.self_attention.weights"][0].shape == (3, 4, 5, 5)
        assert seen[f"decoder.{i}.cross_attention.weights"][0].shape == (3, 4, 5, 16)
    torch.testing.assert_close(seen["encoder_norm"][0], model.encode(pixels), **CLOSE)


def test_weights_are_those_the_forward_pass_used(model, pixels, tokens):
    """The recorded weights and values give exactly what the attention sublayer returned."""
    with record(model) as seen:
        logits = model(pixels, tokens)
    torch.testing.assert_close(logits, model(pixels, tokens), **CLOSE)  # fused
    block, x = model.decoder[0], model.token_embedding(tokens) + model.token_position
    attention, path = block.self_attention, "decoder.0.self_attention"
    weights, values = seen[f"{path}.weights"][0], attention.split(seen[f"{path}.value"][0])
    assert not weights.triu(1).any()
    mixed = attention.output((weights @ values).transpose(1, 2).flatten(2))
    torch.testing.assert_close(mixed, seen[path][0], atol=0, rtol=0)
    torch.testing.assert_close(mixed, attention(block.self_attention_norm(x), mask=causal_mask(5)), **CLOSE)


def test_decoding_adds_one_entry_per_step(model, pixels):
    with record(model) as seen:
        written = greedy_decode(model, pixels)
    steps = written.shape[1]
    assert len(seen["logits"]) == steps and len(seen["pixels"]) == len(seen["encoder.3"]) == 1
    for t, (self_weights, cross_weights) in enumerate(
        zip(seen["decoder.1.self_attention.weights"], seen["decoder.1.cross_attention.weights"], strict=True)
    ):
        assert self_weights.shape == (3, 4, 1, t + 1) and cross_weights.shape == (3, 4, 1, 16)
    first = torch.stack([logits[:, 0].argmax(-1) for logits in seen["logits"]], dim=1)[:, 0]
    assert torch.equal(first, written[:, 0])


def test_outside_nothing_changes(model, pixels, tokens):
    before = model(pixels, tokens)
    with record(model) as seen:
        model(pixels, tokens)
    assert hooks_of(model) == 0
    assert torch.equal(model(pixels, tokens), before) and len(seen["logits"]) == 1
    with pytest.raises(ValueError, match="given 6"), record(model):
        model(pixels, torch.zeros(3, 6, dtype=torch.int64))
    assert hooks_of(model) == 0


def test_gradients_flow_through_recorded_tensors(pixels, tokens):
    model = GridTransformer()
    with record(model) as seen:
        loss = model(pixels, tokens).square().sum()
    (gradient,) = torch.autograd.grad(loss, seen["encoder.0.attention.weights"][0])
    assert gradient.abs().sum() > 0


def test_a_part_of_a_model_can_be_recorded(model):
    attention, x = model.encoder[0].attention, torch.randn(2, 16, 64)
    with record(attention) as seen:
        attention(x)
        output = attention(x)
    assert set(seen) == {"", "query", "key", "value", "mix", "weights", "output"}
    assert torch.equal(seen[""][1], output) and all(len(tensors) == 2 for tensors in seen.values())
    with record(model.head) as seen:
        logits = model.head(x)
    assert torch.equal(seen[""][0], logits)
    with pytest.raises(KeyError):  # nothing is made of a path that does not exist
        seen["haed"]


def test_another_way_to_attend_keeps_its_own_computation(model, pixels, tokens):
    """An experiment may replace `Mix`; what is recorded is then what it computed."""

    class Uniform(Mix):
        def forward(self, query, key, value, mask=None):
            return value.mean(dim=2, keepdim=True).expand(*query.shape)

    model.decoder[1].cross_attention.mix = Uniform()
    before = model(pixels, tokens)
    with record(model) as seen:
        model(pixels, tokens)
    torch.testing.assert_close(seen["logits"][0], before, **CLOSE)
    assert "decoder.1.cross_attention.weights" not in seen and "decoder.0.cross_attention.weights" in seen


def test_hooks_reach_every_step_of_decoding(model, pixels):
    """An experiment may change what a module returns. Decoding calls the modules, so the change takes effect."""
    attention = model.decoder[0].cross_attention
    with record(model) as plain:
        greedy_decode(model, pixels)
    handle = attention.mix.register_forward_hook(lambda module, inputs, output: output * 0)
    with record(model) as changed:
        greedy_decode(model, pixels)
    handle.remove()
    bias_only = attention.output.bias.expand(3, 1, 64)
    assert all(torch.allclose(output, bias_only) for output in changed["decoder.0.cross_attention"])
    assert not any(torch.allclose(output, bias_only) for output in plain["decoder.0.cross_attention"])
    assert not torch.stack(changed["decoder.0.cross_attention.mix"]).any()


def test_a_compiled_network_is_not_disturbed(model, pixels, tokens):
    with torch.no_grad():
        compiled = torch.compile(model, backend="eager")
        before = compiled(pixels, tokens)
        with record(model):
            model(pixels, tokens)
        assert torch.equal(compiled(pixels, tokens), before)


def test_replaced_changes_what_a_module_returns_and_leaves_no_hook(model, pixels, tokens):
    before = model(pixels, tokens)
    with replaced(model, "encoder.1.attention.mix", lambda heads: heads * 0), record(model) as seen:
        changed = model(pixels, tokens)
    assert not torch.allclose(changed, before, **CLOSE)
    bias = model.encoder[1].attention.output.bias.expand(3, 16, -1)  # all that is left of the sublayer
    torch.testing.assert_close(seen["encoder.1.attention"][0], bias, **CLOSE)
    assert seen["encoder.1.attention.weights"][0].shape == (3, 4, 16, 16)  # the maps are as before
    assert hooks_of(model) == 0
    torch.testing.assert_close(model(pixels, tokens), before, atol=0, rtol=0)


def test_replaced_refuses_other_shapes_and_paths(model, pixels, tokens):
    shapes = r"expected \(3, 16, 64\) in place of 'encoder.0', given \(3, 1, 64\)"
    with pytest.raises(ValueError, match=shapes), replaced(model, "encoder.0", lambda rows: rows[:, :1]):
        model(pixels, tokens)
    with pytest.raises(AttributeError), replaced(model, "encoder.9", lambda rows: rows):
        pass
    assert hooks_of(model) == 0
