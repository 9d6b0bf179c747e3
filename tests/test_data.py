import gzip
import os
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from mnist2x2.data import mnist
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.loader import GridLoader
from mnist2x2.data.mnist import MD5, PACKED, load_mnist
from mnist2x2.grid import compose
from mnist2x2.patches import unpatchify
from mnist2x2.tokenizer import DIGITS, FINISH, LETTERS, PAD, START, WORDS


@pytest.fixture
def own_copy(tmp_path):
    """A user's own MNIST folder, with torchvision's layout."""
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in MD5:
        (raw / name).write_bytes(mnist.unpack(name))
    return tmp_path


def test_bundled_mnist():
    for train, n in ((True, 60_000), (False, 10_000)):
        images, labels = load_mnist(train)
        assert images.shape == (n, 28, 28) and images.dtype == torch.uint8
        assert labels.shape == (n,) and labels.dtype == torch.int64
    assert labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]  # the first ten test labels of MNIST


def is_whole(path: Path) -> bool:
    return mnist.is_canonical(path.name, path.read_bytes())


def test_unpacks_into_the_cache_and_repairs_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    raw = mnist.bundled_root() / "MNIST" / "raw"
    assert raw.is_relative_to(tmp_path)
    assert sorted(file.name for file in raw.iterdir()) == sorted(MD5)  # no temporary file is left
    damaged = raw / "t10k-labels-idx1-ubyte"
    damaged.write_bytes(damaged.read_bytes()[:5000])
    mnist.bundled_root()
    assert is_whole(damaged)


def test_loading_fills_the_cache_uses_it_and_repairs_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cached = tmp_path / "mnist2x2" / "MNIST" / "raw" / "t10k-labels-idx1-ubyte"
    whole = mnist.bundled(cached.name)
    assert is_whole(cached)
    cached.write_bytes(b"")
    assert mnist.bundled(cached.name) == whole and is_whole(cached)
    monkeypatch.setattr(mnist, "unpack", None)
    assert mnist.bundled(cached.name) == whole


def test_several_processes_may_fill_the_cache_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    name = "t10k-images-idx3-ubyte"
    barrier = threading.Barrier(8)

    def fill(_) -> bool:
        barrier.wait()
        return is_whole(mnist.bundled_root([name]) / "MNIST" / "raw" / name)

    for _ in range(3):
        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(fill, range(8)))
        (path,) = (tmp_path / "mnist2x2" / "MNIST" / "raw").iterdir()
        path.unlink()


def no_home():
    raise RuntimeError("Could not determine home directory.")


@pytest.mark.parametrize("home", ["/proc/none", "a file", None])
def test_mnist_is_read_without_a_cache_that_can_be_written(tmp_path, monkeypatch, home):
    """As in a container whose user has no home, or one that is read-only."""
    (tmp_path / "file").touch()
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if home is None:
        monkeypatch.setattr(Path, "home", no_home)
    else:
        monkeypatch.setenv("HOME", str(tmp_path / "file") if home == "a file" else home)
    images, labels = load_mnist.__wrapped__(False)  # not from the cache in memory
    assert torch.equal(images, load_mnist(False)[0]) and torch.equal(labels, load_mnist(False)[1])
    root = mnist.bundled_root()  # for torchvision: it needs files
    assert torch.equal(load_mnist.__wrapped__(False, root)[0], images)
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/none")
    assert torch.equal(load_mnist.__wrapped__(False)[1], labels)


def test_a_user_whom_the_system_does_not_know_can_read_grids(tmp_path):
    """As in a container that runs with an arbitrary user id: HOME is not set, and the user has no entry."""
    script = """
import os, sys
from mnist2x2.__main__ import main

def unknown(user):
    raise KeyError(user)

try:
    import pwd
    pwd.getpwuid = unknown
except ModuleNotFoundError:  # Windows
    pass
sys.exit(main(["read"]))
"""
    environment = {name: value for name, value in os.environ.items() if name not in ("HOME", "XDG_CACHE_HOME")}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("held-out digits"), done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["reading.png"]


