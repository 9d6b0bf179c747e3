import numpy as np
import pytest
import torch

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.decoding import greedy_decode, read_grids, sample
from mnist2x2.evaluation import evaluate, kind_of_answer, score, score_spelled
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.tokenizer import FINISH, LETTERS, PAD, START


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


@pytest.mark.parametrize(
    "config",
    [ModelConfig(), ModelConfig(grid=3, width=24, heads=3, decoder_blocks=3), ModelConfig(answers="letters")],
    ids=["digits", "3x3", "letters"],
)
def test_a_cache_does_not_change_the_logits(config):
    model = GridTransformer(config).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.1 * torch.randn_like(p))
        memory = model.encode(torch.rand(8, config.pixels, config.pixels))
        tokens = torch.randint(0, config.vocabulary, (8, config.longest))
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


@pytest.fixture(scope="module")
def speller():
    """A model of letters that was never trained: its answers are of any length."""
    torch.manual_seed(0)
    return GridTransformer(ModelConfig(answers="letters")).eval()


def test_letters_equal_a_loop_without_a_cache(speller):
    pixels, tokens = torch.rand(20, 56, 56), torch.full((20, 1), LETTERS.start)
    written = greedy_decode(speller, pixels)
    with torch.no_grad():
        memory = speller.encode(pixels)
        for _ in range(written.shape[1]):
            following = speller.decode(tokens, memory)[:, -1].argmax(dim=-1)
            following[(tokens == LETTERS.finish).any(dim=1)] = LETTERS.pad
            tokens = torch.cat([tokens, following[:, None]], dim=1)
    assert torch.equal(tokens[:, 1:], written)
    grids = (pixels * 255).to(torch.uint8)
    assert read_grids(speller, grids) == LETTERS.to_text(greedy_decode(speller, grids.float() / 255))


def test_an_answer_goes_on_from_its_beginning(speller):
    pixels = torch.rand(3, 56, 56)
    beginning = torch.tensor([LETTERS.from_text(text) for text in ("cin", "two", "tre")])
    for written in (greedy_decode(speller, pixels, beginning), sample(speller, pixels, beginning=beginning)):
        assert torch.equal(written[:, :3], beginning)
    free = greedy_decode(speller, pixels)
    assert torch.equal(greedy_decode(speller, pixels, free[:, :2]), free)


@pytest.mark.parametrize(
    "beginning",
    [
        torch.zeros(3, dtype=torch.int64),
        torch.zeros(2, 1, dtype=torch.int64),
        torch.zeros(3, 28, dtype=torch.int64),
        torch.zeros(3, 1),
        torch.full((3, 1), LETTERS.finish),
        torch.full((3, 1), -1),
    ],
)
def test_another_beginning_is_refused(speller, beginning):
    with pytest.raises(ValueError, match=r"expected a beginning int64 \(3, P\), P at most 27, .* given"):
        greedy_decode(speller, torch.rand(3, 56, 56), beginning)


def test_samples_follow_the_probabilities(model, monkeypatch):
    logits = torch.tensor([0.0, 1.0, 2.0, -1.0, *[-30.0] * 9])

    def shares(**options):
        monkeypatch.setattr(model, "encode", lambda pixels: None)
        monkeypatch.setattr(model, "decode", lambda tokens, memory, cache: logits.expand(len(tokens), 1, 13))
        first = sample(model, torch.zeros(20_000, 56, 56), generator=torch.Generator().manual_seed(0), **options)[:, 0]
        return first.bincount(minlength=13) / 20_000

    for temperature in (0.5, 1.0, 2.0):
        expected = (logits / temperature).softmax(dim=0)
        torch.testing.assert_close(shares(temperature=temperature), expected, atol=0.015, rtol=0)
    two = torch.where(logits >= 1, logits, -torch.inf).softmax(dim=0)
    torch.testing.assert_close(shares(top_k=2), two, atol=0.015, rtol=0)
    assert shares(top_k=1)[2] == 1
    torch.testing.assert_close(shares(top_k=99), shares())


def test_samples_are_repeated_by_the_generators_state(speller):
    pixels = torch.rand(8, 56, 56)
    one, same, other = (sample(speller, pixels, generator=torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, same) and not torch.equal(one, other)
    assert torch.equal(sample(speller, pixels, temperature=1e-4), greedy_decode(speller, pixels))


@pytest.mark.parametrize("options", [{"temperature": 0}, {"temperature": -1.0}, {"temperature": np.inf}, {"top_k": 0}])
def test_sampling_refuses(speller, options):
    with pytest.raises(ValueError, match="expected temperature > 0 and top_k of at least 1, given"):
        sample(speller, torch.rand(1, 56, 56), **options)


@pytest.mark.parametrize(
    ("answer", "digits", "kind"),
    [
        ("three seven", "37", "english"),
        ("tres siete", "37", "spanish"),
        ("", "", "right"),
        ("three siete", "37", "mixed"),
        ("one siete", "37", "mixed"),
        ("thres seven", "37", "mixed_inside"),
        ("finco do zero nineve", "5209", "mixed_inside"),
        ("three eight", "37", "misread"),
        ("three", "37", "misread"),
        ("three seven seven", "37", "misread"),
        ("three  seven", "37", "misread"),
        ("qqq", "3", "misread"),
        ("", "3", "misread"),
        ("three", "", "misread"),
    ],
)
def test_kinds_of_answers(answer, digits, kind):
    assert kind_of_answer(answer, digits) == kind


def test_spelled_answers_are_scored():
    read = ["three", "tres", "", "one uno", "thres", "one", "two", "dos"]
    result = score_spelled(read, ["3", "3", "", "11", "3", "2", "2", "2"])
    assert (result.english, result.spanish, result.sequence_accuracy) == (2 / 8, 2 / 8, 5 / 8)
    assert (result.mixed, result.mixed_inside, result.misread) == (1 / 8, 1 / 8, 1 / 8)
    with pytest.raises(ValueError, match="given 1 and 2"):
        score_spelled(["one"], ["1", "2"])
