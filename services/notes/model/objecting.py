"""The rules of a published note that somebody objects to: hidden at once, then decided about.

published ──object, hide──▶ hidden ──uphold──▶ withdrawn, without a text
    ▲                         │
    └────────restore──────────┘  after two have dismissed what was said against it, and quorum + 1
                                 people in all agree that it can be read
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from services.contracts.event import Event
from services.contracts.notes import NoteHidden, NoteRestored, NoteWithdrawn
from services.contracts.refusals import Conflict, Gone, NotAllowed, Refusal
from services.notes.model.draft import Note, NoteState

ENOUGH_TO_DISMISS = 2
MOST_OBJECTIONS = 30
"""More are not kept at one time: the note is hidden already, and an item has its limit."""


class Outcome(StrEnum):
    """What became of an objection, for the one who holds its receipt."""

    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody says against a note; `objector` is a token, empty if nobody can know (C17)."""

    receipt: str
    text: str
    objector: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be decided about a note; it lives beside the drafts, which have no backup.

    `agreed` are those who think that the note can be read again, each with the version of the
    place that they said it from (C6). `dismissed` are the tokens of those whose objection to this
    wording was dismissed. Version 0 is nothing kept yet.
    """

    note_id: str
    network_id: str
    week: str
    objections: tuple[Objection, ...] = ()
    agreed: Mapping[str, int] = field(default_factory=dict)
    dismissed: frozenset[str] = frozenset()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A note and its case after something happened; `answers` are outcomes by receipt."""

    note: Note
    case: Case
    events: Sequence[Event] = ()
    answers: Mapping[str, Outcome] = field(default_factory=dict)


class Hidden(Refusal):
    """The note can be read by nobody for now; not why, as that could tell who objected."""

    status = 409
    code = "hidden"

    def __init__(self) -> None:
        super().__init__(
            "This note is hidden while it is looked at again. Either it is taken away for good, "
            "or it can be read here as before."
        )


def must_be_readable(note: Note) -> None:
    """Raise Gone or Hidden unless members may read it (C18)."""
    if note.state is NoteState.WITHDRAWN:
        raise Gone("This note was withdrawn: somebody objected to it. Its text is destroyed.")
    if note.state is NoteState.HIDDEN:
        raise Hidden


def object_to(note: Note, case: Case, objection: Objection) -> Turn:
    """Hide the note and keep what is said against it; whoever agreed to it has to look again.

    Raises Conflict if this person's objection to the same words was dismissed before (C17).
    """
    _must_be_there(note)
    if objection.objector and objection.objector in case.dismissed:
        raise Conflict(
            "You objected to this note before, and two people found that it can stay. Your new "
            "words are not sent. If something is different now, talk to a chair."
        )
    kept = case.objections
    if len(kept) < MOST_OBJECTIONS:
        kept = (*kept, objection)
    objected = replace(case, objections=kept, agreed={}, version=case.version + 1)
    return _hidden(note, objected, {objection.receipt: Outcome.RECEIVED})


def hide(note: Note, case: Case) -> Turn:
    """Hide a note without an objection; raises Conflict if it is hidden already."""
    _must_be_there(note)
    if note.state is NoteState.HIDDEN:
        raise Conflict("This note is hidden already. Look at the list of what is to be decided.")
    return _hidden(note, replace(case, agreed={}, version=case.version + 1))


def uphold(note: Note, case: Case, *, objector: str) -> Turn:
    """Take a hidden note away for good: what is left says that in this week there was one (C18).

    `objector` is the token of whoever decides: nobody decides about their own objection.
    """
    _must_be_hidden(note)
    _must_be_somebody_else(case, objector)
    gone = replace(note, title="", text="", state=NoteState.WITHDRAWN, version=note.version + 1)
    said = NoteWithdrawn(note_id=note.note_id, network_id=note.network_id, sequence=gone.version)
    return Turn(gone, case, [said], _answers(case, Outcome.WITHDRAWN))


