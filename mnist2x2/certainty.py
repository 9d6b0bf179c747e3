"""What tells how sure a model is of its answers: numbers that are measured after training and stored with its weights.

Grew out of chapter 9 of the book.
"""

import math
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Certainty:
    """How to judge an answer of a model. The defaults change nothing, and mark only what is improbable.

    temperature: what logits are divided by before the softmax ("On Calibration of Modern Neural Networks", Guo et al.
    2017, section 4.2). sure: the model is not sure of a token to which it gives less probability than this. no_digit:
    for each of the ten digits, 2 D + 2 weights of a score that is above 0 for what may be no digit, one digit after the
    other, see `reading.no_digit_scores`; none if it was not measured.

    Raises ValueError for a temperature that is not above 0, a probability outside [0, 1], and for weights not finite.
    """

    temperature: float = 1.0
    sure: float = 0.9
    no_digit: tuple[float, ...] = ()

    def __post_init__(self):
        numbers = [self.temperature, self.sure, *self.no_digit]
        if any(type(number) not in (int, float) or not math.isfinite(number) for number in numbers):
            raise ValueError(f"expected finite numbers that tell how sure a model is, given {numbers}")
        if self.temperature <= 0 or not 0 <= self.sure <= 1:
            given = f"given {self.temperature:g} and {self.sure:g}"
            raise ValueError(f"expected a temperature above 0 and a probability from 0 to 1, {given}")


def certainty_from(record) -> Certainty:
    """Return what `asdict` turned into a record that JSON can hold. Raises ValueError for anything else."""
    names = {field.name for field in fields(Certainty)}
    if not isinstance(record, dict) or set(record) != names or not isinstance(record["no_digit"], list | tuple):
        raise ValueError(f"expected {', '.join(sorted(names))}, given {record!r:.80}")
    return Certainty(**record | {"no_digit": tuple(record["no_digit"])})
