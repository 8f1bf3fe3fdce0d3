"""Networks and the places of people in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from services.contracts.event import Event
from services.contracts.membership import PlaceEvent
from services.contracts.refusals import NotFound
from services.contracts.roles import Policy, Role, Standing
from services.membership import model
from services.membership.model import Cause, Hint, Network, Place, Question, Removal
from services.membership.store.people import member_key
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import (
    Absent,
    AtVersion,
    Delete,
    Expectation,
    Item,
    Key,
    Put,
    Write,
)
from services.runtime.rights import network_keys, place_key

LISTED = "LISTED"
ONLY_CHAIR = "ONLY-CHAIR#"
"""How rows begin that say, where somebody is, of which network nobody else is a chair."""
AT_ONCE = 50
"""Networks in one batched read, each with two keys."""


# --- reading ------------------------------------------------------------------------------------


def network_and_places(
    network_id: str, member_ids: Sequence[str]
) -> tuple[Network, list[Place | None]]:
    """A network, and the places of these people in it; raises NotFound if there is none."""
    keys = [*network_keys(network_id), *(place_key(m, network_id) for m in member_ids)]
    state, name, *found = read(keys)
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return read_network(state, name), [read_place(item) if item else None for item in found]


def network_and_member(
    network_id: str, member_id: str
) -> tuple[Network, Place | None, Item | None]:
    """A network with somebody's place in it, and who they are."""
    state, name, place, member = read(
        [*network_keys(network_id), place_key(member_id, network_id), member_key(member_id)]
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return read_network(state, name), read_place(place) if place else None, member


def network_places_and_member(
    network_id: str, by: str, member_id: str
) -> tuple[Network, list[Place | None], Item | None]:
    """A network, the places of these two people in it, and who the second one is."""
    state, name, mine, theirs, member = read(
        [
            *network_keys(network_id),
            place_key(by, network_id),
            place_key(member_id, network_id),
            member_key(member_id),
        ]
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    found = [read_place(item) if item else None for item in (mine, theirs)]
    return read_network(state, name), found, member


def networks(network_ids: Sequence[str]) -> dict[str, Network]:
    """Networks by id; ids that name none are left out."""
    found: dict[str, Network] = {}
    for start in range(0, len(network_ids), AT_ONCE):
        found |= read_networks(read(keys_of(network_ids[start : start + AT_ONCE])))
    return found


def listed() -> list[Network]:
    """Networks that anybody may know of (M16), by name."""
    page = platform.current().tables.query(table(), LISTED, index=True, limit=100)
    found = networks([item["network_id"] for item in page.items])
    return [found[item["network_id"]] for item in page.items if item["network_id"] in found]


def places(member_id: str) -> list[Place]:
    """All places of one person."""
    page = platform.current().tables.query(
        table(), f"MEMBER#{member_id}", prefix="NETWORK#", limit=200
    )
    return [read_place(item) for item in page.items]


def statistics_key(network_id: str) -> Key:
    """Where the numbers are that a network published last; here, since its home asks for them."""
    return f"NETWORK#{network_id}#STATISTICS", "LATEST"


# --- writing ------------------------------------------------------------------------------------


def put_place(place: Place, *, changes: int = 1) -> Write:
    """The write of so many changes at once; holds if nobody changed the place meanwhile."""
    pk, sk = place_key(place.member_id, place.network_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "gsi1pk": sk,
        "gsi1sk": f"{place.standing}#{place.since.isoformat()}#{place.member_id}",
        "member_id": place.member_id,
        "network_id": place.network_id,
        "standing": place.standing,
        "since": place.since.isoformat(),
        "roles": list(place.roles),
        "reason": place.reason,
        "hints": list(place.hints),
        "joined": place.joined.isoformat() if place.joined else None,
        "ends": {role: last_day.isoformat() for role, last_day in place.ends.items()},
        "removal": _removal_item(place.removal),
        "version": place.version,
    }
    if place.question:
        item["question"] = {"words": place.question.words, "answer": place.question.answer}
    return Put(table(), item, _after(place.version, changes))


def put_network(network: Network) -> Write:
    """The write that holds if nobody changed the network meanwhile."""
    (pk, sk), _ = network_keys(network.network_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "network_id": network.network_id,
        "policy": network.policy,
        "listed": network.listed,
        "quorum": network.quorum,
        "archived": network.archived,
        "chairs": list(network.chairs),
        "parent": network.parent,
        "sight": network.sight,
        "version": network.version,
    }
    if network.listed:
        item |= {"gsi1pk": LISTED, "gsi1sk": network.name}
    return Put(table(), item, _after(network.version))


def network_changed(before: Network, now: Network) -> list[Write]:
    """The writes of a network and of who is its only chair; hold if nobody changed it meanwhile."""
    was, is_ = model.only_chair(before), model.only_chair(now)
    writes = [put_network(now)]
    if was and was != is_:
        writes.append(Delete(table(), _only_chair_key(was, now)))
    if is_ and was != is_:
        pk, sk = _only_chair_key(is_, now)
        writes.append(Put(table(), {"pk": pk, "sk": sk, "name": now.name}))
    return writes


def places_changed(network: Network, places: Sequence[Place], said: Sequence[Event]) -> list[Write]:
    """The writes of places after what is said of them, and of the network if its chairs change."""
    of_places = [one for one in said if isinstance(one, PlaceEvent)]
    writes: list[Write] = []
    for place in places:
        changes = sum(one.member_id == place.member_id for one in of_places)
        writes.append(put_place(place, changes=changes))
    seated = model.chairs_after(network, *places)
    return writes if seated is None else [*writes, *network_changed(network, seated)]


def put_network_name(network: Network) -> Write:
    """The write that names a new network."""
    _, (pk, sk) = network_keys(network.network_id)
    rules = list(network.ground_rules)
    return Put(table(), {"pk": pk, "sk": sk, "name": network.name, "ground_rules": rules})


def _only_chair_key(member_id: str, network: Network) -> Key:
    return f"MEMBER#{member_id}", f"{ONLY_CHAIR}{network.network_id}"


def _after(version: int, changes: int = 1) -> Expectation:
    return AtVersion(version - changes) if version > changes else Absent()


def read_place(item: Item) -> Place:
    """The place in an item."""
    return Place(
        member_id=item["member_id"],
        network_id=item["network_id"],
        standing=Standing(item["standing"]),
        since=datetime.fromisoformat(item["since"]),
        roles=tuple(Role(role) for role in item["roles"]),
        reason=item["reason"],
        hints=tuple(Hint(hint) for hint in item["hints"]),
        joined=datetime.fromisoformat(item["joined"]) if item.get("joined") else None,
        ends={Role(role): date.fromisoformat(day) for role, day in item["ends"].items()},
        removal=_removal(item["removal"]),
        question=Question(**item["question"]) if "question" in item else None,
        version=item["version"],
    )


def _removal_item(removal: Removal | None) -> Item | None:
    if removal is None:
        return None
    return {"cause": removal.cause, "until": removal.until.isoformat()}


def _removal(item: Item | None) -> Removal | None:
    if item is None:
        return None
    return Removal(Cause(item["cause"]), datetime.fromisoformat(item["until"]))


def read_network(state: Item, name: Item) -> Network:
    """The network in two items."""
    return Network(
        network_id=state["network_id"],
        name=name["name"],
        ground_rules=tuple(name["ground_rules"]),
        policy=Policy(state["policy"]),
        listed=state["listed"],
        quorum=state["quorum"],
        archived=state["archived"],
        chairs=tuple(state["chairs"]),
        parent=state["parent"],
        sight=state["sight"],
        version=state["version"],
    )


def keys_of(network_ids: Sequence[str]) -> list[Key]:
    """Where networks are kept, as `read_networks` takes what lies there."""
    return [key for network_id in network_ids for key in network_keys(network_id)]


def read_networks(items: Sequence[Item | None]) -> dict[str, Network]:
    """Networks by id; of what is not there, nothing."""
    pairs = zip(items[::2], items[1::2], strict=True)
    found = [read_network(state, name) for state, name in pairs if state and name]
    return {network.network_id: network for network in found}


def keys_with_places(network_ids: Sequence[str], member_id: str) -> list[Key]:
    """The same with somebody's place in each, as `read_with_places` takes it."""
    return [
        key
        for network_id in network_ids
        for key in (*network_keys(network_id), place_key(member_id, network_id))
    ]


def read_with_places(items: Sequence[Item | None]) -> list[tuple[Network, Place | None]]:
    """Networks, each with somebody's place in it; of what is not there, nothing."""
    return [
        (read_network(state, name), read_place(place) if place else None)
        for state, name, place in zip(items[::3], items[1::3], items[2::3], strict=True)
        if state and name
    ]
