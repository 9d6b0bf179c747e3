"""The command line: `python -m mnist2x2 train`, `report-run`, `evaluate`, `read`, `app` and `fine-tune`."""

import argparse
import sys
from pathlib import Path

from mnist2x2 import commands
from mnist2x2.options import add_options, describe_config
from mnist2x2.training.recipes import RECIPES, TrainConfig


def add_train(subparsers) -> None:
    recipes = "\n".join(describe_config(name, config) for name, config in RECIPES.items())
    parser = subparsers.add_parser(
        "train",
        help="train a model by a recipe",
        description=f"Train a model. Recipes:\n\n{recipes}\n\nOptions change the recipe; defaults are in brackets.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=commands.train_command)
    parser.add_argument("--recipe", choices=RECIPES, default="book", help="default: %(default)s")
    add_path(parser, "--out", None, "where the run is kept; default: runs/RECIPE", metavar="FOLDER")
    parser.add_argument("--resume", action="store_true", help="continue an interrupted run")
    add_device(parser)
    add_options(parser, TrainConfig)


def add_report_run(subparsers) -> None:
    help = "print how a finished run went, and where, to paste into an issue"
    parser = subparsers.add_parser("report-run", help=help)
    parser.set_defaults(command=commands.report_run_command)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of the run, such as runs/book")


def add_evaluate(subparsers) -> None:
    parser = subparsers.add_parser("evaluate", help="measure weights on held-out grids")
    parser.set_defaults(command=commands.evaluate_command)
    help = "measure on the last N training digits instead of the test digits"
    parser.add_argument("--held-back", type=int, default=0, metavar="N", help=help)
    add_path(parser, "--save", None, "write the result as JSON")
    add_device(parser)
    add_weights(parser)


def add_read(subparsers) -> None:
    parser = subparsers.add_parser("read", help="read photos and pictures, or, without any, a held-out grid")
    parser.set_defaults(command=commands.read_command)
    help = "a photo of four quarters, each with one digit or none, or of four digits in one row"
    parser.add_argument("image", nargs="*", metavar="IMAGE", help=help)
    add_path(parser, "--show", None, "for one picture: save the steps from the photo to the grid as a picture")
    parser.add_argument("--seed", type=int, default=42, help="chooses the held-out grid; default: %(default)s")
    add_path(parser, "--save", "reading.png", "where a picture of the held-out grid is saved; default: %(default)s")
    add_weights(parser)


def add_app(subparsers) -> None:
    help = "serve a page to draw in, which keeps drawings with their right answers"
    parser = subparsers.add_parser("app", help=help)
    parser.set_defaults(command=commands.app_command)
    help = "the address to listen at; default: %(default)s, reachable from this machine only"
    parser.add_argument("--host", default="127.0.0.1", help=help)
    parser.add_argument("--port", type=int, default=7860, help="default: %(default)s; 0: any free port")
    help = "tell visitors apart by the address that the outermost of N proxies reports; N is 1 where it is left out"
    parser.add_argument("--behind-proxy", type=int, nargs="?", const=1, default=0, metavar="N", help=help)
    help = "the path, such as /grids, that a proxy removes before it passes a request on; default: none"
    parser.add_argument("--root-path", default="", metavar="PREFIX", help=help)
    add_corrections(parser)
    add_weights(parser)


def add_fine_tune(subparsers) -> None:
    parser = subparsers.add_parser("fine-tune", help="learn a hand from the drawings that the app has kept")
    parser.set_defaults(command=commands.fine_tune_command)
    add_path(parser, "--out", "fine-tuned.safetensors", "where the new weights are saved; default: %(default)s")
    add_corrections(parser)
    add_device(parser)
    add_weights(parser)


def add_path(parser: argparse.ArgumentParser, name: str, default: str | None, help: str, metavar: str = "FILE") -> None:
    parser.add_argument(name, type=Path, default=default and Path(default), metavar=metavar, help=help)


def add_corrections(parser: argparse.ArgumentParser) -> None:
    help = "where drawings are kept with their right answers; default: %(default)s"
    add_path(parser, "--corrections", "corrections.sqlite", help)


def add_device(parser: argparse.ArgumentParser) -> None:
    help = "auto (mps if there is one, else cuda, else cpu), or a device's name; default: %(default)s"
    parser.add_argument("--device", default="auto", help=help)


def add_weights(parser: argparse.ArgumentParser) -> None:
    help = "a weights file, or a shipped recipe's name; default: the shipped default"
    parser.add_argument("--weights", metavar="FILE", help=help)


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mnist2x2", description="A transformer that reads 2x2 grids of handwritten digits."
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for add_command in (add_train, add_report_run, add_evaluate, add_read, add_app, add_fine_tune):
        add_command(subparsers)
    return parser


def escape_unprintable(stream) -> None:
    """Let a stream write what its encoding lacks as an escape, such as \\u6570, rather than fail at a file's name."""
    if hasattr(stream, "reconfigure"):  # streams of notebooks take any text and have no such method
        stream.reconfigure(errors="backslashreplace")


def main(arguments: list[str] | None = None) -> int:
    escape_unprintable(sys.stdout)
    escape_unprintable(sys.stderr)
    words = sys.argv[1:] if arguments is None else arguments
    args = make_parser().parse_args(words, argparse.Namespace(words=words))
    try:
        return args.command(args)
    except KeyboardInterrupt:
        return 130
    except (OSError, ValueError, TypeError) as error:
        commands.complain(error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
