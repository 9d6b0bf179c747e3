"""The results of the speed benchmarks, as the figures and the charts of book/speed.md both need them."""

from mnist2x2.recorded import recorded

FILES = ("speed", "sprint", "scaling", "parallel")  # results/bench_NAME.json
AXES = {
    "batch": "grids in a batch",
    "grid": "digits along a side",
    "width": "width of the model",
    "blocks": "blocks, of both kinds",
}


def speed_results() -> dict[str, dict]:
    """Return the content of each file by its name."""
    return {name: recorded(f"bench_{name}") for name in FILES}


def reading_ms(speed: dict) -> dict[str, dict]:
    """Return the milliseconds a grid takes in every way to read, from the slowest to the fastest."""
    usual, grids = speed["reading_seconds"]["usual"], speed["reading"]["grids"]
    per_grid = {key: usual[key] * 1000 / grids for key in ("median", "min", "max")}
    return {"the usual way": {**per_grid, "runs": usual["runs"]}, **speed["reading_parts_ms"]}
