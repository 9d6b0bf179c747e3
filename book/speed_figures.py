"""What book/speed.md says about speed, from results/bench_*.json."""

from tools.speed_results import AXES, reading_ms
from tools.tables import markdown_table, plural, short

TOLERANCE = 1.5  # measured and predicted time are said to be apart when they differ by more than this factor


def with_extremes(measured: dict) -> str:
    """Return a median and, if there are several runs, the smallest and the largest of them."""
    extremes = f" ({short(measured['min'])} to {short(measured['max'])})" if measured["runs"] > 1 else ""
    return short(measured["median"]) + extremes


def rates_table(rates: dict[str, dict], prefix: str = "") -> str:
    return markdown_table(["", "samples a second"], [[prefix + name, with_extremes(r)] for name, r in rates.items()])


def verdict(row: dict) -> str:
    """Return how a measured figure compares with its target and its aim."""
    if not row["reached"]:
        return "**missed**"
    less_is_better = row["aim"] < row["target"]
    aim_reached = row["median"] <= row["aim"] if less_is_better else row["median"] >= row["aim"]
    return "reached, and what was aimed for" if aim_reached else "reached"


def targets_table(sprint: dict, speed: dict) -> str:
    """Return what was measured, beside what was wanted and hoped for."""
    rows = [sprint["row"], *speed["rows"]]
    cells = [[row["what"], with_extremes(row), short(row["target"]), short(row["aim"]), verdict(row)] for row in rows]
    return markdown_table(["what", "measured", "target", "aim", ""], cells)


def training_step(speed: dict) -> dict[str, str]:
    """Return where the time of a training step goes."""
    parts = speed["training_parts_ms"]
    usual, between, ours = parts.values()
    totals = {name: sum(part["median"] for part in way.values()) for name, way in parts.items()}
    rows = [[name, *map(with_extremes, way.values()), short(totals[name])] for name, way in parts.items()]
    return {
        "parts_table": markdown_table(["milliseconds a step of 64 grids", *usual, "together"], rows),
        "usual_batch_share": f"{usual['batch']['median'] / totals['the usual way']:.0%}",
        "ours_batch_share": f"{ours['batch']['median'] / totals['ours']:.0%}",
        "batch_times": short(usual["batch"]["median"] / ours["batch"]["median"]),
        "model_times": short(totals["its model, our batches"] / totals["ours"]),
        "optimizer_times": short(between["optimizer"]["median"] / ours["optimizer"]["median"]),
    }


def throughput(speed: dict) -> dict[str, str]:
    """Return how fast each way to train is, beside the usual way and beside the processor's peak."""
    rates, fastest, times = speed["samples_per_second"], speed["fastest"], speed["times_the_usual_way"]
    first = next(name for name in rates if name.startswith("ours"))
    usual_with_large_batches = next(name for name in rates if name.startswith("the usual way, batch"))
    shares = {name: f"{share['median']:.0%}" for name, share in speed["share_of_the_peak"].items()}
    rows = [[name, with_extremes(r), with_extremes(times[name]), shares.get(name, "")] for name, r in rates.items()]
    return {
        "rates_table": markdown_table(["", "samples a second", "times the usual way", "of the peak"], rows),
        "workers_table": rates_table(speed["workers"]["samples_per_second"], prefix="workers: "),
        "muon_cost": f"{rates[first]['median'] / rates['ours, Muon']['median'] - 1:.0%}",
        "peak": f"{speed['peak_flops_per_second']['median'] / 1e9:,.0f} GFLOP/s",
        "fastest": fastest.removeprefix("ours, "),
        "at_equal_batch": short(rates[fastest]["median"] / rates[usual_with_large_batches]["median"]),
        "times_first": short(times[first]["median"]),
        "memory_ours": f"{speed['memory_bytes']['ours']['median'] / 1e6:,.0f} MB",
        "memory_usual": f"{speed['memory_bytes']['usual']['median'] / 1e6:,.0f} MB",
    }


def reading(speed: dict) -> dict[str, str]:
    """Return what it takes to read a grid."""
    ways = reading_ms(speed)
    usual, in_batches, once, kept = (way["median"] for way in ways.values())
    seconds = speed["reading_seconds"]
    return {
        "reading_table": markdown_table(["", "milliseconds a grid"], [[n, with_extremes(w)] for n, w in ways.items()]),
        "reading_grids": f"{speed['reading']['grids']:,}",
        "reading_sample": f"{speed['reading']['grids_read_by_the_usual_way']:,}",
        "reading_usual": f"{seconds['usual']['median']:,.0f} seconds",
        "reading_ours": f"{seconds['ours']['median']:.2g} seconds",
        "batches_times": short(usual / in_batches),
        "once_times": short(in_batches / once),
        "kept_gain": f"{once / kept - 1:.0%}",
    }


