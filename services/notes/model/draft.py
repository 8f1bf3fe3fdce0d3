"""What a draft and a note are, and the ways to say no to a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.contracts.event import Event
from services.contracts.refusals import Invalid
from services.contracts.roles import Role
from services.notes.anonymise import Finding

KEPT_FOR = timedelta(weeks=6)
CHECKERS = (Role.FACILITATOR, Role.REVIEWER, Role.CHAIR)
"""Who may be the second person for a note."""


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
    """One person's yes to exactly one wording (U4), said from a place of that version (C6)."""

    reviewer: str
    text_hash: str
    place: int


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


class NoteState(StrEnum):
    """Whether a published note can be read: by members, by nobody for now, never again."""

    PUBLISHED = "published"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Note:
    """A published note: a closed list, with nothing that leads to a draft or a person (U2, C3)."""

    note_id: str
    network_id: str
    week: str
    title: str
    text: str
    state: NoteState = NoteState.PUBLISHED
    version: int = 1


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


def counted(findings: int) -> str:
    """1 finding, 2 findings."""
    return "1 finding" if findings == 1 else f"{findings} findings"
