"""What the speed benchmarks compare with: the same model, and the same pictures."""

import pytest
import reference
import torch
import torch_layers
import training_steps
from test_model import CONFIG, copy_transformer, unlike_the_start

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.decoding import read_grids
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.patches import MNIST_MEAN, MNIST_STD
from mnist2x2.tokenizer import to_text


@pytest.fixture(scope="module")
def pretrained():
    theirs = reference.Reference(ModelConfig())
    theirs.load_state_dict(load_pretrained("book").state_dict())
    return theirs.eval()


def test_reference_has_our_logits(pretrained):
    pixels, tokens = torch.rand(8, 56, 56), torch.randint(0, 13, (8, 5))
    ours = load_pretrained("book")(pixels, tokens)
    theirs = pretrained((pixels - MNIST_MEAN) / MNIST_STD, tokens)
    torch.testing.assert_close(theirs, ours, atol=1e-4, rtol=1e-4)


def test_reference_has_our_pictures_and_answers():
    for train in (True, False):
        theirs, ours = reference.StitchedDigits(train, size=20), MNIST2x2(train, size=20)
        assert len(theirs) == len(ours)
        for (picture, *tokens), (grid, *our_tokens) in zip(theirs, ours, strict=False):
            torch.testing.assert_close(picture, (grid / 255 - MNIST_MEAN) / MNIST_STD)
            assert all(torch.equal(a, b) for a, b in zip(tokens, our_tokens, strict=True))


def test_reference_writes_our_answers(pretrained):
    dataset, grids = reference.StitchedDigits(False, size=30), [grid for grid, *_ in MNIST2x2(False, size=30)]
    written = [reference.write_answer(pretrained, dataset[i][0]) for i in range(30)]
    assert to_text(torch.tensor(written)) == read_grids(load_pretrained("book"), torch.stack(grids))
    right = [tokens == dataset[i][2][:4].tolist() for i, tokens in enumerate(written)]
    assert reference.count_right(pretrained, dataset, 30) == sum(right) > 20


def test_reference_learns():
    model, dataset = reference.Reference(ModelConfig()), reference.StitchedDigits(size=640)
    optimizer, loader = reference.make_optimizer(model), reference.loader_of(dataset)
    losses = [reference.train_steps(model, optimizer, loader) for _ in range(3)]
    assert losses[0] > losses[1] > losses[2]


def test_torchs_layers_have_our_logits():
    ours, theirs = unlike_the_start(GridTransformer(CONFIG)).eval(), torch_layers.TorchLayers(CONFIG).eval()
    copy = copy_transformer(ours)
    theirs.encoder.load_state_dict(copy.encoder.state_dict())
    theirs.decoder.load_state_dict(copy.decoder.state_dict())
    for name in ("patch_embedding", "token_embedding", "head"):
        getattr(theirs, name).load_state_dict(getattr(ours, name).state_dict())
    theirs.token_position = ours.token_position
    pixels, tokens = torch.rand(3, CONFIG.pixels, CONFIG.pixels), torch.randint(0, 13, (3, CONFIG.digits + 1))
    torch.testing.assert_close(theirs(pixels, tokens), ours(pixels, tokens), atol=1e-4, rtol=1e-4)


def test_torchs_layers_are_trained_like_our_model():
    theirs = torch_layers.TorchLayers(ModelConfig())
    before = {name: weight.clone() for name, weight in theirs.named_parameters()}
    steps = training_steps.Steps(batch_size=8, model=theirs)
    steps.take(1)
    assert steps.run.model is steps.run.average is theirs
    assert not [name for name, weight in theirs.named_parameters() if torch.equal(weight, before[name])]
