"""The command line: `python -m mnist2x2 train`, `evaluate`, `read`, `app` and `fine-tune`."""

import argparse
import os
import shlex
import sys
import textwrap
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path

from mnist2x2.training.recipes import RECIPES, TrainConfig


def add_options(parser: argparse.ArgumentParser, kind: type) -> None:
    """Add an option for every field of a config, nested ones included. Without it, the recipe's value stands."""
    group = parser.add_argument_group(kind.__name__)
    for field in fields(kind):
        if is_dataclass(field.type):
            add_options(parser, field.type)
            continue
        how = {"type": field.type, "metavar": field.type.__name__}
        if field.type is bool:
            how = {"action": argparse.BooleanOptionalAction}
        name = "--" + field.name.replace("_", "-")
        help = f"{field.metadata['help']} [{field.default}]"
        group.add_argument(name, dest=field.name, default=argparse.SUPPRESS, help=help, **how)


def configured(config, given: dict):
    """Return a config with the options that were given, nested ones included."""
    changes = {}
    for field in fields(config):
        if is_dataclass(field.type):
            changes[field.name] = configured(getattr(config, field.name), given)
        elif field.name in given:
            changes[field.name] = given[field.name]
    return replace(config, **changes)


def unlike_the_defaults(config) -> list[str]:
    """Return the names and values of the fields, nested ones included, that are not at their default."""
    found = []
    for field in fields(config):
        value = getattr(config, field.name)
        if is_dataclass(value):
            found += unlike_the_defaults(value)
        elif value != field.default:
            found.append(f"{field.name} {value}")
    return found


def describe_recipe(name: str, config: TrainConfig) -> str:
    """Return a paragraph of help."""
    text = ", ".join(unlike_the_defaults(config)) or "the defaults"
    return textwrap.fill(f"{name}: {text}", 79, subsequent_indent="    ")


def command_train(args: argparse.Namespace) -> int:
    from mnist2x2.training.loop import train

    config = configured(RECIPES[args.recipe], vars(args))
    out = args.out or Path("runs") / args.recipe
    try:
        train(config, out, args.device, args.resume)
    except KeyboardInterrupt:
        words = shlex.join(word for word in args.words if word != "--resume")
        if (out / "checkpoint.safetensors").exists():
            print(f"\nSaved in {out}. To go on: python -m mnist2x2 {words} --resume", file=sys.stderr)
        raise
    weights = shlex.quote(str(out / "weights.safetensors"))
    if int(os.environ.get("RANK", 0)) == 0:
        print(f"Trained: {weights}. To measure it: python -m mnist2x2 evaluate --weights {weights}")
    return 0


def command_evaluate(args: argparse.Namespace) -> int:
    from mnist2x2.checkpoint import load_pretrained
    from mnist2x2.data.grids import held_out
    from mnist2x2.evaluation import evaluate
    from mnist2x2.files import write_json
    from mnist2x2.training.provenance import circumstances
    from mnist2x2.training.runtime import pick_device

    device = pick_device(args.device)
    model = load_pretrained(args.weights).to(device)
    report = {"weights": args.weights or "shipped", **circumstances(device)}
    for name, dataset in held_out(args.held_back, model.config.grid).items():
        result = report[name] = asdict(evaluate(model, dataset))
        positions = " ".join(f"{share:.2%}" for share in result["position_accuracy"])
        print(f"{name}: {result['grids']:,} grids, sequences {result['sequence_accuracy']:.2%}", end="")
        print(f", digits {result['digit_accuracy']:.2%} (by position: {positions})")
    if args.save:
        write_json(args.save, report)
    return 0


def command_read(args: argparse.Namespace) -> int:
    from mnist2x2.checkpoint import load_pretrained
    from mnist2x2.data.grids import MNIST2x2, grids_and_answers
    from mnist2x2.decoding import read_grids
    from mnist2x2.drawing.photo import grid_from_picture, open_picture

    model = load_pretrained(args.weights)
    for path in args.image:
        try:
            grid = grid_from_picture(open_picture(path), model.config.pixels)
            read = read_grids(model, grid[None])[0]
            print(f"{path}: {read if grid.any() else 'nothing: no ink was found'}")
        except (OSError, SyntaxError, ValueError) as error:  # Pillow raises all three
            raise ValueError(f"{path}: {error}") from error
    if not args.image:
        grids, answers = grids_and_answers(MNIST2x2(train=False, size=1, seed=args.seed, grid=model.config.grid))
        read = read_grids(model, grids)
        print(f"held-out digits {answers[0]}, read as {read[0]}")
        try:
            from mnist2x2.plots import save_reading
        except ModuleNotFoundError as error:
            raise OSError(f"for the picture, install {error.name}") from error
        save_reading(grids[0], read[0], args.save)
        print(f"pictured in {args.save}")
    return 0


