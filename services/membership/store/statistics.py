"""Statistics: the snapshot that comes next, those that were published, and what they count.

NETWORK#<n>#STATISTICS   OPENED         the month in which the network was opened
                         NEXT           a snapshot that is being counted, or a draft; expires
                         LATEST         the figures of the last published one
                         SNAPSHOT#<no>  the figures of each published one
                         INPUTS#<no>    what that one was counted from; never shown

Sessions and notes are counted from what other services said (store.heard), people from their
places. Nothing here names anybody, but for `position` while a large network is being counted, which
is where a list goes on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from services.contracts.membership import NetworkOpened
from services.contracts.refusals import NotFound
from services.contracts.roles import Standing
from services.membership.model.statistics import (
    COUNTED,
    LONDON,
    Before,
    Belonging,
    Next,
    Position,
    Snapshot,
    Tally,
)
from services.membership.statistics import Figures, Inputs, SessionCount
from services.membership.store.affiliations import of_members
from services.membership.store.networks import read_place, statistics_key
from services.membership.store.packing import packed, unpacked
from services.membership.store.people import member_key
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import HOST, Viewer, viewer
from services.runtime.saving import project

COUNTING_TAKES = timedelta(days=1)
DRAFTS_STAY = timedelta(days=30)
AT_ONCE = 100
"""People in one step, sessions in another: as many as one batched read takes."""
NOTES_AT_ONCE = 500


# --- what is asked for --------------------------------------------------------------------------


class Desk(NamedTuple):
    """All that decides about a network's statistics, for one person who is looking."""

    viewer: Viewer
    is_host: bool
    opened: str | None
    next: Next | None
    latest: Snapshot | None


def desk(network_id: str, member_id: str) -> Desk:
    """What somebody decides about, in one batched read."""
    keys = [HOST, *(_key(network_id, sk) for sk in ("OPENED", "NEXT")), statistics_key(network_id)]
    seen, (host, opened, next_, latest) = viewer(table(), member_id, network_id, *keys)
    return Desk(
        seen,
        is_host=host is not None and member_id in host["admins"],
        opened=opened["month"] if opened else None,
        next=_next(next_) if next_ else None,
        latest=_snapshot(latest) if latest else None,
    )


def published(network_id: str, member_id: str | None) -> tuple[Viewer, Snapshot | None]:
    """What everybody may see of a network, or its members alone if it is unlisted (M16)."""
    seen, (latest,) = viewer(table(), member_id or "", network_id, statistics_key(network_id))
    if not seen.network.listed and not seen.is_member():
        raise NotFound("There is no such network.")
    return seen, _snapshot(latest) if latest else None


def latest_of(network_ids: list[str]) -> dict[str, Snapshot]:
    """The last published snapshot of each of these networks, in one batched read."""
    found = read([statistics_key(network_id) for network_id in network_ids])
    return {item["network_id"]: _snapshot(item) for item in found if item}


def opened(network_id: str) -> str | None:
    """The month in which a network was opened, once that was heard."""
    (item,) = read([_key(network_id, "OPENED")])
    return str(item["month"]) if item else None


def counting(network_id: str) -> Next | None:
    """The snapshot that comes next."""
    (item,) = read([_key(network_id, "NEXT")])
    return _next(item) if item else None


def before(network_id: str, number: int) -> Before:
    """What a snapshot of this number follows."""
    if number == 1:
        return Before()
    (last,) = read([_key(network_id, _numbered("INPUTS", number - 1))])
    rows = _rows(_partition(network_id), prefix="SNAPSHOT#")
    figures = tuple(_figures(item) for item in rows if item["number"] < number)
    return Before(figures, Inputs.model_validate_json(unpacked(last["inputs"])) if last else None)


def old(network_id: str, number: int) -> tuple[Inputs, Snapshot]:
    """A published snapshot with what it was counted from; raises NotFound if there is none."""
    keys = [_key(network_id, _numbered(what, number)) for what in ("INPUTS", "SNAPSHOT")]
    inputs, snapshot = read(keys)
    if inputs is None or snapshot is None:
        raise NotFound("No snapshot with this number was published.")
    return Inputs.model_validate_json(unpacked(inputs["inputs"])), _snapshot(snapshot)


# --- what is counted ----------------------------------------------------------------------------


def some_people(network_id: str, position: Position) -> tuple[list[Belonging], Position | None]:
    """Some of those who belong to a network, and where to go on."""
    page = platform.current().tables.query(
        table(),
        f"NETWORK#{network_id}",
        prefix=f"{position.standing}#",
        index=True,
        limit=AT_ONCE,
        after=position.after,
    )
    places = [read_place(item) for item in page.items]
    ids = [place.member_id for place in places]
    members = read([member_key(member_id) for member_id in ids])
    people = [
        Belonging(place.since, place.joined or place.since, whence, who["role"] if who else "")
        for place, whence, who in zip(places, of_members(ids), members, strict=True)
    ]
    if page.next is not None:
        return people, Position(position.standing, page.next)
    rest = COUNTED[COUNTED.index(position.standing) + 1 :]
    return people, Position(rest[0]) if rest else None


