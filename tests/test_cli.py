import json
import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from PIL import Image

from mnist2x2.__main__ import configured, main, make_parser
from mnist2x2.checkpoint import load_pretrained, save_weights
from mnist2x2.data.augmentation import AugmentConfig
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.decoding import read_grids
from mnist2x2.model import ModelConfig
from mnist2x2.page.corrections import Corrections
from mnist2x2.training import fine_tuning
from mnist2x2.training.recipes import RECIPES, TrainConfig


@pytest.fixture
def weights(tmp_path, model):
    path = tmp_path / "weights.safetensors"
    save_weights(path, model)
    return str(path)


def test_reads_pictures(tmp_path, capsys, model, weights):
    grids = np.stack([MNIST2x2(size=2)[i][0] for i in range(2)])
    paths = [str(tmp_path / f"{i}.png") for i in range(2)]
    for grid, path in zip(grids, paths, strict=True):
        Image.fromarray(grid).save(path)
    assert main(["read", *paths, "--weights", weights]) == 0
    expected = [f"{path}: {text}" for path, text in zip(paths, read_grids(model, grids), strict=True)]
    assert capsys.readouterr().out.splitlines() == expected


def test_reads_a_photo_and_says_what_is_blank(tmp_path, capsys):
    grid, _, answer = MNIST2x2(train=False)[0]
    photo, blank = tmp_path / "photo.jpg", tmp_path / "blank.png"
    enlarged = np.kron(grid.numpy(), np.ones((12, 10))).astype(np.uint8)
    Image.fromarray(255 - enlarged // 2).save(photo)
    Image.new("RGBA", (300, 200)).save(blank)
    assert main(["read", str(photo), str(blank)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [f"{photo}: {''.join(map(str, answer[:4].tolist()))}", f"{blank}: nothing: no ink was found"]


def test_without_a_picture_reads_a_held_out_grid_and_saves_it(tmp_path, capsys, weights):
    picture = tmp_path / "reading.png"
    assert main(["read", "--weights", weights, "--save", str(picture), "--seed", "7"]) == 0
    said = capsys.readouterr().out
    answer = MNIST2x2(train=False, size=1, seed=7)[0][2][:4]
    assert str(picture) in said
    assert said.startswith(f"held-out digits {''.join(map(str, answer.tolist()))}, read as")
    with Image.open(picture) as saved:
        assert saved.format == "PNG" and np.asarray(saved).std() > 10


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        (b"this is no picture", "cannot identify image file"),
        (Image.new("I;16", (56, 56)), "given mode I;16"),
        (Image.new("L", (28, 28)), "expected a picture of at least 56x56 pixels, given 28x28"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, capsys, weights, content, message):
    path = tmp_path / "picture.png"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        content.save(path)
    assert main(["read", str(path), "--weights", weights]) == 1
    said = capsys.readouterr().err
    assert str(path) in said and message in said and "Traceback" not in said


def test_truncated_picture_is_named(tmp_path, capsys, weights):
    path = tmp_path / "picture.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (56, 56), dtype=np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:1500])
    assert main(["read", str(path), "--weights", weights]) == 1
    assert str(path) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["evaluate", "--held-back", "60000"], "0 to 59,999 training digits held back, given 60000"),
        (["evaluate", "--device", "abacus"], "a device that this machine has, given 'abacus'"),
        (["train", "--heads", "0"], "heads from 1 to inf, given 0"),
        (["train", "--heads", "5"], "a width that 5 heads divide, given 64"),
        (["train", "--learning-rate", "nan"], "learning_rate from 0 to inf, given nan"),
        (["train", "--stroke", "2"], "stroke from 0 to 1, given 2"),
    ],
)
def test_wrong_options_are_named(tmp_path, monkeypatch, capsys, words, message):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_other_grids_are_trained_measured_and_read(tmp_path, capsys):
    sizes = ["--grid", "1", "--width", "16", "--heads", "2", "--encoder-blocks", "1", "--epochs", "1", "--grids", "64"]
    out, weights = str(tmp_path / "run"), str(tmp_path / "run" / "weights.safetensors")
    assert main(["train", "--recipe", "demo", *sizes, "--out", out, "--device", "cpu"]) == 0
    assert f"evaluate --weights {weights}" in capsys.readouterr().out
    assert main(["evaluate", "--held-back", "100", "--weights", weights, "--device", "cpu"]) == 0
    assert main(["read", "--weights", weights, "--save", str(tmp_path / "picture.png")]) == 0


