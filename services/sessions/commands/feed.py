"""What people can have done about the address that their calendar asks, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.contracts.refusals import Gone, NotFound
from services.runtime import platform
from services.runtime.http.wishes import Line, Wish
from services.runtime.rights import networks_of
from services.sessions import store
from services.sessions.model import Session
from services.sessions.model import feed as rules
from services.sessions.model.feed import Feed
from services.sessions.store import feed as feeds

LOOKS_BACK = timedelta(days=30)
AT_ONCE = 100
MOST = 200
"""Sessions of one network in a feed: nearly four years of Fridays."""


class RenewCalendar(Wish):
    """The address that is to end, so that to ask twice is to ask once."""

    address: Line


@dataclass(frozen=True, slots=True)
class Programme:
    """All sessions of somebody's networks, from a month ago on."""

    sessions: tuple[Session, ...]
    now: datetime

    @property
    def version(self) -> str:
        """Another whenever anything in it is."""
        return " ".join(f"{one.session_id}@{one.version}" for one in self.sessions)


def address(*, by: str) -> str | None:
    """Where somebody's calendar can ask; None if there is no address."""
    feed = feeds.of_member(by)
    return _address(feed) if feed and feed.open else None


def begin(*, by: str) -> str:
    """An address for somebody's calendar; the one that there is, if there is one."""
    return _changed(feeds.of_member(by), rules.begin, by)


def renew(wish: RenewCalendar, *, by: str) -> str:
    """Another address, unless there is another one already; the old one is over at once."""
    feed = feeds.of_member(by)
    if feed and feed.open and _address(feed) != wish.address:
        return _address(feed)
    return _changed(feed, rules.renew, by)


def end(*, by: str) -> None:
    """No address any more."""
    feed = feeds.of_member(by)
    if feed and feed.open:
        feeds.change(feed, rules.end(feed), platform.now())


def programme(token: str) -> Programme:
    """What is at an address; raises Gone if it is over, or its owner is in no network (S12)."""
    member_id = feeds.member_at(token)
    if member_id is None:
        raise NotFound("There is no such calendar. Copy its whole address from your page.")
    networks = networks_of(store.table(), member_id) if member_id else []
    if not networks:
        raise Gone("This calendar has ended. Remove it from your calendar program.")
    now = platform.now()
    found = [one for network_id in networks for one in _since(network_id, now - LOOKS_BACK)]
    return Programme(tuple(sorted(found, key=lambda one: (one.starts_at, one.session_id))), now)


def _since(network_id: str, begin: datetime) -> list[Session]:
    sessions, more = store.from_now(network_id, begin, limit=AT_ONCE)
    while more is not None and len(sessions) < MOST:
        some, more = store.from_now(network_id, begin, more, AT_ONCE)
        sessions += some
    return sessions[:MOST]


def _changed(before: Feed | None, rule: Callable[[Feed | None, str], Feed], by: str) -> str:
    feed = rule(before, by)
    if feed != before:
        feeds.change(before, feed, platform.now())
    return _address(feed)


def _address(feed: Feed) -> str:
    return f"{platform.setting('SITE_URL')}/calendar/{feeds.token(feed)}/sessions.ics"
