import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from mnist2x2.certainty import Certainty
from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.pens import load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.brush import ink, place
from mnist2x2.drawing.normalising import grid_from_drawings
from mnist2x2.evaluation import evaluate, score
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.tokenizer import ENGLISH, SPANISH
from mnist2x2.training import fine_tuning
from mnist2x2.training.fine_tuning import FINE_TUNE, EarlyStopping, cells_and_labels, fine_tune
from mnist2x2.training.run import Run

BRIEF = replace(FINE_TUNE, epochs=1, grids=64, batch_size=32)


@pytest.fixture(scope="module")
def model():
    return load_pretrained()


@pytest.fixture(scope="module")
def hand():
    """The bundled writer's digits, four in each drawing: grids uint8 (62, 56, 56), and their answers."""
    digits = load_strokes("writer")
    digits = [digits[i] for i in np.random.default_rng(0).permutation(len(digits))]
    fours = [digits[start : start + 4] for start in range(0, 248, 4)]
    cells = [np.stack([ink(place(digit.strokes, 0.7), 140, 0.06) for digit in four]) for four in fours]
    answers = ["".join(str(digit.label) for digit in four) for four in fours]
    return np.stack([grid_from_drawings(drawing) for drawing in cells]), answers


def test_drawings_are_cut_into_their_digits():
    grids = np.zeros((2, 56, 56), dtype=np.uint8)
    grids[0, :28, 28:] = 1  # the second cell
    grids[1, 28:, :28], grids[1, 28:, 28:] = 2, 3
    images, labels = cells_and_labels(grids, ["7", "01"])
    assert images.shape == (3, 28, 28) and images.dtype == torch.uint8
    assert images[:, 0, 0].tolist() == [1, 2, 3] and labels.tolist() == [7, 0, 1]


def test_an_empty_grid_adds_no_digit():
    images, labels = cells_and_labels(np.zeros((1, 56, 56), dtype=np.uint8), [""])
    assert images.shape == (0, 28, 28) and labels.shape == (0,)


@pytest.mark.parametrize("answers", [["12"], ["1"] * 2, ["x"], ["²"], ["٣"], [1], [""], [None]])
def test_answers_that_do_not_fit_are_refused(answers):
    grids = np.zeros((1, 56, 56), dtype=np.uint8)
    grids[0, 3, 3] = 255
    with pytest.raises(ValueError, match="expected"):
        cells_and_labels(grids, answers)


@pytest.mark.parametrize("grids", [np.zeros((8, 56, 56)), np.zeros((8, 28, 28), dtype=np.uint8)])
def test_grids_of_another_kind_are_refused(model, grids):
    with pytest.raises((TypeError, ValueError), match="expected grids"):
        fine_tune(model, grids, ["1"] * 8)


def test_too_few_digits_are_refused(model, hand):
    with pytest.raises(ValueError, match="at least 8 corrected digits, given 4"):
        fine_tune(model, hand[0][:1], hand[1][:1])


def test_other_grids_than_2x2_are_refused(hand):
    with pytest.raises(ValueError, match="2x2"):
        fine_tune(GridTransformer(ModelConfig(grid=3)), hand[0][:5], hand[1][:5])


def test_the_original_model_and_the_encoder_do_not_change(model, hand):
    before, mode = copy.deepcopy(model.state_dict()), model.training
    tuned = fine_tune(model, hand[0][:30], hand[1][:30], replace(BRIEF, grids=640))
    assert model.training == mode and not tuned.training
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(parameter.requires_grad for parameter in [*model.parameters(), *tuned.parameters()])
    changed = {name.split(".")[0] for name, value in tuned.state_dict().items() if not torch.equal(before[name], value)}
    assert changed and changed <= {"token_embedding", "token_position", "decoder", "decoder_norm", "head"}


def test_how_sure_it_is_stays_as_it_was(model, hand):
    model = copy.deepcopy(model)
    model.certainty = Certainty(temperature=2.0)
    assert fine_tune(model, hand[0][:5], hand[1][:5], BRIEF, "cpu").certainty == model.certainty


def test_the_same_corrections_give_the_same_model(model, hand):
    first, second = (fine_tune(model, hand[0][:5], hand[1][:5], BRIEF, "cpu") for _ in range(2))
    assert all(torch.equal(value, second.state_dict()[name]) for name, value in first.state_dict().items())


