"""Checks for chapter 10: a batch with a chosen share of replay, and when to stop training."""

import torch

from mnist2x2.exercises import exercise


@exercise("10.1")
def check_mixed(mixed_batch):
    def draw(*case, seed=0):
        return mixed_batch(*case, torch.Generator().manual_seed(seed))

    for case in ((6, 20, 12, 0.5), (3, 40, 20, 0.25), (100, 7, 30, 0.9), (5, 5, 7, 0.0), (5, 5, 7, 1.0)):
        corrected, replayed, size, share = case
        title = f"corrected={corrected}, replayed={replayed}, size={size}, share={share}"
        seen = set()
        for seed in range(60):
            batch = draw(*case, seed=seed)
            assert isinstance(batch, torch.Tensor) and batch.dtype == torch.int64, "expected an int64 tensor"
            assert batch.shape == (size,), f"{title}: expected shape ({size},), got {tuple(batch.shape)}"
            numbers = batch.tolist()
            assert 0 <= min(numbers) and max(numbers) < corrected + replayed, (
                f"{title}: expected numbers from 0 to {corrected + replayed - 1}, got {min(numbers)} to {max(numbers)}"
            )
            new, wanted = sum(number < corrected for number in numbers), round(share * size)
            assert new == wanted, f"{title}: {new} numbers are corrected digits (below {corrected}), expected {wanted}"
            seen |= set(numbers)
        for kind, count, numbers in (
            ("corrected", wanted, range(corrected)),
            ("replayed", size - wanted, range(corrected, corrected + replayed)),
        ):
            missing = sorted(set(numbers) - seen)
            assert not count or not missing, f"{title}: in 60 batches, the {kind} digit {missing[0]} was never chosen"
    case = (6, 20, 12, 0.5)
    first = sum(draw(*case, seed=seed)[0].item() < 6 for seed in range(60))
    last = sum(draw(*case, seed=seed)[-1].item() < 6 for seed in range(60))
    assert 10 < first < 50 and 10 < last < 50, (
        f"with share=0.5, {first} of 60 batches begin and {last} end with a corrected digit: the order is not random"
    )
    draws = [draw(*case, seed=seed).tolist() for seed in (1, 1, 2)]
    assert draws[0] == draws[1], "generators with the same seed give different batches"
    assert draws[0] != draws[2], "generators with different seeds give the same batch"
    before = torch.get_rng_state()
    draw(*case)
    assert torch.equal(before, torch.get_rng_state()), "draw from `generator`, not from torch's own generator"


def by_the_book(losses: list[float], patience: int) -> tuple[int, int]:
    """Return the right answer to the exercise, found by looking back at all earlier epochs after each one."""
    for epoch in range(1, len(losses)):
        best = losses.index(min(losses[: epoch + 1]))
        if epoch - best >= patience:
            return best, epoch
    return losses.index(min(losses)), len(losses) - 1


@exercise("10.2")
def check_stopped(stopped):
    cases = [
        ([0.9, 0.5, 0.4, 0.6, 0.7, 0.1], 2),  # epochs after the stop do not count
        ([0.5, 0.6, 0.7, 0.8], 3),  # training makes it worse from the start
        ([0.9, 0.5, 0.6, 0.55, 0.5, 0.4], 3),  # lower than the previous loss is not lower than the lowest
        ([0.9, 0.8, 0.7, 0.6], 2),  # improves until the end
        ([0.9, 0.5, 0.5, 0.5, 0.5], 2),  # an equal loss is no improvement
        ([0.7], 1),
    ]
    draw = torch.Generator().manual_seed(10)
    for _ in range(60):
        losses = (torch.rand(12, generator=draw) * 10).round() / 10 + torch.linspace(0.5, 0, 12).round(decimals=1)
        cases.append((losses.tolist(), int(torch.randint(1, 5, (1,), generator=draw))))
    for losses, patience in cases:
        answer = stopped(list(losses), patience)
        case = f"losses {[round(loss, 2) for loss in losses]}, patience {patience}"
        assert isinstance(answer, tuple | list) and len(answer) == 2, f"{case}: expected 2 numbers, got {answer!r:.60}"
        best, last = map(int, answer)
        right_best, right_last = by_the_book(losses, patience)
        assert last == right_last, f"{case}: the last epoch trained is {right_last}, yours is {last}"
        assert best == right_best, f"{case}: the epoch to keep is {right_best}, yours is {best}"
