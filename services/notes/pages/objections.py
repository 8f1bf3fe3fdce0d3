"""Objecting to a note, for members and for anybody, and seeing what became of it."""

from __future__ import annotations

from services.notes import commands, objecting
from services.notes.model import Outcome
from services.notes.objecting import ObjectFromOutside, ObjectToNote
from services.notes.pages.site import pages
from services.runtime import platform
from services.runtime.pages.answers import Shown

TITLES = {
    Outcome.RECEIVED: "Your objection has arrived",
    Outcome.WITHDRAWN: "The note was taken away",
    Outcome.DISMISSED: "Your objection was dismissed",
}
SENT = "Your objection is sent. Keep the address of this page."


@pages.get("/networks/<network>/notes/<note>/object")
def form(network: str, note: str) -> Shown:
    """The form with which a member objects to a note."""
    seen, _ = commands.note(network, note, by=pages.member_id)
    return pages.show(
        "object.html",
        title="Object to this note",
        viewer=seen,
        here=f"/networks/{network}/notes/{note}",
        once=platform.new_id(),
    )


@pages.post("/networks/<network>/notes/<note>/object", again=form)
def send(network: str, note: str, wish: ObjectToNote) -> Shown:
    """Hide the note, and go to the receipt."""
    secret = objecting.object_as_member(
        network, note, wish, by=pages.member_id, source_ip=pages.source_ip
    )
    return pages.done(f"/object/{secret}", SENT)


@pages.get("/object", public=True)
def public_form() -> Shown:
    """The form with which anybody objects to a note."""
    return pages.show("object-from-outside.html", title="Object to a note", once=platform.new_id())


@pages.post("/object", again=public_form, public=True)
def send_from_outside(wish: ObjectFromOutside) -> Shown:
    """Hide the note if there is one, and go to the receipt, which looks the same if not (X7)."""
    secret = objecting.object_from_outside(wish, source_ip=pages.source_ip)
    return pages.done(f"/object/{secret}", SENT)


@pages.get("/object/<receipt>", public=True)
def receipt(receipt: str) -> Shown:
    """What became of an objection, for whoever has the address."""
    outcome = objecting.outcome(receipt)
    return pages.show("receipt.html", title=TITLES[outcome], outcome=outcome)
