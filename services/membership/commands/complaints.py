"""Complaints about data protection: made by anybody, dealt with by the host admins.

Whoever makes one is told the same, whether or not we have ever heard of them (X7).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints

from services.contracts.refusals import NotFound
from services.membership.addresses import Address, address_key
from services.membership.model import complaints as rules
from services.membership.model import host as hosting
from services.membership.model.complaints import Complaint
from services.membership.store import complaints as store
from services.membership.store.people import mailed_lately
from services.membership.store.table import save, table
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Prose, Wish
from services.runtime.limits import demand

MOST_AN_HOUR = 20
"""Of one source."""
MOST_RECEIPTS_AN_HOUR = 3
"""To one address, whoever sends complaints in its name."""

Words = Annotated[Prose, StringConstraints(min_length=1, max_length=10_000)]


class Complain(Wish):
    """Who complains, where to answer, what happened, and in which network if it was in one.

    Sending the same `complaint_id`, of 32 hexadecimal digits, again makes no second complaint.
    """

    name: FilledLine
    email: Address
    words: Words
    network: Line = ""
    complaint_id: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""


class NoteStep(Wish):
    """What was done about a complaint."""

    words: Words


class AnswerComplaint(Wish):
    """What came of it, as whoever complained will read it."""

    outcome: Words


def complain(wish: Complain, *, source_ip: str) -> Complaint:
    """Keep a complaint and send its receipt; returns it with its reference."""
    demand(table(), "complain", source_ip, most=MOST_AN_HOUR, within=timedelta(hours=1))
    now = platform.now()
    complaint_id = wish.complaint_id or platform.new_id()
    made = Complaint(
        complaint_id=complaint_id,
        reference=_reference(complaint_id),
        name=wish.name,
        email=wish.email,
        address_key=address_key(wish.email),
        words=wish.words,
        network_id=wish.network,
        received_at=now,
        look_at=now,
    )
    found, receipts = store.found_and_receipts(complaint_id, made.address_key)
    if found:
        return made  # sent twice: what is kept is told to nobody
    writes, said = store.put(None, made), []
    if len(mailed_lately(receipts)) < MOST_RECEIPTS_AN_HOUR:
        writes.append(store.receipt_to(made.address_key, receipts))
        said.append(rules.receive(made))
    save(writes, said)  # kept in any case: whoever sent it sees the reference
    return made


def one(complaint_id: str, *, by: str) -> Complaint:
    """A complaint with everything that was done about it; for host admins."""
    there = store.dealing(complaint_id)
    hosting.must_be_host(there.host, by)
    if there.complaint is None:
        raise NotFound("There is no such complaint, or its time is over.")
    return there.complaint


def note(complaint_id: str, wish: NoteStep, *, by: str) -> Complaint:
    """Write down what was done."""
    before = one(complaint_id, by=by)
    after = rules.note(before, wish.words, platform.now())
    save(store.put(before, after))
    return after


def answer(complaint_id: str, wish: AnswerComplaint, *, by: str) -> Complaint:
    """Mail what came of it to whoever complained."""
    before = one(complaint_id, by=by)
    after, said = rules.answer(before, wish.outcome, platform.now())
    save(store.put(before, after), [said])
    return after


def _reference(complaint_id: str) -> str:
    """What people say on the telephone: eight letters and digits."""
    return f"{complaint_id[:4]}-{complaint_id[4:8]}".upper()
