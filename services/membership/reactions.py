"""What membership does when somebody spoke: for its pages, where people come from, who is gone.

Of what it says itself the user pool has to follow one thing, and may be away just then.
"""

from __future__ import annotations

from services.contracts.membership import (
    FirstAddressChanged,
    MemberContactChanged,
)
from services.contracts.notes import NoteHidden, NoteRestored, NoteTitled, NoteWithdrawn
from services.contracts.notifications import ServiceErased
from services.contracts.organisations import (
    OrganisationTextDecided,
)
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceMoved,
    OccurrenceScheduled,
    SessionHeld,
    SessionTitled,
)
from services.membership import store, understanding
from services.membership.commands import addresses
from services.membership.erasing import answers
from services.runtime.inbox import Inbox

inbox = Inbox(
    "membership",
    {
        FirstAddressChanged: addresses.follow,
        OccurrenceScheduled: store.heard.keep_session,
        OccurrenceMoved: store.heard.keep_session,
        OccurrenceCancelled: store.heard.keep_session,
        SessionTitled: store.heard.keep_session_title,
        SessionHeld: store.heard.keep_session_held,
        NoteTitled: store.heard.keep_note_title,
        NoteHidden: store.heard.keep_note_hidden,
        NoteRestored: store.heard.keep_note_restored,
        NoteWithdrawn: store.heard.keep_note_withdrawn,
        MemberContactChanged: understanding.understand,
        OrganisationTextDecided: understanding.carry_out,
        # Three services say it, under one name and in one shape.
        ServiceErased: answers.on_answer,
    },
)
handler = inbox.handler
