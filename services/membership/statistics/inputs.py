"""What a snapshot was counted from: complete enough to count it again, and nothing about anybody.

    {"shape": 1, "salt": "…", "as_of": "2026-11-20", "opened": "2023-03", "growth_by": "month",
     "people": {"as_of": …, "organisations": […], "joined": {"2023-03": 3, …}, …},
     "sessions": […], "notes": {"2023-05": 2, …}}

Inputs are kept and never published: they hold the very numbers that the rules hide.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from services.membership.statistics.written import Written

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""2026-03; months compare as text."""

Count = Annotated[int, Field(ge=0)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]

MANY = 20
"""People that a row of the growth table has on average, or its rows are made longer."""


class Step(StrEnum):
    """How long a row of the growth table is.

    It is chosen once for a network: months of one snapshot could be taken from a year of the next.
    """

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def of(self, month: Month) -> str:
        """The row in which a month falls: 2026-03, 2026-Q1 or 2026."""
        year, _, number = month.partition("-")
        if self is Step.MONTH:
            return month
        return year if self is Step.YEAR else f"{year}-Q{(int(number) + 2) // 3}"


class OrganisationCount(Written):
    """An organisation and how many people come from it.

    Who has several is counted at the first, and as one of `also` at the others (M11).
    """

    organisation_id: Name
    sector: Name
    members: Count
    also: Count = 0


class People(Written):
    """Who belongs to the network on one day, as numbers; each person is in each part once."""

    as_of: date
    sectors: tuple[Name, ...]
    """Every kind of organisation there is, so that a row never tells by being there."""
    organisations: tuple[OrganisationCount, ...]
    without_organisation: Count
    unresolved: Count
    """People whose organisation nobody has found in the register yet."""
    joined: dict[Month, Count]
    """Today's members by the month in which they joined."""
    role_families: dict[Name, Count] = Field(default_factory=dict)
    """By kind of role; empty if nobody was asked."""
    role_not_said: Count = 0

    @property
    def members(self) -> int:
        """All of them."""
        at_work = sum(organisation.members for organisation in self.organisations)
        return at_work + self.without_organisation + self.unresolved

    @field_validator("organisations")
    @classmethod
    def _in_order(cls, given: tuple[OrganisationCount, ...]) -> tuple[OrganisationCount, ...]:
        return tuple(sorted(given, key=lambda organisation: organisation.organisation_id))

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        unknown = {o.sector for o in self.organisations} - set(self.sectors)
        if unknown or len(set(self.sectors)) != len(self.sectors):
            raise ValueError("Each organisation needs one of the sectors, each of them named once.")
        if len({o.organisation_id for o in self.organisations}) != len(self.organisations):
            raise ValueError("An organisation is counted twice.")
        if sum(self.joined.values()) != self.members:
            raise ValueError("Everybody joined in one month: the months must add up to all.")
        said = sum(self.role_families.values())
        if self.role_families and said + self.role_not_said != self.members:
            raise ValueError("Everybody has one kind of role: they must add up to all.")
        return self


class SessionCount(Written):
    """A session that took place; `headcount` is a peak or unique count, None if nobody counted."""

    session_id: Name
    held_on: date
    headcount: Count | None


class Inputs(Written):
    """One snapshot as it was counted; the same text gives the same figures by the same rules.

    The salt is random. The fingerprint stands on the page, and without a salt somebody could try
    one hidden number after the other until the fingerprint matches.
    """

    shape: Literal[1] = 1
    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    as_of: date
    opened: Month
    growth_by: Step
    people: People
    sessions: tuple[SessionCount, ...]
    notes: dict[Month, Count]

    @field_validator("sessions")
    @classmethod
    def _in_order(cls, given: tuple[SessionCount, ...]) -> tuple[SessionCount, ...]:
        return tuple(sorted(given, key=lambda session: (session.held_on, session.session_id)))

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        months = {*self.people.joined, *self.notes}
        last = f"{self.as_of:%Y-%m}"
        if any(not self.opened <= month <= last for month in months) or self.opened > last:
            raise ValueError("A month lies before the network or after the day of the snapshot.")
        if any(month > f"{self.people.as_of:%Y-%m}" for month in self.people.joined):
            raise ValueError("Somebody joined after people were counted.")
        if any(session.held_on > self.as_of for session in self.sessions):
            raise ValueError("A session lies after the day of the snapshot.")
        if self.people.as_of > self.as_of or self.opened > f"{self.people.as_of:%Y-%m}":
            raise ValueError("People were counted before the network or after the snapshot.")
        if len({session.session_id for session in self.sessions}) != len(self.sessions):
            raise ValueError("A session is counted twice.")
        return self


def months(first: Month, last: Month) -> list[Month]:
    """Every month from the first to the last."""
    begin, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(begin, end + 1)]


def step_for(members: int, first: Month, last: Month) -> Step:
    """What suits a network that takes its first snapshot: rows long enough to be shown."""
    for step in (Step.MONTH, Step.QUARTER):
        if members >= MANY * len({step.of(month) for month in months(first, last)}):
            return step
    return Step.YEAR
