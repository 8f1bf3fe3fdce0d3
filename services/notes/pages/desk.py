"""The desk where notes are written and checked."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.notes import checking, commands, layout, model, store
from services.notes.anonymise import Finding
from services.notes.commands import DESK, ApproveNote, ReturnNote, SaveDraft
from services.notes.model import Draft, KeepReason, State
from services.notes.pages.site import pages
from services.runtime.pages.answers import Shown
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

REASONS = {
    KeepReason.PUBLIC_BODY: "A public body that all of us deal with",
    KeepReason.PUBLIC_DOCUMENT: "From a published document",
    KeepReason.CONSENTING_SPEAKER: "A speaker who agreed to be named",
    KeepReason.FALSE_ALARM: "It names nobody",
}


# --- the desk -----------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/notes")
def desk(network: str, next: str = "") -> Shown:
    """What is to be written and what is to be checked."""
    seen, _ = viewer(store.table(), pages.member_id, network)
    seen.must_be(*DESK)
    route = f"drafts/{network}"
    found, more = store.drafts_of(network, after(route, pages.member_id, next))
    return pages.show(
        "desk-notes.html",
        title="Write and check notes",
        viewer=seen,
        to_write=[draft for draft in found if draft.state is not State.IN_REVIEW],
        to_check=[draft for draft in found if draft.state is State.IN_REVIEW],
        session_titles=store.titles(found),
        may_write=seen.may(*commands.WRITERS),
        may_check=seen.may(*model.CHECKERS),
        more=cursor(route, pages.member_id, more),
    )


@pages.get("/networks/<network>/desk/notes/<draft>")
def editor(network: str, draft: str) -> Shown:
    """The form to write a note in, with what the check found in what is saved."""
    seen = commands.desk(network, draft, by=pages.member_id)
    seen.viewer.must_be(*commands.WRITERS)
    if seen.draft.state is State.IN_REVIEW and not pages.attempt.sentence:
        return pages.go(f"/networks/{network}/desk/notes/{draft}/review")
    decided = commands.decisions(seen)
    findings = [finding for decision in decided for finding in decision.findings]
    return pages.show(
        "editor.html",
        title="Write the note",
        viewer=seen.viewer,
        draft=seen.draft,
        session_title=seen.session_title,
        decisions=decided,
        open_count=len(model.open_ones(decided)),
        reasons=REASONS,
        lookup=checking.lookup(seen.draft.wording, seen.register),
        stored_keeps=[f"{keep.reason}:{keep.words}" for keep in seen.draft.wording.keeps],
        marked=_marked(seen.draft, findings),
    )


@pages.post("/networks/<network>/desk/notes/<draft>", again=editor)
def save(network: str, draft: str, wish: SaveDraft) -> Shown:
    """Save what was written."""
    try:
        commands.save(network, draft, wish, by=pages.member_id)
    except NotFound as gone:
        return _typed_in_vain(gone, wish)
    return pages.done(f"/networks/{network}/desk/notes/{draft}", "The note is saved.")


@pages.post("/networks/<network>/desk/notes/<draft>/submit", again=editor)
def submit(network: str, draft: str, wish: SaveDraft) -> Shown:
    """Save what was written and hand it to a second person."""
    try:
        commands.submit(network, draft, wish, by=pages.member_id)
    except NotFound as gone:
        return _typed_in_vain(gone, wish)
    return pages.done(
        f"/networks/{network}/desk/notes", "The note is saved and waits for a second person."
    )


# --- review -------------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/notes/<draft>/review")
def review(network: str, draft: str) -> Shown:
    """The note as it would be published, and the question that a second person answers."""
    seen = commands.desk(network, draft, by=pages.member_id)
    wording, text_hash = seen.draft.wording, commands.text_hash(seen.draft)
    return pages.show(
        "review.html",
        title="Check the note",
        viewer=seen.viewer,
        draft=seen.draft,
        session_title=seen.session_title,
        blocks=layout.blocks(wording.text),
        reasons=REASONS,
        text_hash=text_hash,
        lookup=checking.lookup(wording, seen.register),
        in_review=seen.draft.state is State.IN_REVIEW,
        wrote=pages.member_id in seen.draft.writers,
        may_check=seen.viewer.may(*model.CHECKERS),
        has_approved=model.has_approved(seen.draft, pages.member_id, text_hash),
    )


@pages.post("/networks/<network>/desk/notes/<draft>/approve", again=review)
def approve(network: str, draft: str, wish: ApproveNote) -> Shown:
    """Agree to the note as it was read."""
    if commands.approve(network, draft, wish, by=pages.member_id):
        return pages.done(
            f"/networks/{network}/notes", "The note is published. The draft is destroyed."
        )
    return pages.done(
        f"/networks/{network}/desk/notes", "Your approval counts. Somebody else must agree too."
    )


@pages.post("/networks/<network>/desk/notes/<draft>/return", again=review)
def send_back(network: str, draft: str, wish: ReturnNote) -> Shown:
    """Send the note back with a word about what to change."""
    commands.send_back(network, draft, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/notes", "The note went back to be changed, with your comment."
    )


def _marked(draft: Draft, findings: list[Finding]) -> list[tuple[str, bool]]:
    in_text = sorted((f for f in findings if f.part == "text"), key=lambda f: f.start)
    return list(layout.marked(draft.wording.text, in_text))


def _typed_in_vain(gone: NotFound, wish: SaveDraft) -> Shown:
    """The draft is gone, but not what was just typed."""
    return pages.show(
        "typed-in-vain.html",
        title="This draft is no longer here",
        status=gone.status,
        sentence=gone.sentence,
        typed_title=wish.title,
        typed_text=wish.text,
    )
