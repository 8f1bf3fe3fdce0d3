"""Imports: how far each is; its lists are in `lists`, and whom it brought in is in `added`.

IMPORT#<i>       STATE          an import from its dry run on; index IMPORTS by network and time
MEMBER#<member>  IMPORT#<i>     that somebody ran it, so that an erasure finds that
NETWORK#<n>      TURNS          until when those who were added are told of it
DUE#<shard>      <time>#<i>     an import to go on with
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.membership.importing import Basis, Import, Stage, Turns
from services.membership.model import Network, Place
from services.membership.model.host import Host
from services.membership.model.organisations import Known
from services.membership.store.host import read_host
from services.membership.store.lists import KEPT_FOR, Lists
from services.membership.store.networks import read_network, read_place
from services.membership.store.organisations import known
from services.membership.store.table import read, save, table
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import HOST, network_keys, place_key

IMPORTS = "IMPORTS"


@dataclass(frozen=True, slots=True)
class Listed:
    """An import and what its dry run found: how many rows of each class, remarks on the file."""

    state: Import
    counts: Mapping[str, int]
    remarks: tuple[str, ...]
    lists: Lists

    @property
    def lists_until(self) -> datetime:
        """Until when its lists are kept."""
        return self.state.checked_at + KEPT_FOR


class Deciding(NamedTuple):
    """What decides about an import: the network, who asks, the register; the import if there is."""

    network: Network
    place: Place | None
    host: Host
    known: Known
    listed: Listed | None


# --- reading ------------------------------------------------------------------------------------


def deciding(network_id: str, member_id: str, import_id: str | None = None) -> Deciding:
    """What decides whether somebody may do this, in one batched read; raises NotFound."""
    keys = [*network_keys(network_id), place_key(member_id, network_id), HOST]
    register, (state, name, place, host, *rest) = known(
        *keys, *([import_key(import_id)] if import_id else [])
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    listed = read_import(rest[0]) if rest else None
    if listed and listed.state.network_id != network_id:
        raise NotFound("There is no such import into this network.")
    return Deciding(
        read_network(state, name),
        read_place(place) if place else None,
        read_host(host),
        register,
        listed,
    )


def find(import_id: str) -> Listed | None:
    """An import, as a tick goes on with it."""
    (item,) = read([import_key(import_id)])
    return read_import(item) if item else None


def read_import(item: Item | None) -> Listed:
    """The import in an item; raises NotFound if there is none."""
    if item is None:
        raise NotFound("There is no such import. It was abandoned, or is older than two days.")
    basis = Basis(ground=item["ground"], source=item["source"]) if item["ground"] else None
    state = Import(
        import_id=item["import_id"],
        network_id=item["network_id"],
        by=item["by"],
        checked_at=datetime.fromisoformat(item["checked_at"]),
        chunks=item["chunks"],
        stage=Stage(item["stage"]),
        basis=basis,
        done=item["done"],
        written=item["written"],
        skipped=item["skipped"],
        removed=item["removed"],
        kept=item["kept"],
        began_at=_instant(item["began_at"]),
        committed_at=_instant(item["committed_at"]),
        version=item["version"],
    )
    return Listed(
        state,
        counts=item["counts"],
        remarks=tuple(item["remarks"]),
        lists=Lists(item["lines"], tuple(item["plan"])),
    )


def turns(network_id: str) -> Turns:
    """Which turns to tell people that they were added are given away already."""
    (item,) = read([_turns_key(network_id)])
    if item is None:
        return Turns(network_id, platform.now())
    return Turns(network_id, datetime.fromisoformat(item["free_from"]), item["version"])


def imports(
    network_id: str, after: Item | None = None, limit: int = 20
) -> tuple[list[Listed], Item | None]:
    """The imports into a network, the newest first."""
    page = platform.current().tables.query(
        table(),
        IMPORTS,
        prefix=f"{network_id}#",
        index=True,
        limit=limit,
        after=after,
        backwards=True,
    )
    return [read_import(item) for item in page.items], page.next


# --- writing ------------------------------------------------------------------------------------


def put_import(listed: Listed) -> Write:
    """The write of an import; holds if nobody changed it meanwhile."""
    state = listed.state
    pk, sk = import_key(state.import_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "gsi1pk": IMPORTS,
        "gsi1sk": f"{state.network_id}#{state.checked_at.isoformat()}#{state.import_id}",
        "import_id": state.import_id,
        "network_id": state.network_id,
        "by": state.by,
        "checked_at": state.checked_at.isoformat(),
        "chunks": state.chunks,
        "stage": state.stage,
        "ground": state.basis.ground if state.basis else "",
        "source": state.basis.source if state.basis else "",
        "done": state.done,
        "written": state.written,
        "skipped": state.skipped,
        "removed": state.removed,
        "kept": state.kept,
        "began_at": _text(state.began_at),
        "committed_at": _text(state.committed_at),
        "counts": dict(listed.counts),
        "remarks": list(listed.remarks),
        "lines": listed.lists.lines,
        "plan": list(listed.lists.plan),
        "version": state.version,
    }
    if state.began_at is None:
        item["expires_at"] = int(listed.lists_until.timestamp())
    return Put(table(), item, AtVersion(state.version - 1) if state.version > 1 else Absent())


def put_turns(turns: Turns) -> Write:
    """The write that gives turns away; holds if no other import was given any meanwhile."""
    pk, sk = _turns_key(turns.network_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "free_from": turns.free_from.isoformat(),
        "version": turns.version,
    }
    return Put(table(), item, AtVersion(turns.version - 1) if turns.version > 1 else Absent())


def ran_by(state: Import) -> Write:
    """The write by which an erasure of whoever ran an import finds it."""
    pk, sk = f"MEMBER#{state.by}", f"IMPORT#{state.import_id}"
    return Put(table(), {"pk": pk, "sk": sk, "import_id": state.import_id})


def go_on(import_id: str, at: datetime) -> Write:
    """The write of a due row that goes on with an import."""
    pk, sk = due.key(at, f"import-{import_id}")
    return Put(table(), {"pk": pk, "sk": sk, "import_id": import_id})


def is_over(row: Item) -> Write:
    """The write that takes a due row away."""
    return Delete(table(), (row["pk"], row["sk"]))


# --- erasing ------------------------------------------------------------------------------------


def forget_who_ran_them(member_id: str) -> None:
    """Say of no import any more that this person ran it; again each time it is asked."""
    page = platform.current().tables.query(
        table(), f"MEMBER#{member_id}", prefix="IMPORT#", limit=1000
    )
    for row in page.items:
        (item,) = read([import_key(row["import_id"])])
        writes: list[Write] = [Delete(table(), (row["pk"], row["sk"]))]
        if item is not None and item["by"] == member_id:
            version = item["version"]
            changed = {**item, "by": "", "version": version + 1}
            writes.append(Put(table(), changed, AtVersion(version)))
        save(writes)


def with_lists(now: datetime) -> Iterator[Listed]:
    """Every import whose lists are still kept."""
    after: Item | None = None
    while True:
        page = platform.current().tables.query(table(), IMPORTS, index=True, after=after)
        yield from (one for one in map(read_import, page.items) if now < one.lists_until)
        after = page.next
        if after is None:
            return


def import_key(import_id: str) -> Key:
    """Where an import is kept."""
    return f"IMPORT#{import_id}", "STATE"


def _turns_key(network_id: str) -> Key:
    return f"NETWORK#{network_id}", "TURNS"


def _text(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
