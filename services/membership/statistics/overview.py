"""All networks together as the page shows them: big numbers, one chart with its table, a poster.

Everything here is made from figures that are published anyway.
"""

from __future__ import annotations

from typing import Any

from services.membership.statistics.drawing import NARROW, WIDE, bars
from services.membership.statistics.drawing.poster import on_a_sheet
from services.membership.statistics.sheets import Sheet
from services.membership.statistics.together import Totals
from services.membership.statistics.words import day_name, month_name, plural
from services.runtime.spreadsheets import table

NAME = "Our networks together"


def big_numbers(figures: Totals) -> list[tuple[str, str]]:
    """The numbers and what each of them counts; people only where that may be seen."""
    kinds = sum(1 for kind in figures.kinds if kind.organisations)
    counted = [
        (figures.networks, "network", "networks"),
        (figures.members, "member", "members"),
        (figures.places, "membership of a network", "memberships of a network"),
        (figures.organisations, "organisation", "organisations"),
        (kinds, "kind of organisation", "kinds of organisation"),
        (figures.sessions, "session held", "sessions held"),
        (figures.notes, "note shared", "notes shared"),
    ]
    return [
        (f"{number:,}", one if number == 1 else many)
        for number, one, many in counted
        if number is not None
    ]


def sheet(figures: Totals) -> Sheet:
    """Organisations by kind, drawn and as a table."""
    heading = "Organisations by kind"
    named = [(kind.name[:1].upper() + kind.name[1:], kind.organisations) for kind in figures.kinds]
    drawn = sorted(((n, o) for n, o in named if o), key=lambda row: (-row[1], row[0]))
    said = f"{plural(figures.organisations, 'organisation')} that members come from."
    wide, narrow = (bars("kinds", paper, heading, said, drawn) for paper in (WIDE, NARROW))
    rows = tuple((name, f"{number:,}") for name, number in named)
    return Sheet("kinds", heading, said, ("Kind", "Organisations"), rows, wide, narrow)


def spreadsheet(figures: Totals) -> str:
    """The big numbers and the table for a spreadsheet: no cell of it is ever a formula (X6)."""
    numbers: list[list[object]] = [
        [label, number.replace(",", "")] for number, label in big_numbers(figures)
    ]
    kinds: list[list[object]] = [[kind.name, kind.organisations] for kind in figures.kinds]
    about: list[list[object]] = [
        ["Counted up to", figures.as_of.isoformat()],
        ["People counted on", figures.people_as_of.isoformat()],
        ["Version of the rules", figures.rules_version],
        ["Fingerprint", figures.inputs],
    ]
    rows: list[list[object]] = [*numbers, [], ["Kind", "Organisations"], *kinds, [], *about]
    return table(("What", "Number"), rows)


def poster(figures: Totals) -> str:
    """One sheet, A4 upright."""
    return on_a_sheet(figures, NAME, big_numbers(figures)[:8], [])


def page(figures: Totals) -> dict[str, Any]:
    """What `together.html` needs, beside whether it is a draft."""
    return {
        "name": NAME,
        "sheet": sheet(figures),
        "big_numbers": big_numbers(figures),
        "figures": figures,
        "opened": month_name(figures.opened),
        "as_of": day_name(figures.as_of),
        "people_as_of": day_name(figures.people_as_of),
    }
