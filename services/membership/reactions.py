"""What membership does when somebody spoke: for its pages, where people come from, who is gone.

Of what it says itself the user pool has to follow one thing, and may be away just then.
"""

from __future__ import annotations

from services.contracts.headcounts import HeadcountCorrected
from services.contracts.introductions import IntroductionAgreed, IntroductionAsked
from services.contracts.membership import (
    FirstAddressChanged,
    MemberContactChanged,
    MemberLeft,
    MembershipSuspended,
    NetworkOpened,
)
from services.contracts.mydata import MyDataAsked, MyDataShared, SharedByNotifications
from services.contracts.notes import NoteHidden, NoteRestored, NoteTitled, NoteWithdrawn
from services.contracts.notifications import ServiceErased
from services.contracts.organisations import (
    MemberAffiliationChanged,
    OrganisationTextDecided,
)
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceMoved,
    OccurrenceScheduled,
    SessionHeld,
    SessionTitled,
)
from services.contracts.statistics import StatisticsWanted
from services.membership import finding, store, understanding
from services.membership.commands import addresses, mailboxes
from services.membership.erasing import answers
from services.runtime.inbox import Inbox


def keep_opened(event: NetworkOpened) -> None:
    """When a network was opened, for its statistics."""
    # Inline on purpose, here and below: statistics are wanted once a month.
    from services.membership.store import statistics

    statistics.keep_opened(event)


def count_on(event: StatisticsWanted) -> None:
    """Count for the statistics of a network."""
    from services.membership import counting

    counting.count_on(event)


def on_contact(event: MemberContactChanged) -> None:
    """Somebody has an address and says where they work (shapes: project, create once)."""
    understanding.understand(event)
    mailboxes.remember(event)


def on_data_asked(event: MyDataAsked) -> None:
    """Somebody wants a copy of what is held about them (shapes: create once, advance)."""
    # Inline on purpose, here and below: of thousands of messages hardly one is about this.
    from services.membership.commands import sharing

    sharing.collect(event)


def on_data_shared(event: MyDataShared) -> None:
    """A service has given a part of what it holds (shapes: create once, advance)."""
    from services.membership.commands import sharing

    sharing.take(event)


inbox = Inbox(
    "membership",
    {
        FirstAddressChanged: addresses.follow,
        OccurrenceScheduled: store.heard.keep_session,
        OccurrenceMoved: store.heard.keep_session,
        OccurrenceCancelled: store.heard.keep_session,
        SessionTitled: store.heard.keep_session_title,
        SessionHeld: store.heard.keep_session_held,
        HeadcountCorrected: store.heard.keep_session_held,
        NoteTitled: store.heard.keep_note_title,
        NoteHidden: store.heard.keep_note_hidden,
        NoteRestored: store.heard.keep_note_restored,
        NoteWithdrawn: store.heard.keep_note_withdrawn,
        MemberContactChanged: on_contact,
        OrganisationTextDecided: understanding.carry_out,
        NetworkOpened: keep_opened,
        StatisticsWanted: count_on,
        MemberAffiliationChanged: finding.on_affiliated,
        MemberLeft: finding.on_left,
        MembershipSuspended: finding.on_suspended,
        IntroductionAsked: finding.on_asked,
        IntroductionAgreed: finding.on_agreed,
        # Three services say it, under one name and in one shape.
        ServiceErased: answers.on_answer,
        SharedByNotifications: on_data_shared,
        MyDataAsked: on_data_asked,
    },
)
handler = inbox.handler
