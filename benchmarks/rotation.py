"""Measure how rotated digits are read after training with and without rotated digits, and write results/rotation.json.

    python benchmarks/rotation.py [--seeds 0 1 2]

Recipe `book`, a twentieth as long, as it is; without rotation; without rotation and shear, which slants a digit. Each
digit of a held-out grid is rotated in its cell. It can be interrupted and started again.
"""

from dataclasses import replace
from functools import partial

from measuring import RESULTS, make_parser, spread, text_table
from recipe import FULL
from torchvision.transforms.functional import InterpolationMode, rotate
from variants import all_trained

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, compose_batch
from mnist2x2.decoding import read_grids
from mnist2x2.evaluation import score
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer
from mnist2x2.training.provenance import circumstances

ANGLES, GRIDS = list(range(-90, 91, 15)), 1_000
VARIANTS = {
    "rotation and shear": {},
    "shear": {"rotation": 0.0},
    "neither": {"rotation": 0.0, "shear": 0.0},
}


def shares(model: GridTransformer, data: MNIST2x2) -> list[float]:
    """Return the shares of sequences read right, one for each of ANGLES, in degrees, counterclockwise."""
    picks, is_empty = data.picks[:GRIDS], data.is_empty[:GRIDS]
    truth = ["".join(map(str, row)) for row in data.labels[picks].tolist()]
    found = []
    for angle in ANGLES:
        turn = partial(rotate, angle=angle, interpolation=InterpolationMode.BILINEAR)
        grids, _, _ = compose_batch(data.images, data.labels, picks, is_empty, turn)
        found.append(score(read_grids(model, grids), truth).sequence_accuracy)
    return found


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options = parser.parse_args()
    configs = {
        f"{name} {seed}": replace(FULL, seed=seed, augment=replace(FULL.augment, **changes))
        for name, changes in VARIANTS.items()
        for seed in options.seeds
    }
    models, data = all_trained(configs, "rotation"), MNIST2x2(train=False)
    found = {run: shares(model, data) for run, model in models.items()}
    variants = {
        name: [spread(list(own)) for own in zip(*(found[f"{name} {seed}"] for seed in options.seeds), strict=True)]
        for name in VARIANTS
    }
    made_by = "python benchmarks/rotation.py --seeds " + " ".join(map(str, options.seeds))
    result = {
        "made_by": made_by,
        "angles": ANGLES,
        "grids": GRIDS,
        "epochs": FULL.epochs,
        "variants": variants,
        "book": shares(load_pretrained("book"), data),
        "measured_on": circumstances("cpu") | {"command": made_by, "threads": 1},
    }
    write_json(RESULTS / "rotation.json", result)
    rows = [[name, *(f"{own['mean']:.1%}" for own in row)] for name, row in variants.items()]
    print(text_table(["trained with", *map(str, ANGLES)], rows))


if __name__ == "__main__":
    main()