def test_the_best_weights_are_kept_and_training_stops_after_them(model, hand, monkeypatch):
    monkeypatch.setattr(fine_tuning, "PATIENCE", 2)
    stopping = EarlyStopping(model, *cells_and_labels(hand[0][:5], hand[1][:5]))
    losses = iter([0.5, 0.2, 0.3, 0.4])
    stopping.loss, stopping.loss_of = 1.0, lambda model: next(losses)
    run = Run(replace(BRIEF, average=0.9), torch.device("cpu"))
    run.total, stopped = 4, []
    for step in range(4):
        run.step = step
        with torch.no_grad():
            run.average.head.bias.fill_(step)
        stopping.on_epoch_end(run)
        stopped.append(run.total == run.step)
    assert stopped == [False, False, False, True]
    assert stopping.loss == 0.2 and stopping.weights["head.bias"].eq(1).all()


def test_it_learns_a_handwriting_and_forgets_nothing(model, hand):
    """No model has learned from the bundled writer. 30 of the drawings are corrections, the other 32 are held back."""
    grids, answers = hand
    tuned = fine_tune(model, grids[:30], answers[:30], device="cpu")

    def wrong(reader):
        result = score(read_grids(reader, grids[30:]), answers[30:])
        return round((1 - result.digit_accuracy) * 4 * result.grids)

    assert wrong(model) >= 4  # there is something to learn
    assert wrong(tuned) <= wrong(model) / 2
    test_grids = MNIST2x2(train=False, size=2000)
    assert evaluate(tuned, test_grids).sequence_accuracy > evaluate(model, test_grids).sequence_accuracy - 0.01


def test_the_loss_on_digits_is_that_of_all_their_tokens(model, hand):
    """No cell of the measured grids is empty: with digits, no target is padding."""
    stopping = EarlyStopping(model, *cells_and_labels(hand[0][:5], hand[1][:5]))
    with torch.no_grad():
        logits = model(stopping.pixels, stopping.inputs)
    assert stopping.loss == torch.nn.functional.cross_entropy(logits.transpose(1, 2), stopping.targets).item()


def brief_speller(answers: str) -> GridTransformer:
    """An untrained model that writes words or letters; the seed is fixed, so that two of them are alike."""
    torch.manual_seed(0)
    return GridTransformer(ModelConfig(answers=answers, width=32, encoder_blocks=1, decoder_blocks=1)).eval()


@pytest.mark.parametrize("answers", ["words", "letters"])
def test_answers_in_digits_teach_a_model_that_writes_words(hand, answers):
    model, corrections = brief_speller(answers), (hand[0][:30], hand[1][:30])
    before = copy.deepcopy(model.state_dict())
    stopping = EarlyStopping(model, *cells_and_labels(*corrections))
    tokenizer, same = model.config.tokenizer, EarlyStopping(model, *cells_and_labels(*corrections))
    assert torch.equal(stopping.targets, same.targets) and stopping.loss == same.loss  # the same languages
    first = {text.split()[0] for text in tokenizer.to_text(stopping.targets)}
    assert first & set(ENGLISH) and first & set(SPANISH)
    tuned = fine_tune(model, *corrections, replace(BRIEF, grids=1280, learning_rate=3e-3), "cpu")
    assert tuned.config == model.config and not tuned.training
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    changed = {name.split(".")[0] for name, value in tuned.state_dict().items() if not torch.equal(before[name], value)}
    assert changed and changed <= {"token_embedding", "token_position", "decoder", "decoder_norm", "head"}
    assert stopping.loss_of(tuned) < 0.9 * stopping.loss


def test_padding_is_no_part_of_the_loss(hand):
    """Words are of different lengths in letters, so that answers end with `<pad>`."""
    model = brief_speller("letters")
    stopping = EarlyStopping(model, *cells_and_labels(hand[0][:5], hand[1][:5]))
    pad = model.config.tokenizer.pad
    assert (stopping.targets == pad).any()
    with torch.no_grad():
        model.head.bias[pad] -= 100
    assert stopping.loss_of(model) < stopping.loss


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_a_model_of_another_precision_can_be_fine_tuned(model, hand, dtype):
    tuned = fine_tune(copy.deepcopy(model).to(dtype), hand[0][:5], hand[1][:5], BRIEF, "cpu")
    assert {p.dtype for p in tuned.parameters()} == {torch.float32}
    assert all(p.isfinite().all() for p in tuned.parameters())
