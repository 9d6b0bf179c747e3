"""`LearningGrid` without a browser: what its buttons do, what it says, what it refuses."""

import copy
import html
from pathlib import Path

import numpy as np
import pytest
import torch

from mnist2x2.checkpoint import load_pretrained, version_of
from mnist2x2.data.pens import load_strokes
from mnist2x2.drawing.brush import place
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.page import learning_grid
from mnist2x2.page.corrections import Corrections
from mnist2x2.page.learning_grid import ENOUGH, LearningGrid
from mnist2x2.page.sentences import taken_back

NOTHING = [[], [], [], []]


@pytest.fixture(scope="module")
def drawings():
    """Seven drawings by the bundled writer, each with its answer."""
    digits = load_strokes("writer")
    fours = [digits[i : i + 4] for i in range(0, 28, 4)]
    return [([place(d.strokes, 0.6) for d in four], "".join(str(d.label) for d in four)) for four in fours]


@pytest.fixture
def learned(monkeypatch):
    """Replace the training: it returns a model that reads only threes. The fixture is the list of its arguments."""
    calls = []

    def only_threes(model, grids, answers):
        calls.append((model, grids, answers))
        other = copy.deepcopy(model)
        with torch.no_grad():
            other.head.bias[3] += 100
        return other

    monkeypatch.setattr(learning_grid, "fine_tune", only_threes)
    return calls


@pytest.fixture
def panel():
    return LearningGrid()


def keep(panel, drawings) -> None:
    for strokes, answer in drawings:
        panel.grid.draw(strokes)
        panel.keep(answer)


def press(panel, name: str) -> None:
    (button,) = (button for button in panel.buttons if button.description == name)
    button.click()


def test_begins_with_nothing(panel):
    assert panel.answer.value == panel.message.value == "" and panel.grid.marks == NOTHING
    assert repr(panel) == "LearningGrid(0 drawings kept, 0 of them misread; the model: as it began)"
    assert panel.model is panel.start and version_of(panel.model) == version_of(load_pretrained())


def test_keeps_what_is_drawn_with_its_answer(panel, drawings):
    strokes, answer = drawings[0]
    panel.grid.draw(strokes)
    read, picture, marks = panel.grid.prediction, panel.grid.grid, panel.grid.marks
    assert panel.answer.value == read  # the field shows what was read
    assert panel.keep(f" {answer} ")
    (kept,) = panel.store
    assert (kept.right, kept.read, kept.marks) == (answer, read, marks) and np.array_equal(kept.grid, picture)
    assert kept.model == version_of(load_pretrained())
    assert panel.grid.marks == NOTHING and panel.answer.value == ""
    assert panel.message.value == f"Kept as {answer}, read as {read}. Draw the next one."
    panel.grid.draw(strokes)
    assert not panel.keep(answer) and len(panel.store) == 1
    assert panel.message.value == f"It is already kept as {answer}. Draw the next one."


def test_the_button_keeps_what_the_field_says(panel, drawings):
    panel.grid.draw([drawings[0][0][0], None, None, None])
    right = panel.grid.prediction
    press(panel, "Keep")
    panel.grid.draw([drawings[0][0][0], drawings[0][0][1], None, None])
    panel.answer.value = "00"
    press(panel, "Keep")
    assert [(kept.right, kept.read == kept.right) for kept in panel.store] == [(right, True), ("00", False)]
    assert panel.counts.value == "2 drawings kept, 1 of them misread."


def test_takes_back_the_last_and_shows_it_again(panel, drawings):
    keep(panel, drawings[:2])
    panel.take_back()
    panel.take_back()
    assert panel.message.value == "Taken back. The drawing is no longer kept."
    assert len(panel.store) == 0 and panel.counts.value.startswith("0 drawings")
    assert panel.answer.value == drawings[0][1]
    panel.grid.draw(drawings[0][0])
    assert panel.keep(drawings[0][1])
    press(panel, "Take back")
    press(panel, "Take back")
    assert panel.message.value == "There is nothing to take back: no drawing is kept."
    with pytest.raises(ValueError, match="nothing to take back"):
        panel.take_back()


def answers_kept(panel) -> list[str]:
    return [kept.right for kept in panel.store]


