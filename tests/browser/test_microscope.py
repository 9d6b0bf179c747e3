"""The microscope: every number is PyTorch's, in fifty states; links, hostile ones too; nothing gets stuck."""

import base64
import json

import numpy as np
import pytest
import torch
from built_book import built_book
from hand import ONE, SEVEN, Hand
from test_pages import serious

from mnist2x2.activations import record
from mnist2x2.checkpoint import load_pretrained
from mnist2x2.decoding import greedy_decode
from mnist2x2.drawing.marks import grid_from_marks, marks_from_json
from mnist2x2.grid import compose, cut
from mnist2x2.interventions import intervene, mean_activations
from mnist2x2.page.drawing_grid import SAMPLES, demonstration, sample_grids
from mnist2x2.page.microscope import means_from, pictures, rounded

PAGE = "book/microscope.html"
SAME = 1e-3
SCOPE = "document.querySelector('[data-microscope]').microscope.scope"
READY = f"() => document.querySelector('[data-microscope]').microscope && {SCOPE}.trace"
EMPTY = [[], [], [], []]
TELL = f"""async ({{ model, marks, pinned, ...patch }}) => {{
  const scope = {SCOPE}, settled = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  if (!(await scope.use(model, {{ marks, pinned, ...patch }}))) throw new Error("refused");
  await settled();
  const {{ tokens, text, tensors }} = scope.trace, shapes = [], parts = [];
  for (const [name, {{ data, shape }}] of tensors) {{
    shapes.push([name, shape]);
    parts.push(data);
  }}
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  const bytes = new Uint8Array(all.buffer);
  let letters = "";
  for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  const shown = document.querySelector("[data-testid=prediction]").textContent;
  return {{ tokens, text, shapes, packed: btoa(letters), shown }};
}}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce").new_page()
    page.goto((built_book() / PAGE).as_uri())
    page.wait_for_function(READY)
    yield page
    page.context.close()


def sample(number: int) -> list:
    return [[{"sample": number}] for _ in range(4)]


SEVEN_ONE = [[{"points": SEVEN[0], "width": 0.07}], [], [], [{"points": ONE[0], "width": 0.07}]]
HOLED = [[], *sample(5)[1:]]
REST = {"marks": sample(3), "pinned": None, "other": 0, "beginning": []}


def state(*interventions, model="drawn", **more) -> dict:
    return {"model": model, **REST, "interventions": list(interventions), **more}


def states() -> list[dict]:
    """Return fifty states: plain ones and each kind of intervention, for digits and for letters."""
    kinds = [
        [],
        [{"at": "encoder.1.attention.mix", "head": 2}],
        [{"at": "encoder.3.attention.mix", "head": 0, "to": "mean"}],
        [{"at": "decoder.1.cross_attention.mix", "head": 3, "to": "other"}],
        [{"at": "encoder.0.attention.mix", "to": "mean"}],
        [{"at": "decoder.0.self_attention.mix"}],
        [{"at": "encoder.2.feed_forward", "to": "mean"}],
        [{"at": "decoder.1.feed_forward"}],
        [{"at": "encoder.1.attention.mix", "to": 0}, {"at": "encoder.1.feed_forward", "to": 0}],  # a block
        [{"at": "patch_embedding.position"}],
        [{"at": "token_position"}],
        [{"at": "causal_mask"}],
        [{"at": "encoder_norm", "order": list(range(15, -1, -1))}],
        [{"at": "encoder.1.attention.mix", "head": 2}, {"at": "decoder.0.cross_attention.mix", "head": 1}],  # a pair
        [{"at": "decoder.1.cross_attention.weights", "head": 1, "rows": [2], "look": 5}],
        [{"at": "decoder.0.self_attention.weights", "head": 0, "rows": [1, 2], "look": 1}],
        [{"at": "encoder.0.attention.weights", "head": 3, "look": 0}],
        [{"at": "encoder.1", "rows": [0, 1, 4, 5], "to": "pinned"}],
        [{"at": "decoder.0", "rows": [1], "to": "pinned"}],
        [{"at": "encoder.1.attention.mix", "head": 2, "rows": [0, 1, 4, 5], "to": "pinned"}],
    ]
    digits = [state(*kind, pinned=sample(7), other=number) for number, kind in enumerate(kinds)]
    letters = [state(*kind, model="letters", pinned=sample(7), other=number) for number, kind in enumerate(kinds)]
    more = [
        state(marks=EMPTY),
        state(marks=SEVEN_ONE),
        state(marks=demonstration()),
        state({"at": "encoder.1.attention.mix", "head": 2}, marks=HOLED),
        state({"at": "encoder.2", "rows": [0, 1, 4, 5], "to": "pinned"}, marks=HOLED, pinned=demonstration()),
        state(beginning=[3, 4]),
        state({"at": "causal_mask"}, beginning=[9]),
        state(model="letters", marks=SEVEN_ONE, beginning=[3]),
        state({"at": "encoder.1.attention.mix", "head": 2}, model="letters", marks=HOLED),
        state({"at": "causal_mask"}, {"at": "token_position"}, model="letters", marks=HOLED),
    ]
    return digits + letters + more


class Python:
    """The same models in PyTorch."""

    def __init__(self):
        self.models = {name: rounded(load_pretrained(name)) for name in ("drawn", "letters")}
        self.means = {name: mean_activations(model, means_from()) for name, model in self.models.items()}

    def run(self, name: str, pixels: torch.Tensor, beginning=()):
        """Return the tokens that a model writes, with `<start>` and without `<finish>`, and all that it computes."""
        model = self.models[name]
        start, begun = model.config.tokenizer.start, torch.tensor([list(beginning)], dtype=torch.int64)
        written = [token for token in greedy_decode(model, pixels, begun)[0].tolist() if token <= start]
        tokens = torch.tensor([[start, *written]])
        with torch.no_grad(), record(model) as seen:
            model(pixels, tokens)
        return tokens[0].tolist(), seen

    def pixels(self, marks) -> torch.Tensor:
        return torch.from_numpy(grid_from_marks(marks_from_json(marks, SAMPLES), sample_grids()[0]))[None].float() / 255

    def compute(self, wanted: dict):
        """Return what the model computes in a state of the page."""
        name, (samples, _) = wanted["model"], sample_grids()
        sources = {"mean": self.means[name]}
        if any(change.get("to") == "other" for change in wanted["interventions"]):
            other = torch.from_numpy(samples[wanted["other"]].copy())[None].float() / 255
            _, sources["other"] = self.run(name, other)
        if any(change.get("to") == "pinned" for change in wanted["interventions"]):
            _, sources["pinned"] = self.run(name, self.pixels(wanted["pinned"]))
        changes = [
            {**change, "to": sources.get(change.get("to"), change.get("to", 0.0))} for change in wanted["interventions"]
        ]
        with intervene(self.models[name], *changes):
            return self.run(name, self.pixels(wanted["marks"]), wanted["beginning"])


@pytest.mark.timeout(300)
def test_every_number_is_pytorchs_in_fifty_states(page):
    python, all_states, furthest = Python(), states(), 0.0
    assert len(all_states) == 50
    for wanted in all_states:
        told = page.evaluate(TELL, wanted)
        tokens, seen = python.compute(wanted)
        assert told["tokens"] == tokens, wanted
        assert (
            told["text"]
            == told["shown"]
            == python.models[wanted["model"]].config.tokenizer.to_text(torch.tensor([tokens[1:]]))[0]
        )
        numbers, at = np.frombuffer(base64.b64decode(told["packed"]), np.float32), 0
        assert {name for name, _ in told["shapes"]} == set(seen) - {""}
        for name, shape in told["shapes"]:
            own, size = seen[name][-1][0].numpy(), int(np.prod(shape))
            assert list(own.shape) == shape, (name, wanted)
            apart = np.abs(numbers[at : at + size].reshape(shape) - own).max(initial=0)
            assert apart <= SAME, (name, apart, wanted)
            furthest, at = max(furthest, float(apart)), at + size
        assert at == len(numbers)
    print(f"furthest apart: {furthest:.2g}")


def test_all_numbers_are_saved_as_they_are(page):
    page.evaluate(TELL, state({"at": "encoder.1.attention.mix", "head": 2}))
    with page.expect_download() as download:
        page.click("[data-testid=microscope-numbers]")
    numbers = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert np.array(numbers["pixels"]).shape == (56, 56) and np.array(numbers["logits"]).shape == (5, 13)
    pixels = Python.pixels(None, sample(3))
    assert np.abs(np.array(numbers["pixels"]) - pixels[0].numpy()).max() < 1e-6
    assert np.array(numbers["encoder.1.attention.mix"]).shape == (4, 16, 16)
    assert not np.array(numbers["encoder.1.attention.mix"])[2].any()


def test_the_counted_grids_are_test_grids_with_cells_emptied():
    about = pictures()
    assert len(about["grids"]) == len(about["truths"]) == len(about["empty"]) == 200
    for grid, truth, empty in zip(about["grids"], about["truths"], about["empty"], strict=True):
        cells = cut(grid)
        assert len(truth) == 4 and all(cell.any() for cell in cells)
        assert 0 <= sum(empty) <= 4
        assert compose(cells).shape == grid.shape
    assert sum(map(sum, about["empty"])) > 200


# Links


def link_of(page) -> str:
    """Press the button that copies a link, and return what it copies."""
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard',"
        " { configurable: true, value: { writeText: async (text) => { window.copied = text } } })"
    )
    page.evaluate("window.copied = null")
    page.click("[data-testid=microscope-link]")
    page.wait_for_function("window.copied")
    return page.evaluate("window.copied")


def opened_at(page, address: str) -> dict:
    """Open an address as a stranger would, and return the state and the logits there."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function(READY)
    page.wait_for_function("document.querySelector('[data-testid=microscope-word]').textContent")
    page.wait_for_timeout(300)
    return page.evaluate(f"({{ state: {SCOPE}.state, logits: [...{SCOPE}.trace.logits] }})")


