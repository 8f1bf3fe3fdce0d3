"""The rules of handing the chair over, and of a chair whom the host appoints (M19).

offered ──accepted──▶ the one is a chair, and the other steps down if that was wished
   ├──declined or taken back──▶ nothing has changed
   └──two weeks──▶ nothing has changed

announced ──two weeks──▶ a chair, unless a chair has come back and stopped it, or they declined
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.contracts.membership import PlaceEvent
from services.contracts.refusals import Conflict
from services.contracts.roles import Role, Standing
from services.membership.model import roles
from services.membership.model.networks import Network, must_go_on
from services.membership.model.places import Place, must_be_member

OFFERED_FOR = timedelta(days=14)
NOTICE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Offer:
    """That somebody may become a chair, until when; nobody else learns it but the chairs.

    `by` stands for the chair who offers it and cannot be read as an id, so that no row names
    somebody who is erased. The host's appointment (`by` nobody) happens by itself at `until`.
    """

    network_id: str
    member_id: str
    by: str
    steps_down: bool
    until: datetime
    version: int = 1

    @property
    def is_appointment(self) -> bool:
        """Whether the host gave notice of it, and no chair offers it."""
        return not self.by


def offer(network: Network, place: Place, by: str, now: datetime, *, steps_down: bool) -> Offer:
    """Offer the chair's role to a member."""
    _must_be_eligible(network, place)
    return Offer(network.network_id, place.member_id, by, steps_down, now + OFFERED_FOR)


def announce(network: Network, place: Place, now: datetime) -> Offer:
    """Give notice that a member becomes a chair, where no chair answers any more."""
    _must_be_eligible(network, place)
    return Offer(network.network_id, place.member_id, "", steps_down=False, until=now + NOTICE)


def accept(
    network: Network, mine: Place, theirs: Place | None, offered: Offer | None, now: datetime
) -> tuple[list[Place], list[PlaceEvent]]:
    """Both places after the handover; raises Conflict if the offer has ended.

    Whoever offered it stays a chair unless they wished to step down, or their time is over.
    """
    must_go_on(network)
    offered = must_be_open(offered, now)
    if theirs is None or not roles.is_chair(theirs):
        raise _ended()
    chair, granted = roles.grant(network, mine, Role.CHAIR, now)
    if not (offered.steps_down or roles.is_over(theirs, Role.CHAIR, now)):
        return [chair], [granted]
    gone, revoked = roles.without(theirs, Role.CHAIR)
    return [chair, gone], [granted, revoked]


def must_be_open(offered: Offer | None, now: datetime) -> Offer:
    """The offer; raises Conflict if there is none any more."""
    if offered is None or (now >= offered.until and not offered.is_appointment):
        raise _ended()
    return offered


def _ended() -> Conflict:
    return Conflict("This offer was answered, taken back or has ended.")


def _must_be_eligible(network: Network, place: Place) -> None:
    must_go_on(network)
    must_be_member(place)
    if Role.CHAIR in place.roles:
        raise Conflict("This member is a chair already.")


def may_still_be_appointed(network: Network, place: Place | None) -> bool:
    """Whether an appointment that is due still makes sense."""
    return (
        not network.archived
        and place is not None
        and place.standing is Standing.MEMBER
        and Role.CHAIR not in place.roles
    )
