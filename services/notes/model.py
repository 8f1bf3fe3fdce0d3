"""The rules of a note: a task, written, checked by others, published without a trace of anybody.

task ──write──▶ writing ──submit──▶ in review ──enough approvals──▶ published (a new thing)
                   ▲                    │
                   └─────send back──────┘
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.contracts.event import Event
from services.contracts.notes import (
    NotePublished,
    NoteReturned,
    NoteSubmitted,
    NoteTaskOpened,
    NoteTitled,
)
from services.contracts.refusals import Conflict, Invalid, NotAllowed
from services.notes.anonymise import Finding

KEPT_FOR = timedelta(weeks=6)
LONDON = ZoneInfo("Europe/London")


class State(StrEnum):
    """How far a draft has come; a published note is another thing altogether."""

    TASK = "task"
    WRITING = "writing"
    IN_REVIEW = "in_review"


class KeepReason(StrEnum):
    """Why words that were found may stay (C7)."""

    PUBLIC_BODY = "public_body"
    PUBLIC_DOCUMENT = "public_document"
    CONSENTING_SPEAKER = "consenting_speaker"
    FALSE_ALARM = "false_alarm"


@dataclass(frozen=True, slots=True, order=True)
class Keep:
    """Words that the writer asks to keep wherever they stand, and why."""

    words: str
    reason: KeepReason


@dataclass(frozen=True, slots=True)
class Wording:
    """What is agreed to: title, text and what is kept in them."""

    title: str = ""
    text: str = ""
    keeps: tuple[Keep, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's yes to exactly one wording (U4)."""

    reviewer: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A note before it is one; `writers` are all who ever changed a character of it (C4)."""

    draft_id: str
    network_id: str
    week: str
    expires_at: datetime
    wording: Wording = Wording()
    state: State = State.TASK
    writers: frozenset[str] = frozenset()
    approvals: tuple[Approval, ...] = ()
    comment: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """A published note: a closed list, with nothing that leads to a draft or a person (U2, C3)."""

    note_id: str
    network_id: str
    week: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Equal findings of one draft, which are decided once: to go, or to stay for a reason."""

    words: str
    findings: tuple[Finding, ...]
    kept: KeepReason | None

    @property
    def keepable(self) -> bool:
        """Whether the writer may ask to keep the words."""
        return all(finding.keepable for finding in self.findings)

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of the note (C7)."""
        return self.kept is None or not self.keepable


Change = tuple[Draft, list[Event]]


class Stale(Invalid):
    """Somebody else saved another wording meanwhile; `extension` holds it, to put both together."""

    status = 409
    code = "stale"

    def __init__(self, stored: Draft) -> None:
        super().__init__(
            "Somebody else saved this note while you were writing. What you typed is still here, "
            "and not saved. Put both versions together and save again."
        )
        wording = stored.wording
        self.extension = {
            "stored": {"title": wording.title, "text": wording.text, "version": stored.version}
        }


class Locked(Invalid):
    """The draft is with a second person."""

    status = 409
    code = "locked"

    def __init__(self) -> None:
        super().__init__(
            "This note is being checked, so what you typed is not saved. "
            "Copy it, take the note back, and put it in then."
        )


class OpenFindings(Invalid):
    """Some findings are neither gone nor explained; `extension` lists them for programs."""

    code = "open-findings"

    def __init__(self, sentence: str, open_: Sequence[Decision], version: int) -> None:
        fields = {}
        for part in ("title", "text"):
            count = sum(any(f.part == part for f in decision.findings) for decision in open_)
            if count:
                fields[part] = f"Settle {counted(count)} in the {part}."
        super().__init__(sentence, fields)
        self.extension = {
            "version": version,
            "findings": [f.model_dump(mode="json") for d in open_ for f in d.findings],
        }


# --- writing ------------------------------------------------------------------------------------


def open_task(draft_id: str, network_id: str, starts_at: datetime, now: datetime) -> Change:
    """A session was held and its note can be written; it goes by the week of the session (C3)."""
    draft = Draft(draft_id, network_id, week=iso_week(starts_at), expires_at=now + KEPT_FOR)
    opened = NoteTaskOpened(draft_id=draft_id, network_id=network_id, sequence=draft.version)
    return draft, [opened]


def write(draft: Draft, wording: Wording, *, version: int, by: str, now: datetime) -> Draft:
    """Put this wording in place of the one of that version.

    Sending the same again changes nothing. Whoever changed anything is a writer from then on.
    """
    if wording == draft.wording:
        return draft
    if draft.state is State.IN_REVIEW:
        raise Locked
    if version != draft.version:
        raise Stale(draft)
    return replace(
        draft,
        wording=wording,
        state=State.WRITING,
        writers=draft.writers | {by},
        approvals=(),
        expires_at=now + KEPT_FOR,
        version=draft.version + 1,
    )


def decisions(findings: Iterable[Finding], keeps: Iterable[Keep]) -> list[Decision]:
    """What there is to decide about these findings, in order of the text."""
    reasons = {keep.words: keep.reason for keep in keeps}
    by_words: dict[str, list[Finding]] = {}
    for finding in findings:
        by_words.setdefault(finding.decision, []).append(finding)
    return [Decision(words, tuple(equal), reasons.get(words)) for words, equal in by_words.items()]


def open_ones(decided: Iterable[Decision]) -> list[Decision]:
    """The decisions that stand in the way."""
    return [decision for decision in decided if decision.is_open]


def submit(draft: Draft, decided: Sequence[Decision], now: datetime) -> Change | None:
    """Hand the draft to a second person; None if it is there already.

    Reasons for words that are not in the text are dropped, so that reviewers see every one.
    """
    if draft.state is State.IN_REVIEW:
        return None
    _must_be_filled(draft.wording)
    open_ = open_ones(decided)
    if open_:
        raise OpenFindings(
            f"The note is saved, but not sent: {counted(len(open_))} must be settled first.",
            open_,
            draft.version,
        )
    asked = {decision.words for decision in decided}
    keeps = tuple(keep for keep in draft.wording.keeps if keep.words in asked)
    submitted = replace(
        draft,
        wording=replace(draft.wording, keeps=keeps),
        state=State.IN_REVIEW,
        comment="",
        approvals=(),
        expires_at=now + KEPT_FOR,
        version=draft.version + 1,
    )
    said = NoteSubmitted(
        draft_id=draft.draft_id, network_id=draft.network_id, sequence=submitted.version
    )
    return submitted, [said]


# --- review -------------------------------------------------------------------------------------


def text_hash(wording: Wording, rules_version: str) -> str:
    """What an approval is bound to: every byte of the wording, and the rules of the check (C5)."""
    keeps = sorted([keep.words, keep.reason] for keep in wording.keeps)
    agreed = json.dumps([wording.title, wording.text, keeps, rules_version])
    return hashlib.sha256(agreed.encode()).hexdigest()


def approve(draft: Draft, *, by: str, sent_hash: str, rules_version: str) -> Draft:
    """One more person agrees to exactly this wording; nobody to their own words (C4)."""
    _must_be_in_review(draft)
    if by in draft.writers:
        raise NotAllowed("You wrote in this note, so somebody else decides about it.")
    if sent_hash != text_hash(draft.wording, rules_version):
        raise Conflict("The note has changed since you read it. Read it again and then decide.")
    approval = Approval(by, sent_hash)
    if approval in draft.approvals:
        return draft
    others = tuple(other for other in draft.approvals if other.reviewer != by)
    return replace(draft, approvals=(*others, approval), version=draft.version + 1)


def is_agreed(draft: Draft, *, quorum: int, may_check: frozenset[str], rules_version: str) -> bool:
    """Whether enough people agree to the wording as it is.

    `quorum` counts people in total, the writer being one; `may_check` are those who could still
    approve now: whoever left or lost the role counts no longer (C6).
    """
    current = text_hash(draft.wording, rules_version)
    counted_ones = {
        approval.reviewer
        for approval in draft.approvals
        if approval.text_hash == current
        and approval.reviewer in may_check
        and approval.reviewer not in draft.writers
    }
    return len(counted_ones) >= max(quorum, 2) - 1


def send_back(draft: Draft, comment: str, now: datetime) -> Change:
    """Back to writing, with a word about why; approvals are void."""
    _must_be_in_review(draft)
    returned = replace(
        draft,
        state=State.WRITING,
        approvals=(),
        comment=comment,
        expires_at=now + KEPT_FOR,
        version=draft.version + 1,
    )
    said = NoteReturned(
        draft_id=draft.draft_id, network_id=draft.network_id, sequence=returned.version
    )
    return returned, [said]


def publish(draft: Draft, decided: Sequence[Decision], note_id: str) -> tuple[Note, list[Event]]:
    """The cleared text as a new thing; the caller destroys the draft in the same transaction (C2).

    `decided` is the check of exactly these bytes, with the register as of now.
    """
    _must_be_in_review(draft)
    open_ = open_ones(decided)
    if open_:
        raise OpenFindings(
            f"The check found something new, so the note is not published: "
            f"{counted(len(open_))}. It went back to be changed.",
            open_,
            draft.version,
        )
    note = Note(note_id, draft.network_id, draft.week, draft.wording.title, draft.wording.text)
    # Always 1: the draft's own count would tell how often it was changed, and so which it was.
    published = NotePublished(
        note_id=note_id, network_id=note.network_id, week=note.week, sequence=1
    )
    titled = NoteTitled(
        note_id=note_id, network_id=note.network_id, title=note.title, week=note.week, sequence=1
    )
    return note, [published, titled]


# --- parts --------------------------------------------------------------------------------------


def iso_week(instant: datetime) -> str:
    """The week in London, such as 2026-W48."""
    year, week, _ = instant.astimezone(LONDON).isocalendar()
    return f"{year}-W{week:02d}"


def counted(findings: int) -> str:
    """1 finding, 2 findings."""
    return "1 finding" if findings == 1 else f"{findings} findings"


def _must_be_filled(wording: Wording) -> None:
    empty = {
        part: f"Write {what}."
        for part, what in (("title", "a title"), ("text", "the note"))
        if not getattr(wording, part).strip()
    }
    if empty:
        raise Invalid("The note is saved, but not sent: something is missing.", empty)


def _must_be_in_review(draft: Draft) -> None:
    if draft.state is not State.IN_REVIEW:
        raise Conflict("This note is not waiting to be checked any more. Look at the list.")