LINKED = {
    "strokes": state(marks=SEVEN_ONE, pinned=demonstration(), panel="maps", view={"maps": {"head": 2, "query": 5}}),
    "interventions": state({"at": "encoder.1.attention.mix", "head": 2, "to": "mean"}, {"at": "causal_mask"}),
    "letters": state(model="letters", beginning=[3, 4], panel="stepper"),
    "a copy": state({"at": "encoder.2", "rows": [0, 1], "to": "pinned"}, marks=HOLED, pinned=SEVEN_ONE),
}


@pytest.mark.parametrize("case", LINKED)
def test_a_link_opens_the_same_state(page, opened, case):
    page.evaluate(TELL, LINKED[case])
    address = link_of(page)
    there = opened_at(opened(address), address)
    assert there["state"] == page.evaluate(f"{SCOPE}.state")
    assert there["logits"] == page.evaluate(f"[...{SCOPE}.trace.logits]")


def encoded(**changes) -> str:
    """Return the end of a link to a state with some fields changed."""
    plain = {"model": "drawn", "marks": "#draw=1.AAAAAA", "pinned": None, "other": 0, "interventions": []}
    text = json.dumps({**plain, "beginning": [], "panel": "maps", "view": {}, **changes})
    return "1." + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def changed(**change) -> str:
    return encoded(interventions=[{"at": "encoder.1.attention.mix", **change}])


