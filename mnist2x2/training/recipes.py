"""Recipes: everything that decides which weights a training run ends with. Grew out of chapter 8 of the book."""

from dataclasses import dataclass, fields, is_dataclass, replace

from mnist2x2.data.augmentation import AugmentConfig
from mnist2x2.data.restyling import RestyleConfig
from mnist2x2.model import ModelConfig
from mnist2x2.options import check_range, option


@dataclass(frozen=True)
class TrainConfig:
    """A recipe: everything that decides which weights a run ends with."""

    epochs: int = option(10, "passes over `grids` grids")
    grids: int = option(60_000, "grids per epoch")
    batch_size: int = option(64, "grids per step")
    optimizer: str = option("adam", "adam, adamw, or muon (muon for the matrices of the blocks, adamw for the rest)")
    learning_rate: float = option(1e-3, "peak learning rate of adam and adamw")
    muon_learning_rate: float = option(0.02, "peak learning rate of muon")
    muon_momentum: float = option(0.95, "decay per step of muon's moving average of the gradients")
    weight_decay: float = option(0.0, "weight decay of adamw and muon, applied to the weights of linear layers")
    warm_up: float = option(0.0, "share of the steps over which the learning rate rises from 0 to its peak")
    cool_down: float = option(0.0, "share of the steps over which the learning rate falls to 0, along a cosine")
    linear: bool = option(False, "let the learning rate fall in a straight line instead")
    clip: float = option(0.0, "largest norm of all gradients together: larger ones are scaled down to it; 0: no limit")
    average: float = option(0.0, "decay per step of a moving average of the weights, which is what is saved; 0: none")
    matmul_precision: str = option("highest", "precision of float32 matrix products: highest, high, medium (bfloat16)")
    compile: bool = option(False, "fuse operations with torch.compile: faster in long runs, needs a compiler")
    fresh: bool = option(False, "compose new grids every epoch")
    empty: float = option(0.0, "probability that a cell is left empty")
    held_back: int = option(0, "how many of the last training digits to hold back, for `evaluate --held-back`")
    pen: int = option(0, "number of times each pen-drawn digit is inked and added to MNIST's digits")
    mnist: int = option(1, "number of times each of MNIST's digits is among the digits to choose from")
    freeze_encoder: bool = option(False, "keep the patch embedding and encoder fixed, and train only the decoder")
    seed: int = option(0, "seed of all random numbers")
    augment: AugmentConfig = AugmentConfig()
    restyle: RestyleConfig = RestyleConfig()
    model: ModelConfig = ModelConfig()

    def __post_init__(self):
        check_range(self, "epochs grids batch_size mnist", 1)
        check_range(self, "pen", 0)
        check_range(self, "learning_rate muon_learning_rate weight_decay clip", 0)
        check_range(self, "warm_up cool_down average empty muon_momentum", 0, 1)
        check_range(self, "held_back", 0, 59_999)
        if self.optimizer not in ("adam", "adamw", "muon"):
            raise ValueError(f"expected the optimizer adam, adamw or muon, given {self.optimizer!r}")
        if self.matmul_precision not in ("highest", "high", "medium"):
            raise ValueError(f"expected the precision highest, high or medium, given {self.matmul_precision!r}")


def config_from(record: dict, kind: type = TrainConfig):
    """Return the config that `asdict` turned into a record.

    Options that are newer than the record get their defaults. So the default of a new option must keep the
    behaviour from before it existed. Raises ValueError for unknown options.
    """
    types = {field.name: field.type for field in fields(kind)}
    if unknown := sorted(set(record) - set(types)):
        raise ValueError(f"expected options of {kind.__name__}, given {', '.join(unknown)}")
    nested = {name: config_from(record[name], types[name]) for name in record if is_dataclass(types[name])}
    return kind(**record | nested)


RECIPES = {
    # the public demo's settings, with dropout and clipping to make training stable (the demo mentions neither)
    "demo": TrainConfig(clip=1.0, model=ModelConfig(dropout=0.1)),
    # the best accuracy with the same architecture
    "book": TrainConfig(
        epochs=100,
        batch_size=256,
        optimizer="muon",
        learning_rate=3e-3,
        muon_learning_rate=0.02,
        weight_decay=0.05,
        warm_up=0.1,
        cool_down=0.9,
        average=0.999,
        matmul_precision="medium",
        fresh=True,
        empty=0.2,
        augment=AugmentConfig(rotation=15, scale=0.15, shear=0.2, shift=2, elastic=1, stroke=0.8, weaken=0.5, rest=0.5),
        model=ModelConfig(dropout=0.05),
    ),
    # the public demo's accuracy as soon as possible: only for benchmarks/sprint.py, its weights are not shipped
    "sprint": TrainConfig(
        epochs=1,
        grids=46_080,
        batch_size=128,
        optimizer="muon",
        learning_rate=8e-3,
        muon_learning_rate=0.04,
        muon_momentum=0.85,
        weight_decay=0.1,
        warm_up=0.05,
        cool_down=0.95,
        linear=True,
    ),
}
# `book` with restyled pen-drawn digits, 38 of every 100, to read what people draw
RECIPES["drawn"] = replace(
    RECIPES["book"],
    pen=12,
    mnist=5,
    epochs=180,
    restyle=RestyleConfig(
        slash=0.15,
        bar=0.2,
        serif=0.6,
        flat=0.12,
        loose=0.45,
        smooth=0.03,
        tremor=0.005,
        ends=0.05,
        lift=0.03,
        slant=0.6,
        aspect=0.35,
        brush=0.3,
    ),
)
# `book` with pen-drawn digits as they are, 44 of every 100, and answers spelled in English or Spanish. Not in bfloat16:
# with 28 tokens, torch's attention on the CPU is then eight times slower
RECIPES["letters"] = replace(
    RECIPES["book"],
    pen=3,
    epochs=80,
    matmul_precision="highest",
    model=replace(RECIPES["book"].model, answers="letters"),
)
