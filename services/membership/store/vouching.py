"""Contacts outside: each in one item, found by its topic once it has said yes.

CONTACT#<c>      STATE            who it is, for what, and since when willing; index
                                  FIND#<n>#outside#<topic>; expires
MEMBER#<member>  CONTACT#<n>#<c>  that somebody vouches for it; expires with it
ADDRESS#<hash>   VOUCHED#<n>      that somebody of a network vouches for this address; expires
ADDRESS#<hash>   NOT-VOUCHED      that its owner has said no, and is never asked again
DUE#<shard>      <time>#<c>       when it is asked whether it still would
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.membership.model import Network, Place
from services.membership.model.directory import topic_key
from services.membership.model.vouching import Contact
from services.membership.store.networks import read_network, read_place
from services.membership.store.people import claim_key, mails_key
from services.membership.store.table import read, table
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import network_keys, place_key
from services.runtime.signing import keyed_hash

POINTER = "CONTACT#"


class Vouching(NamedTuple):
    """What decides whether a contact is asked; it is `silent` if they are not to hear of it.

    `mails` are those that went to the address lately, whoever asked for them.
    """

    network: Network
    place: Place | None
    contact: Contact | None
    mails: Item | None
    silent: bool


def vouching(network_id: str, member_id: str, contact_id: str, address_key: str) -> Vouching:
    """All of that in one batched read; raises NotFound if there is no such network."""
    claim = claim_key(address_key)
    state, name, place, contact, mails, *known = read(
        [
            *network_keys(network_id),
            place_key(member_id, network_id),
            key(contact_id),
            mails_key(address_key),
            claim,
            (claim[0], "ERASED"),
            _no_key(address_key),
            _vouched_key(address_key, network_id),
        ]
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return Vouching(
        read_network(state, name),
        read_place(place) if place else None,
        read_contact(contact) if contact else None,
        mails,
        any(item is not None for item in known),
    )


def with_place(
    contact_id: str, network_id: str, member_id: str
) -> tuple[Place | None, Contact | None]:
    """Somebody's place, and a contact of the same network."""
    place, contact = read([place_key(member_id, network_id), key(contact_id)])
    found = read_contact(contact) if contact else None
    fits = found is not None and found.network_id == network_id
    return read_place(place) if place else None, found if fits else None


def name_of(network_id: str) -> str:
    """What the network of a contact is called."""
    (item,) = read([network_keys(network_id)[1]])
    return item["name"] if item else network_id


def one(contact_id: str) -> Contact | None:
    """A contact."""
    (item,) = read([key(contact_id)])
    return read_contact(item) if item else None


def of(member_id: str, network_id: str = "") -> list[Contact]:
    """For whom somebody vouches, in one network or in all."""
    prefix = f"{POINTER}{network_id}#" if network_id else POINTER
    found: list[Contact] = []
    after: Item | None = None
    while True:
        page = platform.current().tables.query(
            table(), f"MEMBER#{member_id}", prefix=prefix, after=after
        )
        items = read([key(item["contact_id"]) for item in page.items])
        found += [read_contact(item) for item in items if item]
        after = page.next
        if after is None:
            return found


def willing(network_id: str, topic: str, start: str, limit: int = 20) -> list[str]:
    """Ids of contacts who would help with a topic, from a place in the index on, and round once."""
    tables, partition = platform.current().tables, _found_under(network_id, topic)
    begin = keyed_hash("directory-start", start)[:16]
    page = tables.query(table(), partition, index=True, up_to=begin, limit=limit, backwards=True)
    rows = page.items
    if page.next is None:
        rows += tables.query(table(), partition, index=True, limit=limit, backwards=True).items
    return list(dict.fromkeys(row["contact_id"] for row in rows))


# --- writing ------------------------------------------------------------------------------------


def put_contact(now: Contact, before: Contact | None = None) -> list[Write]:
    """The writes of a contact in place of the one `before`; hold if nobody changed it meanwhile."""
    pk, sk = key(now.contact_id)
    expires = int(now.ends_at.timestamp())
    item: Item = {
        "pk": pk,
        "sk": sk,
        "contact_id": now.contact_id,
        "network_id": now.network_id,
        "voucher": now.voucher,
        "name": now.name,
        "email": now.email,
        "address_key": now.address_key,
        "topic": now.topic,
        "asked_at": now.asked_at.isoformat(),
        "since": now.since.isoformat() if now.since else None,
        "silent": now.silent,
        "version": now.version,
        "expires_at": expires,
    }
    if now.since:
        item["gsi1pk"] = _found_under(now.network_id, now.topic)
        item["gsi1sk"] = keyed_hash("directory", now.contact_id)[:16]
    pointer: Item = {
        "pk": f"MEMBER#{now.voucher}",
        "sk": f"{POINTER}{now.network_id}#{now.contact_id}",
        "contact_id": now.contact_id,
        "expires_at": expires,
    }
    expected = AtVersion(now.version - 1) if now.version > 1 else Absent()
    writes: list[Write] = [Put(table(), item, expected), Put(table(), pointer)]
    if not now.silent:
        vouched_pk, vouched_sk = _vouched_key(now.address_key, now.network_id)
        writes.append(Put(table(), {"pk": vouched_pk, "sk": vouched_sk, "expires_at": expires}))
    row, old = row_of(now), row_of(before) if before else None
    if old is not None:
        writes.append(Delete(table(), (old["pk"], old["sk"])))
    return [*writes, Put(table(), row)] if row else writes


def delete_contact(before: Contact, *, never_again: bool) -> list[Write]:
    """The writes after which nothing is kept of a contact; `never_again` but that it said no."""
    row = row_of(before)
    writes: list[Write] = [
        Delete(table(), key(before.contact_id), AtVersion(before.version)),
        Delete(
            table(),
            (f"MEMBER#{before.voucher}", f"{POINTER}{before.network_id}#{before.contact_id}"),
        ),
    ]
    if not before.silent:
        writes.append(Delete(table(), _vouched_key(before.address_key, before.network_id)))
    if row:
        writes.append(Delete(table(), (row["pk"], row["sk"])))
    if never_again:
        pk, sk = _no_key(before.address_key)
        writes.append(Put(table(), {"pk": pk, "sk": sk}))
    return writes


def row_of(contact: Contact) -> Item | None:
    """The due row that asks a willing contact again; its time names the yes that it is about."""
    if contact.ask_again_at is None:
        return None
    pk, sk = due.key(contact.ask_again_at, f"contact-{contact.contact_id}")
    return {"pk": pk, "sk": sk, "contact_id": contact.contact_id, "version": contact.version}


# --- parts --------------------------------------------------------------------------------------


def key(contact_id: str) -> Key:
    """Where a contact is kept."""
    return f"CONTACT#{contact_id}", "STATE"


def read_contact(item: Item) -> Contact:
    """The contact in an item."""
    return Contact(
        contact_id=item["contact_id"],
        network_id=item["network_id"],
        voucher=item["voucher"],
        name=item["name"],
        email=item["email"],
        address_key=item["address_key"],
        topic=item["topic"],
        asked_at=datetime.fromisoformat(item["asked_at"]),
        since=datetime.fromisoformat(item["since"]) if item["since"] else None,
        silent=item["silent"],
        version=item["version"],
    )


def _found_under(network_id: str, topic: str) -> str:
    return f"FIND#{network_id}#outside#{topic_key(topic)}"


def _vouched_key(address_key: str, network_id: str) -> Key:
    return f"ADDRESS#{address_key}", f"VOUCHED#{network_id}"


def _no_key(address_key: str) -> Key:
    return f"ADDRESS#{address_key}", "NOT-VOUCHED"
