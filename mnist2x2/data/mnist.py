"""Handwritten digits: MNIST as its authors published it, checked whenever it is read, without torchvision."""

import gzip
import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

# MD5 of the four canonical files, uncompressed.
MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
PACKED = files("mnist2x2") / "data" / "files" / "mnist"


def is_canonical(path: Path) -> bool:
    """Return whether a file is there and what MNIST's authors published under its name."""
    return path.is_file() and hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == MD5[path.name]


def unpack(packed, path: Path) -> None:
    """Write the content of a gzipped file to `path`, whole or not at all. Raises ValueError if it is damaged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        unpacked = Path(folder) / path.name
        try:
            with packed.open("rb") as source, gzip.open(source) as content, unpacked.open("wb") as target:
                shutil.copyfileobj(content, target)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError(f"{packed} is truncated or altered ({error}): install mnist2x2 again") from error
        if not is_canonical(unpacked):
            raise ValueError(f"{packed} is not MNIST's file of that name (MD5 differs): install mnist2x2 again")
        unpacked.replace(path)


def bundled_root(names: Iterable[str] = MD5) -> Path:
    """Unpack those of the bundled files that are not whole in the user's cache folder, and return that folder."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    root = Path(cache) / "mnist2x2"
    for name in names:
        path = root / "MNIST" / "raw" / name
        if not is_canonical(path):
            unpack(PACKED / f"{name}.gz", path)
    return root


def read_idx(path: Path, shape: tuple[int, ...]) -> Tensor:
    """Return what one of MNIST's files holds, uint8 (n, *shape). Raises FileNotFoundError, or ValueError if damaged."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: put MNIST's four files there, or leave out `root`")
    if not is_canonical(path):
        raise ValueError(f"{path} is truncated or altered (MD5 differs): replace it, or leave out `root`")
    # the header: what kind of numbers, how many dimensions, then n and each of shape, four bytes each
    numbers = np.fromfile(path, np.uint8, offset=8 + 4 * len(shape))
    return torch.from_numpy(numbers).view(-1, *shape)


@lru_cache(maxsize=4)
def load_mnist(train: bool = True, root: str | Path | None = None) -> tuple[Tensor, Tensor]:
    """Return MNIST's images, uint8 (n, 28, 28), 0 paper to 255 ink, and labels, int64 (n,).

    n is 60,000 for `train`, else 10,000. `root` is a folder of the user's own, as torchvision's `MNIST` keeps it;
    without it, the bundled files are used. What is returned is kept for the next call: do not write to it.

    Raises FileNotFoundError, or ValueError naming a truncated or altered file.
    """
    images, labels = (name for name in MD5 if name.startswith("train" if train else "t10k"))
    raw = Path(bundled_root((images, labels)) if root is None else root) / "MNIST" / "raw"
    return read_idx(raw / images, (28, 28)), read_idx(raw / labels, ()).long()
