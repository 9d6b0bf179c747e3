"""A hand that draws in a drawing grid with the mouse or a finger, and the digits that it draws."""

import numpy as np

from mnist2x2.data.pens import load_strokes
from mnist2x2.drawing.brush import place

SIX = [[(0.62, 0.15), (0.42, 0.35), (0.35, 0.6), (0.4, 0.8), (0.55, 0.85), (0.65, 0.72), (0.58, 0.6), (0.4, 0.65)]]
ONE = [[(0.5, 0.15), (0.5, 0.85)]]
SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]]
TOLD = "() => { window.told = []; addEventListener('drawn', (event) => told.push(event.detail)) }"


def pen_digits() -> dict[int, list[np.ndarray]]:
    """Return one hand-drawn digit of each kind, in units of a cell's side."""
    return {digit.label: place(digit.strokes, 0.7) for digit in reversed(load_strokes()[:200])}


class Hand:
    """What a person does on a page with a drawing grid."""

    def __init__(self, page):
        self.page = page
        page.evaluate(TOLD)
        for corner in ("cell-0", "cell-3"):  # the whole board: a mouse cannot reach below the window
            self.part(corner).scroll_into_view_if_needed()

    def part(self, name: str):
        return self.page.locator(f"[data-testid={name}]")

    def at(self, cell: int, point) -> tuple[float, float]:
        box = self.part(f"cell-{cell}").bounding_box()
        return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]

    def settled(self, action) -> None:
        """Do something, and wait until the page has read the result."""
        before = self.page.evaluate("told.length")
        action()
        self.page.wait_for_function(f"told.length > {before}")

    def stroke(self, cell: int, points) -> None:
        corner, side = np.array(self.at(cell, (0, 0))), self.part(f"cell-{cell}").bounding_box()["width"]

        def draw():
            for number, point in enumerate(corner + side * np.array(points)):
                self.page.mouse.move(*point)
                if number == 0:
                    self.page.mouse.down()
            self.page.mouse.up()

        self.settled(draw)

    def draw(self, cell: int, strokes) -> None:
        for points in strokes:
            self.stroke(cell, points)

    def click(self, name: str) -> None:
        self.settled(self.part(name).click)

    @property
    def prediction(self) -> str:
        return self.part("prediction").text_content()

    @property
    def status(self) -> str:
        return self.part("status").text_content()

    @property
    def marks(self) -> list:
        return self.page.evaluate("told.at(-1).marks")

    def ink(self, cell: int) -> np.ndarray:
        """Return how much ink a cell shows, (pixels, pixels), from 0 to 255."""
        script = """(canvas) => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]"""
        pixels = np.array(self.part(f"cell-{cell}").evaluate(script)).reshape(-1, 4)
        side = round(len(pixels) ** 0.5)
        return pixels[:, 3].reshape(side, side)


class Finger(Hand):
    """A hand that draws with a finger, on a page that has_touch."""

    def __init__(self, page):
        super().__init__(page)
        self.touch = page.context.new_cdp_session(page)

    def stroke(self, cell: int, points) -> None:
        def send(kind: str, *points) -> None:
            touching = [dict(zip("xy", self.at(cell, point), strict=True)) for point in points]
            self.touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touching})

        def draw():
            send("touchStart", points[0])
            for point in points[1:]:
                send("touchMove", point)
            send("touchEnd")

        self.settled(draw)