def race(sprint: dict) -> dict[str, str]:
    """Return how the race went."""
    usual, ours, row = sprint["usual"], sprint["ours"], sprint["row"]
    runs = {"the usual way": usual, **{f"`sprint`, seed {run['seed']}": run for run in ours}}
    rows = [
        [name, f"{run['grids']:,}", short(run["seconds"]), f"{run['sequence_accuracy']:.2%}"]
        for name, run in runs.items()
    ]
    both = all(side["sequence_accuracy"] >= sprint["goal"] for side in (usual, row))
    return {
        "goal": f"{sprint['goal']:.2%}",
        "race_table": markdown_table(["", "grids", "seconds", "sequences"], rows),
        "race_times": short(row["median"]),
        "race_fewer": short(usual["grids"] / ours[0]["grids"]),
        "race_faster": short(row["median"] * ours[0]["grids"] / usual["grids"]),
        "race_epoch": f"{usual['seconds'] / usual['epochs']:.0f} seconds",
        "race_minutes": f"{usual['seconds'] / 60:.1f}",
        "race_seconds": f"{row['seconds']:.1f}",
        "race_runs": str(len(ours)),
        "race_verdict": "Both reach it" if both else "Not both reach it, so the race decides nothing",
    }


def parted_at(points: list[dict]) -> str:
    """Return the values of a curve at which measured and predicted time are apart."""
    ratios = {point["value"]: point["seconds"]["median"] / point["predicted_seconds"] for point in points}
    parted = [str(value) for value, ratio in ratios.items() if not 1 / TOLERANCE <= ratio <= TOLERANCE]
    return ", ".join(parted) or "nowhere"


def scaling_table(curves: dict[str, list[dict]]) -> str:
    """Return, for each curve, measured over predicted time at both of its ends, and where they are apart."""
    rows = []
    for axis, points in curves.items():
        first, last = points[0], points[-1]
        ratios = [short(point["seconds"]["median"] / point["predicted_seconds"]) for point in (first, last)]
        memory = f"{first['memory_bytes'] / 1e6:,.0f} to {last['memory_bytes'] / 1e6:,.0f} MB"
        rows.append([AXES[axis], f"{first['value']} to {last['value']}", *ratios, parted_at(points), memory])
    head = ["", "from, to", "measured / predicted at the start", "at the end", "apart at", "memory"]
    return markdown_table(head, rows)


def parallel_training(parallel: dict) -> dict[str, str]:
    """Return how fast two processes train, and whether they end where one does."""
    rates = parallel["samples_per_second"]
    *_, two_threads, two_processes = (rate["median"] for rate in rates.values())
    return {
        "parallel_table": rates_table(rates),
        "parallel_apart": f"{parallel['largest_difference']:.0e}",
        "parallel_allowed": f"{parallel['allowed']:.0e}",
        "parallel_equal": "as they should" if parallel["equal"] else "**not** as they should",
        "parallel_times": short(parallel["two_over_one"]["median"]),
        "parallel_times_threads": short(two_processes / two_threads),
    }


def figures(results: dict[str, dict]) -> dict[str, str]:
    """Return every name with its text, from what `speed_results` returns."""
    speed, sprint, scaling, parallel = (results[name] for name in ("speed", "sprint", "scaling", "parallel"))
    machine = speed["measured_on"]
    commands = [[f"`{part['made_by']}`", part["measured_on"]["commit"] or "none"] for part in results.values()]
    texts = {
        "targets_table": targets_table(sprint, speed),
        **training_step(speed),
        **throughput(speed),
        **reading(speed),
        **race(sprint),
        "parted": short(TOLERANCE),
        "training_scaling_table": scaling_table(scaling["training"]["curves"]),
        "reading_scaling_table": scaling_table(scaling["reading"]["curves"]),
        **parallel_training(parallel),
        **{name: str(machine[name]) for name in ("processor", "torch")},
        "threads": plural(machine["threads"], "thread"),
        "commands_table": markdown_table(["command", "at commit"], commands),
    }
    return {f"speed_{name}": text for name, text in texts.items()}
