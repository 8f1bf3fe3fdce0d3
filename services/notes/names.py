"""Whose names the register holds, and for how long (C9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.contracts.membership import (
    MemberContactChanged,
)
from services.contracts.organisations import (
    OrganisationAliased,
    OrganisationRegistered,
)
from services.contracts.roles import Standing
from services.notes import store
from services.notes.anonymise import register
from services.runtime import erasing, platform
from services.runtime.ports import Item
from services.runtime.signing import keyed_hash

STAY_FOR = timedelta(days=366)
HERE = (Standing.MEMBER, Standing.SUSPENDED)


def of_member(event: MemberContactChanged) -> None:
    """Register somebody's name and organisation; earlier names stay, since they are still theirs.

    Harmless twice and in any order, as nothing is ever replaced. Of somebody who was erased nothing
    is registered any more.
    """
    if erasing.is_erased(store.table(), event.member_id):
        return
    here = erasing.not_erased(store.table(), event.member_id)
    key = names_key()
    entries = {
        **register.entries(key, register.ORGANISATION, register.organisation(event.organisation)),
        **register.entries(key, register.PERSON, register.person(event.name)),
    }
    store.keep_names(event.member_id, entries.items(), here)
    store.look_at_names(event.member_id, _morning(event.occurred_at + STAY_FOR), here)


def of_erased(member_id: str) -> None:
    """Keep somebody's names for another year, under a hash that nobody can be found by (C9)."""
    former = f"former-{keyed_hash('former', member_id)[:32]}"
    store.look_at_names(former, _morning(platform.now() + STAY_FOR))
    store.hand_names_on(member_id, former)
    store.never_look_at(member_id)


def of_organisation(event: OrganisationRegistered | OrganisationAliased) -> None:
    """Register an organisation under all its names, for good; those that it had before stay."""
    runs = register.organisation(event.name, event.aliases)
    entries = register.entries(names_key(), register.ORGANISATION, runs)
    store.keep_names(f"organisation-{event.organisation_id}", entries.items())


def look_at(row: Item) -> None:
    """Forget the names of somebody who left a year ago, or see when to look again.

    Looking once a year is enough: whoever leaves in between is looked at before their year is over.
    """
    now = platform.now()
    again = next_look(store.places_of(row["owner"]), now)
    if again > now:
        store.look_at_names(row["owner"], _morning(again), now_done=row)
        return
    store.forget_names(row["owner"])
    store.done_looking(row)


def next_look(places: Sequence[Item], now: datetime) -> datetime:
    """When to look at somebody's names again; not after now if they may go."""
    if any(place["standing"] in HERE for place in places):
        return now + STAY_FOR
    left = [datetime.fromisoformat(place["since"]) for place in places]
    return max(left, default=now - STAY_FOR) + STAY_FOR


def names_key() -> str:
    """The key of the register's hashes."""
    return platform.setting("NAMES_KEY")


def _morning(at: datetime) -> datetime:
    """The midnight after, so that looks gather on a few instants."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) if midnight < at else midnight
