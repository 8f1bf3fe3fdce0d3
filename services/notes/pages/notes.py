"""The notes of a network, as members read them."""

from __future__ import annotations

from services.contracts.roles import Role
from services.notes import commands, layout, store
from services.notes.model import CHECKERS, Hidden
from services.notes.pages.site import pages
from services.runtime.pages.answers import Shown
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor


@pages.get("/networks/<network>/notes")
def notes(network: str, next: str = "") -> Shown:
    """All notes of the network, from all years (C22)."""
    seen, _ = viewer(store.table(), pages.member_id, network)
    seen.must_be_member()
    route = f"notes/{network}"
    found, more = store.notes_of(network, after(route, pages.member_id, next))
    return pages.show(
        "notes.html",
        title="Notes",
        viewer=seen,
        notes=found,
        more=cursor(route, pages.member_id, more),
    )


@pages.get("/networks/<network>/notes/<note>")
def one(network: str, note: str) -> Shown:
    """One note, or why it cannot be read."""
    try:
        seen, found = commands.note(network, note, by=pages.member_id)
    except Hidden as hidden:
        return _hidden(network, note, hidden)
    return pages.show(
        "note.html",
        title=found.title,
        viewer=seen,
        note=found,
        blocks=layout.blocks(found.text),
        may_hide=seen.may(Role.CHAIR),
    )


def _hidden(network: str, note: str, hidden: Hidden) -> Shown:
    """Why nobody can read it now, and what will happen; nothing of it, not even its title."""
    seen, _ = viewer(store.table(), pages.member_id, network)
    return pages.show(
        "note-hidden.html",
        title="This note is hidden",
        viewer=seen,
        status=hidden.status,
        note_id=note,
        may_decide=seen.may(*CHECKERS),
    )
