"""The address under which somebody's calendar asks for their sessions."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of a member; `turn` counts the addresses that it has had, `open` if one holds."""

    member_id: str
    turn: int = 1
    open: bool = True


def begin(feed: Feed | None, member_id: str) -> Feed:
    """An address: the one that there is, or one that there never was before."""
    if feed is None:
        return Feed(member_id)
    return feed if feed.open else replace(feed, turn=feed.turn + 1, open=True)


def renew(feed: Feed | None, member_id: str) -> Feed:
    """Another address, for whoever is afraid that somebody else knows the old one."""
    return begin(feed and replace(feed, open=False), member_id)


def end(feed: Feed) -> Feed:
    """No address any more."""
    return replace(feed, open=False)
