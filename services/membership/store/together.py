"""The statistics of all listed networks together, for whoever looks after the installation.

HOST#STATISTICS   NEXT           a snapshot that is being counted, or a draft; expires
                  LATEST         the figures of the last published one
                  SNAPSHOT#<no>  the figures of each published one
                  INPUTS#<no>    what that one was counted from; never shown

One due row, the same each time, brings a tick back to what is being counted. Nothing here names
anybody, but for `position` while a large network is being counted, which is where a list goes on.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.contracts.roles import Standing
from services.membership.model.statistics import COUNTED, Position
from services.membership.model.together import Next, Snapshot, Somebody, Tally
from services.membership.statistics.together import Inputs, Totals
from services.membership.store import statistics as of_a_network
from services.membership.store.affiliations import of_members
from services.membership.store.host import read_host
from services.membership.store.networks import read_place
from services.membership.store.packing import packed, unpacked
from services.membership.store.table import read, table
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import HOST, place_key

PARTITION = "HOST#STATISTICS"
STAYS = timedelta(days=30)
AT_ONCE = 100
"""Places in one step; the same people's places in other networks are read with them."""


class Desk(NamedTuple):
    """All that decides about these statistics."""

    admins: tuple[str, ...]
    next: Next | None
    latest: Snapshot | None


def desk() -> Desk:
    """What those who look after the installation decide about, in one batched read."""
    host, next_, latest = read([HOST, _key("NEXT"), _key("LATEST")])
    return Desk(
        read_host(host).admins,
        _next(next_) if next_ else None,
        _snapshot(latest) if latest else None,
    )


def published() -> Snapshot | None:
    """What everybody may see."""
    (latest,) = read([_key("LATEST")])
    return _snapshot(latest) if latest else None


def counting() -> Next | None:
    """The snapshot that comes next."""
    (item,) = read([_key("NEXT")])
    return _next(item) if item else None


def old(number: int) -> tuple[Inputs, Snapshot]:
    """A published snapshot with what it was counted from; raises NotFound if there is none."""
    inputs, snapshot = read([_key(_numbered(what, number)) for what in ("INPUTS", "SNAPSHOT")])
    if inputs is None or snapshot is None:
        raise NotFound("No snapshot with this number was published.")
    return Inputs.model_validate_json(unpacked(inputs["inputs"])), _snapshot(snapshot)


def before() -> list[Inputs]:
    """What all published snapshots were counted from, the oldest first."""
    found: list[Inputs] = []
    after: Item | None = None
    while True:
        page = platform.current().tables.query(table(), PARTITION, prefix="INPUTS#", after=after)
        found += [Inputs.model_validate_json(unpacked(item["inputs"])) for item in page.items]
        after = page.next
        if after is None:
            return found


# --- what is counted ----------------------------------------------------------------------------


def some_people(counting: Next) -> tuple[list[Somebody], Position | None]:
    """Some of those who belong to the network that is being counted, and where to go on."""
    network, earlier = counting.networks[counting.at], counting.networks[: counting.at]
    standing, after = counting.position
    page = platform.current().tables.query(
        table(),
        f"NETWORK#{network}",
        prefix=f"{standing}#",
        index=True,
        limit=AT_ONCE,
        after=after,
    )
    places = [read_place(item) for item in page.items]
    ids = [place.member_id for place in places]
    elsewhere = [read([place_key(member_id, other) for member_id in ids]) for other in earlier]
    people = [
        Somebody(
            place,
            tuple(read_place(item) for column in elsewhere if (item := column[at])),
            whence.organisation_id if whence and not whence.waiting else None,
        )
        for at, (place, whence) in enumerate(zip(places, of_members(ids), strict=True))
    ]
    if page.next is not None:
        return people, Position(standing, page.next)
    rest = COUNTED[COUNTED.index(standing) + 1 :]
    return people, Position(rest[0]) if rest else None


