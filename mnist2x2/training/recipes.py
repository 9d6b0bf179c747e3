"""Recipes: all that decides which weights a training run ends with."""

from dataclasses import dataclass, fields, is_dataclass, replace

from mnist2x2.data.augmentation import AugmentConfig
from mnist2x2.model import ModelConfig
from mnist2x2.options import check_range, option


@dataclass(frozen=True)
class TrainConfig:
    """A recipe: everything that decides which weights a run ends with."""

    epochs: int = option(10, "passes over `grids` grids")
    grids: int = option(60_000, "grids an epoch")
    batch_size: int = option(64, "grids a step")
    optimizer: str = option("adam", "adam, adamw, or muon (for the blocks' matrices, adamw for the rest)")
    learning_rate: float = option(1e-3, "the highest, of adam and adamw")
    muon_learning_rate: float = option(0.02, "the highest, of muon")
    muon_momentum: float = option(0.95, "share of muon's moving average of gradients that a step keeps")
    weight_decay: float = option(0.0, "of adamw and muon, on matrices")
    warm_up: float = option(0.0, "share of the steps over which the learning rate rises")
    cool_down: float = option(0.0, "share of the steps over which it falls to 0, as a cosine")
    linear: bool = option(False, "let it fall in a straight line instead")
    clip: float = option(0.0, "norm of all gradients together above which they are scaled down to it; 0: none")
    average: float = option(0.0, "decay a step of the moving average of the weights, which is kept; 0: none")
    matmul_precision: str = option("highest", "of float32 matrix products: highest, high, or medium (bfloat16 factors)")
    compile: bool = option(False, "let torch.compile fuse the model's operations: pays in long runs, needs a compiler")
    fresh: bool = option(False, "compose new grids every epoch")
    empty: float = option(0.0, "probability with which a cell is left empty")
    held_back: int = option(
        0, "training digits, the last ones, not to train on: `evaluate --held-back` measures on them"
    )
    pen: int = option(0, "times that each pen-drawn digit is inked, to be used as MNIST's digits are")
    freeze_encoder: bool = option(False, "leave patch embedding and encoder as they are: the decoder alone learns")
    seed: int = option(0, "of everything random")
    augment: AugmentConfig = AugmentConfig()
    model: ModelConfig = ModelConfig()

    def __post_init__(self):
        check_range(self, "epochs grids batch_size", 1)
        check_range(self, "pen", 0)
        check_range(self, "learning_rate muon_learning_rate weight_decay clip", 0)
        check_range(self, "warm_up cool_down average empty muon_momentum", 0, 1)
        check_range(self, "held_back", 0, 59_999)
        if self.optimizer not in ("adam", "adamw", "muon"):
            raise ValueError(f"expected the optimizer adam, adamw or muon, given {self.optimizer!r}")
        if self.matmul_precision not in ("highest", "high", "medium"):
            raise ValueError(f"expected the precision highest, high or medium, given {self.matmul_precision!r}")


def config_from(record: dict, kind: type = TrainConfig):
    """Return the config that a record, made by `asdict`, is of.

    Options that are newer than the record are at their defaults, so a new option's default must be what was done
    before there was one. Raises ValueError for options that there are none of.
    """
    types = {field.name: field.type for field in fields(kind)}
    if unknown := sorted(set(record) - set(types)):
        raise ValueError(f"expected options of {kind.__name__}, given {', '.join(unknown)}")
    nested = {name: config_from(record[name], types[name]) for name in record if is_dataclass(types[name])}
    return kind(**record | nested)


RECIPES = {
    # the public demo's setting, calmed (of dropout and clipping it says nothing)
    "demo": TrainConfig(clip=1.0, model=ModelConfig(dropout=0.1)),
    # for the best accuracy of the same architecture
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
    # for the race of benchmarks/sprint.py alone: the public demo's accuracy as soon as may be, and no weights shipped
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
# as `book`, for what hands draw: 44 of 100 digits are pen-drawn ones
RECIPES["drawn"] = replace(RECIPES["book"], pen=3)
