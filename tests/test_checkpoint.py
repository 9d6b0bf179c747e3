import json

import pytest
import torch
from safetensors.torch import save_file

from mnist2x2 import checkpoint
from mnist2x2.checkpoint import (
    description_of,
    digest,
    load_pretrained,
    load_tensors,
    save_tensors,
    save_weights,
    shipped,
    version_of,
)
from mnist2x2.model import GridTransformer, ModelConfig


@pytest.fixture
def weights(tmp_path, model):
    path = tmp_path / "weights.safetensors"
    save_weights(path, model)
    return path


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


def test_saved_weights_are_loaded_unchanged(weights, model):
    loaded = load_pretrained(weights)
    assert same(loaded, model) and loaded.config == model.config and not loaded.training
    assert same(load_pretrained(str(weights)), model)


def test_other_sizes_are_loaded(tmp_path):
    config = ModelConfig(grid=1, patch=7, width=32, heads=2, dropout=0.1)
    save_weights(tmp_path / "small", GridTransformer(config))
    assert load_pretrained(tmp_path / "small").config == config


@pytest.mark.parametrize("answers", ["words", "letters"])
def test_models_of_words_and_letters_are_loaded(tmp_path, answers):
    model = GridTransformer(ModelConfig(answers=answers))
    save_weights(tmp_path / answers, model)
    assert (
        same(load_pretrained(tmp_path / answers), model) and load_pretrained(tmp_path / answers).config == model.config
    )


def test_files_and_versions_from_before_words_are_unchanged(weights):
    assert "answers" not in load_tensors(weights)[1]["model"]  # what a model of digits is described by
    book = "3d53e78e4e176362b617440aa1de6df1e116cf975612a45101f349992f400c2e"  # of commit 492fdfd
    assert version_of(load_pretrained("book")) == book


def test_rounding_to_half_precision(tmp_path, model, weights):
    half = tmp_path / "half"
    save_weights(half, model, torch.float16)
    assert half.stat().st_size < 0.6 * weights.stat().st_size
    loaded = load_pretrained(half)
    for rounded, exact in zip(loaded.parameters(), model.parameters(), strict=True):
        assert torch.equal(rounded, exact.half().float())


@pytest.mark.parametrize("keep", [0, 5, 100, 0.5, -1])
def test_truncated_weights_are_refused(weights, keep):
    content = weights.read_bytes()
    weights.write_bytes(content[: int(keep * len(content)) if isinstance(keep, float) else keep])
    with pytest.raises(ValueError, match=r"weights.safetensors is truncated"):
        load_pretrained(weights)


@pytest.mark.parametrize("place", [0.3, 0.6, 0.999])
def test_altered_weights_are_refused(weights, place):
    content = bytearray(weights.read_bytes())
    content[int(place * len(content))] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ValueError, match="altered or damaged"):
        load_pretrained(weights)


def test_header_altered_at_any_place_is_refused(weights):
    content = weights.read_bytes()
    for place in range(0, 8 + int.from_bytes(content[:8], "little"), 7):
        for bit in (1, 64):
            damaged = bytearray(content)
            damaged[place] ^= bit
            weights.write_bytes(damaged)
            with pytest.raises(
                ValueError, match=r"weights.safetensors (is truncated|has been altered|was not written)"
            ):
                load_pretrained(weights)


def test_weights_of_another_version_are_refused(tmp_path, model):
    for about, tensors in (({"eyes": 2}, model.state_dict()), ({"width": 32}, model.state_dict()), ({}, {})):
        save_tensors(tmp_path / "file", tensors, {"model": about})
        with pytest.raises(ValueError, match="file is damaged, or from another version of mnist2x2"):
            load_pretrained(tmp_path / "file")


SIZES = ("grid", "patch", "width", "heads", "feed_forward", "encoder_blocks", "decoder_blocks")