HOSTILE = {
    "": "version 1",
    "0.AAAA": 'version 1, given "0"',
    "2.AAAA": 'version 1, given "2"',
    "1.": "letters that hold none",
    "1.%3Cscript%3E": "letters that hold none",
    "1." + "A" * 30_000: "at most 24000 letters",
    "1.bnVsbA": "a state as an object",
    encoded(model="<img src=x onerror=hit()>"): "a model of drawn",
    encoded(model="__proto__"): "a model of drawn",
    encoded(marks=None): "a drawing, given null",
    encoded(marks="#draw=1.A"): "cut off",
    encoded(marks="#draw=9.AAAAAA"): "version 1 or 2",
    encoded(other=200): "another picture from 0 to 199, given 200",
    encoded(other=-1): "another picture from 0 to 199",
    encoded(other=1.5): "another picture from 0 to 199",
    encoded(other=float("nan")): "letters that hold none",
    encoded(beginning=[10]): "tokens from 0 to 9",
    encoded(beginning=[0] * 5): "a beginning of at most 4 tokens",
    encoded(panel="<b>"): "a panel of anatomy",
    encoded(view={"maps": {"head": "<img src=x onerror=hit()>"}}): "a view of plain values",
    encoded(view={"maps": {"head": {"deep": 1}}}): "a view of plain values",
    encoded(view={"nothing": {}}): "a view of anatomy",
    encoded(evil=1): "a state of model",
    encoded(interventions=[{"at": "encoder.0"}] * 41): "at most 40 interventions",
    encoded(interventions="all"): "at most 40 interventions",
    encoded(interventions=[{"at": "encoder.7"}]): "a tensor of this model",
    encoded(interventions=[{"at": "head", "to": "mean"}]): "the mean of a mix",
    encoded(interventions=[{"at": "causal_mask", "head": 1}]): "causal_mask as a whole",
    changed(head=4): "a head of encoder.1.attention.mix, given 4",
    changed(head="2"): "a head of encoder.1.attention.mix",
    changed(rows=[16]): "rows from 0 to 15",
    changed(rows="all"): "rows from 0 to 15",
    changed(to=1e9): "a number or mean, other, pinned",
    changed(to="constructor"): "a number or mean, other, pinned",
    changed(to="pinned"): "a pinned drawing to copy from",
    changed(look=3): "to look at",
    changed(order=[0] * 16): "an order of 16 rows",
    changed(to=0, order=list(range(16))): "one of to, look and order",
    changed(run="hit()"): "an intervention of at",
}


