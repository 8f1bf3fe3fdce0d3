"""What membership keeps of sessions and notes: the newest, however late or often it is said."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.contracts.event import Event
from services.contracts.notes import NoteTitled
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceScheduled,
    SessionHeld,
    SessionTitled,
)
from services.membership import reactions, store
from services.runtime import platform
from tests.world import Home

NETWORK = "psmn"
FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
NOW = FRIDAY - timedelta(days=3)


def hear(*events: Event) -> None:
    """Deliver events as the queue does."""
    records = [
        {
            "messageId": str(number),
            "receiptHandle": "1",
            "body": json.dumps({"detail-type": event.detail_type(), "detail": event.detail()}),
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:embedded:000000000000:membership",
            "awsRegion": "embedded",
        }
        for number, event in enumerate(events)
    ]
    answer: Any = reactions.handler({"Records": records}, None)
    assert answer == {"batchItemFailures": []}


def scheduled(session_id: str = "s1", starts_at: datetime = FRIDAY) -> OccurrenceScheduled:
    return OccurrenceScheduled(**_when(session_id, starts_at), sequence=1)


def cancelled(session_id: str = "s1") -> OccurrenceCancelled:
    return OccurrenceCancelled(**_when(session_id, FRIDAY), reminded=False, sequence=2)


def titled(session_id: str = "s1", title: str = "Learning") -> SessionTitled:
    return SessionTitled(session_id=session_id, network_id=NETWORK, title=title, sequence=1)


def held(session_id: str = "s1", headcount: int | None = 3) -> SessionHeld:
    return SessionHeld(
        session_id=session_id,
        network_id=NETWORK,
        starts_at=FRIDAY,
        headcount=headcount,
        sequence=3,
    )


def _when(session_id: str, starts_at: datetime) -> dict[str, Any]:
    return {
        "session_id": session_id,
        "network_id": NETWORK,
        "local_start": "2026-11-27T14:00",
        "zone": "Europe/London",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
    }


def state(home: Home) -> list[Any]:
    return sorted(str(item) for item in home.dump())


def test_any_order_and_any_repetition_comes_to_the_same() -> None:
    """X2."""
    found = set()
    said = [scheduled(), cancelled(), titled(), held()]
    for order in itertools.permutations(said):
        home = Home(seed=1)
        hear(*order)
        hear(*reversed(order))
        found.add("\n".join(state(home)))
        platform.install(None)
    assert len(found) == 1


@pytest.mark.usefixtures("home")
def test_the_next_session_is_the_first_that_is_not_cancelled() -> None:
    hear(scheduled("s2", FRIDAY + timedelta(days=7)), titled("s2", "Later"))
    hear(scheduled(), titled())
    first = store.heard.next_session(NETWORK, NOW)
    assert first is not None
    assert (first["session_id"], first["title"]) == ("s1", "Learning")
    hear(cancelled())
    second = store.heard.next_session(NETWORK, NOW)
    assert second is not None
    assert second["session_id"] == "s2"
    assert store.heard.next_session(NETWORK, FRIDAY + timedelta(days=8)) is None
    assert store.heard.next_session("other", NOW) is None


@pytest.mark.usefixtures("home")
def test_more_than_a_page_of_cancelled_sessions_hides_nothing() -> None:
    for number in range(60):
        session_id = f"c{number:02}"
        hear(scheduled(session_id), cancelled(session_id))
    hear(scheduled("s9", FRIDAY + timedelta(days=7)))
    found = store.heard.next_session(NETWORK, NOW)
    assert found is not None
    assert (found["session_id"], found["title"]) == ("s9", "Session")


@pytest.mark.usefixtures("home")
def test_a_session_is_on_until_its_end() -> None:
    hear(scheduled())
    assert store.heard.next_session(NETWORK, FRIDAY + timedelta(minutes=59)) is not None
    assert store.heard.next_session(NETWORK, FRIDAY + timedelta(minutes=60)) is None


@pytest.mark.usefixtures("home")
def test_held_sessions_are_shown_with_their_headcount_the_latest_first() -> None:
    for week in range(8):
        session_id = f"s{week}"
        hear(scheduled(session_id, FRIDAY - timedelta(weeks=week)), titled(session_id))
        if week != 2:
            hear(held(session_id, headcount=week))
    found = store.heard.held_sessions(NETWORK, FRIDAY + timedelta(days=1))
    assert [session["headcount"] for session in found] == [0, 1, 3, 4, 5]
    assert store.heard.held_sessions(NETWORK, FRIDAY - timedelta(weeks=9)) == []


@pytest.mark.usefixtures("home")
def test_the_latest_notes_are_shown_by_week() -> None:
    for week in ("2026-W46", "2026-W48", "2026-W45", "2026-W47"):
        hear(
            NoteTitled(note_id=week, network_id=NETWORK, title=f"In {week}", week=week, sequence=1)
        )
    assert [note["week"] for note in store.heard.notes(NETWORK)] == [
        "2026-W48",
        "2026-W47",
        "2026-W46",
    ]
