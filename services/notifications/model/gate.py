"""The gate at the hand-off: who may get a mail, decided from facts of that moment (A1)."""

from __future__ import annotations

from dataclasses import dataclass

from services.contracts.roles import Role, Standing
from services.notifications.model.batch import Result
from services.notifications.model.choices import Choices
from services.notifications.model.kinds import CHECKERS, FOR_CHECKERS, Kind


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody who is about to be mailed."""

    member_id: str
    standing: Standing | None
    roles: frozenset[Role]
    choices: Choices
    name: str = ""
    address: str = ""


def reason_against(kind: Kind, person: Person, *, archived: bool, late: bool) -> Result | None:
    """Why this person must not get this mail; None if they may, once there is an address.

    Everybody has one, so a missing one is on its way: they wait for it until the mail is late.
    """
    rightful = Standing.DECLINED if kind is Kind.DECLINED else Standing.MEMBER
    reasons = (
        (late and not person.address, Result.NO_ADDRESS),
        (late, Result.TOO_LATE),
        (archived, Result.NETWORK_ENDED),
        (person.standing is not rightful, Result.NOT_A_MEMBER),
        (kind in FOR_CHECKERS and CHECKERS.isdisjoint(person.roles), Result.NO_ROLE),
        (not person.choices.wants(kind), Result.NOT_WANTED),
    )
    return next((reason for holds, reason in reasons if holds), None)
