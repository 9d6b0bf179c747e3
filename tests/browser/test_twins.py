"""The drawing grid's JavaScript computes what Python computes: the model, the brush, the digits made of drawings."""

import base64
import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest
import torch

import mnist2x2
from mnist2x2 import MNIST2x2, load_pretrained, read_grids, readings
from mnist2x2.activations import record
from mnist2x2.certainty import Certainty
from mnist2x2.checkpoint import SHIPPED, save_weights, shipped
from mnist2x2.data.grids import compose_batch
from mnist2x2.data.pens import load_strokes
from mnist2x2.drawing.brush import coverage, ink, place
from mnist2x2.drawing.marks import CELL, cell_from_marks, digit_from_marks, mark_from_json
from mnist2x2.drawing.normalising import digit_from_drawing, is_overfull
from mnist2x2.grid import cut
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.patches import patchify
from mnist2x2.reading import no_digit_scores, trace_of
from mnist2x2.tokenizer import TOKENIZERS

STATIC = Path(mnist2x2.__file__).parent / "page" / "static"
HOME = "http://twins.test/"  # the test answers for it: nothing goes over a network
SAME = 1e-3  # how far logits, probabilities and attention may differ
NEAR_TIES = 5  # pixels of a test that may differ, each by 1, where rounding decides
SETUP = """async (home) => {
  const names = ["tokenizer", "model", "checkpoint", "grid", "drawing", "strokes"];
  Object.assign(window, ...(await Promise.all(names.map((name) => import(`${home}${name}.js`)))));
  window.unpack = (text) => {
    const letters = atob(text), bytes = new Uint8Array(letters.length);
    for (let at = 0; at < bytes.length; at++) bytes[at] = letters.charCodeAt(at);
    return bytes;
  };
  window.pack = (numbers) => {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), parts = [];
    for (let at = 0; at < bytes.length; at += 8192) {
      parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
    }
    return btoa(parts.join(""));
  };
  window.joined = (arrays, Kind = Float32Array) => {
    const all = new Kind(arrays.reduce((length, array) => length + array.length, 0));
    arrays.reduce((at, array) => (all.set(array, at), at + array.length), 0);
    return all;
  };
}"""


@pytest.fixture(scope="module")
def page(browser):
    """A page with the modules' exports, and functions to pass numbers in and out."""
    page = browser.new_page()

    def answer(route):
        name = route.request.url.removeprefix(HOME)
        if name:
            route.fulfill(path=STATIC / name)
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route(f"{HOME}**", answer)
    page.goto(HOME)
    page.evaluate(SETUP, HOME)
    yield page
    page.close()


def packed(numbers: np.ndarray | bytes) -> str:
    return base64.b64encode(numbers if isinstance(numbers, bytes) else np.ascontiguousarray(numbers).tobytes()).decode()


def unpacked(text: str, dtype, *shape: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype).reshape(shape or -1)


def weights_of(name: str) -> bytes:
    return (SHIPPED / f"{name}.safetensors").read_bytes()


# The tokens


@pytest.mark.parametrize("name", TOKENIZERS)
def test_the_tokens(page, name):
    tokenizer = TOKENIZERS[name]
    theirs = page.evaluate(
        """(name) => {
        const { tokens, start, finish, space, blank, longest } = TOKENIZERS.get(name);
        return { tokens, start, finish, space, blank, longest: [1, 4, 9].map(longest) };
      }""",
        name,
    )
    assert theirs["tokens"] == tokenizer.tokens and theirs["blank"] == tokenizer.blank
    assert (theirs["start"], theirs["finish"]) == (tokenizer.start, tokenizer.finish)
    assert theirs["longest"] == [tokenizer.longest(cells) for cells in (1, 4, 9)]
    space = theirs["space"]
    assert tokenizer.space == (None if space is None else tokenizer.tokens[space])
    assert page.evaluate("[...TOKENIZERS.keys()]") == list(TOKENIZERS)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("digits", "3749", ["3", "7", "4", "9"]),
        ("words", "tres siete cuatro", ["tres", "siete", "cuatro"]),
        ("letters", "tres siete cuatro", ["tres", "siete", "cuatro"]),
        ("letters", "xxo", ["xxo"]),
        ("letters", " uno  dos ", ["", "uno", "", "dos", ""]),
        *[(name, "", []) for name in TOKENIZERS],
    ],
)
def test_the_words_of_an_answer(page, name, text, words):
    """With the gaps between them, they are the answer."""
    theirs = page.evaluate(
        """([name, tokens]) => {
        const tokenizer = TOKENIZERS.get(name), steps = tokens.map((token) => ({ token }));
        return [tokenizer.toText(tokens), wordsOf(tokenizer, steps)];
      }""",
        [name, TOKENIZERS[name].from_text(text)],
    )
    assert theirs[0] == text == "".join(word["text"] + word["gap"] for word in theirs[1])
    assert [word["text"] for word in theirs[1]] == words
    kept = [step["token"] for word in theirs[1] for step in word["steps"]]
    space = TOKENIZERS[name].from_text(" ") if name == "letters" else []
    assert kept == [token for token in TOKENIZERS[name].from_text(text) if token not in space]


