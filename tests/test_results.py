"""README.md and MODEL_CARD.md say what the files in results/ say, and the shipped weights bear it out."""

import contextlib
import fnmatch
import json
import pkgutil
import re
import shlex
import subprocess
import sys
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path, PurePosixPath

import accuracy
import averaging
import costs
import drawn_digits
import forgetting
import nbformat
import photographs
import photos
import pytest
import restyling
import rotation
import telling_apart
import torch
import warm_up
from recipe import FULL, LINES, PLAIN, VARIANTS
from seen import HELD_BACK, joined, read_together

from mnist2x2.__main__ import make_parser
from mnist2x2.checkpoint import DEFAULT, SHIPPED, load_pretrained, load_tensors, shipped
from mnist2x2.data.grids import MNIST2x2, held_out
from mnist2x2.data.mnist import load_mnist
from mnist2x2.data.pens import load_strokes
from mnist2x2.data.restyling import AS_DRAWN
from mnist2x2.decoding import read_grids
from mnist2x2.evaluation import evaluate
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.options import differences
from mnist2x2.recorded import recorded
from mnist2x2.training import provenance
from mnist2x2.training.provenance import circumstances, commit
from mnist2x2.training.recipes import RECIPES, config_from
from tools import report, tables

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("recipe", sorted(set(RECIPES) - {"sprint"}))  # its runs are in bench_sprint.json
def test_results_are_of_the_recipe(recipe):
    for run in recorded(recipe)["runs"]:
        assert config_from(run["config"]) == replace(RECIPES[recipe], seed=run["seed"])
        assert len(run["history"]) == run["config"]["epochs"]


@pytest.mark.parametrize("recipe", shipped())
def test_shipped_weights_reach_what_their_json_claims(recipe):
    model = load_pretrained(recipe)
    claimed = recorded(recipe)["runs"][0]
    # another processor may round another way, and so read a few of 10,000 grids differently; which language a model
    # writes is often nearly a tie
    near = {"digit_accuracy": 0.0002, "english": 0.005, "spanish": 0.005}
    for name, dataset in held_out().items():
        measured = {share: value for share, value in asdict(evaluate(model, dataset)).items() if type(value) is float}
        assert "sequence_accuracy" in measured
        for share, value in measured.items():
            assert value == pytest.approx(claimed[name][share], abs=near.get(share, 0.0005)), share


@pytest.mark.parametrize("recipe", shipped())
def test_an_empty_picture_reads_as_nothing(recipe):
    assert read_grids(load_pretrained(recipe), torch.zeros(1, 56, 56, dtype=torch.uint8)) == [""]


@pytest.mark.parametrize("recipe", shipped())
def test_shipped_weights_are_small_and_half_precision(recipe):
    path = SHIPPED / f"{recipe}.safetensors"
    assert path.stat().st_size < 600_000
    assert {tensor.dtype for tensor in load_tensors(path)[0].values()} == {torch.float16}


@pytest.mark.parametrize(("answers", "shares"), [("digits", 2), ("letters", 9)])
def test_a_summary_has_every_share_with_and_without_empty_cells(answers, shares):
    model, run = (
        GridTransformer(ModelConfig(answers=answers, encoder_blocks=1)),
        {"seconds": 3, "history": [{"loss": 2}]},
    )
    parts = {
        name: accuracy.accuracies_of(model, MNIST2x2(False, 5, empty=data.empty_probability))
        for name, data in held_out().items()
    }
    summary = accuracy.summarize([run | parts, run | parts])
    assert summary["final_loss"]["mean"] == 2 and summary["seconds"]["runs"] == 2
    names = [name for name in summary if name not in ("final_loss", "seconds")]
    assert len(names) == 2 * shares and "sequence_accuracy_with_empty_cells" in names
    assert ("teacher_forced" in names) == (answers == "letters") == ("digit_accuracy" not in names)


def test_tables_are_those_of_the_results():
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "MODEL_CARD.md")}
    for name, text in texts.items():
        assert report.with_tables(text) == text, f"{name}: run python -m tools.report"
    for table in (table() for table in report.TABLES.values()):
        assert table in texts["README.md"]
    stale = texts["README.md"].replace(tables.results_table(), "| an old table |")
    assert stale != texts["README.md"] == report.with_tables(stale)


@pytest.mark.parametrize("name", ["README.md", "MODEL_CARD.md"])
def test_links_lead_to_files_of_the_repository(name):
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link.replace("\n", "")]
    assert local
    for link in local:
        ignored = subprocess.run(["git", "check-ignore", "-q", link], cwd=ROOT).returncode == 0
        assert (ROOT / link).exists() and not ignored, link


