"""The register of names: nothing registered is missed, nothing forgotten stays."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from services.notes import store
from services.notes.anonymise.register import HEAD, ORGANISATION, PERSON
from services.runtime import platform
from tests.world import Home

Forms = set[tuple[str, str]]


@pytest.fixture
def chance() -> random.Random:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    return random.Random(seed)


def some(chance: random.Random, count: int) -> Forms:
    """Hashes as of names: many begin with the same word, and some are of two kinds."""
    return {
        (f"{chance.randrange(4000):06x}{chance.getrandbits(4):014x}", kind)
        for kind in (chance.choice([PERSON, ORGANISATION]) for _ in range(count))
    }


def buckets() -> int:
    return store.buckets_in(platform.current().tables.get(store.table(), store.SIZE))


def known(forms: Forms, believed: int) -> Forms:
    """What the register says of these, to somebody who believes in so many buckets."""
    heads = {hash_[:HEAD] for hash_, _ in forms}
    found: dict[str, str] = {}
    for start in range(0, len(heads), 90):
        found |= store.look_up(set(sorted(heads)[start : start + 90]), store.Seen(believed))
    return {(hash_, PERSON) for hash_, _ in forms if hash_ in found}


def hashes(forms: Forms) -> set[str]:
    return {hash_ for hash_, _ in forms}


def test_whatever_comes_and_goes_exactly_what_somebody_has_is_registered(
    home: Home, chance: random.Random
) -> None:
    """C9: through all sizes, and for whoever still believes in fewer buckets."""
    has: dict[str, Forms] = {}
    ever: Forms = set()
    for number in range(120):
        owner = f"owner-{chance.randrange(60)}"
        act = chance.choice(["keep", "keep", "keep", "forget", "hand on"])
        if act == "keep":
            forms = some(chance, chance.choice([1, 20, 150]))
            store.keep_names(owner, forms)
            has[owner] = has.get(owner, set()) | forms
            ever |= forms
        elif act == "forget":
            store.forget_names(owner)
            has.pop(owner, None)
        else:
            store.hand_names_on(owner, f"former-{number}")
            has[f"former-{number}"] = has.pop(owner, set())
        if number % 10 == 9:
            believed = chance.randint(store.FEWEST, buckets())
            assert hashes(known(ever, believed)) == hashes(set().union(*has.values()))
    assert buckets() > 2 * store.FEWEST


def test_a_form_is_counted_once_for_each_who_has_it(home: Home) -> None:
    """Heard twice it is still one; the last to go takes it along."""
    forms = {("0" * 20, PERSON)}
    for owner in ("one", "one", "two"):
        store.keep_names(owner, forms)
    store.forget_names("one")
    store.forget_names("one")
    assert known(forms, buckets()) == forms
    store.forget_names("two")
    assert known(forms, buckets()) == set()
    assert "OWNER#" not in str(home.dump())


def test_what_is_both_is_a_person_in_whatever_order_it_is_said(home: Home) -> None:
    for first, hash_ in ((PERSON, "0" * 20), (ORGANISATION, "1" * 20)):
        store.keep_names("one", {(hash_, first)})
        store.keep_names("two", {(hash_, PERSON), (hash_, ORGANISATION)})
        assert store.look_up({hash_[:HEAD]}, store.Seen(buckets())) == {hash_: PERSON}


class Crowd:
    """Tables that somebody else always changes just before a write."""

    def __init__(self, tables: Any, other: Callable[[], None], times: int) -> None:
        self._tables, self._other, self._left = tables, other, times
        self._inside = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tables, name)

    def transact(self, *writes: Any) -> None:
        """Let the other one go first."""
        if self._left and not self._inside:
            self._inside, self._left = True, self._left - 1
            self._other()
            self._inside = False
        self._tables.transact(*writes)


def test_those_who_write_at_once_lose_nothing(home: Home, chance: random.Random) -> None:
    """Each write meets another one in the same buckets, and a division of one now and then."""
    ever: Forms = set()

    def another() -> None:
        forms = some(chance, 60)
        store.keep_names(f"other-{len(ever)}", forms)
        ever.update(forms)

    tables = home.platform.tables
    for number in range(15):
        home.platform.tables = Crowd(tables, another, times=5)  # type: ignore[assignment]
        forms = some(chance, 60)
        store.keep_names(f"mine-{number}", forms)
        ever |= forms
        home.platform.tables = tables
    assert hashes(known(ever, store.FEWEST)) == hashes(ever)
    assert buckets() > store.FEWEST


def test_buckets_stay_about_as_large_as_one_unit_of_reading(home: Home) -> None:
    """However many names: the register grows by buckets, not by their size."""
    chance = random.Random(7)
    for number in range(120):
        forms = {(f"{chance.getrandbits(24):06x}{chance.getrandbits(56):014x}", PERSON)}
        forms |= {(f"{chance.getrandbits(24):06x}{n:014x}", PERSON) for n in range(50)}
        store.keep_names(f"owner-{number}", forms)
    counts = [len(row[PERSON]) for row in home.dump() if row["sk"] == "BUCKET"]
    assert len(counts) == buckets() > 40
    assert sum(counts) == 120 * 51
    assert sorted(counts)[len(counts) // 2] <= 160 and max(counts) <= 320
