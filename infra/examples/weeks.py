"""A series of sessions: begun, skipped, changed from a date on, paused and ended."""

from __future__ import annotations

from infra.embedded.demo import CHAIR, FACILITATOR, MEETING
from infra.examples.scene import Scene

SERIES = "/api/sessions/networks/<network>/series"
ONE = f"{SERIES}/<series>"


def plan(scene: Scene) -> None:
    """Two months of Wednesdays, of which Christmas is left out; later ones begin an hour later."""
    wish = {
        "title": "What we learned this week", "date": "2026-12-02", "time": "12:30",
        "zone": "Europe/London", "minutes": 45, "meeting_url": MEETING,
        "idempotency_key": "wednesdays",
    }  # fmt: skip
    begun = scene.ask("POST", SERIES, wish, by=CHAIR)
    one = {"series": begun["series_id"]}
    scene.ask("GET", SERIES, by=CHAIR)
    seen = scene.ask("GET", ONE, by=FACILITATOR, **one)
    scene.ask("GET", f"{ONE}/holidays", by=CHAIR, **one)
    skipped = {"version": seen["version"], "date": "2026-12-30", "reason": "Between the years"}
    seen = scene.ask("POST", f"{ONE}/skip", skipped, by=CHAIR, **one)
    later = {
        "version": seen["version"], "day": "2027-01-06", "date": "2027-01-06", "time": "13:30",
        "alike": False,
    }  # fmt: skip
    seen = scene.ask("POST", f"{ONE}/change", later, by=CHAIR, **one)
    one = {"series": seen["series_id"]}
    for turn in ("pause", "resume"):
        seen = scene.ask("POST", f"{ONE}/{turn}", {"version": seen["version"]}, by=CHAIR, **one)
    ends = {"version": seen["version"], "last_day": "2027-01-27", "reason": "Thursdays suit more"}
    seen = scene.ask("POST", f"{ONE}/end", ends, by=CHAIR, **one)
    again = {"date": "2026-12-31", "time": "12:30", "title": "The last one of the year"}
    off = _skipped(scene)
    replacing = "/api/sessions/networks/<network>/sessions/<session>/replace"
    scene.ask("POST", replacing, again, by=CHAIR, session=off)


def _skipped(scene: Scene) -> str:
    """The session that was skipped at the end of the year."""
    programme = scene.read("GET", "/api/sessions/networks/psmn/sessions", by=CHAIR)["sessions"]
    return next(str(s["session_id"]) for s in programme if s["reason"] == "Between the years")
