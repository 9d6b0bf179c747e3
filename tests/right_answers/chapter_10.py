"""Right answers to the exercises of chapter 10 in unusual forms. The check must accept each one."""

RIGHT = {
    "10.1": [
        # shuffles the places first
        """
def mixed_batch(corrected, replayed, size, share, generator):
    places = torch.randperm(size, generator=generator)
    new = places < round(share * size)
    ours = torch.randint(0, corrected, (size,), generator=generator)
    theirs = torch.randint(corrected, corrected + replayed, (size,), generator=generator)
    return torch.where(new, ours, theirs)
""",
        # fractions of the range, a list
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = round(size * share)
    numbers = (torch.rand(new, generator=generator) * corrected).long().tolist()
    numbers += (corrected + torch.rand(size - new, generator=generator) * replayed).long().tolist()
    return [numbers[place] for place in torch.rand(size, generator=generator).argsort()]
""",
        # multinomial, whole numbers of another type
        """
def mixed_batch(corrected, replayed, size, share, generator):
    new = int(share * size + 0.5)
    ours = torch.ones(corrected).multinomial(new, replacement=True, generator=generator) if new else torch.tensor([])
    theirs = torch.randint(replayed, (size - new,), generator=generator) + corrected
    both = torch.cat([ours, theirs])
    return both[torch.randperm(size, generator=generator)].int()
""",
        # numpy and Python, seeded by the generator
        """
def mixed_batch(corrected, replayed, size, share, generator):
    draw = np.random.default_rng(torch.randint(2**31, (), generator=generator).item())
    new = round(share * size)
    both = [*draw.integers(0, corrected, new), *draw.integers(corrected, corrected + replayed, size - new)]
    return draw.permutation(both)
""",
    ],
    "10.2": [
        # forms of two numbers
        """
def stopped(losses, patience):
    best, epoch = 0, 0
    while epoch < len(losses) - 1 and epoch - best < patience:
        epoch += 1
        if losses[epoch] < losses[best]:
            best = epoch
    return [best, epoch]
""",
        """
def stopped(losses, patience):
    losses = np.array(losses)
    best = [int(losses[: epoch + 1].argmin()) for epoch in range(len(losses))]
    last = next((epoch for epoch in range(1, len(losses)) if epoch - best[epoch] >= patience), len(losses) - 1)
    return np.array([best[last], last])
""",
        """
def stopped(losses, patience):
    losses = torch.tensor(losses, dtype=torch.float64)
    lowest = losses.cummin(0).values
    best = torch.stack([(losses == low).nonzero()[0, 0] for low in lowest])
    old = (torch.arange(len(losses)) - best >= patience).nonzero()
    last = old[0, 0] if len(old) else torch.tensor(len(losses) - 1)
    return best[last], last.double()
""",
        # stops by a break
        """
def stopped(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch
""",
    ],
}
