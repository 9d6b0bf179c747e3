"""The figures of book/speed.md, from results/bench_*.json, once the speed benchmarks have written them."""

import json
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "results"
FILES = ("speed", "sprint", "scaling", "parallel")
AXES = {
    "batch": "grids in a batch",
    "grid": "digits along a side",
    "width": "width of the model",
    "blocks": "blocks, of both kinds",
}
PARTED = 1.5  # measured over predicted, or the other way round, beyond which two curves have parted


def measured(folder: Path = RESULTS) -> bool:
    """Return whether all the files are there."""
    return all((folder / f"bench_{name}.json").exists() for name in FILES)


def load(folder: Path, name: str) -> dict:
    return json.loads((folder / f"bench_{name}.json").read_text(encoding="utf-8"))


def markdown_table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table; every column but the first is aligned to the right."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def short(value: float) -> str:
    """Return a number with three digits that mean something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def with_extremes(part: dict) -> str:
    """Return a median, and between which extremes."""
    extremes = f" ({short(part['min'])} to {short(part['max'])})" if part["runs"] > 1 else ""
    return short(part["median"]) + extremes


def verdict(row: dict) -> str:
    """Return how a figure stands to its target."""
    if not row["reached"]:
        return "**missed**"
    less = row["aim"] < row["target"]
    beyond = row["median"] <= row["aim"] if less else row["median"] >= row["aim"]
    return "reached, and what was aimed for" if beyond else "reached"


def targets(folder: Path) -> dict[str, str]:
    """Return the table of all targets, and which are missed."""
    rows = [load(folder, "sprint")["row"], *load(folder, "speed")["rows"]]
    cells = [[row["what"], with_extremes(row), short(row["target"]), short(row["aim"]), verdict(row)] for row in rows]
    missed = [
        f"*{row['what']}* ({short(row['median'])} of {short(row['target'])})" for row in rows if not row["reached"]
    ]
    return {
        "table": markdown_table(["what", "measured", "target", "aim", ""], cells),
        "targets": str(len(rows)),
        "targets_reached": str(len(rows) - len(missed)),
        "aims_reached": str(sum("aimed" in verdict(row) for row in rows)),
        "missed": "; ".join(missed) or "none",
        **{f"ratio_{row['name']}": short(row["median"]) for row in rows},
    }


def training(folder: Path) -> dict[str, str]:
    """Return what a training step costs, and of what."""
    speed = load(folder, "speed")
    rates, parts = speed["samples_per_second"], speed["training_parts_ms"]
    totals = {name: sum(part["median"] for part in way.values()) for name, way in parts.items()}
    rows = [[name, *(with_extremes(part) for part in way.values()), short(totals[name])] for name, way in parts.items()]
    usual, between, ours = parts.values()
    workers = [
        [f"workers: {name}", with_extremes(part)] for name, part in speed["workers"]["samples_per_second"].items()
    ]
    first, fastest = next(name for name in rates if name.startswith("ours")), speed["fastest"]
    peak, rate = speed["peak_flops_per_second"]["median"], rates[fastest]["median"] * speed["flops_per_sample"]
    shares = {name: f"{share['median']:.0%}" for name, share in speed["share_of_the_peak"].items()}
    compared = [
        [name, with_extremes(part), with_extremes(speed["times_the_usual_way"][name]), shares.get(name, "")]
        for name, part in rates.items()
    ]
    return {
        "parts_table": markdown_table(["milliseconds a step of 64 grids", *usual, "together"], rows),
        "rates_table": markdown_table(["", "samples a second", "times the usual way", "of the peak"], compared),
        "workers_table": markdown_table(["", "samples a second"], workers),
        "workers": str(speed["workers"]["best"]),
        "usual_batch_share": f"{usual['batch']['median'] / totals['the usual way']:.0%}",
        "ours_batch_share": f"{ours['batch']['median'] / totals['ours']:.0%}",
        "batch_times": short(usual["batch"]["median"] / ours["batch"]["median"]),
        "model_times": short(totals["its model, our batches"] / totals["ours"]),
        "optimizer_times": short(between["optimizer"]["median"] / ours["optimizer"]["median"]),
        "muon_cost": f"{rates[first]['median'] / rates['ours, Muon']['median'] - 1:.0%}",
        "flops": f"{speed['flops_per_sample'] / 1e6:.1f} MFLOP",
        "peak": f"{peak / 1e9:,.0f} GFLOP/s",
        "rate": f"{rate / 1e9:,.0f} GFLOP/s",
        "fastest": fastest.removeprefix("ours, "),
        "at_equal_batch": short(
            rates[fastest]["median"] / next(v for k, v in rates.items() if "way, batch" in k)["median"]
        ),
        "arithmetic": shares[fastest],
        "arithmetic_first": shares[first],
        "times_first": short(speed["times_the_usual_way"][first]["median"]),
        "memory_ours": f"{speed['memory_bytes']['ours']['median'] / 1e6:,.0f} MB",
        "memory_usual": f"{speed['memory_bytes']['usual']['median'] / 1e6:,.0f} MB",
    }


def reading_ms(speed: dict) -> dict[str, dict]:
    """Return the milliseconds a grid of every way to read, from the slowest on."""
    usual, grids = speed["reading_seconds"]["usual"], speed["reading"]["grids"]
    first = {key: usual[key] * 1000 / grids for key in ("median", "min", "max")}
    return {"the usual way": {**first, "runs": usual["runs"]}, **speed["reading_parts_ms"]}


def reading(folder: Path) -> dict[str, str]:
    """Return what reading a grid costs."""
    speed = load(folder, "speed")
    ways, medians = reading_ms(speed), {name: way["median"] for name, way in reading_ms(speed).items()}
    once, kept = medians["the picture encoded once"], medians["keys and values kept"]
    return {
        "reading_table": markdown_table(["", "milliseconds a grid"], [[n, with_extremes(w)] for n, w in ways.items()]),
        "reading_grids": f"{speed['reading']['grids']:,}",
        "reading_sample": f"{speed['reading']['grids_read_by_the_usual_way']:,}",
        "reading_usual": f"{speed['reading_seconds']['usual']['median']:,.0f} seconds",
        "reading_ours": f"{speed['reading_seconds']['ours']['median']:.2g} seconds",
        "batches_times": short(medians["the usual way"] / medians["in batches"]),
        "once_times": short(medians["in batches"] / once),
        "kept_gain": f"{once / kept - 1:.0%}",
    }


def race(folder: Path) -> dict[str, str]:
    """Return how the race went."""
    sprint = load(folder, "sprint")
    usual, ours, row = sprint["usual"], sprint["ours"], sprint["row"]
    named = {"the usual way": usual, **{f"`sprint`, seed {run['seed']}": run for run in ours}}
    runs = [
        [name, f"{run['grids']:,}", short(run["seconds"]), f"{run['sequence_accuracy']:.2%}"]
        for name, run in named.items()
    ]
    has_it = all(part["sequence_accuracy"] >= sprint["goal"] for part in (usual, row))
    return {
        "goal": f"{sprint['goal']:.2%}",
        "race_table": markdown_table(["", "grids", "seconds", "sequences"], runs),
        "race_grids": f"{ours[0]['grids']:,}",
        "race_batch": str(sprint["recipe"]["batch_size"]),
        "race_fewer": short(usual["grids"] / ours[0]["grids"]),
        "race_faster": short(row["median"] * ours[0]["grids"] / usual["grids"]),
        "race_epoch": f"{usual['seconds'] / usual['epochs']:.0f} seconds",
        "race_epochs": str(usual["epochs"]),
        "race_minutes": f"{usual['seconds'] / 60:.1f}",
        "race_seconds": f"{row['seconds']:.1f}",
        "race_sequences": f"{row['sequence_accuracy']:.2%}",
        "race_runs": str(len(ours)),
        "race_workers": str(usual["workers"]),
        "race_verdict": "Both have it" if has_it else "Not both have it, so that the race decides nothing",
    }


def parting(points: list[dict]) -> str:
    """Return where measurement and prediction have parted."""
    parted = [p for p in points if not 1 / PARTED <= p["seconds"]["median"] / p["predicted_seconds"] <= PARTED]
    return ", ".join(str(p["value"]) for p in parted) or "nowhere"


def scaling(folder: Path) -> dict[str, str]:
    """Return, for each curve, measured over predicted at both of its ends, and where they part."""
    found, figures = load(folder, "scaling"), {"parted": short(PARTED)}
    for work in ("training", "reading"):
        rows = []
        for axis, points in found[work]["curves"].items():
            ends = [short(p["seconds"]["median"] / p["predicted_seconds"]) for p in (points[0], points[-1])]
            memory = f"{points[0]['memory_bytes'] / 1e6:,.0f} to {points[-1]['memory_bytes'] / 1e6:,.0f} MB"
            values = f"{points[0]['value']} to {points[-1]['value']}"
            rows.append([AXES[axis], values, *ends, parting(points), memory])
        head = ["", "from, to", "measured / predicted at the start", "at the end", "parted at", "memory"]
        figures[f"{work}_scaling_table"] = markdown_table(head, rows)
    return figures


def parallel(folder: Path) -> dict[str, str]:
    """Return what two processes do."""
    found = load(folder, "parallel")
    *_, threads, two = (part["median"] for part in found["samples_per_second"].values())
    rows = [[name, with_extremes(part)] for name, part in found["samples_per_second"].items()]
    return {
        "parallel_table": markdown_table(["", "samples a second"], rows),
        "parallel_apart": f"{found['largest_difference']:.0e}",
        "parallel_allowed": f"{found['allowed']:.0e}",
        "parallel_equal": "as they should" if found["equal"] else "**not** as they should",
        "parallel_times": short(found["two_over_one"]["median"]),
        "parallel_times_threads": short(two / threads),
    }


def figures(folder: Path = RESULTS) -> dict[str, str]:
    """Return every name that the page can use, with what it stands for."""
    about = {name: load(folder, name) for name in FILES}
    machine = about["speed"]["measured_on"]
    rows = [[f"`{part['made_by']}`", part["measured_on"]["commit"] or "none"] for part in about.values()]
    found = targets(folder) | training(folder) | reading(folder) | race(folder) | scaling(folder) | parallel(folder)
    found |= {name: str(machine[name]) for name in ("processor", "torch", "python")}
    found |= {"threads": f"{machine['threads']} thread" + "s" * (machine["threads"] > 1)}
    found |= {"commands_table": markdown_table(["command", "at commit"], rows)}
    return {f"speed_{name}": text for name, text in found.items()}