def command_app(args: argparse.Namespace) -> int:
    from mnist2x2.checkpoint import load_pretrained
    from mnist2x2.page.corrections import Corrections

    try:
        from mnist2x2.page.app import build, serve
    except ModuleNotFoundError as error:
        raise OSError(f"for the app, install {error.name}: pip install '.[app]'") from error

    with Corrections(args.corrections) as store:
        serve(build(load_pretrained(args.weights), store), args.host, args.port, args.behind_proxy)
    return 0


def command_fine_tune(args: argparse.Namespace) -> int:
    from mnist2x2.checkpoint import load_pretrained, save_weights
    from mnist2x2.page.corrections import Corrections
    from mnist2x2.training.fine_tuning import fine_tune

    if not args.corrections.is_file():
        raise FileNotFoundError(f"there are no corrections in {args.corrections}: the app keeps them")
    if args.out.exists():
        raise FileExistsError(f"{args.out} exists: name another file with --out")
    with Corrections(args.corrections) as store:
        grids, answers = store.for_training()
    save_weights(args.out, fine_tune(load_pretrained(args.weights), grids, answers, device=args.device))
    weights = shlex.quote(str(args.out))
    print(f"Learned from {len(answers)} drawings. To use it: python -m mnist2x2 app --weights {weights}")
    return 0


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mnist2x2", description="A transformer that reads 2x2 grids of handwritten digits."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    recipes = "\n".join(describe_recipe(name, config) for name, config in RECIPES.items())
    train = commands.add_parser(
        "train",
        help="train a model by a recipe",
        description=f"Train a model. Recipes:\n\n{recipes}\n\nOptions change the recipe; in brackets, the defaults.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    train.set_defaults(command=command_train)
    train.add_argument("--recipe", choices=RECIPES, default="book", help="default: %(default)s")
    train.add_argument("--out", type=Path, metavar="FOLDER", help="where the run is kept; default: runs/RECIPE")
    train.add_argument("--resume", action="store_true", help="go on where an interrupted run was")
    add_options(train, TrainConfig)

    evaluate = commands.add_parser("evaluate", help="measure weights on held-out grids")
    evaluate.set_defaults(command=command_evaluate)
    evaluate.add_argument(
        "--held-back",
        type=int,
        default=0,
        metavar="N",
        help="measure on the last N training digits, not on the test set",
    )
    evaluate.add_argument("--save", type=Path, metavar="FILE", help="write a JSON of it")

    read = commands.add_parser("read", help="read photos and pictures; without any, a held-out grid")
    read.set_defaults(command=command_read)
    read.add_argument(
        "image", nargs="*", metavar="IMAGE", help="a photo or picture: its quarters hold a digit each, or none"
    )
    read.add_argument("--seed", type=int, default=42, help="chooses the held-out grid; default: %(default)s")
    read.add_argument(
        "--save",
        type=Path,
        default=Path("reading.png"),
        metavar="FILE",
        help="where its picture goes; default: %(default)s",
    )

    app = commands.add_parser("app", help="draw in a page of this machine, and keep drawings with their right answers")
    app.set_defaults(command=command_app)
    app.add_argument("--host", default="127.0.0.1", help="who can reach it; default: %(default)s, this machine alone")
    app.add_argument("--port", type=int, default=7860, help="default: %(default)s; 0: one that is free")
    app.add_argument("--behind-proxy", action="store_true", help="believe a proxy that says which client asks")

    fine_tune = commands.add_parser("fine-tune", help="learn a hand from the drawings that the app has kept")
    fine_tune.set_defaults(command=command_fine_tune)
    fine_tune.add_argument(
        "--out",
        type=Path,
        default=Path("fine-tuned.safetensors"),
        metavar="FILE",
        help="where the new weights go; default: %(default)s",
    )

    for command in (app, fine_tune):
        command.add_argument(
            "--corrections",
            type=Path,
            default=Path("corrections.sqlite"),
            metavar="FILE",
            help="where drawings with their right answers are kept; default: %(default)s",
        )
    for command in (train, evaluate, fine_tune):
        command.add_argument("--device", default="auto", help="auto (mps, else cuda, else cpu), or its name")
    for command in (evaluate, read, app, fine_tune):
        command.add_argument(
            "--weights", metavar="FILE", help="a weights file, or a shipped recipe's name; default: the shipped default"
        )
    return parser


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    args = make_parser().parse_args(words, argparse.Namespace(words=words))
    try:
        return args.command(args)
    except KeyboardInterrupt:
        return 130
    except (OSError, ValueError, TypeError) as error:
        print(f"mnist2x2: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