# The model


@pytest.fixture(scope="module")
def grids() -> np.ndarray:
    """500 held-out grids, half of them with empty cells, one entirely empty."""
    halves = [MNIST2x2(train=False, empty=empty) for empty in (0.0, 0.4)]
    parts = [compose_batch(half.images, half.labels, half.picks[:250], half.is_empty[:250])[0] for half in halves]
    grids = torch.cat(parts).numpy()  # (B, 56, 56)
    grids[-1] = 0
    return grids


KINDS = ["greedy", "forced", "probabilities", "attention", "scores", "maps"]  # what is compared


def read_in_the_page(page, weights: bytes, grids: np.ndarray) -> tuple[list[str], list[dict[str, np.ndarray]]]:
    """Return what JavaScript reads in each grid, and its numbers of each of KINDS."""
    texts, numbers = page.evaluate(
        """([weights, grids]) => {
        const model = loadModel(unpack(weights)), pictures = unpack(grids), texts = [], numbers = [];
        for (let at = 0; at < pictures.length; at += 56 * 56) {
          const grid = pictures.subarray(at, at + 56 * 56), { text, steps } = readGrid(model, grid);
          const { memory, maps } = encode(model, new Float32Array(grid).map((pixel) => pixel / 255));
          const tokens = [model.tokenizer.start, ...steps.map((step) => step.token)], cache = newCache(model);
          const forced = decode(model, tokens, memory); // all tokens at once
          const greedy = tokens.map((token) => decode(model, [token], memory, cache).logits); // each token once
          texts.push(text);
          numbers.push([
            joined(greedy),
            forced.logits,
            joined(steps.map((step) => step.probabilities)),
            joined(steps.map((step) => step.attention)),
            Float32Array.from(steps, (step) => step.score),
            joined([...maps, ...forced.maps.flat()]),
          ].map(pack));
        }
        return [texts, numbers];
      }""",
        [packed(weights), packed(grids)],
    )
    return texts, [dict(zip(KINDS, (unpacked(text, np.float32) for text in row), strict=True)) for row in numbers]


def tokens_of(model, texts: list[str]) -> list[list[int]]:
    tokenizer = model.config.tokenizer
    return [[tokenizer.start, *tokenizer.from_text(text)] for text in texts]


@torch.no_grad()
def read_here(model, grids: np.ndarray, tokens: torch.Tensor) -> list[dict[str, np.ndarray]]:
    """Return the same numbers computed in Python, for answers of the same length, int64 (B, T) with `<start>`."""
    pixels = torch.from_numpy(grids).float() / 255
    with record(model) as seen:
        logits = model(pixels, tokens)  # (B, T, C)
    trace = trace_of(model, pixels, tokens[:, 1:])
    maps = {name: tensors[0] for name, tensors in seen.items() if name.endswith(".weights")}
    memory, last = seen["encoder_norm"][0], list(maps)[-1]
    greedy = [model.decode(tokens[:, : t + 1], memory)[:, -1] for t in range(tokens.shape[1])]
    numbers = [
        torch.cat(greedy, dim=1),
        logits,
        (logits[:, :-1] / model.certainty.temperature).softmax(dim=-1),
        maps[last].mean(dim=1)[:, :-1],  # (B, T - 1, S)
        no_digit_scores(trace, model.certainty)[:, : tokens.shape[1] - 1],
        torch.cat([weights.flatten(1) for weights in maps.values()], dim=1),
    ]
    rows = zip(*(kind.flatten(1).numpy() for kind in numbers), strict=True)
    return [dict(zip(KINDS, row, strict=True)) for row in rows]