def test_hostile_links_end_in_words(browser):
    context = browser.new_context()
    page, home = context.new_page(), (built_book() / PAGE).as_uri()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(home)
    page.wait_for_function(READY)
    page.evaluate("void (window.hit = () => { window.harmed = true })")
    before = page.evaluate(f"JSON.stringify({SCOPE}.state)")
    for end, words in HOSTILE.items():
        page.evaluate("document.querySelector('[data-testid=microscope-word]').textContent = ''")
        page.evaluate("(end) => (location.hash = end)", f"#microscope={end}")
        page.wait_for_function("document.querySelector('[data-testid=microscope-word]').textContent")
        said = page.locator("[data-testid=microscope-word]").text_content()
        assert "cannot be shown" in said and words in said, (end[:80], said)
        assert page.evaluate(f"JSON.stringify({SCOPE}.state)") == before
    assert not page.evaluate("window.harmed") and errors == []
    context.close()


def test_a_link_without_a_clipboard_can_be_copied_by_hand_and_left(opened):
    page = opened((built_book() / PAGE).as_uri())
    page.wait_for_function(READY)
    page.evaluate(TELL, LINKED["interventions"])
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined })")
    page.click("[data-testid=microscope-link]")
    address = page.locator("[data-testid=microscope-address]").input_value()
    there = opened(address)
    there.wait_for_selector("[data-testid=microscope-word] a")
    assert len(there.evaluate(f"{SCOPE}.state.interventions")) == 2
    with there.expect_navigation():
        there.click("[data-testid=microscope-word] a")
    there.wait_for_function(READY)
    assert "#" not in there.url and there.evaluate(f"{SCOPE}.state.interventions") == []


# What stands around the panels


def said(page, name: str) -> str:
    return page.locator(f"[data-testid=microscope-{name}]").inner_text()


def test_it_is_said_in_which_order_the_digits_stand(page):
    page.evaluate(TELL, state(marks=HOLED))
    assert said(page, "order") == "Each digit stands in the place of its cell."
    head = {"at": "encoder.1.attention.mix", "head": 2}
    told = page.evaluate(TELL, state(head, marks=[sample(2)[0], [], *sample(2)[2:]]))
    assert told["shown"] == told["text"] == "2156"  # a digit that is not there
    assert said(page, "order").startswith("In the order in which they are written, not by cell. Writing the second, 1,")
    assert "at the upper right cell, which is empty" in said(page, "order")


def test_all_changes_are_listed_and_can_be_taken_back(page):
    page.evaluate(TELL, state(beginning=[3, 4]))
    items = page.locator("[data-testid=microscope-changes] li")
    assert [text.split("\n")[0] for text in items.all_inner_texts()] == ["Given by you: 3 4"]
    page.evaluate(f"{SCOPE}.intervene([{{ at: 'encoder.0', rows: [1] }}])")
    page.wait_for_function("document.querySelectorAll('.microscope .changes li').length === 2")
    items.nth(1).locator("button").click()
    page.wait_for_function("document.querySelectorAll('.microscope .changes li').length === 1")
    assert page.evaluate(f"{SCOPE}.state.beginning") == []
    page.evaluate(f"{SCOPE}.intervene(Array(41).fill({{ at: 'encoder.0' }}))")
    assert "At most 40" in said(page, "word") and len(page.evaluate(f"{SCOPE}.state.interventions")) == 1


