"""What membership says of introductions: who asks for one is on neither bus (M28)."""

from __future__ import annotations

from typing import ClassVar

from services.contracts.event import PrivateEvent, PublicEvent
from services.contracts.membership import SOURCE


class IntroductionEvent(PublicEvent):
    """What became of an introduction; it does not say whose it is."""

    source: ClassVar[str] = SOURCE
    network_id: str
    introduction_id: str


class IntroductionAsked(IntroductionEvent):
    """Somebody who may help is to be found, or the next one, as the last one said no."""


class IntroductionAgreed(IntroductionEvent):
    """Whoever was asked has said yes."""


class IntroductionClosed(IntroductionEvent):
    """Nobody can agree to it any more."""


class IntroductionPassedOn(PrivateEvent):
    """A member is asked whether they want to be introduced; what about is on a page only."""

    source: ClassVar[str] = SOURCE
    network_id: str
    introduction_id: str
    member_id: str


class IntroductionMade(PrivateEvent):
    """Two members said yes: each gets one mail with the other's name and address."""

    source: ClassVar[str] = SOURCE
    network_id: str
    introduction_id: str
    member_ids: tuple[str, str]
