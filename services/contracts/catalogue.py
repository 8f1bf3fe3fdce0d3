"""Every event there is, found by its name on the bus; for tools and tests, not for functions."""

from __future__ import annotations

from services.contracts import (
    break_glass,
    complaints,
    directory,
    duties,
    headcounts,
    host,
    importing,
    introductions,
    invitations,
    membership,
    mydata,
    notes,
    notifications,
    observers,
    organisations,
    running,
    series,
    sessions,
    statistics,
    vouching,
)
from services.contracts.event import Event

SERVICES = (
    membership,
    complaints,
    host,
    break_glass,
    invitations,
    importing,
    mydata,
    duties,
    organisations,
    statistics,
    directory,
    introductions,
    vouching,
    sessions,
    headcounts,
    observers,
    running,
    series,
    notes,
    notifications,
)
FAMILIES = (
    "PlaceEvent", "NetworkEvent", "InvitationEvent", "ImportEvent", "IntroductionEvent",
    "OccurrenceEvent", "SeriesEvent",
    "PublicEvent", "PrivateEvent",
)  # fmt: skip


def events() -> dict[str, type[Event]]:
    """All event classes by detail type, in the order in which their services define them."""
    return {
        thing.detail_type(): thing
        for module in SERVICES
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Event)
        and thing.__module__ == module.__name__
        and thing.__name__ not in FAMILIES
    }
