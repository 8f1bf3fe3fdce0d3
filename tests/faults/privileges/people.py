"""What people send on pages, beside what has happened in a network that is lived in."""

from __future__ import annotations

import re
from typing import Any

from tests.flows.network import SLUG, Network, Person
from tests.page import Page

NOTE = re.compile(r"/notes/(\w{32})")


def send_everything(network: Network) -> None:
    """Sign in; move and cancel sessions, ask for the next one; object to a note and decide."""
    (form,) = Page(network.world.get("/sign-in").text).forms
    network.world.post(form.action, {**form.fields, "email": "nobody@kelder.example"})
    for path, typed in (
        ("profile", {"name": "Ann Quill"}),
        ("addresses", {"email": "q@kelder.example"}),
    ):
        page = network.world.get(f"/me/{path}", by=network.members[0].member_id)
        form = next(form for form in Page(page.text).forms if form.action == f"/me/{path}")
        network.world.post(form.action, {**form.fields, **typed}, by=network.members[0].member_id)
    _ = network.world.get("/friday", by=network.members[0].member_id)
    network.world.post("/me/calendar", {}, by=network.members[0].member_id)
    session_id = network.plan("To be moved", "2026-12-18")
    _send(network, f"/desk/sessions/{session_id}/move", by=network.chair, time="16:00")
    _send(network, f"/desk/sessions/{session_id}/cancel", by=network.chair)
    (note_id, *_) = NOTE.findall(network.get("/notes", by=network.members[0]).text)
    receipt = _send(network, f"/notes/{note_id}/object", by=network.members[0], text="It is me.")
    assert network.world.get(receipt).status == 200
    case = f"/desk/objections/{note_id}"
    for by in (network.reviewer, network.chair):
        network.get("/desk/objections", by=by)
        _send(network, case, f"{case}/dismiss", by=by)
    _send(network, case, f"{case}/restore", by=network.facilitator)
    once = Page(network.world.get("/object").text).forms[-1].fields
    address = f"https://candour.example/networks/{SLUG}/notes/{note_id}"
    network.world.post("/object", {**once, "address": address})
    _send(network, case, f"{case}/uphold", by=network.reviewer)


def _send(network: Network, path: str, action: str = "", *, by: Person, **typed: Any) -> str:
    """Open a page, and send its form with this typed into it; the page that follows."""
    page = network.get(path, by=by)
    assert page.status == 200, (path, page.text)
    ending = f"/networks/{SLUG}{action or path}"
    (form,) = [form for form in Page(page.text).forms if form.action == ending]
    sent = network.post(action or path, {**form.fields, **typed}, by=by)
    assert sent.status == 303, (path, sent.text)
    return dict(sent.headers)["Location"]
