"""What people can have done about a published note: object to it, and decide about that.

Nothing here tells a chair who objected: a member is known by a token that only this person, this
note and this wording give, anybody else by nothing at all (docs/decisions/0012).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from services.contracts.refusals import Conflict, NotFound
from services.contracts.roles import Role
from services.notes import model, store
from services.notes.model import CHECKERS, Case, Note, NoteState, Objection, Outcome, Turn
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Prose, Wish
from services.runtime.limits import demand
from services.runtime.ports import Item
from services.runtime.rights import Viewer, place_key, viewer
from services.runtime.signing import keyed_hash

MOST_OBJECTIONS, WITHIN = 10, timedelta(hours=1)
TRIES = 5
ADDRESS = re.compile(r"networks/([^/?#\s]{1,200})/notes/([0-9a-f]{32})(?![0-9a-z])")
NO_NOTE = "There is no such note in this network."
NO_CASE = "There is nothing to decide about this note. Somebody else may have been quicker."


def _address(address: str) -> str:
    if not ADDRESS.search(address):
        raise ValueError(
            "Paste the whole address of the note. It has /notes/ in it, and then 32 letters and "
            "digits."
        )
    return address


Words = Annotated[Prose, StringConstraints(max_length=2000)]


class ObjectToNote(Wish):
    """Why a note should go, if somebody wants to say so.

    Sending the same `idempotency_key` again changes nothing and gives the same receipt.
    """

    text: Words = ""
    idempotency_key: Line = ""


class ObjectFromOutside(ObjectToNote):
    """The same for anybody, who knows the note by its address only."""

    address: Annotated[FilledLine, AfterValidator(_address)]

    def note(self) -> tuple[str, str]:
        """The network and the note that the address names."""
        network_id, note_id = ADDRESS.findall(self.address)[0]
        return network_id, note_id


class AgreeToNote(Wish):
    """A yes to a hidden note by somebody who looked at its case in this version."""

    version: int


@dataclass(frozen=True, slots=True)
class Look:
    """A hidden note and what is to be decided, as somebody who checks notes sees it."""

    viewer: Viewer
    note: Note
    case: Case


# --- objecting ----------------------------------------------------------------------------------


def object_as_member(
    network_id: str, note_id: str, wish: ObjectToNote, *, by: str, source_ip: str
) -> str:
    """Hide a note that a member objects to; gives the secret that opens the receipt.

    Raises Conflict if this member's objection to the same words was dismissed before (C17).
    """
    demand(store.drafts_table(), "object", source_ip, most=MOST_OBJECTIONS, within=WITHIN)
    secret = _secret(wish, network_id, note_id)
    receipt = store.receipt_of(secret)
    for _ in range(TRIES):
        seen, (item, case, received) = viewer(
            store.table(),
            by,
            network_id,
            store.note_key(note_id),
            elsewhere=[store.case_key(note_id), store.receipt_key(receipt)],
        )
        seen.must_be_member()
        note = _note_in(network_id, item)
        objection = Objection(receipt, wish.text, _token(by, note))
        if received or _is_kept(model.object_to(note, _case(note, case), objection), note, case):
            return secret
    raise _busy()


def object_from_outside(wish: ObjectFromOutside, *, source_ip: str) -> str:
    """Hide a note that anybody objects to; gives the secret that opens the receipt.

    The answer is the same whether or not there is such a note (X7).
    """
    demand(store.drafts_table(), "object", source_ip, most=MOST_OBJECTIONS, within=WITHIN)
    network_id, note_id = wish.note()
    secret = _secret(wish, network_id, note_id)
    receipt = store.receipt_of(secret)
    for _ in range(TRIES):
        item, case, received = platform.current().tables.get_many(
            [
                (store.table(), store.note_key(note_id)),
                store.case_key(note_id),
                store.receipt_key(receipt),
            ]
        )
        note = store.read_note(item) if item else None
        if received:
            return secret
        if note is None or note.network_id != network_id or note.state is NoteState.WITHDRAWN:
            store.receive(receipt)
            return secret
        objected = model.object_to(note, _case(note, case), Objection(receipt, wish.text))
        if _is_kept(objected, note, case):
            return secret
    raise _busy()


def outcome(secret: str) -> Outcome:
    """What became of an objection, for whoever has the secret that opens its receipt."""
    found = store.outcome(store.receipt_of(secret))
    if found is None:
        raise NotFound("There is no such receipt. Check that the address is whole.")
    return found


# --- deciding -----------------------------------------------------------------------------------


def look(network_id: str, note_id: str, *, by: str) -> Look:
    """A hidden note and what was said against it, for those who check notes."""
    seen, _, found, case = _read(network_id, note_id, by)
    if found.state is not NoteState.HIDDEN:
        raise NotFound(NO_CASE)
    return Look(seen, found, case)


def hide(network_id: str, note_id: str, *, by: str) -> None:
    """Hide a note without an objection, for a chair who has a doubt about it."""
    seen, _, note, case = _read(network_id, note_id, by)
    seen.must_be(Role.CHAIR)
    store.take(model.hide(note, case), note, case)


def uphold(network_id: str, note_id: str, *, by: str) -> None:
    """Take a hidden note away for good; its text and all that was said about it are destroyed."""
    _, _, note, case = _read(network_id, note_id, by)
    store.take(model.uphold(note, case, objector=_token(by, note)), note, case)


def dismiss(network_id: str, note_id: str, wish: AgreeToNote, *, by: str) -> Case:
    """Find that a note can stay; two people dismiss what was said against it."""
    _, place, note, case = _read(network_id, note_id, by)

    def take(may_check: Mapping[str, int]) -> Case:
        may_check = {**may_check, by: place}
        turn = model.dismiss(
            note,
            case,
            by=by,
            objector=_token(by, note),
            seen=wish.version,
            may_check=may_check,
        )
        store.take(turn, note, case, store.unchanged(network_id, may_check))
        return turn.case

    return store.with_checkers(network_id, case.agreed, take)


def restore(network_id: str, note_id: str, wish: AgreeToNote, *, by: str) -> bool:
    """Agree that a hidden note can be read again; tells whether it can be now (C19)."""
    seen, place, note, case = _read(network_id, note_id, by)

    def take(may_check: Mapping[str, int]) -> bool:
        may_check = {**may_check, by: place}
        turn = model.restore(
            note,
            case,
            by=by,
            objector=_token(by, note),
            seen=wish.version,
            may_check=may_check,
            quorum=seen.network.quorum,
        )
        store.take(turn, note, case, store.unchanged(network_id, may_check))
        return turn.note.state is NoteState.PUBLISHED

    return store.with_checkers(network_id, case.agreed, take)


# --- parts --------------------------------------------------------------------------------------


def _read(network_id: str, note_id: str, by: str) -> tuple[Viewer, int, Note, Case]:
    """A note and its case, for those who check notes; they go on in a network that has ended.

    The number is the version of the place that lets them.
    """
    seen, (place, item, case) = viewer(
        store.table(),
        by,
        network_id,
        place_key(by, network_id),
        store.note_key(note_id),
        elsewhere=[store.case_key(note_id)],
    )
    seen.must_be(*CHECKERS)
    note = _note_in(network_id, item)
    return seen, store.checkers_among([place])[by], note, _case(note, case)


def _note_in(network_id: str, item: Item | None) -> Note:
    note = store.read_note(item) if item else None
    if note is None or note.network_id != network_id:
        raise NotFound(NO_NOTE)
    return note


def _case(note: Note, item: Item | None) -> Case:
    return store.read_case(item) if item else Case(note.note_id, note.network_id, note.week)


def _is_kept(turn: Turn, note: Note, item: Item | None) -> bool:
    """Save; False if somebody else was quicker, so that it has to be decided anew."""
    try:
        store.take(turn, note, _case(note, item))
    except Conflict:
        return False
    return True


def _token(member_id: str, note: Note) -> str:
    """Knows a member again who objects to the same words of the same note, and only then (C17)."""
    words = hashlib.sha256(f"{note.title}\0{note.text}".encode()).hexdigest()
    return keyed_hash("objector", f"{member_id}:{note.note_id}:{words}")


def _secret(wish: ObjectToNote, network_id: str, note_id: str) -> str:
    """The same for a form that is sent again, and another one for another note."""
    once = wish.idempotency_key or platform.new_id()
    return keyed_hash("objection", f"{once}:{network_id}:{note_id}")[:32]


def _busy() -> Conflict:
    return Conflict("Several people are writing about this note just now. Send it again.")
