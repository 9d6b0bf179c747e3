import pytest
import torch
import torch.nn.functional as F

from mnist2x2.patches import MNIST_MEAN, MNIST_STD, PatchEmbedding, patchify, unpatchify


@pytest.mark.parametrize(("height", "width", "size"), [(56, 56, 14), (28, 56, 7), (84, 28, 28)])
def test_patchify_is_unfold(height, width, size):
    pictures = torch.rand(2, height, width)
    unfolded = F.unfold(pictures[:, None], size, stride=size).transpose(1, 2)
    assert torch.equal(patchify(pictures, size), unfolded)
    assert torch.equal(unpatchify(patchify(pictures, size), size, width), pictures)


def test_patchify_keeps_uint8():
    assert patchify(torch.zeros(1, 56, 56, dtype=torch.uint8), 14).dtype == torch.uint8


@pytest.mark.parametrize("shape", [(56, 56), (2, 55, 56), (2, 56, 57), (1, 1, 56, 56)])
def test_patchify_refuses(shape):
    with pytest.raises(ValueError, match="multiples of 14 pixels, given"):
        patchify(torch.zeros(shape), 14)


@pytest.mark.parametrize("shape", [(1, 16, 195), (1, 15, 196), (16, 196)])
def test_unpatchify_refuses(shape):
    with pytest.raises(ValueError, match="expected patches"):
        unpatchify(torch.zeros(shape), 14, 56)


def test_embedding_is_a_strided_convolution(pixels):
    embedding = PatchEmbedding(16, 14, 64)
    kernel = embedding.projection.weight.view(64, 1, 14, 14)
    normalised = (pixels[:, None] - MNIST_MEAN) / MNIST_STD
    convolved = F.conv2d(normalised, kernel, embedding.projection.bias, stride=14).flatten(2).transpose(1, 2)
    torch.testing.assert_close(embedding(pixels), convolved + embedding.position, atol=1e-5, rtol=0)


def test_mean_and_std_are_those_of_the_training_digits():
    from mnist2x2.data.mnist import load_mnist

    images = load_mnist()[0].float() / 255
    assert (images.mean().item(), images.std().item()) == pytest.approx((MNIST_MEAN, MNIST_STD), abs=5e-5)
