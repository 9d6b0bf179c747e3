"""Checks for chapter 9: fitting strokes into MNIST's box, and how many answers can be kept."""

from collections.abc import Callable

import numpy as np
import torch

from mnist2x2.exercises import alike, as_number, as_tensor, check_unchanged, exercise, hint_for, shown


def boxed(points: np.ndarray, whole: np.ndarray, sides: np.ndarray, middle: np.ndarray | None = None) -> np.ndarray:
    """Return points in a box of 20 pixels in the middle of 28, if sides and middle are those of the whole."""
    middle = (whole.min(axis=0) + whole.max(axis=0)) / 2 if middle is None else middle
    return (points - middle) * 20 / np.maximum(sides, 1e-9) + 14


@exercise("9.1")
def check_to_box(to_box):
    draw = np.random.default_rng(9)
    cases = {}
    for count in (2, 1, 3):
        for sides in ((300, 40), (25, 80), (0.3, 0.5)):
            corner = draw.uniform(-50, 50, size=2)
            drawing = [draw.uniform(0, 1, size=(draw.integers(2, 9), 2)) * sides + corner for _ in range(count)]
            cases[f"{count} strokes within {sides[0]} x {sides[1]}"] = drawing
    cases["an upright line"] = [np.array([[5.0, 0.0], [5.0, 90.0]])]
    cases["a level line"] = [np.array([[3.0, 40.0], [13.0, 40.0]]), np.array([[9.0, 40.0]])]
    cases["a single dot"] = [np.array([[3.0, 7.0]])]
    cases["three points in one place"] = [np.array([[30.0, 70.0]] * 2), np.array([[30.0, 70.0]])]
    for case, strokes in cases.items():
        given = [stroke.copy() for stroke in strokes]
        with np.errstate(all="ignore"):  # a division by zero is reported below
            answer = to_box(given)
        assert all(map(np.array_equal, given, strokes)), "your code changes its input"
        try:
            answer = [*answer]
        except TypeError:
            raise AssertionError(f"for {case}, expected a list of arrays, given {shown(answer)}") from None
        assert len(answer) == len(strokes), f"for {case}, expected {len(strokes)} arrays, given {len(answer)}"
        answer = [
            as_tensor(part, stroke.shape, "points", f"for {case}").numpy()
            for part, stroke in zip(answer, strokes, strict=True)
        ]
        compare(np.concatenate(answer), strokes, f"for {case}")


def compare(answer: np.ndarray, strokes: list[np.ndarray], case: str) -> None:
    """Assert that points (n, 2) are those of the strokes, scaled uniformly to a box of 20 in the middle of 28."""
    points = np.concatenate(strokes)
    sides = np.ptp(points, axis=0)
    right = boxed(points, points, sides.max())
    own = [boxed(stroke, stroke, np.ptp(stroke, axis=0).max()) for stroke in strokes]
    mistakes = [
        (boxed(points, points, sides), "use one scale for x and y: the aspect ratio is lost"),
        (boxed(points, points, sides.min()), "the longer side must be 20, not the shorter one"),
        (np.concatenate(own), "take one box for all strokes together, not one for each"),
        (
            boxed(points, points, sides.max(), points.mean(axis=0)),
            "put the middle of the box at 14, not the mean of the points",
        ),
        (right - right.min(axis=0) + 4, "the middle of the box goes to 14, not its corner to 4"),
        (right - right.min(axis=0), "the box begins at 0; its middle should be at 14"),
        (right - 14, "the middle is at 0, it should be at 14"),
        ((right - 14) * 28 / 20 + 14, "the longer side must be 20, not 28"),
        (right[:, ::-1].copy(), "x and y are swapped"),
        (28 - right, "the points are mirrored"),
    ]
    (x, y), (across, down) = (answer.min(axis=0) + answer.max(axis=0)) / 2, np.ptp(answer, axis=0)
    wanted = np.ptp(right, axis=0)
    assert alike(answer, right, rtol=0, atol=1e-3), (
        f"{case}, expected a box {wanted[0]:.2f} wide and {wanted[1]:.2f} high with its middle at x = 14, y = 14, and "
        f"the points in their places, given {across:.2f}, {down:.2f} and x = {x:.2f}, y = {y:.2f}"
        f"{hint_for(answer, mistakes, rtol=0, atol=1e-3)}"
    )


