"""Measure how soon the book's pages answer, and how large they are, and write results/bench_page.json.

    make book && python benchmarks/page.py

Digits that people drew are drawn again in the built intro page, stroke by stroke, with the mouse of a headless browser.
Measured are, in milliseconds, the time from the event that lifts the pen to the prediction in the page, for each
stroke, and the time between two frames while the pen is down.

In the microscope, measured are the time from the start of loading until it shows an answer; from a press of a switch
until answer and panel show what follows, for each head; from a switch until the heads are ranked on the drawing; and
how long the worker counts on 400 grids, for one switch and for all heads. Beside each stands the longest task of the
page meanwhile: how long it was frozen.
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

SCRIPTS = [
    *("drawing-grid.js", "drawing-grid-data.js"),
    *("microscope.js", "microscope-data.js", "microscope-letters.js", "microscope-book.js"),
]
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


SCOPE = "document.querySelector('[data-microscope]').microscope.scope"
SWITCHES = f"""async () => {{
  const scope = {SCOPE}, times = [], frame = () => new Promise(requestAnimationFrame);
  for (const button of document.querySelectorAll("[data-testid^=microscope-switch-]")) {{
    const began = performance.now(), before = scope.trace;
    button.click();
    await frame();
    if (scope.trace === before) continue;
    times.push(performance.now() - began);
    scope.intervene([]);
    await frame();
    await new Promise((go) => setTimeout(go, 50));
  }}
  return times;
}}"""


def watched(page, script: str) -> dict:
    """Run a script that returns milliseconds; return them, and the longest task of the page meanwhile."""
    page.evaluate(
        "() => { window.tasks = [0]; window.watch?.disconnect();"
        " window.watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration)));"
        " watch.observe({ type: 'longtask' }) }"
    )
    taken = page.evaluate(script)
    page.wait_for_timeout(100)
    return {"ms": taken, "longest_task_ms": page.evaluate("Math.max(...tasks)")}


def microscope(browser, address: str) -> dict:
    """Return what is measured in the microscope."""
    loads = []
    for _ in range(5):
        page = browser.new_page()
        page.add_init_script(
            "addEventListener('drawn', () => (window.shownAt ??= performance.now()), true);"  # at the first answer
        )
        page.goto(address)
        page.wait_for_function("window.shownAt")
        loads.append(page.evaluate("shownAt"))
        if len(loads) < 5:
            page.close()
    page.click("[data-testid=microscope-tab-switches]")
    page.wait_for_timeout(2000)
    ranked = "!document.querySelector('[data-testid=microscope-ranking][aria-busy=true]')"
    wait = "const until = async (done) => { while (!done()) await new Promise((go) => setTimeout(go, 5)) }"
    away = "{ at: 'encoder.1.attention.mix', head: 2 }"
    ranking = f"""async () => {{
      {wait}; const times = [];
      for (let i = 0; i < 5; i++) {{
        const began = performance.now();
        {SCOPE}.intervene(i % 2 ? [] : [{away}]);
        await new Promise(requestAnimationFrame);
        await until(() => {ranked});
        times.push(performance.now() - began);
      }}
      return times;
    }}"""
    counting = f"""async () => {{
      const scope = {SCOPE}, began = performance.now();
      scope.startCounting();
      await new Promise((go) => scope.counter.count([{away}], {{}}, ({{ done, of }}) => done === of && go()));
      return performance.now() - began;
    }}"""
    everything = f"""async () => {{
      const scope = {SCOPE}, {{ config }} = scope.model, began = performance.now(), heads = [];
      const layers = [...Array(config.encoder_blocks).keys()].map((i) => `encoder.${{i}}.attention.mix`);
      for (let i = 0; i < config.decoder_blocks; i++) {{
        layers.push(`decoder.${{i}}.self_attention.mix`, `decoder.${{i}}.cross_attention.mix`);
      }}
      for (const at of layers) for (let head = 0; head < config.heads; head++) {{
        await new Promise((go) => {{
          scope.counter.count([{{ at, head }}], {{}}, ({{ done, of }}) => done === of && go());
        }});
      }}
      return performance.now() - began;
    }}"""
    result = {"first_answer_ms": percentiles(loads)}
    for name, script in {"switch": SWITCHES, "ranking": ranking}.items():
        found = watched(page, script)
        result[name] = {**percentiles(found["ms"]), "longest_task_ms": found["longest_task_ms"]}
    page.click("[data-testid=microscope-tab-anatomy]")  # so that the panel asks for no count of its own
    for name, script in {"count_400_grids": counting, "count_all_heads": everything}.items():
        result[name] = watched(page, script)
    page.close()
    return result


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
        looked_into = microscope(browser, intro.with_name("microscope.html").resolve().as_uri())
        page = browser.new_page()
        page.goto(intro.resolve().as_uri())
        times = draw(page, load_strokes()[:: len(load_strokes()) // options.digits][: options.digits])
        version = f"{browser.browser_type.name} {browser.version}, headless"
    result = {
        "made_by": "python benchmarks/page.py",
        "pen_up_to_prediction_ms": percentiles(times["prediction"]),
        "between_frames_while_drawing_ms": percentiles(times["frame"]),
        "microscope": looked_into,
        "bytes": {name: (static / name).stat().st_size for name in SCRIPTS},
        "browser": version,
        "measured_on": circumstances("cpu"),
    }
    write_json(RESULTS / "bench_page.json", result)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
