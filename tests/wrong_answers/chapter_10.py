"""Plausible mistakes in the exercises of chapter 10: each must fail its check."""

WRONG = {
    "10.1": [
        # all digits in one heap: the few corrected ones are drowned
        """
def mixed_batch(corrected, replayed, size, share, generator):
    return torch.randint(corrected + replayed, (size,), generator=generator)
""",
        # so on average, but not in this batch
        """
def mixed_batch(corrected, replayed, size, share, generator):
    ours = torch.randint(corrected, (size,), generator=generator)
    theirs = torch.randint(replayed, (size,), generator=generator) + corrected
    return torch.where(torch.rand(size, generator=generator) < share, ours, theirs)
""",
        # in order: the corrected ones always stand in the first cells
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(share * size)
    ours = torch.randint(corrected, (new,), generator=generator)
    return torch.cat([ours, torch.randint(replayed, (size - new,), generator=generator) + corrected])
""",
        # the replayed ones get the numbers of corrected ones
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(share * size)
    ours = torch.randint(corrected, (new,), generator=generator)
    theirs = torch.randint(replayed, (size - new,), generator=generator)
    return torch.cat([ours, theirs])[torch.randperm(size, generator=generator)]
""",
        # no digit twice: where there are few, the batch comes out too short
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(share * size)
    ours = torch.randperm(corrected, generator=generator)[:new]
    theirs = torch.randperm(replayed, generator=generator)[: size - new] + corrected
    both = torch.cat([ours, theirs])
    return both[torch.randperm(len(both), generator=generator)]
""",
        # shuffled by torch's own generator
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(share * size)
    ours = torch.randint(corrected, (new,), generator=generator)
    theirs = torch.randint(replayed, (size - new,), generator=generator) + corrected
    return torch.cat([ours, theirs])[torch.randperm(size)]
""",
    ],
    "10.2": [
        # looks at epochs that were never trained
        """
def stopped(losses, patience):
    best = losses.index(min(losses))
    return best, min(best + patience, len(losses) - 1)
""",
        # counts from the last epoch that was worse than the one before it
        """
def stopped(losses, patience):
    waited = 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited >= patience:
            return losses.index(min(losses[: epoch + 1])), epoch
    return losses.index(min(losses)), len(losses) - 1
""",
        # of equal losses the later
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
        # the model it began with does not count
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
        # keeps the weights it ended with
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
