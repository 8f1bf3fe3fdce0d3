"""What people can have done about notes; each reads, asks the rules, and saves once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints, field_validator, model_validator

from services.contracts.event import Event
from services.contracts.refusals import Conflict, NotFound
from services.contracts.roles import Role
from services.notes import model, store
from services.notes.anonymise import rules_version
from services.notes.checking import Lookup, asked_by, decided, named_in, publish
from services.notes.model import (
    CHECKERS,
    Decision,
    Draft,
    Keep,
    KeepReason,
    Note,
    NoteState,
    Wording,
)
from services.runtime import platform
from services.runtime.http.wishes import Line, Prose, Wish
from services.runtime.rights import Viewer, place_key, viewer

DESK = (Role.FACILITATOR, Role.NOTE_TAKER, Role.REVIEWER, Role.CHAIR)
WRITERS = (Role.FACILITATOR, Role.NOTE_TAKER, Role.CHAIR)
MOST_KEEPS = 400
NO_NOTE = "There is no such note in this network."
GONE = "There is no such draft in this network: it may be published, or its time was over."


class KeepWish(Wish):
    """Words to keep and why; a form sends both as one value, `reason:words`."""

    words: Line
    reason: KeepReason

    @model_validator(mode="before")
    @classmethod
    def _from_form(cls, sent: Any) -> Any:
        if not isinstance(sent, str):
            return sent
        reason, _, words = sent.partition(":")
        return {"words": words, "reason": reason}


class SaveDraft(Wish):
    """A wording to put in place of the one of that version; `lookup` is as the draft said."""

    title: Line = ""
    text: Prose = ""
    keep: tuple[KeepWish, ...] = ()
    version: int
    lookup: Lookup = ""

    @field_validator("keep", mode="before")
    @classmethod
    def _chosen(cls, sent: Any) -> Any:
        """Leave out what a form says about words that are to be changed: nothing."""
        kept = [one for one in sent if one != ""] if isinstance(sent, list | tuple) else sent
        if isinstance(kept, list) and len(kept) > MOST_KEEPS:
            raise ValueError("Too much is to be kept. Change the text instead.")
        return kept

    def wording(self) -> Wording:
        """The wish in the words of the rules."""
        keeps = {keep.words: keep.reason for keep in self.keep}
        return Wording(
            title=self.title,
            text=self.text,
            keeps=tuple(Keep(words, reason) for words, reason in sorted(keeps.items())),
        )


class ApproveNote(Wish):
    """A yes to exactly one wording by somebody who has put the question to themselves.

    `lookup` is as the draft said; it need not be right, and saves a read if it is.
    """

    text_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    intruder_checked: Annotated[bool, Field(validate_default=True)] = False
    lookup: Lookup = ""

    @field_validator("intruder_checked")
    @classmethod
    def _asked(cls, checked: bool) -> bool:
        if not checked:
            raise ValueError("Ask yourself the question, and tick the box if the answer is no.")
        return checked


class ReturnNote(Wish):
    """A word about what to change."""

    comment: Annotated[Prose, StringConstraints(min_length=1, max_length=2000)]


@dataclass(frozen=True, slots=True)
class Desk:
    """A draft as somebody at the desk sees it; `session_title` may be empty.

    `place` is the version of the viewer's place, and `register` what was read of it on the way.
    """

    viewer: Viewer
    draft: Draft
    session_title: str
    place: int
    register: store.Seen


# --- sessions -----------------------------------------------------------------------------------


def open_task(session_id: str, network_id: str, starts_at: datetime) -> None:
    """The session's note can be written; nothing if it could before."""
    draft_id = store.draft_id_of(session_id)
    store.add(*model.open_task(draft_id, network_id, starts_at, platform.now()))


def drop_task(session_id: str, network_id: str) -> None:
    """There is no note to write about this session, now or later."""
    store.destroy(network_id, store.draft_id_of(session_id))


# --- writing ------------------------------------------------------------------------------------


def save(network_id: str, draft_id: str, wish: SaveDraft, *, by: str) -> Draft:
    """Save a wording; raises Stale or Locked, with nothing changed."""
    draft = _for_writing(network_id, draft_id, by).draft
    written = _write(draft, wish, by)
    if written is not draft:
        _save_written(written, since=draft)
    return written


def submit(network_id: str, draft_id: str, wish: SaveDraft, *, by: str) -> Draft:
    """Save a wording and hand it to a second person.

    Raises OpenFindings if something must be settled first; what was typed is saved all the same.
    """
    seen = _for_writing(network_id, draft_id, by, asked_by(wish.wording(), wish.lookup))
    written = _write(seen.draft, wish, by)
    try:
        submitted = model.submit(written, decided(written.wording, seen.register), platform.now())
    except Exception:
        # Whether something is to be settled or the check itself failed: what was typed is kept.
        if written is not seen.draft:
            _save_written(written, since=seen.draft)
        raise
    if submitted is None:
        return written
    handed_in, events = submitted
    _save_written(handed_in, events, since=seen.draft)
    return handed_in


