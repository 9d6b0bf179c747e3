"""The tours of the microscope: each step can be done, in the page, and what it says happens there."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from built_book import ROOT, built_book

from mnist2x2.recorded import recorded

PHONE = {"width": 390, "height": 844}
ANSWERS = {  # after a step: which value of the tour's "page" the model writes then
    ("attention", 4): "rest",
    ("attention", 6): "answer",
    ("attention", 7): "answer",
    ("flag", 1): "rest",
    ("flag", 2): "zero",
    ("flag", 4): "answer",
    ("flag", 8): "planted",
    ("reading", 4): "first",
    ("reading", 5): "second",
    ("reading", 6): "both",
    ("language", 1): "plain",
    ("language", 3): "plain",
    ("language", 5): "one",
    ("language", 6): "after",
    ("sharp", 2): "rest",
    ("sharp", 3): "rest",
    ("sharp", 5): "zero",
    ("sharp", 6): "answer",
    ("map", 2): "answer",
    ("map", 3): "answer",
    ("map", 4): "both",
}
SCOPE = "document.querySelector('[data-microscope]').microscope.scope"


def part(page, name: str):
    return page.get_by_test_id(f"microscope-{name}")


def of_scope(page, what: str):
    return page.evaluate(f"() => {SCOPE}.{what}")


@pytest.fixture
def microscope(opened):
    page = opened((built_book() / "book" / "microscope.html").as_uri())
    page.wait_for_function(f"() => {SCOPE}?.trace")
    return page


def take(page, name: str) -> list[dict]:
    """Take a whole tour, with the first choice of each question and "Do it for me". Returns what was said."""
    part(page, "tab-tours").click()
    part(page, f"start-{name}").click()
    steps = []
    while True:
        count = f"{len(steps) + 1} of "
        page.wait_for_function(
            "count => document.querySelector('[data-testid=microscope-tour-count]').textContent.startsWith(count)",
            arg=count,
        )
        if part(page, "tour-question").is_visible():
            assert part(page, "tour-next").is_disabled() and not part(page, "tour-truth").is_visible()
            part(page, "tour-choice-0").click()
            page.wait_for_timeout(30)
        if part(page, "tour-do").is_visible():
            assert part(page, "tour-next").is_disabled() and not part(page, "tour-truth").is_visible()
            part(page, "tour-do").click()
        page.wait_for_function("() => !document.querySelector('[data-testid=microscope-tour-next]').disabled")
        said = [part(page, f"tour-{line}").text_content() for line in ("text", "question", "task", "truth")]
        steps.append(
            {"said": " ".join(said), "answer": of_scope(page, "trace.text"), "model": of_scope(page, "state.model")}
        )
        last = part(page, "tour-next").text_content() != "Next"
        part(page, "tour-next").click()
        if last:
            part(page, "tour").wait_for(state="hidden")
            return steps


def test_every_tour_can_be_taken_and_gives_the_drawing_back(microscope):
    page, measured = microscope, recorded("tours")["tours"]
    before = of_scope(page, "state.marks")
    for name, tour in measured.items():
        steps = take(page, name)
        assert 7 <= len(steps) <= 9 and steps[0]["model"] == tour["model"]
        for number, step in enumerate(steps, 1):
            assert not re.search(r"[{}]|undefined|NaN|null", step["said"]), step["said"]
            if (name, number) in ANSWERS:
                assert step["answer"] == tour["page"][ANSWERS[name, number]], (name, number)
        assert of_scope(page, "state.marks") == before and of_scope(page, "state.model") == "drawn"
        assert of_scope(page, "state.interventions") == [] and of_scope(page, "state.pinned") is None


def test_a_link_leads_to_a_step_and_a_wrong_one_to_none(microscope):
    page = microscope
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    part(page, "tab-tours").click()
    part(page, "start-flag").click()
    part(page, "tour-next").click()
    part(page, "tour-choice-1").click()
    part(page, "tour-do").click()
    part(page, "tour-truth").wait_for()
    assert part(page, "tour-truth").text_content().startswith("Right.")
    axe = Axe().run(page, context="[data-testid=microscope-tour]", options={"preload": False}).response["violations"]
    assert axe == []
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(100)
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= PHONE["width"]
    page.evaluate(f"() => {SCOPE}.change({{ pinned: {SCOPE}.state.marks, pinnedBeginning: [3] }})")
    part(page, "link").click()
    page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('#microscope='))")
    address = page.evaluate("() => navigator.clipboard.readText()")
    part(page, "tour-leave").click()
    part(page, "tour").wait_for(state="hidden")
    page.goto(address)
    part(page, "tour").wait_for()
    assert part(page, "tour-count").text_content().startswith("2 of")
    assert len(of_scope(page, "state.interventions")) == 1 and of_scope(page, "state.pinnedBeginning") == [3]
    assert of_scope(page, "sources.pinnedTrace.text")[0] == "3"
    assert not page.evaluate(f"() => {SCOPE}.use('drawn', {{ pinnedBeginning: [99] }})")
    assert "expected a beginning" in part(page, "word").text_content()
    part(page, "tour-leave").evaluate("button => { button.click(); button.click(); }")
    part(page, "tour").wait_for(state="hidden")
    assert of_scope(page, "state.model") == "drawn"  # a link has no drawing to give back
    for wrong in (
        "{tour: 'flag', step: 99}",
        "{tour: 'none', step: 0}",
        "{tour: 'measured', step: 0}",
        "{tour: [], step: 'x'}",
    ):
        page.evaluate(f"() => {SCOPE}.look('tours', {wrong})")
        part(page, "tour").wait_for(state="hidden")


def test_another_model_and_drawing_in_between_do_no_harm(microscope):
    page = microscope
    part(page, "tab-tours").click()
    part(page, "start-language").click()
    page.wait_for_function(f"() => {SCOPE}.state.model === 'letters'")
    part(page, "tour-choice-0").click()
    page.evaluate(f"() => {SCOPE}.use('drawn', {{ interventions: [{{ at: 'decoder_norm', to: 0 }}] }})")
    page.wait_for_function(f"() => {SCOPE}.state.model === 'drawn'")
    page.get_by_test_id("clear-2").click()
    assert part(page, "tour-next").is_disabled()
    part(page, "tour-do").click()
    page.wait_for_function("() => !document.querySelector('[data-testid=microscope-tour-next]').disabled")
    assert of_scope(page, "state.model") == "letters" and of_scope(page, "state.interventions") == []
    assert of_scope(page, "trace.text") == recorded("tours")["tours"]["language"]["page"]["plain"]
    part(page, "tour-leave").click()
    page.wait_for_function(f"() => {SCOPE}.state.model === 'drawn'")


def test_texts_hold_no_measured_numbers():
    """Numbers come from results/tours.json: a text has at most the sizes of the model."""
    files = (ROOT / "mnist2x2" / "page" / "static" / "microscope" / "tours").glob("*.js")
    texts = [text for file in files for text in re.findall(r'"([^"\n]{30,})"', file.read_text(encoding="utf-8"))]
    assert len(texts) > 100
    for text in texts:
        assert not re.search(r"\d[.,]\d|\d ?%|\d{3}", re.sub(r"\{[^}]*\}", "", text)), text
