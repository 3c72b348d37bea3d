"""Writes the compatibility table of README.md out of what the last full run of the tests left behind.

    python3 Tests/Interop/compatibility.py

Standard library only.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
RESULTS = ROOT / ".build/interop/compatibility.json"
COMMAND = "python3 Tests/Interop/compatibility.py"

BEGIN = "<!-- compatibility: begin -->\n"
END = "<!-- compatibility: end -->\n"

COLUMNS = (
    "answer",
    "stream",
    "question",
    "reply",
    "cancel",
    "failure",
    "files and data",
    "list",
    "push",
    "token",
)


@dataclass
class Row:
    """What was tried with one binding of one implementation."""

    implementation: str
    version: str
    binding: str
    a2a: str
    passed: dict[str, bool] = field(default_factory=dict)
    """By column, for what was tried at all."""

    def add(self, column: str, passed: bool) -> None:
        self.passed[column] = self.passed.get(column, True) and passed

    def cells(self) -> list[str]:
        marks = {True: "✓", False: "✗", None: ""}
        tried = [marks[self.passed.get(column)] for column in COLUMNS]
        return [self.implementation, self.version, self.binding, self.a2a, *tried]


def table(rows: Sequence[Row]) -> str:
    heads = ["implementation", "version", "binding", "A2A", *COLUMNS]
    rules = ["---"] * 4 + [":-:"] * len(COLUMNS)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in [heads, rules, *(row.cells() for row in rows)])


def save(rows: Sequence[Row]) -> None:
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


def shown() -> str:
    """The table that README.md has."""
    return README.read_text().partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    rows = [Row(**row) for row in json.loads(RESULTS.read_text())]
    before, _, rest = README.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(before + BEGIN + table(rows) + END + after)


if __name__ == "__main__":
    main()
