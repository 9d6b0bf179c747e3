"""What book/app.md says about the app under attack, from results/bench_gate.json."""

from mnist2x2.recorded import recorded
from tools.tables import markdown_table, plural

PHASES = "dear_drawings", "dear_photos", "silent_connections", "crowd"
COLUMNS = {"page": "the page", "weights": "its weights", "counts": "the counts", "keep": "keeping"}


def waiting_table(gate: dict) -> str:
    """Return how long other visitors wait, in seconds, beside each attack and in a crowd."""
    dear, photos, silent, crowd = (gate[name] for name in PHASES)
    rows = {
        f"beside one address that sends the dearest drawings, {dear['at_once']} at once": dear,
        f"beside one that sends the dearest photos, {photos['at_once']} at once": photos,
        f"beside {plural(silent['connections'], 'silent connection')}": silent,
        f"{crowd['visitors']} visitors within {crowd['seconds']} seconds": crowd,
    }
    cells = [[name, *(f"{row['p99_seconds'][kind]:.2f}" for kind in COLUMNS)] for name, row in rows.items()]
    return markdown_table(["seconds, 99th percentile", *COLUMNS.values()], cells)


def server_errors(row: dict) -> int:
    """Return how many answers had a status of 500 or more."""
    return sum(count for status, count in row["statuses"].items() if int(status) >= 500)


def figures() -> dict[str, str]:
    """Return every name with its text."""
    gate = recorded("bench_gate")
    memory, odd, corrections = (gate[name] for name in ("memory", "odd_requests", "corrections"))
    phases = (gate[name] for name in PHASES)
    return {
        "gate_table": waiting_table(gate),
        "gate_failed": f"{sum(map(server_errors, phases)):,}",
        "gate_calls": f"{memory['calls']:,}",
        "gate_growth": f"{abs(memory['growth']):.1%}",
        "gate_ctrl_c": f"{gate['ctrl_c']['seconds']:.1f} seconds",
        "gate_odd": f"{odd['tried']:,}",
        "gate_odd_failed": f"{odd['server_errors']:,}",
        "gate_acknowledged": f"{corrections['acknowledged']:,}",
        "gate_lost": f"{corrections['lost']:,}",
        "gate_command": f"`{gate['made_by']}`",
        "gate_processor": gate["measured_on"]["processor"],
    }
