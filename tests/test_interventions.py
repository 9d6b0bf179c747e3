"""`intervene` changes what a model computes, in every way of decoding, and leaves nothing behind."""

import pytest
import torch
from test_activations import hooks_of
from test_attention import CLOSE

import mnist2x2
from mnist2x2.activations import record
from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.decoding import greedy_decode, read_grids
from mnist2x2.interventions import Intervention, intervene, is_of_tokens, mean_activations


@pytest.fixture
def tokens():
    return torch.randint(0, 13, (3, 5))


@pytest.fixture(scope="module")
def grids():
    return grids_and_answers(MNIST2x2(train=False, size=60, empty=0.4))[0]


@pytest.fixture(scope="module")
def book():
    return load_pretrained("book")


def recorded(model, pixels, tokens):
    with torch.no_grad(), record(model) as seen:
        model(pixels, tokens)
    return seen


def under(model, pixels, tokens, *interventions):
    """Return what a model computes with interventions."""
    with intervene(model, *interventions):
        return recorded(model, pixels, tokens)


def test_a_head_is_replaced_and_nothing_else(model, pixels, tokens):
    plain = recorded(model, pixels, tokens)["encoder.1.attention.mix"][0]
    seen = under(model, pixels, tokens, Intervention("encoder.1.attention.mix", head=2))
    mix = seen["encoder.1.attention.mix"][0]
    assert not mix[:, 2].any()
    others = [0, 1, 3]
    torch.testing.assert_close(mix[:, others], plain[:, others], **CLOSE)
    joined = mix.transpose(1, 2).flatten(2)
    torch.testing.assert_close(seen["encoder.1.attention"][0], model.encoder[1].attention.output(joined), **CLOSE)


def test_record_sees_the_change_whichever_is_opened_first(model, pixels, tokens):
    with torch.no_grad(), record(model) as seen, intervene(model, {"at": "encoder.1.attention.mix", "head": 2}):
        model(pixels, tokens)
    assert not seen["encoder.1.attention.mix"][0][:, 2].any()


@pytest.mark.parametrize("name", ["decoder.1.cross_attention.weights", "decoder.0.self_attention.weights"])
def test_a_head_looks_where_it_is_told(model, pixels, tokens, name):
    plain = recorded(model, pixels, tokens)[name][0]
    weights = under(model, pixels, tokens, Intervention(name, head=1, rows=[2], look=0))[name][0]
    assert torch.equal(weights[:, 1, 2], torch.eye(weights.shape[-1])[[0, 0, 0]])
    weights[:, 1, 2] = plain[:, 1, 2]
    if "decoder.1" in name:  # nothing before it has changed
        torch.testing.assert_close(weights, plain, **CLOSE)


def test_what_a_head_looks_at_is_what_it_passes_on(model, pixels, tokens):
    """The changed weights are those that are used."""
    path = "decoder.1.cross_attention"
    seen = under(model, pixels, tokens, Intervention(f"{path}.weights", look=5))
    values = model.decoder[1].cross_attention.split(seen[f"{path}.value"][0])
    torch.testing.assert_close(seen[f"{path}.mix"][0], values[:, :, [5]].expand(-1, -1, 5, -1), **CLOSE)


def test_rows_are_copied_from_another_run(model, pixels, tokens):
    other = recorded(model, pixels.flip(0), tokens)
    seen = under(model, pixels, tokens, Intervention("encoder.2", rows=[0, 5], to=other))
    plain = recorded(model, pixels, tokens)
    assert torch.equal(seen["encoder.2"][0][:, [0, 5]], other["encoder.2"][0][:, [0, 5]])
    torch.testing.assert_close(seen["encoder.2"][0][:, 6:], plain["encoder.2"][0][:, 6:], **CLOSE)
    one = {name: [tensor[:1] for tensor in tensors] for name, tensors in other.items()}  # of one picture
    seen = under(model, pixels, tokens, Intervention("encoder.3", to=one))
    assert torch.equal(seen["encoder.3"][0], one["encoder.3"][0].expand(3, -1, -1))


def test_rows_that_the_other_run_lacks_stay(model, pixels, tokens):
    short = recorded(model, pixels, tokens[:, :2])
    name = "decoder.0.feed_forward"
    seen, plain = under(model, pixels, tokens, Intervention(name, to=short)), recorded(model, pixels, tokens)
    torch.testing.assert_close(seen[name][0], plain[name][0], **CLOSE)


def test_the_order_of_rows_means_nothing_to_attention(model, pixels, tokens):
    """A shuffled memory gives the same logits: its positions are in the vectors."""
    order = torch.randperm(16).tolist()
    seen, plain = under(model, pixels, tokens, {"at": "encoder_norm", "order": order}), recorded(model, pixels, tokens)
    assert torch.equal(seen["encoder_norm"][0], plain["encoder_norm"][0][:, order])
    torch.testing.assert_close(seen["logits"][0], plain["logits"][0], **CLOSE)


def test_positions_go_and_come_back(model, pixels, tokens):
    plain = recorded(model, pixels, tokens)
    for name in ("patch_embedding.position", "token_position"):
        kept = model.get_parameter(name).clone()
        seen = under(model, pixels, tokens, Intervention(name))
        assert not torch.allclose(seen["logits"][0], plain["logits"][0], **CLOSE)
        assert torch.equal(model.get_parameter(name), kept)
    seen = under(model, pixels, tokens, Intervention("patch_embedding.position"))
    assert torch.equal(seen["patch_embedding"][0], seen["patch_embedding.projection"][0])


