"""Planning sessions for tests, as a chair's program does."""

from __future__ import annotations

from typing import Any

from infra.embedded.events import Answer
from tests.membership.network import SLUG, Network

API = f"/api/sessions/networks/{SLUG}/sessions"
SERIES = f"/api/sessions/networks/{SLUG}/series"
DESK = f"/networks/{SLUG}/desk/sessions"
PROGRAMME = f"/networks/{SLUG}/sessions"
MEETING = "https://meet.example/room?pwd=1"


def wish(title: str = "Learning", **changed: Any) -> dict[str, Any]:
    """What it takes to plan a session on the Friday."""
    return {"title": title, "date": "2026-11-27", "meeting_url": MEETING, **changed}


def plan(network: Network, title: str = "Learning", **changed: Any) -> str:
    """Plan a session; returns its id."""
    answer = network.api("POST", API, wish(title, **changed), by="chair")
    assert answer.status == 201, answer.text
    return str(answer.json()["session_id"])


def begin(network: Network, title: str = "Learning", **changed: Any) -> str:
    """Begin a series on the Friday; returns its id."""
    answer = network.api("POST", SERIES, wish(title, **changed), by="chair")
    assert answer.status == 201, answer.text
    return str(answer.json()["series_id"])


def move(network: Network, session_id: str, *, by: str = "chair", **changed: Any) -> Answer:
    """Move a session to the next Friday at the same time, or as `changed` says."""
    session = network.api("GET", f"{API}/{session_id}", by="chair").json()
    wish = {"version": session["version"], "date": "2026-12-04", "time": "14:00", **changed}
    return network.api("POST", f"{API}/{session_id}/move", wish, by=by)


def due(network: Network) -> list[str]:
    """The sessions that members are still to be reminded of."""
    rows = network.items("DUE#", table="sessions")
    return [row["session_id"] for row in rows if "session_id" in row]
