"""Learning one person's handwriting from corrected drawings, without forgetting everyone else's.

Grew out of chapter 10 of the book.
"""

import re
import tempfile
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor

from mnist2x2.data.augmentation import AugmentConfig
from mnist2x2.data.grids import MNIST2x2, compose_batch, pick_digits
from mnist2x2.data.loader import tossed_languages
from mnist2x2.data.mnist import load_mnist
from mnist2x2.decoding import as_tensor, evaluating
from mnist2x2.grid import CELLS, SIDE, cut, filled
from mnist2x2.model import GridTransformer, check_two_by_two
from mnist2x2.training.loop import train
from mnist2x2.training.recipes import RECIPES, TrainConfig
from mnist2x2.training.run import Run

FEWEST = 8  # corrected digits needed: with far fewer, none could be held back
HELD_BACK = 3  # one in this many corrected digits is held back from learning, to tell when to stop
SHARE = 0.25  # share of corrected digits among those trained on; the others are MNIST's
MEASURED_GRIDS = 64  # grids of held-back digits that tell when to stop
PATIENCE = 4  # epochs without a lower loss after which training stops

FINE_TUNE = replace(
    RECIPES["book"],
    epochs=12,
    grids=1280,
    batch_size=128,
    learning_rate=1e-4,
    muon_learning_rate=0.001,
    average=0.9,
    freeze_encoder=True,
    augment=AugmentConfig(rotation=10, scale=0.12, shear=0.15, shift=1.5, elastic=0.7, stroke=0.6),
)


def cells_and_labels(grids, answers: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Cut corrected drawings into their digits: images uint8 (n, 28, 28), labels int64 (n,), in reading order.

    grids: uint8 (B, 56, 56), from 0 for paper to 255 for ink. answers: B strings, each with one digit for each cell
    that has ink. Raises TypeError or ValueError for anything else.
    """
    grids = as_tensor(grids, SIDE)
    if len(grids) != len(answers):
        raise ValueError(f"expected one answer for each of {len(grids)} grids, given {len(answers)}")
    cells = cut(grids)  # (B, 4, 28, 28)
    drawn = filled(cells)  # (B, 4)
    for count, answer in zip(drawn.sum(dim=1).tolist(), answers, strict=True):
        if not isinstance(answer, str) or not re.fullmatch(f"[0-9]{{{count}}}", answer):
            raise ValueError(f"expected {count} digits from 0 to 9, one for each cell with ink, given {answer!r}")
    return cells[drawn], torch.tensor([int(digit) for answer in answers for digit in answer], dtype=torch.int64)


class EarlyStopping:
    """Keeps the weights with the lowest loss on digits held back from learning; stops when it no longer improves.

    images: uint8 (n, 28, 28). labels: int64 (n,). The digits are composed into grids once, and not augmented. If
    answers can be in several languages, that of each grid is tossed once, so that every epoch is measured alike.
    """

    def __init__(self, model: GridTransformer, images: Tensor, labels: Tensor):
        self.tokenizer = model.config.tokenizer
        picks, is_empty = pick_digits(MEASURED_GRIDS, len(images), CELLS, 0.0, seed=0)
        languages = tossed_languages(self.tokenizer, MEASURED_GRIDS, "measured languages")
        composed = compose_batch(images, labels, picks, is_empty, tokenizer=self.tokenizer, languages=languages)
        grids, self.inputs, self.targets = composed
        self.pixels, self.waited = grids.float() / 255, 0
        self.weights, self.loss = deepcopy(model.state_dict()), self.loss_of(model)

    def loss_of(self, model: GridTransformer) -> float:
        device = next(model.parameters()).device
        with evaluating(model):
            logits = model(self.pixels.to(device), self.inputs.to(device))  # (B, T, C)
        targets, pad = self.targets.to(device), self.tokenizer.pad
        return F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad).item()

    def on_epoch_end(self, run: Run) -> None:
        loss = self.loss_of(run.average)
        self.waited += 1
        if loss < self.loss:
            self.weights, self.loss, self.waited = deepcopy(run.average.state_dict()), loss, 0
        if self.waited >= PATIENCE:
            run.stop()


def fine_tune(
    model: GridTransformer, grids, answers: Sequence[str], config: TrainConfig | None = None, device: str = "auto"
) -> GridTransformer:
    """Return a new model that has learned from corrected drawings, on the CPU, in eval mode; `model` is not changed.

    grids: uint8 (n, 56, 56), from 0 for paper to 255 for ink. answers: n strings, each with one digit for each cell
    that has ink, whatever the model writes its own answers with. config: the recipe, by default `FINE_TUNE`.

    The digits are composed into new grids again and again, mixed with MNIST's digits so that those are not forgotten
    ("replay", Rolnick et al. 2019). Only the decoder is trained. One digit in three is held back:
    see `EarlyStopping`. Raises TypeError or ValueError for other grids or answers, and ValueError for fewer than 8
    digits or a model that does not read 2x2 digits. Seeds torch.
    """
    config = FINE_TUNE if config is None else config
    check_two_by_two(model)
    images, labels = cells_and_labels(grids, answers)
    if len(labels) < FEWEST:
        raise ValueError(f"expected at least {FEWEST} corrected digits, given {len(labels)}")
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(config.seed))
    held_back, learned = order.split([len(order) // HELD_BACK, len(order) - len(order) // HELD_BACK])
    repeats = max(1, round(SHARE / (1 - SHARE) * len(load_mnist()[1]) / len(learned)))
    corrected = images[learned].repeat(repeats, 1, 1), labels[learned].repeat(repeats)
    dataset = MNIST2x2(size=config.grids, seed=config.seed, empty=config.empty, more=corrected)
    config = replace(config, model=replace(model.config, dropout=config.model.dropout))
    start = deepcopy(model).float()  # it may have another precision
    stopping = EarlyStopping(start, images[held_back], labels[held_back])
    with tempfile.TemporaryDirectory(prefix="mnist2x2-") as out:
        train(config, out, device, data=dataset, start=start, on_epoch_end=stopping.on_epoch_end)
    tuned = GridTransformer(model.config)
    tuned.load_state_dict(stopping.weights)
    tuned.certainty = model.certainty
    return tuned.eval()
