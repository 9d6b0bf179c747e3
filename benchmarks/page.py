"""Measure how soon the book's page reads what is drawn, and how large it is, and write results/bench_page.json.

    make book && python benchmarks/page.py

Digits that people drew are drawn again in the built intro page, stroke by stroke, with the mouse of a headless browser.
Measured are, in milliseconds, the time from the event that lifts the pen to the prediction in the page, for each
stroke, and the time between two frames while the pen is down.
"""

import json
import sys
from pathlib import Path

from measuring import RESULTS, ROOT, make_parser, percentiles
from playwright.sync_api import sync_playwright

from mnist2x2.data.pens import load_strokes
from mnist2x2.drawing.brush import place
from mnist2x2.files import write_json
from mnist2x2.training.provenance import circumstances

sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "browser"))
from hand import Hand

from tools.browser import REMEDY, find_browser, launch

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


def draw(page, digits) -> dict:
    """Draw digits, four to a grid, and return the measured times."""
    hand = Hand(page)
    page.evaluate(WATCH)
    for number, digit in enumerate(digits):
        if number % 4 == 0:
            hand.click("clear")
        hand.draw(number % 4, place(digit.strokes, 0.7))
    return page.evaluate("times")


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--book", type=Path, default=ROOT / "_build" / "html", help="the folder of the built pages")
    parser.add_argument("--digits", type=int, default=200, help="how many digits to draw; default: %(default)s")
    options = parser.parse_args()
    intro, static = options.book / "book" / "intro.html", options.book / "_static"
    if not intro.exists():
        sys.exit(f"expected the built book in {options.book}; run make book")
    path = find_browser() or sys.exit(REMEDY)
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        page = browser.new_page()
        page.goto(intro.resolve().as_uri())
        times = draw(page, load_strokes()[:: len(load_strokes()) // options.digits][: options.digits])
        version = f"{browser.browser_type.name} {browser.version}, headless"
    result = {
        "made_by": "python benchmarks/page.py",
        "pen_up_to_prediction_ms": percentiles(times["prediction"]),
        "between_frames_while_drawing_ms": percentiles(times["frame"]),
        "bytes": {name: (static / name).stat().st_size for name in ("drawing-grid.js", "drawing-grid-data.js")},
        "browser": version,
        "measured_on": circumstances("cpu"),
    }
    write_json(RESULTS / "bench_page.json", result)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
