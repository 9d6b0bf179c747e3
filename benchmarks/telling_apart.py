"""The score for what may be no digit: fitted to digits and to drawings of other things, and measured on other kinds."""

from collections import Counter
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from non_digits import GROUPS, pictures
from seen import Seen, joined, probability_of, read_alone, read_among_digits, read_together
from tqdm.auto import tqdm

from mnist2x2.certainty import Certainty
from mnist2x2.data.loader import seed_for
from mnist2x2.data.mnist import load_mnist
from mnist2x2.data.pens import inked_digits
from mnist2x2.model import GridTransformer
from mnist2x2.reading import energies, features, no_digit_scores
from mnist2x2.tokenizer import START

FALSE_ALARMS = 0.015  # share of digits of any collection that may be called none: below the 2% allowed elsewhere
FOLDS = 3  # parts of the kinds of non-digits, each of which is left out of the fit once
EACH = 60  # pictures of each kind
FITTED = 12_000  # of MNIST's digits, and as many pen-drawn ones, for the fit
PENALTY = 0.001  # on the squares of the score's weights


def fitted_score(digits: Seen, others: dict[tuple[str, str], Seen]) -> Certainty:
    """Return weights of scores that are higher for others, by group and kind, than for digits: logistic regression.

    Digits and others weigh alike, and so do the groups of others.
    """
    groups = Counter(group for group, _ in others)
    shares = [torch.full((len(seen.true),), 1 / groups[group] / len(seen.true)) for (group, _), seen in others.items()]
    x, digit = map(torch.cat, zip(*(features(seen.trace) for seen in (digits, *others.values())), strict=True))
    y = (torch.cat([digits.true, *(seen.true for seen in others.values())]) < 0).float()
    weigh = torch.cat([torch.full((len(digits.true),), len(groups) / len(digits.true)), *shares])
    mean, spread = x.mean(dim=0), x.std(dim=0)
    weights = torch.zeros(START, x.shape[1] + 1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")
    x = (x - mean) / spread

    def loss():
        optimizer.zero_grad()
        own = weights[digit]
        score = (x * own[:, :-1]).sum(dim=1) + own[:, -1]
        value = F.binary_cross_entropy_with_logits(score, y, weigh / weigh.mean())
        value = value + PENALTY * weights[:, :-1].square().sum()
        value.backward()
        return value

    optimizer.step(loss)
    own = weights.detach()[:, :-1] / spread
    constant = weights.detach()[:, -1] - own @ mean
    return Certainty(no_digit=tuple(torch.cat([own, constant[:, None]], dim=1).flatten().tolist()))


def with_limit(score: Certainty, digits: dict[str, Seen]) -> Certainty:
    """Return the score moved so that it is above 0 for at most a share of the digits of each collection."""
    scores = [no_digit_scores(seen.trace, score) for seen in digits.values()]
    limit = max(own.quantile(1 - FALSE_ALARMS).item() for own in scores)
    weights = torch.tensor(score.no_digit).view(START, -1)
    weights[:, -1] -= limit
    return replace(score, no_digit=tuple(weights.flatten().tolist()))


def flagged(seen: Seen, score: Certainty) -> float:
    return (no_digit_scores(seen.trace, score) > 0).float().mean().item()


def every_way(model: GridTransformer, pictures: np.ndarray, labels: np.ndarray, seed: int) -> dict[str, Seen]:
    """Return what is seen of pictures among MNIST's digits, alone in a grid, and together: four of them."""
    return {
        "among digits": read_among_digits(model, pictures, labels, seed),
        "alone": read_alone(model, pictures, labels, seed),
        "together": read_together(model, pictures, labels, seed)[0],
    }


def learned_digits(model: GridTransformer) -> Seen:
    """Return what was seen of digits that the model learned from: MNIST's and pen-drawn ones."""
    own = (load_mnist(), inked_digits(1, seed_for("certainty")))
    return joined([seen for part in own for seen in every_way(model, *(x[:FITTED].numpy() for x in part), 1).values()])


def seen_of(model: GridTransformer, group: str, kind: str) -> dict[str, Seen]:
    """Return what is seen of the pictures of one kind of non-digits, in every way."""
    seed = seed_for("non-digits", group, kind)
    drawings = pictures(group, kind, EACH, np.random.default_rng(seed))
    return every_way(model, drawings, np.full(EACH, -1), seed)


def tell_apart(model: GridTransformer, digits: dict[str, Seen]) -> tuple[Certainty, dict]:
    """Return the score for what may be no digit, and how often it marks kinds that were left out of its fit."""
    kinds = [(group, kind) for group, kinds in GROUPS.items() for kind in kinds]
    ways = {kind: seen_of(model, *kind) for kind in tqdm(kinds, desc="drawing and reading", unit="kind")}
    others = {kind: joined(list(own.values())) for kind, own in ways.items()}
    learned = learned_digits(model)
    # a letter by hand and the same letter in print are left out together
    fold_of = {name: number % FOLDS for number, name in enumerate(sorted({kind for _, kind in kinds}))}
    score_of, alarms = {}, []
    for fold in range(FOLDS):
        fit = {kind: others[kind] for kind in kinds if fold_of[kind[1]] != fold}
        score = with_limit(fitted_score(learned, fit), digits)
        alarms.append({name: flagged(seen, score) for name, seen in digits.items()})
        score_of |= {kind: score for kind in kinds if fold_of[kind[1]] == fold}
    limit = min(energies(seen.trace.logits).quantile(FALSE_ALARMS) for seen in digits.values())
    rows = []
    for group in GROUPS:
        own = [kind for kind in kinds if kind[0] == group]
        marked = {kind: {way: flagged(seen, score_of[kind]) for way, seen in ways[kind].items()} for kind in own}
        by_energy = [(energies(others[kind].trace.logits) < limit).float().mean().item() for kind in own]
        rows.append(
            {
                "group": group,
                "marked": {way: float(np.mean([marked[kind][way] for kind in own])) for way in marked[own[0]]},
                "marked_by_energy_alone": float(np.mean(by_energy)),
                "mean_probability": float(np.mean([probability_of(others[kind]).mean().item() for kind in own])),
                "kinds": {kind[1]: float(np.mean(list(marked[kind].values()))) for kind in own},
            }
        )
    false_alarms = {name: float(np.mean([each[name] for each in alarms])) for name in digits}
    report = {"pictures_of_each_kind": EACH, "folds": FOLDS, "groups": rows, "false_alarms": false_alarms}
    score = with_limit(fitted_score(learned, others), digits)
    score = replace(score, no_digit=tuple(round(weight, 5) for weight in score.no_digit))  # as it is stored
    shipped = {group: {kind: flagged(others[group, kind], score) for kind in own} for group, own in GROUPS.items()}
    alarms = {name: flagged(seen, score) for name, seen in digits.items()}
    return score, report | {"shipped": {"false_alarms": alarms, "marked": shipped}}
