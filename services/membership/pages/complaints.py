"""Complaints about data protection: the form for anybody, and the desk of the host admins."""

from __future__ import annotations

from services.membership.commands import complaints
from services.membership.commands.complaints import AnswerComplaint, Complain, NoteStep
from services.membership.model.host import must_be_host
from services.membership.pages.site import pages
from services.membership.store import complaints as shelf
from services.membership.store import host as host_shelf
from services.runtime import platform
from services.runtime.pages.answers import Shown
from services.runtime.signing import after, cursor

COMPLAINTS = "/host/complaints"


# --- for anybody --------------------------------------------------------------------------------


@pages.get("/complaint", public=True)
def form() -> Shown:
    """What happens with a complaint, how long it is kept, and the form."""
    return pages.show("complaint.html", title="Make a complaint", once=platform.new_id())


@pages.post("/complaint", again=form, public=True)
def complain(wish: Complain) -> Shown:
    """Keep it, and show its reference; the same whoever sent it (X7)."""
    made = complaints.complain(wish, source_ip=pages.source_ip)
    return pages.show("complaint-sent.html", title="We have your complaint", complaint=made)


# --- for those who look after the installation --------------------------------------------------


@pages.get(COMPLAINTS)
def listed(next: str = "") -> Shown:
    """What waits for an answer, the longest first."""
    return _listed(COMPLAINTS, next, answered=False)


@pages.get(f"{COMPLAINTS}/answered")
def answered(next: str = "") -> Shown:
    """What was answered, for as long as that is kept."""
    return _listed(f"{COMPLAINTS}/answered", next, answered=True)


@pages.get(f"{COMPLAINTS}/<complaint>")
def one(complaint: str) -> Shown:
    """A complaint, what was done, and what can be done."""
    found = complaints.one(complaint, by=pages.member_id)
    title = f"Complaint {found.reference}"
    return pages.show("complaint-one.html", title=title, complaint=found, now=platform.now())


@pages.post(f"{COMPLAINTS}/<complaint>/steps", again=one)
def note(complaint: str, wish: NoteStep) -> Shown:
    """Write down what was done."""
    complaints.note(complaint, wish, by=pages.member_id)
    return pages.done(f"{COMPLAINTS}/{complaint}", "It is noted.")


@pages.post(f"{COMPLAINTS}/<complaint>/answer", again=one)
def answer(complaint: str, wish: AnswerComplaint) -> Shown:
    """Mail what came of it."""
    complaints.answer(complaint, wish, by=pages.member_id)
    return pages.done(f"{COMPLAINTS}/{complaint}", "The answer is on its way by mail.")


def _listed(here: str, next: str, *, answered: bool) -> Shown:
    must_be_host(host_shelf.host(), pages.member_id)
    found, more = shelf.listed(answered=answered, after=after(here, pages.member_id, next))
    return pages.show(
        "complaints.html",
        title="Answered complaints" if answered else "Open complaints",
        here=here,
        answered=answered,
        complaints=found,
        now=platform.now(),
        more=cursor(here, pages.member_id, more),
    )