def test_more_than_four_words_stay_above_their_probabilities(page):
    page.evaluate(TELL, state(model="letters"))
    letters = page.evaluate(f"[...'one two six t'].map((letter) => {SCOPE}.model.tokenizer.tokens.indexOf(letter))")
    page.evaluate(TELL, state(model="letters", beginning=[*letters[:-1], *letters[:8], letters[-1]]))
    tops = """(name) => [...document.querySelector(`[data-testid=${name}]`).children].map((own) =>
      [own.getBoundingClientRect().left, own.getBoundingClientRect().top])"""
    words, chances = page.evaluate(tops, "prediction"), page.evaluate(tops, "probabilities")
    assert len(words) == len(chances) > 4
    assert all(
        abs(word[0] - chance[0]) < 1 and word[1] < chance[1] for word, chance in zip(words, chances, strict=True)
    )
    assert chances[0][1] < words[4][1]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_changes_and_answer_stay_in_view(opened, width, height):
    page = opened((built_book() / PAGE).as_uri(), viewport={"width": width, "height": height})
    page.wait_for_function(READY)
    page.evaluate(TELL, state({"at": "encoder.1.attention.mix", "head": 2}, panel="anatomy"))
    box = """(name) => document.querySelector(`.microscope ${name}`).getBoundingClientRect().toJSON()"""
    assert page.evaluate(box, "[role=tablist]")["top"] < (420 if width > 1000 else 1150)
    page.evaluate("scrollTo(0, 900)")
    held, drawing = page.evaluate(box, ".held"), page.evaluate(box, ".drawing-grid")
    assert 40 < held["top"] < 60 and held["height"] <= 50
    if width > 1000:
        assert held["bottom"] <= drawing["top"] and drawing["bottom"] <= height
    else:
        page.evaluate("scrollTo(0, 1500)")
        assert page.evaluate(box, ".held")["top"] < 60
        assert said(page, "reads") == page.evaluate(f"{SCOPE}.trace.text")


# Every control, and whatever a hand may do

CONTROLS = """([tab, done]) => {
  const panel = document.querySelector(`[data-panel=${tab}]`), frame = document.querySelector(".microscope");
  const all = [...panel.querySelectorAll("button, select, input, summary, canvas[tabindex]")];
  const nameOf = (control) => [control.tagName, control.dataset.testid, control.getAttribute("aria-label"),
    control.tagName === "CANVAS" || control.tagName === "SELECT" ? "" : control.textContent, control.type, control.name,
    control.value].join("|").slice(0, 160);
  frame.querySelectorAll("[data-next]").forEach((other) => other.removeAttribute("data-next"));
  const idle = (control) => control.disabled || control.getAttribute("aria-disabled") === "true";
  const next = all.find((control) => control.checkVisibility() && !idle(control) && !done.includes(nameOf(control)));
  next?.setAttribute("data-next", "");
  return next && { name: nameOf(next), tag: next.tagName, type: next.type ?? "" };
}"""
MOST = 90  # controls of a panel that are tried: tables of tokens may hold hundreds that are alike


