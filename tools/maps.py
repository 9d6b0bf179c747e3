"""Draw the map of the model, `book/assets/map.svg`, and for each chapter `map-NN.svg`, which marks the chapter's parts.

    python -m tools.maps            draw them
    python -m tools.maps --check    only say which files are out of date

The drawing is made for a phone, where a unit is about a pixel. Its colours follow the reader's light or dark scheme.
"""

import sys
from pathlib import Path

from tools.generated import differing, write_or_check

ASSETS = Path(__file__).parents[1] / "book" / "assets"
CHAPTERS = {  # the parts that are marked; the title and the words in the corner
    0: ("", "", ""),
    1: ("picture answer next", "The task", "picture in, answer out"),
    2: ("patches embed-patches", "Patches", "a picture as 16 rows"),
    3: ("self-attention", "Attention", "patches ask each other"),
    4: ("encoder encoder-think memory", "The encoder", "blocks make a memory"),
    5: ("answer embed-tokens masked", "Masking", "no look at what is next"),
    6: ("decoder cross decoder-think head", "Cross-attention", "tokens look at patches"),
    7: ("next loop answer", "Greedy decoding", "word by word"),
    8: ("all", "Training", "all of it learns"),
    9: ("picture", "Drawing", "a picture of your own"),
    10: ("all", "Corrections", "all of it learns your hand"),
}
WORDS = (
    "A picture with the digits 3, 7, 4 and 9 is cut into 16 patches; an embedding with positions turns them into rows "
    "of numbers; four encoder blocks, each self-attention and a feed-forward part, make the memory. The answer so far, "
    "start 3 7 4, gets an embedding with positions too and goes through two decoder blocks: masked self-attention, "
    "cross-attention, which looks at the memory, and a feed-forward part. A head names the next token, 9, which joins "
    "the answer: the loop."
)
STYLE = """
  .paper { fill: #ffffff } .ink { fill: #1f2933 } .soft { fill: #52606d }
  .box { fill: #eef2f6; stroke: #8895a3 } .block { fill: #f8fafb; stroke: #8895a3; stroke-dasharray: 4 3 }
  .cell { fill: #ffffff; stroke: #8895a3 } .line { fill: none; stroke: #52606d; stroke-width: 1.5 }
  .tip { fill: #52606d } .pen { fill: none; stroke: #1f2933; stroke-width: 2.6 }
  .pen { stroke-linecap: round; stroke-linejoin: round } .line.cut { stroke-width: .7 }
  .here .cell.patch { stroke-width: 1 }
  .badge { fill: #52606d } .number { fill: #ffffff }
  .here .box, .here .cell { fill: #ffe3c2 } .here .block { fill: #fff6ea; stroke-dasharray: none }
  .here .box, .here .cell, .here .block { stroke: #b84a00; stroke-width: 2 }
  .here .line { stroke: #b84a00; stroke-width: 2.5 } .here .tip, .here .badge, .here.badge { fill: #b84a00 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #121212 } .ink { fill: #eceff3 } .soft { fill: #b6c0cb }
    .box { fill: #27313c; stroke: #7b8896 } .block { fill: #1a2027; stroke: #7b8896 }
    .cell { fill: #1a2027; stroke: #7b8896 } .line { stroke: #a9b4c0 } .tip { fill: #a9b4c0 } .pen { stroke: #eceff3 }
    .badge { fill: #b6c0cb } .number { fill: #121212 }
    .here .box, .here .cell { fill: #5e3508 } .here .block { fill: #2b1d0d }
    .here .box, .here .cell, .here .block, .here .line { stroke: #ffab57 }
    .here .tip, .here .badge, .here.badge { fill: #ffab57 }
  }
"""
DIGITS = (  # 3 7 4 9 in strokes, 28 units a cell
    "M8 8C12 3 20 4 19 9C18 13 13 13 12 13C19 13 23 18 18 22C14 26 8 24 7 21"
    "M35 7L49 6C45 13 42 18 40 24M11 33C10 39 8 42 6 45L22 44M17 37L16 53"
    "M47 36C43 32 36 34 36 39C36 44 44 45 47 38M47 36C48 42 46 48 46 53"
)


def text(x: float, y: float, words: str, look: str = "ink", anchor: str = "middle", size: float = 13.5) -> str:
    words = words.replace("<", "&lt;")
    return f'<text class="{look}" x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}">{words}</text>'


def rectangle(x: float, y: float, width: float, height: float, look: str = "box", round_: float = 6) -> str:
    return f'<rect class="{look}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round_}"/>'


def box(x: float, y: float, words: str) -> str:
    """Return a step of the model, 148 units wide and 28 high."""
    # long words fit into the box whatever the reader's font
    fit = ' textLength="132" lengthAdjust="spacingAndGlyphs"' if len(words) > 19 else ""
    label = text(x + 74, y + 18.5, words).replace("<text", f"<text{fit}")
    return rectangle(x, y, 148, 28) + label


def arrow(path: str, x: float, y: float, to: str) -> str:
    """Return a line along `path` with an arrowhead at (x, y) that points down, right or left."""
    tip = {"down": "-5 -8h10z", "right": "-8 -5v10z", "left": "8 -5v10z"}[to]
    return f'<path class="line" d="{path}"/><path class="tip" d="M{x} {y}l{tip}"/>'