def test_taking_back_a_second_answer_brings_the_first_one_back(panel, drawings):
    """Also with a drawing kept in between, and with the same answer given twice."""
    (first, _), (other, _) = drawings[:2]
    keep(panel, [(first, "7100"), (other, "6000"), (first, "1700"), (first, "1700")])
    (was,) = (kept for kept in panel.store if kept.right == "1700")
    assert answers_kept(panel) == ["6000", "1700"]
    panel.grid.clear()
    press(panel, "Take back")
    assert panel.message.value == "Taken back. The drawing is kept as 7100 again."
    assert answers_kept(panel) == ["6000", "7100"] and panel.counts.value.startswith("2 drawings kept")
    assert panel.grid.marks == was.marks and panel.answer.value == "1700"  # to be corrected
    again = panel.store.find(was.grid)
    assert (again.read, again.model, again.marks) == (was.read, was.model, was.marks)
    for left in (["7100"], []):
        press(panel, "Take back")
        assert panel.message.value == "Taken back. The drawing is no longer kept." and answers_kept(panel) == left
    press(panel, "Take back")
    assert panel.message.value == "There is nothing to take back: no drawing is kept."


def test_takes_back_what_was_kept_before_this_session(panel, drawings):
    """And an answer of then that was replaced now is kept again."""
    keep(panel, [(drawings[0][0], "7100"), (drawings[1][0], "6000")])
    later = LearningGrid(store=panel.store)
    keep(later, [(drawings[0][0], "1700")])
    later.take_back()
    assert answers_kept(later) == ["6000", "7100"]
    later.take_back()
    later.take_back()
    assert answers_kept(later) == []
    panel.take_back()  # of a drawing that it kept, and the other panel has taken back
    assert panel.message.value == "It was no longer kept." and panel.grid.marks == NOTHING


def test_an_answer_that_cannot_be_taken_back_now_can_be_later(panel, drawings, monkeypatch):
    keep(panel, [(drawings[0][0], "7100"), (drawings[0][0], "1700")])
    with monkeypatch.context() as patch:
        patch.setattr(panel.store, "add", lambda *args, **more: (_ for _ in ()).throw(OSError("the disk is full")))
        press(panel, "Take back")
        assert panel.message.value == "Not done. The disk is full."
    press(panel, "Take back")
    assert answers_kept(panel) == ["7100"]


def test_what_cannot_be_shown_is_not_taken_back(panel, drawings, monkeypatch):
    keep(panel, drawings[:1])
    with monkeypatch.context() as patch:
        patch.setattr(learning_grid.DrawingGrid, "prediction", property(lambda grid: 1 / 0))
        with pytest.raises(ZeroDivisionError):
            panel.take_back()
    assert answers_kept(panel) == [drawings[0][1]]
    panel.take_back()
    assert answers_kept(panel) == []


def test_the_apps_page_says_the_same_of_an_answer_that_is_kept_again():
    script = (Path(learning_grid.__file__).parent / "static" / "app" / "app.js").read_text(encoding="utf-8")
    assert f"`{taken_back('${earlier.right}')}`" in script


def test_learns_and_undoes(panel, drawings, learned):
    keep(panel, drawings)
    before, weights = copy.deepcopy(panel.start.state_dict()), panel.grid.weights
    panel.grid.draw(drawings[0][0])
    read = panel.grid.prediction
    model = panel.learn()
    message = panel.message.value
    assert message.startswith("Learned from 7 drawings.") and "0.0% now; of MNIST" in html.unescape(message)  # all 3s
    ((start, grids, answers),) = learned
    assert start is panel.start and len(grids) == 7 and answers == [answer for _, answer in drawings]
    assert panel.model is model and panel.grid.prediction == panel.answer.value == "3333"
    assert panel.grid.weights != weights and repr(panel).endswith("the model: fine-tuned)")
    panel.learn()
    assert learned[1][0] is panel.start  # never from what was learned before
    panel.undo()
    assert panel.model is panel.start and panel.grid.weights == weights
    assert panel.grid.prediction == panel.answer.value == read and len(panel.store) == 7
    assert all(torch.equal(panel.start.state_dict()[name], tensor) for name, tensor in before.items())
    panel.undo()
    assert panel.message.value == "It has learned nothing yet."


