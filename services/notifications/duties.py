"""What people are told of their place and their roles, and chairs of what waits at their desk."""

from __future__ import annotations

from datetime import datetime

from services.contracts.duties import (
    ApplicantAnswered,
    ApplicantAsked,
    ChairAnnounced,
    ChairOfferAnswered,
    ChairOffered,
    MemberRemoved,
    RequestsWaiting,
    RoleEnded,
    RoleEnding,
    SpinOffAsked,
    SpinOffDeclined,
)
from services.contracts.event import Event
from services.contracts.membership import MemberLeft, MembershipDeclined
from services.contracts.roles import Standing
from services.notifications import planning, singles
from services.notifications.model.fanout import Fanout
from services.notifications.model.kinds import ANSWER_USEFUL_FOR, Errand, Kind, is_stale
from services.notifications.store import people
from services.runtime import platform
from services.runtime.inbox import Reaction

# --- to one person ------------------------------------------------------------------------------


def on_declined(event: MembershipDeclined) -> None:
    """A chair said no: a kind mail, no reason (M21; shapes: project, create once, claim)."""
    people.keep_place(event)
    if not _is_late(event):
        singles.answer(Kind.DECLINED, event)


def on_applicant_asked(event: ApplicantAsked) -> None:
    """There is a question for whoever waits (shapes: project, create once, claim)."""
    people.keep_place(event)
    if not _is_late(event):
        singles.answer(Kind.QUESTION, event)


def on_removed(event: MemberRemoved) -> None:
    """The last mail from a network (M20; shapes: project, create once, claim).

    It says of the place what the leaving says, which may come hours later: until then the gate
    would take them for a member, and keep the mail.
    """
    people.keep_place(
        MemberLeft(
            member_id=event.member_id,
            network_id=event.network_id,
            standing=Standing.LEFT,
            sequence=event.sequence,
        )
    )
    if not _is_late(event):
        singles.answer(Kind.REMOVED, event)


def on_role_ending(event: RoleEnding) -> None:
    """The member and the chairs hear it two weeks before (X3; shapes: create once, claim)."""
    if _is_late(event):
        return
    singles.answer(Kind.ROLE_ENDING, event, f"{event.role}#{event.last_day}")
    _to_chairs(event, event.network_id, Errand.ROLE_ENDING, str(event.last_day))


def on_role_ended(event: RoleEnded) -> None:
    """The same when the last day is past; of a chair who stays, only the chairs hear (M19)."""
    if _is_late(event):
        return
    errand = Errand.CHAIR_STAYS if event.stays else Errand.ROLE_ENDED
    if not event.stays:
        singles.answer(Kind.ROLE_ENDED, event, f"{event.role}#{event.last_day}")
    _to_chairs(event, event.network_id, errand, str(event.last_day))


def on_chair_offered(event: ChairOffered) -> None:
    """It is for them to answer (M19; shapes: create once, claim)."""
    if not _is_late(event):
        singles.answer(Kind.CHAIR_OFFERED, event)


def on_spin_off_declined(event: SpinOffDeclined) -> None:
    """Whoever asked hears it; of a yes the welcome tells (shapes: create once, claim)."""
    if not _is_late(event):
        singles.answer(Kind.SPIN_OFF_DECLINED, event)


# --- to chairs, and to everybody ----------------------------------------------------------------


def on_chair_answered(event: ChairOfferAnswered) -> None:
    """The chairs hear what came of an offer (M19; shape: create once)."""
    if not _is_late(event):
        errand = Errand.CHAIR_ACCEPTED if event.accepted else Errand.CHAIR_DECLINED
        _to_chairs(event, event.network_id, errand, str(event.sequence))


def on_applicant_answered(event: ApplicantAnswered) -> None:
    """The chairs hear that a question of theirs is answered (shapes: project, create once).

    Everybody who waits has a sequence of their own, so the occasion has the person in it.
    """
    people.keep_place(event)
    if not _is_late(event):
        occasion = f"{event.member_id}#{event.sequence}"
        _to_chairs(event, event.network_id, Errand.ANSWERED, occasion)


def on_requests_waiting(event: RequestsWaiting) -> None:
    """Chairs are reminded of people who wait, and those who wait of nothing (M30; create once)."""
    if not _is_late(event):
        _to_chairs(event, event.network_id, Errand.REQUESTS, str(event.sequence))


def on_spin_off_asked(event: SpinOffAsked) -> None:
    """The chairs of the parent decide (M18; shape: create once)."""
    if not _is_late(event):
        _to_chairs(event, event.network_id, Errand.SPIN_OFF, str(event.sequence))


def on_chair_announced(event: ChairAnnounced) -> None:
    """All members hear that the host will appoint a chair (M19; shape: create once)."""
    if not _is_late(event):
        _start(Kind.CHAIR_ANNOUNCED, event, event.network_id, str(event.sequence), event.due_at)


def _to_chairs(event: Event, network_id: str, errand: Errand, occasion: str) -> None:
    until = event.occurred_at + ANSWER_USEFUL_FOR
    _start(Kind.FOR_CHAIRS, event, network_id, f"{errand}#{occasion}", until, subject_id=errand)


def _start(
    kind: Kind,
    event: Event,
    network_id: str,
    occasion: str,
    until: datetime,
    *,
    subject_id: str = "",
) -> None:
    planning.start(
        Fanout(
            fanout_id=f"{kind}#{network_id}#{occasion}",
            kind=kind,
            network_id=network_id,
            subject_id=subject_id or network_id,
            at=event.occurred_at,
            useful_until=until,
        )
    )


def _is_late(event: Event) -> bool:
    return is_stale(event.occurred_at, platform.now())


REACTIONS: dict[type[Event], Reaction] = {
    MembershipDeclined: on_declined,
    ApplicantAsked: on_applicant_asked,
    ApplicantAnswered: on_applicant_answered,
    MemberRemoved: on_removed,
    RoleEnding: on_role_ending,
    RoleEnded: on_role_ended,
    ChairOffered: on_chair_offered,
    ChairOfferAnswered: on_chair_answered,
    ChairAnnounced: on_chair_announced,
    RequestsWaiting: on_requests_waiting,
    SpinOffAsked: on_spin_off_asked,
    SpinOffDeclined: on_spin_off_declined,
}
