"""The rules of complaints about data protection.

received ──somebody notes a step──▶ looked into ──an outcome──▶ answered ──2 years──▶ gone
    └────────────────────────an outcome──────────────────────▲

In the United Kingdom a complaint has to be acknowledged within 30 days, looked into, and answered
without undue delay (docs/complaints.md): the receipt goes out at once, and those who look after the
installation hear of it at once, on day 20, on day 27 and each week from then until it is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.contracts.complaints import ComplaintAnswered, ComplaintReceived, ComplaintWaits
from services.contracts.refusals import Conflict

ANSWER_WITHIN = timedelta(days=30)
REMIND_AFTER = (timedelta(days=20), timedelta(days=27))
AND_THEN_EVERY = timedelta(days=7)
TRY_AGAIN_AFTER = timedelta(days=1)
KEPT_FOR = timedelta(days=730)
"""After the answer, so that it can be shown how the complaint was dealt with."""
MOST_STEPS = 50


class State(StrEnum):
    """How far a complaint has come."""

    RECEIVED = "received"
    LOOKED_INTO = "looked_into"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Step:
    """What was done about a complaint; not by whom, who may be erased before it is."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody complains about; whoever it is need not be a member.

    `address_key` is the keyed hash of the address; `look_at` is when those who look after the
    installation hear of it next.
    """

    complaint_id: str
    reference: str
    name: str
    email: str
    address_key: str
    words: str
    network_id: str
    received_at: datetime
    look_at: datetime
    state: State = State.RECEIVED
    steps: tuple[Step, ...] = ()
    outcome: str = ""
    answered_at: datetime | None = None
    version: int = 1

    @property
    def answer_by(self) -> datetime:
        """When an answer should be there."""
        return self.received_at + ANSWER_WITHIN

    @property
    def gone_at(self) -> datetime | None:
        """When it is deleted; None while it is open, whatever becomes of the person."""
        return self.answered_at + KEPT_FOR if self.answered_at else None


def receive(complaint: Complaint) -> ComplaintReceived:
    """What is said of a new one, to whoever made it."""
    return ComplaintReceived(
        email=complaint.email, reference=complaint.reference, sequence=complaint.version
    )


def note(complaint: Complaint, words: str, now: datetime) -> Complaint:
    """Write down what was done; raises Conflict for one that is answered, or has too many steps."""
    _must_be_open(complaint)
    if len(complaint.steps) >= MOST_STEPS:
        raise Conflict(f"There are {MOST_STEPS} notes, and there can be no more. Answer it now.")
    return replace(
        complaint,
        state=State.LOOKED_INTO,
        steps=(*complaint.steps, Step(now, words)),
        version=complaint.version + 1,
    )


def answer(
    complaint: Complaint, outcome: str, now: datetime
) -> tuple[Complaint, ComplaintAnswered]:
    """Tell whoever complained what came of it; raises Conflict if somebody has."""
    _must_be_open(complaint)
    answered = replace(
        complaint,
        state=State.ANSWERED,
        outcome=outcome,
        answered_at=now,
        version=complaint.version + 1,
    )
    return answered, ComplaintAnswered(
        email=answered.email,
        reference=answered.reference,
        outcome=outcome,
        sequence=answered.version,
    )


def remind_next(complaint: Complaint, now: datetime, *, told: bool) -> Complaint:
    """They were told of it now, or nobody could be: when they are told again."""
    days = [complaint.received_at + after for after in REMIND_AFTER]
    following = next((day for day in days if day > now), now + AND_THEN_EVERY)
    at = following if told else now + TRY_AGAIN_AFTER
    return replace(complaint, look_at=at, version=complaint.version + 1)


def waits(complaint: Complaint, email: str) -> ComplaintWaits:
    """What one of those who look after the installation hears of it."""
    return ComplaintWaits(
        complaint_id=complaint.complaint_id,
        email=email,
        reference=complaint.reference,
        answer_by=complaint.answer_by,
        sequence=complaint.version,
    )


def _must_be_open(complaint: Complaint) -> None:
    if complaint.state is State.ANSWERED:
        raise Conflict("This complaint is answered already. Load the page again.")
