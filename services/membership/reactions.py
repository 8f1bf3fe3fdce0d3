"""What membership does when other services spoke: it keeps what its pages show."""

from __future__ import annotations

from services.contracts.notes import NoteTitled
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceScheduled,
    SessionHeld,
    SessionTitled,
)
from services.membership import store
from services.runtime.inbox import Inbox

inbox = Inbox(
    "membership",
    {
        OccurrenceScheduled: store.keep_session,
        OccurrenceCancelled: store.keep_session,
        SessionTitled: store.keep_session_title,
        SessionHeld: store.keep_session_held,
        NoteTitled: store.keep_note_title,
    },
)
handler = inbox.handler