def test_needs_five_and_says_so(panel, drawings, learned):
    press(panel, "Fine-tune")
    assert panel.message.value == "To learn, the model needs at least 5 drawings: none so far."
    keep(panel, drawings[:4])
    with pytest.raises(ValueError, match="at least 5 drawings: 4 so far"):
        panel.learn()
    assert not learned and panel.model is panel.start
    keep(panel, drawings[4:5])
    press(panel, "Fine-tune")
    assert panel.message.value.startswith("Learned from 5 drawings.") and len(learned) == 1


@pytest.mark.parametrize("error", [ValueError("No digit of it can be held back"), KeyboardInterrupt()])
def test_buttons_rest_while_it_learns_and_come_back(panel, drawings, monkeypatch, error):
    keep(panel, drawings)
    seen = []

    def fails(model, grids, answers):
        seen.extend(control.disabled for control in (panel.answer, *panel.buttons))
        raise error

    monkeypatch.setattr(learning_grid, "fine_tune", fails)
    press(panel, "Fine-tune")
    assert seen == [True] * 5 and not any(control.disabled for control in (panel.answer, *panel.buttons))
    assert panel.model is panel.start and (str(error) or "reads as before") in panel.message.value
    with pytest.raises(type(error)):
        panel.learn()
    assert panel.message.value == "Nothing was learned: it reads as before."


def test_says_in_words_what_cannot_be_kept(panel, drawings):
    press(panel, "Keep")
    assert panel.message.value == "Not kept. Draw a digit in at least one cell."
    panel.grid.draw([drawings[0][0][0], None, None, None])
    for answer in ("12", "", "<b>", "x", "\u0661"):
        panel.answer.value = answer
        press(panel, "Keep")
        assert panel.message.value == "Not kept. 1 cell holds ink: type 1 digit."
        with pytest.raises(ValueError, match=r"^1 cell holds ink: type 1 digit\.$"):
            panel.keep(answer)
    panel.grid.marks = [[{"sample": 3}]] * 4
    press(panel, "Keep")
    assert panel.message.value.startswith("Not kept. A cell shows a test digit, which no model may learn from")
    assert len(panel.store) == 0 and panel.grid.marks[0] == [{"sample": 3}]


def test_digits_that_are_too_few_to_learn_from_are_told_before_it_learns(panel, drawings, learned):
    for digit in range(ENOUGH):
        panel.grid.draw([drawings[digit][0][0], None, None, None])
        panel.keep(drawings[digit][1][0])
    press(panel, "Fine-tune")
    assert panel.message.value == "To learn, the model needs at least 8 digits: 5 so far." and not learned


def test_a_full_store_is_told(tmp_path, drawings):
    panel = LearningGrid(store=Corrections(tmp_path / "there" / "mine.sqlite", limit=1))
    keep(panel, drawings[:1])
    panel.grid.draw(drawings[1][0])
    panel.answer.value = drawings[1][1]
    press(panel, "Keep")
    assert panel.message.value == "Not kept. The store is full: it holds at most 1 corrections."


def test_takes_a_model_and_a_store(tmp_path, drawings, learned):
    model = load_pretrained("book")
    with Corrections(tmp_path / "mine.sqlite") as store:
        panel = LearningGrid(model, store)
        keep(panel, drawings[:1])
    with torch.no_grad():
        model.head.bias[3] += 100  # further training elsewhere changes nothing here
    with Corrections(tmp_path / "mine.sqlite") as store:
        again = LearningGrid(model, store)
        assert again.counts.value.startswith("1 drawing kept")
        assert next(iter(store)).model == version_of(load_pretrained("book")) == version_of(panel.start)
    for no_model, kind in (("book", TypeError), (GridTransformer(ModelConfig(grid=3)), ValueError)):
        with pytest.raises(kind, match="expected a"):
            LearningGrid(no_model)


@pytest.mark.parametrize("answers", ["words", "letters"])
def test_a_model_that_writes_words_is_refused(answers):
    expected = rf"expected a model that writes digits, given one that writes {answers}"
    with pytest.raises(ValueError, match=expected):
        LearningGrid(GridTransformer(ModelConfig(answers=answers)))


def test_what_a_notebook_stores(panel, drawings):
    data = panel._repr_mimebundle_()
    assert data["text/plain"] == repr(panel) and "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"] == "<div data-drawing-grid>Run this cell to draw here.</div>"
    panel.grid.draw(drawings[0][0])
    assert "data-marks='" in panel._repr_mimebundle_()["text/html"] and "0x" not in repr(panel)
