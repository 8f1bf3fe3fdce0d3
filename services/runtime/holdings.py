"""What a service holds about somebody, in sections that a person can read and a program can use.

Everything that lies in somebody's partition is given, also what nobody has described yet. What
belongs to no section is named with the reason, so that a test can see that nothing was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, TypeVar

from services.contracts.mydata import MyDataAsked, MyDataShared
from services.runtime import platform
from services.runtime.ports import Item

MOST_BYTES = 48_000
"""Of one part: five of them together are less than a bus takes."""
INNER = frozenset({"pk", "sk", "gsi1pk", "gsi1sk", "version", "as_of", "member_id"})
"""How a row is found and kept apart from others; the id is in the file once."""
HERE = "MEMBER#"

Shared = TypeVar("Shared", bound=MyDataShared)


class Kind(NamedTuple):
    """What the rows are whose sort key begins in a certain way, and what of them is not given."""

    section: str
    about: str
    without: frozenset[str] = frozenset()


class Section(NamedTuple):
    """Rows of one kind under a name, with a sentence that says what they are."""

    name: str
    about: str
    rows: Sequence[Item]


def of_person(table: str, member_id: str, kinds: Mapping[str, Kind | None]) -> list[Section]:
    """Everything in somebody's partition, by how its sort key begins; None is not given."""
    found: dict[Kind, list[Item]] = {kind: [] for kind in kinds.values() if kind}
    for item in rows(table, f"{HERE}{member_id}"):
        kind = _kind_of(item["sk"], kinds)
        if kind is not None:
            found.setdefault(kind, []).append(shown(item, kind.without))
    return [Section(kind.section, kind.about, some) for kind, some in found.items() if some]


def not_given(reasons: Mapping[str, str]) -> Section:
    """The section that says what is kept and not in the file, and why."""
    said = [{"why": why} for why in dict.fromkeys(reasons.values())]
    return Section("not-in-this-file", "What is kept and is not in this file, and why.", said)


def shown(item: Item, without: frozenset[str] = frozenset()) -> Item:
    """What a row says, without what only the table needs."""
    said = {k: v for k, v in item.items() if k not in INNER and k not in without}
    if "expires_at" in said:
        until = datetime.fromtimestamp(said.pop("expires_at"), UTC)
        said["kept_until"] = until.isoformat()
    return said


def rows(table: str, pk: str, prefix: str = "") -> Iterator[Item]:
    """Everything in a partition, as of now."""
    after: Item | None = None
    while True:
        page = platform.current().tables.query(table, pk, prefix=prefix, limit=100, after=after)
        yield from page.items
        after = page.next
        if after is None:
            return


def share(asked: MyDataAsked, said: type[Shared], sections: Iterable[Section]) -> list[Shared]:
    """The events that give a service's share, in parts that a bus can carry."""
    cut = parts(sections)
    envelope = {"data_id": asked.data_id, "sequence": asked.sequence, "share_id": share_id_of(cut)}
    return [
        said.model_validate({**envelope, "part": part, "parts": len(cut), "content": content})
        for part, content in enumerate(cut)
    ]


def share_id_of(contents: Sequence[str]) -> str:
    """The same for the same contents: what is given twice is one share."""
    return sha256("".join(contents).encode()).hexdigest()[:32]


def parts(sections: Iterable[Section]) -> list[str]:
    """Sections as JSON, cut between rows; at least one part, since an empty share is an answer."""
    made: list[list[Section]] = [[]]
    room = MOST_BYTES
    for section in sections:
        rest = [*section.rows]
        while True:
            some = _fitting(rest, room)
            if not some and rest and made[-1]:
                made.append([])
                room = MOST_BYTES
                continue
            some = some or rest[:1]
            made[-1].append(section._replace(rows=some))
            room -= _size(some) + len(section.name) + len(section.about) + 60
            rest = rest[len(some) :]
            if not rest:
                break
    return [json.dumps([section._asdict() for section in part]) for part in made]


def joined(contents: Iterable[str]) -> list[Section]:
    """The sections that were cut into these parts."""
    found: dict[str, Section] = {}
    for content in contents:
        for part in json.loads(content):
            section = Section(**part)
            before = found.get(section.name)
            rows_ = [*(before.rows if before else ()), *section.rows]
            found[section.name] = section._replace(rows=rows_)
    return list(found.values())


def _kind_of(sk: str, kinds: Mapping[str, Kind | None]) -> Kind | None:
    for beginning, kind in kinds.items():
        if sk.startswith(beginning):
            return kind
    name = sk.partition("#")[0].lower()
    return Kind(name, "What is kept about you under this name.")


def _fitting(some: Sequence[Item], room: int) -> Sequence[Item]:
    """As many of the first rows as there is room for."""
    count = 0
    for row in some:
        room -= _size([row])
        if room < 0:
            break
        count += 1
    return some[:count]


def _size(some: Sequence[Item]) -> int:
    return len(json.dumps(some))
