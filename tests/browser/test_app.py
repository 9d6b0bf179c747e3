"""The app in a browser: a person draws, corrects what was read, takes it back, and finds it kept after a restart."""

import base64
import io
import random

import numpy as np
import pytest
from hand import ONE, SEVEN, SIX, Hand, pen_digits
from on_paper import sheet
from PIL import Image, ImageOps
from running_app import app_command, running
from test_pages import LAPTOP, PHONE, serious

from mnist2x2.grid import cut
from mnist2x2.page.corrections import Corrections
from mnist2x2.page.photos import PHOTO_SHOWN

COUNTED = "[data-testid=counts]:not(:empty)"  # the page has finished its own requests


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with running(app_command(folder / "corrections.sqlite", "--behind-proxy"), folder) as app:
        app.file = folder / "corrections.sqlite"
        yield app


@pytest.fixture
def empty(app):
    """The app with nothing kept."""
    app.file.unlink(missing_ok=True)
    return app


class Person(Hand):
    """A hand, and what a person can do below the grid."""

    def answer(self, text: str) -> None:
        self.part("right").fill(text)

    def press(self, name: str) -> None:
        """Press a button and wait until the app has answered."""
        with self.page.expect_response("**/component_server/"):
            self.part(name).click()
        self.page.wait_for_function("!document.querySelector('[data-testid=keep]').disabled")

    @property
    def is_blank(self) -> bool:
        return self.is_empty and self.said == "" and self.part("take-back").is_disabled()

    @property
    def is_empty(self) -> bool:
        return self.prediction == "" and not any(self.ink(cell).any() for cell in range(4))

    @property
    def said(self) -> str:
        return self.part("said").text_content()

    @property
    def counts(self) -> str:
        return self.part("counts").text_content()


@pytest.fixture
def visit(opened):
    """Open the app as a person would. The fixture `opened` fails on requests to other machines."""

    def visiting(app, *how, **more) -> Person:
        own = {
            "x-forwarded-for": f"10.0.{random.randrange(256)}.{random.randrange(256)}"
        }  # photos count as many requests
        page = opened(app.address, *how, extra_http_headers=own, **more)
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
        marks = person.marks
        person.answer("7051")  # the person says that one digit is another
        person.press("keep")
        assert person.said == "Kept as 7051, read as 7031. Draw the next one."
        assert person.part("said").is_visible()
        assert person.counts == "1 drawing kept in all, 1 of them misread."
        assert person.part("right").input_value() == "" and person.is_empty  # ready for the next one
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
    assert len(kept_by(empty)) == 1 and person.said == "Kept as 7, read as 7. Draw the next one."
    person.click("undo")  # the drawing is back
    person.answer("7")
    person.press("keep")
    assert len(kept_by(empty)) == 1 and person.said == "It is already kept as 7. Draw the next one."
    assert person.is_empty


def answers_kept(app) -> list[str]:
    return [kept.right for kept in kept_by(app)]


def test_taking_back(empty, visit):
    """The last drawing comes back into the grid, with its answer; then the one before."""
    person, drawn = visit(empty), []
    for strokes, answer in ((SEVEN, "7"), (ONE, "1")):
        person.draw(0, strokes)
        assert person.said == ""  # the last message was about another drawing
        drawn.append(person.marks)
        person.answer(answer)
        person.press("keep")
    assert answers_kept(empty) == ["7", "1"]
    person.draw(1, SIX)
    other = person.marks
    for marks, answer, left in ((drawn[1], "1", ["7"]), (drawn[0], "7", [])):
        person.press("take-back")
        assert person.said == "Taken back. The drawing is no longer kept." and answers_kept(empty) == left
        assert person.marks == marks and person.prediction == person.part("right").input_value() == answer
    assert person.counts == "0 drawings kept in all, 0 of them misread."
    assert person.part("take-back").is_disabled()
    for _ in range(2):
        person.click("undo")
    assert person.marks == other  # nothing that was drawn is lost


def test_taking_back_a_second_answer_brings_the_first_one_back(empty, visit):
    """Of a drawing that was corrected, also with a drawing kept in between."""
    person = visit(empty)
    person.draw(0, ONE)
    person.answer("7")
    person.press("keep")
    person.draw(0, SIX)
    person.answer("6")
    person.press("keep")
    for _ in range(3):  # the emptying, the 6, the emptying before
        person.click("undo")
    person.answer("1")
    person.press("keep")
    assert sorted(answers_kept(empty)) == ["1", "6"]
    person.press("take-back")
    assert sorted(answers_kept(empty)) == ["6", "7"]
    assert person.said == "Taken back. The drawing is kept as 7 again."
    person.press("take-back")
    assert answers_kept(empty) == ["7"]
    person.press("take-back")
    assert answers_kept(empty) == [] and person.part("take-back").is_disabled()


