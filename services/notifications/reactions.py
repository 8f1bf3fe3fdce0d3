"""What notifications does when others spoke: it keeps the facts that mail needs, and sends mail.

Events that are older than a day still tell facts, but send nothing (A23).
"""

from __future__ import annotations

from services.contracts.membership import (
    MemberContactChanged,
    MembershipApproved,
    MembershipDeclined,
    SignInCodeIssued,
)
from services.contracts.notes import NoteSubmitted, NoteTitled
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceScheduled,
    ReminderDue,
    SessionTitled,
)
from services.notifications import planning, singles
from services.notifications.model.fanout import Fanout
from services.notifications.model.kinds import (
    NEWS_USEFUL_FOR,
    Kind,
    cancellation_useful_until,
    is_stale,
)
from services.notifications.store import facts, fanouts
from services.notifications.store.table import table
from services.runtime import platform, rights
from services.runtime.inbox import Inbox

# --- who belongs where --------------------------------------------------------------------------


def on_approved(event: MembershipApproved) -> None:
    """Somebody is a member: a welcome (shapes: project, create once, claim)."""
    rights.on_place(table(), event)
    if not is_stale(event.occurred_at, platform.now()):
        singles.answer(Kind.WELCOME, event)


def on_declined(event: MembershipDeclined) -> None:
    """A chair said no: a kind mail, no reason (M21; shapes: project, create once, claim)."""
    rights.on_place(table(), event)
    if not is_stale(event.occurred_at, platform.now()):
        singles.answer(Kind.DECLINED, event)


def on_contact(event: MemberContactChanged) -> None:
    """Somebody can be reached: whatever waited for that is sent (shapes: project, claim)."""
    facts.keep_contact(event)
    singles.contact_known(event.member_id)


def on_code(event: SignInCodeIssued) -> None:
    """A code is to be mailed at once (shapes: create once, claim)."""
    if not is_stale(event.occurred_at, platform.now()):
        singles.code(event)


# --- sessions -----------------------------------------------------------------------------------


def on_scheduled(event: OccurrenceScheduled) -> None:
    """A session has a time; a reminder may have waited for it (shapes: project, advance)."""
    facts.keep_time(event)
    _carry_on_about(event.session_id)


def on_session_titled(event: SessionTitled) -> None:
    """A session has a title; a reminder may have waited for it (shapes: project, advance)."""
    facts.keep_session_title(event)
    _carry_on_about(event.session_id)


def on_reminder_due(event: ReminderDue) -> None:
    """Members are to be reminded (A4; shape: create once, one for each version of a session)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    planning.start(
        Fanout(
            fanout_id=f"{Kind.REMINDER}#{event.session_id}#{event.occurrence_version}",
            kind=Kind.REMINDER,
            network_id=event.network_id,
            subject_id=event.session_id,
            at=event.occurred_at,
            useful_until=event.useful_until,
            fence=event.occurrence_version,
        )
    )


def on_cancelled(event: OccurrenceCancelled) -> None:
    """A session is cancelled; whoever was reminded is told (S6; shapes: project, create once).

    Keeping the new version comes first: from then on no further reminder can be claimed.
    """
    facts.keep_time(event)
    now = platform.now()
    useful_until = cancellation_useful_until(event.occurred_at, event.starts_at, event.ends_at, now)
    if not event.reminded or now >= useful_until:
        return
    planning.start(
        Fanout(
            fanout_id=f"{Kind.CANCELLATION}#{event.session_id}#{event.sequence}",
            kind=Kind.CANCELLATION,
            network_id=event.network_id,
            subject_id=event.session_id,
            at=event.occurred_at,
            useful_until=useful_until,
            fence=event.sequence,
        )
    )


def _carry_on_about(session_id: str) -> None:
    for fanout in fanouts.about_session(session_id):
        planning.carry_on(fanout.fanout_id)


# --- notes --------------------------------------------------------------------------------------


def on_submitted(event: NoteSubmitted) -> None:
    """A draft waits for a second person; the event does not say who wrote it (create once)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    planning.start(
        Fanout(
            fanout_id=f"{Kind.NOTE_TO_CHECK}#{event.draft_id}#{event.sequence}",
            kind=Kind.NOTE_TO_CHECK,
            network_id=event.network_id,
            subject_id=event.draft_id,
            at=event.occurred_at,
            useful_until=event.occurred_at + NEWS_USEFUL_FOR,
        )
    )


def on_note_titled(event: NoteTitled) -> None:
    """A note is published: title and link to those who want it (shapes: project, create once)."""
    facts.keep_note_title(event)
    if is_stale(event.occurred_at, platform.now()):
        return
    planning.start(
        Fanout(
            fanout_id=f"{Kind.NOTE}#{event.note_id}",
            kind=Kind.NOTE,
            network_id=event.network_id,
            subject_id=event.note_id,
            at=event.occurred_at,
            useful_until=event.occurred_at + NEWS_USEFUL_FOR,
        )
    )


inbox = Inbox(
    "notifications",
    {
        **rights.reactions(table),
        MembershipApproved: on_approved,
        MembershipDeclined: on_declined,
        MemberContactChanged: on_contact,
        SignInCodeIssued: on_code,
        OccurrenceScheduled: on_scheduled,
        OccurrenceCancelled: on_cancelled,
        SessionTitled: on_session_titled,
        ReminderDue: on_reminder_due,
        NoteSubmitted: on_submitted,
        NoteTitled: on_note_titled,
    },
)
handler = inbox.handler
