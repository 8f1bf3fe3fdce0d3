"""What somebody who was imported can say without signing in: leave me out (M25, A24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from services.contracts.event import Event
from services.contracts.importing import LEAVE
from services.contracts.refusals import Invalid
from services.contracts.roles import Standing
from services.membership import model, store
from services.membership.addresses import alias_key
from services.membership.importing import Basis
from services.membership.model import Network, Place
from services.membership.store import added as shelf
from services.membership.store import imports, mailboxes
from services.runtime import platform
from services.runtime.ports import Write
from services.runtime.signing import unsign, unveiled

OUT = (Standing.LEFT, Standing.DECLINED)


class Scope(NamedTuple):
    """Who leaves what; there is no address in it."""

    member_id: str
    network_id: str


def opened(token: str) -> Scope:
    """What a link says; raises Invalid if it is none of ours."""
    try:
        member_id, hidden = unsign(LEAVE, token)
    except (TypeError, ValueError) as error:
        raise Invalid("This link is not one of ours, or was changed.") from error
    return Scope(member_id, unveiled(hidden, member_id))


class Asked(NamedTuple):
    """What the page of a link shows: where somebody was added, when, why, and if they are still in.

    Whoever has left is told of the network alone.
    """

    network: Network
    is_in: bool
    basis: Basis | None
    added_at: datetime | None


def look(token: str) -> Asked:
    """What a link leads to."""
    there = shelf.leaving(*opened(token))
    if not _is_in(there.place) or there.added is None:
        return Asked(there.network, _is_in(there.place), None, None)
    listed = imports.find(there.added["import_id"])
    basis = listed.state.basis if listed else None
    return Asked(there.network, True, basis, datetime.fromisoformat(there.added["added_at"]))


def leave(token: str) -> None:
    """Leave the network and be in no list again; of whoever has never signed in nothing stays.

    Fine if it was done before, if somebody has left or if nobody knows them any more (A5).
    """
    member_id, network_id = opened(token)
    there = shelf.leaving(member_id, network_id)
    place, member = there.place, there.member
    if member is None or place is None or not _is_in(place):
        return
    now = platform.now()
    out, said = model.leave(there.network, place, now)
    writes: list[Write] = [store.put_place(out)]
    seated = model.chairs_after(there.network, out)
    if seated is not None:
        writes += store.network_changed(there.network, seated)
    aliases = [alias_key(address) for address in store.read_member(member).addresses]
    writes += mailboxes.kept_out(aliases, mailboxes.UNSUBSCRIBED)
    events: list[Event] = [said]
    if not member["confirmed_at"] and there.wanted is None and not _elsewhere(member_id, place):
        wanted, asked = model.request_erasure(member_id, [], now)
        writes += store.asked_for(replace(wanted, due_at=now))
        events.append(asked)
    store.save(writes, events)


def _is_in(place: Place | None) -> bool:
    return place is not None and place.standing not in OUT


def _elsewhere(member_id: str, here: Place) -> bool:
    """Whether somebody has a place in another network, which this link says nothing about."""
    return any(place.network_id != here.network_id for place in store.places(member_id))
