"""Members with their addresses, and whose an address is that somebody wants to add."""

from __future__ import annotations

from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.membership.model import Member
from services.membership.store.codes import Purpose, code_key
from services.membership.store.people import claim_key, mailed, mails_key, member_key
from services.membership.store.table import read, table
from services.runtime.ports import AtVersion, Item, Put, Write


class Asking(NamedTuple):
    """Who asks for an address, whose it is, and when it got such mails within the last hour."""

    member: Item
    claim: Item | None
    mails: Item | None


class Adding(NamedTuple):
    """Who adds an address, the code that was mailed there, and whose it is by now."""

    member: Item
    code: Item | None
    claim: Item | None


def member(member_id: str) -> Item:
    """Who somebody is; raises NotFound for somebody whose erasing has begun."""
    (found,) = read([member_key(member_id)])
    return _still_there(found)


def member_and_claim(member_id: str, address_key: str) -> tuple[Item, Item | None]:
    """Who somebody is, and whose an address is, in one batched read; raises NotFound."""
    found, claim = read([member_key(member_id), claim_key(address_key)])
    return _still_there(found), claim


def asking(member_id: str, address_key: str) -> Asking:
    """What decides whether an address is asked for, in one batched read; raises NotFound."""
    keys = [member_key(member_id), claim_key(address_key), mails_key(address_key)]
    found, claim, mails = read(keys)
    return Asking(_still_there(found), claim, mails)


def mailed_to(address_key: str, mails: Item | None) -> Write:
    """The write that counts a mail to an address, whoever asked for it."""
    return mailed(mails_key(address_key), mails)


def adding(member_id: str, address_key: str) -> Adding:
    """What decides whether a code adds an address, in one batched read; raises NotFound."""
    keys = [member_key(member_id), code_key(member_id, Purpose.ADD), claim_key(address_key)]
    found, code, claim = read(keys)
    return Adding(_still_there(found), code, claim)


def read_member(item: Item) -> Member:
    """The member in an item; whoever has never added an address has no others in it."""
    return Member(
        member_id=item["member_id"],
        name=item["name"],
        email=item["email"],
        organisation=item["organisation"],
        role=item["role"],
        also=tuple(item.get("also", ())),
        version=item["version"],
    )


def put_member_changed(before: Item, after: Member) -> Write:
    """The write of a changed member; holds if nobody changed or erased them meanwhile."""
    changed: Item = {
        "name": after.name,
        "email": after.email,
        "organisation": after.organisation,
        "role": after.role,
        "also": list(after.also),
        "version": after.version,
    }
    return Put(table(), {**before, **changed}, AtVersion(before["version"]))


def _still_there(found: Item | None) -> Item:
    if found is None:
        raise NotFound("There is no such account any more.")
    return found
