"""Complaints about data protection, for programs: made by anybody, dealt with by host admins."""

from __future__ import annotations

from datetime import datetime

from services.membership.api.routes import api
from services.membership.commands import complaints
from services.membership.commands.complaints import AnswerComplaint, Complain, NoteStep
from services.membership.model.complaints import Complaint, State
from services.membership.model.host import must_be_host
from services.membership.store import complaints as shelf
from services.membership.store import host as host_shelf
from services.runtime.http.wishes import Answer
from services.runtime.signing import after, cursor

COMPLAINTS = "/api/membership/host/complaints"


class ReferenceAnswer(Answer):
    """The complaint is kept under this reference, and should be answered by then."""

    reference: str
    answer_by: datetime


class StepAnswer(Answer):
    """What was done about a complaint, and when."""

    at: datetime
    words: str


class ComplaintAnswer(Answer):
    """A complaint with everything that was done about it."""

    complaint_id: str
    reference: str
    state: State
    received_at: datetime
    answer_by: datetime
    name: str
    email: str
    network: str
    words: str
    steps: list[StepAnswer]
    outcome: str
    answered_at: datetime | None
    deleted_at: datetime | None


class ComplaintsAnswer(Answer):
    """Complaints; `next` leads on if there are more."""

    complaints: list[ComplaintAnswer]
    next: str | None


@api.post("/api/membership/complaints", status=202, public=True)
def make_complaint(wish: Complain) -> ReferenceAnswer:
    """Complain about how personal data was handled; anybody may, and a receipt comes by mail."""
    made = complaints.complain(wish, source_ip=api.source_ip)
    return ReferenceAnswer(reference=made.reference, answer_by=made.answer_by)


@api.get(COMPLAINTS)
def list_complaints(answered: bool = False, next: str | None = None) -> ComplaintsAnswer:
    """Complaints that wait for an answer, the longest first; or answered ones; for host admins."""
    must_be_host(host_shelf.host(), api.member_id)
    here = f"{COMPLAINTS}?{answered}"
    found, more = shelf.listed(answered=answered, after=after(here, api.member_id, next))
    return ComplaintsAnswer(
        complaints=[_answer(one) for one in found], next=cursor(here, api.member_id, more)
    )


@api.get(f"{COMPLAINTS}/<complaint>")
def read_complaint(complaint: str) -> ComplaintAnswer:
    """One complaint with all that was done about it; for host admins."""
    return _answer(complaints.one(complaint, by=api.member_id))


@api.post(f"{COMPLAINTS}/<complaint>/steps")
def note_step(complaint: str, wish: NoteStep) -> ComplaintAnswer:
    """Write down what was done about a complaint; for host admins."""
    return _answer(complaints.note(complaint, wish, by=api.member_id))


@api.post(f"{COMPLAINTS}/<complaint>/answer")
def answer_complaint(complaint: str, wish: AnswerComplaint) -> ComplaintAnswer:
    """Answer a complaint by mail; it is deleted two years later; for host admins."""
    return _answer(complaints.answer(complaint, wish, by=api.member_id))


def _answer(one: Complaint) -> ComplaintAnswer:
    return ComplaintAnswer(
        complaint_id=one.complaint_id,
        reference=one.reference,
        state=one.state,
        received_at=one.received_at,
        answer_by=one.answer_by,
        name=one.name,
        email=one.email,
        network=one.network_id,
        words=one.words,
        steps=[StepAnswer(at=step.at, words=step.words) for step in one.steps],
        outcome=one.outcome,
        answered_at=one.answered_at,
        deleted_at=one.gone_at,
    )
