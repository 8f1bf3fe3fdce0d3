"""Sessions as calendars read them: iCalendar, one event for each, in UTC (RFC 5545, RFC 7986).

No rule of repetition and no time zone: what a program cannot get wrong, it need not work out. The
UID is a session's id for life and SEQUENCE the version of its time, so that a changed title alone
is no new invitation (S9). Nobody is named in it, and the way in is a page that asks who is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from services.sessions.calendar.links import IN_A_FEED, IN_A_FILE, page, way_in
from services.sessions.model import Session

TYPE = "text/calendar; charset=utf-8"
MAKER = "-//Candour//Sessions//EN"
EVERY_HOUR = timedelta(hours=1)


def feed(sessions: Sequence[Session], *, site: str, made_at: datetime) -> bytes:
    """Everything in somebody's networks, to be asked for again and again; cancelled ones stay."""
    calendar = _calendar()
    calendar.add("name", "Candour sessions")
    calendar.add("x-wr-calname", "Candour sessions")
    # Google and Microsoft look when they like; those who heed this look each hour.
    calendar.add("refresh-interval", EVERY_HOUR, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("description", IN_A_FEED)
    calendar.add("x-wr-caldesc", IN_A_FEED)
    for session in sessions:
        # Once for all of them: a feed is read again and again, and half of it would be this.
        calendar.add_component(_event(session, site, made_at))
    return bytes(calendar.to_ical())


def entry(session: Session, *, site: str, made_at: datetime) -> bytes:
    """One session, to be added by hand."""
    calendar = _calendar()
    event = _event(session, site, made_at)
    event.add("description", IN_A_FILE)
    event.add("url", page(session, site))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _event(session: Session, site: str, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{session.session_id}@candour")
    event.add("sequence", session.occurrence_version)
    event.add("dtstamp", made_at.replace(microsecond=0))
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", session.plan.title)
    event.add("location", way_in(session, site))
    event.add("class", "PRIVATE")
    if session.called_off:
        event.add("status", "CANCELLED")
    return event
