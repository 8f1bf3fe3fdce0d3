"""Tasks and drafts for programs: written, checked, published."""

from __future__ import annotations

from datetime import datetime

from services.notes import checking, commands, store
from services.notes.anonymise import Tier
from services.notes.api.routes import NETWORK, api
from services.notes.commands import DESK, ApproveNote, Desk, ReturnNote, SaveDraft
from services.notes.model import KeepReason, State
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

DRAFT = f"{NETWORK}/drafts/<draft>"


class FindingAnswer(Answer):
    """Words that could identify somebody, at these positions of the stored text.

    `kept` is the reason for which the writer asks to keep them; what is not `keepable` must go.
    """

    part: str
    start: int
    end: int
    words: str
    kind: str
    tier: Tier
    rules: tuple[str, ...]
    reason: str
    suggestions: tuple[str, ...]
    keepable: bool
    keep_as: str
    kept: KeepReason | None


class DraftAnswer(Answer):
    """A draft; it never says who wrote or who agreed (rule C1).

    `lookup` saves a read if it comes back with the next wish about the draft.
    """

    draft_id: str
    network_id: str
    week: str
    session_title: str
    state: State
    title: str
    text: str
    comment: str
    findings: list[FindingAnswer]
    text_hash: str
    lookup: str
    approvals: int
    expires_at: datetime
    version: int


class DraftLine(Answer):
    """A draft in a list."""

    draft_id: str
    week: str
    session_title: str
    state: State
    title: str
    version: int


class DraftsAnswer(Answer):
    """Tasks and drafts of a network, the oldest week first, and where the list goes on."""

    drafts: list[DraftLine]
    next: str | None


class ApprovedAnswer(Answer):
    """Whether the note is published now; which one it became is not said, on purpose (rule C2)."""

    published: bool


@api.get(f"{NETWORK}/drafts")
def list_drafts(network: str, next: str | None = None) -> DraftsAnswer:
    """What is to be written and what is to be checked."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(*DESK)
    route = f"drafts/{network}"
    found, more = store.drafts_of(network, after(route, api.member_id, next))
    titles = store.titles(found)
    return DraftsAnswer(
        drafts=[
            DraftLine(
                draft_id=draft.draft_id,
                week=draft.week,
                session_title=titles.get(draft.draft_id, ""),
                state=draft.state,
                title=draft.wording.title,
                version=draft.version,
            )
            for draft in found
        ],
        next=cursor(route, api.member_id, more),
    )


@api.get(DRAFT)
def read_draft(network: str, draft: str) -> DraftAnswer:
    """One draft, with what the check finds in it now."""
    return _draft(commands.desk(network, draft, by=api.member_id))


@api.put(DRAFT)
def save_draft(network: str, draft: str, wish: SaveDraft) -> DraftAnswer:
    """Save a wording; `version` is the one that it was written on."""
    commands.save(network, draft, wish, by=api.member_id)
    return _draft(commands.desk(network, draft, by=api.member_id))


@api.post(f"{DRAFT}/submit")
def submit_draft(network: str, draft: str, wish: SaveDraft) -> DraftAnswer:
    """Save a wording and hand it to a second person; refused while findings are open."""
    commands.submit(network, draft, wish, by=api.member_id)
    return _draft(commands.desk(network, draft, by=api.member_id))


@api.post(f"{DRAFT}/approve")
def approve_draft(network: str, draft: str, wish: ApproveNote) -> ApprovedAnswer:
    """Agree to exactly the wording with this hash."""
    return ApprovedAnswer(published=commands.approve(network, draft, wish, by=api.member_id))


@api.post(f"{DRAFT}/return")
def send_draft_back(network: str, draft: str, wish: ReturnNote) -> DraftAnswer:
    """Send a draft back with a word about what to change."""
    commands.send_back(network, draft, wish, by=api.member_id)
    return _draft(commands.desk(network, draft, by=api.member_id))


def _draft(seen: Desk) -> DraftAnswer:
    draft = seen.draft
    return DraftAnswer(
        draft_id=draft.draft_id,
        network_id=draft.network_id,
        week=draft.week,
        session_title=seen.session_title,
        state=draft.state,
        title=draft.wording.title,
        text=draft.wording.text,
        comment=draft.comment,
        findings=[
            FindingAnswer(
                part=finding.part,
                start=finding.start,
                end=finding.end,
                words=finding.words,
                kind=finding.kind,
                tier=finding.tier,
                rules=finding.rules,
                reason=finding.reason,
                suggestions=finding.suggestions,
                keepable=decision.keepable,
                keep_as=decision.words,
                kept=decision.kept,
            )
            for decision in commands.decisions(seen)
            for finding in decision.findings
        ],
        text_hash=commands.text_hash(draft),
        lookup=checking.lookup(draft.wording, seen.register),
        approvals=len(draft.approvals),
        expires_at=draft.expires_at,
        version=draft.version,
    )
