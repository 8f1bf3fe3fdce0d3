"""What a list of people comes down to, and how much of it is taken."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.runtime.sheets import NoTable

MOST_BYTES = 4 * 1024 * 1024
"""What fits through the front door in AWS, which takes 6 MB after Base64."""
MOST_ROWS = 20_000


class NoList(NoTable):
    """A file that is not a list of people that can be read; nothing of it was kept."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "This file cannot be read as a list of people.")


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
