"""The microscope in JupyterLab, without a network, with a model that was just made in the notebook."""

import nbformat
import numpy as np
import pytest
import torch
from hand import SEVEN, Hand
from test_jupyterlab import Lab

SCOPE = "[...document.querySelectorAll('.microscope')].at(-1).parentElement.microscope.scope"
SHADES = """() => [...document.querySelectorAll("[data-panel=anatomy] canvas")].filter((c) => c.width).map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Math.max(...data.filter((_, i) => i % 4 === 0));
})"""
MADE = "import torch\nfrom mnist2x2 import GridTransformer, Microscope\ntorch.manual_seed(3)\nmodel = GridTransformer()"


@pytest.fixture
def lab(tmp_path):
    lab = Lab(tmp_path)
    cells = [nbformat.v4.new_code_cell(MADE), nbformat.v4.new_code_cell("Microscope(model)")]
    notebook = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    nbformat.write(notebook, lab.work / "look.ipynb")
    yield lab
    lab.stop()


@pytest.mark.timeout(300)
def test_a_model_of_ones_own(lab, browser):
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.goto(f"{lab.about['url']}lab/tree/look.ipynb?token={lab.about['token']}")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    lab.wait(lab.idle, 60, "no kernel")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_selector(".microscope .drawing-grid", timeout=120_000)
    hand = Hand(page)
    hand.draw(0, SEVEN)
    page.wait_for_function(f"{SCOPE}.grid.some(Boolean)")
    told = page.evaluate(
        f"({{ grid: [...{SCOPE}.grid], tokens: {SCOPE}.trace.tokens, logits: [...{SCOPE}.trace.logits] }})"
    )
    pixels = (torch.tensor(told["grid"], dtype=torch.float32) / 255).view(1, 56, 56).tolist()
    computed = lab.evaluate(
        "(lambda half: half(torch.tensor(" + repr(pixels) + f"), torch.tensor([{told['tokens']}]))[0].tolist())"
        "(__import__('mnist2x2.page.microscope', fromlist=['rounded']).rounded(model))"
    )
    assert np.abs(np.array(computed) - np.array(told["logits"]).reshape(-1, 13)).max() < 1e-3
    shades = page.evaluate(SHADES)  # painted before it is on the page, all would be black
    assert len(shades) > 10 and min(shades) > 100
    page.locator("[data-testid=microscope-tab-switches]").click()
    page.locator("[data-testid=microscope-switches]").wait_for(state="visible")
    page.context.close()