def texts_for_readers() -> dict[str, str]:
    """Return what people read, without the code of the notebooks, by its file's path."""
    named = ("LICENSE", "README.md", "CONTRIBUTING.md", "MODEL_CARD.md", "mnist2x2/data/files/pens/LICENSE.md")
    pages = [*map(ROOT.joinpath, named), *ROOT.glob("book/*.md"), ROOT / "book" / "assets" / "vendor" / "README.md"]
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in pages}
    for path in ROOT.glob("notebooks/*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        texts[f"notebooks/{path.name}"] = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return texts


def paths_in(text: str) -> set[str]:
    """Return the paths of the repository that a text names, as patterns: NN and NAME stand for anything.

    A built page of the book stands for what it is built from.
    """
    rooms = "mnist2x2|benchmarks|tools|book|tests|results|notebooks"
    paths = re.findall(rf"(?<![\w/.-])(?:\.\./|\./)?((?:{rooms})/[\w./*-]*)", text)
    paths = [re.sub(r"^(book/\w+)\.html$", r"\1.md", path.rstrip(".")) for path in paths]
    return {re.sub(r"NN\w*|NAME", "*", path) for path in paths}


def test_paths_in_a_text():
    text = "See `mnist2x2/grid.py`, results/bench_NAME.json, (../book/a.md), tools/, book/b.html. Not ~/mnist2x2/x"
    assert paths_in(text) == {"mnist2x2/grid.py", "results/bench_*.json", "book/a.md", "tools/", "book/b.md"}
    assert paths_in("a/book/b") == set()


def test_paths_and_names_in_texts_for_readers_exist():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    folders = {f"{folder.as_posix()}/" for file in files for folder in PurePosixPath(file).parents}
    known, missing, found = [*files, *folders], [], 0
    for name, text in texts_for_readers().items():
        for path in paths_in(text):
            found += 1
            if not fnmatch.filter(known, path) and not fnmatch.filter(folders, path + "/"):
                missing.append(f"{name}: {path}")
        for dotted in re.findall(r"`(mnist2x2(?:\.\w+)+)", text):
            with contextlib.suppress(ImportError, AttributeError):
                pkgutil.resolve_name(dotted)
                continue
            missing.append(f"{name}: {dotted}")
    assert missing == [] and found > 50


def test_costs_are_measured_of_the_recipes_in_the_table(tmp_path, monkeypatch):
    monkeypatch.setattr(costs, "RESULTS", tmp_path)
    monkeypatch.setattr(costs, "setup", lambda folder: {})
    monkeypatch.setattr(costs, "epoch", lambda recipe, folder: {})
    costs.main()
    measured = json.loads((tmp_path / "costs.json").read_text())["epochs"]
    assert list(measured) == list(recorded("costs")["epochs"]) == list(tables.RECIPES)


def test_readmes_commands_are_understood():
    commands = re.findall(r"python -m mnist2x2 ([^#\n]*)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(commands) >= 4
    for command in commands:
        make_parser().parse_args(shlex.split(command))


def test_model_card_is_of_the_recipe():
    """What the card says in words."""
    book = RECIPES["book"]
    assert replace(book.model, dropout=0.0) == ModelConfig()
    assert book.optimizer == "muon" and book.average and book.fresh and book.empty
    assert book.warm_up and book.cool_down and book.augment.weaken and book.augment.rest < 1
    assert all(vars(book.augment).values())
    drawn, card = RECIPES["drawn"], (ROOT / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert replace(drawn, pen=0, mnist=1, epochs=book.epochs, restyle=AS_DRAWN) == book
    assert drawn.pen == 12 and "inked\n  twelve times" in card and drawn.mnist == 5 and "counts five times" in card
    assert all(vars(drawn.restyle).values())
    digits = load_strokes()
    assert f"{len(digits):,} digits as pen strokes by {len({digit.writer for digit in digits})} writers" in card


def test_drawn_reads_mnist_nearly_as_well_as_book():
    shares = [recorded(name)["summary"]["sequence_accuracy"]["mean"] for name in ("drawn", "book")]
    assert shares[1] - shares[0] < 0.004


def test_what_tells_how_sure_drawn_is_was_measured():
    """The numbers in its file are those of the record, and mark as much of MNIST and of some letters as it says."""
    model, found = load_pretrained(DEFAULT), recorded("certainty")
    assert (model.certainty.temperature, model.certainty.sure) == (found["temperature"], found["sure"])
    images, labels = (part[-HELD_BACK:].numpy() for part in load_mnist())
    share = telling_apart.flagged(read_together(model, images, labels, 2)[0], model.certainty)
    shipped = found["no_digit"]["shipped"]
    assert share == pytest.approx(shipped["false_alarms"]["MNIST"], abs=0.0005) and share < 0.02
    for group, kind in (
        ("handwritten letters", "K"),
        ("printed letters", "w"),
        ("shapes", "hash"),
        ("scribbles", "zigzag"),
    ):
        seen = joined(list(telling_apart.seen_of(model, group, kind).values()))
        marked = telling_apart.flagged(seen, model.certainty)
        assert marked == pytest.approx(shipped["marked"][group][kind], abs=0.04) and marked > 0.5
    assert all(share < 0.02 for share in shipped["false_alarms"].values())
    assert found["calibration"]["after"]["expected_calibration_error"] < 0.01


def test_restyling_was_measured_with_the_recipe():
    found = recorded("restyling")
    assert set(found["variants"]) == set(restyling.VARIANTS) and found["epochs"] * 10 == RECIPES["book"].epochs
    assert found["restyle"] == asdict(RECIPES["drawn"].restyle)
    named = {option for options in restyling.ALONE.values() for option in options.split()}
    assert named == set(vars(RECIPES["drawn"].restyle))  # no option was left untried


def test_forgetting_was_measured_in_every_way():
    found = recorded("forgetting")
    names = "way", "replay", "rate", "steps"
    every = list(product(forgetting.WAYS, (False, True), forgetting.RATES, forgetting.STEPS))
    assert [tuple(row[name] for name in names) for row in found["means"]] == every
    assert set(found["writers"]) == set(recorded("corrections")["writers"])
    for at, row in enumerate(found["means"]):
        changes = [writer["rows"][at]["mnist"] - writer["before"]["mnist"] for writer in found["writers"].values()]
        assert row["mnist"] == pytest.approx(sum(changes) / len(changes))


def test_the_recipe_was_taken_apart_line_by_line():
    found = recorded("recipe")
    plain, full = config_from(found["plain"]), config_from(found["full"])
    assert (plain, full) == (PLAIN, FULL) and full.epochs * 20 == RECIPES["book"].epochs
    tried = [option.split(".")[-1] for options in LINES.values() for option in options.split()]
    assert sorted(tried) == sorted(name for name, *_ in differences(full, plain))  # each was tried once
    assert list(found["lines"]) == list(LINES)
    shares = {(run["variant"], run["seed"]): run for run in found["runs"]}
    assert set(shares) == set(product(VARIANTS, (0, 1, 2))) and len(shares) == len(found["runs"])
    for line, kind in product(found["lines"], ("held_out", "held_out_with_empty_cells")):
        changes = [shares[f"without {line}", seed][kind] - shares["full", seed][kind] for seed in (0, 1, 2)]
        spread = found["lines"][line]["without"][kind]
        assert spread["mean"] == pytest.approx(sum(changes) / 3)
        assert (spread["min"], spread["max"]) == pytest.approx((min(changes), max(changes)))


def test_averaged_weights_were_measured_along_whole_runs():
    found = recorded("averaging")
    every = range(averaging.EVERY, averaging.CONFIG.epochs + 1, averaging.EVERY)
    assert [(row["seed"], row["epoch"]) for row in found["rows"]] == list(product((0, 1, 2), every))
    assert found["decay"] == averaging.CONFIG.average == RECIPES["book"].average
    assert all(0.9 < row[kind] < 1 for row in found["rows"] for kind in ("weights", "average"))


def test_warm_up_was_measured_in_every_way():
    found = recorded("warm_up")
    ways = [(run["way"], run["rate"], run["seed"]) for run in found["runs"]]
    assert ways == list(product(warm_up.WAYS, warm_up.RATES, (0, 1, 2)))
    assert (found["steps"], found["rise"]) == (warm_up.STEPS, warm_up.RISE)
    for run in found["runs"]:
        spread = found["losses"][run["way"]][str(run["rate"])]
        assert spread["min"] <= run["loss"] <= spread["max"] and spread["runs"] == 3
        watched = set(map(str, warm_up.WATCHED)) if run["rate"] == warm_up.RATES[0] else set()
        assert set(run["curvature"]) == watched


def test_rotated_digits_were_read_after_each_way_of_training():
    found = recorded("rotation")
    assert found["angles"] == rotation.ANGLES and list(found["variants"]) == list(rotation.VARIANTS)
    assert found["grids"] == rotation.GRIDS and found["epochs"] == FULL.epochs
    assert all(len(row) == len(rotation.ANGLES) for row in [found["book"], *found["variants"].values()])
    assert all(spread["runs"] == 3 for row in found["variants"].values() for spread in row)
    upright = found["angles"].index(0)
    whole = recorded("book")["runs"][0]["held_out"]["sequence_accuracy"]
    assert found["book"][upright] == pytest.approx(whole, abs=0.01)


def test_drawn_digits_are_by_other_writers_and_hold_together():
    drawn = recorded("drawn_digits")
    assert {row["weights"] for row in drawn["rows"]} == set(drawn_digits.models())
    assert drawn["confusion"]["weights"] == DEFAULT
    assert "/" not in drawn["data"]["file"] and "/" not in drawn["made_by"].replace("benchmarks/", "")
    collections, renderings = drawn["data"]["collections"], drawn["data"]["renderings"]
    assert sum(part["digits"] for part in collections.values()) == drawn["data"]["digits"]
    rows = {(row["collection"], row["rendering"], row["weights"], row["way"]): row for row in drawn["rows"]}
    ways, weights = ("resized", "grid_from_drawings"), {row["weights"] for row in drawn["rows"]}
    assert set(rows) == set(product(collections, renderings, weights, ways)) and len(rows) == len(drawn["rows"])
    for worst in drawn["worst"]:
        alike = [row for row in drawn["rows"] if (row["weights"], row["way"]) == (worst["weights"], worst["way"])]
        assert worst["sequence_accuracy"] == min(row["sequence_accuracy"] for row in alike)
    own = [row for row in drawn["rows"] if (row["weights"], row["way"]) == (drawn["confusion"]["weights"], ways[1])]
    counts = drawn["confusion"]["counts"]
    assert sum(map(sum, counts)) == 4 * drawn["data"]["grids_each"] * len(collections) * len(renderings)
    right = sum(row[i] for i, row in enumerate(counts)) / sum(map(sum, counts))
    assert right == pytest.approx(sum(row["digit_accuracy"] for row in own) / len(own))


def test_photos_of_every_kind_were_read_with_every_part_and_without():
    result = recorded("photos")
    for measured in (result, result["before"], *result["without"].values()):
        assert list(measured["kinds"]) == list(photographs.KINDS) and measured["data"] == result["data"]
        assert measured["totals"] == photos.totals(measured["kinds"])
        assert all(row["pictures"] == result["each"] for row in measured["kinds"].values())
    assert set(result["without"]) == set(photos.PARTS)
    worse = [*result["without"].values(), result["before"]]
    assert all(other["totals"]["all"]["sequences"] < result["totals"]["all"]["sequences"] for other in worse)


def test_readmes_python_runs(capsys):
    code = (ROOT / "README.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    names = {}
    exec(code, names)
    assert names["memory"].shape == (1, 16, 64) and names["weights"].shape == (1, 4, 16, 16)
    assert capsys.readouterr().out.startswith("['")


def test_circumstances_are_written_as_json(tmp_path):
    about = circumstances("cpu")
    assert about["torch"] == torch.__version__ and about["device"] == "cpu" and about["threads"] >= 1
    assert about["commit"] == commit()
    write_json(tmp_path / "a" / "b.json", about)
    assert json.loads((tmp_path / "a" / "b.json").read_text()) == about


def test_the_commit_of_a_source_tree(tmp_path, monkeypatch):
    """None outside a repository, or where the repository is somebody else's; "+" after an uncommitted change."""

    def git(*words: str) -> str:
        person = ["-c", "user.name=Someone", "-c", "user.email=someone@example.com"]
        return subprocess.run(["git", *person, *words], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    package, notes = tmp_path / "package", tmp_path / "notes.txt"
    source, model = package / "training" / "provenance.py", package / "model.py"
    source.parent.mkdir(parents=True)
    for file in (source, model, notes):
        file.write_text("one = 1\n")
    monkeypatch.setattr(provenance, "__file__", str(source))
    assert commit() is None
    git("init")
    git("add", "notes.txt")
    git("commit", "--message", "without the package")
    assert commit() is None
    git("add", "package")
    git("commit", "--message", "with it")
    head = git("rev-parse", "HEAD")[:12]
    assert commit() == head
    notes.write_text("not of the package\n")
    assert commit() == head
    model.write_text("one = 3\n")  # anywhere in the package
    assert commit() == head + "+"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
def test_peak_memory_grows_with_what_is_held_and_stays():
    """In a process of its own, whose memory nothing else has used before."""
    code = """
from mnist2x2.training.provenance import peak_memory
before = peak_memory()
held = bytearray(b"1") * 300_000_000
grown = peak_memory()
del held
print(before, grown, peak_memory())
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    before, grown, after = map(int, done.stdout.split())
    assert 250_000_000 < grown - before < 400_000_000
    assert after > grown - 10_000_000 and before > 10_000_000  # Linux counts in steps, for each processor