def test_own_copy_is_read(own_copy):
    assert torch.equal(load_mnist(False, own_copy)[0], load_mnist(False)[0])
    assert len(MNIST2x2(train=False, size=3, root=own_copy)) == 3


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:1000] + b"?" + b[1001:], lambda b: b""])
def test_damaged_own_copy_is_refused(own_copy, damage):
    file = own_copy / "MNIST" / "raw" / "t10k-images-idx3-ubyte"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(ValueError, match=rf"{re.escape(str(file))} is truncated or altered .* replace it"):
        load_mnist(False, own_copy)


def test_missing_own_copy_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="train-images-idx3-ubyte is missing"):
        load_mnist(True, tmp_path / "nowhere")


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[: len(b) // 2], lambda b: b"no gzip" + b, lambda b: gzip.compress(gzip.decompress(b)[:-1] + b"?")],
)
def test_damaged_package_is_refused(tmp_path, monkeypatch, damage):
    packed = tmp_path / "packed"
    shutil.copytree(PACKED, packed)
    file = packed / "t10k-labels-idx1-ubyte.gz"
    file.write_bytes(damage(file.read_bytes()))
    monkeypatch.setattr(mnist, "PACKED", packed)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(ValueError, match=r"t10k-labels-idx1-ubyte.gz .* install mnist2x2 again"):
        mnist.bundled_root()
    assert not list((tmp_path / "cache").rglob("t10k-labels*"))


def test_the_held_out_protocol():
    """It is the public demo's: seed 42, then four test digits per grid."""
    held_out = MNIST2x2(train=False)
    torch.manual_seed(42)
    picks = [torch.randint(0, 10_000, (4,)) for _ in range(10_000)]
    assert torch.equal(held_out.picks, torch.stack(picks))
    images, labels = load_mnist(False)
    grid, inputs, targets = held_out[17]
    quadrants = [images[i] for i in picks[17]]
    assert torch.equal(grid, torch.cat([torch.cat(quadrants[:2], dim=1), torch.cat(quadrants[2:], dim=1)]))
    answer = labels[picks[17]].tolist()
    assert (inputs.tolist(), targets.tolist()) == ([START, *answer], [*answer, FINISH])


def test_empty_cells_do_not_change_the_other_digits():
    full, gappy = MNIST2x2(size=200), MNIST2x2(size=200, empty=0.4)
    assert torch.equal(full.picks, gappy.picks)
    assert 0.3 < gappy.is_empty.float().mean() < 0.5
    for i in range(200):
        expected = torch.stack(
            [full.images[p] * (not e) for p, e in zip(full.picks[i], gappy.is_empty[i], strict=True)]
        )
        grid, _, targets = gappy[i]
        assert torch.equal(grid, unpatchify(expected.flatten(1)[None], 28, 56)[0])
        assert (targets < START).sum() == (~gappy.is_empty[i]).sum() == (targets != PAD).sum() - 1


def test_the_same_seed_gives_the_same_dataset():
    assert torch.equal(MNIST2x2(size=9, seed=3)[5][0], MNIST2x2(size=9, seed=3)[5][0])
    assert not torch.equal(MNIST2x2(size=9, seed=3).picks, MNIST2x2(size=9, seed=4).picks)


def test_evenly_uses_every_digit_equally_often_in_every_cell():
    data = MNIST2x2(size=2500, only=slice(1000), evenly=True, seed=1)
    for cell in data.picks.T:
        assert torch.equal(cell[:1000].sort().values, torch.arange(1000))
        assert set(cell.bincount().tolist()) == {2, 3}
    assert not torch.equal(data.picks[:, 0], data.picks[:, 1])
    assert torch.equal(data.picks, MNIST2x2(size=2500, only=slice(1000), evenly=True, seed=1).picks)


def test_it_is_a_dataset():
    data = MNIST2x2(size=5)
    assert len(data) == 5 and torch.equal(data[-1][0], data[4][0])
    with pytest.raises(IndexError):
        data[5]
    grids, inputs, targets = next(iter(torch.utils.data.DataLoader(data, batch_size=5)))
    assert (grids.shape, inputs.shape, targets.shape) == ((5, 56, 56), (5, 5), (5, 5))


