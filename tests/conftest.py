import pytest
import torch

from mnist2x2.data.grids import MNIST2x2
from mnist2x2.model import GridTransformer


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.fixture
def model():
    """A fresh model, in eval mode."""
    return GridTransformer().eval()


@pytest.fixture
def pixels():
    return torch.rand(3, 56, 56)


@pytest.fixture(scope="session")
def training_grids():
    return MNIST2x2(size=500, empty=0.3)
