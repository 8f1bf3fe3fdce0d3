"""The desk where those who check notes decide about the hidden ones."""

from __future__ import annotations

from services.notes import layout, model, objecting, store
from services.notes.model import CHECKERS
from services.notes.objecting import AgreeToNote
from services.notes.pages.site import pages
from services.runtime.pages.answers import Shown
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

CASES = "/networks/{}/desk/objections"


@pages.get("/networks/<network>/desk/objections")
def cases(network: str, next: str = "") -> Shown:
    """The hidden notes of the network."""
    seen, _ = viewer(store.table(), pages.member_id, network)
    seen.must_be(*CHECKERS)
    route = f"cases/{network}"
    found, more = store.cases_of(network, after(route, pages.member_id, next))
    return pages.show(
        "cases.html",
        title="Hidden notes",
        viewer=seen,
        cases=found,
        more=cursor(route, pages.member_id, more),
    )


@pages.get("/networks/<network>/desk/objections/<note>")
def case(network: str, note: str) -> Shown:
    """One hidden note, what is said against it, and what can be decided."""
    seen = objecting.look(network, note, by=pages.member_id)
    return pages.show(
        "case.html",
        title="Decide about a hidden note",
        viewer=seen.viewer,
        note=seen.note,
        case=seen.case,
        blocks=layout.blocks(seen.note.text),
        to_dismiss=model.ENOUGH_TO_DISMISS,
        to_restore=model.needed(seen.viewer.network.quorum),
        has_agreed=pages.member_id in seen.case.agreed,
    )


@pages.post("/networks/<network>/desk/objections/<note>/hide")
def hide(network: str, note: str) -> Shown:
    """Hide a note, as a chair who has a doubt about it."""
    objecting.hide(network, note, by=pages.member_id)
    return pages.done(
        f"{CASES.format(network)}/{note}", "The note is hidden. Nobody else can read it now."
    )


@pages.post("/networks/<network>/desk/objections/<note>/uphold", again=case)
def uphold(network: str, note: str) -> Shown:
    """Take a hidden note away for good."""
    objecting.uphold(network, note, by=pages.member_id)
    return pages.done(
        CASES.format(network), "The note is taken away, and what was said about it is destroyed."
    )


@pages.post("/networks/<network>/desk/objections/<note>/dismiss", again=case)
def dismiss(network: str, note: str, wish: AgreeToNote) -> Shown:
    """Find that the note can stay."""
    after_it = objecting.dismiss(network, note, wish, by=pages.member_id)
    said = (
        "That counts. Somebody else must find so too."
        if after_it.objections
        else "What was said against the note is dismissed and destroyed. It is still hidden."
    )
    return pages.done(f"{CASES.format(network)}/{note}", said)


@pages.post("/networks/<network>/desk/objections/<note>/restore", again=case)
def restore(network: str, note: str, wish: AgreeToNote) -> Shown:
    """Agree that the note can be read again."""
    if objecting.restore(network, note, wish, by=pages.member_id):
        return pages.done(f"/networks/{network}/notes/{note}", "The note can be read again.")
    return pages.done(
        f"{CASES.format(network)}/{note}", "That counts. More people must agree to it."
    )
