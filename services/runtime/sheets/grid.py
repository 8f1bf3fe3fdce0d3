"""Cells as text, row by row, and how it is said that a file has none that can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.contracts.refusals import Invalid

MOST_COLUMNS = 100
MOST_OF_A_CELL = 32_767
"""As many characters as a spreadsheet program keeps in a cell."""


class NoTable(Invalid):
    """A file that is not a table that can be read; `what` says what to do about it."""

    def __init__(self, what: str, sentence: str = "This file cannot be read as a table.") -> None:
        super().__init__(sentence, {"file": what})
        self.what = what


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as text, row by row, before anybody knows what they mean.

    `loose` tells that cells are only held apart by a sign, so that a row may have come apart.
    `remarks` is complete once all rows were read.
    """

    rows: Iterator[tuple[int, Sequence[str]]] = field(repr=False)
    remarks: list[str]
    loose: bool = False


def numbers(rows: Sequence[int], most: int = 10) -> str:
    """Row numbers for a sentence, such as "rows 3, 7 and 12"."""
    shown = [f"{number:,}" for number in rows[:most]]
    if len(rows) > most:
        return f"rows {', '.join(shown)} and {len(rows) - most:,} more"
    if len(rows) == 1:
        return f"row {shown[0]}"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"