def chip(x: float, y: float, width: float, words: str) -> str:
    return rectangle(x, y, width, 28, "cell") + text(x + width / 2, y + 19, words)


def badge(x: float, y: float, chapter: int, here: bool = False) -> str:
    circle = f'<circle class="badge{" here" * here}" cx="{x}" cy="{y}" r="8.5"/>'
    return circle + text(x, y + 4.2, str(chapter), "number", size=12)


def patches(x: float, y: float) -> str:
    """Return the picture cut into 4 x 4 patches, with gaps between them."""
    parts = []
    for patch in range(16):
        row, column = divmod(patch, 4)
        left, top = x + 17.5 * column, y + 17.5 * row
        parts.append(rectangle(left, top, 15, 15, "cell patch", 1))
        view = f'viewBox="{14 * column} {14 * row} 14 14"'
        parts.append(f'<svg x="{left}" y="{top}" width="15" height="15" {view}><use href="#digits"/></svg>')
    return "".join(parts)


def parts() -> dict[str, str]:
    """Return the drawing of each part of the model by its name."""
    left, right = 12, 196
    picture = rectangle(12, 36, 62, 62, "cell", 2) + '<path class="line cut" d="M43 36v62M12 67h62"/>'
    picture += '<svg x="12" y="36" width="62" height="62" viewBox="0 0 56 56"><use href="#digits"/></svg>'
    tokens = [("<start>", 201, 52), ("3", 257, 24), ("7", 285, 24), ("4", 313, 24)]
    return {
        "picture": picture + text(33, 25, "picture", anchor="start"),
        "patches": arrow("M76 67h5", 89, 67, "right") + patches(92, 33) + text(113, 25, "patches", anchor="start"),
        "answer": "".join(chip(x, 50, width, word) for word, x, width in tokens) + text(270, 25, "answer so far"),
        "embed-patches": box(left, 126, "embed + position"),
        "embed-tokens": box(right, 126, "embed + position"),
        "encoder": rectangle(5, 174, 162, 102, "block", 9) + text(86, 194, "encoder block &#215; 4"),
        "self-attention": box(left, 204, "self-attention"),
        "encoder-think": box(left, 240, "feed-forward"),
        "memory": box(left, 300, "memory"),
        "decoder": rectangle(189, 174, 162, 138, "block", 9) + text(270, 194, "decoder block &#215; 2"),
        "masked": box(right, 204, "masked self-attention"),
        "cross": arrow("M160 314h18V254h8", 195, 254, "right") + box(right, 240, "cross-attention"),
        "decoder-think": box(right, 276, "feed-forward"),
        "head": box(right, 336, "head"),
        "next": chip(258, 388, 24, "9") + text(252, 407, "next token", anchor="end"),
        "loop": arrow("M284 402H352Q358 402 358 396V70Q358 64 352 64H346", 339, 64, "left") + text(319, 396, "again"),
    }


def draw(chapter: int) -> str:
    """Return the SVG of a chapter's map; chapter 0 is the map without "you are here"."""
    marked, title, saying = CHAPTERS[chapter]
    arrows_down = [(126, 104, 125), (86, 154, 173), (86, 276, 299)]
    arrows_down += [(270, 79, 125), (270, 154, 173), (270, 312, 335), (270, 364, 387)]
    body = ['<g class="here">' if marked == "all" else "<g>"]
    body += [arrow(f"M{x} {top}V{bottom - 6}", x, bottom, "down") for x, top, bottom in arrows_down]
    for name, part in parts().items():
        body.append(f'<g class="{"here" if name in marked.split() else "part"}">{part}</g>')
    body.append("</g>")
    corners = {
        1: (20.5, 20.5),
        2: (100.5, 20.5),
        3: (160, 204),
        4: (167, 174),
        5: (344, 204),
        6: (344, 240),
        7: (358, 190),
    }
    body += [badge(*at, number, marked == "all" or chapter == number) for number, at in corners.items()]
    body.append(badge(20, 372, chapter or 8, bool(chapter)))
    if chapter:
        body += [text(36, 368, "You are here:", "soft", "start"), text(36, 386, title, "ink", "start")]
        body += [text(12, 408, saying, "soft", "start", 12.5)]
    else:
        body.append(text(36, 376.5, "all of it, trained", "ink", "start"))
        body.append(text(12, 402, "numbers: chapters", "soft", "start"))
    here = f" You are here: {title.lower()}, {saying}." if chapter else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 370 422" width="518" height="591" role="img" '
        'aria-labelledby="title desc" font-family="Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif">\n'
        f'<title id="title">Map of the model</title>\n<desc id="desc">{WORDS}{here}</desc>\n<style>{STYLE}</style>\n'
        f'<defs><path id="digits" class="pen" d="{DIGITS}"/></defs>\n'
        '<rect class="paper" width="370" height="422" rx="10"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def main() -> int:
    names = {chapter: f"map-{chapter:02d}.svg" if chapter else "map.svg" for chapter in CHAPTERS}
    contents = {ASSETS / name: draw(chapter) for chapter, name in names.items()}
    return write_or_check(differing(contents), "python -m tools.maps")


if __name__ == "__main__":
    sys.exit(main())
