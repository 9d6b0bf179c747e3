"""Write the tables of README.md and MODEL_CARD.md from results/*.json.

python -m tools.report            write them
python -m tools.report --check    only say which file is out of date
"""

import sys
from pathlib import Path

from tools.generated import differing, write_or_check
from tools.tables import costs_table, drawn_digits_table, letters_table, photos_table, results_table

ROOT = Path(__file__).parents[1]
TABLES = {
    "results": results_table,
    "letters": letters_table,
    "costs": costs_table,
    "drawn digits": drawn_digits_table,
    "photos": photos_table,
}


def with_tables(text: str) -> str:
    """Return a text with the tables between its markers replaced by the current ones."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}: written by tools/report.py -->", f"<!-- end of {name} -->"
        if begin in text:
            text = text[: text.index(begin)] + f"{begin}\n{table()}\n" + text[text.index(end) :]
    return text


def main() -> int:
    paths = [ROOT / name for name in ("README.md", "MODEL_CARD.md")]
    contents = {path: with_tables(path.read_text(encoding="utf-8")) for path in paths}
    return write_or_check(differing(contents), "python -m tools.report")


if __name__ == "__main__":
    sys.exit(main())
