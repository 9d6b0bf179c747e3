"""Pen strokes drawn as another hand might draw them."""

from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from mnist2x2.data import pens
from mnist2x2.data.habits import is_plain
from mnist2x2.data.pens import inked_digits, load_strokes
from mnist2x2.data.restyling import AS_DRAWN, RestyleConfig, resampled, restyle, smoothed
from mnist2x2.drawing.brush import ink, place
from mnist2x2.drawing.marks import Stroke
from mnist2x2.training.recipes import RECIPES

SURE = RestyleConfig(slash=1, bar=1, serif=1, flat=1, loose=1)
CIRCLE = np.stack([np.sin(np.linspace(0, 2 * np.pi, 60)), -np.cos(np.linspace(0, 2 * np.pi, 60))], axis=1)
ZERO, ONE, SEVEN = [CIRCLE * (0.6, 1)], [np.array([[10.0, 0], [10, 90]])], [np.array([[0.0, 0], [50, 0], [20, 100]])]


def drawn(strokes):
    return ink(place(strokes, 0.7), 56, 0.06) / 255


def in_units(points, strokes):
    """Return points in units of a digit's longer side, from its middle."""
    low, high = np.concatenate(strokes).min(axis=0), np.concatenate(strokes).max(axis=0)
    return (points - (low + high) / 2) / max(high - low)


def added(strokes, label, seed=0):
    """Return the strokes that restyling adds, and all of them."""
    after = restyle(strokes, label, SURE, np.random.default_rng(seed))
    return after[len(strokes) :], after


@pytest.fixture(scope="module")
def some():
    return load_strokes()[::40]


def test_restyled_strokes_are_valid_marks(some):
    """Whatever hand wrote them: finite points, no larger than before by much, and ink in the cell."""
    rng = np.random.default_rng(0)
    for digit in some:
        strokes = restyle(digit.strokes, digit.label, replace(RECIPES["drawn"].restyle, **vars(SURE_OPTIONS)), rng)
        for stroke in place(strokes, 0.8):
            assert Stroke(stroke, 0.05).points.dtype == float  # which refuses what is no stroke
        points = np.concatenate(strokes)
        assert 0.5 < np.ptp(points, axis=0).max() < 2.5
        assert drawn(strokes).sum() > 0.3 * drawn(digit.strokes).sum()


SURE_OPTIONS = RestyleConfig(slash=1, bar=1, serif=1, flat=1, loose=1, ends=0.1, smooth=0.05, tremor=0.01, lift=0.05)