def decisions(seen: Desk) -> list[Decision]:
    """What there is to decide about a draft as it is saved, with the register as of now."""
    return decided(seen.draft.wording, seen.register)


# --- review -------------------------------------------------------------------------------------


def approve(network_id: str, draft_id: str, wish: ApproveNote, *, by: str) -> bool:
    """Agree to a wording; publishes it if that was the last yes it needed, and tells so."""
    seen = desk(network_id, draft_id, by=by, asked=named_in(wish.lookup))
    seen.viewer.must_be(*CHECKERS)
    _must_be_going_on(seen.viewer)
    draft, quorum, rules = seen.draft, seen.viewer.network.quorum, rules_version()
    approved = model.approve(
        draft, by=by, place=seen.place, sent_hash=wish.text_hash, rules_version=rules
    )

    def publish_if_agreed(may_check: Mapping[str, int]) -> bool:
        if not model.is_agreed(approved, quorum=quorum, may_check=may_check, rules_version=rules):
            return False
        publish(draft, decided(draft.wording, seen.register), may_check)
        return True

    agreed = {one.reviewer: one.place for one in approved.approvals}
    if store.with_checkers(network_id, {**agreed, by: seen.place}, publish_if_agreed):
        return True
    if approved is not draft:
        store.change(approved, (), *store.unchanged(network_id, {by: seen.place}))
    return False


def send_back(network_id: str, draft_id: str, wish: ReturnNote, *, by: str) -> Draft:
    """Return a draft with a comment; whoever wrote in it may take it back that way too."""
    seen = desk(network_id, draft_id, by=by)
    if by not in seen.draft.writers:
        seen.viewer.must_be(*CHECKERS)
    returned, events = model.send_back(seen.draft, wish.comment, platform.now())
    store.change(returned, events)
    return returned


def void_approvals(network_id: str, member_id: str) -> None:
    """Take back what somebody agreed to who left, was suspended or lost the role (C6).

    Raises Conflict if a draft was changed meanwhile; doing it again is harmless.
    """
    # As of now, not the list for people: an approval of a moment ago must not slip through.
    for draft in store.drafts_now(network_id):
        voided = model.void(draft, member_id)
        if voided is not draft:
            store.change(voided)


def text_hash(draft: Draft) -> str:
    """What an approval of this draft is bound to now."""
    return model.text_hash(draft.wording, rules_version())


# --- reading ------------------------------------------------------------------------------------


def desk(network_id: str, draft_id: str, *, by: str, asked: Sequence[int] = ()) -> Desk:
    """A draft as somebody at the desk of its network (C1).

    `asked` are the buckets of the register that whoever reads it will ask for.
    """
    seen, (place, state, title, *register) = viewer(
        store.table(),
        by,
        network_id,
        place_key(by, network_id),
        elsewhere=[*store.draft_keys(network_id, draft_id), *store.seen_keys(asked)],
    )
    seen.must_be(*DESK)
    if place is None or state is None:
        raise NotFound(GONE)
    return Desk(
        viewer=seen,
        draft=store.read(state),
        session_title=title["title"] if title else "",
        place=place["version"],
        register=store.seen_in(asked, register),
    )


def note(network_id: str, note_id: str, *, by: str) -> tuple[Viewer, Note]:
    """A published note, for members of its network as of now (C21).

    Raises Gone if it was withdrawn, and Hidden while it is to be decided about. To others a
    withdrawn note is as if it had never been (C18).
    """
    seen, (item,) = viewer(store.table(), by, network_id, store.note_key(note_id))
    found = store.read_note(item) if item else None
    if found is None or found.network_id != network_id:
        raise NotFound(NO_NOTE)
    if found.state is NoteState.WITHDRAWN and not seen.is_member():
        raise NotFound(NO_NOTE)
    seen.must_be_member()
    model.must_be_readable(found)
    return seen, found


# --- parts --------------------------------------------------------------------------------------


def _for_writing(network_id: str, draft_id: str, by: str, asked: Sequence[int] = ()) -> Desk:
    seen = desk(network_id, draft_id, by=by, asked=asked)
    seen.viewer.must_be(*WRITERS)
    _must_be_going_on(seen.viewer)
    return seen


def _write(draft: Draft, wish: SaveDraft, by: str) -> Draft:
    return model.write(draft, wish.wording(), version=wish.version, by=by, now=platform.now())


def _must_be_going_on(seen: Viewer) -> None:
    if seen.network.archived:
        raise Conflict("The network has ended; nothing more is published in it.")


def _save_written(draft: Draft, events: Sequence[Event] = (), *, since: Draft) -> None:
    """Save; that somebody else did since it was read is the same as having read too early."""
    try:
        store.change(draft, events, since=since.version)
    except Conflict as conflict:
        stored = store.find(draft.network_id, draft.draft_id)
        if stored is None:
            raise NotFound(GONE) from conflict
        raise model.Stale(stored) from conflict
