"""Break-glass access: host admins open it, look and end it; chairs see it and may end it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.contracts.roles import Role, Standing
from services.membership import store
from services.membership.api.desk import PeopleAnswer, answer_of
from services.membership.api.routes import NETWORK, api
from services.membership.commands import break_glass
from services.membership.commands.break_glass import OpenAccess
from services.membership.model.break_glass import Closer
from services.membership.model.looking import What
from services.membership.store import break_glass as shelf
from services.membership.store import looking
from services.runtime import platform
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

ACCESS = "/api/membership/host/networks/<network>/access"


class OpenedAnswer(Answer):
    """Access is open until then, unless somebody ends it before."""

    until: datetime


class ReadingAnswer(Answer):
    """A list that the host admin was shown, for the first time at that moment."""

    what: What
    at: datetime


class AccessAnswer(Answer):
    """Who looked, why and at what; `name` is empty once that person is erased."""

    name: str
    reason: str
    opened_at: datetime
    until: datetime
    closed_at: datetime | None
    closed_by: Closer | None
    open: bool
    readings: list[ReadingAnswer]


class AccessesAnswer(Answer):
    """Every access within a year, the newest first."""

    accesses: list[AccessAnswer]


# --- host admins --------------------------------------------------------------------------------


@api.post(ACCESS, status=201)
def open_access(network: str, wish: OpenAccess) -> OpenedAnswer:
    """See who is in a network for an hour; its chairs get a mail at once, and read why."""
    return OpenedAnswer(until=break_glass.open_access(network, wish, by=api.member_id).until)


@api.get(f"{ACCESS}/members")
def members_by_access(network: str, next: str | None = None) -> PeopleAnswer:
    """Who is a member, the longest first; each of them can see that host staff looked."""
    return _people(network, Standing.MEMBER, next)


@api.get(f"{ACCESS}/waiting")
def waiting_by_access(network: str, next: str | None = None) -> PeopleAnswer:
    """Who waits for a chair, the longest first; each of them can see that host staff looked."""
    return _people(network, Standing.WAITING, next)


@api.post(f"{ACCESS}/close", status=204)
def close_access(network: str) -> None:
    """End your access to a network before its time."""
    break_glass.close(network, by=api.member_id)


# --- chairs -------------------------------------------------------------------------------------


@api.get(f"{NETWORK}/break-glass")
def list_accesses(network: str) -> AccessesAnswer:
    """Which host admins have looked into the network within a year, why, and at what."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(Role.CHAIR)
    found, now = shelf.accesses(network), platform.now()
    admins = sorted({one.by for one in found if one.by})
    names = looking.people(admins, api.member_id, network, What.ACCESS)
    answers = [
        AccessAnswer(
            name=names[one.by]["name"] if one.by in names else "",
            reason=one.reason,
            opened_at=one.opened_at,
            until=one.until,
            closed_at=one.closed_at,
            closed_by=one.closed_by,
            open=one.is_open(now),
            readings=[ReadingAnswer(what=each.what, at=each.at) for each in one.readings],
        )
        for one in found
    ]
    return AccessesAnswer(accesses=answers)


@api.post(f"{NETWORK}/break-glass/close", status=204)
def close_as_chair(network: str) -> None:
    """End the access of host staff that is open, as a chair."""
    break_glass.close(network, by=api.member_id)


def _people(network: str, standing: Standing, next_: str | None) -> PeopleAnswer:
    route = f"access/{network}/{standing}"
    start = after(route, api.member_id, next_)
    _, found, more = break_glass.look(network, standing, start, by=api.member_id)
    return PeopleAnswer(
        # What chairs and somebody who waits write to each other is for them.
        people=[answer_of(replace(place, question=None), person) for place, person in found],
        next=cursor(route, api.member_id, more),
    )
