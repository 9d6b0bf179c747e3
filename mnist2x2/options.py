"""How the fields of the configs are declared and checked; the command line is made from them."""

import math
from dataclasses import field


def option(default, help: str):
    """Return a dataclass field with a default and a line of help."""
    return field(default=default, metadata={"help": help})


def check_range(config, names: str, low: float, high: float = math.inf) -> None:
    """Raise ValueError unless every named field (names parted by blanks) is a number from `low` to `high`."""
    for name in names.split():
        value = getattr(config, name)
        if not low <= value <= high or math.isinf(value):
            raise ValueError(f"expected {name} from {low:g} to {high:g}, given {value}")
