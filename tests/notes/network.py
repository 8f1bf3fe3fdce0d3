"""A small network for the tests of notes: fictional people, said to notes as membership says it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.contracts.event import Event
from services.contracts.membership import (
    MemberContactChanged,
    MemberLeft,
    MembershipApproved,
    MembershipSuspended,
    NetworkArchived,
    NetworkNamed,
    NetworkOpened,
    NetworkPolicyChanged,
    RoleGranted,
    RoleRevoked,
)
from services.contracts.organisations import (
    OrganisationRegistered,
)
from services.contracts.roles import Policy, Role, Standing
from services.contracts.sessions import OccurrenceCancelled, SessionHeld, SessionTitled
from services.notes import reactions
from services.runtime import platform

NETWORK = "psmn"
FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
WEEK = "2026-W48"
SESSION = "5e55" * 8

FACILITATOR, NOTE_TAKER, REVIEWER, CHAIR, SECOND_REVIEWER, MEMBER, STRANGER = (
    f"{name}-id-{number:024d}"
    for number, name in enumerate(
        ["facilit", "notetak", "reviewe", "chairch", "second1", "ordinar", "strange"]
    )
)
ROLES = {
    FACILITATOR: (Role.FACILITATOR,),
    NOTE_TAKER: (Role.NOTE_TAKER,),
    REVIEWER: (Role.REVIEWER,),
    SECOND_REVIEWER: (Role.REVIEWER,),
    CHAIR: (Role.CHAIR,),
    MEMBER: (),
}

CLEAN_TITLE = "What we tell families"
CLEAN_TEXT = "One member described how letters went out late.\n\n- Call first\n- Write afterwards"
DIRTY_TEXT = (
    "Aled Bevanson from Kelder Ouse Hospital said that the patient with number 943 476 5919 "
    "was told late."
)


def hear(event: Event, *, at: datetime | None = None, event_id: str = "said") -> None:
    """Deliver an event to notes as its inbox does."""
    stamped = event.stamped(event_id=event_id, occurred_at=at or platform.now(), caused_by=None)
    message = {
        "messageId": "1",
        "receiptHandle": "1",
        "body": _envelope(stamped),
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:embedded:000000000000:notes",
        "awsRegion": "embedded",
    }
    answer: Any = reactions.handler({"Records": [message]}, None)
    assert answer == {"batchItemFailures": []}


def opened(*, quorum: int = 2) -> NetworkOpened:
    return NetworkOpened(
        network_id=NETWORK, policy=Policy.APPROVAL, listed=True, quorum=quorum, sequence=1
    )


def changed_quorum(quorum: int) -> NetworkPolicyChanged:
    return NetworkPolicyChanged(
        network_id=NETWORK, policy=Policy.APPROVAL, listed=True, quorum=quorum, sequence=2
    )


def archived() -> NetworkArchived:
    return NetworkArchived(
        network_id=NETWORK,
        policy=Policy.APPROVAL,
        listed=False,
        quorum=2,
        archived=True,
        sequence=9,
    )


def named() -> NetworkNamed:
    return NetworkNamed(
        network_id=NETWORK, name="Patient safety", ground_rules=("Name nobody.",), sequence=1
    )


def place(member_id: str, *roles: Role, sequence: int = 1) -> MembershipApproved:
    return MembershipApproved(
        member_id=member_id,
        network_id=NETWORK,
        standing=Standing.MEMBER,
        roles=roles,
        sequence=sequence,
    )


def granted(member_id: str, *roles: Role, sequence: int) -> RoleGranted:
    return RoleGranted(
        member_id=member_id,
        network_id=NETWORK,
        standing=Standing.MEMBER,
        roles=roles,
        sequence=sequence,
    )


def left(member_id: str, *, sequence: int = 9) -> MemberLeft:
    return MemberLeft(
        member_id=member_id, network_id=NETWORK, standing=Standing.LEFT, sequence=sequence
    )


def suspended(member_id: str, *roles: Role, sequence: int = 9) -> MembershipSuspended:
    return MembershipSuspended(
        member_id=member_id, network_id=NETWORK, standing=Standing.SUSPENDED, roles=roles,
        sequence=sequence,
    )  # fmt: skip


def revoked(member_id: str, *left_with: Role, sequence: int = 9) -> RoleRevoked:
    return RoleRevoked(
        member_id=member_id, network_id=NETWORK, standing=Standing.MEMBER, roles=left_with,
        sequence=sequence,
    )  # fmt: skip


def contact(
    member_id: str, name: str, organisation: str = "", *, sequence: int = 1
) -> MemberContactChanged:
    return MemberContactChanged(
        member_id=member_id,
        email=f"{member_id}@people.example",
        name=name,
        organisation=organisation,
        sequence=sequence,
    )


def organisation(name: str, *aliases: str) -> OrganisationRegistered:
    return OrganisationRegistered(
        organisation_id="0123", name=name, aliases=tuple(aliases), sequence=1
    )


def held(session_id: str = SESSION, *, starts_at: datetime = FRIDAY) -> SessionHeld:
    return SessionHeld(
        session_id=session_id, network_id=NETWORK, starts_at=starts_at, headcount=70, sequence=2
    )


def titled(
    title: str = "Families", session_id: str = SESSION, *, sequence: int = 1
) -> SessionTitled:
    return SessionTitled(session_id=session_id, network_id=NETWORK, title=title, sequence=sequence)


def cancelled(session_id: str = SESSION) -> OccurrenceCancelled:
    return OccurrenceCancelled(
        session_id=session_id,
        network_id=NETWORK,
        local_start="2026-11-27T14:00",
        zone="Europe/London",
        starts_at=FRIDAY,
        ends_at=FRIDAY,
        reminded=False,
        sequence=2,
    )


def found(*, quorum: int = 2) -> None:
    """The whole small network, with a register of two names."""
    hear(opened(quorum=quorum))
    hear(named())
    for member_id, roles in ROLES.items():
        hear(place(member_id, *roles))
    hear(contact(MEMBER, "Aled Bevanson", "Kelder Ouse Hospital NHS Trust"))


def _envelope(event: Event) -> str:
    import json

    return json.dumps({"detail-type": event.detail_type(), "detail": event.detail()})
