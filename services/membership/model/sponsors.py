"""The rules of sponsors: they are thanked in public, and that is all (N15).

A sponsor is a few words on a page. It is no role, no account and no address, and nothing of the
network is for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.contracts.refusals import Conflict, NotFound

MOST = 20


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Who is thanked, for what in a sentence, and where they are found; the link may be empty."""

    sponsor_id: str
    name: str
    sentence: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Sponsors:
    """Everybody whom a network thanks, in the order in which it began to."""

    network_id: str
    all: Sequence[Sponsor] = field(default=())
    version: int = 0


def thank(sponsors: Sponsors, sponsor: Sponsor) -> Sponsors:
    """Thank a sponsor; of the same name it takes the place of what was said before.

    The same sponsors if nothing is new.
    """
    same = next((one for one in sponsors.all if _is_same(one, sponsor)), None)
    if same is None:
        if len(sponsors.all) >= MOST:
            raise Conflict(f"{MOST} sponsors are the most. Take one away first.")
        return _now(sponsors, (*sponsors.all, sponsor))
    kept = replace(sponsor, sponsor_id=same.sponsor_id)
    if kept == same:
        return sponsors
    return _now(sponsors, tuple(kept if one is same else one for one in sponsors.all))


def part(sponsors: Sponsors, sponsor_id: str) -> Sponsors:
    """Thank a sponsor no longer."""
    rest = tuple(one for one in sponsors.all if one.sponsor_id != sponsor_id)
    if len(rest) == len(sponsors.all):
        raise NotFound("There is no such sponsor any more. Load the page again.")
    return _now(sponsors, rest)


def _is_same(one: Sponsor, other: Sponsor) -> bool:
    return one.name.casefold() == other.name.casefold()


def _now(sponsors: Sponsors, all_: Sequence[Sponsor]) -> Sponsors:
    return replace(sponsors, all=all_, version=sponsors.version + 1)