def test_what_is_drawn_while_the_app_answers_stays(empty, visit):
    person = visit(empty)
    person.page.route("**/component_server/", lambda route: (person.draw(1, ONE), route.continue_()))
    person.draw(0, SEVEN)
    person.answer("7")
    person.press("keep")
    assert answers_kept(empty) == ["7"] and person.prediction == "71"


def test_refused_answers_are_shown_as_text(empty, visit):
    person = visit(empty)
    html = "<b id=bold>7</b><img src=x onerror=\"document.title='run'\">${document.title='run'}{{value}}`"
    person.draw(0, SEVEN)
    for answer in ("", "71", html, "7'; drop table corrections"):
        person.part("right").evaluate(
            "(field, text) => { field.removeAttribute('maxlength'); field.value = text }", answer
        )
        person.press("keep")
        assert person.said == "Not kept. 1 cell holds ink: type 1 digit."
        assert person.part("right").input_value() == answer and person.prediction == "7"  # to be corrected
    person.page.route("**/component_server/", lambda route: route.fulfill(json={"said": html}))
    person.press("keep")
    assert person.said == html
    person.page.unroute("**/component_server/")
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
    assert person.said == "Not kept. Draw a digit in at least one cell." and kept_by(empty) == []


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
    one.press("take-back")  # the newest is the other person's, and stays
    assert one.said.startswith("Taken back.") and answers_kept(empty) == ["1"]
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
    assert "not answering" in person.said and person.part("right").input_value() == "7"
    page.close()


@pytest.mark.parametrize(("status", "words"), [(429, "too many requests"), (503, "busy"), (500, "not answering")])
def test_why_a_call_was_refused_is_said(empty, browser, status, words):
    page = browser.new_page()  # the fixture `opened` fails on what is refused
    page.goto(empty.address)
    page.wait_for_selector(COUNTED)
    person = Person(page)
    person.draw(0, SEVEN)
    person.answer("7")
    page.route("**/component_server/", lambda route: route.fulfill(status=status, body="<html>"))
    person.press("keep")
    assert words in person.said and person.prediction == person.part("right").input_value() == "7"
    page.unroute("**/component_server/")
    person.press("keep")
    assert person.said.startswith("Kept as 7")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_is_accessible(empty, visit, scheme):
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
    assert person.said == "Kept as 7, read as 7. Draw the next one."


def test_the_theme_can_be_asked_for(empty, opened):
    """By Gradio's parameter in the address; it overrides the system's theme."""
    page = opened(f"{empty.address}/?__theme=dark", "light")
    page.wait_for_selector(COUNTED)
    page.wait_for_selector(".drawing-grid[data-theme=dark]")
    assert page.evaluate("() => document.body.classList.contains('dark')")


def choose(person, path) -> None:
    """Choose a file, and wait for what the page says about it."""
    person.part("photo-file").set_input_files(path)
    person.page.wait_for_function(
        "() => !['', 'Reading'].includes(document.querySelector('[data-testid=status]').textContent.split(' ')[0])"
    )


@pytest.fixture
def paper(tmp_path):
    """A large photo of paper with the digits 7, 0, 3 and 1."""
    path = tmp_path / "paper.jpg"
    sheet(side=2400).save(path)
    return path


def sent_by(person, action) -> Image.Image:
    """Return the picture that the page sends when it is given a file."""
    with person.page.expect_request("**/component_server/") as asked:
        action()
    return Image.open(io.BytesIO(base64.b64decode(asked.value.post_data_json["data"]["photo"], validate=True)))


@pytest.mark.parametrize(("scheme", "viewport"), [("light", LAPTOP), ("dark", LAPTOP), ("light", PHONE)])
def test_a_photo_is_read_and_the_drawing_comes_back(empty, visit, paper, scheme, viewport):
    person = visit(empty, scheme, viewport)
    person.draw(0, SEVEN)
    marks = person.marks
    picture = sent_by(person, lambda: person.settled(lambda: choose(person, paper)))
    assert (picture.format, picture.size) == ("JPEG", (1600, 1600))
    assert person.prediction == "7031" and person.marks == marks and person.ink(0).any()
    assert person.status.startswith("Read from your photo: 7031.")
    seen = person.part("seen").evaluate("(canvas) => [...canvas.getContext('2d').getImageData(0, 0, 56, 56).data]")
    assert all(cell.any() for cell in cut(np.array(seen).reshape(56, 56, 4)[..., 0]))  # four digits, not one
    digit = person.page.locator("[data-testid=prediction] button").first
    digit.focus()
    assert [layer.is_visible() for layer in person.page.locator(".attention").all()] == [False, True]
    assert serious(person.page) == []
    assert person.page.evaluate("() => document.scrollingElement.scrollWidth") <= viewport["width"]
    person.answer("7")
    person.part("keep").click()
    assert person.said == f"Not kept. {PHOTO_SHOWN}" and kept_by(empty) == []
    person.click("undo")
    assert person.prediction == "7" and person.marks == marks and person.status == person.said == ""
    person.press("keep")
    assert answers_kept(empty) == ["7"]