def dismiss(
    note: Note, case: Case, *, by: str, objector: str, seen: int, may_check: Mapping[str, int]
) -> Turn:
    """One more person finds that the note can stay; the second one dismisses the objections.

    `seen` is the version of the case that they looked at. `may_check` are those of all who agreed
    who could still approve a note now, with the versions of their places (C4, C6); `by` is one of
    them. The note stays hidden: see `restore`.
    """
    _must_be_hidden(note)
    if not case.objections and by not in case.agreed:
        raise Conflict("Nothing is open against this note. Look at it again.")
    agreed = _agreed(case, by, objector, seen, may_check[by])
    enough = len(may_check.keys() & agreed.agreed.keys()) >= ENOUGH_TO_DISMISS
    if not case.objections or not enough:
        return Turn(note, agreed)
    settled = replace(
        agreed,
        objections=(),
        dismissed=agreed.dismissed | {one.objector for one in case.objections if one.objector},
        version=case.version + 1,
    )
    return Turn(note, settled, answers=_answers(case, Outcome.DISMISSED))


def restore(
    note: Note,
    case: Case,
    *,
    by: str,
    objector: str,
    seen: int,
    may_check: Mapping[str, int],
    quorum: int,
) -> Turn:
    """One more person agrees that it can be read; quorum + 1 of them bring it back (C19).

    Whoever dismissed the objections has agreed already. The parameters are those of `dismiss`.
    """
    _must_be_hidden(note)
    if case.objections:
        raise Conflict("Somebody has objected. Dismiss that first, or take the note away.")
    agreed = _agreed(case, by, objector, seen, may_check[by])
    if len(may_check.keys() & agreed.agreed.keys()) < needed(quorum):
        return Turn(note, agreed)
    back = replace(note, state=NoteState.PUBLISHED, version=note.version + 1)
    said = NoteRestored(note_id=note.note_id, network_id=note.network_id, sequence=back.version)
    return Turn(back, replace(agreed, agreed={}, version=case.version + 1), [said])


def forget_agreement(case: Case, member_id: str) -> Case:
    """The case without the yes of somebody who is gone for good; the same one if there is none."""
    if member_id not in case.agreed:
        return case
    others = {one: place for one, place in case.agreed.items() if one != member_id}
    return replace(case, agreed=others, version=case.version + 1)


def needed(quorum: int) -> int:
    """How many people must agree that a hidden note can be read again (C19)."""
    return max(quorum, 2) + 1


def _hidden(note: Note, case: Case, answers: Mapping[str, Outcome] | None = None) -> Turn:
    if note.state is NoteState.HIDDEN:
        return Turn(note, case, answers=answers or {})
    hidden = replace(note, state=NoteState.HIDDEN, version=note.version + 1)
    said = NoteHidden(
        note_id=note.note_id, network_id=note.network_id, week=note.week, sequence=hidden.version
    )
    return Turn(hidden, case, [said], answers or {})


def _agreed(case: Case, by: str, objector: str, seen: int, place: int) -> Case:
    """The case with one more yes; the same case if it was said before."""
    _must_be_somebody_else(case, objector)
    if by in case.agreed:
        return case
    if seen != case.version:
        raise Conflict("Something has changed since you looked. Read it again and then decide.")
    return replace(case, agreed={**case.agreed, by: place}, version=case.version + 1)


def _answers(case: Case, outcome: Outcome) -> dict[str, Outcome]:
    return {objection.receipt: outcome for objection in case.objections}


def _must_be_there(note: Note) -> None:
    if note.state is NoteState.WITHDRAWN:
        raise Gone("This note was withdrawn already. Nobody can read it any more.")


def _must_be_hidden(note: Note) -> None:
    _must_be_there(note)
    if note.state is not NoteState.HIDDEN:
        raise Conflict("This note is not hidden any more, so there is nothing to decide.")


def _must_be_somebody_else(case: Case, objector: str) -> None:
    """Whoever objected does not decide, in this round or a later one about the same words (C4)."""
    if objector in {*case.dismissed, *(one.objector for one in case.objections)}:
        raise NotAllowed("You objected to this note, so somebody else decides about it.")
