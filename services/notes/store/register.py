"""The register of names, in buckets that each fit into about one unit of reading.

A bucket holds the keyed hashes of many ways of writing, and how many owners have each. All that
begin with the same word lie in the same bucket: a text asks once, for the buckets of its words.
The register begins with few buckets and grows one at a time (linear hashing): whenever one gets
too full, the next in turn is divided in two. A bucket says what it was divided by, so that whoever
believed in fewer buckets notices, and looks again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from services.contracts.refusals import Conflict
from services.notes.anonymise.register import HEAD, KINDS
from services.notes.store.tables import get_many, save, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Check, Delete, Expectation, Item, Key, Put

FEWEST = 8
"""How many buckets there are before anybody has joined; never change it, the hashes lie by it."""
FULL, WORTH_DIVIDING = 150, 75
"""So many hashes are just below the 4 kB that one unit reads; so few are not worth dividing.

A bucket can be full of names that all begin with one word; that must not divide all the others.
"""
AT_ONCE = 90
"""Of the 100 writes of a transaction some are for the owner, and for what must hold."""
TRIES = 12
SIZE: Key = ("NAME#", "SIZE")

Form = tuple[str, str]
"""A way of writing, as its hash, and what it is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How many buckets there are, and what lies in those that were read together with that."""

    buckets: int = FEWEST
    found: Mapping[int, Item | None] = field(default_factory=dict)


def seen_keys(numbers: Collection[int]) -> list[tuple[str, Key]]:
    """What to read for `seen_in`: how many buckets there are, and these of them."""
    return [(table(), SIZE), *_bucket_keys(numbers)]


def seen_in(numbers: Collection[int], items: Sequence[Item | None]) -> Seen:
    """What was seen of the register, by what lies under `seen_keys` of the same numbers."""
    size, *found = items
    return Seen(buckets_in(size), dict(zip(numbers, found, strict=True)))


def buckets_in(item: Item | None) -> int:
    """How many buckets there are, by what is kept under `SIZE`."""
    return int(item["buckets"]) if item else FEWEST


def bucket_key(number: int) -> Key:
    """Where a bucket is kept."""
    return f"NAME#{number}", "BUCKET"


def names_in(bucket: Item) -> dict[str, str]:
    """The ways of writing in a bucket, each with what it is; a person, if it is more than that."""
    return {hash_: kind for kind in reversed(KINDS) for hash_ in bucket[kind]}


def numbers_of(heads: Collection[str], buckets: int) -> list[int]:
    """Which of so many buckets hold what is registered under these heads."""
    return sorted({_bucket_of(head, buckets) for head in heads})


def look_up(heads: Collection[str], seen: Seen) -> dict[str, str]:
    """All that is registered under these heads; only buckets that were not seen are read."""
    for _ in range(TRIES):
        numbers = numbers_of(heads, seen.buckets)
        unseen = [number for number in numbers if number not in seen.found]
        items = {**seen.found, **dict(zip(unseen, get_many(_bucket_keys(unseen)), strict=True))}
        found = _as_believed(numbers, [items[number] for number in numbers], seen.buckets)
        if found is not None:
            return {
                hash_: kind
                for bucket in found.values()
                for hash_, kind in names_in(bucket).items()
                if hash_[:HEAD] in heads
            }
        seen = seen_in([], get_many(seen_keys([])))
    raise _busy()


def keep_names(owner: str, forms: Iterable[Form], *holds: Check) -> None:
    """Register ways of writing because of this owner; doing it again changes nothing."""
    wanted = set(forms)
    _repeat(lambda: _change(owner, lambda has: wanted - has, 1, holds))


def forget_names(owner: str) -> None:
    """Take an owner's names out of the register, except those that others have too."""
    _repeat(lambda: _change(owner, lambda has: has, -1))


def hand_names_on(owner: str, to: str) -> None:
    """Keep an owner's names in the register because of somebody else; harmless if begun before."""
    keep_names(to, _forms(platform.current().tables.get(table(), _owner_key(owner))))
    forget_names(owner)


# --- changing -----------------------------------------------------------------------------------


def _repeat(step: Callable[[], bool]) -> None:
    """Step until all is done; whoever meets somebody else in a bucket reads it again."""
    tries = TRIES
    while tries:
        try:
            if step():
                return
        except Conflict:
            tries -= 1
    raise _busy()


