"""From the bytes of a file to a list of people, or to a sentence that says why it is none.

What a file is follows from what is in it; its name and type can say anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from services.membership.importing.columns import NEEDED, Columns, recognise, shown
from services.membership.importing.table import MOST_BYTES, MOST_ROWS, NoList, Row, Table
from services.runtime.sheets import (
    MOST_COLUMNS,
    MOST_OF_A_CELL,
    SPACE,
    Grid,
    NoTable,
    grids,
    numbers,
)
from services.runtime.sheets.delimited import OPEN

HEADINGS_WITHIN = 20
"""As many rows may stand above the headings: titles, dates, explanations."""


def read(content: bytes) -> Table:
    """The list of people in a file; raises NoList with what to do about it."""
    try:
        return _read(content)
    except NoTable as unreadable:
        raise NoList(unreadable.what) from None


def _read(content: bytes) -> Table:
    if not content.strip(SPACE):
        raise NoList("The file is empty.")
    if len(content) > MOST_BYTES:
        raise NoList(
            f"The file is larger than {MOST_BYTES // 1024 // 1024} megabytes."
            " Take out columns that are not needed, or split it."
        )
    seen: list[tuple[int, Sequence[str]]] = []
    refusals: list[NoTable] = []
    for grid in grids(content):
        try:
            above = _first_rows(grid)
        except NoTable as refusal:
            # Read with another sign between its cells, or from another sheet, it may be fine.
            refusals.append(refusal)
            continue
        for number, cells in above:
            columns = recognise(cells)
            if not columns.missing:
                return _table(grid, number, cells, columns, above)
        seen += above
    if refusals and not any(recognise(cells).at for _, cells in seen):
        raise refusals[0]
    raise NoList(_what_is_missing(seen))


def _first_rows(grid: Grid) -> list[tuple[int, Sequence[str]]]:
    filled = ((number, cells) for number, cells in grid.rows if any(map(str.strip, cells)))
    return [
        (number, _fit(number, cells)) for number, cells in itertools.islice(filled, HEADINGS_WITHIN)
    ]


def _fit(number: int, cells: Sequence[str]) -> Sequence[str]:
    """The cells, if they are as long and as many as cells of a list are."""
    if any(len(cell) > MOST_OF_A_CELL for cell in cells):
        raise NoList(OPEN.format(where=f"row {number:,} or above"))
    if any(map(str.strip, cells[MOST_COLUMNS:])):
        raise NoList(
            f"Row {number:,} has more than {MOST_COLUMNS} columns. Take out what is not needed."
        )
    return cells


def _table(
    grid: Grid,
    heading_row: int,
    heading: Sequence[str],
    columns: Columns,
    above: list[tuple[int, Sequence[str]]],
) -> Table:
    width = max((place + 1 for place, cell in enumerate(heading) if cell.strip()), default=0)
    below = [(number, cells) for number, cells in above if number > heading_row]
    rows: list[Row] = []
    passed_over: list[int] = []
    for number, cells in itertools.chain(below, grid.rows):
        row = _row(number, _fit(number, cells), columns, width if grid.loose else MOST_COLUMNS)
        if row.name or row.email or row.organisation:
            rows.append(row)
        elif any(map(str.strip, cells)):
            passed_over.append(number)
        if len(rows) > MOST_ROWS:
            raise NoList(f"The list has more than {MOST_ROWS:,} rows. Split it into several files.")
    if not rows:
        raise NoList("There are headings, but nobody below them.")
    return Table(
        heading_row,
        {kind: heading[place].strip() for kind, place in columns.at.items()},
        tuple(heading[place].strip() for place in columns.others),
        tuple(rows),
        (*grid.remarks, *_remarks(heading, columns, passed_over)),
    )


def _row(number: int, cells: Sequence[str], columns: Columns, width: int) -> Row:
    return Row(
        number,
        columns.name(cells),
        columns.of(cells, "email"),
        columns.of(cells, "organisation"),
        columns.of(cells, "role"),
        surplus=any(map(str.strip, cells[width:])),
    )


def _remarks(heading: Sequence[str], columns: Columns, passed_over: Sequence[int]) -> Iterator[str]:
    if columns.others:
        yield (
            "These columns were not read, and nothing of them is kept: "
            f"{shown([heading[place] for place in columns.others])}."
        )
    if columns.again:
        yield (
            "These columns were not read, because one before is for the same: "
            f"{shown([heading[place] for place in columns.again])}."
        )
    if passed_over:
        yield (
            "Without a name, an address and an organisation and therefore passed over: "
            f"{numbers(passed_over)}."
        )


def _what_is_missing(seen: Sequence[tuple[int, Sequence[str]]]) -> str:
    """What has no column, and which headings were found in the row that comes nearest."""
    if not seen:
        return "There is nothing to read in it."
    columns, number, cells = max(
        ((recognise(cells), number, cells) for number, cells in seen),
        key=lambda found: len(found[0].at),
    )
    if not columns.at:
        _, first = seen[0]
        no_heading = any("@" in cell for cell in first) or not any(map(str.isalpha, "".join(first)))
        read = "is not one of headings" if no_heading else f"reads {shown(first)}"
        return (
            f"The first row {read}. Put a row above the list that says which column is for the"
            " name, the mail address and the organisation."
        )
    missing = " and for ".join(NEEDED[kind] for kind in columns.missing)
    return (
        f"There is no column for {missing}. The headings that were found, in row {number:,}, are"
        f" {shown(cells)}."
    )
