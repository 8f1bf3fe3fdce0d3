"""The rules of writing: a task, a text, and what the check found in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from services.contracts.notes import NoteSubmitted, NoteTaskOpened
from services.contracts.refusals import Invalid
from services.notes.anonymise import Finding
from services.notes.model.draft import (
    KEPT_FOR,
    Change,
    Decision,
    Draft,
    Keep,
    Locked,
    OpenFindings,
    Stale,
    State,
    Wording,
    counted,
)

LONDON = ZoneInfo("Europe/London")


def open_task(draft_id: str, network_id: str, starts_at: datetime, now: datetime) -> Change:
    """A session was held and its note can be written; it goes by the week of the session (C3)."""
    draft = Draft(draft_id, network_id, week=iso_week(starts_at), expires_at=now + KEPT_FOR)
    opened = NoteTaskOpened(draft_id=draft_id, network_id=network_id, sequence=draft.version)
    return draft, [opened]


def write(draft: Draft, wording: Wording, *, version: int, by: str, now: datetime) -> Draft:
    """Put this wording in place of the one of that version.

    Sending the same again changes nothing. Whoever changed anything is a writer from then on, and
    so is whoever goes on with what somebody wrote who is gone.
    """
    if wording == draft.wording and (draft.writers or draft.state is not State.WRITING):
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


def iso_week(instant: datetime) -> str:
    """The week in London, such as 2026-W48."""
    year, week, _ = instant.astimezone(LONDON).isocalendar()
    return f"{year}-W{week:02d}"


def _must_be_filled(wording: Wording) -> None:
    empty = {
        part: f"Write {what}."
        for part, what in (("title", "a title"), ("text", "the note"))
        if not getattr(wording, part).strip()
    }
    if empty:
        raise Invalid("The note is saved, but not sent: something is missing.", empty)
