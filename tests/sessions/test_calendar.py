"""Calendars are told the truth, so that two readers of them understand it (U8, S1, S7 to S9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from services.sessions import model
from services.sessions.calendar import events, links
from services.sessions.model import Plan, Session

GOLDEN = Path(__file__).parent / "golden"
SITE = "https://candour.example"
NOW = datetime(2026, 10, 19, 9, tzinfo=UTC)
PLAN = Plan(
    title="Learning from a near miss; what helped, what did not",
    local_start=datetime(2026, 10, 30, 14),
    zone="Europe/London",
    minutes=60,
    meeting_url="https://meet.example/room",
)


def read(text: str) -> Sequence[Any]:
    return Calendar.from_ical(text).walk("VEVENT")


def planned(session_id: str = "5e" * 16, plan: Plan = PLAN) -> Session:
    return model.schedule(session_id, "psmn", plan, NOW)[0]


def moved(session: Session, to: datetime) -> Session:
    plan = replace(session.plan, local_start=to)
    change = model.move(session, plan, version=session.version, now=NOW)
    assert change
    return change[0]


BEFORE_THE_CLOCKS = planned("b0" * 16, replace(PLAN, local_start=datetime(2026, 10, 23, 14)))
CANCELLED = model.cancel(planned(), NOW)[0]
CASES = {
    "created": [planned()],
    "moved": [moved(planned(), datetime(2026, 10, 31, 10, 30))],
    "clocks": [BEFORE_THE_CLOCKS, planned()],
    "cancelled": [CANCELLED],
    "replaced": [CANCELLED, planned("7a" * 16)],
}


@pytest.mark.parametrize("name", CASES)
def test_a_feed_is_what_it_was_when_somebody_looked_at_it(name: str) -> None:
    """Looked at once as a person and with two readers; a change of it shows in the difference."""
    made = events.feed(CASES[name], site=SITE, made_at=NOW)

    assert made == (GOLDEN / f"{name}.ics").read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_two_readers_see_the_same_instants(name: str) -> None:
    """U8: UTC instants, one event for each session, its id for life."""
    text = events.feed(CASES[name], site=SITE, made_at=NOW).decode()

    one = [
        (str(e["UID"]), e.decoded("DTSTART"), e.decoded("DTEND"), int(e["SEQUENCE"]))
        for e in read(text)
    ]
    other = [
        (e.uid.value, e.dtstart.value, e.dtend.value, int(e.sequence.value))
        for e in vobject.readOne(text).vevent_list
    ]

    meant = [
        (f"{s.session_id}@candour", s.starts_at, s.ends_at, s.occurrence_version)
        for s in CASES[name]
    ]
    assert one == other == meant


def test_two_in_the_afternoon_is_another_instant_after_the_clocks_went_back() -> None:
    """S1: wall time stays, the instant moves by an hour."""
    before, after = (s.starts_at for s in CASES["clocks"])
    assert after - before == timedelta(days=7, hours=1)


def test_a_new_title_is_no_new_invitation_and_a_new_time_is() -> None:
    """S8, S9."""
    session = planned()
    titled = model.move(session, replace(PLAN, title="Other words"), version=1, now=NOW)
    assert titled
    assert _event(titled[0])["SEQUENCE"] == _event(session)["SEQUENCE"]
    assert _event(titled[0])["SUMMARY"] == "Other words"
    later = moved(session, datetime(2026, 10, 31, 10))
    assert _event(later)["SEQUENCE"] > _event(session)["SEQUENCE"]
    assert _event(later)["UID"] == _event(session)["UID"]


def test_a_feed_names_no_meeting_and_nobody() -> None:
    """N17, S10: the way in is a page of the site, looked at when somebody comes."""
    text = events.feed([planned()], site=SITE, made_at=NOW).decode().replace("\r\n ", "")
    assert "meet.example" not in text
    assert f"LOCATION:{SITE}/networks/psmn/sessions/{'5e' * 16}/join" in text
    for never in ("ATTENDEE", "ORGANIZER", "RRULE", "VTIMEZONE", "TZID"):
        assert never not in text


def test_an_entry_says_that_it_does_not_change_by_itself() -> None:
    """A published entry cannot be taken back by its calendar, only a feed is."""
    text = events.entry(planned(), site=SITE, made_at=NOW).decode()
    (event,) = read(text)
    assert "does not change by itself" in event["DESCRIPTION"]
    assert vobject.readOne(text).method.value == "PUBLISH"


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_no_title_ends_its_line_and_begins_another(title: str) -> None:
    """Whatever stands in a title, there is one event, with a start and no property of its own."""
    session = planned(plan=replace(PLAN, title=title))
    text = events.feed([session], site=SITE, made_at=NOW)

    lines = text.replace(b"\r\n ", b"").split(b"\r\n")
    names = [line.partition(b":")[0].partition(b";")[0] for line in lines]
    assert names.count(b"BEGIN") == names.count(b"END") == 2
    assert names.count(b"DTSTART") == names.count(b"SUMMARY") == 1
    assert not {b"ATTENDEE", b"ATTACH", b"ORGANIZER"} & set(names)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_the_buttons_lead_to_the_same_instants() -> None:
    session = planned()
    found = links.to_add(session, site=SITE, file="/session.ics")
    google, outlook = (parse_qs(urlsplit(link).query) for link in (found.google, found.outlook))
    assert google["dates"] == ["20261030T140000Z/20261030T150000Z"]
    assert outlook["startdt"] == ["2026-10-30T14:00:00Z"]
    assert google["text"] == outlook["subject"] == [PLAN.title]
    assert found.apple == "/session.ics"


def test_a_feed_is_subscribed_to_by_one_click() -> None:
    found = links.to_subscribe(f"{SITE}/calendar/token.ics")
    assert found.apple == "webcal://candour.example/calendar/token.ics"
    assert parse_qs(urlsplit(found.google).query)["cid"] == [found.apple]
    assert parse_qs(urlsplit(found.outlook).query)["url"] == [f"{SITE}/calendar/token.ics"]


def _event(session: Session) -> Any:
    text = events.feed([session], site=SITE, made_at=NOW).decode()
    (event,) = read(text)
    return event
