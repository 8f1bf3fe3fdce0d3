"""The membership table: the only file that knows its keys.

ADDRESS#<hash>   CLAIM          whose address this is; expires unless confirmed
JOIN#<member>    REQUEST        what somebody asked for before the address was confirmed; expires
SIGNIN#<member>  CODE           the salted hash of the code that was mailed last; expires
MEMBER#<member>  STATE          name, address, organisation
MEMBER#<member>  NETWORK#<n>    the place; index NETWORK#<n> by standing and since when
NETWORK#<n>      STATE, NAME    the network; index LISTED by name
ORGANISATION#<o> STATE          the register
SESSION#<s>      STATE, TITLE, HELD   what sessions said; index NETWORK#<n>#SESSIONS by start
NOTE#<n>         TITLE          what notes said; index NETWORK#<n>#NOTES by week
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.contracts.event import Event
from services.contracts.notes import NoteTitled
from services.contracts.refusals import NotFound
from services.contracts.roles import Policy, Role, Standing
from services.contracts.sessions import OccurrenceEvent, SessionHeld, SessionTitled
from services.membership.model import Network, Place
from services.runtime import platform
from services.runtime.ports import (
    Absent,
    AtVersion,
    Delete,
    Expectation,
    Item,
    Key,
    Page,
    Put,
    Write,
)
from services.runtime.rights import network_keys, place_key
from services.runtime.saving import project
from services.runtime.saving import save as save_all

UNCONFIRMED_FOR = timedelta(days=7)
LISTED = "LISTED"


def table() -> str:
    """The name of the table."""
    return platform.setting("MEMBERSHIP_TABLE")


def save(writes: Sequence[Write], events: Sequence[Event] = ()) -> None:
    """Write and say, or neither (see runtime.saving)."""
    save_all(writes, events, outbox=table())


# --- people -------------------------------------------------------------------------------------


def claim(address_key: str) -> str | None:
    """The member id that an address belongs to."""
    item = platform.current().tables.get(table(), (f"ADDRESS#{address_key}", "CLAIM"))
    return item["member_id"] if item else None


def asked(address_key: str, member_id: str, content: Item, *, new: bool) -> list[Write]:
    """The writes that keep somebody's wish to join until the address is confirmed."""
    expires_at = int((platform.now() + UNCONFIRMED_FOR).timestamp())
    wish: Item = {
        "pk": f"JOIN#{member_id}",
        "sk": "REQUEST",
        "address_key": address_key,
        **content,
    }
    writes: list[Write] = [Put(table(), {**wish, "expires_at": expires_at})]
    if new:
        owned = {**_claim(address_key, member_id), "expires_at": expires_at}
        writes.append(Put(table(), owned, Absent()))
    return writes


def pending(member_id: str) -> tuple[Item | None, Item | None]:
    """What somebody asked for, and the member of that id, if there is one."""
    wish, member = platform.current().tables.get_many(
        [(table(), (f"JOIN#{member_id}", "REQUEST")), (table(), _member_key(member_id))]
    )
    return wish, member


def confirmed(member_id: str, wish: Item, member: Item | None, *, now: datetime) -> list[Write]:
    """The writes that turn a wish into a member whose address is proved."""
    writes: list[Write] = [
        Delete(table(), (f"JOIN#{member_id}", "REQUEST")),
        Put(table(), _claim(wish["address_key"], member_id)),
    ]
    if member is None:
        writes.append(Put(table(), _member(member_id, wish, now), Absent()))
    return writes


def members(member_ids: Sequence[str]) -> dict[str, Item]:
    """Names and organisations by member id."""
    found = platform.current().tables.get_many([(table(), _member_key(m)) for m in member_ids])
    return {item["member_id"]: item for item in found if item}


def _claim(address_key: str, member_id: str) -> Item:
    return {"pk": f"ADDRESS#{address_key}", "sk": "CLAIM", "member_id": member_id}


def _member_key(member_id: str) -> Key:
    return f"MEMBER#{member_id}", "STATE"


def _member(member_id: str, wish: Item, now: datetime) -> Item:
    pk, sk = _member_key(member_id)
    kept = ("name", "email", "organisation", "role", "agreed_at")
    return {
        "pk": pk,
        "sk": sk,
        "member_id": member_id,
        **{name: wish[name] for name in kept},
        "confirmed_at": now.isoformat(),
        "version": 1,
    }


# --- signing in ---------------------------------------------------------------------------------


def sign_in_code(member_id: str) -> Item | None:
    """What is kept of the code that was mailed last."""
    return platform.current().tables.get(table(), _code_key(member_id))


def put_sign_in_code(member_id: str, content: Item, expires_at: datetime) -> Write:
    """The write that replaces the last code by a new one."""
    pk, sk = _code_key(member_id)
    return Put(
        table(),
        {"pk": pk, "sk": sk, **content, "expires_at": int(expires_at.timestamp())},
    )


def use_sign_in_code(member_id: str, version: int) -> Write:
    """The write that holds only for the first use of a code."""
    return Delete(table(), _code_key(member_id), AtVersion(version))


def _code_key(member_id: str) -> Key:
    return f"SIGNIN#{member_id}", "CODE"


# --- places and networks ------------------------------------------------------------------------


def network_and_place(network_id: str, member_id: str) -> tuple[Network, Place | None]:
    """A network and somebody's place in it; raises NotFound if there is no such network."""
    state_key, name_key = network_keys(network_id)
    keys = (state_key, name_key, place_key(member_id, network_id))
    state, name, place = platform.current().tables.get_many([(table(), key) for key in keys])
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return _network(state, name), _place(place) if place else None


