"""What is known of somebody whom mail is for: how to reach them, their places, their choices.

Each part has its own order, in which the newest word counts, so that they may come in any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.contracts.roles import Role, Standing
from services.notifications.model.choices import Choices


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in a network, as of the sequence in which membership said so.

    Until `untold_until` somebody who was imported has not heard of it.
    """

    standing: Standing
    roles: frozenset[Role]
    as_of: int
    untold_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as far as is known; places and choices by network; version 0 is nothing yet."""

    member_id: str
    name: str = ""
    address: str = ""
    contact_as_of: int = 0
    places: Mapping[str, Place] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    version: int = 0

    def choices_in(self, network_id: str) -> Choices:
        """Which mail they want from a network, whether or not they are in it."""
        return self.choices.get(network_id) or Choices(self.member_id, network_id)

    def is_untold(self, network_id: str, now: datetime) -> bool:
        """Whether they were imported and have not heard of it yet."""
        place = self.places.get(network_id)
        return place is not None and place.untold_until is not None and now < place.untold_until

    def networks(self) -> list[str]:
        """The networks that they are a member of, by id, in alphabetical order."""
        mine = (one for one, place in self.places.items() if place.standing is Standing.MEMBER)
        return sorted(mine)


def reached(person: Person, *, name: str, address: str, as_of: int) -> Person | None:
    """The person under a name and an address; None if something newer is known."""
    if as_of <= person.contact_as_of:
        return None
    return replace(
        person, name=name, address=address, contact_as_of=as_of, version=person.version + 1
    )


def placed(person: Person, network_id: str, place: Place) -> Person | None:
    """The person in a place; None if something newer is known of it."""
    known = person.places.get(network_id)
    if known is not None and place.as_of <= known.as_of:
        return None
    places = {**person.places, network_id: place}
    return replace(person, places=places, version=person.version + 1)


def chosen(person: Person, *changed: Choices) -> Person:
    """The person with changed choices."""
    choices = {**person.choices, **{one.network_id: one for one in changed}}
    return replace(person, choices=choices, version=person.version + 1)
