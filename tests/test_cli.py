import json
import os
import shlex
import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from PIL import Image

from mnist2x2.__main__ import main, make_parser
from mnist2x2.checkpoint import load_pretrained, save_weights
from mnist2x2.commands import command_line
from mnist2x2.data.augmentation import AugmentConfig
from mnist2x2.data.grids import MNIST2x2, grids_and_answers, held_out
from mnist2x2.data.restyling import RestyleConfig
from mnist2x2.decoding import read_grids
from mnist2x2.grid import cut
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.options import configured
from mnist2x2.page.corrections import Corrections
from mnist2x2.plots import save_reading
from mnist2x2.training import fine_tuning, provenance
from mnist2x2.training.recipes import RECIPES, TrainConfig


@pytest.fixture
def weights(tmp_path, model):
    path = tmp_path / "weights.safetensors"
    save_weights(path, model)
    return str(path)


@pytest.fixture(params=["words", "letters"])
def speller(request):
    """An untrained model that writes words or letters."""
    return GridTransformer(ModelConfig(answers=request.param, width=32, encoder_blocks=1, decoder_blocks=1)).eval()


@pytest.fixture
def spelling(tmp_path, speller):
    """The weights of a model that writes words or letters."""
    path = tmp_path / "spelling.safetensors"
    save_weights(path, speller)
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
    assert main(["read", str(photo), str(blank)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [f"{photo}: {''.join(map(str, answer[:4].tolist()))}", f"{blank}:"]
    assert said.err == f"mnist2x2: {blank}: no ink was found\n"


def test_shows_the_steps_and_says_what_is_uncertain(tmp_path, capsys):
    grid, _, answer = MNIST2x2(train=False)[0]
    photo, steps = tmp_path / "photo.png", tmp_path / "steps.png"
    row = np.kron(np.concatenate(cut(grid.numpy()), axis=1), np.ones((6, 6), dtype=np.uint8))
    Image.fromarray(255 - np.pad(row, 20) // 2).save(photo)
    assert main(["read", str(photo), "--show", str(steps)]) == 0
    said = capsys.readouterr()
    assert said.out == f"{photo}: {''.join(map(str, answer[:4].tolist()))}\n"
    assert said.err == f"mnist2x2: {photo}: read as four digits in one row\n" and steps.exists()
    assert main(["read", str(photo), str(photo), "--show", str(steps)]) == 1
    assert "expected one picture whose steps --show saves, given 2" in capsys.readouterr().err


def test_without_a_picture_reads_a_held_out_grid_and_saves_it(tmp_path, capsys, weights):
    picture = tmp_path / "reading.png"
    assert main(["read", "--weights", weights, "--save", str(picture), "--seed", "7"]) == 0
    said = capsys.readouterr().out
    answer = MNIST2x2(train=False, size=1, seed=7)[0][2][:4]
    assert str(picture) in said
    assert said.startswith(f"held-out digits {''.join(map(str, answer.tolist()))}, read as")
    with Image.open(picture) as saved:
        assert saved.format == "PNG" and np.asarray(saved).std() > 10


def test_reads_in_words(tmp_path, capsys, speller, spelling):
    grids, answers = grids_and_answers(MNIST2x2(train=False, size=1, seed=7))
    (text,) = read_grids(speller, grids)
    picture, photo = tmp_path / "reading.png", tmp_path / "grid.png"
    assert main(["read", "--weights", spelling, "--save", str(picture), "--seed", "7"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"held-out digits {answers[0]}, read as {text}"
    Image.fromarray(grids[0].numpy()).save(photo)
    assert main(["read", str(photo), "--weights", spelling]) == 0
    assert capsys.readouterr().out == f"{photo}: {text}\n"


@pytest.mark.parametrize("read", ["", "7", "3749", "tres siete cuatro nueve", "three seven three seven", "w" * 27])
def test_what_was_read_fits_into_the_picture(tmp_path, read):
    """All around it there is paper, also with the widest answer."""
    save_reading(MNIST2x2(train=False)[0][0], read, tmp_path / "reading.png")
    picture = np.asarray(Image.open(tmp_path / "reading.png").convert("L"))
    answer = picture[picture.shape[0] // 5 :, picture.shape[1] // 2 :] < 128  # below the title
    assert answer.any() == bool(read)
    assert not answer[[0, -1]].any() and not answer[:, [0, 1, 2, -1, -2, -3]].any()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        (b"this is no picture", "cannot identify image file"),
        (Image.new("I;16", (56, 60)), "no ink was found"),
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


def test_one_picture_that_cannot_be_read_does_not_end_a_batch(tmp_path, capsys):
    good, text, missing, inked, last = (tmp_path / f"{name}.png" for name in ("good", "text", "none", "inked", "last"))
    Image.fromarray(MNIST2x2(size=1)[0][0].numpy()).save(good)
    Image.fromarray(MNIST2x2(size=1)[0][0].numpy()).save(last)
    text.write_text("no picture")
    dark = np.full((200, 200), 255, dtype=np.uint8)
    dark[100:, 100:][np.arange(100) % 10 < 7] = 0
    Image.fromarray(dark).save(inked)
    assert main(["read", *map(str, (good, text, missing, inked, last))]) == 1
    said = capsys.readouterr()
    assert [line.split(":")[0] for line in said.out.splitlines()] == list(map(str, (good, text, missing, inked, last)))
    assert [line.endswith(":") for line in said.out.splitlines()] == [False, True, True, True, False]
    errors = said.err.splitlines()
    assert len(errors) == 3 and errors[0].startswith(f"mnist2x2: {text}: cannot identify image file")
    assert errors[1] == f"mnist2x2: {missing}: No such file or directory"
    assert errors[2] == f"mnist2x2: {inked}: no ink was found"


def run(*words, **environment) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "mnist2x2", *map(str, words)]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii:strict", "utf-8"])
def test_a_name_that_the_terminal_cannot_show_ends_nothing(tmp_path, weights, encoding):
    names = [os.fsencode("\u6570\u5b57.png"), *([b"caf\xe9.png"] if os.name == "posix" else [])]  # no UTF-8
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(b"")
        Image.fromarray(MNIST2x2(size=1)[0][0].numpy()).save(tmp_path / os.fsdecode(name), format="PNG")
    missing = tmp_path / "\u7121.png"
    paths = [*(tmp_path / os.fsdecode(name) for name in names), missing]
    done = run("read", *paths, "--weights", weights, PYTHONIOENCODING=encoding)
    assert done.returncode == 1 and b"Traceback" not in done.stderr
    assert len(done.stdout.splitlines()) == len(paths) and b"No such file" in done.stderr
    shown = "\u6570\u5b57.png".encode(encoding.partition(":")[0], errors="backslashreplace")
    assert shown in done.stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["evaluate", "--held-back", "60000"], "0 to 59,999 training digits held back, given 60000"),
        (["evaluate", "--device", "abacus"], "a device that this machine has, given 'abacus'"),
        (["train", "--heads", "0"], "heads from 1 to 4096, given 0"),
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


def test_commands_to_copy_are_quoted_for_the_system(monkeypatch):
    words = ("evaluate", "--weights", "my runs/it's.safetensors")
    for name, expected in (
        ("posix", "python -m mnist2x2 evaluate --weights 'my runs/it'\"'\"'s.safetensors'"),
        ("nt", 'python -m mnist2x2 evaluate --weights "my runs/it\'s.safetensors"'),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(os, "name", name)
            quoted = command_line(*words)
        assert quoted == expected


def test_a_printed_command_can_be_run(tmp_path, capsys):
    out = tmp_path / "my run"
    sizes = ["--width", "16", "--heads", "2", "--encoder-blocks", "1", "--epochs", "1", "--grids", "64"]
    assert main(["train", "--recipe", "demo", *sizes, "--out", str(out), "--device", "cpu"]) == 0
    words = shlex.split(capsys.readouterr().out.partition("To measure it: ")[2])
    assert words == ["python", "-m", "mnist2x2", "evaluate", "--weights", str(out / "weights.safetensors")]
    assert make_parser().parse_args(words[3:]).weights == str(out / "weights.safetensors")


@pytest.fixture
def unwritable(tmp_path):
    """A path below a file: even root cannot write there."""
    (tmp_path / "file").touch()
    return tmp_path / "file" / "out"


@pytest.mark.parametrize(
    ("words", "long_work"),
    [
        (["train", "--recipe", "demo", "--out"], "mnist2x2.training.loop.digits_of"),
        (["evaluate", "--save"], "mnist2x2.checkpoint.load_pretrained"),
        (["read", "--save"], "mnist2x2.checkpoint.load_pretrained"),
        (["fine-tune", "--out"], "mnist2x2.checkpoint.load_pretrained"),
        (["app", "--corrections"], "mnist2x2.checkpoint.load_pretrained"),
    ],
    ids=lambda words: words[0] if isinstance(words, list) else "",
)
def test_where_nothing_can_be_written_it_ends_before_the_long_work(
    tmp_path, monkeypatch, capsys, unwritable, words, long_work
):
    def too_late(*arguments):
        raise AssertionError("the long work has begun")

    monkeypatch.chdir(tmp_path)
    Corrections("corrections.sqlite").close()
    monkeypatch.setattr(long_work, too_late)
    assert main([*words, str(unwritable)]) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("mnist2x2: ") and str(unwritable) in said and "Errno" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corrections.sqlite", "file"]


def test_a_folder_is_no_file_to_write(tmp_path, capsys):
    for words in (["evaluate", "--save"], ["read", "--save"]):
        assert main([*words, str(tmp_path)]) == 1
        assert capsys.readouterr().err == f"mnist2x2: {tmp_path} is a folder: name a file\n"


def test_a_held_out_grid_is_pictured_in_a_new_folder(tmp_path, weights):
    assert main(["read", "--weights", weights, "--save", str(tmp_path / "new" / "reading.png")]) == 0
    assert (tmp_path / "new" / "reading.png").is_file()


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


def test_evaluates_answers_in_words(tmp_path, capsys, spelling):
    report = tmp_path / "report.json"
    words = ["evaluate", "--weights", spelling, "--save", str(report), "--device", "cpu"]
    assert main(words) == 0
    saved = json.loads(report.read_text())
    for name, said in zip(held_out(), capsys.readouterr().out.splitlines(), strict=True):
        shares = saved[name]
        assert said == (
            f"{name}: 10,000 grids, right in one language {shares['sequence_accuracy']:.2%} "
            f"(English {shares['english']:.2%}, Spanish {shares['spanish']:.2%}), mixed {shares['mixed']:.2%}, "
            f"mixed inside a word {shares['mixed_inside']:.2%}, misread {shares['misread']:.2%}"
        )
        parts = (shares[part] for part in ("sequence_accuracy", "mixed", "mixed_inside", "misread"))
        assert sum(parts) == pytest.approx(1) and shares["grids"] == 10_000


def test_the_app_refuses_a_model_that_writes_words(tmp_path, capsys, speller, spelling):
    store = tmp_path / "corrections.sqlite"
    assert main(["app", "--weights", spelling, "--corrections", str(store)]) == 1
    answers = speller.config.answers
    expected = f"expected a model that writes digits, given one that writes {answers}"
    assert capsys.readouterr().err == f"mnist2x2: {expected}\n" and not store.exists()


def test_every_option_of_the_configs_is_there(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    said = capsys.readouterr().out
    for kind in (TrainConfig, AugmentConfig, RestyleConfig, ModelConfig):
        for field in fields(kind):
            if field.name not in ("augment", "restyle", "model"):
                assert f"--{field.name.replace('_', '-')}" in said
                assert field.metadata["help"] in " ".join(said.split())


def test_options_change_the_recipe():
    words = ["train", "--recipe", "demo", "--epochs", "3", "--no-fresh", "--rotation", "7.5", "--width", "32"]
    config = configured(RECIPES["demo"], vars(make_parser().parse_args(words)))
    assert (config.epochs, config.augment.rotation, config.model.width) == (3, 7.5, 32)
    assert config.batch_size == RECIPES["demo"].batch_size
    unchanged = configured(RECIPES["book"], vars(make_parser().parse_args(["train"])))
    assert unchanged == RECIPES["book"]


def test_public_names():
    import mnist2x2

    assert all(getattr(mnist2x2, name) is not None for name in mnist2x2.__all__)
    assert set(mnist2x2.__all__) <= set(dir(mnist2x2))
    with pytest.raises(AttributeError, match="no 'read_grid'; its public names are"):
        mnist2x2.read_grid  # noqa: B018


@pytest.fixture
def tuning(tmp_path, monkeypatch):
    """Keep three corrections; return a command that learns from them, but for --weights, and the file it writes."""
    store, out = tmp_path / "corrections.sqlite", tmp_path / "tuned.safetensors"
    grids, answers = grids_and_answers(MNIST2x2(size=3))
    with Corrections(store) as kept:
        for grid, answer in zip(grids.numpy(), answers, strict=True):
            kept.add(grid, read="", right=answer, model="0" * 64)
    monkeypatch.setattr(fine_tuning, "FINE_TUNE", replace(fine_tuning.FINE_TUNE, epochs=1, grids=8, batch_size=8))
    return ["fine-tune", "--corrections", str(store), "--out", str(out), "--device", "cpu"], out


def test_reports_a_run(tmp_path, capsys):
    """What it prints is what the record says; the closest recipe is named, with all that differs."""
    words = ["train", "--recipe", "demo", "--grids", "130", "--batch-size", "64", "--epochs", "2", "--shear", "0.1"]
    assert main([*words, "--width", "8", "--device", "cpu", "--out", str(tmp_path / "run")]) == 0
    run = json.loads((tmp_path / "run" / "run.json").read_text())
    capsys.readouterr()
    assert main(["report-run", str(tmp_path / "run")]) == 0
    head, rule, *lines = capsys.readouterr().out.splitlines()
    rows = dict(line.strip("| ").split(" | ") for line in lines)
    assert head == "| training | |" and rule == "| --- | --- |"
    assert rows["recipe"] == "`demo`, but epochs=2, grids=130, shear=0.1, width=8"
    assert rows["device"] == f"cpu, {run['processor']}, threads: {run['threads']}"
    assert (
        run["torch"] in rows["versions"]
        and run["python"] in rows["versions"]
        and str(run["commit"]) in rows["versions"]
    )
    assert rows["time"] == f"{run['seconds'] / 60:.1f} minutes, {6 / run['seconds']:.1f} steps a second"
    last = run["history"][-1]
    assert rows["last epoch"] == f"loss {last['loss']:.4f} a token, {last['accuracy']:.2%} of tokens right"


@pytest.mark.parametrize(
    ("content", "message"), [(None, "expected a finished run"), ("{}", "is damaged"), ("[", "is damaged")]
)
def test_what_is_no_run_is_not_reported(tmp_path, capsys, content, message):
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    assert main(["report-run", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and message in err and "Traceback" not in err


def test_the_processor_of_a_mac_is_named(monkeypatch):
    def sysctl(command, **_):
        assert command == ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.CompletedProcess(command, 0, "Apple M2\n")

    monkeypatch.setattr(provenance.sys, "platform", "darwin")
    monkeypatch.setattr(provenance.subprocess, "run", sysctl)
    assert provenance.processor() == "Apple M2"


def test_fine_tunes_on_what_the_app_has_kept(tuning, capsys, model, weights):
    command, out = tuning
    command += ["--weights", weights]
    assert main(command) == 0
    assert "Learned from 3 drawings" in capsys.readouterr().out
    assert load_pretrained(out).config == model.config
    assert main(command) == 1
    assert "tuned.safetensors exists" in capsys.readouterr().err


def test_a_model_that_writes_words_is_fine_tuned_and_then_read_with(tuning, capsys, speller, spelling):
    command, out = tuning
    command += ["--weights", spelling]
    assert main(command) == 0
    assert f"To use it: {command_line('read', '--weights', out)}" in capsys.readouterr().out
    assert load_pretrained(out).config == speller.config


def test_too_few_digits_are_told_before_the_weights_are_loaded(tmp_path, capsys):
    store = tmp_path / "corrections.sqlite"
    with Corrections(store) as kept:
        kept.add(grids_and_answers(MNIST2x2(size=1))[0][0].numpy(), read="", right="1234", model="0" * 64)
    words = ["fine-tune", "--corrections", str(store), "--out", str(tmp_path / "out"), "--weights", "nowhere"]
    assert main(words) == 1
    assert capsys.readouterr().err == f"mnist2x2: to learn, the model needs at least 8 digits: {store} holds 4\n"


def test_fine_tune_makes_no_empty_store(tmp_path, capsys):
    missing = tmp_path / "corrections.sqlite"
    assert main(["fine-tune", "--corrections", str(missing), "--out", str(tmp_path / "tuned.safetensors")]) == 1
    assert "there are no corrections in" in capsys.readouterr().err and not missing.exists()