def test_only_uses_a_slice_of_the_digits():
    data = MNIST2x2(size=1000, only=slice(59_000, None))
    assert len(data.images) == 1000 and data.picks.max() < 1000
    assert torch.equal(data.images, load_mnist()[0][59_000:])


@pytest.mark.parametrize("empty", [-0.1, 1.1])
def test_a_number_that_is_not_a_probability_is_refused(empty):
    with pytest.raises(ValueError, match="probability for empty cells"):
        MNIST2x2(size=1, empty=empty)


def test_compose_three_by_three():
    digits = torch.randint(0, 256, (2, 9, 28, 28), dtype=torch.uint8)
    assert torch.equal(compose(digits), unpatchify(digits.flatten(2), 28, 84))


def test_loader_gives_each_grid_of_the_dataset_once(training_grids):
    loader = GridLoader(training_grids, 64)
    batches = [loader.batch(step) for step in range(len(loader))]
    loaded = [torch.cat(parts) for parts in zip(*batches, strict=True)]
    direct = [torch.stack(parts) for parts in zip(*training_grids, strict=True)]

    def in_order(parts):
        return sorted(
            bytes(g.flatten().tolist()) + str((i.tolist(), t.tolist())).encode() for g, i, t in zip(*parts, strict=True)
        )

    assert in_order(loaded) == in_order(direct)
    assert not torch.equal(loaded[0], direct[0])  # shuffled
    assert not torch.equal(loader.batch(0)[0], loader.batch(len(loader))[0])  # differently in every epoch


def test_fresh_loader_composes_new_grids(training_grids):
    loader = GridLoader(training_grids, 100, fresh=True, seed=5)
    first, second = loader.plan(0), loader.plan(1)
    assert not torch.equal(first[0], second[0])
    assert 0.2 < first[1].float().mean() < 0.4  # the dataset's probability of an empty cell


def test_loader_can_start_at_any_step(training_grids):
    def noise(digits, step, generator):
        return torch.randint(0, 256, digits.shape, generator=generator, dtype=torch.uint8)

    def batches(steps):
        loader = GridLoader(training_grids, 64, fresh=True, augment=noise, seed=1)
        return [loader.batch(step) for step in steps]

    for one, other in zip(batches(range(20))[11:], batches(range(11, 20)), strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("fresh", [False, True])
def test_languages_are_tossed_anew_in_every_epoch(training_grids, fresh):
    def languages_and_digits(tokenizer, steps):
        loader = GridLoader(training_grids, 64, fresh=fresh, seed=1, tokenizer=tokenizer)
        targets = [loader.batch(step)[2] for step in steps]
        return torch.cat([loader.plan(epoch)[2] for epoch in (0, 1)]), targets

    steps = 2 * len(GridLoader(training_grids, 64))
    languages, targets = languages_and_digits(LETTERS, range(steps))
    first, second = languages.split(len(training_grids))
    assert 0.4 < languages.float().mean() < 0.6 and 0.4 < (first == second).float().mean() < 0.6
    assert torch.equal(languages_and_digits(WORDS, range(1))[0], languages)  # a function of seed, epoch and grid alone
    later = languages_and_digits(LETTERS, range(5, steps))[1]
    assert all(torch.equal(one, other) for one, other in zip(targets[5:], later, strict=True))
    digits = torch.cat(languages_and_digits(DIGITS, range(steps))[1])
    for text, language, answer in zip(
        LETTERS.to_text(torch.cat(targets)), languages.tolist(), DIGITS.to_text(digits), strict=True
    ):
        assert text == LETTERS.spell(answer)[language]


@pytest.mark.parametrize("tokenizer", [DIGITS, LETTERS])
def test_processes_share_a_batch(training_grids, tokenizer):
    whole = GridLoader(training_grids, 64, tokenizer=tokenizer).batch(3)
    shares = [GridLoader(training_grids, 64, rank=rank, world=2, tokenizer=tokenizer).batch(3) for rank in (0, 1)]
    for part, one, other in zip(whole, *shares, strict=True):
        assert torch.equal(part[0::2], one) and torch.equal(part[1::2], other)
    with pytest.raises(ValueError, match="2 processes, given 1"):
        GridLoader(training_grids, 1, world=2)
