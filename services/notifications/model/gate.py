"""The gate at the hand-off: who may get a mail, decided from facts of that moment (A1)."""

from __future__ import annotations

from services.contracts.roles import Standing
from services.notifications.model.batch import Result
from services.notifications.model.kinds import ONLY_FOR, RIGHTFUL, Kind
from services.notifications.model.person import Person


def reason_against(
    kind: Kind,
    person: Person,
    network_id: str,
    *,
    archived: bool,
    late: bool,
    untold: bool = False,
) -> Result | None:
    """Why this person must not get this mail; None if they may, once there is an address.

    Everybody has one, so a missing one is on its way: they wait for it until the mail is late.
    Whoever was imported and is `untold` so far gets no other mail before that one (A24).
    """
    rightful = RIGHTFUL.get(kind, Standing.MEMBER)
    place = person.places.get(network_id)
    roles = place.roles if place else frozenset()
    reasons = (
        (late and not person.address, Result.NO_ADDRESS),
        (late, Result.TOO_LATE),
        (archived, Result.NETWORK_ENDED),
        (place is None or place.standing is not rightful, Result.NOT_A_MEMBER),
        (kind in ONLY_FOR and ONLY_FOR[kind].isdisjoint(roles), Result.NO_ROLE),
        (untold and kind is not Kind.ADDED, Result.NOT_TOLD),
        (not person.choices_in(network_id).wants(kind), Result.NOT_WANTED),
    )
    return next((reason for holds, reason in reasons if holds), None)
