"""Plausible wrong answers to the exercises of chapter 8. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

TRAPEZOID = "def trapezoid(progress, warm_up, cool_down):\n    "

KEEP = """
def keep(seed, step, shape, p):
    generator = torch.Generator().manual_seed({})
    return {}
"""
MASK = "torch.rand(shape, generator=generator) >= p"

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
        # not capped
        (
            TRAPEZOID + "rise = progress / warm_up if warm_up else 1\n"
            "    fall = (1 - progress) / cool_down if cool_down else 1\n"
            "    return min(rise, fall)",
            "must not rise above 1",
        ),
        # no cool-down
        (TRAPEZOID + "return min(1.0, progress / warm_up) if warm_up else 1.0", "must already fall"),
        # no warm-up
        (TRAPEZOID + "return min(1.0, (1 - progress) / cool_down) if cool_down else 1.0", "must still be rising"),
        # a zero that is no special case
        (TRAPEZOID + "return min(1.0, progress / warm_up, (1 - progress) / cool_down)", "there is none"),
        # rises at the end
        (
            TRAPEZOID + "if progress < warm_up:\n"
            "        return progress / warm_up\n"
            "    if progress > 1 - cool_down:\n"
            "        return (progress - (1 - cool_down)) / cool_down\n"
            "    return 1.0",
            "rises over the cool_down",
        ),
        # in percent
        (
            TRAPEZOID
            + "rise = progress / warm_up if warm_up else 1\n    fall = (1 - progress) / cool_down if cool_down else 1\n"
            "    return 100 * min(1.0, rise, fall)",
            "not in percent",
        ),
        # cosines
        (
            TRAPEZOID
            + "x = min(1.0, progress / warm_up if warm_up else 1, (1 - progress) / cool_down if cool_down else 1)\n"
            "    return (1 - torch.cos(torch.tensor(torch.pi * x)).item()) / 2",
            "expected",
        ),
        # nothing when level
        (
            TRAPEZOID + "if progress < warm_up:\n"
            "        return progress / warm_up\n"
            "    if progress > 1 - cool_down:\n"
            "        return (1 - progress) / cool_down",
            "your function returned None",
        ),
        # starts at 0 without a warm-up
        (
            TRAPEZOID + "if progress <= warm_up:\n"
            "        return progress / max(warm_up, 1e-9)\n"
            "    return min(1.0, (1 - progress) / max(cool_down, 1e-9))",
            "expected",
        ),
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
        # seeds that meet: seed + 2 * step
        (KEEP.format("seed + 2 * step", MASK), "drops the same numbers as"),
        # seeds that meet: 1000 * seed + step
        (KEEP.format("1000 * seed + step", MASK), "drops the same numbers as"),
        # seeds that meet: seed + 1000 * step
        (KEEP.format("seed + 1000 * step", MASK), "drops the same numbers as"),
        # seeds that meet: 10_000 * seed + step
        (KEEP.format("10_000 * seed + step", MASK), "drops the same numbers as"),
        # seeds that meet: seed * step
        (KEEP.format("seed * step", MASK), "drops the same numbers as"),
        # seeds that meet: seed ^ step
        (KEEP.format("seed ^ step", MASK), "drops the same numbers as"),
        # seeds that meet: seed * 2**40 + step
        (KEEP.format("seed * 2**40 + step", MASK), "drops the same numbers as"),
        # seeds that meet: (seed + 1) * (step + 1)
        (KEEP.format("(seed + 1) * (step + 1)", MASK), "drops the same numbers as"),
        # seeds that meet: int(f"{seed}{step}")
        (KEEP.format('int(f"{seed}{step}")', MASK), "drops the same numbers as"),
        # seeds that meet: seed_for(seed + step)
        (KEEP.format("seed_for(seed + step)", MASK), "drops the same numbers as"),
        # seeds that meet: step
        (KEEP.format("step", MASK), "drops the same numbers as"),
        # seeds that meet: seed * 10**6 + step
        (KEEP.format("seed * 10**6 + step", MASK), "drops the same numbers as"),
        # seeds that meet: seed_for(min(seed, step), max(seed, step))
        (KEEP.format("seed_for(min(seed, step), max(seed, step))", MASK), "drops the same numbers as"),
        # numbers
        (KEEP.format("seed_for(seed, step)", "(torch.rand(shape, generator=generator) >= p).float()"), "given numbers"),
        # torch's own generator, seeded
        (
            "def keep(seed, step, shape, p):\n"
            "    torch.manual_seed(seed_for(seed, step))\n"
            "    return torch.rand(shape) >= p",
            "disturbs torch's own generator",
        ),
        # whole rows
        (
            KEEP.format("seed_for(seed, step)", "(torch.rand(shape[0], 1, generator=generator) >= p).expand(shape)"),
            "whole rows or columns",
        ),
        # whole columns
        (
            KEEP.format("seed_for(seed, step)", "(torch.rand(1, shape[1], generator=generator) >= p).expand(shape)"),
            "whole rows or columns",
        ),
        # always half
        (KEEP.format("seed_for(seed, step)", "torch.rand(shape, generator=generator) >= 0.5"), "expected 75% True"),
        # one number
        (
            KEEP.format("seed_for(seed, step)", "torch.rand((), generator=generator) >= p"),
            "of shape (40, 50), given a single number",
        ),
        # p does not count
        (KEEP.format("seed_for(seed, step)", "torch.rand(shape, generator=generator) >= 0.25"), "with p=0.6"),
        # makes the seed of shape and p only
        (KEEP.format("seed_for(shape, p)", MASK), "drops the same"),
        # seeds that meet: seed + 31 * step
        (KEEP.format("seed + 31 * step", MASK), "drops the same numbers as"),
        # seeds that meet: seed + 7919 * step
        (KEEP.format("seed + 7919 * step", MASK), "drops the same numbers as"),
        # seeds that meet: 12345 * seed + step
        (KEEP.format("12345 * seed + step", MASK), "drops the same numbers as"),
        # seeds that meet: 9973 * seed + 7919 * step
        (KEEP.format("9973 * seed + 7919 * step", MASK), "drops the same numbers as"),
        # seeds that meet: 1_000_003 * seed + step
        (KEEP.format("1_000_003 * seed + step", MASK), "drops the same numbers as"),
        # seeds that meet: seed * 10**7 + step
        (KEEP.format("seed * 10**7 + step", MASK), "drops the same numbers as"),
        # seeds that meet: seed * 10**9 + step
        (KEEP.format("seed * 10**9 + step", MASK), "drops the same numbers as"),
        # seeds that meet: (seed << 20) | step
        (KEEP.format("(seed << 20) | step", MASK), "drops the same numbers as"),
        # hash values of texts, which change from process to process
        (KEEP.format("hash(f'{seed}, {step}')", MASK), "`hash` of a text differs from process to process"),
        (KEEP.format("hash(('dropout', seed, step))", MASK), "`hash` of a text differs from process to process"),
        # depends on the seed of torch's own generator
        (
            KEEP.format("seed_for(torch.initial_seed(), seed, step)", MASK),
            "depends on the seed of torch's own generator",
        ),
        # draws whole numbers from 0 to 9
        (
            KEEP.format("seed_for(seed, step)", "torch.randint(10, shape, generator=generator) >= 10 * p"),
            "expected 75.0% True in",
        ),
        # one matrix for a whole batch
        (
            KEEP.format("seed_for(seed, step)", "(torch.rand(shape[-2:], generator=generator) >= p).expand(shape)"),
            "shape (5, 20, 20): whole rows or columns are dropped together",
        ),
        # shapes of two dimensions only
        (
            KEEP.format("seed_for(seed, step)", "torch.rand(shape[0], shape[1], generator=generator) >= p"),
            "expected a tensor of shape (5, 20, 20), given shape (5, 20)",
        ),
    ],
}
