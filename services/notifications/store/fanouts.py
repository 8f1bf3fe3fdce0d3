"""The ledger's fan-outs: what is said to many, how far it has come, and its accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.contracts.event import Event
from services.contracts.roles import Role, Standing
from services.notifications.model.batch import Batch
from services.notifications.model.fanout import Fanout, Stage
from services.notifications.model.kinds import ABOUT_A_SESSION, Kind
from services.notifications.store import batches, looks
from services.notifications.store.table import create, save, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Item, Key, Put, Write

KEPT_FOR = timedelta(days=400)
MEMBERS_AT_ONCE = 1000


def add(fanout: Fanout) -> bool:
    """A new fan-out, to be looked at until it is over; False if it was made before."""
    writes: list[Write] = [
        Put(table(), _item(fanout), Absent()),
        looks.first(fanout_id=fanout.fanout_id),
    ]
    if fanout.kind in ABOUT_A_SESSION:
        writes.append(Put(table(), _about_session(fanout)))
    return create(writes)


def find(fanout_id: str) -> Fanout | None:
    """One fan-out."""
    item = platform.current().tables.get(table(), _key(fanout_id))
    return _read(item) if item else None


def about_session(session_id: str) -> list[Fanout]:
    """The fan-outs about a session, in the order of their ids."""
    found: list[Fanout | None] = []
    after: Item | None = None
    while True:
        page = platform.current().tables.query(
            table(), f"SESSION#{session_id}", prefix="FANOUT#", limit=100, after=after
        )
        found += [find(item["fanout_id"]) for item in page.items]
        after = page.next
        if after is None:
            return [fanout for fanout in found if fanout]


def of_network(
    network_id: str, after: Item | None = None, limit: int = 25
) -> tuple[list[Fanout], Item | None]:
    """The fan-outs in a network, the latest first, and where to go on."""
    page = platform.current().tables.query(
        table(),
        f"NETWORK#{network_id}#FANOUTS",
        index=True,
        backwards=True,
        limit=limit,
        after=after,
    )
    return [_read(item) for item in page.items], page.next


def change(fanout: Fanout, new: Sequence[Batch] = (), events: Sequence[Event] = ()) -> None:
    """A fan-out that has come further, with new batches; raises Conflict if it moved meanwhile."""
    save(
        [
            Put(table(), _item(fanout), AtVersion(fanout.version - 1)),
            *(write for batch in new for write in batches.new(batch)),
        ],
        events,
        traceless=_is_traceless(fanout),
    )


def count(fanout: Fanout, batch: Batch, events: Sequence[Event]) -> None:
    """A batch that went into the accounts; raises Conflict if either moved meanwhile."""
    save(
        [
            Put(table(), _item(fanout), AtVersion(fanout.version - 1)),
            Put(table(), batches.item(batch), AtVersion(batch.version - 1)),
        ],
        events,
        traceless=_is_traceless(fanout),
    )


def members_page(
    network_id: str, after: Item | None
) -> tuple[list[tuple[str, frozenset[Role]]], Item | None]:
    """Current members of a network with their roles, and where to go on."""
    page = platform.current().tables.query(
        table(), f"NETWORK#{network_id}", index=True, limit=MEMBERS_AT_ONCE, after=after
    )
    members = [
        (item["member_id"], frozenset(Role(role) for role in item["roles"]))
        for item in page.items
        if item["standing"] == Standing.MEMBER
    ]
    return members, page.next


def find_batch(fanout_id: str, number: int) -> tuple[Fanout | None, Batch | None]:
    """A batch and its fan-out."""
    keys = [_key(fanout_id), *batches.keys_of(fanout_id, number)]
    fanout, batch, people = platform.current().tables.get_many([(table(), key) for key in keys])
    found = batches.read(batch, people) if batch and people else None
    return _read(fanout) if fanout else None, found


def _is_traceless(fanout: Fanout) -> bool:
    """Nothing that travels may tell when exactly a note was approved or objected to, or by what."""
    return fanout.kind in (Kind.NOTE, Kind.NOTE_HIDDEN)


def _key(fanout_id: str) -> Key:
    return f"FANOUT#{fanout_id}", "STATE"


def _about_session(fanout: Fanout) -> Item:
    return {
        "pk": f"SESSION#{fanout.subject_id}",
        "sk": f"FANOUT#{fanout.fanout_id}",
        "fanout_id": fanout.fanout_id,
        "expires_at": _ends(fanout),
    }


def _item(fanout: Fanout) -> Item:
    pk, sk = _key(fanout.fanout_id)
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": f"NETWORK#{fanout.network_id}#FANOUTS",
        "gsi1sk": f"{fanout.at.isoformat()}#{fanout.fanout_id}",
        "expires_at": _ends(fanout),
        "fanout_id": fanout.fanout_id,
        "kind": fanout.kind,
        "network_id": fanout.network_id,
        "subject_id": fanout.subject_id,
        "at": fanout.at.isoformat(),
        "useful_until": fanout.useful_until.isoformat(),
        "fence": fanout.fence,
        "stage": fanout.stage,
        "cursor": dict(fanout.cursor) if fanout.cursor else None,
        "batches": fanout.batches,
        "counted": fanout.counted,
        "audience": fanout.audience,
        "results": dict(fanout.results),
        "version": fanout.version,
    }


def _read(item: Item) -> Fanout:
    return Fanout(
        fanout_id=item["fanout_id"],
        kind=Kind(item["kind"]),
        network_id=item["network_id"],
        subject_id=item["subject_id"],
        at=datetime.fromisoformat(item["at"]),
        useful_until=datetime.fromisoformat(item["useful_until"]),
        fence=item["fence"],
        stage=Stage(item["stage"]),
        cursor=item["cursor"],
        batches=item["batches"],
        counted=item["counted"],
        audience=item["audience"],
        results=item["results"],
        version=item["version"],
    )


def _ends(fanout: Fanout) -> int:
    return int((fanout.at + KEPT_FOR).timestamp())