def largest_differences(model, grids: np.ndarray, texts: list[str], numbers: list[dict]) -> dict[str, float]:
    """Return how far JavaScript's numbers are from Python's for the answers that JavaScript wrote."""
    apart, tokens = dict.fromkeys(KINDS, 0.0), tokens_of(model, texts)
    for length in set(map(len, tokens)):
        rows = [row for row, own in enumerate(tokens) if len(own) == length]
        ours = read_here(model, grids[rows], torch.tensor([tokens[row] for row in rows]))
        for row, own in zip(rows, ours, strict=True):
            for kind in KINDS:
                assert numbers[row][kind].shape == own[kind].shape
                apart[kind] = max(apart[kind], float(np.abs(numbers[row][kind] - own[kind]).max(initial=0)))
    return apart


@torch.no_grad()
def is_near_tie(model, grid: np.ndarray, text: str, other: str) -> bool:
    """Return True if two likeliest tokens, by Python's logits, are hardly apart where two answers part."""
    one, two = tokens_of(model, [text, other])
    same = [own == its for own, its in zip(one, two, strict=False)]  # if they never part, one of them ends early
    parting = same.index(False) if False in same else len(same)
    logits = model(torch.from_numpy(grid)[None].float() / 255, torch.tensor([one[:parting]]))[0, -1]
    likeliest, next_likeliest = logits.topk(2).values.tolist()
    return likeliest - next_likeliest <= SAME


@pytest.mark.parametrize("name", shipped())
def test_the_model(page, grids, name):
    model = load_pretrained(name)
    grids = grids if model.config.answers == "digits" else np.concatenate([grids[:100], grids[-100:]])
    texts, numbers = read_in_the_page(page, weights_of(name), grids)
    for grid, theirs, ours in zip(grids, texts, read_grids(model, grids), strict=True):
        assert theirs == ours or is_near_tie(model, grid, theirs, ours)
    apart = largest_differences(model, grids, texts, numbers)
    print(f"{name}, largest differences: {apart}")
    assert all(difference <= SAME for difference in apart.values())


def test_models_of_other_sizes(page, grids, tmp_path):
    """Untrained ones, which also write <start>, <pad>, or nothing, in the middle of an answer."""
    texts, seen = [], set()
    for seed in range(8):
        torch.manual_seed(seed)
        sizes = {"width": 12 + 3 * seed, "heads": 3, "patch": 7 if seed % 2 else 28, "feed_forward": 21}
        model = GridTransformer(ModelConfig(**sizes, encoder_blocks=1 + seed % 2, decoder_blocks=1 + seed % 3)).eval()
        score = torch.randn(10 * (2 * sizes["width"] + 2)).tolist() if seed % 2 else []
        model.certainty = Certainty(0.5 + seed / 4, 0.8, tuple(score))
        save_weights(tmp_path / "weights", model)
        theirs, numbers = read_in_the_page(page, (tmp_path / "weights").read_bytes(), grids[:10])
        assert theirs == read_grids(model, grids[:10])
        for grid, tokens, row, reading in zip(
            grids, tokens_of(model, theirs), numbers, readings(model, grids[:10]), strict=False
        ):
            (ours,) = read_here(model, grid[None], torch.tensor([tokens]))
            for kind in ("greedy", "forced", "maps"):
                assert np.abs(row[kind] - ours[kind]).max() <= SAME
            shares = row["probabilities"].reshape(-1, 13)[:, :10]
            assert np.abs(shares - reading.probabilities).max(initial=0) <= SAME
            far = [abs(score) > SAME for score in row["scores"]]
            marks = zip(far, row["scores"] > 0, reading.no_digit, strict=True)
            assert all(theirs == ours for clear, theirs, ours in marks if clear)
            seen |= set(reading.no_digit)
        texts += theirs
    assert {len(text) for text in texts} >= {0, 2, 3, 4} and seen == {False, True}


