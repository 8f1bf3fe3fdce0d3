"""The address of somebody's calendar, for programs."""

from __future__ import annotations

from services.runtime.http.wishes import Answer
from services.sessions.api.routes import api
from services.sessions.commands import feed
from services.sessions.commands.feed import RenewCalendar

HERE = "/api/sessions/calendar"


class FeedAnswer(Answer):
    """Where a calendar program asks for my sessions; None if there is no such address.

    Whoever has it reads my programme, so it is a secret. It needs no token.
    """

    address: str | None


@api.get(HERE)
def read_calendar() -> FeedAnswer:
    """The address of my calendar."""
    return FeedAnswer(address=feed.address(by=api.member_id))


@api.post(HERE)
def begin_calendar() -> FeedAnswer:
    """An address for my calendar: the one that there is, or a new one."""
    return FeedAnswer(address=feed.begin(by=api.member_id))


@api.post(f"{HERE}/renew")
def renew_calendar(wish: RenewCalendar) -> FeedAnswer:
    """Another address in the place of this one, which is over at once."""
    return FeedAnswer(address=feed.renew(wish, by=api.member_id))


@api.post(f"{HERE}/end")
def end_calendar() -> FeedAnswer:
    """No address any more; calendar programs that ask the old one are told that it is over."""
    feed.end(by=api.member_id)
    return FeedAnswer(address=None)