@pytest.mark.parametrize(
    "described",
    [
        *({"width": 4096, "feed_forward": 4096, size: value} for size in SIZES for value in (4096, 16384, 10**6)),
        *({size: value} for size in SIZES for value in (2.0, "2", True, None, [2], 10**400, float("nan"))),
        *({"dropout": value} for value in ("0", None, float("nan"), 10**400)),
        *({"answers": value} for value in (["digits"], None, 5)),
        *(None, 5, "model", ["width"], [[["width", 32]]]),
    ],
    ids=lambda described: None,
)
def test_a_description_takes_no_memory(tmp_path, monkeypatch, described):
    """A file of a few hundred bytes may claim any size: no memory is taken before its tensors fit the description."""

    class Watched(GridTransformer):
        def __init__(self, config):
            assert torch.empty(0).device.type == "meta"
            super().__init__(config)

    monkeypatch.setattr(checkpoint, "GridTransformer", Watched)
    save_tensors(tmp_path / "file", {"x": torch.zeros(1)}, {"model": described})
    with pytest.raises(ValueError, match=r"file is damaged, or from another version of mnist2x2: ."):
        load_pretrained(tmp_path / "file")


@pytest.mark.parametrize(
    "note",
    [
        *(None, 5, [], ["about"], {}, {"about": "{}"}, {"about": 5, "sha256": ""}, {"about": "\ud800", "sha256": ""}),
        *("5", "null", "[]", '"model"', "{", "[" * 100_000, "9" * 5000),
    ],
    ids=lambda note: None,
)
def test_another_description_is_refused(tmp_path, note):
    tensors = {"x": torch.zeros(1)}
    if isinstance(note, str):  # what is wrong with it is not its checksum
        note = {"about": note, "sha256": digest(tensors, note)}
    save_file(tensors, tmp_path / "file", {"mnist2x2": json.dumps(note)})
    with pytest.raises(ValueError, match=r"file has been altered or damaged: (its|expected a) description"):
        load_tensors(tmp_path / "file")


def test_a_deep_note_is_refused(tmp_path):
    save_file({"x": torch.zeros(1)}, tmp_path / "file", {"mnist2x2": "[" * 100_000})
    with pytest.raises(ValueError, match="file has been altered or damaged: its description is garbled"):
        load_tensors(tmp_path / "file")


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e300, 1j, 1, True])
def test_weights_other_than_finite_floats_are_refused(tmp_path, model, bad):
    bias = torch.full_like(model.head.bias, 1, dtype=torch.tensor(bad).dtype if bad != 1e300 else torch.float64)
    bias[3] = bad
    tensors = {**model.state_dict(), "head.bias": bias}
    save_tensors(tmp_path / "file", tensors, {"model": description_of(model.config)})
    with pytest.raises(ValueError, match=r"expected head.bias as finite floating-point numbers, given .*torch\."):
        load_pretrained(tmp_path / "file")


def test_foreign_files_are_refused(tmp_path):
    save_file({"x": torch.zeros(1)}, tmp_path / "foreign")
    with pytest.raises(ValueError, match="was not written by mnist2x2"):
        load_pretrained(tmp_path / "foreign")
    save_tensors(tmp_path / "ours", {"x": torch.zeros(1)}, {"step": 3})
    with pytest.raises(ValueError, match=r"holds no model weights, only \['step'\]"):
        load_pretrained(tmp_path / "ours")
    with pytest.raises(
        FileNotFoundError, match=r"expected a weights file or one of \['book', 'drawn', 'letters'\], given 'nothing'"
    ):
        load_pretrained("nothing")


def test_tensors_of_all_kinds_are_loaded(tmp_path):
    tensors = {"a": torch.randn(3, 2).t(), "b": torch.tensor(5), "c": torch.zeros(0), "d": torch.tensor([True])}
    save_tensors(tmp_path / "file", tensors, {"about": ["this", 1]})
    loaded, about = load_tensors(tmp_path / "file")
    assert about == {"about": ["this", 1]}
    for name, tensor in tensors.items():
        assert torch.equal(loaded[name], tensor) and loaded[name].dtype == tensor.dtype


def test_three_are_shipped_and_drawn_is_the_default():
    assert shipped() == ["book", "drawn", "letters"]
    assert same(load_pretrained(), load_pretrained("drawn"))
    assert not same(load_pretrained(), load_pretrained("book"))