@pytest.mark.parametrize("answers", ["words", "letters"])
def test_models_of_words_and_letters(page, grids, tmp_path, answers):
    """Untrained ones, which write much that is no name of a digit; one of them never writes `<finish>`."""
    grids, texts = np.concatenate([grids[:100], grids[-100:]]), []
    for seed in range(2):
        torch.manual_seed(seed)
        model, own = GridTransformer(ModelConfig(answers=answers, decoder_blocks=1 + seed)).eval(), grids[seed::2]
        with torch.no_grad():  # nothing but words and letters, so that the steps are those of the text
            model.head.bias[model.config.tokenizer.start :] -= 100
            model.head.bias[model.config.tokenizer.finish] += 100 * (1 - seed)
        save_weights(tmp_path / "weights", model)
        theirs, numbers = read_in_the_page(page, (tmp_path / "weights").read_bytes(), own)
        for grid, text, ours in zip(own, theirs, read_grids(model, own), strict=True):
            assert text == ours or is_near_tie(model, grid, text, ours)
        apart = largest_differences(model, own, theirs, numbers)
        print(f"{answers}, largest differences: {apart}")
        assert all(difference <= SAME for difference in apart.values())
        texts += theirs
    lengths = {len(tokens) for tokens in tokens_of(model, texts)}
    print(f"{answers}: {len(set(texts))} answers of {sorted(lengths)} tokens")
    assert max(lengths) == model.config.longest and len(set(texts)) > 5


def test_bytes_in_any_wrapping(page):
    """Python's bytes arrive as a DataView in one host, as a Uint8Array somewhere in a larger buffer in another."""
    texts = page.evaluate(
        """([weights, grid]) => {
        const bytes = unpack(weights), larger = new Uint8Array(bytes.length + 9);
        larger.set(bytes, 3);
        const given = [
          bytes, bytes.buffer, new DataView(bytes.buffer), larger.subarray(3, 3 + bytes.length),
          new DataView(larger.buffer, 3, bytes.length),
        ];
        return given.map((weights) => readGrid(loadModel(weights), unpack(grid)).text);
      }""",
        [packed(weights_of("book")), packed(MNIST2x2(train=False)[31][0].numpy())],
    )
    assert len(texts) == 5 and len(set(texts)) == 1 and len(texts[0]) == 4


def pack_weights(header: dict, data: bytes) -> bytes:
    """Return a safetensors file."""
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


CERTAINTY = {"temperature": 1.0, "sure": 0.9, "no_digit": []}
NO_CERTAINTIES = (
    {"temperature": 0},
    {"temperature": "1"},
    {"sure": 1.1},
    {"sure": None},
    {"no_digit": [1.0] * 1299},
    {"no_digit": [1.0] * 1299 + ["1"]},
    {"no_digit": 1.0},
)


