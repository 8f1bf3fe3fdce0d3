"""What membership says of roles that end or change hands, and of what waits for a chair.

Apart, since only mail listens.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from services.contracts.event import PrivateEvent, PublicEvent
from services.contracts.membership import SOURCE, PlaceEvent
from services.contracts.roles import Role


class RoleEnding(PublicEvent):
    """A role will end after its last day, two weeks from now or sooner (X3)."""

    source: ClassVar[str] = SOURCE
    member_id: str
    network_id: str
    role: Role
    last_day: date


class RoleEnded(PublicEvent):
    """The last day of a role is past; the only chair `stays` until there is another (M19)."""

    source: ClassVar[str] = SOURCE
    member_id: str
    network_id: str
    role: Role
    last_day: date
    stays: bool = False


class ChairOffered(PublicEvent):
    """A chair has offered a member to be a chair; it is for the member to answer (M19)."""

    source: ClassVar[str] = SOURCE
    member_id: str
    network_id: str


class ChairOfferAnswered(PublicEvent):
    """Whoever was offered to be a chair has answered."""

    source: ClassVar[str] = SOURCE
    member_id: str
    network_id: str
    accepted: bool


class ChairAnnounced(PublicEvent):
    """The host will appoint a chair at `due_at`, unless a chair comes back until then (M19)."""

    source: ClassVar[str] = SOURCE
    network_id: str
    due_at: datetime


class RequestsWaiting(PublicEvent):
    """Somebody has been waiting for the chairs of a network for more than ten days (M30)."""

    source: ClassVar[str] = SOURCE
    network_id: str


class ApplicantAsked(PlaceEvent):
    """A chair asks somebody who waits something first; the words stay at the place."""


class ApplicantAnswered(PlaceEvent):
    """Somebody who waits has answered what a chair asked; the words stay at the place."""


class SpinOffAsked(PublicEvent):
    """A member of the network wants to found another one under it (M18)."""

    source: ClassVar[str] = SOURCE
    network_id: str


class SpinOffDeclined(PublicEvent):
    """What a member of the network wanted to found was not agreed to."""

    source: ClassVar[str] = SOURCE
    network_id: str
    member_id: str


class MemberRemoved(PrivateEvent):
    """Somebody was removed for cause and is to hear of it; the cause does not travel (M20).

    Private, because nobody but the chairs and the person may know that it was no leaving.
    """

    source: ClassVar[str] = SOURCE
    network_id: str
    member_id: str
