"""Right answers to the exercises of chapter 8 in unusual forms. The check must accept each one."""

RIGHT = {
    "8.1": [
        # branches, whole numbers
        """
def trapezoid(progress, warm_up, cool_down):
    if progress < warm_up:
        return progress / warm_up
    if progress > 1 - cool_down:
        return (1 - progress) / cool_down
    return 1
""",
        # tensors
        """
def trapezoid(progress, warm_up, cool_down):
    ramps = torch.tensor([progress / max(warm_up, 1e-12), (1 - progress) / max(cool_down, 1e-12), 1.0])
    ramps[:2][torch.tensor([warm_up, cool_down]) == 0] = 1
    return ramps.min()
""",
        # numpy and fractions
        """
def trapezoid(progress, warm_up, cool_down):
    import numpy as np
    return np.interp(progress, [0, warm_up, 1 - cool_down, 1], [warm_up == 0, 1, 1, cool_down == 0])
""",
        """
def trapezoid(progress, warm_up, cool_down):
    from fractions import Fraction
    rise = Fraction(progress) / Fraction(warm_up) if warm_up > 0 else 1
    fall = (1 - Fraction(progress)) / Fraction(cool_down) if cool_down > 0 else 1
    return max(min(rise, fall, 1), 0)
""",
    ],
    "8.2": [
        # other orders and functions
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed_for(step, seed))
    return torch.empty(shape).bernoulli_(1 - p, generator=generator).bool()
""",
        """
def keep(seed, step, shape, p):
    return torch.rand(shape, generator=torch.Generator().manual_seed(hash((seed, step)))) < 1 - p
""",
        # torch's own generator, put back
        """
def keep(seed, step, shape, p):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed_for("dropout", seed, step))
        return torch.rand(shape) >= p
""",
        # float64
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed_for(f"{seed}, {step}"))
    return ~(torch.rand(shape, generator=generator, dtype=torch.float64) < p)
""",
        # numpy, whose generators take several numbers
        """
def keep(seed, step, shape, p):
    import numpy as np
    return np.random.default_rng([seed, step]).random(shape) >= p
""",
        # lists
        """
def keep(seed, step, shape, p):
    import random
    draw = random.Random(f"{seed} {step}")

    def drawn(lengths):
        return [drawn(lengths[1:]) for _ in range(lengths[0])] if lengths else draw.random() >= p
    return drawn(shape)
""",
        # dimension by dimension, and each number on its own
        """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed(seed_for(seed, step, *shape))
    return torch.bernoulli(torch.full(shape, 1.0 - p), generator=generator) == 1
""",
    ],
}
