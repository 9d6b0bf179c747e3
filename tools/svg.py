"""Shapes that the book's drawings are made of. A unit is about a pixel of a phone. The reader chooses light or dark."""

STYLE = """
  .paper { fill: #ffffff } .ink { fill: #1f2933 } .soft { fill: #52606d }
  .box { fill: #eef2f6; stroke: #8895a3 } .block { fill: #f8fafb; stroke: #8895a3; stroke-dasharray: 4 3 }
  .cell { fill: #ffffff; stroke: #8895a3 } .line { fill: none; stroke: #52606d; stroke-width: 1.5 }
  .tip { fill: #52606d } .pen { fill: none; stroke: #1f2933; stroke-width: 2.6 }
  .pen { stroke-linecap: round; stroke-linejoin: round } .line.cut { stroke-width: .7 }
  .here .cell.patch { stroke-width: 1 }
  .badge { fill: #52606d } .number { fill: #ffffff }
  .one { fill: #ffd9b8; stroke: #b84a00 } .two { fill: #d3e3f7; stroke: #2f6db5 }
  .three { fill: #ddd8f1; stroke: #5a4a9c } .four { fill: #d2ebdf; stroke: #2e7d5b }
  .here .box, .here .cell { fill: #ffe3c2 } .here .block { fill: #fff6ea; stroke-dasharray: none }
  .here .box, .here .cell, .here .block { stroke: #b84a00; stroke-width: 2 }
  .here .line { stroke: #b84a00; stroke-width: 2.5 } .here .tip, .here .badge, .here.badge { fill: #b84a00 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #121212 } .ink { fill: #eceff3 } .soft { fill: #b6c0cb }
    .box { fill: #27313c; stroke: #7b8896 } .block { fill: #1a2027; stroke: #7b8896 }
    .cell { fill: #1a2027; stroke: #7b8896 } .line { stroke: #a9b4c0 } .tip { fill: #a9b4c0 } .pen { stroke: #eceff3 }
    .badge { fill: #b6c0cb } .number { fill: #121212 }
    .one { fill: #5e3508; stroke: #ffab57 } .two { fill: #1c3a5c; stroke: #7db4f0 }
    .three { fill: #332b5c; stroke: #b9a8ff } .four { fill: #184233; stroke: #7fd3ab }
    .here .box, .here .cell { fill: #5e3508 } .here .block { fill: #2b1d0d }
    .here .box, .here .cell, .here .block, .here .line { stroke: #ffab57 }
    .here .tip, .here .badge, .here.badge { fill: #ffab57 }
  }
"""
SCALE = 1.4
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"


def text(x: float, y: float, words: str, look: str = "ink", anchor: str = "middle", size: float = 13) -> str:
    words = words.replace("<start>", "&lt;start>")  # other tags are meant as such
    return f'<text class="{look}" x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}">{words}</text>'


def sub(letter: str, index: str) -> str:
    """Return a letter with an index below it."""
    return f'{letter}<tspan dy="3" font-size="9">{index}</tspan>'


def rectangle(x: float, y: float, width: float, height: float, look: str = "box", round_: float = 6) -> str:
    return f'<rect class="{look}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round_}"/>'


def box(x: float, y: float, width: float, words: str, height: float = 26, look: str = "box", size: float = 13) -> str:
    """Return a labelled box. Long words are squeezed into it, whatever the reader's font."""
    fit = (
        f' textLength="{width - 10}" lengthAdjust="spacingAndGlyphs"'
        if "<tspan" not in words and len(words) * size * 0.56 > width - 6
        else ""
    )
    label = text(x + width / 2, y + height / 2 + size * 0.35, words, size=size).replace("<text", f"<text{fit}")
    return rectangle(x, y, width, height, look) + label


def arrow(path: str, x: float, y: float, to: str) -> str:
    """Return a line along `path` with an arrowhead at (x, y) that points down, up, right or left."""
    tip = {"down": "-5 -8h10z", "up": "-5 8h10z", "right": "-8 -5v10z", "left": "8 -5v10z"}[to]
    return f'<path class="line" d="{path}"/><path class="tip" d="M{x} {y}l{tip}"/>'


def right(x: float, y: float, length: float) -> str:
    """Return an arrow to the right that ends at (x + length, y)."""
    return arrow(f"M{x} {y}h{length - 6}", x + length, y, "right")


def up(x: float, y: float, length: float) -> str:
    """Return an arrow upwards that ends at (x, y - length)."""
    return arrow(f"M{x} {y}v{6 - length}", x, y - length, "up")


def drawing(title: str, description: str, width: float, height: float, body: str) -> str:
    """Return an SVG that shows itself `SCALE` times as large where there is room."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width * SCALE:.0f}" '
        f'height="{height * SCALE:.0f}" role="img" aria-labelledby="title desc" font-family="{FONT}">\n'
        f'<title id="title">{title}</title>\n<desc id="desc">{description}</desc>\n<style>{STYLE}</style>\n'
        f'<rect class="paper" width="{width}" height="{height}" rx="10"/>\n{body}\n</svg>\n'
    )
