"""What a list of people comes down to, and how much of it is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.contracts.refusals import Invalid

MOST_BYTES = 4 * 1024 * 1024
"""What fits through the front door in AWS, which takes 6 MB after Base64."""
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_OF_A_CELL = 32_767
"""As many characters as a spreadsheet program keeps in a cell."""


class NoList(Invalid):
    """A file that is not a list of people that can be read; nothing of it was kept."""

    def __init__(self, sentence: str) -> None:
        super().__init__("This file cannot be read as a list of people.", {"file": sentence})


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by its number in the spreadsheet; of other columns nothing is kept.

    `surplus` tells that it has more cells than there are headings.
    """

    number: int
    name: str = field(repr=False)
    email: str = field(repr=False)
    organisation: str = field(repr=False)
    role: str = field(repr=False, default="")
    surplus: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list of people: where its headings are, its rows, and what to know about how it was read.

    `headings` are those that were recognised, by what they are for; `ignored` are the others.
    """

    heading_row: int
    headings: dict[str, str]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


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
