"""Plausible wrong answers to the exercises of chapter 10. The check must reject each one."""

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
    ],
}
