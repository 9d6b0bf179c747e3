"""Plausible wrong answers to the exercises of chapter 10. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

STOPPED = "def stopped(losses, patience):\n    "

MIX = """
def mixed_batch(corrected, replayed, size, share, generator):
    import math
    new = {new}
    ours = {ours}
    theirs = torch.randint(replayed, (size - new,), generator=generator) + corrected
    both = torch.cat([ours, theirs])
    return {answer}
"""
NEW = "round(share * size)"
OURS = "torch.randint(corrected, (new,), generator=generator)"
SHUFFLED = "both[torch.randperm(size, generator=generator)]"

WRONG = {
    "10.1": [
        # draws from all digits alike, so the few corrected ones are rare
        """
def mixed_batch(corrected, replayed, size, share, generator):
    return torch.randint(corrected + replayed, (size,), generator=generator)
""",
        # right on average, but not in every batch
        """
def mixed_batch(corrected, replayed, size, share, generator):
    ours = torch.randint(corrected, (size,), generator=generator)
    theirs = torch.randint(replayed, (size,), generator=generator) + corrected
    return torch.where(torch.rand(size, generator=generator) < share, ours, theirs)
""",
        # not shuffled: the corrected digits always come first
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(share * size)
    ours = torch.randint(corrected, (new,), generator=generator)
    return torch.cat([ours, torch.randint(replayed, (size - new,), generator=generator) + corrected])
""",
        # gives the replayed digits the numbers of corrected ones
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(share * size)
    ours = torch.randint(corrected, (new,), generator=generator)
    theirs = torch.randint(replayed, (size - new,), generator=generator)
    return torch.cat([ours, theirs])[torch.randperm(size, generator=generator)]
""",
        # never repeats a digit: with few digits, the batch is too short
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(share * size)
    ours = torch.randperm(corrected, generator=generator)[:new]
    theirs = torch.randperm(replayed, generator=generator)[: size - new] + corrected
    both = torch.cat([ours, theirs])
    return both[torch.randperm(len(both), generator=generator)]
""",
        # shuffles with torch's global generator
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(share * size)
    ours = torch.randint(corrected, (new,), generator=generator)
    theirs = torch.randint(replayed, (size - new,), generator=generator) + corrected
    return torch.cat([ours, theirs])[torch.randperm(size)]
""",
        # rounds down
        (MIX.format(new="int(share * size)", ours=OURS, answer=SHUFFLED), "the one below"),
        # rounds up
        (MIX.format(new="math.ceil(share * size)", ours=OURS, answer=SHUFFLED), "the one above"),
        # replayed and corrected swapped
        (MIX.format(new="size - round(share * size)", ours=OURS, answer=SHUFFLED), "not of replayed ones"),
        # rolls instead of shuffling
        (
            MIX.format(new=NEW, ours=OURS, answer="both.roll(int(torch.randint(size, (), generator=generator)))"),
            "alternate",
        ),
        # takes turns
        (
            MIX.format(
                new=NEW,
                ours=OURS,
                answer="both.view(2, -1).T.flatten().roll(int(torch.randint(2, (), generator=generator))) "
                "if share == 0.5 else both",
            ),
            "alternate",
        ),
        # turns the order around, or not
        (
            MIX.format(
                new=NEW, ours=OURS, answer="both.flip(0) if torch.rand((), generator=generator) < 0.5 else both"
            ),
            "alternate",
        ),
        # low numbers more often
        (
            MIX.format(new=NEW, ours="(torch.rand(new, generator=generator) ** 2 * corrected).long()", answer=SHUFFLED),
            "do not come equally often",
        ),
        # half as often at both ends
        (
            MIX.format(
                new=NEW, ours="(torch.rand(new, generator=generator) * (corrected - 1)).round().long()", answer=SHUFFLED
            ),
            "do not come equally often",
        ),
        # never the last
        (
            MIX.format(
                new=NEW, ours="torch.randint(max(corrected - 1, 1), (new,), generator=generator)", answer=SHUFFLED
            ),
            "number 5 of 6 came 0 times",
        ),
        # one digit, many times
        (
            MIX.format(
                new=NEW, ours="torch.randint(corrected, (1,), generator=generator).expand(new)", answer=SHUFFLED
            ),
            "equally often",
        ),
        # the first ones, not chosen at random
        (MIX.format(new=NEW, ours="torch.arange(new) % corrected", answer=SHUFFLED), "equally often"),
        # seeds the generator
        (
            MIX.format(
                new=NEW,
                ours="torch.randint(corrected, (new,), generator=generator.manual_seed(generator.initial_seed()))",
                answer=SHUFFLED,
            ),
            "one generator gives the same batch twice",
        ),
        # fractions
        (
            MIX.format(new=NEW, ours=OURS, answer="both[torch.randperm(size, generator=generator)].float()"),
            "expected whole numbers",
        ),
        # one too many
        (
            MIX.format(new=NEW, ours="torch.randint(corrected + 1, (new,), generator=generator)", answer=SHUFFLED),
            "expected 5 corrected digits",
        ),
        # half of a normal distribution, wrapped: low numbers come more often
        (
            MIX.format(
                new=NEW,
                ours="(torch.randn(new, generator=generator).abs() * corrected).long() % corrected",
                answer=SHUFFLED,
            ),
            "do not come equally often",
        ),
        # no corrected digit a second time before all have come
        (
            MIX.format(
                new=NEW, ours="torch.randperm(corrected, generator=generator).repeat(size)[:new]", answer=SHUFFLED
            ),
            "a corrected digit comes twice or more in 0% of batches",
        ),
        # neighbours, from a random place on
        (
            MIX.format(
                new=NEW,
                ours="(torch.randint(corrected, (1,), generator=generator) + torch.arange(new)) % corrected",
                answer=SHUFFLED,
            ),
            "a digit that was chosen may be chosen again",
        ),
    ],
    "10.2": [
        # uses losses of epochs that are never trained
        """
