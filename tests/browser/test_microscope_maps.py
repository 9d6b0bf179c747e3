"""The attention maps of the microscope: what a visitor presses does what it says."""

import re

import pytest
from playwright.sync_api import expect

LOW = {"width": 1280, "height": 800}


@pytest.fixture
def encoder(opened, served):
    page = opened(f"{served}/book/microscope.html", viewport=LOW)
    page.get_by_role("tab", name="Attention").click()
    page.get_by_test_id("microscope-maps-kind").get_by_role("radio").first.click()
    page.get_by_test_id("microscope-maps-head-1-1").wait_for()
    return page


def test_a_map_under_the_hover_line_can_be_locked(encoder):
    canvas = encoder.get_by_test_id("microscope-maps-head-1-1").locator("canvas")
    canvas.evaluate("(e) => scrollBy(0, e.getBoundingClientRect().bottom - innerHeight - 5)")  # its end is at the edge
    box = canvas.bounding_box()
    encoder.mouse.move(box["x"] + 10, box["y"] + 40)
    encoder.mouse.move(box["x"] + 10, LOW["height"] - 8)
    tip = encoder.locator("[data-panel=maps] .tip")
    expect(tip).to_contain_text("encoder block 1, head 1: patch")
    assert tip.evaluate("(e) => e.getBoundingClientRect().top") < LOW["height"] - 8
    encoder.mouse.click(box["x"] + 10, LOW["height"] - 8)
    expect(encoder.locator("[data-panel=maps] .attended .name")).to_have_text("encoder block 1, head 1 (locked)")


def test_all_queries_of_a_head_and_a_look_for_a_whole_cell(encoder):
    encoder.get_by_test_id("microscope-maps-head-1-1").locator("canvas").click()
    caption = encoder.get_by_test_id("microscope-maps-head-1-1").locator(".amount").inner_text()
    sharpest = re.search(r"query (\d+)", caption)[1]
    encoder.get_by_test_id("microscope-maps-sharpest").click()
    asked = encoder.get_by_text(re.compile(r"^Who looks: patch \d+ \(.* cell, its .* part\)\.$"))
    expect(asked).to_contain_text(f"patch {sharpest} ")
    rows = encoder.get_by_role("application", name=re.compile("all queries of this head"))
    rows.click(position={"x": 6, "y": 12 * 14 + 6})
    expect(asked).to_contain_text("patch 14 (lower right cell, its lower left part)")
    encoder.get_by_test_id("microscope-maps-cell").get_by_role("radio").nth(1).click()
    encoder.locator("[data-panel=maps] .attended canvas").click(position={"x": 48, "y": 16})  # patch 1
    encoder.get_by_test_id("microscope-maps-look").click()
    changes = encoder.locator(".microscope .changes")
    expect(changes).to_contain_text("head 1, patches 10, 11, 14, 15: looks at patch 1")
    encoder.get_by_test_id("microscope-maps-free").click()
    expect(changes).not_to_contain_text("looks at")


def test_where_the_picture_hardly_matters_occlusion_says_so(encoder):
    steps = encoder.locator("[data-panel=maps] .details").get_by_test_id("microscope-maps-step")
    steps.get_by_role("radio").last.click()  # <finish>
    summary = encoder.locator("[data-panel=maps] .details .summary")
    expect(summary).to_contain_text(
        "at step 5 of 5. The picture hardly matters here: each patch changes it by less than"
    )
    expect(encoder.locator("[data-panel=maps] .details .most")).to_have_count(1)  # of the head alone
