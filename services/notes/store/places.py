"""Who may still check notes, as membership said it last.

A yes is kept with the version of the place that it was said from. As long as that is still the
version, whoever said it may check, and no place has to be read to know it: see `with_checkers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from services.contracts.refusals import Conflict
from services.contracts.roles import Standing
from services.notes.model import CHECKERS
from services.notes.store.tables import get_many, table
from services.runtime.ports import AtVersion, Check, Item
from services.runtime.rights import place_key

Done = TypeVar("Done")


def with_checkers(
    network_id: str, agreed: Mapping[str, int], act: Callable[[Mapping[str, int]], Done]
) -> Done:
    """Act with those who agreed, or if that does not hold, with those of them who may check now.

    `act` is given people with the versions of their places. It saves together with `unchanged` of
    them, and raises Conflict if that was not so.
    """
    try:
        return act(agreed)
    except Conflict:
        may_check = checkers_of(network_id, agreed)
        if may_check == agreed:
            raise
    return act(may_check)


def checkers_of(network_id: str, member_ids: Iterable[str]) -> dict[str, int]:
    """Those of these people who may check notes as of now, with the versions of their places."""
    keys = [(table(), place_key(member_id, network_id)) for member_id in sorted(member_ids)]
    return checkers_among(get_many(keys))


def checkers_among(places: Iterable[Item | None]) -> dict[str, int]:
    """Those who are members with a role that checks notes, with the versions of their places."""
    return {
        place["member_id"]: place["version"]
        for place in places
        if place is not None
        and place["standing"] == Standing.MEMBER
        and not set(CHECKERS).isdisjoint(place["roles"])
    }


def unchanged(network_id: str, places: Mapping[str, int]) -> list[Check]:
    """Lets a write hold only while nothing newer was heard about these places (C6)."""
    return [
        Check(table(), place_key(member_id, network_id), AtVersion(version))
        for member_id, version in places.items()
    ]