def networks(network_ids: Sequence[str]) -> dict[str, Network]:
    """Networks by id; ids that name none are left out."""
    keys = [(table(), key) for network_id in network_ids for key in network_keys(network_id)]
    items = platform.current().tables.get_many(keys) if keys else []
    pairs = zip(items[::2], items[1::2], strict=True)
    found = [_network(state, name) for state, name in pairs if state and name]
    return {network.network_id: network for network in found}


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
    return [_place(item) for item in page.items]


def standing_in(
    network_id: str, standing: Standing, after: Item | None = None, limit: int = 50
) -> tuple[list[Place], Item | None]:
    """Places in a network with this standing, the longest first, and where to go on."""
    page: Page = platform.current().tables.query(
        table(),
        f"NETWORK#{network_id}",
        prefix=f"{standing}#",
        index=True,
        limit=limit,
        after=after,
    )
    return [_place(item) for item in page.items], page.next


def put_place(place: Place) -> Write:
    """The write that holds if nobody changed the place meanwhile."""
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
        "version": place.version,
    }
    return Put(table(), item, _after(place.version))


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
        "version": network.version,
    }
    if network.listed:
        item |= {"gsi1pk": LISTED, "gsi1sk": network.name}
    return Put(table(), item, _after(network.version))


def put_network_name(network: Network) -> Write:
    """The write that names a new network."""
    _, (pk, sk) = network_keys(network.network_id)
    rules = list(network.ground_rules)
    return Put(table(), {"pk": pk, "sk": sk, "name": network.name, "ground_rules": rules})


def put_organisation(organisation_id: str, name: str, aliases: Sequence[str]) -> Write:
    """The write that adds an organisation to the register."""
    key = {"pk": f"ORGANISATION#{organisation_id}", "sk": "STATE"}
    return Put(table(), {**key, "name": name, "aliases": list(aliases), "version": 1}, Absent())


def _after(version: int) -> Expectation:
    return AtVersion(version - 1) if version > 1 else Absent()


def _place(item: Item) -> Place:
    return Place(
        member_id=item["member_id"],
        network_id=item["network_id"],
        standing=Standing(item["standing"]),
        since=datetime.fromisoformat(item["since"]),
        roles=tuple(Role(role) for role in item["roles"]),
        reason=item["reason"],
        version=item["version"],
    )


def _network(state: Item, name: Item) -> Network:
    return Network(
        network_id=state["network_id"],
        name=name["name"],
        ground_rules=tuple(name["ground_rules"]),
        policy=Policy(state["policy"]),
        listed=state["listed"],
        quorum=state["quorum"],
        archived=state["archived"],
        chairs=tuple(state["chairs"]),
        version=state["version"],
    )


# --- what other services said -------------------------------------------------------------------


def keep_session(event: OccurrenceEvent) -> None:
    """When a session is, and whether it still is."""
    _keep(
        f"SESSION#{event.session_id}", "STATE", event,
        gsi1pk=f"NETWORK#{event.network_id}#SESSIONS",
        gsi1sk=f"{event.starts_at.isoformat()}#{event.session_id}",
        session_id=event.session_id, starts_at=event.starts_at.isoformat(),
        ends_at=event.ends_at.isoformat(), zone=event.zone, cancelled=event.cancelled,
    )  # fmt: skip


def keep_session_title(event: SessionTitled) -> None:
    """What a session is called."""
    _keep(f"SESSION#{event.session_id}", "TITLE", event, title=event.title)


def keep_session_held(event: SessionHeld) -> None:
    """How many came (S19)."""
    _keep(f"SESSION#{event.session_id}", "HELD", event, headcount=event.headcount)


def keep_note_title(event: NoteTitled) -> None:
    """What a published note is called; within a week the order is by random id (C3)."""
    _keep(
        f"NOTE#{event.note_id}", "TITLE", event,
        gsi1pk=f"NETWORK#{event.network_id}#NOTES", gsi1sk=f"{event.week}#{event.note_id}",
        note_id=event.note_id, title=event.title, week=event.week,
    )  # fmt: skip


def sessions(network_id: str, limit: int = 30) -> list[Item]:
    """The latest and coming sessions of a network with title and headcount, latest start first."""
    page = platform.current().tables.query(
        table(),
        f"NETWORK#{network_id}#SESSIONS",
        index=True,
        limit=limit,
        backwards=True,
    )
    keys = [(item["pk"], part) for item in page.items for part in ("TITLE", "HELD")]
    parts = platform.current().tables.get_many([(table(), key) for key in keys]) if keys else []
    return [
        {
            **item,
            "title": (title or {}).get("title", "Session"),
            "held": held is not None,
            "headcount": (held or {}).get("headcount"),
        }
        for item, title, held in zip(page.items, parts[::2], parts[1::2], strict=True)
    ]


def notes(network_id: str, limit: int = 3) -> list[Item]:
    """The latest notes of a network."""
    return (
        platform.current()
        .tables.query(
            table(),
            f"NETWORK#{network_id}#NOTES",
            index=True,
            limit=limit,
            backwards=True,
        )
        .items
    )


def _keep(pk: str, sk: str, event: Event, **content: Any) -> None:
    project(table(), {"pk": pk, "sk": sk, **content}, sequence=event.sequence)
