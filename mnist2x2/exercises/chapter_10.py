"""Checks for chapter 10: a batch with a chosen share of replay, and when to stop training."""

import math

import torch
from torch import Tensor

from mnist2x2.exercises import as_tensor, exercise, hint_for

BATCHES = 400


def check_batches(batches: Tensor, corrected: int, replayed: int, share: float, case: str) -> None:
    """Assert that batches (BATCHES, size) hold the right digits, and how many of each kind."""
    size = batches.shape[1]
    allowed = (batches >= 0) & (batches < corrected + replayed) & (batches == batches.round())
    assert allowed.all(), (
        f"{case}, expected whole numbers from 0 to {corrected + replayed - 1}, given {batches[~allowed][0].item():g}"
    )
    ours, wanted = (batches < corrected).sum(dim=1), round(share * size)
    mistakes = [
        (int(share * size), "`round` finds the nearest whole number, `int` the one below"),
        (math.ceil(share * size), "`round` finds the nearest whole number, `ceil` the one above"),
        (size - wanted, "`share` is the share of corrected digits, not of replayed ones"),
    ]
    if batches.max() < replayed:
        mistakes = [(number, "the replayed digits are numbered on from `corrected`") for number in range(size + 1)]
    elif ours.min() < ours.max():
        mistakes = [
            (number, "it differs from batch to batch, but `round` gives one number") for number in range(size + 1)
        ]
    for number in ours.tolist():
        assert number == wanted, (
            f"{case}, expected {wanted} corrected digits, numbers below {corrected}, given {number}"
            f"{hint_for(number, mistakes)}"
        )


def check_often(batches: Tensor, corrected: int, replayed: int, case: str) -> None:
    """Assert that each digit of a kind comes about as often as the others."""
    counts = torch.bincount(batches.long().flatten(), minlength=corrected + replayed).double()
    for kind, counts_of_kind in (("corrected", counts[:corrected]), ("replayed", counts[corrected:])):
        usual = counts_of_kind.mean().item()
        if not usual:
            continue
        far, degrees = (counts_of_kind - usual).abs(), len(counts_of_kind) - 1
        digit = int(far.argmax())
        spread = (far**2 / usual).sum().item()  # chi-squared: usually about `degrees`
        assert far.max() <= 6 * math.sqrt(usual) and spread <= degrees + 12 * math.sqrt(2 * degrees), (
            f"{case}, the {kind} digits do not come equally often: number {digit} of {len(counts_of_kind)} came "
            f"{counts_of_kind[digit]:.0f} times in {BATCHES} batches, expected about {usual:.0f}"
        )


def check_repeats(batches: Tensor, corrected: int, replayed: int, case: str) -> None:
    """Assert that a digit may come several times in one of the batches (BATCHES, size), of which half are corrected."""
    half = batches.shape[1] // 2
    ours = batches < corrected
    for kind, chosen, number in (("corrected", batches[ours], corrected), ("replayed", batches[~ours], replayed)):
        chosen = chosen.view(BATCHES, half).sort(dim=1).values
        share = (chosen.diff(dim=1) == 0).any(dim=1).double().mean().item()
        usual = 1 - math.perm(number, half) / number**half
        assert share > usual / 2, (
            f"{case}, a {kind} digit comes twice or more in {share:.0%} of batches, expected about {usual:.0%}: "
            "a digit that was chosen may be chosen again"
        )


def check_order(batches: Tensor, corrected: int, case: str) -> None:
    """Assert that half-corrected batches (BATCHES, size) are in random order."""
    ours = batches < corrected
    for place, often in enumerate(ours.double().mean(dim=0).tolist()):
        assert 0.3 < often < 0.7, (
            f"{case}, place {place} holds a corrected digit in {often:.0%} of batches, expected about 50%: shuffle them"
        )
    size = ours.shape[1]
    changes = (ours != ours.roll(1, dims=1)).double().sum(dim=1).mean().item()  # from one kind to the other
    usual = size * size / 2 / (size - 1)  # the expected number in random order
    assert abs(changes - usual) < 1, (
        f"{case}, the two kinds alternate {changes:.1f} times in a batch, expected about {usual:.1f}: "
        "the order is not random. `torch.randperm` shuffles"
    )


