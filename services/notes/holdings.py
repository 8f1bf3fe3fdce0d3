"""What notes holds about somebody and may give, which is little: notes keep nobody's name.

Who writes or checks a draft is in the draft alone and nowhere else (U2): no message may say it, not
even to the person. So this share speaks of the table that says nothing of drafts, and of no other.
"""

from __future__ import annotations

from services.contracts.mydata import MyDataAsked, SharedByNotes
from services.notes import store
from services.notes.store import register
from services.notes.store.tables import save
from services.runtime import holdings
from services.runtime.holdings import Kind, Section

DRAFTS = (
    "Which drafts of notes you write or check just now. Only the draft itself says so, and no"
    " message or file may say it, or it could be found out later who wrote a note. You see your"
    " drafts at the desk of your network, under Notes. When a note is published nothing is left"
    " of who wrote or checked it, so that there is nothing to give."
)
DECIDING = (
    "Whether you agreed to what becomes of a hidden note. It is with the hidden note alone, goes"
    " when it is decided, and no message or file may say it. You see it at the desk under Notes."
)
KINDS = {
    "NETWORK#": Kind(
        "places", "Your places in networks, by which notes decides what you may read and do."
    ),
    "LOOK#": None,
    "ERASING": None,
}
KEPT_BACK = {
    "NETWORK DRAFT": DRAFTS,
    "CASE STATE": DECIDING,
    "MEMBER LOOK": "When to see whether the scrambled forms of your name may go.",
    "DUE *": "When to see whether the scrambled forms of your name may go.",
    "HOST ADMINS": "Who looks after this installation: membership's part of this file says it.",
    "OUTBOX EVENT": "Messages between the parts of the system, which are gone after seconds.",
}
"""Rows that name somebody and are not in the file, by how their keys begin, with the reason."""
GIVEN = frozenset({"OWNER NAMES"})
"""Rows outside somebody's partition that are in the file."""


def on_asked(event: MyDataAsked) -> None:
    """Give what is held (shape: create once): of shares that come twice the first complete counts.

    Nothing is written here but the answer, so that the file is made of what is true now.
    """
    save([], holdings.share(event, SharedByNotes, _of(event.member_id)))


def _of(member_id: str) -> list[Section]:
    return [
        *holdings.of_person(store.table(), member_id, KINDS),
        Section(
            "names",
            "How many scrambled forms of your name and organisation are kept, so that no note can"
            " say them. Nobody can read a name from them, and neither can we.",
            [{"scrambled_forms": register.forms_of(member_id)}],
        ),
        holdings.not_given(KEPT_BACK),
    ]