def test_missing_weights_are_named(capsys):
    assert main(["evaluate", "--weights", "nowhere.safetensors"]) == 1
    assert "nowhere.safetensors" in capsys.readouterr().err


def test_evaluates_held_back_training_digits(tmp_path, capsys, weights):
    report = tmp_path / "report.json"
    assert main(["evaluate", "--weights", weights, "--held-back", "100", "--save", str(report), "--device", "cpu"]) == 0
    said = capsys.readouterr().out
    assert "held_out: 10,000 grids, sequences" in said and "held_out_with_empty_cells: 10,000 grids" in said
    saved = json.loads(report.read_text())
    assert saved["weights"] == weights and saved["device"] == "cpu"
    assert saved["held_out"]["grids"] == sum(map(sum, saved["held_out"]["confusion"])) / 4 == 10_000


def test_every_option_of_the_configs_is_there(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    said = capsys.readouterr().out
    for kind in (TrainConfig, AugmentConfig, ModelConfig):
        for field in fields(kind):
            if field.name not in ("augment", "model"):
                assert f"--{field.name.replace('_', '-')}" in said
                assert field.metadata["help"] in " ".join(said.split())


def test_options_change_the_recipe():
    words = ["train", "--recipe", "demo", "--epochs", "3", "--no-fresh", "--rotation", "7.5", "--width", "32"]
    config = configured(RECIPES["demo"], vars(make_parser().parse_args(words)))
    assert (config.epochs, config.augment.rotation, config.model.width) == (3, 7.5, 32)
    assert config.batch_size == RECIPES["demo"].batch_size
    unchanged = configured(RECIPES["book"], vars(make_parser().parse_args(["train"])))
    assert unchanged == RECIPES["book"]


def test_import_is_light():
    script = (
        "import sys, mnist2x2; assert 'torch' not in sys.modules; mnist2x2.read_grids; assert 'torch' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_public_names():
    import mnist2x2

    assert all(getattr(mnist2x2, name) is not None for name in mnist2x2.__all__)
    assert set(mnist2x2.__all__) <= set(dir(mnist2x2))
    with pytest.raises(AttributeError, match="no 'read_grid'; its public names are"):
        mnist2x2.read_grid  # noqa: B018


def test_fine_tunes_on_what_the_app_has_kept(tmp_path, capsys, monkeypatch, model, weights):
    store, out = tmp_path / "corrections.sqlite", tmp_path / "tuned.safetensors"
    grids, answers = grids_and_answers(MNIST2x2(size=3))
    with Corrections(store) as kept:
        for grid, answer in zip(grids.numpy(), answers, strict=True):
            kept.add(grid, read="", right=answer, model="0" * 64)
    monkeypatch.setattr(fine_tuning, "FINE_TUNE", replace(fine_tuning.FINE_TUNE, epochs=1, grids=8, batch_size=8))
    command = ["fine-tune", "--corrections", str(store), "--weights", weights, "--out", str(out), "--device", "cpu"]
    assert main(command) == 0
    assert "Learned from 3 drawings" in capsys.readouterr().out
    assert load_pretrained(out).config == model.config
    assert main(command) == 1
    assert "tuned.safetensors exists" in capsys.readouterr().err


def test_fine_tune_makes_no_empty_store(tmp_path, capsys):
    missing = tmp_path / "corrections.sqlite"
    assert main(["fine-tune", "--corrections", str(missing), "--out", str(tmp_path / "tuned.safetensors")]) == 1
    assert "there are no corrections in" in capsys.readouterr().err and not missing.exists()


def test_a_grid_is_read_without_torchvision():
    """It costs seconds to import."""
    script = (
        "import sys, mnist2x2; grid = mnist2x2.MNIST2x2(train=False)[0][0];"
        "mnist2x2.read_grids(mnist2x2.load_pretrained(), grid[None]); assert 'torchvision' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
