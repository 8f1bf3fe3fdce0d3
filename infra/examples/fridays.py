"""A session that is planned, moved and held, its note, and an objection to it."""

from __future__ import annotations

from datetime import timedelta

from infra.embedded.demo import CHAIR, FACILITATOR, MEETING, MEMBER, NOTE, REVIEWER, SLUG
from infra.examples.scene import SITE, Scene

SESSIONS = "/api/sessions/networks/<network>/sessions"
NOTES = "/api/notes/networks/<network>"
TITLE = "What helps after an incident?"
REPORT = b"""Name,Join Time,Leave Time,Email
Ann Lee,23/11/2026 15:30,23/11/2026 16:30,ann.lee@ferndale.example
Bo Finch,23/11/2026 15:41,23/11/2026 16:30,bo.finch@ferndale.example
Cy Marsh,23/11/2026 15:32,23/11/2026 16:05,
"""


def be_refused(scene: Scene) -> None:
    """What a program hears that is not signed in, may not, or sends what cannot be used."""
    here = f"/api/sessions/networks/{SLUG}/sessions"
    wish = {"title": TITLE, "date": "2026-12-04", "meeting_url": MEETING}
    scene.refused("sign-in", "GET", here)
    scene.refused("invalid", "POST", here, {**wish, "date": "4/12/2026", "room": 2}, by=CHAIR)
    scene.refused("not-allowed", "POST", here, wish, by=MEMBER)
    scene.refused("not-found", "GET", f"{here}/elsewhere", by=MEMBER)
    seen = scene.read("GET", here, by=MEMBER)["sessions"][0]["session_id"]
    old = {"version": 7, "date": "2026-12-04", "time": "15:00"}
    scene.refused("conflict", "POST", f"{here}/{seen}/move", old, by=CHAIR)


def hold(scene: Scene) -> None:
    """Two are planned; one is cancelled, the other one takes place today."""
    wish = {
        "title": TITLE, "date": "2026-12-04", "time": "14:00", "zone": "Europe/London",
        "minutes": 60, "meeting_url": MEETING, "idempotency_key": "friday-2026-12-04",
    }  # fmt: skip
    planned = scene.ask("POST", SESSIONS, wish, by=CHAIR)
    one = planned["session_id"]
    scene.ask("GET", SESSIONS, by=MEMBER)
    scene.ask("GET", f"{SESSIONS}/<session>", by=CHAIR, session=one)
    today = {"version": planned["version"], "date": "2026-11-23", "time": "15:30"}
    scene.ask("POST", f"{SESSIONS}/<session>/move", today, by=CHAIR, session=one)
    room = {"version": 2, "format": "member_led", "observers": ["Ferndale Institute"]}
    scene.ask("POST", f"{SESSIONS}/<session>/room", room, by=CHAIR, session=one)
    again = {**wish, "date": "2026-12-11", "idempotency_key": "friday-2026-12-11"}
    other = scene.ask("POST", SESSIONS, again, by=CHAIR)["session_id"]
    scene.ask("POST", f"{SESSIONS}/<session>/cancel", by=CHAIR, session=other)
    run(scene, one)


def run(scene: Scene, session: str) -> None:
    """It is opened, written down as not held by mistake, and then as held."""
    scene.later(timedelta(hours=6, minutes=20))
    off = {"recording_is_off": True}
    scene.ask("POST", f"{SESSIONS}/<session>/open", off, by=CHAIR, session=session)
    scene.later(timedelta(hours=1, minutes=40))
    scene.ask("POST", f"{SESSIONS}/<session>/not-held", by=CHAIR, session=session)
    held = {"recording_off": True, "headcount": 74}
    scene.ask("POST", f"{SESSIONS}/<session>/hold", held, by=CHAIR, session=session)
    count(scene, session)


def count(scene: Scene, session: str) -> None:
    """The headcount is put right, and then counted from the report of the meeting."""
    headcount = f"{SESSIONS}/<session>/headcount"
    seen = scene.ask("GET", headcount, by=CHAIR, session=session)
    right = {"version": seen["version"], "headcount": 2}
    seen = scene.ask("POST", headcount, right, by=CHAIR, session=session)
    version = {"version": str(seen["version"])}
    scene.ask("POST", f"{headcount}/file", REPORT, query=version, by=CHAIR, session=session)


def have_a_calendar(scene: Scene) -> None:
    """A member's calendar gets an address, another one, and none any more."""
    mine = "/api/sessions/calendar"
    begun = scene.ask("POST", mine, by=MEMBER)
    scene.ask("GET", mine, by=MEMBER)
    scene.ask("POST", f"{mine}/renew", begun, by=MEMBER)
    scene.ask("POST", f"{mine}/end", by=MEMBER)


def write(scene: Scene) -> None:
    """Its note is saved, sent in, sent back and sent in again; two agree, and it is there."""
    drafts = scene.ask("GET", f"{NOTES}/drafts", by=FACILITATOR)["drafts"]
    (task,) = (one for one in drafts if one["state"] != "in_review")
    one, draft = f"{NOTES}/drafts/<draft>", {"draft": task["draft_id"]}
    seen = scene.ask("GET", one, by=FACILITATOR, **draft)
    for method, route in (("PUT", one), ("POST", f"{one}/submit")):
        wording = {"title": TITLE, "text": NOTE, "keep": [], "version": seen["version"]}
        seen = scene.ask(method, route, wording, by=FACILITATOR, **draft)
    scene.ask("POST", f"{one}/return", {"comment": "Say more."}, by=REVIEWER, **draft)
    seen = scene.read("GET", f"/api/notes/networks/{SLUG}/drafts/{draft['draft']}", by=FACILITATOR)
    wording = {"title": TITLE, "text": NOTE, "keep": [], "version": seen["version"]}
    sent = scene.ask("POST", f"{one}/submit", wording, by=FACILITATOR, **draft)
    agreed = {"text_hash": sent["text_hash"], "intruder_checked": True}
    scene.ask("POST", f"{one}/approve", agreed, by=REVIEWER, **draft)


def object_to_it(scene: Scene) -> None:
    """A member objects, and it is dismissed; somebody outside does, and it is upheld."""
    first, *_ = scene.ask("GET", f"{NOTES}/notes", by=MEMBER)["notes"]
    note = {"note": first["note_id"]}
    scene.ask("GET", f"{NOTES}/notes/<note>", by=MEMBER, **note)
    words = {"text": "It names a ward.", "idempotency_key": "ward"}
    objections = f"{NOTES}/notes/<note>/objections"
    receipt = scene.ask("POST", objections, words, by=MEMBER, **note)["receipt"]
    scene.ask("GET", "/api/notes/objections/<receipt>", receipt=receipt)
    scene.ask("GET", f"{NOTES}/objections", by=REVIEWER)
    case = f"{NOTES}/objections/<note>"
    for by in (REVIEWER, CHAIR):
        seen = scene.ask("GET", case, by=by, **note)
        scene.ask("POST", f"{case}/dismiss", {"version": seen["version"]}, by=by, **note)
    seen = scene.ask("GET", case, by=FACILITATOR, **note)
    scene.ask("POST", f"{case}/restore", {"version": seen["version"]}, by=FACILITATOR, **note)
    scene.ask("POST", f"{case}/hide", by=CHAIR, **note)
    outside = {
        "address": f"{SITE}/networks/{SLUG}/notes/{note['note']}", "text": "It is about me.",
        "idempotency_key": "about-me",
    }  # fmt: skip
    scene.ask("POST", "/api/notes/objections", outside)
    scene.ask("POST", f"{case}/uphold", by=REVIEWER, **note)
