"""Plausible wrong answers to the exercises of chapter 8. The check must reject each one."""

WRONG = {
    "8.1": [
        # no level part: the rate rises above its peak
        """
def trapezoid(progress, warm_up, cool_down):
    if progress < 0.5:
        return progress / warm_up if warm_up else 1.0
    return (1 - progress) / cool_down if cool_down else 1.0
""",
        # uses cool_down as the point where the fall begins, not as its length
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
        # draws from torch's global generator
        """
def keep(seed, step, shape, p):
    return torch.rand(shape) >= p
""",
        # drops the same numbers at every step
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(shape, generator=generator) >= p
""",
        # seed 1 at step 2 gives the same mask as seed 2 at step 1
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed + step)
    return torch.rand(shape, generator=generator) >= p
""",
        # keeps the numbers it should drop
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed_for(seed, "dropout", step))
    return torch.rand(shape, generator=generator) < p
""",
    ],
}
