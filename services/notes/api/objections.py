"""Objections for programs: sent by anybody without a name, decided by those who check notes."""

from __future__ import annotations

from services.notes import model, objecting, store
from services.notes.api.routes import NETWORK, api
from services.notes.model import CHECKERS, Case, Outcome
from services.notes.objecting import AgreeToNote, Look, ObjectFromOutside, ObjectToNote
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

CASES = f"{NETWORK}/objections"
CASE = f"{CASES}/<note>"


class ReceiptAnswer(Answer):
    """The secret with which the outcome can be asked for; it is said once and kept nowhere."""

    receipt: str


class OutcomeAnswer(Answer):
    """What became of an objection; `received` also if there was no such note."""

    outcome: Outcome


class CaseLine(Answer):
    """A hidden note in a list; `objections` is 0 if a chair hid it or they were dismissed."""

    note_id: str
    week: str
    objections: int
    agreed: int


class CasesAnswer(Answer):
    """Hidden notes of a network, the oldest week first, and where the list goes on."""

    cases: list[CaseLine]
    next: str | None


class CaseAnswer(Answer):
    """A hidden note and what is said against it, never by whom.

    `needed` people must agree that it can be read again; `version` goes with each yes.
    """

    note_id: str
    week: str
    title: str
    text: str
    objections: list[str]
    agreed: int
    needed: int
    version: int


class RestoredAnswer(Answer):
    """Whether the note can be read again now."""

    restored: bool


# --- objecting ----------------------------------------------------------------------------------


@api.post(f"{NETWORK}/notes/<note>/objections", status=201)
def object_as_member(network: str, note: str, wish: ObjectToNote) -> ReceiptAnswer:
    """Object to a note of your network; it is hidden at once."""
    receipt = objecting.object_as_member(
        network, note, wish, by=api.member_id, source_ip=api.source_ip
    )
    return ReceiptAnswer(receipt=receipt)


@api.post("/api/notes/objections", status=201, public=True)
def object_from_outside(wish: ObjectFromOutside) -> ReceiptAnswer:
    """Object to a note by its address; the answer is the same if there is no such note."""
    receipt = objecting.object_from_outside(wish, source_ip=api.source_ip)
    return ReceiptAnswer(receipt=receipt)


@api.get("/api/notes/objections/<receipt>", public=True)
def read_outcome(receipt: str) -> OutcomeAnswer:
    """What became of an objection."""
    return OutcomeAnswer(outcome=objecting.outcome(receipt))


# --- deciding -----------------------------------------------------------------------------------


@api.get(CASES)
def list_hidden_notes(network: str, next: str | None = None) -> CasesAnswer:
    """The hidden notes of a network, which wait to be decided about."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(*CHECKERS)
    route = f"cases/{network}"
    found, more = store.cases_of(network, after(route, api.member_id, next))
    return CasesAnswer(
        cases=[_line(case) for case in found], next=cursor(route, api.member_id, more)
    )


@api.get(CASE)
def read_hidden_note(network: str, note: str) -> CaseAnswer:
    """One hidden note, with what is said against it."""
    return _case(objecting.look(network, note, by=api.member_id))


@api.post(f"{CASE}/hide")
def hide_note(network: str, note: str) -> CaseAnswer:
    """Hide a note without an objection, as a chair."""
    objecting.hide(network, note, by=api.member_id)
    return _case(objecting.look(network, note, by=api.member_id))


@api.post(f"{CASE}/uphold")
def uphold_objections(network: str, note: str) -> OutcomeAnswer:
    """Take a hidden note away for good; its text is destroyed."""
    objecting.uphold(network, note, by=api.member_id)
    return OutcomeAnswer(outcome=Outcome.WITHDRAWN)


@api.post(f"{CASE}/dismiss")
def dismiss_objections(network: str, note: str, wish: AgreeToNote) -> CaseAnswer:
    """Find that a note can stay; two people dismiss what is said against it."""
    objecting.dismiss(network, note, wish, by=api.member_id)
    return _case(objecting.look(network, note, by=api.member_id))


@api.post(f"{CASE}/restore")
def restore_note(network: str, note: str, wish: AgreeToNote) -> RestoredAnswer:
    """Agree that a hidden note against which nothing is open can be read again."""
    return RestoredAnswer(restored=objecting.restore(network, note, wish, by=api.member_id))


def _line(case: Case) -> CaseLine:
    return CaseLine(
        note_id=case.note_id,
        week=case.week,
        objections=len(case.objections),
        agreed=len(case.agreed),
    )


def _case(seen: Look) -> CaseAnswer:
    return CaseAnswer(
        note_id=seen.note.note_id,
        week=seen.note.week,
        title=seen.note.title,
        text=seen.note.text,
        objections=[objection.text for objection in seen.case.objections],
        agreed=len(seen.case.agreed),
        needed=model.needed(seen.viewer.network.quorum),
        version=seen.case.version,
    )