def damaged_weights() -> dict[str, tuple[bytes, str]]:
    """Return damaged files, each with what the error must say, by what is wrong with them."""
    whole = weights_of("book")
    (length,) = struct.unpack("<Q", whole[:8])
    data = whole[8 + length :]

    def altered(change) -> bytes:
        header = json.loads(whole[8 : 8 + length])
        change(header)
        return pack_weights(header, data)

    def reconfigured(**sizes) -> bytes:
        note = {"about": json.dumps({"model": {"grid": 2, "patch": 14, "width": 64, **sizes}})}
        return altered(lambda header: header["__metadata__"].update(mnist2x2=json.dumps(note)))

    def recertified(certainty) -> bytes:
        note = json.loads(json.loads(whole[8 : 8 + length])["__metadata__"]["mnist2x2"])
        about = {"about": json.dumps(json.loads(note["about"]) | {"certainty": certainty})}
        return altered(lambda header: header["__metadata__"].update(mnist2x2=json.dumps(about)))

    sizes = {"heads": 4, "feed_forward": 128, "encoder_blocks": 4, "decoder_blocks": 2}
    assert len(reconfigured(**sizes)) > 8
    return {
        "nothing": (b"", "given 0 bytes"),
        "a few bytes": (whole[:5], "given 5 bytes"),
        "cut in the header": (whole[:1000], f"truncated.*header of {length} bytes.*file of 1000"),
        "cut in a tensor": (whole[:200_000], "truncated: .* the file at 200000"),
        "the last byte lost": (whole[:-1], f"truncated: .* the file at {len(whole) - 1}"),
        "another kind of file": (b"\x89PNG\r\n\x1a\n" + whole[8:], "not a safetensors file"),
        "a garbled header": (whole[:8] + b"[" + whole[9:], "the header is not valid JSON"),
        "an empty header": (pack_weights(None, data), "description is missing"),
        "no description": (altered(lambda header: header.pop("__metadata__")), "description is missing"),
        "a garbled description": (
            altered(lambda header: header["__metadata__"].update(mnist2x2="{")),
            "the description is not valid JSON",
        ),
        **{
            f"a certainty of {certainty}": (recertified(certainty), "what says how sure the model is makes no sense")
            for certainty in (None, [], {}, *({**CERTAINTY, **change} for change in NO_CERTAINTIES))
        },
        "numbers that are not finite": (pack_weights(json.loads(whole[8 : 8 + length]), b"\xff" * len(data)), "finite"),
        "no sizes": (reconfigured(), "whose heads is undefined"),
        "an impossible size": (reconfigured(**sizes | {"heads": -1}), "whose heads is -1"),
        "sizes that do not fit": (reconfigured(**sizes | {"heads": 5}), "a width that 5 heads divide, given 64"),
        "other sizes": (
            reconfigured(**sizes | {"feed_forward": 64}),
            r"feed_forward.0.weight of shape \(64,64\), given \(128,64\)",
        ),
        "answers of another kind": (
            reconfigured(**sizes | {"answers": "runes"}),
            'answers of digits, words, letters, given "runes"',
        ),
        "answers by the name of a method": (reconfigured(**sizes | {"answers": "constructor"}), 'given "constructor"'),
        "no answers": (reconfigured(**sizes | {"answers": None}), "given null"),
        "answers in letters by a model of digits": (
            reconfigured(**sizes | {"answers": "letters"}),
            r"token_embedding.weight of shape \(22,64\), given \(13,64\)",
        ),
        "more blocks": (reconfigured(**sizes | {"encoder_blocks": 5}), "lack encoder.4.attention_norm.weight"),
        "fewer blocks": (reconfigured(**sizes | {"decoder_blocks": 1}), "no more tensors, given decoder.1"),
        "a tensor missing": (altered(lambda header: header.pop("head.bias")), "lack head.bias"),
        "another shape": (
            altered(lambda header: header["head.bias"].update(shape=[12])),
            r"head.bias of shape \(13\), given \(12\)",
        ),
        "another type": (
            altered(lambda header: header["head.bias"].update(dtype="I16")),
            'head.bias as F16 or F32, given "I16"',
        ),
        "other places": (
            altered(lambda header: header["head.bias"].update(data_offsets=[5, 4])),
            "26 bytes of head.bias, given those from 5 to 4",
        ),
        "a place before the file": (
            altered(lambda header: header["head.bias"].update(data_offsets=[-26, 0])),
            "26 bytes of head.bias, given those from -26 to 0",
        ),
        "no place": (altered(lambda header: header["head.bias"].pop("data_offsets")), "26 bytes of head.bias"),
        "no entry": (altered(lambda header: header.update({"head.bias": None})), "head.bias as F16 or F32"),
    }


TRY = """const loading = (bytes) => {
    try {
      loadModel(bytes);
      return null;
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  };"""


def test_damaged_weights(page):
    damaged = damaged_weights()
    files = [packed(content) for content, _ in damaged.values()]
    errors = page.evaluate(f"(files) => {{ {TRY} return files.map((file) => loading(unpack(file))); }}", files)
    for (what, (_, expected)), error in zip(damaged.items(), errors, strict=True):
        assert error is not None, what
        assert re.match(f"Error: .*{expected}", error), what