def held(network_id: str) -> Iterator[SessionCount]:
    """Every session of a network that took place; of a correction the newest counts (S19)."""
    after: Item | None = None
    while True:
        page = platform.current().tables.query(
            table(), f"NETWORK#{network_id}#SESSIONS", index=True, limit=AT_ONCE, after=after
        )
        for session, item in zip(
            page.items, read([(one["pk"], "HELD") for one in page.items]), strict=True
        ):
            if item is not None:
                starts_at = datetime.fromisoformat(session["starts_at"])
                yield SessionCount(
                    session_id=session["session_id"],
                    held_on=starts_at.astimezone(ZoneInfo(session["zone"])).date(),
                    headcount=item["headcount"],
                )
        if page.next is None:
            return
        after = page.next


def notes_by_week(network_id: str) -> Mapping[str, int]:
    """How many notes were published in each week and not withdrawn; a hidden one still counts."""
    rows = _rows(f"NETWORK#{network_id}#NOTES", index=True, limit=NOTES_AT_ONCE)
    return Counter(item["week"] for item in rows)


def keep_opened(event: NetworkOpened) -> None:
    """When the network was opened (shape: project): its first month is that, whoever joined then.

    The month of the first who is still there would tell that somebody joined in it.
    """
    pk, sk = _key(event.network_id, "OPENED")
    month = f"{event.occurred_at.astimezone(LONDON):%Y-%m}"
    project(table(), {"pk": pk, "sk": sk, "month": month}, sequence=event.sequence)


# --- writing ------------------------------------------------------------------------------------


def put_next(now: Next, before: Next | None) -> Write:
    """The write of what was counted so far; holds if nobody counted on or anew meanwhile."""
    pk, sk = _key(now.network_id, "NEXT")
    stays = COUNTING_TAKES if now.inputs is None else DRAFTS_STAY
    tally = {
        "organisations": dict(now.tally.organisations),
        "without_organisation": now.tally.without_organisation,
        "unresolved": now.tally.unresolved,
        "joined": dict(now.tally.joined),
        "families": dict(now.tally.families),
    }
    item: Item = {
        "pk": pk,
        "sk": sk,
        "network_id": now.network_id,
        "snapshot_id": now.snapshot_id,
        "number": now.number,
        "began_at": now.began_at.isoformat(),
        "opened": now.opened,
        "tally": packed(json.dumps(tally)),
        "standing": now.position.standing,
        "position": now.position.after,
        "inputs": packed(now.inputs.text()) if now.inputs else None,
        "rules_version": now.rules_version,
        "version": now.version,
        "expires_at": int((now.began_at + stays).timestamp()),
    }
    return Put(table(), item, AtVersion(before.version) if before else Absent())


def publishing(draft: Next, snapshot: Snapshot) -> list[Write]:
    """The writes after which the draft is the latest snapshot, for good."""
    if draft.inputs is None:
        raise ValueError("nothing has been counted that could be published")
    network_id, number = snapshot.network_id, snapshot.number
    shown: Item = {
        "network_id": network_id,
        "snapshot_id": snapshot.snapshot_id,
        "number": number,
        "published_at": snapshot.published_at.isoformat(),
        "figures": packed(snapshot.figures.text()),
        "version": number,
    }
    inputs: Item = {"number": number, "inputs": packed(draft.inputs.text())}
    return [
        _put(network_id, "LATEST", shown, AtVersion(number - 1) if number > 1 else Absent()),
        _put(network_id, _numbered("SNAPSHOT", number), shown, Absent()),
        _put(network_id, _numbered("INPUTS", number), inputs, Absent()),
        Delete(table(), _key(network_id, "NEXT"), AtVersion(draft.version)),
    ]


# --- parts --------------------------------------------------------------------------------------


def _put(network_id: str, sk: str, item: Item, expect: Absent | AtVersion) -> Put:
    return Put(table(), {"pk": _partition(network_id), "sk": sk, **item}, expect)


def _partition(network_id: str) -> str:
    return f"NETWORK#{network_id}#STATISTICS"


def _key(network_id: str, sk: str) -> Key:
    return _partition(network_id), sk


def _numbered(what: str, number: int) -> str:
    return f"{what}#{number:06d}"


def _rows(pk: str, **how: Any) -> Iterator[Item]:
    after: Item | None = None
    while True:
        page = platform.current().tables.query(table(), pk, after=after, **how)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _figures(item: Item) -> Figures:
    return Figures.model_validate_json(unpacked(item["figures"]))


def _snapshot(item: Item) -> Snapshot:
    return Snapshot(
        network_id=item["network_id"],
        snapshot_id=item["snapshot_id"],
        number=item["number"],
        published_at=datetime.fromisoformat(item["published_at"]),
        figures=_figures(item),
    )


def _next(item: Item) -> Next:
    inputs = item["inputs"]
    return Next(
        network_id=item["network_id"],
        snapshot_id=item["snapshot_id"],
        number=item["number"],
        began_at=datetime.fromisoformat(item["began_at"]),
        opened=item["opened"],
        tally=Tally(**json.loads(unpacked(item["tally"]))),
        position=Position(Standing(item["standing"]), item["position"]),
        inputs=Inputs.model_validate_json(unpacked(inputs)) if inputs else None,
        rules_version=item["rules_version"],
        version=item["version"],
    )