def most_kept(probabilities: list[float], right: list[bool], enough: Callable[[int, int], bool]) -> tuple[float, float]:
    """Return the largest share that a threshold can keep, and that threshold. enough: of (right ones, kept ones)."""
    best, best_threshold = 0, 0.0
    for threshold in probabilities:
        kept = [good for chance, good in zip(probabilities, right, strict=True) if chance >= threshold]
        if enough(sum(kept), len(kept)) and len(kept) > best:
            best, best_threshold = len(kept), threshold
    return best / len(right), best_threshold


def plausible(probabilities: list[float], right: list[bool], wanted: float) -> list[tuple[float, str]]:
    """Return what plausible mistakes would answer, with hints."""
    n = len(right)
    expected, threshold = most_kept(probabilities, right, lambda good, kept: good >= wanted * kept)
    strictly, _ = most_kept(probabilities, right, lambda good, kept: good > wanted * kept)
    not_all, _ = most_kept(probabilities, right, lambda good, kept: n > kept and good >= wanted * kept)
    order = sorted(range(n), key=probabilities.__getitem__, reverse=True)
    shares = [sum(right[i] for i in order[:k]) / k for k in range(1, n + 1)]  # right among the k most probable
    one_by_one = max((k for k in range(1, n + 1) if shares[k - 1] >= wanted), default=0)
    until_first = next((k for k in range(n) if shares[k] < wanted), n)
    return [
        (expected * n, "this is a number of answers: divide it by the number of all"),
        (100 * expected, "a share is from 0 to 1, not in percent"),
        (threshold, "this is the threshold, not the share"),
        (one_by_one / n, "a threshold keeps all answers of equal probability, or none of them"),
        (until_first / n, "you stop too early: right answers further down can make up for a mistake"),
        (strictly, "a share of exactly `wanted` is enough"),
        (not_all, "an answer exactly at the threshold is kept, too"),
        (
            sum(chance >= wanted for chance in probabilities) / n,
            "`wanted` is a share of right answers, not a threshold",
        ),
        (sum(right) / n, "this is the share of right answers"),
    ]


@exercise("9.2")
def check_kept(kept):
    cases = [
        # each plausible mistake has its own answer
        ([0.7, 0.6, 0.8, 0.6, 0.9, 0.6, 0.7], [False, False, False, True, True, False, True], 0.5),
        ([0.9, 0.8, 0.7, 0.6, 0.5], [True, True, False, True, False], 0.5),  # all may be kept
        ([0.9, 0.8, 0.7, 0.6], [True, True, False, False], 1.0),
        ([0.9, 0.8, 0.7, 0.6, 0.5], [False, True, True, True, False], 0.625),  # the most probable is wrong
        ([0.6, 0.9, 0.7, 0.8], [True, True, False, True], 0.75),  # not sorted
        ([0.9, 0.9, 0.5, 0.4], [True, False, False, False], 1.0),  # equal probabilities: both or neither
        ([0.9, 0.8], [False, False], 0.5),
        ([0.9, 0.8, 0.7], [True, False, False], 1.0),  # only the most probable
        ([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3], [True, True, True, True, True, True, False], 0.9),  # 6/7 is less than 0.9
    ]
    for probabilities, right, wanted in cases:
        case = f"for probabilities {probabilities}, right {right}, wanted {wanted}"
        given = [torch.tensor(probabilities), torch.tensor(right)]
        answer = as_number(kept(*given, wanted), "a share", case)
        check_unchanged(given, [torch.tensor(probabilities), torch.tensor(right)])
        mistakes = plausible(probabilities, right, wanted)
        expected = mistakes[0][0] / len(right)
        assert alike(answer, expected), (
            f"{case}, expected {expected:.3f}, given {answer:.3f}{hint_for(answer, mistakes)}"
        )
    for spread in (0.001, 0.01, 0.1, 1.0):  # models are often nearly sure: no table of thresholds is fine enough
        for _ in range(8):
            chances = (1 - spread * torch.rand(25))[torch.randint(25, (40,))]  # some are equal
            right = torch.rand(40) < 0.9 - 0.6 * (1 - chances) / spread
            answer = as_number(kept(chances.clone(), right.clone(), 0.75), "a share")  # 0.75 of a number is exact
            expected, _ = most_kept(chances.tolist(), right.tolist(), lambda good, kept: good >= 0.75 * kept)
            assert alike(answer, expected), (
                f"for 40 probabilities from {chances.min():.5f} to {chances.max():.5f}, wanted 0.75, "
                f"expected {expected:.3f}, given {answer:.3f}: the probabilities themselves are the thresholds to try"
            )
