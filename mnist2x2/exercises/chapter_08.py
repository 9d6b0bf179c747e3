"""Checks for chapter 8: a schedule of three straight lines, and a dropout mask that is the same after resuming."""

from itertools import product
from unittest.mock import patch

import torch
from torch import Tensor

from mnist2x2.exercises import alike, as_mask, as_number, exercise, hint_for


def expect(trapezoid, progress: float, warm_up: float, cool_down: float) -> None:
    """Assert that a schedule is right at one point."""
    rise = progress / warm_up if warm_up else 1.0
    fall = (1 - progress) / cool_down if cool_down else 1.0
    case = f"for progress={progress:.3g}, warm_up={warm_up:.3g}, cool_down={cool_down:.3g}"
    try:
        answer = trapezoid(progress, warm_up, cool_down)
    except ZeroDivisionError:
        raise AssertionError(
            f"{case}, your code divides by 0: a warm_up or cool_down of 0 means that there is none"
        ) from None
    answer = as_number(answer, "a number", case)
    mistakes = [
        (100 * min(1.0, rise, fall), "a share is from 0 to 1, not in percent"),
        (1.0, "it must still be rising" if rise < fall else "it must already fall"),
        (min(rise, fall), "it must not rise above 1"),
        (rise, "it must not rise above 1" if rise > 1 else "it must already fall"),
        (fall, "it must not rise above 1" if fall > 1 else "it must still be rising"),
        ((1 - progress) / (1 - cool_down), "cool_down is how long it falls, not where it begins to"),
        ((progress - 1 + cool_down) / (cool_down or 1), "this rises over the cool_down"),
    ]
    assert alike(answer, min(1.0, rise, fall)), (
        f"{case}, expected {min(1.0, rise, fall):.4g}, given {answer:.4g}{hint_for(answer, mistakes)}"
    )


@exercise("8.1")
def check_trapezoid(trapezoid):
    for progress in (0.1, 0.2, 0.5, 0.6, 0.9, 0.0, 1.0):
        expect(trapezoid, progress, 0.2, 0.4)
    for progress, warm_up, cool_down in torch.rand(50, 3, dtype=torch.float64).tolist():
        expect(trapezoid, progress, 0.05 + 0.4 * warm_up, 0.05 + 0.4 * cool_down)
    for progress in (0.0, 0.3, 1.0):
        for warm_up, cool_down in ((0.0, 0.0), (0.0, 0.5), (0.5, 0.0)):
            expect(trapezoid, progress, warm_up, cool_down)


FACTORS = [16, 31, 32, 37, 64, 97, 99, 100, 101, 110, 111, 128, 256, 512, 997, 1000, 1009, 1024, 4096, 7919, 9973]
FACTORS += [10_000, 10_007, 12_345, 65_536, 65_537, 99_991, 100_000, 2**20, 10**6, 1_000_003, 2**24]
FACTORS += [10**7, 10**8, 10**9]
# pairs of seed and step: `seed * factor + step` is the same for (1, 0) and (0, factor), `seed + factor * step` for
# (factor, 0) and (0, 1)
PAIRS = [*product(range(12), repeat=2), *((factor, 0) for factor in FACTORS), *((0, factor) for factor in FACTORS)]


def hash_after_restart(value, original=hash) -> int:
    """Return what Python's `hash` may return in another process: of texts, it returns another number in each."""
    parts = value if isinstance(value, tuple) else (value,)
    return original((value, "restarted") if any(isinstance(part, str | bytes) for part in parts) else value)


def mask_of(keep, seed: int, step: int, shape: tuple[int, ...] = (4, 6, 8), p: float = 0.25) -> Tensor:
    before = torch.get_rng_state()
    mask = as_mask(keep(seed, step, shape, p), shape, "a tensor")
    assert torch.equal(before, torch.get_rng_state()), (
        "your code disturbs torch's own generator: draw from a `torch.Generator()` of your own"
    )
    return mask


def check_share(keep, shape: tuple[int, ...], p: float) -> None:
    """Assert that the right share of numbers is kept, each on its own."""
    mask = mask_of(keep, 0, 7, shape, p)
    share = mask.double().mean().item()
    for dim, length in enumerate(shape):
        both = ~mask.narrow(dim, 1, length - 1) & ~mask.narrow(dim, 0, length - 1)  # neighbours
        together = abs(both.double().mean().item() - (1 - share) ** 2) > 0.08
        assert not together, f"shape {shape}: whole rows or columns are dropped together: draw for each number"
    hint = ": True means kept, not dropped" if abs(share - p) < 0.06 else ""
    close = abs(share - (1 - p)) < (0.06 if 0 < p < 1 else 1e-9)
    assert close, f"with p={p}, expected {1 - p:.0%} True, given {share:.0%}{hint}"


def check_restart(keep) -> None:
    """Assert that the mask of a step is the same again, also in a process with other random numbers and hashes."""
    mask = mask_of(keep, 0, 7)
    mask_of(keep, 0, 8)
    assert torch.equal(mask, mask_of(keep, 0, 7)), (
        "step 7 computed again gives another mask: a resumed run would differ"
    )
    torch.default_generator.manual_seed(1)
    assert torch.equal(mask, mask_of(keep, 0, 7)), "the mask depends on the seed of torch's own generator"
    with patch("builtins.hash", hash_after_restart):
        assert torch.equal(mask, mask_of(keep, 0, 7)), (
            "after a restart the mask is another one: `hash` of a text differs from process to process; use `seed_for`"
        )


@exercise("8.2")
def check_keep(keep):
    for shape, p in (((40, 50), 0.25), ((5, 20, 20), 0.6), ((2000,), 0.4), ((40, 50), 0.0), ((3, 4, 5, 6), 1.0)):
        check_share(keep, shape, p)
    check_restart(keep)
    seen, masks = {}, []
    for seed, step in PAIRS:
        masks.append(mask_of(keep, seed, step))
        other = seen.setdefault(tuple(masks[-1].flatten().tolist()), (seed, step))
        assert other == (seed, step), (
            f"seed {other[0]} at step {other[1]} drops the same numbers as seed {seed} at step {step}: "
            "make one seed of both, and no two pairs the same (torch uses the lowest 32 bits of a seed)"
        )
    often = torch.stack(masks).double().mean(dim=0)
    assert often.min() > 0.55 and often.max() < 0.95, "some numbers are dropped much more often than others"
    share = often.mean().item()
    assert abs(share - 0.75) < 0.015, f"with p=0.25, expected 75.0% True in {len(masks)} masks, given {share:.1%}"
