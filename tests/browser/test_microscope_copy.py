"""The microscope's panel "Copy": copied rows give the numbers that they give in Python, and can be copied by hand."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
import torch

import mnist2x2
from mnist2x2 import MNIST2x2, intervene, load_pretrained, read_grids, record
from mnist2x2.checkpoint import SHIPPED
from mnist2x2.data.grids import grids_and_answers
from mnist2x2.page.drawing_grid import demonstration
from mnist2x2.patches import CELL_OF, CELLS

STATIC = Path(mnist2x2.__file__).parent / "page" / "static"
HOME = "http://copies.test/"  # the test answers for it: nothing goes over a network
SAME = 1e-3  # how far logits and log-probabilities may differ
SAMPLES = 20
SETUP = """async (home) => {
  const own = ["microscope", "copy/patching", "sources", "state", "trace"].map((name) => `microscope/${name}`);
  Object.assign(window, ...(await Promise.all(["checkpoint", ...own].map((name) => import(`${home}${name}.js`)))));
  window.unpack = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}"""


@pytest.fixture(scope="module")
def page(browser):
    """A page with the modules' exports."""
    page = browser.new_page(viewport={"width": 1000, "height": 900}, reduced_motion="reduce")

    def answer(route):
        name = route.request.url.removeprefix(HOME)
        if name.endswith(".css"):  # the joined script holds styles as texts
            text = json.dumps((STATIC / name).read_text(encoding="utf-8"))
            route.fulfill(body=f"export default {text};", content_type="text/javascript")
        elif name:
            route.fulfill(path=STATIC / name)
        else:
            route.fulfill(body="<!doctype html><div id=place></div>", content_type="text/html")

    page.route(f"{HOME}**", answer)
    page.goto(HOME)
    page.evaluate(SETUP, HOME)
    yield page
    page.close()


@pytest.fixture(scope="module")
def grids() -> np.ndarray:
    """Sample grids, uint8 (n, 56, 56)."""
    return grids_and_answers(MNIST2x2(train=False, size=SAMPLES))[0].numpy()


def packed(numbers: np.ndarray | bytes) -> str:
    return base64.b64encode(numbers if isinstance(numbers, bytes) else numbers.tobytes()).decode()


def weights_of(name: str) -> str:
    return packed((SHIPPED / f"{name}.safetensors").read_bytes())


