import numpy as np
import pytest
import torch

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.decoding import greedy_decode, read_grids
from mnist2x2.evaluation import evaluate, score
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.tokenizer import FINISH, PAD, START


@pytest.fixture
def script(model, monkeypatch):
    """Make the decoder write scripted tokens, a row for each picture; the list returned collects its inputs."""

    def play(rows):
        steps = []

        def scripted(tokens, memory, cache):
            assert memory.shape == (len(rows), 16, 64) and tokens.shape == (len(rows), 1)
            steps.append(tokens[:, 0].tolist())
            return torch.nn.functional.one_hot(torch.tensor(rows)[:, len(steps) - 1], 13).float()[:, None]

        monkeypatch.setattr(model, "decode", scripted)
        return steps

    return play


def test_stops_at_finish_or_when_the_grid_is_full(model, pixels, script):
    steps = script([[1, 2, 3, 4, 5], [7, FINISH, 8, 8, 8], [FINISH, 9, 9, 9, 9]])
    assert greedy_decode(model, pixels).tolist() == [[1, 2, 3, 4], [7, FINISH, PAD, PAD], [FINISH, PAD, PAD, PAD]]
    assert steps == [[START] * 3, [1, 7, FINISH], [2, FINISH, PAD], [3, PAD, PAD]]


def test_stops_early_when_all_have_finished(model, pixels, script):
    steps = script([[1, FINISH, 0, 0, 0], [2, FINISH, 0, 0, 0], [FINISH, 0, 0, 0, 0]])
    assert greedy_decode(model, pixels).tolist() == [[1, FINISH], [2, FINISH], [FINISH, PAD]]
    assert len(steps) == 2


def test_encodes_once(model, pixels):
    calls = []
    model.encoder_norm.register_forward_hook(lambda *_: calls.append(1))
    greedy_decode(model, pixels)
    assert calls == [1]


@pytest.mark.parametrize("config", [ModelConfig(), ModelConfig(grid=3, width=24, heads=3, decoder_blocks=3)])
def test_a_cache_does_not_change_the_logits(config):
    model = GridTransformer(config).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.1 * torch.randn_like(p))
        memory = model.encode(torch.rand(8, config.pixels, config.pixels))
        tokens = torch.randint(0, 13, (8, config.digits + 1))
        logits, T = model.decode(tokens, memory), tokens.shape[1]
        for pieces in ([1] * T, [3, T - 3], [2, 1, T - 3]):  # tokens per call
            cache = model.new_cache()
            written = [model.decode(piece, memory, cache) for piece in tokens.split(pieces, dim=1)]
            torch.testing.assert_close(torch.cat(written, dim=1), logits, atol=1e-5, rtol=1e-5)
        with pytest.raises(ValueError, match=f"at most {T} tokens .* given {T + 1}"):
            model.decode(tokens[:, :1], memory, cache)


def test_answers_equal_those_of_a_loop_without_a_cache():
    model = load_pretrained()
    data = MNIST2x2(train=False, size=300, empty=0.3)
    pixels = grids_and_answers(data)[0].float() / 255
    with torch.no_grad():
        memory = model.encode(pixels)
        tokens = torch.full((300, 1), START)
        for _ in range(4):
            following = model.decode(tokens, memory)[:, -1].argmax(-1)
            following[(tokens == FINISH).any(1)] = PAD
            tokens = torch.cat([tokens, following[:, None]], dim=1)
    assert torch.equal(greedy_decode(model, pixels), tokens[:, 1:])


def test_is_the_teacher_forced_argmax_on_its_own_prefix(model):
    with torch.no_grad():  # confident enough to write several kinds of tokens
        for p in model.parameters():
            p.add_(0.3 * torch.randn_like(p))
    pixels = torch.rand(200, 56, 56)
    written = greedy_decode(model, pixels)
    forced = model(pixels, torch.cat([torch.full((200, 1), START), written], dim=1))[:, :-1].argmax(-1)
    finished = (written == FINISH).cumsum(1) - (written == FINISH).int() > 0
    assert torch.equal(written[~finished], forced[~finished])
    assert (written[finished] == PAD).all()
    assert len(written.unique()) > 2


def test_restores_the_mode(model, pixels):
    for mode in (True, False):
        greedy_decode(model.train(mode), pixels)
        assert model.training is mode
    assert torch.is_grad_enabled()


def test_what_was_written_can_be_learned_from(model, pixels):
    model(pixels, greedy_decode(model, pixels)).sum().backward()


def test_dropout_is_off_while_reading(pixels):
    model = GridTransformer(ModelConfig(dropout=0.5)).train()
    assert torch.equal(greedy_decode(model, pixels), greedy_decode(model, pixels))


def test_read_grids_takes_arrays_and_tensors(model):
    grids = np.random.default_rng(0).integers(0, 256, (5, 56, 56), dtype=np.uint8)
    texts = read_grids(model, grids)
    assert texts == read_grids(model, torch.tensor(grids)) == read_grids(model, grids, batch_size=2)
    assert len(texts) == 5 and all(text.isdigit() or text == "" for text in texts)
    assert read_grids(model, grids[:0]) == []


@pytest.mark.parametrize(("dtype", "fewest"), [(torch.float64, 50), (torch.float16, 48), (torch.bfloat16, 48)])
def test_models_of_other_precision_read_the_same(dtype, fewest):
    """On uint8 grids; rounding to half precision may turn a digit that is nearly a tie."""
    data = MNIST2x2(train=False, size=50)
    grids, _ = grids_and_answers(data)
    expected, other = read_grids(load_pretrained(), grids), load_pretrained().to(dtype)
    read = read_grids(other, grids)
    assert sum(one == two for one, two in zip(read, expected, strict=True)) >= fewest
    assert read_grids(other, grids.numpy()) == read
    assert evaluate(other, data) == score(read, grids_and_answers(data)[1])
    assert {parameter.dtype for parameter in other.parameters()} == {dtype}  # it is read with, not changed


@pytest.mark.parametrize(
    ("grids", "error", "message"),
    [
        (np.zeros((1, 56, 56), np.float32), TypeError, "uint8, 0 paper to 255 ink, given float32"),
        (np.zeros((1, 56, 56), np.int64), TypeError, "given int64"),
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
    assert sum(map(sum, result.confusion)) == 14  # one for each true digit


def test_nothing_read_in_nothing_is_right():
    assert score([""], [""]).digit_accuracy == score([""], [""]).sequence_accuracy == 1


@pytest.mark.parametrize(("read", "truth"), [([], []), (["1"], ["1", "2"])])
def test_score_refuses(read, truth):
    with pytest.raises(ValueError, match="as many answers as truths"):
        score(read, truth)
