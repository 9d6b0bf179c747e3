"""The numbers of the microscope: what is said to have made a number does make it."""

import base64
import re
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import mnist2x2
from mnist2x2 import MNIST2x2
from mnist2x2.checkpoint import SHIPPED

STATIC = Path(mnist2x2.__file__).parent / "page" / "static"
HOME = "http://numbers.test/"  # the test answers for it: nothing goes over a network
SAME = 1e-3  # how far a number may be from what its operands make
FIGURE = 300_000  # letters of a figure at most
EACH = 12  # numbers of each tensor that are looked at, in each run

# Plain, then each kind of intervention.
RUNS = [
    [],
    [{"at": "encoder.1.attention.mix", "head": 2, "to": 0}, {"at": "decoder.0.feed_forward", "to": "other"}],
    [{"at": "causal_mask"}, {"at": "patch_embedding.position"}, {"at": "decoder.1.self_attention.mix", "to": 0.5}],
    [
        {"at": "decoder.1.cross_attention.weights", "head": 1, "rows": [1, 2], "look": 6},
        {"at": "encoder_norm", "order": [*range(15, -1, -1)]},
        {"at": "encoder.2", "rows": [0, 5], "to": "other"},
        {"at": "token_position"},
    ],
    [{"at": "decoder.0.cross_attention", "to": 0.25}, {"at": "decoder.1.feed_forward.2", "to": 0}],
]
PHONE = {"width": 390, "height": 844}
# Explain numbers drawn at random of every tensor and every derived one. Returns how many, and what is wrong.
LOOK = """async ({ weights, grids, runs, each, same, home }) => {
  const from = (name) => import(`${home}${name}.js`);
  const [{ loadModel }, { run, sourceOf }, { explain }, { lensOf }, { partsOfLogit }] = await Promise.all(
    ["checkpoint", ...["trace", "anatomy/operands", "anatomy/tensors", "anatomy/parts_of_logit"].map(
      (name) => `microscope/${name}`)].map(from));
  const unpack = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const model = loadModel(unpack(weights)), [grid, another] = grids.map(unpack), wrong = [], counts = {};
  let seed = 1;
  const random = (count) => ((seed = (seed * 48271) % 2147483647) % count);
  const sources = { other: sourceOf(run(model, another)) };
  for (const interventions of runs) {
    const trace = run(model, grid, { interventions, sources }), lens = lensOf(model, trace, interventions);
    const changed = new Set(interventions.map(({ at }) => at));
    trace.logits.forEach((logit, index) => {
      const { parts, constant, difference } = partsOfLogit(lens, index), rests = /as you set it/;
      const sum = (key) => parts.reduce((all, part) => all + part[key], constant[key]);
      const apart = Math.max(Math.abs(sum("logit") - logit), Math.abs(sum("difference") - difference));
      if (!(apart <= same)) wrong.push(`logit ${index} with ${JSON.stringify(interventions)}: parts are ${apart} off`);
      const set = parts.some(({ label }) => rests.test(label)), own = changed.has("decoder.0.cross_attention");
      if (set !== own) wrong.push(`logit ${index} with ${JSON.stringify(interventions)}: set ${set}, not ${own}`);
      counts.parts = (counts.parts ?? 0) + 1;
    });
    const derived = ["patches", "decoder.input", "probabilities"];
    for (const name of trace.tensors.keys()) {
      if (name.endsWith(".weights")) derived.push(name.replace(".weights", ".scores"));
      if (/attention$/.test(name)) derived.push(name.replace(/\\.([a-z_]+)$/, ".after_$1"));
    }
    for (const name of [...trace.tensors.keys(), ...derived]) {
      const { data } = lens.tensor(name);
      for (let k = 0; k < each; k++) {
        const index = random(data.length), found = explain(model, trace, interventions, name, index, sources);
        const { value, sum, operands, constant, share, set, note } = found, made = operands.length || constant;
        const say = (what) => wrong.push(`${name} ${index} with ${JSON.stringify(interventions)}: ${what}`);
        const masked = note.startsWith("Masked");
        if (!Object.is(value, data[index])) say("the value is not the trace's");
        if (!(value === sum || Math.abs(value - sum) <= same)) say(`${value}, and the sum is ${sum}`);
        const total = operands.reduce((all, one) => all + one.contribution, constant?.value ?? 0);
        if (made && Math.abs(total - (share ? 1 : value)) > same) say(`${value}, and the operands make ${total}`);
        if (!made && !set && !masked && name !== "pixels") say("nothing made it");
        if (set && !changed.has(name)) say("nobody set it");
        const isTrue = ({ name, index, value }) => lens.tensor(name).data[index] === value;
        if (!operands.every(isTrue)) say("an operand is not the trace's");
        const words = [found.formula, ...operands.map(({ label }) => label)];
        if (words.some((text) => !text || /undefined|NaN/.test(text))) say("no words");
        const kind = set ? "set" : masked ? "masked" : "made";
        counts[kind] = (counts[kind] ?? 0) + 1;
      }
    }
  }
  return { wrong, counts };
}"""