def without_first_cell(grid: np.ndarray) -> np.ndarray:
    return np.where(np.add.outer(np.arange(56) // 28, np.arange(56) // 28) == 0, 0, grid).astype(np.uint8)


def pixels_of(grid: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(grid)[None].float() / 255


def tokens_of(model, text: str) -> torch.Tensor:
    """Return `<start>` and an answer, int64 (1, T)."""
    tokenizer = model.config.tokenizer
    return torch.tensor([[tokenizer.start, *tokenizer.from_text(text)]])


def recording(model, grid: np.ndarray, tokens: torch.Tensor) -> dict:
    with torch.no_grad(), record(model) as seen:
        model(pixels_of(grid), tokens)
    return seen


@torch.no_grad()
def log_probability(model, grid: np.ndarray, tokens: torch.Tensor) -> float:
    """Return the log-probability of an answer, with `<finish>` unless it has the greatest length."""
    finish = [] if tokens.shape[1] == model.config.longest else [model.config.tokenizer.finish]
    targets = torch.tensor([*tokens[0, 1:].tolist(), *finish])
    logs = model(pixels_of(grid), tokens)[0].log_softmax(dim=-1)
    return logs[torch.arange(len(targets)), targets].sum().item()


def test_cells(page):
    assert page.evaluate("cellsOf(16)") == CELL_OF.tolist()
    assert page.evaluate("[0, 1, 2, 3].map((cell) => patchesOfCell(cell, 16))") == CELLS.tolist()
    assert page.evaluate("[1, 4, 49].map((count) => cellsOf(count).length)") == [1, 4, 49]


COPIES = [
    {"at": "patch_embedding", "rows": [1]},
    {"at": "patch_embedding", "rows": CELLS[0].tolist()},
    {"at": "encoder.0", "rows": [5]},
    {"at": "encoder.1", "rows": [1]},
    {"at": "encoder.2", "rows": CELLS[0].tolist()},
    {"at": "encoder.3", "rows": CELLS[2].tolist()},
    {"at": "encoder_norm", "rows": [0, 1, 8]},
    {"at": "encoder_norm"},
    {"at": "encoder.1.attention.mix", "head": 2, "rows": CELLS[0].tolist()},
    {"at": "encoder.0.attention.mix", "head": 0},
    {"at": "decoder.0", "rows": [1]},
    {"at": "decoder.1", "rows": [0, 2]},
    {"at": "decoder.1.cross_attention.mix", "head": 3, "rows": [1]},
    {"at": "decoder.0.self_attention.mix", "head": 1},
]


@pytest.mark.parametrize("name", ["drawn", "letters"])
def test_copied_rows(page, grids, name):
    """Rows of the encoder and the decoder, of one patch, a cell or a token, and heads' mixes: the numbers of Python."""
    model = load_pretrained(name)
    full, present = grids[0], without_first_cell(grids[0])
    theirs = page.evaluate(
        """([weights, full, present, copies]) => {
        const model = loadModel(unpack(weights)), grid = unpack(present);
        const base = run(model, grid), other = run(model, unpack(full)), sources = { pinned: sourceOf(other) };
        const measure = makeMeasure(model, grid, { interventions: [], sources, answers: [base, other] });
        const after = copies.map(({ rows, ...where }) => {
          const copy = copyOf(where, rows), { text, logits } = run(model, grid, { interventions: [copy], sources });
          return { copy, text, logits: [...logits], measured: measure([copy]) };
        });
        const apart = ["cosine", "euclidean"].map((kind) => distances(base, other, "encoder.2", kind));
        return { texts: [base.text, other.text], before: measure([]), after, apart };
      }""",
        [weights_of(name), packed(full), packed(present), COPIES],
    )
    assert theirs["texts"] == read_grids(model, np.stack([present, full]))
    assert theirs["texts"][0] != theirs["texts"][1]
    answers = [tokens_of(model, text) for text in theirs["texts"]]
    own, other = (recording(model, grid, answer) for grid, answer in zip((present, full), answers, strict=True))
    ours = [log_probability(model, present, answer) for answer in answers]
    assert np.allclose(theirs["before"], ours, rtol=0, atol=SAME)
    moved, worst = set(), 0.0
    for copy, page_copy in zip(COPIES, theirs["after"], strict=True):
        assert page_copy["copy"] == {**copy, "to": "pinned"}
        with torch.no_grad(), intervene(model, {**copy, "to": other}):
            (text,) = read_grids(model, present[None])
            logits = model(pixels_of(present), tokens_of(model, text))
            measured = [log_probability(model, present, answer) for answer in answers]
        assert page_copy["text"] == text, copy
        worst = max(worst, np.abs(np.array(page_copy["logits"]) - logits.flatten().numpy()).max())
        assert np.allclose(page_copy["measured"], measured, rtol=0, atol=5 * SAME), copy  # a sum over the answer
        moved.add(text)
    print(f"{name}: logits differ by at most {worst:.1e}; answers {sorted(moved)}")
    assert worst < SAME and len(moved) > 1 and theirs["texts"][1] in moved
    one, two = own["encoder.2"][0][0], other["encoder.2"][0][0]  # (S, D)
    assert np.allclose(theirs["apart"][0], 1 - torch.cosine_similarity(one, two), rtol=0, atol=SAME)
    assert np.allclose(theirs["apart"][1], (one - two).norm(dim=-1), rtol=0, atol=SAME)


# By hand

MOUNT = """([weights, grids, example]) => {
  const truths = Array(20).fill("1234"); // not asked for
  window.microscope = mount(document.querySelector("#place"), {
    models: { drawn: { weights: unpack(weights), means: {} } },
    names: ["drawn"], grids: unpack(grids), truths, empty: [], samples: 20, example, linked: false,
  });
}"""


def part(page, name: str):
    return page.get_by_test_id(f"microscope-{name}")


def frames(page):
    """Wait until the panel shows the present state."""
    page.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")


@pytest.fixture
def bench(page, grids):
    """The panel, with the ready-made pair, and its map filled."""
    page.evaluate(MOUNT, [weights_of("drawn"), packed(grids), demonstration()])
    part(page, "tab-copy").click()
    part(page, "pair-ready").click()
    frames(page)
    yield page
    page.evaluate("microscope.destroy()")


def filled(page):
    part(page, "copy-progress").filter(has_text="All").wait_for()


def test_a_map_that_fills(bench):
    """Its squares are what the copies do; a press makes one, and takes it back; with the keyboard as well."""
    assert "106 copies" in part(bench, "copy-progress").inner_text()
    assert bench.evaluate("microscope.scope.trace.text") == "749"
    filled(bench)
    canvas = part(bench, "copy-map").locator("[data-stage='encoder.1'] canvas")
    canvas.click(position={"x": 36, "y": 12})  # patch 1
    frames(bench)
    copies = "microscope.scope.state.interventions"
    assert bench.evaluate(copies) == [{"at": "encoder.1", "rows": [1], "to": "pinned"}]
    said = part(bench, "copy-map-said").inner_text()
    gained = bench.evaluate(
        """() => {
        const { scope } = microscope, { model, grid, sources } = scope, { pinnedTrace } = sources;
        const measure = makeMeasure(model, grid, { interventions: [], sources, answers: [pinnedTrace] });
        return measure([copyOf({ at: "encoder.1" }, [1])])[0] - measure([])[0];
      }"""
    )
    assert f"the pinned answer gains {gained:.3g}," in said and "patch 1, upper left cell" in said
    result = part(bench, "copy-result").inner_text()
    now = bench.evaluate("microscope.scope.trace.text")
    assert now != "749" and now == bench.locator("[data-part=prediction]").inner_text().replace("\n", "")
    assert result == f"With the copies the model reads {now}, without them 749."
    assert part(bench, "copy-progress").inner_text().startswith("All")  # the map is that of the run without copies
    canvas.press("Enter")
    frames(bench)
    assert bench.evaluate(copies) == [] and part(bench, "copy-result").inner_text() == ""
    part(bench, "copy-group").select_option("cell")
    frames(bench)
    filled(bench)
    canvas.press("ArrowDown")
    canvas.press("Enter")
    frames(bench)
    assert bench.evaluate(copies) == [{"at": "encoder.1", "rows": CELLS[0].tolist(), "to": "pinned"}]
    assert bench.evaluate("microscope.scope.trace.text") == "3749"
    part(bench, "back").click()
    frames(bench)
    assert bench.evaluate("microscope.scope.trace.text") == "749"


def test_copies_of_ones_choice(bench):
    """Stages and heads, patches and tokens; they add up, and unpinning takes them away."""
    for stage, rows in [
        ("encoder.2", "cell 0"),
        ("encoder.1.attention.mix 2", "patch 5"),
        ("decoder.0", "token 1"),
        ("decoder.1.cross_attention.mix 3", "all"),
    ]:
        part(bench, "copy-stage").select_option(stage)
        frames(bench)
        part(bench, "copy-rows").select_option(rows)
        frames(bench)
        part(bench, "copy-now").click()
        frames(bench)
    assert bench.evaluate("microscope.scope.state.interventions") == [
        {"at": "encoder.2", "rows": CELLS[0].tolist(), "to": "pinned"},
        {"at": "encoder.1.attention.mix", "head": 2, "rows": [5], "to": "pinned"},
        {"at": "decoder.0", "rows": [1], "to": "pinned"},
        {"at": "decoder.1.cross_attention.mix", "head": 3, "to": "pinned"},
    ]
    assert part(bench, "changes").locator("li").count() == 4
    for kind in ("euclidean", "cosine"):
        part(bench, "copy-distance").select_option(kind)
        frames(bench)
    for attend in ("decoder.0.self_attention 1", "decoder.1.cross_attention 3", "encoder.3.attention 0"):
        part(bench, "copy-head").select_option(attend)
        frames(bench)
    link = "stateIn(stateLink(microscope.scope.state), ['drawn'], 20)"
    assert bench.evaluate(f"JSON.stringify({link}.view) === JSON.stringify(microscope.scope.state.view)")
    assert bench.evaluate(f"{link}.interventions.length") == 4
    part(bench, "swap").click()
    frames(bench)
    assert bench.evaluate("microscope.scope.plain.text") == "3749"
    part(bench, "unpin").click()
    frames(bench)
    assert bench.evaluate("[microscope.scope.state.pinned, microscope.scope.state.interventions]") == [None, []]
    assert part(bench, "pair-ready").is_visible() and not part(bench, "copy-map").is_visible()


def test_the_map_of_heads(bench):
    """A head that copies a cell: what its square says, and what pressing it does."""
    part(bench, "copy-mix").select_option("cell 0")
    frames(bench)
    canvas = part(bench, "copy-heads").locator("canvas")
    bench.wait_for_function(
        "document.querySelector('[data-testid=microscope-copy-heads] canvas').style.width === '176px'"
    )
    bench.wait_for_timeout(1500)  # the map of all rows comes first
    canvas.click(position={"x": 44 * 2 + 20, "y": 44 + 20})  # encoder 1, head 2
    frames(bench)
    copy = {"at": "encoder.1.attention.mix", "head": 2, "rows": CELLS[0].tolist(), "to": "pinned"}
    assert bench.evaluate("microscope.scope.state.interventions") == [copy]
    before, after = bench.evaluate(
        """(copy) => {
        const { scope } = microscope, { model, grid, sources } = scope, { pinnedTrace } = sources;
        const measure = makeMeasure(model, grid, { interventions: [], sources, answers: [pinnedTrace] });
        return [measure([])[0], measure([copy])[0]];
      }""",
        copy,
    )
    assert f"the pinned answer gains {after - before:.3g}" in part(bench, "copy-heads-said").inner_text()
    said = part(bench, "copy-logs").filter(has_text=f"{before:.3f} without the copies".replace("-", "\u2212"))
    said.filter(has_text=f"{after:.3f} with them".replace("-", "\u2212")).wait_for()


def test_odd_states(bench):
    """What a hostile link may say of this view, an empty drawing, a drawing pinned beside itself, a mask away."""
    view = {"stage": "no.such", "rows": "cell 9", "measure": "constructor", "group": 7, "distance": None, "query": -1}
    states = [
        {"view": {"copy": view}},
        {"view": {"copy": {**view, "attend": "decoder.0.cross_attention 1", "query": 99, "rows": [1, 2]}}},
        {"marks": [[], [], [], []]},
        {"pinned": [[], [], [], []]},
        {"interventions": [{"at": "causal_mask"}, {"at": "encoder.3", "to": 0}], "beginning": [1, 2]},
    ]
    for state in states:
        bench.evaluate("(state) => microscope.scope.change(state)", state)
        frames(bench)
        bench.wait_for_timeout(200)
        part(bench, "figure").is_visible()
    filled(bench)
    with bench.expect_download() as download:
        part(bench, "figure").click()
    figure = Path(download.value.path()).read_text(encoding="utf-8")
    assert figure.startswith("<svg") and "NaN" not in figure and "present: " in figure and "encoder block 3" in figure
