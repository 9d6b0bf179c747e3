"""Plausible mistakes in the exercises of chapter 8: each must fail its check."""

WRONG = {
    "8.1": [
        # never level: without a bound the rate rises above its highest
        """
def trapezoid(progress, warm_up, cool_down):
    if progress < 0.5:
        return progress / warm_up if warm_up else 1.0
    return (1 - progress) / cool_down if cool_down else 1.0
""",
        # cool_down taken for where the fall begins, not for how long it lasts
        """
def trapezoid(progress, warm_up, cool_down):
    if warm_up and progress < warm_up:
        return progress / warm_up
    if cool_down and progress > cool_down:
        return (1 - progress) / (1 - cool_down)
    return 1.0
""",
    ],
    "8.2": [
        # drawn from wherever torch's generator happens to be
        """
def keep(seed, step, shape, p):
    return torch.rand(shape) >= p
""",
        # the same numbers are lost at every step
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(shape, generator=generator) >= p
""",
        # seed 1 at step 2 is seed 2 at step 1
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed + step)
    return torch.rand(shape, generator=generator) >= p
""",
        # keeps what it should lose
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed_for(seed, "dropout", step))
    return torch.rand(shape, generator=generator) < p
""",
    ],
}