def test_a_stroke_ends_a_photo_and_another_photo_replaces_it(empty, visit, paper, tmp_path):
    person = visit(empty)
    person.settled(lambda: choose(person, paper))
    assert person.prediction == "7031"
    person.draw(1, ONE)
    assert person.prediction == "1" and person.status == ""
    other = tmp_path / "other.png"
    layers = Image.new("RGBA", (300, 300), (0, 0, 0, 0))  # ink on nothing
    layers.putalpha(ImageOps.invert(sheet("7777", 300).convert("L")))
    layers.save(other)
    picture = sent_by(person, lambda: person.settled(lambda: choose(person, other)))
    assert (picture.format, picture.size, picture.getpixel((0, 0))[:3]) == ("PNG", (300, 300), (255, 255, 255))
    assert person.prediction == "7777"
    person.settled(lambda: choose(person, paper))
    assert person.prediction == "7031"


def test_a_photo_that_cannot_be_read_is_said(empty, visit, tmp_path):
    person = visit(empty)
    person.draw(0, SEVEN)
    heic, small = tmp_path / "photo.heic", tmp_path / "small.png"
    heic.write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 1000)
    Image.new("L", (20, 20), 255).save(small)
    for path, words in ((heic, "This browser cannot open this picture: save it as JPEG"), (small, "at least 56x56")):
        choose(person, path)
        person.page.wait_for_function("(words) => document.body.innerText.includes(words)", arg=words)
        assert words in person.status and person.prediction == "7" and person.part("seen").is_visible()
    person.draw(1, ONE)
    assert person.prediction == "71" and person.status == ""


def test_a_photo_and_a_drawing_are_shared(empty, visit, paper):
    """The app's policy lets the page make the picture and save it; it has no links."""
    person = visit(empty)
    person.draw(0, SEVEN)
    names, inks = [], []
    for _ in range(2):
        person.part("share").click()
        with person.page.expect_download() as download:
            person.part("share-save").click()
        names.append(download.value.suggested_filename)
        board = np.asarray(Image.open(download.value.path()).convert("L"))[64:604, 64:604]
        inks.append([(cell < 128).mean() for cell in cut(np.ascontiguousarray(board))])
        assert not person.part("share-copy").is_visible()
        person.part("share-close").click()
        person.settled(lambda: choose(person, paper))
    assert names == ["reading-7.png", "reading-7031.png"]
    drawn, photo = inks
    assert min(drawn[0], *photo) > 2 * max(drawn[1:])  # without ink, a cell has its lines


def test_a_photo_by_keyboard_and_by_dropping(empty, visit, paper):
    person = visit(empty)
    with person.page.expect_file_chooser() as chooser:
        person.part("share").focus()
        person.page.keyboard.press("Tab")
        person.page.keyboard.press("Enter")
    person.settled(lambda: chooser.value.set_files(paper))
    assert person.prediction == "7031"
    person.click("undo")
    drop = """([board, text]) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], "paper.jpg", { type: "image/jpeg" }));
      board.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
    }"""
    board, text = person.page.query_selector(".board"), base64.b64encode(paper.read_bytes()).decode()
    person.settled(lambda: person.page.evaluate(drop, [board, text]))
    assert person.prediction == "7031"


def test_why_a_photo_was_refused_is_said(empty, browser, paper):
    page = browser.new_page()  # the fixture `opened` fails on what is refused
    page.goto(empty.address)
    page.wait_for_selector(COUNTED)
    person = Person(page)
    person.draw(0, SEVEN)
    statuses = []
    page.route("**/component_server/", lambda route: route.fulfill(status=statuses[-1], body="<html>"))
    for status, words in ((429, "too many requests"), (503, "busy"), (500, "not answering")):
        statuses.append(status)
        choose(person, paper)
        page.wait_for_function("(words) => document.body.innerText.includes(words)", arg=words)
        assert words in person.status and person.prediction == "7"
    page.close()
