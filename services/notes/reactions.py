"""What notes does when others spoke: tasks for sessions, names for the check, rights."""

from __future__ import annotations

from services.contracts.membership import (
    MemberContactChanged,
    MemberErased,
    MemberLeft,
    MembershipSuspended,
    PlaceEvent,
    RoleRevoked,
)
from services.contracts.mydata import MyDataAsked
from services.contracts.organisations import (
    OrganisationAliased,
    OrganisationRegistered,
)
from services.contracts.roles import Standing
from services.contracts.sessions import OccurrenceCancelled, SessionHeld, SessionTitled
from services.notes import commands, erasing, holdings, names, store
from services.notes.model import CHECKERS
from services.runtime import rights
from services.runtime.inbox import Inbox


def on_place(event: PlaceEvent) -> None:
    """Somebody's place has changed; since when tells how long a name stays (C9).

    Its version lets a yes hold only while nothing newer was heard of whoever says it (C6).
    """
    since = event.occurred_at.isoformat()
    rights.on_place(store.table(), event, since=since, version=event.sequence)


def on_rights_lost(event: PlaceEvent) -> None:
    """Somebody may check notes no longer: their approvals are void (C6; shapes: project, advance).

    Also when this comes late: whoever may check again meanwhile has to agree again.
    """
    on_place(event)
    if event.standing is not Standing.MEMBER or set(CHECKERS).isdisjoint(event.roles):
        commands.void_approvals(event.network_id, event.member_id)


def on_held(event: SessionHeld) -> None:
    """A session took place: its note can be written (shape: create once).

    Of a network that has moved here, notes were written where it was, or are no more.
    """
    if event.retold:
        return
    commands.open_task(event.session_id, event.network_id, event.starts_at)


def on_cancelled(event: OccurrenceCancelled) -> None:
    """A session did not take place: no task and no draft (C15; shape: advance)."""
    commands.drop_task(event.session_id, event.network_id)


inbox = Inbox(
    "notes",
    {
        **rights.reactions(store.table),
        **dict.fromkeys(rights.PLACES, on_place),
        **dict.fromkeys((MemberLeft, MembershipSuspended, RoleRevoked), on_rights_lost),
        MemberContactChanged: names.of_member,
        MemberErased: erasing.on_erased,
        MyDataAsked: holdings.on_asked,
        OrganisationRegistered: names.of_organisation,
        OrganisationAliased: names.of_organisation,
        SessionHeld: on_held,
        SessionTitled: store.keep_title,
        OccurrenceCancelled: on_cancelled,
    },
)
handler = inbox.handler
