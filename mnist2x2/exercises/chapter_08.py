"""Checks for chapter 8: a schedule of three straight lines, and a dropout mask that is the same after resuming."""

import torch

from mnist2x2.exercises import exercise


@exercise("8.1")
def check_trapezoid(trapezoid):
    def expect(progress: float, warm_up: float, cool_down: float, wanted: float) -> None:
        answer = float(trapezoid(progress, warm_up, cool_down))
        assert abs(answer - wanted) < 1e-6, (
            f"trapezoid({progress:.3g}, {warm_up:.3g}, {cool_down:.3g}): expected {wanted:.4g}, got {answer:.4g}"
        )

    for progress, wanted in ((0.0, 0.0), (0.1, 0.5), (0.2, 1.0), (0.5, 1.0), (0.6, 1.0), (0.9, 0.25), (1.0, 0.0)):
        expect(progress, 0.2, 0.4, wanted)
    generator = torch.Generator().manual_seed(0)
    for _ in range(50):
        progress, warm_up, cool_down = torch.rand(3, generator=generator, dtype=torch.float64).tolist()
        warm_up, cool_down = 0.05 + 0.4 * warm_up, 0.05 + 0.4 * cool_down
        expect(progress, warm_up, cool_down, min(1.0, progress / warm_up, (1 - progress) / cool_down))
    for progress in (0.0, 0.3, 1.0):
        expect(progress, 0.0, 0.0, 1.0)  # neither warm-up nor cool-down
    expect(0.0, 0.0, 0.5, 1.0)


@exercise("8.2")
def check_keep(keep):
    shape = (40, 50)
    mask = keep(0, 7, shape, 0.25)
    assert isinstance(mask, torch.Tensor) and mask.dtype == torch.bool, "expected a boolean tensor"
    assert mask.shape == shape, f"expected shape {shape}, got {tuple(mask.shape)}"
    share = mask.float().mean().item()
    assert abs(share - 0.75) < 0.05, f"with p = 0.25, expected about 75% True, got {share:.0%}"
    keep(0, 8, shape, 0.25)
    torch.rand(3)  # other code draws in between
    again = keep(0, 7, shape, 0.25)
    assert torch.equal(mask, again), "step 7 computed again gives another mask: a resumed run would differ"
    assert not torch.equal(mask, keep(0, 8, shape, 0.25)), "steps 7 and 8 drop the same numbers"
    assert not torch.equal(mask, keep(1, 7, shape, 0.25)), "seeds 0 and 1 drop the same numbers"
    assert not torch.equal(keep(1, 2, shape, 0.25), keep(2, 1, shape, 0.25)), (
        "seed 1 at step 2 drops the same numbers as seed 2 at step 1: their runs would not be independent"
    )
    assert keep(0, 7, shape, 0.0).all(), "with p = 0, expected no number to be dropped"
    before = torch.get_rng_state()
    keep(0, 9, shape, 0.25)
    assert torch.equal(before, torch.get_rng_state()), "draw from a generator of your own, not from torch's"
