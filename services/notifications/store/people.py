"""What is known of people, as of now: all of one person in one item.

So the gate sees a whole handful in one read, and an address lies in one place however many networks
somebody is in (decision 16). Whoever hears something reads the item, adds to it, and writes only if
nobody else did meanwhile; nothing is kept about somebody who was erased.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from services.contracts.membership import (
    MemberContactChanged,
    MembershipApproved,
    PlaceEvent,
)
from services.contracts.refusals import Conflict
from services.contracts.roles import Role, Standing
from services.notifications.model import person as rules
from services.notifications.model.choices import Change, Choice, Choices
from services.notifications.model.person import Person, Place
from services.notifications.store.table import read_many, save, table
from services.runtime import erasing, platform
from services.runtime.ports import Absent, AtVersion, ConditionFailed, Delete, Item, Key, Put, Write
from services.runtime.rights import network_keys
from services.runtime.rights import place as place_of

TRIES = 10


class Erased(Exception):
    """Somebody was erased, so that nothing more is kept about them."""


def key(member_id: str) -> Key:
    """Where all that is known of somebody is kept."""
    return f"MEMBER#{member_id}", "PERSON"


def find(member_id: str) -> Person:
    """Somebody as of now."""
    return read(member_id, platform.current().tables.get(table(), key(member_id)))


def find_unless_erased(member_id: str) -> Person:
    """Somebody as of now; raises Erased if nothing may be kept about them any more."""
    item, buried = read_many([key(member_id), erasing.tombstone(member_id)])
    if buried is not None:
        raise Erased
    return read(member_id, item)


def at_the_gate(network_id: str, member_ids: Sequence[str]) -> tuple[list[Person], bool]:
    """These people as of now, and whether the network has ended: a hundred keys in a read."""
    state, *found = read_many([network_keys(network_id)[0], *map(key, member_ids)])
    return list(map(read, member_ids, found)), state is not None and state["archived"]


def keep_contact(event: MemberContactChanged) -> bool:
    """Keep how to reach and greet somebody (shape: project)."""
    return _keep(
        event.member_id,
        lambda known: rules.reached(
            known, name=event.name, address=event.email, as_of=event.sequence
        ),
    )


def keep_place(event: PlaceEvent) -> bool:
    """Keep somebody's place, here and where rights are decided, in one step (shape: project)."""
    place = Place(event.standing, frozenset(event.roles), event.sequence, _untold_until(event))
    rights = Put(table(), {**place_of(event), "as_of": event.sequence})
    return _keep(
        event.member_id, lambda known: rules.placed(known, event.network_id, place), rights
    )


def change(person: Person, changes: Sequence[Change]) -> Person:
    """Keep changed choices, all or none, and say so.

    Raises Conflict if more became known of the person meanwhile, or if they were erased.
    """
    after = rules.chosen(person, *(choices for choices, _ in changes))
    here = erasing.not_erased(table(), person.member_id)
    save([_put(after), here], [event for _, events in changes for event in events])
    return after


def forget(member_id: str) -> None:
    """Know nothing of somebody any more; whoever buried them first keeps it so."""
    platform.current().tables.transact(Delete(table(), key(member_id)))


def read(member_id: str, item: Item | None) -> Person:
    """The person in an item, or somebody of whom nothing is known."""
    if item is None:
        return Person(member_id)
    return Person(
        member_id=member_id,
        name=item["name"],
        address=item["address"],
        contact_as_of=item["contact_as_of"],
        places={network_id: _place(part) for network_id, part in item["places"].items()},
        choices={
            network_id: _choices(member_id, network_id, part)
            for network_id, part in item["choices"].items()
        },
        version=item["version"],
    )


def _keep(member_id: str, add: Callable[[Person], Person | None], *also: Write) -> bool:
    """Add what was heard, unless it is no news or the person was erased; tells if it was kept."""
    for _ in range(TRIES):
        after = add(find(member_id))
        if after is None:
            return False
        here = erasing.not_erased(table(), member_id)
        try:
            platform.current().tables.transact(here, _put(after), *also)
        except ConditionFailed as failed:
            if 0 in failed.positions:
                return False
            continue  # something else was heard of them just now: look again
        return True
    raise Conflict("Too much is heard of one person at once.")


def _put(person: Person) -> Write:
    before = AtVersion(person.version - 1) if person.version > 1 else Absent()
    return Put(table(), _item(person), before)


def _item(person: Person) -> Item:
    pk, sk = key(person.member_id)
    return {
        "pk": pk,
        "sk": sk,
        "name": person.name,
        "address": person.address,
        "contact_as_of": person.contact_as_of,
        "places": {
            network_id: {
                "standing": place.standing,
                "roles": sorted(place.roles),
                "as_of": place.as_of,
                **_untold(place),
            }
            for network_id, place in person.places.items()
        },
        "choices": {
            network_id: {
                "reminders": choices.reminders,
                "notes": choices.notes,
                "version": choices.version,
            }
            for network_id, choices in person.choices.items()
        },
        "version": person.version,
    }


def _place(part: Item) -> Place:
    untold = part.get("untold_until")
    return Place(
        standing=Standing(part["standing"]),
        roles=frozenset(map(Role, part["roles"])),
        as_of=part["as_of"],
        untold_until=datetime.fromisoformat(untold) if untold else None,
    )


def _untold(place: Place) -> Item:
    return {"untold_until": place.untold_until.isoformat()} if place.untold_until else {}


def _untold_until(event: PlaceEvent) -> datetime | None:
    return event.tell_at if isinstance(event, MembershipApproved) else None


def _choices(member_id: str, network_id: str, part: Item) -> Choices:
    return Choices(
        member_id=member_id,
        network_id=network_id,
        reminders=Choice(part["reminders"]),
        notes=Choice(part["notes"]),
        version=part["version"],
    )
