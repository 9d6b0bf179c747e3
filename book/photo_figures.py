"""What the pages say about reading photos."""

from mnist2x2.recorded import recorded
from tools.tables import markdown_table, photos_table, read_right

PARTS = {
    "sheet": "finding the paper",
    "rules": "removing long straight lines",
    "marks": "leaving out small marks",
}
SHOWN = 4  # kinds of photos for each part: those that need it most


def share(row: dict) -> float:
    """Return the share of the sequences that are read right."""
    return row["sequences"] / row["pictures"]


def kinds_table() -> str:
    """Return what was read right in each kind of photo, now and before OpenCV was used."""
    result, lines = recorded("photos"), []
    for kind, row in result["kinds"].items():
        name = f"{kind} (held out)" if row["held_out"] else kind
        lines.append([name, *read_right(result["before"]["kinds"][kind]), *read_right(row)])
    head = ["kind of photo", "sequences, before", "digits, before", "sequences", "digits"]
    return markdown_table(head, lines)


def parts_table() -> str:
    """Return for each part of the reader which kinds of photos are read worse without it."""
    result, lines = recorded("photos"), []
    for part, name in PARTS.items():
        without = result["without"][part]
        lines.append([name, "*all*", *(f"{share(own['totals']['all']):.1%}" for own in (result, without))])
        lost = {kind: share(row) - share(without["kinds"][kind]) for kind, row in result["kinds"].items()}
        for kind in sorted(lost, key=lost.get, reverse=True)[:SHOWN]:
            if lost[kind] <= 0:
                break
            lines.append(["", kind, *(f"{share(kinds[kind]):.0%}" for kinds in (result["kinds"], without["kinds"]))])
    return markdown_table(["part", "kind of photo", "sequences with it", "without it"], lines, names=2)


def figures() -> dict[str, str]:
    """Return every name with its text."""
    result = recorded("photos")
    return {
        "photos_kinds": str(len(result["kinds"])),
        "photos_held_out_kinds": str(sum(row["held_out"] for row in result["kinds"].values())),
        "photos_writers": str(result["data"]["writers"]),
        "photos_summary_table": photos_table(),
        "photos_table": kinds_table(),
        "photos_parts_table": parts_table(),
        "photos_command": f"`{result['made_by']}`",
    }
