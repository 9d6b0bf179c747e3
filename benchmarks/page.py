"""Measure how soon the book's page reads what is drawn, and what it weighs, and write results/bench_page.json.

    make book && python benchmarks/page.py

Digits that people drew are drawn again in the built intro page, stroke by stroke, with the mouse of a headless browser.
For each stroke: the milliseconds from the event that lifts the pen to the prediction in the page; and those between two
frames while the pen is down.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from mnist2x2.data.pens import load_strokes
from mnist2x2.drawing.brush import place
from mnist2x2.files import write_json
from mnist2x2.training.provenance import circumstances

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
from browser import REMEDY, find_browser, launch  # noqa: E402, the tests' browser and their hand
from hand import Hand  # noqa: E402

WATCH = """() => {
  window.times = { prediction: [], frame: [] };
  let lifted = 0, last = 0, down = false;
  addEventListener("pointerup", (event) => ([lifted, down] = [event.timeStamp, false]), true);
  addEventListener("pointerdown", () => ([last, down] = [0, true]), true);
  addEventListener("drawn", () => {
    if (lifted) times.prediction.push(performance.now() - lifted);
    lifted = 0;
  });
  const frame = (now) => {
    if (down && last) times.frame.push(now - last);
    last = down ? now : 0;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


def spread(values: list[float]) -> dict:
    """Return how many there are, and what half, 90 and 99 of a hundred do not exceed, to a tenth."""
    found = {
        name: float(np.quantile(values, share)) for name, share in {"median": 0.5, "p90": 0.9, "p99": 0.99}.items()
    }
    return {"count": len(values), **{name: round(value, 1) for name, value in found.items()}}


def draw(page, digits) -> dict:
    """Draw digits, four at a time, and return the times."""
    hand = Hand(page)
    page.evaluate(WATCH)
    for number, digit in enumerate(digits):
        if number % 4 == 0:
            hand.click("clear")
        hand.draw(number % 4, place(digit.strokes, 0.7))
    return page.evaluate("times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--book", type=Path, default=ROOT / "_build" / "html", help="the built pages")
    parser.add_argument("--digits", type=int, default=200, help="how many to draw")
    options = parser.parse_args()
    intro, static = options.book / "book" / "intro.html", options.book / "_static"
    if not intro.exists():
        sys.exit(f"expected the built book in {options.book}: make book")
    path = find_browser() or sys.exit(REMEDY)
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        page = browser.new_page()
        page.goto(intro.resolve().as_uri())
        times = draw(page, load_strokes()[:: len(load_strokes()) // options.digits][: options.digits])
        version = f"{browser.browser_type.name} {browser.version}, headless"
    result = {
        "made_by": "python benchmarks/page.py",
        "pen_up_to_prediction_ms": spread(times["prediction"]),
        "between_frames_while_drawing_ms": spread(times["frame"]),
        "bytes": {name: (static / name).stat().st_size for name in ("drawing-grid.js", "drawing-grid-data.js")},
        "browser": version,
        "measured_on": circumstances("cpu"),
    }
    write_json(ROOT / "results" / "bench_page.json", result)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
