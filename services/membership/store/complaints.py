"""Complaints: each under an id, with a row at the address of whoever made it.

COMPLAINT#<c>    STATE          the complaint; index COMPLAINTS#open or COMPLAINTS#answered by when
                                it came; expires two years after its answer
ADDRESS#<hash>   COMPLAINT#<c>  that its owner made it; expires likewise
ADDRESS#<hash>   RECEIPTS       when receipts went there within the last hour; expires
DUE#<shard>      <time>#complaint-<c>   when to tell of it those who look after the installation

An erasure leaves all of it: a complaint is kept until it is answered, and some time after.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from services.membership.model.complaints import Complaint, State, Step
from services.membership.model.host import Host
from services.membership.store.host import read_host
from services.membership.store.people import mailed, member_key
from services.membership.store.table import read, table
from services.runtime import due, holdings, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import HOST

OPEN, ANSWERED = "COMPLAINTS#open", "COMPLAINTS#answered"


class Dealing(NamedTuple):
    """A complaint, and who may deal with it."""

    complaint: Complaint | None
    host: Host


def dealing(complaint_id: str) -> Dealing:
    """A complaint and who looks after the installation, in one batched read."""
    item, host = read([_key(complaint_id), HOST])
    return Dealing(_read(item) if item else None, read_host(host))


def found_and_receipts(complaint_id: str, address_key: str) -> tuple[bool, Item | None]:
    """Whether there is this complaint, and when receipts went to an address within the hour."""
    item, receipts = read([_key(complaint_id), _receipts_key(address_key)])
    return item is not None, receipts


def receipt_to(address_key: str, receipts: Item | None) -> Write:
    """The write that counts a receipt to an address."""
    return mailed(_receipts_key(address_key), receipts)


def emails_of_host() -> list[str]:
    """The first addresses of those who look after the installation."""
    (host,) = read([HOST])
    admins = read_host(host).admins
    return [item["email"] for item in read([member_key(admin) for admin in admins]) if item]


def find(complaint_id: str) -> Complaint | None:
    """One complaint."""
    (item,) = read([_key(complaint_id)])
    return _read(item) if item else None


def listed(*, answered: bool, after: Item | None) -> tuple[list[Complaint], Item | None]:
    """Complaints, the one that has waited longest first; of answered ones the latest first."""
    page = platform.current().tables.query(
        table(), ANSWERED if answered else OPEN, index=True, backwards=answered, after=after
    )
    return [_read(item) for item in page.items], page.next


def of_address(address_key: str) -> list[Complaint]:
    """The complaints that were made with an address."""
    pk, _ = _pointer_key(address_key, "")
    ids = [item["complaint_id"] for item in holdings.rows(table(), pk, "COMPLAINT#")]
    found = read([_key(complaint_id) for complaint_id in ids])
    return [_read(item) for item in found if item]


def put(before: Complaint | None, after: Complaint) -> list[Write]:
    """The writes of a complaint that is new or has come further, with its due row.

    They hold if nobody else moved it meanwhile.
    """
    expires = {"expires_at": int(after.gone_at.timestamp())} if after.gone_at else {}
    pk, sk = _key(after.complaint_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "gsi1pk": ANSWERED if after.answered_at else OPEN,
        "gsi1sk": f"{after.received_at.isoformat()}#{after.complaint_id}",
        "complaint_id": after.complaint_id,
        "reference": after.reference,
        "name": after.name,
        "email": after.email,
        "address_key": after.address_key,
        "words": after.words,
        "network_id": after.network_id,
        "received_at": after.received_at.isoformat(),
        "look_at": after.look_at.isoformat(),
        "state": after.state,
        "steps": [{"at": s.at.isoformat(), "words": s.words} for s in after.steps],
        "outcome": after.outcome,
        "answered_at": after.answered_at.isoformat() if after.answered_at else None,
        "version": after.version,
        **expires,
    }
    writes: list[Write] = [Put(table(), item, AtVersion(before.version) if before else Absent())]
    if before is None or expires:
        pk, sk = _pointer_key(after.address_key, after.complaint_id)
        pointer: Item = {"pk": pk, "sk": sk, "complaint_id": after.complaint_id}
        writes.append(Put(table(), {**pointer, **expires}))
    return [*writes, *_looks(before, after)]


def is_complaint(row: Item) -> bool:
    """Whether a due row is about a complaint."""
    return "complaint_id" in row


def is_row_of(complaint: Complaint, row: Item) -> bool:
    """Whether this is the due row that brings one back to the complaint."""
    return _due_key(complaint) == (row["pk"], row["sk"])


def done(row: Item) -> Write:
    """The write that takes a due row away."""
    return Delete(table(), (row["pk"], row["sk"]))


def _looks(before: Complaint | None, after: Complaint) -> list[Write]:
    pk, sk = _due_key(after)
    if after.state is State.ANSWERED:
        return [Delete(table(), (pk, sk))]
    if before is not None and _due_key(before) == (pk, sk):
        return []
    row: Item = {"pk": pk, "sk": sk, "complaint_id": after.complaint_id}
    gone: list[Write] = [Delete(table(), _due_key(before))] if before else []
    return [Put(table(), row), *gone]


def _read(item: Item) -> Complaint:
    answered_at = item["answered_at"]
    return Complaint(
        complaint_id=item["complaint_id"],
        reference=item["reference"],
        name=item["name"],
        email=item["email"],
        address_key=item["address_key"],
        words=item["words"],
        network_id=item["network_id"],
        received_at=datetime.fromisoformat(item["received_at"]),
        look_at=datetime.fromisoformat(item["look_at"]),
        state=State(item["state"]),
        steps=tuple(
            Step(datetime.fromisoformat(step["at"]), step["words"]) for step in item["steps"]
        ),
        outcome=item["outcome"],
        answered_at=datetime.fromisoformat(answered_at) if answered_at else None,
        version=item["version"],
    )


def _key(complaint_id: str) -> Key:
    return f"COMPLAINT#{complaint_id}", "STATE"


def _receipts_key(address_key: str) -> Key:
    return f"ADDRESS#{address_key}", "RECEIPTS"


def _pointer_key(address_key: str, complaint_id: str) -> Key:
    return f"ADDRESS#{address_key}", f"COMPLAINT#{complaint_id}"


def _due_key(complaint: Complaint) -> Key:
    return due.key(complaint.look_at, f"complaint-{complaint.complaint_id}")
