"""The compatibility table of README.md; these tests run after all others, and only when all others run."""

from compatibility import COMMAND, save, shown, table
from conftest import Tried


def test_the_readme_shows_what_this_run_tried(tried: Tried) -> None:
    rows = tried.rows()
    save(rows)
    assert shown() == table(rows), f"README.md is behind: {COMMAND}"
