"""The register of organisations: an item for each, and all of them packed for whoever needs all.

To understand a text a function needs every organisation. So each change also writes the packed ones
again, in the same transaction: `CHUNKS` compressed texts, of which each holds a part of the
register, and a head with their digests. A process keeps what it has read under its digest. It asks
for the head alone, and for a chunk only if it has never seen that one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from zlib import crc32

from services.membership.model.organisations import Known
from services.membership.organisations import (
    Ending,
    Organisation,
    Sector,
    Succession,
)
from services.membership.organisations.normalising import plain
from services.membership.store.packing import packed, unpacked
from services.membership.store.table import read, table
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write

CHUNKS = 16
"""Each is packed into less than a hundredth of what an item can hold, for 641 organisations."""
REGISTER = "ORGANISATIONS"
HEAD: Key = REGISTER, "HEAD"
TEXTS = "organisation-texts"
TRIES = 5
LONGEST_IN_INDEX = 200

Stored = tuple[Organisation, int]
"""An organisation and its version."""


@dataclass
class _Kept:
    """What this process has read: chunks by their digest, and the register that they make."""

    chunks: dict[str, tuple[Stored, ...]] = field(default_factory=dict)
    digests: tuple[str, ...] = ()
    known: Known | None = None


_kept = _Kept()
"""Good for any table: whatever has the same digest is the same."""


# --- reading ------------------------------------------------------------------------------------


def known(*keys: Key) -> tuple[Known, list[Item | None]]:
    """The register, and what lies under these keys, in one batched read.

    It is read once more if the register holds what this process has not seen yet.
    """
    asked = [] if _kept.chunks else [_chunk_key(number) for number in range(CHUNKS)]
    head, *found = read([HEAD, *keys, *asked])
    items, chunks = found[: len(keys)], found[len(keys) :]
    for _ in range(TRIES):
        for chunk in filter(None, chunks):
            text = unpacked(chunk["content"])
            _kept.chunks[_digest(text)] = _stored(text)
        digests = tuple(head["digests"]) if head else ()
        missing = [n for n, digest in enumerate(digests) if digest not in _kept.chunks]
        if not missing:
            return _made(digests, int(head["version"]) if head else 0), items
        # The head comes again: it may have changed since, and a chunk with it.
        head, *chunks = read([HEAD, *map(_chunk_key, missing)])
    raise LookupError("the register of organisations changes faster than it can be read")


def some(ids: Iterable[str]) -> dict[str, Organisation]:
    """A few organisations by id, without the rest of the register."""
    wanted = list(dict.fromkeys(ids))
    found = read([organisation_key(one) for one in wanted])
    return {item["organisation_id"]: _organisation(item)[0] for item in found if item}


def by_name(after: Item | None = None, limit: int = 50) -> tuple[list[Organisation], Item | None]:
    """The register by name, and where the list goes on."""
    page = platform.current().tables.query(table(), REGISTER, index=True, limit=limit, after=after)
    return [_organisation(item)[0] for item in page.items], page.next


def organisation_key(organisation_id: str) -> Key:
    """Where an organisation is kept."""
    return f"ORGANISATION#{organisation_id}", "STATE"


# --- writing ------------------------------------------------------------------------------------


def put(before: Known, changed: Sequence[Organisation]) -> list[Write]:
    """The writes of these organisations, and of the packed register with them.

    They hold if nobody changed anything in the register meanwhile.
    """
    new = {one.organisation_id: one for one in changed}
    versions = {**before.versions, **{one: before.next_version(one) for one in new}}
    packed: dict[int, list[Stored]] = defaultdict(list)
    for one in (*(o for o in before.register if o.organisation_id not in new), *new.values()):
        packed[_number(one.organisation_id)].append((one, versions[one.organisation_id]))
    texts = [_text(packed[number]) for number in range(CHUNKS)]
    digests = [_digest(text) for text in texts]
    # Whatever is packed otherwise than it was, be it by another edition of this file.
    as_it_was = _kept.digests if _kept.known is before else ()
    same = [one == other for one, other in zip(digests, as_it_was, strict=False)] or [
        False
    ] * CHUNKS
    pk, sk = HEAD
    head: Item = {"pk": pk, "sk": sk, "digests": digests, "version": before.version + 1}
    expected = AtVersion(before.version) if before.version else Absent()
    return [
        *(_put_organisation(one, versions[one.organisation_id]) for one in new.values()),
        *(_put_chunk(number, texts[number]) for number in range(CHUNKS) if not same[number]),
        Put(table(), head, expected),
        _texts_to_be_read(before.version + 1),
    ]


def chunk_of(organisation_id: str) -> int:
    """Which part of the register an organisation is packed into."""
    return _number(organisation_id)


def texts_were_read(row: Item, after: Item | None) -> Write:
    """The write after which texts are read on from there, or all have been.

    It holds unless the register has changed since: then all of them are read from the beginning.
    """
    seen = AtVersion(row["version"])
    if after is None:
        return Delete(table(), (row["pk"], row["sk"]), seen)
    return Put(table(), {**row, "after": after}, seen)


def _texts_to_be_read(version: int) -> Write:
    """The write of the due row that says: what waits for chairs may be understood by now.

    There is one such row, of the newest version, however often the register changes.
    """
    pk, sk = due.key(datetime.fromtimestamp(0, UTC), TEXTS)
    row: Item = {"pk": pk, "sk": sk, "texts": TEXTS, "version": version, "after": None}
    return Put(table(), {**row, "changed_at": platform.now().isoformat()})


def _put_organisation(one: Organisation, version: int) -> Write:
    pk, sk = organisation_key(one.organisation_id)
    by_name = f"{plain(one.name)[:LONGEST_IN_INDEX]}#{one.organisation_id}"
    index: Item = {"gsi1pk": REGISTER, "gsi1sk": by_name}
    return Put(table(), {"pk": pk, "sk": sk, **index, **_content(one, version)})


def _put_chunk(number: int, text: str) -> Write:
    pk, sk = _chunk_key(number)
    return Put(table(), {"pk": pk, "sk": sk, "content": packed(text)})


def _chunk_key(number: int) -> Key:
    return REGISTER, f"CHUNK#{number:02d}"


def _number(organisation_id: str) -> int:
    return crc32(organisation_id.encode()) % CHUNKS


# --- packing ------------------------------------------------------------------------------------


def _made(digests: tuple[str, ...], version: int) -> Known:
    """The register of these chunks, as it was made last time if they are the same."""
    if _kept.known is None or (_kept.digests, _kept.known.version) != (digests, version):
        _kept.chunks = {digest: _kept.chunks[digest] for digest in digests}
        stored = [one for digest in digests for one in _kept.chunks[digest]]
        # Inline on purpose: most of what functions do never asks who is meant.
        from services.membership.organisations import Register

        register = Register.of(one for one, _ in stored)
        versions = {one.organisation_id: number for one, number in stored}
        _kept.digests, _kept.known = digests, Known(register, versions, version)
    return _kept.known


def _text(stored: Sequence[Stored]) -> str:
    rows = sorted((_content(one, version) for one, version in stored), key=_by_id)
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _stored(text: str) -> tuple[Stored, ...]:
    return tuple(_organisation(item) for item in json.loads(text))


def _by_id(content: Item) -> str:
    return str(content["organisation_id"])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _content(one: Organisation, version: int) -> Item:
    """All that is known of it; what is empty is left out."""
    after = one.succession
    whole: Item = {
        "organisation_id": one.organisation_id,
        "name": one.name,
        "code": one.code,
        "aliases": list(one.aliases),
        "sector": one.sector.value,
        "town": one.town,
        "sites": list(one.sites),
        "opened": _text_of(one.opened),
        "closed": _text_of(one.closed),
        "ending": after.ending.value if after else None,
        "into": list(after.into) if after else None,
        "since": _text_of(after.since) if after else None,
        "closed_before": _text_of(after.closed_before) if after else None,
        "version": version,
    }
    return {name: value for name, value in whole.items() if value}


def _organisation(item: Item) -> Stored:
    def day(name: str) -> date | None:
        return date.fromisoformat(item[name]) if name in item else None

    def texts(name: str) -> tuple[Any, ...]:
        return tuple(item.get(name, ()))

    ending = item.get("ending")
    return Organisation(
        organisation_id=item["organisation_id"],
        name=item["name"],
        code=item.get("code"),
        aliases=texts("aliases"),
        sector=Sector(item["sector"]),
        town=item.get("town", ""),
        sites=texts("sites"),
        opened=day("opened"),
        closed=day("closed"),
        succession=Succession(Ending(ending), texts("into"), day("since"), day("closed_before"))
        if ending
        else None,
    ), int(item["version"])


def _text_of(day: date | None) -> str | None:
    return day.isoformat() if day else None
