"""What the commands of the command line do; the parser of their options is in __main__.py.

Each imports what it needs when it runs, so that `--help` and the other commands are quick.
"""

import argparse
import os
import shlex
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from mnist2x2.files import check_writable, write_json
from mnist2x2.options import configured
from mnist2x2.training.recipes import RECIPES


def command_line(*words) -> str:
    """Return a command to copy and paste, quoted as the shell of this system expects it."""
    words = ["python", "-m", "mnist2x2", *map(str, words)]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def complain(error: Exception, about: str | None = None) -> None:
    """Print to stderr what went wrong, and with which file."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror:  # without the error number that Python puts in front
        about, text = error.filename or about, error.strerror
    print(f"mnist2x2: {about}: {text}" if about else f"mnist2x2: {text}", file=sys.stderr)


def train_command(args: argparse.Namespace) -> int:
    from mnist2x2.training.loop import train

    config = configured(RECIPES[args.recipe], vars(args))
    out = args.out or Path("runs") / args.recipe
    try:
        train(config, out, args.device, args.resume)
    except KeyboardInterrupt:
        words = [word for word in args.words if word != "--resume"]
        if (out / "checkpoint.safetensors").exists():
            print(f"\nSaved in {out}. To go on: {command_line(*words, '--resume')}", file=sys.stderr)
        raise
    if int(os.environ.get("RANK", 0)) == 0:  # under torchrun, one process speaks for all
        weights = out / "weights.safetensors"
        print(f"Trained: {weights}. To measure it: {command_line('evaluate', '--weights', weights)}")
    return 0


def report_run_command(args: argparse.Namespace) -> int:
    from mnist2x2.training.report import report_of

    print(report_of(args.folder))
    return 0


def evaluate_command(args: argparse.Namespace) -> int:
    from mnist2x2.checkpoint import load_pretrained
    from mnist2x2.data.grids import held_out
    from mnist2x2.evaluation import evaluate
    from mnist2x2.training.provenance import circumstances
    from mnist2x2.training.runtime import pick_device

    if args.save:
        check_writable(args.save)
    device = pick_device(args.device)
    model = load_pretrained(args.weights).to(device)
    report = {"weights": args.weights or "shipped", **circumstances(device)}
    for name, dataset in held_out(args.held_back, model.config.grid).items():
        result = report[name] = asdict(evaluate(model, dataset))
        print(f"{name}: {result['grids']:,} grids, {in_words(result)}")
    if args.save:
        write_json(args.save, report)
    return 0


def in_words(result: dict) -> str:
    """Return the shares of an `Evaluation` or a `SpelledEvaluation`, given as a dictionary, as text."""
    right = f"{result['sequence_accuracy']:.2%}"
    if "digit_accuracy" in result:
        positions = " ".join(f"{share:.2%}" for share in result["position_accuracy"])
        return f"sequences {right}, digits {result['digit_accuracy']:.2%} (by position: {positions})"
    languages = f"English {result['english']:.2%}, Spanish {result['spanish']:.2%}"
    mixed = f"mixed {result['mixed']:.2%}, mixed inside a word {result['mixed_inside']:.2%}"
    return f"right in one language {right} ({languages}), {mixed}, misread {result['misread']:.2%}"


def read_command(args: argparse.Namespace) -> int:
    from mnist2x2.checkpoint import load_pretrained

    if args.show and len(args.image) != 1:
        raise ValueError(f"expected one picture whose steps --show saves, given {len(args.image)}")
    check_writable(args.show or args.save)
    model = load_pretrained(args.weights)
    if not args.image:
        return read_held_out(model, args.seed, args.save)
    return max([read_picture(model, path, args.show) for path in args.image])


def read_picture(model, path: str, show: Path | None = None) -> int:
    """Print what the model reads in a picture, and complain if it cannot be read; return the exit code.

    show: where a picture of the steps from the photo to the grid is saved.
    """
    from mnist2x2.drawing.photo import examine, save_steps

    steps: dict = {}
    try:
        photo = examine(path, model.config.pixels, steps)
        if not photo.grid.any():
            raise ValueError("no ink was found")
    except (OSError, ValueError, ModuleNotFoundError) as error:
        complain(error, path)
        print(f"{path}:")
        return 1
    finally:
        if show and steps:
            save_steps(steps, show)
    text, doubts = read_with_doubts(model, photo.grid)
    for note in photo.notes + doubts:
        print(f"mnist2x2: {path}: {note}", file=sys.stderr)
    print(f"{path}: {text}")
    return 0


def read_with_doubts(model, grid) -> tuple[str, list[str]]:
    """Return what a model reads in a grid, which digits it is not sure of, and which may be none.

    Doubts are of models that write digits and read 2x2 grids.
    """
    from mnist2x2.decoding import read_grids
    from mnist2x2.grid import PLACES, cut, filled
    from mnist2x2.reading import readings

    if model.config.answers != "digits" or model.config.grid != 2:
        return read_grids(model, grid[None])[0], []
    (reading,), full = readings(model, grid[None]), filled(cut(grid))
    places = [place for place, has_ink in zip(PLACES, full, strict=True) if has_ink]
    if len(places) != len(reading.text):
        return reading.text, [f"{len(places)} of the cells hold ink, and {len(reading.text)} digits were read"]
    found = []
    for place, digit, unsure, no_digit in zip(places, reading.text, reading.unsure, reading.no_digit, strict=True):
        found += [f"{place}: this may be no digit"] * no_digit + [f"{place}: not sure of this {digit}"] * unsure
    return reading.text, found


def read_held_out(model, seed: int, picture: Path) -> int:
    """Print what the model reads in a grid of test digits, and save a picture of that grid and the answer."""
    from mnist2x2.data.grids import MNIST2x2, grids_and_answers
    from mnist2x2.decoding import read_grids

    grids, answers = grids_and_answers(MNIST2x2(train=False, size=1, seed=seed, grid=model.config.grid))
    read = read_grids(model, grids)
    print(f"held-out digits {answers[0]}, read as {read[0]}")
    try:
        from mnist2x2.plots import save_reading
    except ModuleNotFoundError as error:
        raise OSError(f"for the picture, install {error.name}") from error
    picture.parent.mkdir(parents=True, exist_ok=True)
    save_reading(grids[0], read[0], picture)
    print(f"pictured in {picture}")
    return 0


def app_command(args: argparse.Namespace) -> int:
    from mnist2x2.checkpoint import load_pretrained
    from mnist2x2.model import check_writes_digits
    from mnist2x2.page.corrections import Corrections

    try:
        from mnist2x2.page.app import LOCKED, serve
    except ModuleNotFoundError as error:
        raise OSError(f'for the app, install {error.name}: pip install ".[app]"') from error

    check_writable(args.corrections)
    model = load_pretrained(args.weights)
    check_writes_digits(model)  # before the store is created
    with Corrections(args.corrections, patience=LOCKED) as store:
        serve(model, store, args.host, args.port, args.behind_proxy, args.root_path)
    return 0


def fine_tune_command(args: argparse.Namespace) -> int:
    from mnist2x2.checkpoint import load_pretrained, save_weights
    from mnist2x2.page.corrections import Corrections
    from mnist2x2.training.fine_tuning import FEWEST, fine_tune

    if not args.corrections.is_file():
        raise FileNotFoundError(f"there are no corrections in {args.corrections}: the app keeps them")
    if args.out.exists():
        raise FileExistsError(f"{args.out} exists: name another file with --out")
    check_writable(args.out)
    with Corrections(args.corrections) as store:
        grids, answers = store.for_training()
    if (digits := sum(map(len, answers))) < FEWEST:
        raise ValueError(f"to learn, the model needs at least {FEWEST} digits: {args.corrections} holds {digits}")
    model = load_pretrained(args.weights)
    save_weights(args.out, fine_tune(model, grids, answers, device=args.device))
    use = "app" if model.config.answers == "digits" else "read"  # the app needs a model that writes digits
    print(f"Learned from {len(answers)} drawings. To use it: {command_line(use, '--weights', args.out)}")
    return 0