def test_weights_with_altered_headers(page):
    """Whichever byte of the header is changed, the weights load or are refused with a message."""
    rng, whole = np.random.default_rng(0), weights_of("book")
    places, values = rng.integers(8 + int.from_bytes(whole[:8], "little"), size=300), rng.integers(256, size=300)
    errors = page.evaluate(
        f"""([file, places, values]) => {{
        {TRY}
        return places.map((place, i) => loading(unpack(file).fill(values[i], place, place + 1)));
      }}""",
        [packed(whole), places.tolist(), values.tolist()],
    )
    refusals = [error for error in errors if error is not None]
    assert len(refusals) > 200
    assert all(refusal.startswith("Error: ") for refusal in refusals)


def test_weights_of_either_precision(page, tmp_path):
    """Finite numbers of all kinds arrive unchanged, in float16 and in float32."""
    model = load_pretrained("book")
    special = [0.0, -0.0, 65504, -65504, 6e-8, 3e-5, 6.2e-5, 1, -1 / 3, 1e-7, -1e-7, 2, 0.1]
    model.head.bias.data = torch.tensor(special)
    for dtype in (torch.float16, torch.float32):
        save_weights(tmp_path / "weights", model, dtype)
        content = packed((tmp_path / "weights").read_bytes())
        got = page.evaluate("(file) => pack(loadModel(unpack(file)).head.bias)", content)
        expected = torch.tensor(special).to(dtype).float().numpy()
        np.testing.assert_array_equal(unpacked(got, np.float32), expected, strict=True)
        assert np.signbit(unpacked(got, np.float32)[1])


# Grids


def test_cells_and_grids(page):
    """Cells of any size and kind of number, and the patches of a picture."""
    rng = np.random.default_rng(4)
    for size in (1, 14, 28):
        cells = rng.integers(256, size=(4, size, size), dtype=np.uint8)
        grid = np.block([[cells[0], cells[1]], [cells[2], cells[3]]])
        composed, back = page.evaluate(
            """(cells) => {
            const all = unpack(cells), n = all.length / 4;
            const grid = compose([0, 1, 2, 3].map((i) => all.subarray(i * n, (i + 1) * n)));
            return [pack(grid), pack(joined(cut(grid), Uint8Array))];
          }""",
            packed(cells),
        )
        assert np.array_equal(unpacked(composed, np.uint8, *grid.shape), grid)
        assert np.array_equal(unpacked(back, np.uint8, *cells.shape), cells)
    pixels = rng.random((56, 56), dtype=np.float32)
    for size in (7, 8, 14, 56):
        patches = page.evaluate(
            "([pixels, size]) => pack(joined(cut(new Float32Array(unpack(pixels).buffer), size)))",
            [packed(pixels), size],
        )
        expected = patchify(torch.from_numpy(pixels)[None], size)[0].numpy()
        assert np.array_equal(unpacked(patches, np.float32, *expected.shape), expected)