def use(page, control: dict, way: str) -> None:
    """Use one control, by mouse, touch or key."""
    place = page.locator("[data-next]")
    place.scroll_into_view_if_needed()
    if control["tag"] == "SELECT":
        place.select_option(index=place.locator("option").count() - 1)
    elif control["tag"] == "INPUT" and control["type"] in ("text", "number", "search"):
        place.fill("7")
        place.press("Enter")
    elif way == "key" or control["type"] == "range":
        place.focus()
        for key in ("ArrowRight", "Enter" if control["tag"] != "INPUT" else " "):
            place.press(key)
    elif way == "touch":
        place.tap()
    else:
        place.click()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_control_once(opened, width):
    address = (built_book() / PAGE).as_uri()
    page = opened(address, viewport={"width": width, "height": 900}, has_touch=True)
    page.wait_for_function(READY)
    page.evaluate(TELL, state({"at": "encoder.3.attention.mix", "head": 1}, marks=sample(2), pinned=sample(4)))
    ways, number = ("mouse", "touch", "key"), 0
    for tab in ("anatomy", "maps", "switches", "stepper", "copy", "tours"):
        page.locator(f"[data-testid=microscope-tab-{tab}]").click()
        page.locator(f"[data-testid=microscope-{tab}]").wait_for(state="visible")
        done = []
        while len(done) < MOST:
            page.locator(f"[data-testid=microscope-tab-{tab}]").click()
            page.wait_for_timeout(30)
            control = page.evaluate(CONTROLS, [tab, done])
            if control is None:
                break
            done.append(control["name"])
            use(page, control, ways[number % 3])
            number += 1
        assert done, tab
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (tab, wide)
    page.locator("[data-testid=microscope-tab-anatomy]").click()
    reset = page.locator("[data-testid=microscope-reset]")
    page.wait_for_timeout(300)
    if reset.is_enabled():
        reset.click()
    page.evaluate(TELL, state(marks=sample(2)))
    assert page.locator("[data-testid=prediction]").text_content() == pictures()["truths"][2]


def test_whatever_a_hand_does_nothing_gets_stuck(opened):
    page = opened((built_book() / PAGE).as_uri())
    page.wait_for_function(READY)
    dice = np.random.default_rng(0)
    box = page.locator(".microscope").bounding_box()
    keys = ["Tab", "Enter", "Space", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Escape", "7", "Backspace"]
    for _ in range(300):
        x = box["x"] + dice.random() * box["width"]
        y = 60 + dice.random() * 820
        kind = dice.integers(6)
        if kind < 2:
            page.mouse.click(x, y)
        elif kind == 2:
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + 40 * dice.normal(), y + 40 * dice.normal())
            page.mouse.up()
        elif kind == 3:
            page.mouse.wheel(0, float(300 * dice.normal()))
        else:
            page.keyboard.press(keys[dice.integers(len(keys))])
        if page.url.split("#")[0] != (built_book() / PAGE).as_uri():  # a link led away
            page.go_back()
            page.wait_for_function(READY)
    page.keyboard.press("Escape")
    page.evaluate(TELL, state(marks=sample(6)))
    page.locator("[data-testid=microscope-tab-switches]").click()
    page.locator("[data-testid=microscope-switches]").wait_for(state="visible")
    assert page.locator("[data-testid=prediction]").text_content() == pictures()["truths"][6]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_panels_are_accessible(served, opened, scheme):
    page = opened(f"{served}/{PAGE}", scheme)
    page.wait_for_function(READY)
    page.evaluate(TELL, state({"at": "encoder.3.attention.mix", "head": 1}, marks=sample(2), pinned=sample(4)))
    for tab in ("anatomy", "maps", "switches", "stepper", "copy", "tours"):
        page.locator(f"[data-testid=microscope-tab-{tab}]").click()
        page.wait_for_timeout(300)
        assert (tab, serious(page)) == (tab, [])


def test_the_page_stays_small():
    static = built_book() / "_static"
    own = ["microscope.js", "microscope-data.js", "microscope-letters.js"]
    assert sum((static / name).stat().st_size for name in own) < 2_000_000


def test_without_scripts_and_on_paper_there_is_a_figure(browser):
    for more in ({"java_script_enabled": False}, {}):
        page = browser.new_context(**more).new_page()
        page.goto((built_book() / PAGE).as_uri())
        if not more:
            page.wait_for_function(READY)
            assert not page.locator("figure.still").is_visible()
            page.emulate_media(media="print")
            assert not page.locator(".microscope").is_visible()
        assert page.locator(".still img").is_visible()
        page.context.close()


def test_the_drawing_begins_with_an_example_that_gives_way(browser):
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto((built_book() / PAGE).as_uri())
    page.wait_for_function(READY)
    hand = Hand(page)
    assert hand.prediction == "3749"
    hand.draw(1, SEVEN)
    assert hand.prediction == "7" and not hand.ink(0).any()
    hand.click("undo")
    assert hand.prediction == ""
    hand.click("undo")  # the example comes back, too
    assert hand.prediction == "3749"
    for name in ("cell-0", "cell-1", "cell-2", "cell-3", "prediction", "status", "microscope-numbers"):
        assert page.locator(f"[data-testid={name}]").count() == 1
    page.context.close()
