"""What the register knows of one organisation, and what may become of it (M12, M13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sector(StrEnum):
    """What kind of body it is; statistics count organisations by it."""

    TRUST = "trust"
    COMMISSIONER = "commissioner"
    SUPPORT = "support unit"
    INDEPENDENT = "independent provider"
    UNIVERSITY = "university"
    NATIONAL = "national body"
    CHARITY = "charity"
    OTHER = "other"


class Ending(StrEnum):
    """How an organisation stopped being one of its own (M12)."""

    MERGED = "merged"
    """It was the same body all along, registered twice: what is said of it holds of the other."""
    SUCCEEDED = "succeeded"
    """A new body took over on a date; what was before stays its history."""
    SPLIT = "split"
    """Several bodies took over: to which of them somebody went is asked, never guessed."""


@dataclass(frozen=True, slots=True)
class Succession:
    """What came after, by organisation id; `since` is its first day, None for all along.

    `closed_before` is the last day that was known until then, for whoever takes it back.
    """

    ending: Ending
    into: tuple[str, ...]
    since: date | None = None
    closed_before: date | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """One body that people come from; `code` is that of the NHS's register, if it has one.

    `sites` are hospitals at its address: people name them too, but they may change hands.
    `closed` is its last day, as the published files have it.
    """

    organisation_id: str
    name: str
    code: str | None = None
    aliases: tuple[str, ...] = ()
    sector: Sector = Sector.OTHER
    town: str = ""
    sites: tuple[str, ...] = ()
    opened: date | None = None
    closed: date | None = None
    succession: Succession | None = None

    def is_open(self, on: date) -> bool:
        """Whether it was there on that day; without dates it always was."""
        begun = self.opened is None or self.opened <= on
        return begun and (self.closed is None or on <= self.closed)