@exercise("10.1")
def check_mixed(mixed_batch):
    def draw(*case, seed=0):
        generator = torch.Generator().manual_seed(seed)
        batch = mixed_batch(*case, generator)
        assert not (isinstance(batch, Tensor) and batch.is_floating_point()), (
            f"expected whole numbers, int64, given {batch.dtype}: digits are numbered by whole numbers"
        )
        return as_tensor(batch, (case[2],), f"{case[2]} numbers of digits, which may come several times").double()

    before = torch.get_rng_state()
    for case in (
        (6, 20, 13, 0.4),
        (3, 40, 11, 0.25),
        (100, 7, 30, 0.9),
        (5, 5, 7, 0.0),
        (5, 5, 7, 1.0),
        (6, 20, 12, 0.5),
    ):
        corrected, replayed, size, share = case
        title = f"for corrected={corrected}, replayed={replayed}, size={size}, share={share}"
        batches = torch.stack([draw(*case, seed=seed) for seed in range(BATCHES)])
        assert torch.equal(before, torch.get_rng_state()), "draw from `generator`, not from torch's own generator"
        check_batches(batches, corrected, replayed, share, title)
        check_often(batches, corrected, replayed, title)
        if share == 0.5:
            check_order(batches, corrected, title)
            check_repeats(batches, corrected, replayed, title)
    again = torch.stack([draw(*case, seed=seed) for seed in range(BATCHES)])
    assert torch.equal(batches, again), "generators with the same seed give different batches"
    assert not torch.equal(batches[1], batches[2]), "generators with different seeds give the same batch"
    generator = torch.Generator().manual_seed(0)
    first, second = (as_tensor(mixed_batch(*case, generator), (size,), "numbers") for _ in range(2))
    assert not torch.equal(first, second), "one generator gives the same batch twice: do not seed it in your function"


def by_the_book(losses: list[float], patience: int) -> tuple[int, int]:
    """Return the right answer to the exercise, found by looking back at all earlier epochs after each one."""
    for epoch in range(1, len(losses)):
        best = losses.index(min(losses[: epoch + 1]))
        if epoch - best >= patience:
            return best, epoch
    return losses.index(min(losses)), len(losses) - 1


def compared_to_previous(losses: list[float], patience: int) -> tuple[int, int]:
    """Return the answer if the wait begins anew whenever a loss is lower than the one before, not than the lowest."""
    waited = 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited >= patience:
            return losses.index(min(losses[: epoch + 1])), epoch
    return losses.index(min(losses)), len(losses) - 1


def later_of_equals(losses: list[float], patience: int) -> tuple[int, int]:
    """Return the answer if of equal losses the later one counts."""
    return by_the_book([loss - 1e-9 * epoch for epoch, loss in enumerate(losses)], patience)


def without_epoch_0(losses: list[float], patience: int) -> tuple[int, int]:
    """Return the answer if the loss before training is not looked at."""
    best, last = by_the_book(losses[1:] or losses, patience)
    return best + 1, last + 1


@exercise("10.2")
def check_stopped(stopped):
    cases = [
        ([0.9, 0.6, 0.7, 0.6, 0.5, 0.8, 0.5, 0.7, 0.8, 0.6], 2),  # each plausible mistake has its own answer
        ([0.9, 0.5, 0.4, 0.6, 0.7, 0.1], 2),  # epochs after the stop do not count
        ([0.5, 0.6, 0.7, 0.8], 3),  # training makes it worse from the start
        ([0.9, 0.5, 0.6, 0.55, 0.5, 0.4], 3),  # lower than the previous loss is not lower than the lowest
        ([0.9, 0.8, 0.7, 0.6], 2),  # improves until the end
        ([0.9, 0.5, 0.5, 0.5, 0.5], 2),  # an equal loss is no improvement
        ([0.7], 1),
    ]
    for case in range(60):
        losses = (torch.rand(12) * 10).round() + (torch.linspace(5, 0, 12)).round()
        scale = (10, 10_000)[case % 2]  # a loss that is lower by little is lower
        cases.append(([loss / scale for loss in losses.tolist()], int(torch.randint(1, 5, ()))))
    for losses, patience in cases:
        case = f"for losses {losses} and patience {patience}"
        answer = tuple(
            as_tensor(stopped(list(losses), patience), (2,), "two numbers, (epoch to keep, last epoch)", case).tolist()
        )
        best, last = by_the_book(losses, patience)
        lowest = losses.index(min(losses))
        mistakes = [
            ((last, best), "first the epoch to keep, then the last one"),
            ((last, last), "the epoch to keep is that of the lowest loss, not the last one"),
            ((lowest, len(losses) - 1), "training stops when the lowest loss is `patience` epochs old"),
            ((lowest, min(lowest + patience, len(losses) - 1)), "later epochs are not known when training stops"),
            (compared_to_previous(losses, patience), "wait for a loss below the lowest so far, not the previous one"),
            (later_of_equals(losses, patience), "of equal losses, the earlier counts"),
            (by_the_book(losses, patience + 1), "it stops when the lowest loss is `patience` epochs old, not older"),
            (by_the_book(losses, max(patience - 1, 1)), "it stops too early"),
            (without_epoch_0(losses, patience), "epoch 0, before training, may be the best, too"),
            ((best + 1, last + 1), "`losses[0]` is epoch 0, before training"),
            ((best, last + 1), "the last epoch that was trained is the one after which it stops"),
            ((losses[best], last), "the number of an epoch, not its loss"),
        ]
        assert answer == (best, last), (
            f"{case}, expected {(best, last)}, given ({answer[0]:g}, {answer[1]:g}){hint_for(answer, mistakes)}"
        )
