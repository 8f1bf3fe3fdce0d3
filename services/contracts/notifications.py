"""What notifications says: choices that changed, and how a fan-out ended."""

from __future__ import annotations

from typing import ClassVar

from services.contracts import erasure
from services.contracts.event import PublicEvent

SOURCE = "candour.notifications"


class PreferencesChanged(PublicEvent):
    """A member chose which mail to get from a network."""

    source: ClassVar[str] = SOURCE
    member_id: str
    network_id: str


class FanoutFinished(PublicEvent):
    """Everybody in the audience was mailed or has a reason not to be.

    audience = sent + withheld + rejected + superseded + uncertain, always.
    """

    source: ClassVar[str] = SOURCE
    fanout_id: str
    network_id: str
    kind: str
    audience: int
    sent: int
    withheld: int
    rejected: int
    superseded: int
    uncertain: int


class ServiceErased(erasure.ServiceErased):
    """Sessions, notes or notifications holds nothing about somebody any more."""

    source: ClassVar[str] = SOURCE
    service: erasure.Answering = "notifications"
