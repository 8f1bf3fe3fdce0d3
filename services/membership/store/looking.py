"""Who has looked at what is kept about somebody (X5); whoever reads names reads them here.

LOOKS#<subject>  <day>#<n>#<what>#<reader>   that somebody in an office of network n has looked on
                                             that day, with the reader under a hash; expires
LOOKED#<hash>    DAY                         that the rows of such a look are written; expires

A subject is a member id, or the alias key of an address that has been invited. Rows lie apart from
the person: there may be many, and one query reads everything else about somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from services.contracts.roles import Standing
from services.membership.model import Place
from services.membership.model.looking import KEPT_FOR, Look, Reader, What
from services.membership.store.networks import read_place
from services.membership.store.people import member_key
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import Delete, Item, Key, Put, Write
from services.runtime.signing import keyed_hash

AT_ONCE = 90
"""Rows in a transaction."""
WRITTEN_FOR = timedelta(days=2)
"""How long it is known that the rows of a day are written: longer than the day, anywhere."""
OF_STANDING = {Standing.WAITING: What.WAITING}


# --- looking ------------------------------------------------------------------------------------


def people_in(
    network_id: str,
    standing: Standing,
    after: Item | None = None,
    limit: int = 50,
    *,
    by: str,
    reader: Reader = Reader.CHAIR,
) -> tuple[list[tuple[Place, Item]], Item | None]:
    """People in a network with this standing, the longest first, and where to go on."""
    page = platform.current().tables.query(
        table(),
        f"NETWORK#{network_id}",
        prefix=f"{standing}#",
        index=True,
        limit=limit,
        after=after,
    )
    found = [read_place(item) for item in page.items]
    what = OF_STANDING.get(standing, What.MEMBERS)
    known = people([p.member_id for p in found], by, network_id, what, reader)
    return [(p, known[p.member_id]) for p in found if p.member_id in known], page.next


def people(
    member_ids: Sequence[str],
    by: str,
    network_id: str,
    what: What,
    reader: Reader = Reader.CHAIR,
) -> dict[str, Item]:
    """Names and organisations by member id, in one batched read; each of them can see it (X5).

    At most 99, which is what one read has room for.
    """
    others = _others(member_ids, by)
    written = _written_key(by, network_id, what, reader, others)
    *found, known = read([*map(member_key, member_ids), written])
    if known is None:
        _write(others, by, network_id, what, reader, written)
    return {item["member_id"]: item for item in found if item}


def seen(
    by: str,
    network_id: str,
    what: What,
    subjects: Sequence[str],
    reader: Reader = Reader.CHAIR,
) -> None:
    """Let all of these people see that somebody sees them; call it before anything is shown.

    One read, and on the first such look of a day a write for each of them. The same is written
    for the same people however often it comes, so that nothing but the day counts.
    """
    others = _others(subjects, by)
    written = _written_key(by, network_id, what, reader, others)
    if others and read([written]) == [None]:
        _write(others, by, network_id, what, reader, written)


def _others(subjects: Sequence[str], by: str) -> list[str]:
    return sorted(set(subjects) - {by})


def _written_key(
    by: str, network_id: str, what: What, reader: Reader, subjects: Sequence[str]
) -> Key:
    """Names no one: it only tells whether this very look was written down today."""
    look = "\0".join([_today().isoformat(), by, network_id, what, reader, *subjects])
    return f"LOOKED#{keyed_hash('looked', look)}", "DAY"


def _write(
    subjects: Sequence[str], by: str, network_id: str, what: What, reader: Reader, written: Key
) -> None:
    """The rows, and with the last of them that they are written: what is missing comes again."""
    if not subjects:
        return
    now, day = platform.now(), _today().isoformat()
    ends = int((now + KEPT_FOR).timestamp())
    sk = f"{day}#{network_id}#{what}#{keyed_hash('reader', by)[:16]}"
    row: Item = {"day": day, "network_id": network_id, "what": what, "reader": reader}
    writes: list[Write] = [
        Put(table(), {"pk": f"LOOKS#{subject}", "sk": sk, **row, "expires_at": ends})
        for subject in subjects
    ]
    pk, sk = written
    known = int((now + WRITTEN_FOR).timestamp())
    writes.append(Put(table(), {"pk": pk, "sk": sk, "expires_at": known}))
    for start in range(0, len(writes), AT_ONCE):
        platform.current().tables.transact(*writes[start : start + AT_ONCE])


def _today() -> date:
    return platform.now().date()


# --- seeing who looked --------------------------------------------------------------------------


def looks(
    subject: str, after: Item | None = None, limit: int = 50
) -> tuple[list[Look], Item | None]:
    """Who has looked at what is kept about somebody, the newest first, and where to go on."""
    page = platform.current().tables.query(
        table(), f"LOOKS#{subject}", limit=limit, after=after, backwards=True
    )
    return [_read_look(item) for item in page.items], page.next


def forget(subject: str) -> None:
    """Delete all of it, as whoever it was for is gone."""
    while True:
        page = platform.current().tables.query(table(), f"LOOKS#{subject}", limit=AT_ONCE)
        if not page.items:
            return
        gone = [Delete(table(), (item["pk"], item["sk"])) for item in page.items]
        platform.current().tables.transact(*gone)


def _read_look(item: Item) -> Look:
    return Look(
        day=date.fromisoformat(item["day"]),
        reader=Reader(item["reader"]),
        what=What(item["what"]),
        network_id=item["network_id"],
    )