def _change(
    owner: str,
    still: Callable[[set[Form]], set[Form]],
    by: int,
    holds: Iterable[Check] = (),
) -> bool:
    """Write some of what is still to do, with the owner's list and their buckets; True at the end.

    The list goes with the buckets or not at all: it tells what is counted in them already.
    """
    size, owned = get_many([(table(), SIZE), (table(), _owner_key(owner))])
    buckets, has = buckets_in(size), _forms(owned)
    todo: dict[int, set[Form]] = defaultdict(set)
    for form in still(has):
        todo[_bucket_of(form[0], buckets)].add(form)
    if not todo:
        return True
    some = sorted(todo)[:AT_ONCE]
    found = _read(some, buckets)
    if found is None:
        raise _busy()
    changed = {form for number in some for form in todo[number]}
    written = [_counted(found[number], todo[number], by) for number in some]
    save([_owner_write(owner, owned, has ^ changed), *map(_bucket_write, written), *holds])
    if any(_hashes(bucket) > FULL for bucket in written):
        _grow(buckets)
    return len(some) == len(todo)


def _counted(bucket: Item, forms: Iterable[Form], by: int) -> Item:
    counts: dict[str, dict[str, int]] = {kind: dict(bucket[kind]) for kind in KINDS}
    for hash_, kind in forms:
        counts[kind][hash_] = counts[kind].get(hash_, 0) + by
    left = {kind: {h: n for h, n in counts[kind].items() if n > 0} for kind in KINDS}
    return {**bucket, **left, "version": bucket["version"] + 1}


def _grow(buckets: int) -> None:
    """Divide the next bucket in turn; fine if somebody else has just done so."""
    number = buckets - _round(buckets)
    found = _read([number], buckets)
    if found is None or _hashes(found[number]) < WORTH_DIVIDING:
        return
    divided = _fresh(number, 2 * _round(buckets), found[number]["version"] + 1)
    more = _fresh(buckets, 2 * _round(buckets), 1)
    for kind in KINDS:
        for hash_, count in found[number][kind].items():
            goes = more if _bucket_of(hash_, buckets + 1) == buckets else divided
            goes[kind][hash_] = count
    size = {"pk": SIZE[0], "sk": SIZE[1], "buckets": buckets + 1, "version": buckets + 1}
    at = Absent() if buckets == FEWEST else AtVersion(buckets)
    with suppress(Conflict):
        save([Put(table(), size, at), _bucket_write(divided), _bucket_write(more)])


# --- parts --------------------------------------------------------------------------------------


def _round(buckets: int) -> int:
    """The largest power of two that is not more; so many there were when this round began."""
    return 1 << (buckets.bit_length() - 1)


def _bucket_of(head: str, buckets: int) -> int:
    place, begun = int(head[:HEAD], 16), _round(buckets)
    wide = place % (2 * begun)
    return wide if wide < buckets else place % begun


def _divisor(number: int, buckets: int) -> int:
    """What a bucket is divided by: twice as much once its turn was in this round."""
    begun = _round(buckets)
    return 2 * begun if number < buckets - begun or number >= begun else begun


def _bucket_keys(numbers: Iterable[int]) -> list[tuple[str, Key]]:
    return [(table(), bucket_key(number)) for number in numbers]


def _read(numbers: Sequence[int], buckets: int) -> dict[int, Item] | None:
    return _as_believed(numbers, get_many(_bucket_keys(numbers)), buckets)


def _as_believed(
    numbers: Iterable[int], items: Iterable[Item | None], buckets: int
) -> dict[int, Item] | None:
    """These buckets by number; None if there are more of them by now than was believed."""
    found = {n: item or _fresh(n, FEWEST) for n, item in zip(numbers, items, strict=True)}
    fits = all(bucket["divisor"] == _divisor(n, buckets) for n, bucket in found.items())
    return found if fits else None


def _fresh(number: int, divisor: int, version: int = 0) -> Item:
    pk, sk = bucket_key(number)
    return {"pk": pk, "sk": sk, "divisor": divisor, **{k: {} for k in KINDS}, "version": version}


def _bucket_write(bucket: Item) -> Put:
    return Put(table(), bucket, _since(bucket["version"] - 1))


def forms_of(owner: str) -> int:
    """How many hashes are in the register because of this owner."""
    return len(_forms(platform.current().tables.get(table(), _owner_key(owner))))


def _owner_key(owner: str) -> Key:
    return f"OWNER#{owner}", "NAMES"


def _owner_write(owner: str, owned: Item | None, forms: set[Form]) -> Put | Delete:
    version = owned["version"] if owned else 0
    pk, sk = _owner_key(owner)
    if not forms:
        return Delete(table(), (pk, sk), _since(version))
    lists = {kind: sorted(hash_ for hash_, of in forms if of == kind) for kind in KINDS}
    return Put(table(), {"pk": pk, "sk": sk, **lists, "version": version + 1}, _since(version))


def _forms(owned: Item | None) -> set[Form]:
    return {(hash_, kind) for kind in KINDS for hash_ in owned[kind]} if owned else set()


def _hashes(bucket: Mapping[str, Mapping[str, int]]) -> int:
    return sum(len(bucket[kind]) for kind in KINDS)


def _since(version: int) -> Expectation:
    return AtVersion(version) if version else Absent()


def _busy() -> Conflict:
    return Conflict("Many names are written down just now. Try again in a minute.")
