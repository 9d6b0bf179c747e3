"""Handwritten digits: MNIST as its authors published it, checked whenever it is read, without torchvision."""

import atexit
import gzip
import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
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


def is_canonical(name: str, content: bytes) -> bool:
    """Return whether this is what MNIST's authors published under that name."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest() == MD5[name]


def unpack(name: str) -> bytes:
    """Return the content of a bundled file, uncompressed. Raises ValueError if it is damaged."""
    packed = PACKED / f"{name}.gz"
    try:
        content = gzip.decompress(packed.read_bytes())
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{packed} is truncated or altered ({error}): install mnist2x2 again") from error
    if not is_canonical(name, content):
        raise ValueError(f"{packed} is not MNIST's file of that name (MD5 differs): install mnist2x2 again")
    return content


def cache_folder() -> Path:
    """Return the folder for uncompressed files. Raises OSError if the user has neither a cache folder nor a home."""
    cache = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(cache or Path.home() / ".cache") / "mnist2x2"
    except RuntimeError as error:  # a user that the system does not know
        raise FileNotFoundError("there is no home folder for a cache: set XDG_CACHE_HOME") from error


def raw_path(root: str | Path, name: str) -> Path:
    """Return the path at which torchvision's `MNIST` looks for a file."""
    return Path(root) / "MNIST" / "raw" / name


def whole(path: Path) -> bytes | None:
    """Return the content of a file if it is there and what MNIST's authors published, else None."""
    content = path.read_bytes() if path.is_file() else None
    return content if content is not None and is_canonical(path.name, content) else None


def write_cached(path: Path, content: bytes) -> None:
    """Write a file of the cache, whole or not at all. Other processes may do so at once: each has its own draft."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        draft = Path(folder) / path.name
        draft.write_bytes(content)
        draft.replace(path)


def bundled(name: str) -> bytes:
    """Return the content of a bundled file, from the cache folder if it is whole there. Raises ValueError if damaged.

    Reading is quicker than unpacking, so unpacked files are cached, if the cache can be read and written: the home
    folder may be missing, full or read-only.
    """
    with suppress(OSError):
        if (content := whole(raw_path(cache_folder(), name))) is not None:
            return content
    content = unpack(name)
    with suppress(OSError):
        write_cached(raw_path(cache_folder(), name), content)
    return content


def bundled_root(names: Iterable[str] = MD5) -> Path:
    """Return a folder with the bundled files unpacked in it, for readers that need files, as torchvision does.

    It is the cache folder or, if that cannot be written, a temporary one, which is removed when Python ends. Raises
    ValueError if a bundled file is damaged.
    """
    try:
        root = cache_folder()
        fill(root, names)
    except OSError:
        root = temporary_folder()
        fill(root, names)
    return root


def fill(root: Path, names: Iterable[str]) -> None:
    """Unpack the bundled files that a folder lacks, or that are damaged there."""
    for name in names:
        if whole(path := raw_path(root, name)) is None:
            write_cached(path, unpack(name))


@lru_cache
def temporary_folder() -> Path:
    folder = tempfile.mkdtemp(prefix="mnist2x2-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def own(path: Path) -> bytes:
    """Return the content of a user's own file. Raises FileNotFoundError, or ValueError if it is damaged."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: put MNIST's four files there, or leave out `root`")
    if (content := whole(path)) is None:
        raise ValueError(f"{path} is truncated or altered (MD5 differs): replace it, or leave out `root`")
    return content


def from_idx(content: bytes, shape: tuple[int, ...]) -> Tensor:
    """Return the numbers in one of MNIST's files, uint8 (n, *shape)."""
    # the header: the kind of numbers, how many dimensions, then n and each of shape, four bytes each
    numbers = np.frombuffer(content, np.uint8, offset=8 + 4 * len(shape))
    return torch.from_numpy(numbers.copy()).view(-1, *shape)  # copied: the bytes are read-only, tensors are not


@lru_cache(maxsize=4)
def load_mnist(train: bool = True, root: str | Path | None = None) -> tuple[Tensor, Tensor]:
    """Return MNIST's images, uint8 (n, 28, 28), 0 paper to 255 ink, and labels, int64 (n,).

    n is 60,000 for `train`, else 10,000. root: a folder with the user's own copy, laid out as torchvision's `MNIST`
    has it; without it, the bundled files are used. The result is kept for the next call: do not write to it.

    Raises FileNotFoundError for a missing file, ValueError for a truncated or altered one.
    """
    images, labels = (
        bundled(name) if root is None else own(raw_path(root, name))
        for name in MD5
        if name.startswith("train" if train else "t10k")
    )
    return from_idx(images, (28, 28)), from_idx(labels, ()).long()
