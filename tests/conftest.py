import os
import shutil
import tempfile

import pytest
import torch

from mnist2x2.data.grids import MNIST2x2
from mnist2x2.model import GridTransformer


def pytest_configure(config):
    """Make a folder shared by all processes of this test run, which inherit its name in the environment."""
    if not hasattr(config, "workerinput"):
        os.environ["MNIST2X2_TEST_FOLDER"] = tempfile.mkdtemp(prefix="mnist2x2-tests-")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["MNIST2X2_TEST_FOLDER"], ignore_errors=True)


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.fixture
def model():
    """An untrained model, in eval mode."""
    return GridTransformer().eval()


@pytest.fixture
def pixels():
    return torch.rand(3, 56, 56)


@pytest.fixture(scope="session")
def training_grids():
    return MNIST2x2(size=500, empty=0.3)