@pytest.mark.parametrize("name", ["drawn", "letters"])
def test_the_operands_make_each_number(browser, name):
    page = browser.new_page()

    def answer(route):
        path = route.request.url.removeprefix(HOME)
        if path:
            route.fulfill(path=STATIC / path)
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    def packed(content: bytes) -> str:
        return base64.b64encode(content).decode()

    dataset = MNIST2x2(train=False)
    grids = [packed(np.ascontiguousarray(dataset[i][0].numpy()).tobytes()) for i in (0, 1)]
    weights = packed((SHIPPED / f"{name}.safetensors").read_bytes())
    page.route(f"{HOME}**", answer)
    page.goto(HOME)
    given = {"weights": weights, "grids": grids, "runs": RUNS, "each": EACH, "same": SAME, "home": HOME}
    found = page.evaluate(LOOK, given)
    page.close()
    print(name, found["counts"])
    assert not found["wrong"], "\n".join(found["wrong"][:20])
    assert all(found["counts"][kind] > 20 for kind in ("made", "set", "masked", "parts"))


def shown(page) -> tuple[str, float]:
    """Return which number is shown, and the number."""
    page.wait_for_function("() => new Promise((resolve) => requestAnimationFrame(() => resolve(true)))")
    value = page.get_by_test_id("microscope-value").inner_text().replace("\N{MINUS SIGN}", "-")
    return page.get_by_test_id("microscope-anatomy-title").inner_text(), float(value)


def press(page, button, hand: str) -> None:
    if hand == "keyboard":
        button.focus()
        page.keyboard.press("Enter")
    elif hand == "touch":
        button.tap()
    else:
        button.click()


@pytest.mark.parametrize(
    ("hand", "more"),
    [
        ("mouse", {}),
        ("keyboard", {"scheme": "dark"}),
        ("touch", {"viewport": PHONE, "has_touch": True}),
    ],
)
def test_from_a_logit_back_to_a_pixel(opened, served, hand, more):
    page = opened(f"{served}/book/microscope.html", **more)
    first = page.get_by_test_id("microscope-written-0")
    first.wait_for()
    press(page, first, hand)
    parts = page.get_by_test_id("microscope-parts-sum").inner_text()
    assert abs(float(parts) - shown(page)[1]) <= SAME
    press(page, page.get_by_test_id("microscope-by-numbers"), hand)
    seen = [shown(page)]
    while not seen[-1][0].startswith("Pixels"):
        assert len(seen) < 40, seen
        across = page.get_by_test_id("microscope-operand").filter(has_text=re.compile("block 1, cross-attention$"))
        operand = across if across.count() else page.get_by_test_id("microscope-operand").first
        press(page, operand, hand)  # the largest contribution, and once into the picture
        seen.append(shown(page))
        sum_text = page.get_by_test_id("microscope-sum").inner_text().replace("\N{MINUS SIGN}", "-")
        assert not sum_text or abs(float(sum_text) - seen[-1][1]) <= SAME
        assert page.evaluate("document.activeElement.dataset.testid") == "microscope-anatomy-title"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert any("Memory" in words for words, _ in seen) and 0 <= seen[-1][1] <= 1
    last = page.get_by_test_id("microscope-way").get_by_role("button", include_hidden=True)
    assert last.all_text_contents() == [words[0].lower() + words[1:] for words, _ in seen[:-1]]
    page.get_by_test_id("microscope-way").locator("summary").click()
    press(page, last.nth(len(seen) - 4), hand)  # three steps back at once
    seen = seen[:-3]
    assert shown(page) == seen[-1]
    for before in reversed(seen[:-1]):
        if hand == "keyboard":
            page.keyboard.press("Escape")
        else:
            press(page, page.get_by_test_id("microscope-anatomy-back"), hand)
        assert shown(page) == before
    press(page, page.get_by_test_id("microscope-anatomy-back"), hand)
    first.wait_for()


def test_from_a_block_to_a_head_to_a_number(opened, served):
    page = opened(f"{served}/book/microscope.html")
    page.get_by_test_id("microscope-stage-decoder.1").click()
    title = page.get_by_test_id("microscope-anatomy-title")
    expect(title).to_have_text("Decoder block 1")
    page.get_by_test_id("microscope-head-decoder.1.cross_attention-2").click()
    expect(title).to_have_text("decoder block 1, cross-attention, head 2")
    page.get_by_test_id("microscope-row").select_option("2")
    page.get_by_role("application", name="cross-attention, weights, head 2").focus()
    for key in ["ArrowRight", "ArrowRight", "ArrowDown", "Enter"]:
        page.keyboard.press(key)
    place = "to patch 2 (upper right cell, its upper left part)"
    expect(title).to_have_text(f"decoder block 1, cross-attention, weights; head 2; token 1: 3; {place}")
    results = Axe().run(page, context="[data-panel=anatomy]", options={"preload": False})  # without requests of its own
    assert not results.response["violations"], results.generate_report()
    with page.expect_download() as download:
        page.get_by_test_id("microscope-figure").click()
    figure = Path(download.value.path()).read_text()
    assert "head 2; token 1" in figure and len(figure) < FIGURE
    title.focus()
    for level in ["decoder block 1, cross-attention, head 2", "Decoder block 1", "From the picture to the answer"]:
        page.keyboard.press("Escape")
        expect(title).to_have_text(level)


def test_the_figure_of_a_block_is_small(opened, served):
    page = opened(f"{served}/book/microscope.html")
    page.get_by_test_id("microscope-stage-encoder.1").click()
    with page.expect_download() as download:
        page.get_by_test_id("microscope-figure").click()
    figure = Path(download.value.path()).read_text()
    assert "<image" in figure and len(figure) < FIGURE
