"""Checks for chapter 8: a schedule of three straight lines, and a dropout mask that is the same after resuming."""

import torch

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


SEEDS = [0, 1, 2, 3, 11, 100, 1000, 10_000]
STEPS = [*range(12), 31, 32, 64, 99, 100, 101, 110, 111, 128, 256, 512, 1000, 1024, 4096, 10_000, 65_536, 10**5, 10**6]


@exercise("8.2")
def check_keep(keep):
    before = torch.get_rng_state()

    def mask_of(seed: int, step: int, shape=(20, 30), p=0.25) -> torch.Tensor:
        mask = as_mask(keep(seed, step, shape, p), shape, "a tensor")
        assert torch.equal(before, torch.get_rng_state()), (
            "your code disturbs torch's own generator: draw from a `torch.Generator()` of your own"
        )
        return mask

    for p in (0.25, 0.6, 0.0, 1.0):
        mask = mask_of(0, 7, (40, 50), p)
        share = mask.double().mean().item()
        for both in (~mask[1:] & ~mask[:-1], ~mask[:, 1:] & ~mask[:, :-1]):  # neighbours
            together = abs(both.double().mean().item() - (1 - share) ** 2) > 0.08
            assert not together, "whole rows or columns are dropped together: draw for each number"
        hint = ": True means kept, not dropped" if abs(share - p) < 0.06 else ""
        close = abs(share - (1 - p)) < (0.06 if 0 < p < 1 else 1e-9)
        assert close, f"with p={p}, expected {1 - p:.0%} True, given {share:.0%}{hint}"
    mask = mask_of(0, 7)
    mask_of(0, 8)
    assert torch.equal(mask, mask_of(0, 7)), "step 7 computed again gives another mask: a resumed run would differ"
    seen, masks = {}, []
    for seed in SEEDS:
        for step in STEPS:
            masks.append(mask_of(seed, step))
            other = seen.setdefault(tuple(masks[-1].flatten().tolist()), (seed, step))
            assert other == (seed, step), (
                f"seed {other[0]} at step {other[1]} drops the same numbers as seed {seed} at step {step}: "
                "make one seed of both, and no two pairs the same (torch uses the lowest 32 bits of a seed)"
            )
    often = torch.stack(masks).double().mean(dim=0)
    assert often.min() > 0.55 and often.max() < 0.95, "some numbers are dropped much more often than others"
