"""What kinds of mail there are, and which of them people may choose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from services.contracts.roles import Role, Standing

STALE_AFTER = timedelta(hours=24)
ANSWER_USEFUL_FOR = timedelta(days=7)
NEWS_USEFUL_FOR = timedelta(days=3)
KEPT_NOWHERE_USEFUL_FOR = timedelta(hours=2)
"""Longer than the queue tries: the address is kept nowhere but in the message."""


class MailClass(StrEnum):
    """Why somebody gets a mail; only reminders and notes can be switched off (A5, A6)."""

    CRITICAL = "critical"
    SERVICE = "service"
    REMINDERS = "reminders"
    NOTES = "notes"


class Kind(StrEnum):
    """What a mail says."""

    CODE = "code"
    WELCOME = "welcome"
    ADDED = "added"
    DECLINED = "declined"
    ERASED = "erased"
    INVITATION = "invitation"
    ADDRESS_TAKEN = "address_taken"
    ADDRESS_CHANGED = "address_changed"
    INTRODUCTION_ASKED = "introduction_asked"
    INTRODUCED = "introduced"
    VOUCHED = "vouched"
    SOUGHT = "sought"
    MY_DATA = "my_data"
    COMPLAINT_RECEIVED = "complaint_received"
    COMPLAINT_ANSWERED = "complaint_answered"
    COMPLAINT_WAITS = "complaint_waits"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    ROLE_ENDING = "role_ending"
    ROLE_ENDED = "role_ended"
    CHAIR_OFFERED = "chair_offered"
    QUESTION = "question"
    SPIN_OFF_DECLINED = "spin_off_declined"
    FOR_CHAIRS = "for_chairs"
    CHAIR_ANNOUNCED = "chair_announced"
    NOTE_TO_CHECK = "note_to_check"
    NOTE_HIDDEN = "note_hidden"
    BREAK_GLASS = "break_glass"
    REMINDER = "reminder"
    MOVE = "move"
    CANCELLATION = "cancellation"
    NOTE = "note"


class Errand(StrEnum):
    """What chairs have to see to, or to know, when they get a mail of their own."""

    REQUESTS = "requests"
    ROLE_ENDING = "role_ending"
    ROLE_ENDED = "role_ended"
    CHAIR_STAYS = "chair_stays"
    CHAIR_ACCEPTED = "chair_accepted"
    CHAIR_DECLINED = "chair_declined"
    ANSWERED = "answered"
    SPIN_OFF = "spin_off"


CLASS_OF = {
    Kind.CODE: MailClass.SERVICE,
    Kind.WELCOME: MailClass.SERVICE,
    Kind.ADDED: MailClass.SERVICE,
    Kind.DECLINED: MailClass.SERVICE,
    Kind.ERASED: MailClass.SERVICE,
    Kind.INVITATION: MailClass.SERVICE,
    Kind.ADDRESS_TAKEN: MailClass.SERVICE,
    Kind.ADDRESS_CHANGED: MailClass.SERVICE,
    Kind.INTRODUCTION_ASKED: MailClass.SERVICE,
    Kind.INTRODUCED: MailClass.SERVICE,
    Kind.VOUCHED: MailClass.SERVICE,
    Kind.SOUGHT: MailClass.SERVICE,
    Kind.MY_DATA: MailClass.SERVICE,
    Kind.COMPLAINT_RECEIVED: MailClass.SERVICE,
    Kind.COMPLAINT_ANSWERED: MailClass.SERVICE,
    Kind.COMPLAINT_WAITS: MailClass.SERVICE,
    Kind.SUSPENDED: MailClass.SERVICE,
    Kind.REMOVED: MailClass.SERVICE,
    Kind.ROLE_ENDING: MailClass.SERVICE,
    Kind.ROLE_ENDED: MailClass.SERVICE,
    Kind.CHAIR_OFFERED: MailClass.SERVICE,
    Kind.QUESTION: MailClass.SERVICE,
    Kind.SPIN_OFF_DECLINED: MailClass.SERVICE,
    Kind.FOR_CHAIRS: MailClass.SERVICE,
    Kind.CHAIR_ANNOUNCED: MailClass.SERVICE,
    Kind.NOTE_TO_CHECK: MailClass.SERVICE,
    Kind.NOTE_HIDDEN: MailClass.SERVICE,
    Kind.BREAK_GLASS: MailClass.SERVICE,
    Kind.REMINDER: MailClass.REMINDERS,
    Kind.MOVE: MailClass.CRITICAL,
    Kind.CANCELLATION: MailClass.CRITICAL,
    Kind.NOTE: MailClass.NOTES,
}

SWITCHED_OFF_BY = {
    Kind.REMINDER: MailClass.REMINDERS,
    Kind.MOVE: MailClass.REMINDERS,
    Kind.CANCELLATION: MailClass.REMINDERS,
    Kind.NOTE: MailClass.NOTES,
}
"""What stops a mail like this one from now on: nobody is told of the end of what they never got."""

TELL_A_TIME = frozenset({Kind.REMINDER, Kind.MOVE})
"""Whoever got one of these counts on the time in it, and is told once that is not true any more."""

KEPT_NOWHERE = frozenset(
    {
        Kind.CODE,
        Kind.ERASED,
        Kind.INVITATION,
        Kind.ADDRESS_TAKEN,
        Kind.ADDRESS_CHANGED,
        Kind.INTRODUCED,
        Kind.VOUCHED,
        Kind.SOUGHT,
        Kind.MY_DATA,
        Kind.COMPLAINT_RECEIVED,
        Kind.COMPLAINT_ANSWERED,
        Kind.COMPLAINT_WAITS,
    }
)
"""What goes to an address that only the event holds: nobody but the event can send it."""

CHECKERS = frozenset({Role.REVIEWER, Role.FACILITATOR, Role.CHAIR})
"""Who may be the second person for a note, and decides about a hidden one."""

ONLY_FOR: Mapping[Kind, frozenset[Role]] = {
    Kind.NOTE_TO_CHECK: CHECKERS,
    Kind.NOTE_HIDDEN: CHECKERS,
    Kind.BREAK_GLASS: frozenset({Role.CHAIR}),
    Kind.FOR_CHAIRS: frozenset({Role.CHAIR}),
}
"""What goes to nobody but members with one of these roles."""

ANSWERS = frozenset(
    {
        Kind.WELCOME,
        Kind.DECLINED,
        Kind.ADDED,
        Kind.INTRODUCTION_ASKED,
        Kind.SUSPENDED,
        Kind.REMOVED,
        Kind.ROLE_ENDING,
        Kind.ROLE_ENDED,
        Kind.CHAIR_OFFERED,
        Kind.QUESTION,
        Kind.SPIN_OFF_DECLINED,
    }
)
"""What goes to one person about their place in a network."""

RIGHTFUL = {
    Kind.DECLINED: Standing.DECLINED,
    Kind.QUESTION: Standing.WAITING,
    Kind.SUSPENDED: Standing.SUSPENDED,
    Kind.REMOVED: Standing.LEFT,
}
"""Where somebody has to stand to get such a mail; all others go to members."""

ABOUT_A_SESSION = frozenset({Kind.REMINDER, Kind.MOVE, Kind.CANCELLATION})
"""What has a session for its subject; of other subjects see `Fanout`."""


def is_stale(said_at: datetime, now: datetime) -> bool:
    """Whether an event is too old to send mail for, such as one out of an archive (A23)."""
    return now - said_at > STALE_AFTER


def cancellation_useful_until(
    said_at: datetime, starts_at: datetime, ends_at: datetime, now: datetime
) -> datetime:
    """Until when a cancellation is worth a mail; an old one only while the session is to come."""
    return starts_at if is_stale(said_at, now) else ends_at
