"""The app in a browser: drawn in with the mouse, read, corrected, counted, and still there after a restart."""

import pytest
from hand import ONE, SEVEN, SIX, Hand, pen_digits
from running_app import app_command, running
from test_pages import PHONE, serious

from mnist2x2.page.corrections import Corrections

COUNTED = "[data-testid=counts]:not(:empty)"  # the page has asked all that it asks by itself


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with running(app_command(folder / "corrections.sqlite"), folder) as app:
        app.file = folder / "corrections.sqlite"
        yield app


@pytest.fixture
def empty(app):
    """The app with nothing kept."""
    app.file.unlink(missing_ok=True)
    return app


class Person(Hand):
    """A hand, and what it can do below the grid."""

    def answer(self, text: str) -> None:
        self.part("right").fill(text)

    def press(self, name: str) -> None:
        """Press a button and wait until the app has answered."""
        with self.page.expect_response("**/component_server/"):
            self.part(name).click()
        self.page.wait_for_function("!document.querySelector('[data-testid=keep]').disabled")

    @property
    def is_blank(self) -> bool:
        inked = any(self.ink(cell).any() for cell in range(4))
        return not inked and self.prediction == self.said == "" and self.part("take-back").is_disabled()

    @property
    def said(self) -> str:
        return self.part("said").text_content()

    @property
    def counts(self) -> str:
        return self.part("counts").text_content()


@pytest.fixture
def visit(opened):
    """Open the app as a person would; the fixture `opened` sees to it that nothing is asked elsewhere."""

    def visiting(app, *how, **more) -> Person:
        page = opened(app.address, *how, **more)
        page.wait_for_selector(COUNTED)
        return Person(page)

    return visiting


def kept_by(app) -> list:
    with Corrections(app.file) as store:
        return list(store)


def test_draw_read_correct_count_restart(visit, tmp_path):
    file, digits = tmp_path / "corrections.sqlite", pen_digits()
    with running(app_command(file), tmp_path) as app:
        person = visit(app)
        assert person.prediction == "" and "draw a digit" in person.status.lower()
        assert person.counts == "0 drawings kept in all, 0 of them misread."
        for cell, (digit, read) in enumerate(zip((7, 0, 3, 1), ("7", "70", "703", "7031"), strict=True)):
            person.draw(cell, digits[digit])
            assert person.prediction == read
        assert len(person.part("probabilities").inner_text().split()) == 4
        person.answer("7051")  # the person says that it is another digit
        person.press("keep")
        assert person.said == "Kept as 7051, read as 7031."
        assert person.counts == "1 drawing kept in all, 1 of them misread."
        assert person.part("right").input_value() == "" and person.prediction == "7031"  # the drawing stays
        marks = person.marks
    with running(app_command(file), tmp_path) as app:
        assert visit(app).counts == "1 drawing kept in all, 1 of them misread."
    with Corrections(file) as store:
        (kept,) = store
    assert (kept.read, kept.right, kept.marks) == ("7031", "7051", marks)


def test_the_digit_chosen_shows_where_the_model_looked(empty, visit):
    person = visit(empty)
    for cell, digit in ((0, SEVEN), (3, SIX)):
        person.draw(cell, digit)
    board = person.page.locator(".drawing-grid .board .attention")
    assert not board.is_visible()
    person.page.locator("[data-testid=prediction] button").first.focus()
    assert board.is_visible() and board.locator("i").count() == 16
    assert "looks most at the upper left cell" in person.page.locator(".drawing-grid .words").text_content()
    person.page.keyboard.press("Escape")
    assert not board.is_visible()


def test_nothing_is_kept_without_the_button(empty, visit):
    person = visit(empty)
    person.draw(0, SEVEN)
    person.answer("7")
    person.part("right").press("Enter")
    person.page.wait_for_timeout(300)
    assert kept_by(empty) == [] and person.said == ""
    assert person.part("take-back").is_disabled()
    person.press("keep")
    assert len(kept_by(empty)) == 1 and person.said == "Kept as 7, read as 7."
    person.answer("7")
    person.press("keep")
    assert len(kept_by(empty)) == 1 and person.said == "It is kept with that answer already."


