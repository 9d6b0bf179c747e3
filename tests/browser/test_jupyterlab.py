"""Chapter 9 in JupyterLab, without a network: run all cells, draw with the mouse, and Python knows what was drawn."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from built_book import ROOT
from hand import ONE, SEVEN, Hand, pen_digits
from jupyter_client import BlockingKernelClient
from on_paper import sheet

NOTEBOOK = ROOT / "notebooks" / "09_drawing_grid.ipynb"
# JupyterLab must not ask other machines for news
QUIET = ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.extension_manager=readonly"]
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}
SILENCE = "Python is not answering: its kernel is busy, was restarted or has ended. The page goes on reading."


class Lab:
    """A running JupyterLab with its own folder."""

    def __init__(self, folder: Path):
        self.runtime = folder / "runtime"
        self.work = work = folder / "work"
        work.mkdir()
        shutil.copy(NOTEBOOK, work)
        settings = folder / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(NO_NEWS))
        own = {"CONFIG_DIR": "config", "RUNTIME_DIR": "runtime"}
        own_lab = {"SETTINGS_DIR": "settings", "WORKSPACES_DIR": "workspaces"}
        self.environment = {
            **os.environ,
            **{f"JUPYTER_{name}": str(folder / place) for name, place in own.items()},
            **{f"JUPYTERLAB_{name}": str(folder / place) for name, place in own_lab.items()},
            "IPYTHONDIR": str(folder / "ipython"),
            "MNIST2X2_SHORT": "1",
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root"]
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, *QUIET], cwd=work, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.about = self.wait(self.running, 60, "JupyterLab did not start")

    def wait(self, look, seconds: float, complaint: str):
        """Call `look` again and again until it returns something."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := look():
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        pytest.fail(f"{complaint}:\n{self.log.read_text()[-3000:]}")

    def running(self) -> dict | None:
        for path in self.runtime.glob("jpserver-*.json"):
            about = json.loads(path.read_text() or "null")
            try:
                if about:
                    urllib.request.urlopen(f"{about['url']}api?token={about['token']}", timeout=5)
                    return about
            except OSError:
                pass
        return None

    def ask(self, place: str, method: str = "GET"):
        request = urllib.request.Request(f"{self.about['url']}api/{place}", method=method)
        request.add_header("Authorization", f"token {self.about['token']}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def idle(self) -> bool:
        """Return whether a kernel waits for work."""
        try:
            return any(kernel["execution_state"] == "idle" for kernel in self.ask("kernels"))
        except urllib.error.HTTPError:  # on a busy machine, the server fails to list a kernel that is just starting
            return False

    def kernel(self) -> str:
        (kernel,) = self.ask("kernels")
        return kernel["id"]

    def evaluate(self, expression: str, seconds: float = 60):
        """Return the value of a Python expression in the notebook's kernel, which may have to finish a cell first."""
        client = BlockingKernelClient(connection_file=str(self.runtime / f"kernel-{self.kernel()}.json"))
        client.load_connection_file()
        client.start_channels()
        try:
            asked = {"value": f"__import__('json').dumps({expression})"}
            reply = client.execute_interactive("", user_expressions=asked, timeout=seconds, store_history=False)
            value = reply["content"]["user_expressions"]["value"]
            assert value["status"] == "ok", value
            return json.loads(eval(value["data"]["text/plain"]))
        finally:
            client.stop_channels()

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    lab = Lab(tmp_path_factory.mktemp("lab"))
    yield lab
    lab.stop()


@pytest.fixture(scope="module")
def hand(lab, browser):
    """A hand at the chapter's own grid, after all cells have run."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url) if "//127.0.0.1:" not in request.url else None)
    page.goto(f"{lab.about['url']}lab/tree/{NOTEBOOK.name}?token={lab.about['token']}")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    lab.wait(lab.idle, 60, "no kernel")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    cells = sum(cell["cell_type"] == "code" for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"])
    done = f"get_ipython().execution_count > {cells}"
    lab.wait(lambda: lab.evaluate(done, 280), 280, "the chapter did not run to its end")
    page.wait_for_selector(".drawing-grid .digit:not([hidden])", state="attached")
    page.locator(".drawing-grid").scroll_into_view_if_needed()
    page.wait_for_timeout(1000)  # the outputs above may still grow
    yield Hand(page)
    assert [url for url in elsewhere if url.startswith("http")] == []
    page.context.close()


def both(lab, hand) -> tuple[str, str]:
    """Return what Python reads in the page's drawing, and what the page told Python that it reads.

    JupyterLab holds the page's next message back until Python has answered the last one, so Python may hear late.
    """
    lab.wait(lambda: lab.evaluate("grid.marks") == hand.marks, 30, "Python did not hear of the page's drawing")
    return lab.evaluate("grid.prediction"), lab.evaluate("grid.reading")


@pytest.mark.timeout(600)  # it runs a whole chapter
def test_what_is_drawn_in_a_notebook_is_read_by_both(lab, hand):
    drawn_by_python = hand.prediction
    assert len(drawn_by_python) == 4 and drawn_by_python == lab.evaluate("grid.prediction")
    hand.click("clear")
    assert hand.prediction == ""
    digits = pen_digits()
    for cell, (digit, expected) in enumerate(zip((7, 0, 3, 1), ("7", "70", "703", "7031"), strict=True)):
        hand.draw(cell, digits[digit])
        assert (hand.prediction, *both(lab, hand)) == (expected,) * 3
    hand.click("clear-1")
    assert (hand.prediction, *both(lab, hand)) == ("731",) * 3
    hand.click("sample")
    assert (hand.prediction, *both(lab, hand)) == (hand.prediction,) * 3
    assert hand.status == ""


def test_python_draws_and_the_page_follows(lab, hand):
    hand.settled(lambda: lab.evaluate(f"grid.draw([None, {SEVEN}, {ONE}, None])"))
    assert hand.prediction == "71" and not hand.ink(0).any() and hand.ink(1).any()
    assert both(lab, hand) == ("71", "71")
    hand.click("undo")  # this undoes what Python drew, too
    assert len(lab.evaluate("grid.prediction")) == 4
    hand.settled(lambda: lab.evaluate("grid.clear()"))
    assert hand.prediction == "" and "draw a digit" in hand.status.lower()


def test_the_page_takes_another_model_and_reads_again(lab, hand):
    hand.settled(lambda: lab.evaluate(f"grid.draw([None, {SEVEN}, {ONE}, None])"))
    spoilt = "[book.head.bias.data.__setitem__(3, 100.0), grid.use(book)][1]"  # it reads nothing but threes
    hand.settled(lambda: lab.evaluate(spoilt))
    assert hand.prediction == "3333" and both(lab, hand) == ("3333", "3333")
    hand.settled(lambda: lab.evaluate("grid.use(drawn)"))
    assert hand.prediction == "71" and both(lab, hand) == ("71", "71")


def test_a_photo_is_read_by_python_and_the_drawing_comes_back(lab, hand, tmp_path):
    pytest.importorskip("cv2", reason="photos need OpenCV")
    sheet(side=2000).save(tmp_path / "paper.jpg")
    hand.settled(lambda: lab.evaluate(f"grid.draw([{SEVEN}, None, None, None])"))
    marks = hand.marks
    hand.settled(lambda: hand.part("photo-file").set_input_files(tmp_path / "paper.jpg"))
    assert hand.prediction == "7031" and (hand.prediction, *both(lab, hand)) == ("7031",) * 3 and hand.marks == marks
    assert "Read from your photo: 7031." in hand.status and lab.evaluate("grid.photo is not None")
    hand.click("undo")
    assert (hand.prediction, *both(lab, hand)) == ("7",) * 3 and hand.status == ""
    assert lab.evaluate("grid.photo is None")


def test_keys_stay_in_the_grid(lab, hand):
    """In JupyterLab, Enter edits a cell, z undoes and x cuts; in the grid these keys press a button or do nothing."""
    cells = hand.page.evaluate("document.querySelectorAll('.jp-Notebook .jp-Cell').length")
    hand.part("sample").focus()
    hand.settled(lambda: hand.page.keyboard.press("Enter"))
    assert len(hand.prediction) == 4
    hand.page.keyboard.press("x")
    hand.part("clear").focus()
    hand.settled(lambda: hand.page.keyboard.press("Space"))
    assert hand.prediction == ""
    hand.click("sample")
    hand.part("share").focus()
    hand.page.keyboard.press("Enter")
    hand.page.wait_for_selector(".share[open]")
    hand.page.keyboard.press("x")
    with hand.page.expect_download() as download:
        hand.page.keyboard.press("Enter")  # on Save
    assert download.value.suggested_filename == f"reading-{hand.prediction}.png"
    hand.page.keyboard.press("Escape")
    hand.page.wait_for_selector(".share", state="detached")
    assert hand.page.evaluate("document.querySelectorAll('.jp-Notebook .jp-Cell').length") == cells


def test_attention_goes_away(hand):
    """JupyterLab, unlike the book and the app, has no rule of its own that hides what is [hidden]."""
    layers = hand.page.locator(".drawing-grid .attention")

    def shown() -> list[bool]:
        displays = layers.evaluate_all("(layers) => layers.map((layer) => getComputedStyle(layer).display)")
        assert [layer.is_visible() for layer in layers.all()] == [display != "none" for display in displays]
        return [layer.is_visible() for layer in layers.all()]

    hand.click("clear")
    hand.draw(0, SEVEN)
    assert shown() == [False, False]
    digit = hand.page.locator(".drawing-grid .digit:not([hidden])")
    digit.hover()
    assert shown() == [True, True]
    hand.part("undo").hover()
    assert shown() == [False, False]
    digit.click()
    assert shown() == [True, True]
    hand.click("clear")
    assert shown() == [False, False]


def test_light_and_dark(hand):
    hand.draw(0, SEVEN)
    frame = hand.page.locator(".drawing-grid")
    assert frame.get_attribute("data-theme") == "light"
    for name in ("Dark", "Light"):
        hand.page.get_by_role("menuitem", name="Settings", exact=True).click()
        for entry in ("Theme", f"JupyterLab {name}"):
            hand.page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()
        hand.page.wait_for_selector(f".drawing-grid[data-theme={name.lower()}]")


def test_says_when_python_is_gone_and_reads_on(lab, hand):
    """First a kernel that knows nothing of the grid, then none at all."""
    lab.ask(f"kernels/{lab.kernel()}/restart", "POST")
    hand.click("clear")
    hand.draw(0, ONE)
    assert hand.prediction == "1" and hand.status == ""
    hand.page.wait_for_function(f"document.querySelector('[data-testid=status]').textContent.includes('{SILENCE}')")
    lab.ask(f"kernels/{lab.kernel()}", "DELETE")
    hand.draw(1, SEVEN)
    assert hand.prediction == "17" and SILENCE in hand.status
    hand.click("undo")
    assert hand.prediction == "1"


@pytest.mark.timeout(600)
def test_a_saved_notebook_without_its_kernel(lab, hand):
    """It says what to do, like a notebook that was never run, instead of "model not found"."""
    path = lab.work / NOTEBOOK.name

    def saved() -> dict:
        before = path.stat().st_mtime_ns
        hand.page.get_by_role("menuitem", name="File", exact=True).click()
        hand.page.locator(".lm-Menu-itemLabel").get_by_text("Save Notebook", exact=True).click()
        lab.wait(lambda: path.stat().st_mtime_ns > before, 30, "the notebook was not saved")
        return json.loads(path.read_text(encoding="utf-8"))

    for _ in range(2):  # the second time, nothing is added
        hand.draw(0, ONE)
        notebook = saved()
        bundles = [output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", [])]
        (grid,) = (bundle for bundle in bundles if "data-drawing-grid" in "".join(bundle.get("text/html", "")))
        (state,) = notebook["metadata"]["widgets"].values()
        assert list(state["state"]) == [grid["application/vnd.jupyter.widget-view+json"]["model_id"]]
        assert len(json.dumps(state)) < 1000

    page = hand.page.context.browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.goto(f"{lab.about['url']}lab/tree/{NOTEBOOK.name}?token={lab.about['token']}&reset")
    grid = page.locator("[data-drawing-grid]")
    grid.wait_for(state="attached", timeout=60_000)
    assert grid.text_content() == "Run this cell to draw here."
    grid.scroll_into_view_if_needed()
    assert grid.is_visible()
    assert page.get_by_text("model not found").count() == 0
    page.context.close()


def test_a_notebook_that_is_alone_shows_its_map(lab, browser):
    """The server's folder holds nothing but the notebook."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.goto(f"{lab.about['url']}lab/tree/{NOTEBOOK.name}?token={lab.about['token']}&reset")
    drawing = page.locator(".jp-MarkdownCell img[alt*='You are here']")
    drawing.wait_for(timeout=60_000)
    assert drawing.evaluate("image => image.decode().then(() => image.naturalWidth)") > 900
    assert "To run this notebook" in page.locator(".jp-MarkdownCell").first.inner_text()
    page.context.close()
