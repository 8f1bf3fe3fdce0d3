"""What notifications does when others spoke: it keeps the facts that mail needs, and sends mail.

Events that are older than a day still tell facts, but send nothing (A23).
"""

from __future__ import annotations

from services.contracts.break_glass import BreakGlassOpened
from services.contracts.invitations import InvitationIssued
from services.contracts.membership import (
    AddressTaken,
    ErasureReceiptIssued,
    FirstAddressChanged,
    MemberContactChanged,
    MemberErased,
    MembershipApproved,
    MembershipSuspended,
    SignInCodeIssued,
)
from services.contracts.notes import (
    NoteHidden,
    NoteRestored,
    NoteSubmitted,
    NoteTitled,
    NoteWithdrawn,
)
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceMoved,
    OccurrenceScheduled,
    ReminderDue,
    SessionTitled,
)
from services.notifications import erasing, planning, singles
from services.notifications.model.fanout import Fanout
from services.notifications.model.kinds import (
    NEWS_USEFUL_FOR,
    Kind,
    cancellation_useful_until,
    is_stale,
)
from services.notifications.store import facts, fanouts, people
from services.notifications.store.table import table
from services.runtime import platform, rights
from services.runtime.inbox import Inbox

# --- who belongs where --------------------------------------------------------------------------


def on_approved(event: MembershipApproved) -> None:
    """Somebody is a member: a welcome, or what was done (shapes: project, create once, claim).

    Whoever was imported has not asked for it (M25).
    """
    people.keep_place(event)
    if event.retold or is_stale(event.occurred_at, platform.now()):
        return
    if event.imported_as is None:
        singles.answer(Kind.WELCOME, event)
    else:
        singles.added(event, event.tell_at or event.occurred_at)


def on_suspended(event: MembershipSuspended) -> None:
    """A notice, the only mail until the suspension ends (M20; project, create once, claim)."""
    people.keep_place(event)
    if not event.retold and not is_stale(event.occurred_at, platform.now()):
        singles.answer(Kind.SUSPENDED, event)


def on_contact(event: MemberContactChanged) -> None:
    """Somebody can be reached: whatever waited for that is sent (shapes: project, claim)."""
    people.keep_contact(event)
    singles.contact_known(event.member_id)


def on_code(event: SignInCodeIssued) -> None:
    """A code is to be mailed at once (shapes: create once, claim)."""
    if not is_stale(event.occurred_at, platform.now()):
        singles.code(event)


def on_invitation(event: InvitationIssued) -> None:
    """Somebody is invited (M15; shapes: create once, claim)."""
    if not is_stale(event.occurred_at, platform.now()):
        singles.invitation(event)


def on_address_taken(event: AddressTaken) -> None:
    """Somebody tried to add another person's address (shapes: create once, claim)."""
    if not is_stale(event.occurred_at, platform.now()):
        singles.address_taken(event)


def on_address_changed(event: FirstAddressChanged) -> None:
    """The address that mail went to until now hears of the change (shapes: create once, claim)."""
    if not is_stale(event.occurred_at, platform.now()):
        singles.address_changed(event)


def on_receipt(event: ErasureReceiptIssued) -> None:
    """Somebody is gone from everywhere: the last mail (A21; shapes: create once, claim)."""
    if not is_stale(event.occurred_at, platform.now()):
        singles.receipt(event)


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


def on_moved(event: OccurrenceMoved) -> None:
    """A session has a new time; whoever was told of an earlier one is told (S8, A10).

    Keeping the new version comes first: from then on no mail about an old one can be claimed (A4).
    A reminder of the new time may have waited for it (shapes: project, create once, advance).
    """
    facts.keep_time(event)
    now = platform.now()
    # Whoever counts on a later time than the new one is glad to hear until that one.
    useful_until = max(event.starts_at, event.old_starts_at)
    if event.reminded and now < useful_until and not is_stale(event.occurred_at, now):
        planning.start(
            Fanout(
                fanout_id=planning.move_id(event.session_id, event.sequence),
                kind=Kind.MOVE,
                network_id=event.network_id,
                subject_id=event.session_id,
                at=event.occurred_at,
                useful_until=useful_until,
                fence=event.sequence,
            )
        )
    _carry_on_about(event.session_id)


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
    _tell(event, Kind.NOTE_TO_CHECK, event.draft_id, f"#{event.sequence}")


def on_note_titled(event: NoteTitled) -> None:
    """A note is published: title and link to those who want it (shapes: project, create once)."""
    facts.keep_note_title(event)
    if not event.retold:
        _tell(event, Kind.NOTE, event.note_id)


def on_note_hidden(event: NoteHidden) -> None:
    """A note is hidden; those who decide about it are told (shapes: project, create once).

    Keeping that comes first: from then on no further mail about the note can be claimed.
    """
    facts.keep_note_hidden(event)
    _tell(event, Kind.NOTE_HIDDEN, event.note_id, f"#{event.sequence}", fence=event.sequence)


def _tell(
    event: NoteSubmitted | NoteTitled | NoteHidden | BreakGlassOpened,
    kind: Kind,
    subject_id: str,
    occasion: str = "",
    *,
    fence: int | None = None,
) -> None:
    """Start the mail about this, once for each occasion, unless the event is too old (A23)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    planning.start(
        Fanout(
            fanout_id=f"{kind}#{subject_id}{occasion}",
            kind=kind,
            network_id=event.network_id,
            subject_id=subject_id,
            at=event.occurred_at,
            useful_until=event.occurred_at + NEWS_USEFUL_FOR,
            fence=fence,
        )
    )


def on_note_restored(event: NoteRestored) -> None:
    """A note can be read again, which nobody is mailed about (C19; shape: project)."""
    facts.keep_note_decided(event)


def on_note_withdrawn(event: NoteWithdrawn) -> None:
    """A note is gone, and its title with it (C18; shape: project)."""
    facts.keep_note_decided(event)
    facts.forget_note_title(event)


# --- the host -----------------------------------------------------------------------------------


def on_break_glass(event: BreakGlassOpened) -> None:
    """A host admin has opened access to a network: its chairs hear of it (shape: create once)."""
    _tell(event, Kind.BREAK_GLASS, event.access_id)


inbox = Inbox(
    "notifications",
    {
        **rights.reactions(table),
        **dict.fromkeys(rights.PLACES, people.keep_place),
        MembershipApproved: on_approved,
        MembershipSuspended: on_suspended,
        MemberContactChanged: on_contact,
        SignInCodeIssued: on_code,
        AddressTaken: on_address_taken,
        FirstAddressChanged: on_address_changed,
        MemberErased: erasing.on_erased,
        ErasureReceiptIssued: on_receipt,
        InvitationIssued: on_invitation,
        OccurrenceScheduled: on_scheduled,
        OccurrenceMoved: on_moved,
        OccurrenceCancelled: on_cancelled,
        SessionTitled: on_session_titled,
        ReminderDue: on_reminder_due,
        NoteSubmitted: on_submitted,
        NoteTitled: on_note_titled,
        NoteHidden: on_note_hidden,
        NoteRestored: on_note_restored,
        NoteWithdrawn: on_note_withdrawn,
        BreakGlassOpened: on_break_glass,
    },
    later=["services.notifications.duties", "services.notifications.seldom"],
)
handler = inbox.handler
