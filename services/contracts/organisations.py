"""What membership says of organisations and of who comes from where; apart, as few listen."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from services.contracts.event import PrivateEvent, PublicEvent
from services.contracts.membership import SOURCE


class OrganisationRegistered(PrivateEvent):
    """An organisation is in the register under this name and these other names."""

    source: ClassVar[str] = SOURCE
    organisation_id: str
    name: str
    aliases: tuple[str, ...] = ()


class OrganisationAliased(PrivateEvent):
    """An organisation is known by this name and all these other names from now on."""

    source: ClassVar[str] = SOURCE
    organisation_id: str
    name: str
    aliases: tuple[str, ...] = ()


class OrganisationsMerged(PublicEvent):
    """An organisation was registered twice: it was the one that is `into` all along (M12)."""

    source: ClassVar[str] = SOURCE
    organisation_id: str
    into: str


class OrganisationSucceeded(PublicEvent):
    """Others are there from a day on; several mean that it was split (M12)."""

    source: ClassVar[str] = SOURCE
    organisation_id: str
    successors: tuple[str, ...]
    since: date


class OrganisationClosed(PublicEvent):
    """An organisation has a last day, and nothing is known to come after it (M13)."""

    source: ClassVar[str] = SOURCE
    organisation_id: str
    last_day: date


class OrganisationReopened(PublicEvent):
    """An organisation is one of its own again: what had become of it was taken back."""

    source: ClassVar[str] = SOURCE
    organisation_id: str


class OrganisationTextDecided(PublicEvent):
    """Chairs have said what a text means, or that it is open again; the text is under a hash."""

    source: ClassVar[str] = SOURCE
    text_id: str


class MemberAffiliationChanged(PublicEvent):
    """Somebody comes from this organisation from now on, or from none that is known."""

    source: ClassVar[str] = SOURCE
    member_id: str
    organisation_id: str | None
