"""What may be seen of a snapshot: everything here is published, and nothing else is.

Charts, tables and files are made from figures alone, so none of them can tell more than these do.
A count of people that is None is not shown.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from services.membership.statistics.inputs import Month, Step
from services.membership.statistics.written import Written


class Headline(Written):
    """The big numbers, exact; `typical_headcount` is that of a middle session, if it is known."""

    members: int
    organisations: int
    sectors: int
    sessions: int
    notes: int
    typical_headcount: int | None


class GrowthRow(Written):
    """Who joined within a step, and about how many there were at its end.

    `members` is worked out from the other rows as they are published, so it tells nothing new.
    """

    step: str
    joined: int | None
    members: int | None


class SectorRow(Written):
    """A kind of organisation: how many there are, exactly, and how many people come from them."""

    name: str
    organisations: int
    people: int | None


class GroupRow(Written):
    """People of one kind."""

    name: str
    people: int | None


class SessionRow(Written):
    """A session; a headcount is there only if it is counted and not small (S19)."""

    held_on: date
    headcount: int | None
    count: Literal["counted", "fewer than 5", "not counted"]


class NotesRow(Written):
    """Notes published in a month, exact: they are not people."""

    month: Month
    notes: int


class Figures(Written):
    """A snapshot as it is published."""

    rules_version: int
    inputs: str
    """The fingerprint of what it was counted from."""
    as_of: date
    people_as_of: date
    opened: Month
    headline: Headline
    growth_by: Step
    growth: tuple[GrowthRow, ...]
    sectors: tuple[SectorRow, ...]
    elsewhere: GroupRow
    """People who are counted with no organisation; together with the sectors they are all."""
    role_families: tuple[GroupRow, ...]
    sessions: tuple[SessionRow, ...]
    usual_headcounts: tuple[int, int] | None
    """Half of the sessions that were counted lie between these two."""
    notes: tuple[NotesRow, ...]
