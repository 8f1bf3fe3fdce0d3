"""From the bytes of attendance files to who came and went when, or to a sentence why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.runtime.sheets import MOST_COLUMNS, MOST_OF_A_CELL, SPACE, Grid, NoTable, grids
from services.sessions.attendance.columns import Columns, Shape, recognise

MOST_BYTES = 4 * 1024 * 1024
MOST_FILES = 10
MOST_ROWS = 10_000
"""Of all files together: a hundred people who come and go a hundred times."""
HOSTS_BELOW = ("host details", "hosts")
OTHERS_BELOW = ("panelist details", "attendee details", "other attended")
YES = frozenset({"yes", "true"})

WHAT_IT_IS = (
    "Choose the attendance report of the meeting as Teams or Zoom give it, with a row for each"
    " person and the headings in English."
)


class NoAttendance(NoTable):
    """A file that is not an attendance report that can be read; nothing of it was kept."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "These people cannot be counted. Nothing was changed or kept.")


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who came and went, in the words of the file; `where` is for sentences."""

    shape: Shape
    where: str
    name: str = field(repr=False)
    email: str = field(repr=False, default="")
    role: str = ""
    join: str = ""
    leave: str = ""


@dataclass(slots=True)
class Report:
    """The rows of a file about people, and whose meeting it was."""

    rows: list[Row] = field(repr=False, default_factory=list)
    hosts: set[str] = field(repr=False, default_factory=set)


def read(files: Sequence[bytes]) -> Iterator[Report]:
    """What is in each of the files, which are parts of one meeting."""
    if not any(content.strip(SPACE) for content in files):
        raise NoAttendance("Choose a file; this one is empty.")
    if sum(map(len, files)) > MOST_BYTES or len(files) > MOST_FILES:
        raise NoAttendance(
            f"Send up to {MOST_FILES} files of up to {MOST_BYTES // 1024 // 1024} megabytes"
            " altogether."
        )
    left = MOST_ROWS
    for number, content in enumerate(files, 1):
        try:
            report = _report(content, "" if len(files) == 1 else f" of file {number}", left)
        except NoTable as unreadable:
            raise NoAttendance(unreadable.what) from None
        left -= len(report.rows)
        yield report


def _report(content: bytes, where: str, left: int) -> Report:
    """All tables of a file: of every sheet, or by the first sign that gives cells a meaning."""
    whole = Report()
    for grid in grids(content):
        found = _tables(grid, where, left - len(whole.rows))
        whole.rows += found.rows
        whole.hosts |= found.hosts
        if grid.loose and whole.rows:
            break
    if not whole.rows:
        raise NoAttendance(WHAT_IT_IS)
    return whole


def _tables(grid: Grid, where: str, left: int) -> Report:
    """Tables stand below each other, each with headings of its own; what is around them is left."""
    report = Report()
    columns: Columns | None = None
    hosts = False
    for number, cells in grid.rows:
        if len(cells) > MOST_COLUMNS or any(len(cell) > MOST_OF_A_CELL for cell in cells):
            raise NoAttendance(WHAT_IT_IS)
        first = cells[0].strip().rstrip(",:").casefold() if cells else ""
        if first in (*HOSTS_BELOW, *OTHERS_BELOW):
            hosts, columns = first in HOSTS_BELOW, None
        elif headings := recognise(cells):
            columns = headings
        elif not any(map(str.strip, cells)):
            columns = None
        elif columns is not None and columns.shape is Shape.MEETING:
            report.hosts.add(columns.of(cells, "email").casefold())
            columns = None
        elif columns is not None:
            report.rows += _row(columns, cells, f"row {number:,}{where}", hosts=hosts)
        if len(report.rows) > left:
            raise NoAttendance(f"There are more than {MOST_ROWS:,} rows. Leave out what is not it.")
    report.hosts.discard("")
    return report


def _row(columns: Columns, cells: Sequence[str], where: str, *, hosts: bool) -> Iterator[Row]:
    name = columns.of(cells, "name")
    if not name or columns.of(cells, "waited").casefold() in YES:
        return
    join, leave = columns.of(cells, "join"), columns.of(cells, "leave")
    if columns.shape is Shape.SPAN:
        join, leave = columns.of(cells, "first"), columns.of(cells, "last")
    if columns.shape is Shape.ACTION:
        join, leave = columns.of(cells, "at"), ""
    role = columns.of(cells, "action" if columns.shape is Shape.ACTION else "role")
    yield Row(
        shape=columns.shape,
        where=where,
        name=name,
        email=(columns.of(cells, "email") or columns.of(cells, "id")).casefold(),
        role="host" if hosts else role.casefold(),
        join=join,
        leave=leave,
    )