def beside_people(network_id: str) -> tuple[int, int, str | None]:
    """The sessions and notes of a network, and the month in which it was opened."""
    sessions = sum(1 for _ in of_a_network.held(network_id))
    notes = sum(of_a_network.notes_by_week(network_id).values())
    return sessions, notes, of_a_network.opened(network_id)


# --- writing ------------------------------------------------------------------------------------


def put_next(now: Next, before: Next | None) -> list[Write]:
    """The writes of what was counted so far, and of the due row for the rest of it."""
    tally = now.tally
    counted = {
        "members": tally.members,
        "places": tally.places,
        "organisations": sorted(tally.organisations),
        "sessions": tally.sessions,
        "notes": tally.notes,
        "opened": tally.opened,
    }
    item: Item = {
        "snapshot_id": now.snapshot_id,
        "number": now.number,
        "began_at": now.began_at.isoformat(),
        "networks": list(now.networks),
        "at": now.at,
        "standing": now.position.standing,
        "position": now.position.after,
        "tally": packed(json.dumps(counted)),
        "inputs": packed(now.inputs.text()) if now.inputs else None,
        "rules_version": now.rules_version,
        "version": now.version,
        "expires_at": int((now.began_at + STAYS).timestamp()),
    }
    pk, sk = due.key(datetime.fromtimestamp(0, UTC), "statistics-together")
    row: Item = {"pk": pk, "sk": sk, "together": now.snapshot_id, "version": now.version}
    return [
        _put("NEXT", item, AtVersion(before.version) if before else Absent()),
        Put(table(), row) if now.inputs is None else Delete(table(), (pk, sk)),
    ]


def is_over(row: Item) -> Write:
    """The write that takes a due row away; holds unless counting began anew meanwhile."""
    return Delete(table(), (row["pk"], row["sk"]), AtVersion(row["version"]))


def publishing(draft: Next, snapshot: Snapshot) -> list[Write]:
    """The writes after which the draft is the latest snapshot, for good."""
    if draft.inputs is None:
        raise ValueError("nothing has been counted that could be published")
    number = snapshot.number
    shown: Item = {
        "snapshot_id": snapshot.snapshot_id,
        "number": number,
        "published_at": snapshot.published_at.isoformat(),
        "figures": packed(snapshot.figures.text()),
        "version": number,
    }
    inputs: Item = {"number": number, "inputs": packed(draft.inputs.text())}
    return [
        _put("LATEST", shown, AtVersion(number - 1) if number > 1 else Absent()),
        _put(_numbered("SNAPSHOT", number), shown, Absent()),
        _put(_numbered("INPUTS", number), inputs, Absent()),
        Delete(table(), _key("NEXT"), AtVersion(draft.version)),
    ]


# --- parts --------------------------------------------------------------------------------------


def _put(sk: str, item: Item, expect: Absent | AtVersion) -> Put:
    return Put(table(), {"pk": PARTITION, "sk": sk, **item}, expect)


def _key(sk: str) -> Key:
    return PARTITION, sk


def _numbered(what: str, number: int) -> str:
    return f"{what}#{number:06d}"


def _snapshot(item: Item) -> Snapshot:
    return Snapshot(
        snapshot_id=item["snapshot_id"],
        number=item["number"],
        published_at=datetime.fromisoformat(item["published_at"]),
        figures=Totals.model_validate_json(unpacked(item["figures"])),
    )


def _next(item: Item) -> Next:
    tally = json.loads(unpacked(item["tally"]))
    inputs = item["inputs"]
    return Next(
        snapshot_id=item["snapshot_id"],
        number=item["number"],
        began_at=datetime.fromisoformat(item["began_at"]),
        networks=tuple(item["networks"]),
        at=item["at"],
        position=Position(Standing(item["standing"]), item["position"]),
        tally=Tally(**{**tally, "organisations": frozenset(tally["organisations"])}),
        inputs=Inputs.model_validate_json(unpacked(inputs)) if inputs else None,
        rules_version=item["rules_version"],
        version=item["version"],
    )
