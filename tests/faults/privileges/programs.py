"""What a program can ask of every service, in a network in which something has happened."""

from __future__ import annotations

import re
from typing import Any

from tests.flows.network import SLUG, Network, Person
from tests.flows.test_publishing_notes import CLEAN

SESSION = {
    "title": "Planned by a program",
    "date": "2026-12-11",
    "meeting_url": "https://meet.example/room",
    "idempotency_key": "once",
}
DRAFT = re.compile(r"/desk/notes/(\w{32})")


def ask_everything(network: Network) -> None:
    """Everything that is read, and a note from the draft to its readers."""
    for by, path in [
        (network.members[0], "membership/me"),
        (network.members[0], "membership/me/profile"),
        (network.members[0], "membership/me/addresses"),
        (network.members[0], "membership/host"),
        (network.members[0], "membership/me/looks"),
        (network.members[0], "membership/networks"),
        (network.chair, f"membership/networks/{SLUG}/waiting"),
        (network.chair, f"membership/networks/{SLUG}/members"),
        (network.chair, f"membership/networks/{SLUG}/statistics/next"),
        (network.members[0], f"sessions/networks/{SLUG}/sessions"),
        (network.members[0], f"notifications/networks/{SLUG}/choices"),
        (network.chair, f"notifications/networks/{SLUG}/fanouts"),
    ]:
        _ask(network, "GET", path, by=by)
    _plan(network)
    _write(network)
    _object(network)


def _plan(network: Network) -> None:
    """Plan, look, move and cancel."""
    sessions = f"sessions/networks/{SLUG}/sessions"
    planned = _ask(network, "POST", sessions, SESSION, by=network.chair)
    at = f"{sessions}/{planned['session_id']}"
    seen = _ask(network, "GET", at, by=network.members[0])
    wish = {**SESSION, "time": "15:00", "version": seen["version"]}
    del wish["idempotency_key"]
    _ask(network, "POST", f"{at}/move", wish, by=network.chair)
    _ask(network, "POST", f"{at}/cancel", by=network.chair)


def _write(network: Network) -> None:
    """Save, submit, send back, submit again, publish and read."""
    desk = network.get("/desk/notes", by=network.facilitator).text
    notes = f"notes/networks/{SLUG}"
    drafts = [
        _ask(network, "GET", f"{notes}/drafts/{draft}", by=network.facilitator)
        for draft in sorted(set(DRAFT.findall(desk)))
    ]
    draft = next(draft for draft in drafts if draft["state"] != "in_review")
    at = f"{notes}/drafts/{draft['draft_id']}"
    _ask(network, "GET", f"{notes}/drafts", by=network.facilitator)
    saved = _ask(network, "PUT", at, _wording(draft), by=network.facilitator)
    sent = _ask(network, "POST", f"{at}/submit", _wording(saved), by=network.facilitator)
    back = {"comment": "Say more."}
    returned = _ask(network, "POST", f"{at}/return", back, by=network.reviewer)
    returned = returned or _ask(network, "GET", at, by=network.facilitator)
    sent = _ask(network, "POST", f"{at}/submit", _wording(returned), by=network.facilitator)
    agreed = {"text_hash": sent["text_hash"], "intruder_checked": True}
    _ask(network, "POST", f"{at}/approve", agreed, by=network.reviewer)
    for note in _ask(network, "GET", f"{notes}/notes", by=network.members[0])["notes"]:
        _ask(network, "GET", f"{notes}/notes/{note['note_id']}", by=network.members[0])


def _object(network: Network) -> None:
    """A member and somebody else object; one objection is dismissed, the other one upheld."""
    notes = f"notes/networks/{SLUG}"
    first, *_ = _ask(network, "GET", f"{notes}/notes", by=network.members[0])["notes"]
    cases, case = f"{notes}/objections", f"{notes}/objections/{first['note_id']}"
    objected = f"{notes}/notes/{first['note_id']}/objections"
    receipt = _ask(network, "POST", objected, {"text": "It is me."}, by=network.members[0])
    _ask(network, "GET", f"notes/objections/{receipt['receipt']}")
    for by in (network.reviewer, network.chair):
        _ask(network, "GET", cases, by=by)
        seen = _ask(network, "GET", case, by=by)
        _ask(network, "POST", f"{case}/dismiss", {"version": seen["version"]}, by=by)
    seen = _ask(network, "GET", case, by=network.facilitator)
    agreed = {"version": seen["version"]}
    _ask(network, "POST", f"{case}/restore", agreed, by=network.facilitator)
    _ask(network, "POST", f"{case}/hide", by=network.chair)
    address = f"https://candour.example/networks/{SLUG}/notes/{first['note_id']}"
    _ask(network, "POST", "notes/objections", {"address": address})
    _ask(network, "POST", f"{case}/uphold", by=network.reviewer)


def _wording(draft: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Telling families first", "text": CLEAN, "version": draft["version"]}


def _ask(
    network: Network, method: str, path: str, content: Any = None, *, by: Person | None = None
) -> dict[str, Any]:
    answer = network.world.api(method, f"/api/{path}", content, by=by.member_id if by else None)
    assert answer.status < 300, (method, path, answer.text)
    said: dict[str, Any] = answer.json()
    return said