def test_the_same_seed_restyles_alike(some):
    config = RECIPES["drawn"].restyle
    first, again = ([restyle(d.strokes, d.label, config, np.random.default_rng(5)) for d in some] for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert all(map(np.array_equal, one, other)) and len(one) == len(other)


def test_given_strokes_stay_as_they_are(some):
    before = [[stroke.copy() for stroke in digit.strokes] for digit in some]
    for digit in some:
        restyle(digit.strokes, digit.label, SURE_OPTIONS, np.random.default_rng(1))
    for digit, strokes in zip(some, before, strict=True):
        assert all(map(np.array_equal, digit.strokes, strokes))


def test_without_options_only_the_points_change(some):
    for digit in some:
        after = restyle(digit.strokes, digit.label, AS_DRAWN, np.random.default_rng(0))
        assert len(after) == len(digit.strokes)
        for before, stroke in zip(digit.strokes, after, strict=True):
            before = in_units(before, digit.strokes)
            apart = np.linalg.norm(before[:, None] - resampled(stroke, 0.005), axis=2)  # (points, points)
            assert apart.min(axis=1).max() < 0.05  # of the digit's longer side


def test_a_slash_crosses_a_zero():
    for seed in range(20):
        (slash,), (ring, _) = added(ZERO, 0, seed)
        low, high = ring.min(axis=0), ring.max(axis=0)
        middle = (slash[0] + slash[-1]) / 2
        assert (low < middle).all() and (middle < high).all()
        assert (np.abs(slash[-1] - slash[0]) > 0.4 * (high - low)).all()  # neither upright nor flat


def test_a_bar_crosses_the_stem_of_a_seven():
    for seed in range(20):
        (bar,), (seven, _) = added(SEVEN, 7, seed)
        across, down = np.abs(bar[-1] - bar[0])
        assert across > 1.2 * down
        stem = seven[len(seven) // 2 :]
        x = np.interp(bar[:, 1].mean(), stem[:, 1], stem[:, 0])
        assert bar[:, 0].min() < x < bar[:, 0].max()


def test_a_one_gets_a_hat_that_rises_or_a_foot():
    kinds = set()
    for seed in range(40):
        more, after = added(ONE, 1, seed)
        points, stem = np.concatenate(after), after[0]
        left = stem[:, 0].min() < -0.05  # the hat, drawn with the stem
        flat = [abs(np.ptp(each[:, 1])) < abs(np.ptp(each[:, 0])) / 2 for each in more]
        kinds.add((left, len(more)))
        assert left or more
        if left:  # it starts lower than it ends
            assert stem[0, 1] > stem[:, 1].min() + 0.01
        assert np.ptp(points[:, 1]) < 1.3 and (not left or len(more) == 0 or flat[0])
    assert len(kinds) > 2


@pytest.mark.parametrize("label", [2, 6, 9])
def test_other_digits_have_no_such_habits(label):
    for strokes in (ZERO, ONE, SEVEN):
        assert added(strokes, label)[0] == []


def test_a_hasty_hand_rounds_corners_and_a_slow_one_trembles():
    corner = [np.array([[0.0, 0], [1, 0], [1, 1]])]
    rng = np.random.default_rng
    hasty = restyle(corner, 2, RestyleConfig(smooth=0.2), rng(0))[0]
    slow = restyle(corner, 2, RestyleConfig(tremor=0.05), rng(0))[0]
    plain = restyle(corner, 2, AS_DRAWN, rng(0))[0]
    target = np.array([0.5, -0.5])
    nearest = {name: np.hypot(*(s - target).T).min() for name, s in {"hasty": hasty, "plain": plain}.items()}
    assert nearest["plain"] < 0.03 < nearest["hasty"]
    assert np.allclose(hasty[[0, -1]], plain[[0, -1]], atol=0.05)  # its ends stay
    turns = [np.abs(np.diff(np.arctan2(*np.diff(s, axis=0).T))).sum() for s in (plain, slow)]
    assert turns[1] > turns[0] + 1


def test_smoothing_keeps_a_straight_line():
    line = np.stack([np.linspace(0, 1, 30), np.linspace(2, 5, 30)], axis=1)
    assert np.allclose(smoothed(line, 2.5), line)


def test_points_at_equal_distances():
    points = resampled(np.array([[0.0, 0], [0.3, 0], [0.3, 0.7]]), 0.1)
    assert len(points) == 11 and np.allclose(np.hypot(*np.diff(points, axis=0).T), 0.1)
    assert len(resampled(np.array([[2.0, 3], [2, 3]]))) == 1  # a dot


def test_plain_ones():
    assert is_plain(resampled(ONE[0] / 90))
    assert not is_plain(resampled(SEVEN[0] / 100))


@pytest.mark.parametrize("option", [field.name for field in fields(RestyleConfig)])
def test_options_are_checked(option):
    with pytest.raises(ValueError, match=f"expected {option} from 0 to .*, given -0.1"):
        RestyleConfig(**{option: -0.1})


def test_inking_restyles_anew_each_time(monkeypatch):
    few = [digit for digit in load_strokes("writer") if digit.label == 0][:6]
    monkeypatch.setattr(pens, "load_strokes", lambda: few)
    plain, slashed = inked_digits(1, 3)[0], inked_digits(1, 3, SURE)[0]
    assert plain.shape == slashed.shape == (6, 28, 28) and slashed.dtype == torch.uint8
    centre = (slice(None), slice(11, 17), slice(11, 17))
    assert slashed[centre].float().mean() > plain[centre].float().mean() + 20  # the slash
    assert torch.equal(slashed, inked_digits(1, 3, SURE)[0])