def stopped(losses, patience):
    best = losses.index(min(losses))
    return best, min(best + patience, len(losses) - 1)
""",
        # restarts the count whenever a loss is lower than the previous one, not than the best one
        """
def stopped(losses, patience):
    waited = 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited >= patience:
            return losses.index(min(losses[: epoch + 1])), epoch
    return losses.index(min(losses)), len(losses) - 1
""",
        # prefers the later of two equal losses
        """
def stopped(losses, patience):
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] <= losses[best]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
""",
        # ignores the model before training
        """
def stopped(losses, patience):
    best = 1
    for epoch in range(2, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
""",
        # keeps the weights of the last epoch
        """
def stopped(losses, patience):
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch, epoch
    return len(losses) - 1, len(losses) - 1
""",
        # never stops
        (STOPPED + "return losses.index(min(losses)), len(losses) - 1", "training stops when"),
        # one epoch too late
        (
            STOPPED + "best = 0\n"
            "    for epoch in range(1, len(losses)):\n"
            "        if losses[epoch] < losses[best]:\n"
            "            best = epoch\n"
            "        if epoch - best > patience:\n"
            "            return best, epoch\n"
            "    return best, len(losses) - 1",
            "not older",
        ),
        # swapped
        (
            STOPPED + "best = 0\n"
            "    for epoch in range(1, len(losses)):\n"
            "        if losses[epoch] < losses[best]:\n"
            "            best = epoch\n"
            "        if epoch - best >= patience:\n"
            "            return epoch, best\n"
            "    return len(losses) - 1, best",
            "first the epoch to keep",
        ),
        # epochs counted from 1
        (
            STOPPED + "best = 0\n"
            "    for epoch in range(1, len(losses)):\n"
            "        if losses[epoch] < losses[best]:\n"
            "            best = epoch\n"
            "        if epoch - best >= patience:\n"
            "            return best + 1, epoch + 1\n"
            "    return best + 1, len(losses)",
            "is epoch 0",
        ),
        # the loss instead of the epoch
        (
            STOPPED + "best = 0\n"
            "    for epoch in range(1, len(losses)):\n"
            "        if losses[epoch] < losses[best]:\n"
            "            best = epoch\n"
            "        if epoch - best >= patience:\n"
            "            return losses[best], epoch\n"
            "    return losses[best], len(losses) - 1",
            "the number of an epoch, not its loss",
        ),
        # only the epoch to keep
        (
            STOPPED + "return losses.index(min(losses))",
            "expected two numbers, (epoch to keep, last epoch), given a single number",
        ),
        # fractions that `int` would cut off
        (
            STOPPED + "best = 0\n"
            "    for epoch in range(1, len(losses)):\n"
            "        if losses[epoch] < losses[best]:\n"
            "            best = epoch\n"
            "        if epoch - best >= patience:\n"
            "            return best + 0.5, epoch\n"
            "    return best + 0.5, len(losses) - 1",
            "given (1.5, 3)",
        ),
        # a loss must be lower by a hundredth
        (
            STOPPED + "best = 0\n"
            "    for epoch in range(1, len(losses)):\n"
            "        if losses[epoch] < losses[best] - 0.01:\n"
            "            best = epoch\n"
            "        if epoch - best >= patience:\n"
            "            return best, epoch\n"
            "    return best, len(losses) - 1",
            "expected",
        ),
    ],
}