def test_who_knows_whom():
    """The transformer knows no file format, and drawing knows no model."""
    sources = {path.stem: path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")}
    imports = {name: set(re.findall(r'from "\./([\w.]+?)(?:\.js)?"', text)) for name, text in sources.items()}
    assert imports["model"] == {"grid", "layers", "tokenizer"}
    assert imports["layers"] == imports["grid"] == imports["tokenizer"] == set()
    assert imports["drawing"] == {"grid"} and imports["strokes"] == {"drawing", "grid"}
    assert imports["checkpoint"] == {"model"}


# Drawings


def assert_same_pixels(theirs: np.ndarray, ours: np.ndarray) -> None:
    """Check that uint8 pictures are the same except for a handful of pixels, where rounding decides."""
    assert theirs.shape == ours.shape
    apart = np.abs(theirs.astype(int) - ours)
    print(f"{np.count_nonzero(apart)} of {apart.size} pixels differ, by at most {apart.max(initial=0)}")
    assert apart.max(initial=0) <= 1 and np.count_nonzero(apart) <= NEAR_TIES


def digits_in_the_page(page, cells: list[np.ndarray]) -> tuple[list[bool], np.ndarray]:
    """Return which cells JavaScript calls overfull, and the digit that it makes of each, (n, 28, 28)."""
    overfull, digits = page.evaluate(
        """([cells, sizes]) => {
        const all = unpack(cells), overfull = [], digits = [];
        let at = 0;
        for (const [height, width] of sizes) {
          const cell = all.subarray(at, (at += height * width));
          overfull.push(isOverfull(cell));
          digits.push(digitFromDrawing(cell, height, width));
        }
        return [overfull, pack(joined(digits, Uint8Array))];
      }""",
        [packed(np.concatenate([cell.flatten() for cell in cells])), [cell.shape for cell in cells]],
    )
    return overfull, unpacked(digits, np.uint8, len(cells), 28, 28)


@pytest.fixture(scope="module")
def pen_digits():
    """The strokes of 200 digits, as they were drawn with pens."""
    digits = load_strokes()
    return [digits[i].strokes for i in np.random.default_rng(0).choice(len(digits), 200, replace=False)]


def placed(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return strokes somewhere in a cell, sometimes across its edge."""
    return place(strokes, rng.uniform(0.1, 1.05), tuple(rng.uniform(0.25, 0.75, size=2)))


def test_drawings(page, pen_digits):
    """Drawings on canvases of many sizes, with many brushes and in many places."""
    rng, cells = np.random.default_rng(1), []
    shapes = [(140, 140), (90, 120), (120, 90), (280, 280), (28, 28), (64, 64), (300, 200), (37, 53)]
    for number, strokes in enumerate(pen_digits):
        height, width = shapes[number % len(shapes)]
        drawn = ink(placed(strokes, rng), max(height, width), rng.uniform(0.01, 0.16))
        cells.append((drawn[:height, :width] * rng.uniform(0.4, 1)).astype(np.uint8))  # also in a paler ink
    overfull, digits = digits_in_the_page(page, cells)
    assert overfull == [is_overfull(cell) for cell in cells]
    assert_same_pixels(digits, np.stack([digit_from_drawing(cell) for cell in cells]))
    assert (digits.max(axis=(1, 2)) > 0).mean() > 0.95


def odd_cells() -> dict[str, np.ndarray]:
    def cell(height=140, width=140, ink=(), value=255):
        picture = np.zeros((height, width), dtype=np.uint8)
        for part in ink:
            picture[part] = value
        return picture

    rng = np.random.default_rng(2)
    return {
        "empty": cell(),
        "one pixel": cell(ink=[(70, 70)]),
        "one pixel of a small cell": cell(5, 5, ink=[(0, 4)]),
        "a dot": cell(ink=[np.s_[60:70, 60:70]]),
        "a dot just too small": cell(144, 144, ink=[np.s_[60:77, 60:70]]),
        "a dot just large enough": cell(144, 144, ink=[np.s_[60:78, 60:70]]),
        "a blot": cell(ink=[np.s_[30:110, 30:110]]),
        "a line along the edge": cell(ink=[np.s_[:, 0]]),
        "ink in all corners": cell(ink=[np.s_[::139, ::139]]),
        "a frame": cell(ink=[np.s_[:9], np.s_[-9:], np.s_[:, :9], np.s_[:, -9:]]),
        "half of it": cell(ink=[np.s_[:, :70]]),
        "more than half": cell(ink=[np.s_[:, :71]]),
        "all white": cell(ink=[np.s_[:]]),
        "faint": cell(ink=[np.s_[20:100, 60:70]], value=64),
        "hardly ink": cell(ink=[np.s_[20:100, 60:70]], value=65),
        "noise": rng.integers(256, size=(140, 140), dtype=np.uint8),
        "sparse noise": np.where(rng.random((140, 140)) < 0.02, 255, 0).astype(np.uint8),
        "a checkerboard": (np.indices((140, 140)).sum(axis=0) % 2 * 255).astype(np.uint8),
        "1x1, empty": cell(1, 1),
        "1x1, white": cell(1, 1, ink=[(0, 0)]),
        "1x2": cell(1, 2, ink=[(0, 1)]),
        "thin and high": cell(140, 1, ink=[np.s_[30:90]]),
        "thin and wide": cell(1, 140, ink=[np.s_[:, 30:40]]),
        "two pixels wide": cell(300, 2, ink=[np.s_[30:90, 1]]),
        "large": cell(900, 700, ink=[np.s_[100:800, 300:320]]),
    }


def test_odd_cells(page):
    cells = odd_cells()
    overfull, digits = digits_in_the_page(page, list(cells.values()))
    for (what, cell), too_full, digit in zip(cells.items(), overfull, digits, strict=True):
        assert too_full == is_overfull(cell), what
        if not too_full:
            assert np.array_equal(digit, digit_from_drawing(cell)), what
    assert set(np.array(list(cells))[overfull]) == {"more than half", "all white", "1x1, white"}


def test_the_brush(page):
    """Strokes, also across the edge and outside; a dot; no points at all; one point twice."""
    ways = [
        *[np.random.default_rng(seed).uniform(-0.3, 1.3, size=(1 + seed % 7, 2)).tolist() for seed in range(40)],
        [],
        [[0.5, 0.5]],
        [[0.5, 0.5], [0.5, 0.5]],
        [[-9, 0.5], [9, 0.5]],
        [[7, 7], [8, 8]],
        [[-7, -7], [-8, -8]],
    ]
    for size, width in [(CELL, 0.07), (28, 0.2), (61, 0.001), (50, 3)]:
        theirs = page.evaluate(
            "([ways, size, width]) => pack(joined(ways.map((way) => coverage(way, size, width)), Float64Array))",
            [ways, size, width],
        )
        ours = np.stack([coverage(way, size, width) for way in ways])
        assert np.abs(unpacked(theirs, float, *ours.shape) - ours).max() < 1e-12


@pytest.fixture(scope="module")
def marked(pen_digits) -> list[list[dict]]:
    """The marks of 110 cells: strokes, erasing and samples in many orders."""
    rng, cells = np.random.default_rng(3), []
    for number, strokes in enumerate(pen_digits[:100]):
        width = rng.uniform(0.02, 0.12)
        marks = [{"points": stroke.tolist(), "width": width} for stroke in placed(strokes, rng)]
        if number % 2:
            rubbed = rng.uniform(-0.1, 1.1, size=(3, 2)).tolist()
            marks.insert(int(rng.integers(len(marks) + 1)), {"points": rubbed, "width": 0.16, "erase": True})
        if number % 3 == 0:
            marks.insert(int(rng.integers(len(marks) + 1)), {"sample": number % 4})
        cells.append(marks)
    scribble = {"points": rng.uniform(-0.2, 1.2, size=(60, 2)).tolist(), "width": 0.05}
    eraser = {"points": [[-1, -1], [2, 2]], "width": 1.9, "erase": True}
    dot = {"points": [[0.5, 0.5]], "width": 0.07}
    blot = {"points": [[0.5, 0.5]], "width": 0.4}
    edge = {"points": [[-0.2, 0.1], [0.5, 1.3]], "width": 0.1}
    white = {"points": [[0, 0], [1, 1]], "width": 1.9}
    odd = [[], [scribble], [scribble, eraser], [eraser], [dot], [blot], [edge], [white], [{"sample": 1}]]
    return [*cells, *odd, [{"sample": 0}, {"sample": 2}]]


def test_marks(page, marked):
    """From a cell's marks to the digit that the model sees."""
    samples = np.stack([MNIST2x2(train=False)[i][0].numpy() for i in range(4)])  # (n, 56, 56)
    quarters = cut(samples).swapaxes(0, 1)  # (4, n, 28, 28)
    cells, digits = page.evaluate(
        """([marked, samples]) => {
        const grids = unpack(samples), all = (make) => marked.map((marks, i) => make(marks, grids, i % 4));
        return [pack(joined(all(cellFromMarks), Uint8Array)), pack(joined(all(digitFromMarks), Uint8Array))];
      }""",
        [marked, packed(samples)],
    )
    ours = [
        (cell_from_marks(marks, quarters[i % 4]), digit_from_marks(marks, quarters[i % 4]))
        for i, marks in enumerate([mark_from_json(mark, 4) for mark in marks] for marks in marked)
    ]
    assert_same_pixels(unpacked(cells, np.uint8, len(marked), CELL, CELL), np.stack([cell for cell, _ in ours]))
    assert_same_pixels(unpacked(digits, np.uint8, len(marked), 28, 28), np.stack([digit for _, digit in ours]))
