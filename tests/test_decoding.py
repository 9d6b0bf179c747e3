import numpy as np
import pytest
import torch

from mnist2x2.decoding import greedy_decode, read_grids
from mnist2x2.evaluation import score
from mnist2x2.tokenizer import FINISH, PAD, START


class Scripted(torch.nn.Module):
    """Writes what a script says, one row a picture, whatever it sees; counts what it is asked."""

    def __init__(self, model, rows):
        super().__init__()
        self.config, self.rows, self.encoded, self.decoded = model.config, torch.tensor(rows), 0, 0
        self.parameter = torch.nn.Parameter(torch.zeros(1))

    def encode(self, pixels):
        self.encoded += 1
        return pixels

    def decode(self, tokens, memory):
        self.decoded += 1
        return torch.nn.functional.one_hot(self.rows[:, : tokens.shape[1]], 13).float()


def test_stops_at_finish_or_when_the_grid_is_full(model, pixels):
    scripted = Scripted(model, [[1, 2, 3, 4, 5], [7, FINISH, 8, 8, 8], [FINISH, 9, 9, 9, 9]])
    assert greedy_decode(scripted, pixels).tolist() == [[1, 2, 3, 4], [7, FINISH, PAD, PAD], [FINISH, PAD, PAD, PAD]]
    assert (scripted.encoded, scripted.decoded) == (1, 4)


def test_stops_early_when_all_have_finished(model, pixels):
    scripted = Scripted(model, [[1, FINISH, 0, 0, 0], [2, FINISH, 0, 0, 0], [FINISH, 0, 0, 0, 0]])
    assert greedy_decode(scripted, pixels).tolist() == [[1, FINISH], [2, FINISH], [FINISH, PAD]]
    assert scripted.decoded == 2


def test_is_the_teacher_forced_argmax_on_its_own_prefix(model):
    with torch.no_grad():  # sure enough of itself to write all kinds of tokens
        for p in model.parameters():
            p.add_(0.3 * torch.randn_like(p))
    pixels = torch.rand(200, 56, 56)
    written = greedy_decode(model, pixels)
    forced = model(pixels, torch.cat([torch.full((200, 1), START), written], dim=1))[:, :-1].argmax(-1)
    finished = (written == FINISH).cumsum(1) - (written == FINISH).int() > 0
    assert torch.equal(written[~finished], forced[~finished])
    assert (written[finished] == PAD).all()
    assert len(written.unique()) > 2


def test_puts_the_mode_back(model, pixels):
    for mode in (True, False):
        greedy_decode(model.train(mode), pixels)
        assert model.training is mode
    assert torch.is_grad_enabled()


def test_what_was_written_can_be_learned_from(model, pixels):
    model(pixels, greedy_decode(model, pixels)).sum().backward()


def test_dropout_is_off_while_reading(pixels):
    from mnist2x2.model import GridTransformer, ModelConfig

    model = GridTransformer(ModelConfig(dropout=0.5)).train()
    assert torch.equal(greedy_decode(model, pixels), greedy_decode(model, pixels))


def test_read_grids_takes_arrays_and_tensors(model):
    grids = np.random.default_rng(0).integers(0, 256, (5, 56, 56), dtype=np.uint8)
    texts = read_grids(model, grids)
    assert texts == read_grids(model, torch.tensor(grids)) == read_grids(model, grids, batch_size=2)
    assert len(texts) == 5 and all(text.isdigit() or text == "" for text in texts)
    assert read_grids(model, grids[:0]) == []


@pytest.mark.parametrize(
    ("grids", "error", "message"),
    [
        (np.zeros((1, 56, 56), np.float32), TypeError, "uint8, 0 paper to 255 ink, given torch.float32"),
        (np.zeros((1, 56, 56), np.int64), TypeError, "given torch.int64"),
        (np.zeros((56, 56), np.uint8), ValueError, r"\(B, 56, 56\), given \(56, 56\)"),
        (np.zeros((2, 28, 28), np.uint8), ValueError, r"given \(2, 28, 28\)"),
        (np.zeros((2, 56, 56, 3), np.uint8), ValueError, r"given \(2, 56, 56, 3\)"),
    ],
)
def test_read_grids_refuses(model, grids, error, message):
    with pytest.raises(error, match=message):
        read_grids(model, grids)


def test_score_by_hand():
    result = score(["1234", "129", "", "12345", "22"], ["1234", "1239", "", "1234", "12"])
    assert result.grids == 5
    assert result.sequence_accuracy == 2 / 5  # the first and the third
    # by position: 4 of 4; 2 of 4 (one wrong, one missing); 4 of 5 (one extra); 1 of 2
    assert result.digit_accuracy == (4 + 2 + 4 + 1) / (4 + 4 + 5 + 2)
    assert result.position_accuracy == [3 / 4, 4 / 4, 2 / 3, 2 / 3, 0 / 1]
    assert result.confusion[1] == [0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert result.confusion[3][9] == 1 and result.confusion[9] == [0] * 10 + [1]
    assert sum(map(sum, result.confusion)) == 14  # the true digits


def test_nothing_read_in_nothing_is_right():
    assert score([""], [""]).digit_accuracy == score([""], [""]).sequence_accuracy == 1


@pytest.mark.parametrize(("read", "truth"), [([], []), (["1"], ["1", "2"])])
def test_score_refuses(read, truth):
    with pytest.raises(ValueError, match="as many answers as truths"):
        score(read, truth)