def test_taking_back(empty, visit):
    person = visit(empty)
    person.draw(0, SEVEN)
    person.answer("7")
    person.press("keep")
    person.draw(1, ONE)
    assert person.said == ""  # what was said was of another drawing
    person.answer("71")
    person.press("keep")
    person.click("clear")  # the drawing need not be there
    person.press("take-back")
    assert person.said == "Taken back." and [kept.right for kept in kept_by(empty)] == ["7"]
    person.press("take-back")
    assert kept_by(empty) == [] and person.counts == "0 drawings kept in all, 0 of them misread."
    assert person.part("take-back").is_disabled()


def test_refused_answers_are_shown_as_text(empty, visit):
    person = visit(empty)
    html = "<b id=bold>7</b><img src=x onerror=\"document.title='run'\">${document.title='run'}{{value}}`"
    person.draw(0, SEVEN)
    for answer in ("", "71", html, "7'; drop table corrections"):
        person.part("right").evaluate(
            "(field, text) => { field.removeAttribute('maxlength'); field.value = text }", answer
        )
        person.press("keep")
        assert person.said.startswith("Not kept: expected ")
        assert person.part("right").input_value() == answer  # to be mended
    person.part("right").evaluate("(field, text) => { field.value = text }", html[:20])
    person.press("keep")
    assert "<b id=bold>" in person.said
    assert person.page.locator("#bold").count() == 0 and person.page.title() == "Read what you draw"
    assert all(person.part(name).evaluate("(part) => part.childElementCount") == 0 for name in ("said", "counts"))
    assert kept_by(empty) == []
    person.answer("7")
    person.press("keep")
    assert len(kept_by(empty)) == 1


def test_an_empty_drawing_is_refused(empty, visit):
    person = visit(empty)
    person.answer("7")
    person.press("keep")
    assert "empty" in person.said and kept_by(empty) == []


def test_two_people_do_not_see_each_other(empty, visit):
    one, other = visit(empty), visit(empty)
    one.draw(0, SEVEN)
    one.answer("7")
    one.press("keep")
    assert other.is_blank
    other.draw(1, ONE)
    other.answer("1")
    other.press("keep")
    assert other.counts == "2 drawings kept in all, 0 of them misread."
    one.press("take-back")  # the newest is the other's, and stays
    assert one.said == "Taken back." and [kept.right for kept in kept_by(empty)] == ["1"]
    assert visit(empty).is_blank


def test_a_server_that_is_gone_is_said(browser, tmp_path):
    with running(app_command(tmp_path / "corrections.sqlite"), tmp_path) as app:
        page = browser.new_page()
        page.goto(app.address)
        page.wait_for_selector(COUNTED)
        person = Person(page)
    person.draw(0, SEVEN)
    assert person.prediction == "7"  # the page reads without it
    person.answer("7")
    person.part("keep").click()
    page.wait_for_function("document.querySelector('[data-testid=said]').textContent")
    assert "does not answer" in person.said and person.part("right").input_value() == "7"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_can_be_used_by_all(empty, visit, scheme):
    person = visit(empty, scheme)
    person.draw(0, SEVEN)
    person.answer("7")
    person.press("keep")
    theme = "() => document.querySelector('.drawing-grid').dataset.theme"
    assert person.page.evaluate(theme) == scheme
    assert serious(person.page) == []
    person.page.set_viewport_size(PHONE)
    assert serious(person.page) == []
    assert person.page.evaluate("() => document.scrollingElement.scrollWidth") <= PHONE["width"]
    right = "(part) => part.getBoundingClientRect().right"
    assert max(part.evaluate(right) for part in person.page.locator(".reading-app *").all()) <= PHONE["width"]
    for name in ("keep", "take-back", "right"):
        assert person.part(name).bounding_box()["height"] >= 44
    assert person.part("said").get_attribute("aria-live") == "polite"


def test_by_keyboard(empty, visit):
    person = visit(empty)
    person.draw(0, SEVEN)
    person.part("right").focus()
    person.page.keyboard.type("7")
    person.page.keyboard.press("Tab")
    with person.page.expect_response("**/component_server/"):
        person.page.keyboard.press("Enter")
    person.page.wait_for_function("document.querySelector('[data-testid=said]').textContent")
    assert person.said == "Kept as 7, read as 7."


def test_the_theme_can_be_asked_for(empty, opened):
    """As Gradio's own address does, against the system's."""
    page = opened(f"{empty.address}/?__theme=dark", "light")
    page.wait_for_selector(COUNTED)
    page.wait_for_selector(".drawing-grid[data-theme=dark]")
    assert page.evaluate("() => document.body.classList.contains('dark')")
