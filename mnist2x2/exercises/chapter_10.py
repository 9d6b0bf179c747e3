"""Checks of chapter 10: a batch with as much replay as wanted, and when to stop."""

import torch

from mnist2x2.exercises import exercise


@exercise("10.1")
def check_mixed(mixed_batch):
    def draw(*case, seed=0):
        return mixed_batch(*case, torch.Generator().manual_seed(seed))

    for case in ((6, 20, 12, 0.5), (3, 40, 20, 0.25), (100, 7, 30, 0.9), (5, 5, 7, 0.0), (5, 5, 7, 1.0)):
        corrected, replayed, size, share = case
        shown = f"corrected={corrected}, replayed={replayed}, size={size}, share={share}"
        seen = set()
        for seed in range(60):
            given = draw(*case, seed=seed)
            assert isinstance(given, torch.Tensor) and given.dtype == torch.int64, "expected an int64 tensor"
            assert given.shape == (size,), f"{shown}: expected shape ({size},), got {tuple(given.shape)}"
            numbers = given.tolist()
            assert 0 <= min(numbers) and max(numbers) < corrected + replayed, (
                f"{shown}: expected numbers from 0 to {corrected + replayed - 1}, got {min(numbers)} to {max(numbers)}"
            )
            new, wanted = sum(number < corrected for number in numbers), round(share * size)
            assert new == wanted, f"{shown}: {new} are corrected digits, numbers below {corrected}, expected {wanted}"
            seen |= set(numbers)
        for kind, count, numbers in (
            ("corrected", wanted, range(corrected)),
            ("replayed", size - wanted, range(corrected, corrected + replayed)),
        ):
            missing = sorted(set(numbers) - seen)
            assert not count or not missing, f"{shown}: in 60 batches, the {kind} digit {missing[0]} was never chosen"
    case = (6, 20, 12, 0.5)
    first = sum(draw(*case, seed=seed)[0].item() < 6 for seed in range(60))
    last = sum(draw(*case, seed=seed)[-1].item() < 6 for seed in range(60))
    assert 10 < first < 50 and 10 < last < 50, (
        f"with share=0.5, {first} of 60 batches begin and {last} end with a corrected digit: the order is not random"
    )
    draws = [draw(*case, seed=seed).tolist() for seed in (1, 1, 2)]
    assert draws[0] == draws[1], "the same generator gives another batch"
    assert draws[0] != draws[2], "another generator gives the same batch"
    before = torch.get_rng_state()
    draw(*case)
    assert torch.equal(before, torch.get_rng_state()), "torch's own generator was disturbed: draw from `generator`"


def by_the_book(losses: list[float], patience: int) -> tuple[int, int]:
    """Return what the exercise asks for, epoch by epoch, looking at all before each time."""
    for epoch in range(1, len(losses)):
        best = losses.index(min(losses[: epoch + 1]))
        if epoch - best >= patience:
            return best, epoch
    return losses.index(min(losses)), len(losses) - 1


@exercise("10.2")
def check_stopped(stopped):
    cases = [
        ([0.9, 0.5, 0.4, 0.6, 0.7, 0.1], 2),  # what comes after the end, nobody has seen
        ([0.5, 0.6, 0.7, 0.8], 3),  # training only harms
        ([0.9, 0.5, 0.6, 0.55, 0.5, 0.4], 3),  # better than the last is not better than the best
        ([0.9, 0.8, 0.7, 0.6], 2),  # becomes better to the end
        ([0.9, 0.5, 0.5, 0.5, 0.5], 2),  # equal is not better
        ([0.7], 1),
    ]
    draw = torch.Generator().manual_seed(10)
    for _ in range(60):
        losses = (torch.rand(12, generator=draw) * 10).round() / 10 + torch.linspace(0.5, 0, 12).round(decimals=1)
        cases.append((losses.tolist(), int(torch.randint(1, 5, (1,), generator=draw))))
    for losses, patience in cases:
        given = stopped(list(losses), patience)
        shown = f"losses {[round(loss, 2) for loss in losses]}, patience {patience}"
        assert isinstance(given, tuple | list) and len(given) == 2, f"{shown}: expected two numbers, got {given!r:.60}"
        kept, ended = map(int, given)
        wanted = by_the_book(losses, patience)
        assert ended == wanted[1], f"{shown}: the last epoch trained is {wanted[1]}, yours {ended}"
        assert kept == wanted[0], f"{shown}: the epoch to keep is {wanted[0]}, yours {kept}"
