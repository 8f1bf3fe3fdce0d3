"""The rules of removing somebody for cause, and of their coming back (M20).

removed ──asks or is invited──▶ waiting, with a hint ──a chair lets them in──▶ it is over
   └──the day comes──▶ it is over, and they are like anybody
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from services.contracts.membership import MemberLeft, PlaceEvent
from services.contracts.refusals import Conflict
from services.contracts.roles import Standing
from services.membership.model.networks import Network, must_go_on, must_keep_a_chair
from services.membership.model.places import Cause, Place, Removal, moved

MONTH = timedelta(days=365) / 12
MONTHS = (3, 6, 12, 24)
"""For how long chairs may have it counted."""


def remove(
    network: Network, place: Place, cause: Cause, months: int, now: datetime, *, by: str
) -> tuple[Place, PlaceEvent, Removal]:
    """End somebody's membership; for so many months a chair has a look before they come back."""
    must_go_on(network)
    if place.standing not in (Standing.MEMBER, Standing.SUSPENDED):
        raise Conflict("This person is not a member of the network at the moment.")
    if place.member_id == by:
        raise Conflict("Leave the network instead, on the page My networks.")
    must_keep_a_chair(network, place.member_id)
    left, said = moved(place, network, place.member_id, Standing.LEFT, MemberLeft, now)
    removal = Removal(cause, now + months * MONTH)
    return replace(left, removal=removal), said, removal
