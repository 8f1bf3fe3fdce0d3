"""What the page shows, part by part: a heading, a sentence, a chart, its table, and a file of it.

Everything here is made from figures that are published anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.membership.statistics import drawing
from services.membership.statistics.drawing import NARROW, WIDE, Paper
from services.membership.statistics.figures import Figures, SessionRow
from services.membership.statistics.inputs import Step
from services.membership.statistics.words import day_name, month_name, plural, step_name
from services.runtime.spreadsheets import table

NOT_SHOWN = "not shown"
TO_THE_NEAREST_5 = "to the nearest 5"
STEPS = {Step.MONTH: "Month", Step.QUARTER: "Three months", Step.YEAR: "Year"}


@dataclass(frozen=True)
class Sheet:
    """One part of the statistics; `wide` and `narrow` are the same chart for two screens.

    Both are whole SVG in which every text is escaped, so a template may take them as they are.
    """

    key: str
    heading: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: str = field(repr=False)
    narrow: str = field(repr=False)


def sheets(figures: Figures) -> list[Sheet]:
    """Every part that this network has; what has nothing to show is left out."""
    found = (_growth, _sectors, _role_families, _headcounts, _notes)
    return [sheet for make in found if (sheet := make(figures)) is not None]


def spreadsheet(sheet: Sheet, figures: Figures) -> str:
    """The table for a spreadsheet: no cell of it is ever a formula (X6)."""
    # Grouped digits are for the eye; a spreadsheet takes them for text.
    rows: list[list[object]] = [[_plain(cell) for cell in row] for row in sheet.rows]
    about: list[list[object]] = [
        ["Counted up to", figures.as_of.isoformat()],
        ["People counted on", figures.people_as_of.isoformat()],
        ["Version of the rules", figures.rules_version],
        ["Fingerprint", figures.inputs],
    ]
    return table(sheet.columns, [*rows, [], *about])


def _plain(cell: str) -> str:
    digits = cell.replace(",", "")
    return digits if digits.isdecimal() else cell


def _people(cell: int | None) -> str:
    return NOT_SHOWN if cell is None else f"{cell:,}"


def _sheet(
    key: str,
    heading: str,
    sentence: str,
    table: tuple[tuple[str, ...], Iterable[Sequence[str]]],
    draw: Callable[[Paper], str],
) -> Sheet:
    columns, rows = table
    return Sheet(
        key=key, heading=heading, sentence=sentence, columns=columns,
        rows=tuple(tuple(row) for row in rows), wide=draw(WIDE), narrow=draw(NARROW),
    )  # fmt: skip


def _growth(figures: Figures) -> Sheet | None:
    if not figures.growth:
        return None
    members = plural(figures.headline.members, "member")
    said = (
        f"{members} on {day_name(figures.people_as_of)}, by when they joined, {TO_THE_NEAREST_5}."
    )
    heading = "Members over time"
    rows = [
        (
            step_name(row.step),
            _people(row.joined),
            "" if row.members is None else f"{row.members:,}",
        )
        for row in figures.growth
    ]
    columns = (STEPS[figures.growth_by], "Joined", "In all, about")
    return _sheet(
        "growth", heading, said, (columns, rows),
        lambda paper: drawing.growth("growth", paper, heading, said, figures),
    )  # fmt: skip


def _first(name: str) -> str:
    """With a capital, and otherwise as it is."""
    return name[:1].upper() + name[1:]


def _sectors(figures: Figures) -> Sheet | None:
    if not figures.headline.organisations:
        return None
    heading = "Organisations by kind"
    drawn = sorted(
        ((_first(row.name), row.organisations) for row in figures.sectors if row.organisations),
        key=lambda row: (-row[1], row[0]),
    )
    said = (
        f"{plural(figures.headline.organisations, 'organisation')} of "
        f"{plural(figures.headline.sectors, 'kind')}. People are given {TO_THE_NEAREST_5}."
    )
    rows = [
        (_first(row.name), f"{row.organisations:,}", _people(row.people)) for row in figures.sectors
    ] + [(figures.elsewhere.name, "", _people(figures.elsewhere.people))]
    columns = ("Kind", "Organisations", "People")
    return _sheet(
        "sectors", heading, said, (columns, rows),
        lambda paper: drawing.bars("sectors", paper, heading, said, drawn),
    )  # fmt: skip


def _role_families(figures: Figures) -> Sheet | None:
    # Where nothing of it is shown there is nothing to look at; that says no more than the rows do.
    if all(row.people is None for row in figures.role_families):
        return None
    heading = "People by kind of role"
    said = f"What members say they do, put into kinds; people are given {TO_THE_NEAREST_5}."
    rows = [(row.name, _people(row.people)) for row in figures.role_families]
    # By what is shown and then by name: an order by true size would tell what is not shown.
    drawn = sorted(
        ((row.name, row.people) for row in figures.role_families),
        key=lambda row: (row[1] is None, -(row[1] or 0), row[0]),
    )
    return _sheet(
        "roles", heading, said, (("Kind of role", "People"), rows),
        lambda paper: drawing.bars("roles", paper, heading, said, drawn),
    )  # fmt: skip


def _headcount(row: SessionRow) -> str:
    return row.count if row.headcount is None else f"{row.headcount:,}"


def _headcounts(figures: Figures) -> Sheet | None:
    if not any(row.count != "not counted" for row in figures.sessions):
        return None
    heading = "People in a session"
    said = f"{plural(figures.headline.sessions, 'session')} held, with how many came. Never who."
    if figures.headline.typical_headcount is not None:
        said += f" In a typical one there are {figures.headline.typical_headcount:,} people."
    rows = [(day_name(row.held_on), _headcount(row)) for row in figures.sessions]
    return _sheet(
        "headcounts", heading, said, (("Session of", "People"), rows),
        lambda paper: drawing.headcounts("headcounts", paper, heading, said, figures),
    )  # fmt: skip


def _notes(figures: Figures) -> Sheet | None:
    if not figures.headline.notes:
        return None
    heading = "Notes shared by month"
    said = f"{plural(figures.headline.notes, 'note')} since {month_name(figures.opened)}."
    rows = [(month_name(row.month), f"{row.notes:,}") for row in figures.notes]
    drawn = [(row.month, row.notes) for row in figures.notes]
    return _sheet(
        "notes", heading, said, (("Month", "Notes"), rows),
        lambda paper: drawing.columns("notes", paper, heading, said, drawn),
    )  # fmt: skip


def page(figures: Figures, network: str) -> dict[str, Any]:
    """What `statistics.html` needs, beside `here`, the address of the network's statistics."""
    return {
        "network": network,
        "sheets": sheets(figures),
        "big_numbers": drawing.big_numbers(figures.headline),
        "opened": month_name(figures.opened),
        "as_of": day_name(figures.as_of),
        "people_as_of": day_name(figures.people_as_of),
        "rules_version": figures.rules_version,
        "fingerprint": figures.inputs,
    }