def test_without_the_mask_a_token_looks_at_later_ones(model, pixels, tokens):
    seen = under(model, pixels, tokens, Intervention("causal_mask"))
    assert (seen["decoder.0.self_attention.weights"][0] > 0).all()


CASES = {
    "a head": [{"at": "encoder.1.attention.mix", "head": 2}],
    "a row of a head in the decoder": [{"at": "decoder.1.cross_attention.mix", "head": 1, "rows": [2]}],
    "a forced look": [{"at": "decoder.1.cross_attention.weights", "head": 0, "rows": [1, 3], "look": 5}],
    "a forced look back": [{"at": "decoder.1.self_attention.weights", "rows": [1, 2, 3], "look": 1}],
    "a sublayer's rows": [{"at": "decoder.0.feed_forward", "rows": [2], "to": 0.5}],
    "an embedding": [{"at": "token_embedding", "rows": [2]}],
    "positions": [{"at": "token_position"}],
    "no mask": [{"at": "causal_mask"}],
    "logits": [{"at": "logits", "rows": [1]}],
    "two": [{"at": "encoder.0.feed_forward"}, {"at": "decoder.0.self_attention.mix", "head": 3}],
}


@pytest.mark.parametrize("case", CASES)
def test_decoding_with_a_cache_computes_the_same(book, grids, case):
    """What `greedy_decode` writes is the likeliest token of a pass over all tokens before it."""
    pixels = grids[:20].float() / 255
    with intervene(book, *CASES[case]), torch.no_grad():
        written = greedy_decode(book, pixels)
        tokens = torch.full((20, 1), 10)
        for step in range(written.shape[1]):
            logits = book(pixels, tokens)[:, -1]
            live = written[:, step] < 12
            best = logits.topk(2).values
            apart = best[:, 0] - best[:, 1] > 1e-3
            assert torch.equal(logits.argmax(-1)[live & apart], written[:, step][live & apart])
            tokens = torch.cat([tokens, written[:, step : step + 1]], dim=1)


def test_answers_change_and_change_back(book, grids):
    before = read_grids(book, grids)
    with mnist2x2.intervene(book, mnist2x2.Intervention("encoder.1.attention.mix", head=2)):
        changed = read_grids(book, grids)
    assert sum(one != other for one, other in zip(before, changed, strict=True)) > 20
    assert read_grids(book, grids) == before
    assert hooks_of(book) == 0 and "decode" not in vars(book)


def test_blocks_can_be_nested(book, grids):
    one, two = CASES["two"]
    with intervene(book, one, two):
        together = read_grids(book, grids)
    with intervene(book, one), intervene(book, two):
        assert read_grids(book, grids) == together
    assert hooks_of(book) == 0 and "decode" not in vars(book)


def test_after_an_error_nothing_is_left(model, pixels):
    with pytest.raises(ValueError, match="given 6"), intervene(model, Intervention("causal_mask")):
        model(pixels, torch.zeros(3, 6, dtype=torch.int64))
    assert hooks_of(model) == 0 and "decode" not in vars(model)


def test_means(book, grids):
    means = mean_activations(book, grids)
    seen = recorded(book, grids.float() / 255, torch.full((60, 1), 10))
    for name in ("encoder.1.attention.mix", "encoder.3.feed_forward", "encoder_norm"):
        torch.testing.assert_close(means[name][0], seen[name][0].mean(dim=0, keepdim=True), **CLOSE)
    own = [grids[i : i + 1] for i in range(60) if len(read_grids(book, grids[i : i + 1])[0]) >= 3]
    third = torch.cat([mean_activations(book, grid)["decoder.1.feed_forward"][0][:, 3] for grid in own])
    torch.testing.assert_close(means["decoder.1.feed_forward"][0][0, 3], third.mean(dim=0), atol=1e-4, rtol=1e-4)
    with intervene(book, Intervention("encoder.2.attention.mix", to=means)):
        assert read_grids(book, grids[:2]) != []


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"at": "encoder.9"}, "given 'encoder.9'"),
        ({"at": "encoder.1", "head": 1}, "head from 0 to 3"),
        ({"at": "encoder.1.attention.mix", "head": 4}, "given 4"),
        ({"at": "encoder.1.attention.mix", "look": 4}, "attention weights"),
        ({"at": "encoder.1.attention.weights", "look": -1}, "given -1"),
        ({"at": "encoder.1", "rows": [16]}, r"from 0 to 15.*given \[16\]"),
        ({"at": "decoder.1", "rows": [5]}, "from 0 to 4"),
        ({"at": "encoder_norm", "order": [1, 0]}, "all of them"),
        ({"at": "encoder.1", "to": {}}, "given one without"),
    ],
)
def test_what_does_not_fit_is_refused(model, wrong, what):
    with pytest.raises(ValueError, match=what), intervene(model, wrong):
        pass
    assert hooks_of(model) == 0


def test_unknown_fields_are_refused(model):
    with pytest.raises(TypeError, match="heads"), intervene(model, {"at": "encoder.1.attention.mix", "heads": 1}):
        pass


def test_which_rows_are_tokens():
    tokens = {"logits", "token_embedding", "decoder.0", "decoder.1.cross_attention.query"}
    patches = {"patch_embedding", "encoder.0", "encoder_norm", "decoder.0.cross_attention.key"}
    assert all(map(is_of_tokens, tokens)) and not any(map(is_of_tokens, patches))
