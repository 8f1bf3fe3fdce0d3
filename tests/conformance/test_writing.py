"""What a table keeps, what a write may expect, and that a transaction is all or nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from services.runtime.ports import (
    Absent,
    AtVersion,
    Check,
    ConditionFailed,
    Delete,
    Expectation,
    Item,
    OlderThan,
    Platform,
    Put,
    Tables,
    Write,
)

KEY = ("THING#1", "STATE")
OTHER = ("THING#2", "STATE")


def thing(key: tuple[str, str] = KEY, **more: Any) -> Item:
    return {"pk": key[0], "sk": key[1], **more}


class Colour(StrEnum):
    RED = "red"


def test_an_item_comes_back_as_it_was_written(tables: Tables) -> None:
    item = thing(
        text="Zoë 🙂 \n 'quoted' \"twice\"",
        empty="",
        number=-(10**30),
        zero=0,
        yes=True,
        no=False,
        nothing=None,
        many=[1, "two", [True, None], {"deep": []}],
        inner={"a": {"b": 0}, "c": {}},
    )

    tables.transact(Put("things", item))

    found = tables.get("things", KEY)
    assert found == item
    assert found is not None
    assert (type(found["zero"]), type(found["no"])) == (int, bool)


def test_words_of_a_list_come_back_as_text(tables: Tables) -> None:
    tables.transact(Put("things", thing(colour=Colour.RED, both=(Colour.RED, 1))))

    found = tables.get("things", KEY)

    assert found == thing(colour="red", both=["red", 1])
    assert found is not None
    assert type(found["colour"]) is str


@pytest.mark.parametrize("value", [1.5, 1.0, [1.5], {"a": [{"b": 1.5}]}, (2.5,)])
def test_floats_are_refused_wherever_they_hide(tables: Tables, value: Any) -> None:
    with pytest.raises(TypeError):
        tables.transact(Put("things", thing(OTHER)), Put("things", thing(value=value)))

    assert tables.get("things", OTHER) is None


def test_a_put_replaces_the_whole_item(tables: Tables) -> None:
    tables.transact(Put("things", thing(old=1)))

    tables.transact(Put("things", thing(new=2)))

    assert tables.get("things", KEY) == thing(new=2)


def test_tables_do_not_share_keys(tables: Tables) -> None:
    tables.transact(Put("things", thing(of="things")), Put("others", thing(of="others")))

    tables.transact(Delete("things", KEY))

    assert tables.get("things", KEY) is None
    assert tables.get("others", KEY) == thing(of="others")


def test_deleting_what_is_not_there_is_fine(tables: Tables) -> None:
    tables.transact(Delete("things", KEY))


# --- expectations -------------------------------------------------------------------------------

PAST, FUTURE = -60, 60
CASES: list[tuple[Expectation, dict[str, int] | None, bool]] = [
    (None, None, True),
    (None, {"version": 1}, True),
    (Absent(), None, True),
    (Absent(), {}, False),
    (Absent(), {"expires_at": FUTURE}, False),
    (Absent(), {"expires_at": PAST}, True),
    (AtVersion(3), None, False),
    (AtVersion(3), {}, False),
    (AtVersion(3), {"version": 2}, False),
    (AtVersion(3), {"version": 3}, True),
    (AtVersion(3), {"version": 4}, False),
    (OlderThan(5), None, True),
    (OlderThan(5), {}, True),
    (OlderThan(5), {"as_of": 4}, True),
    (OlderThan(5), {"as_of": 5}, False),
    (OlderThan(5), {"as_of": 6}, False),
]


@pytest.mark.parametrize("kind", ["put", "delete", "check"])
@pytest.mark.parametrize(("expect", "stored", "holds"), CASES)
def test_a_write_holds_only_if_what_it_expects_does(
    platform: Platform, expect: Expectation, stored: dict[str, int] | None, holds: bool, kind: str
) -> None:
    tables = platform.tables
    before = None
    if stored is not None:
        now = int(platform.clock.now().timestamp())
        before = thing() | stored
        if "expires_at" in before:
            before["expires_at"] += now
        tables.transact(Put("things", before))
    writes: dict[str, Write] = {
        "put": Put("things", thing(written=True), expect),
        "delete": Delete("things", KEY, expect),
        "check": Check("things", KEY, expect),
    }
    readable = tables.get("things", KEY)

    if holds:
        tables.transact(writes[kind])
    else:
        with pytest.raises(ConditionFailed) as failed:
            tables.transact(writes[kind])
        assert failed.value.positions == (0,)

    after = {"put": thing(written=True), "delete": None, "check": readable}[kind]
    assert tables.get("things", KEY) == (after if holds else readable)


# --- transactions -------------------------------------------------------------------------------


def test_nothing_is_written_if_one_expectation_fails_and_all_failures_are_told(
    tables: Tables,
) -> None:
    """Decision 6: state and events together or not at all."""
    tables.transact(Put("things", thing(version=1)), Put("others", thing(version=1)))
    fresh = [("THING#3", "A"), ("THING#3", "B")]

    with pytest.raises(ConditionFailed) as failed:
        tables.transact(
            Put("things", thing(fresh[0])),
            Put("things", thing(version=3), AtVersion(2)),
            Delete("others", KEY, AtVersion(1)),
            Check("others", OTHER, AtVersion(1)),
            Put("others", thing(fresh[1]), Absent()),
        )

    assert failed.value.positions == (1, 3)
    assert tables.get_many([("things", fresh[0]), ("others", fresh[1])]) == [None, None]
    assert tables.get("things", KEY) == thing(version=1)
    assert tables.get("others", KEY) == thing(version=1)


def test_a_check_guards_a_write_elsewhere(tables: Tables) -> None:
    tables.transact(Put("things", thing(version=1)))

    tables.transact(Check("things", KEY, AtVersion(1)), Put("others", thing(OTHER)))

    assert tables.get("others", OTHER) == thing(OTHER)
    assert tables.get("things", KEY) == thing(version=1)


def test_a_float_in_one_write_stops_all(tables: Tables) -> None:
    with pytest.raises(TypeError):
        tables.transact(Put("things", thing()), Put("things", thing(OTHER, share=0.5)))

    assert tables.get("things", KEY) is None


@pytest.mark.parametrize(
    "writes",
    [
        [],
        [Put("things", thing()), Delete("things", KEY)],
        [Put("things", thing()), Check("things", KEY, Absent())],
        [Put("things", thing((f"THING#{n}", "STATE"))) for n in range(101)],
    ],
    ids=["none", "twice", "written-and-checked", "too-many"],
)
def test_a_transaction_takes_1_to_100_writes_each_to_another_key(
    tables: Tables, writes: list[Write]
) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        tables.transact(*writes)

    assert tables.get("things", KEY) is None


def test_a_hundred_writes_are_one_transaction(tables: Tables) -> None:
    keys = [(f"THING#{n}", "STATE") for n in range(100)]

    tables.transact(*(Put("things", thing(key)) for key in keys))

    assert tables.get_many([("things", key) for key in keys]) == [thing(key) for key in keys]


# --- counters -----------------------------------------------------------------------------------


def test_a_counter_counts_and_another_does_not(platform: Platform) -> None:
    until = int(platform.clock.now().timestamp()) + 60
    counted = [platform.tables.count("things", KEY, expires_at=until) for _ in range(3)]

    assert counted == [1, 2, 3]
    assert platform.tables.count("things", OTHER, expires_at=until) == 1
    assert platform.tables.count("others", KEY, expires_at=until) == 1
    assert platform.tables.get("things", KEY) == thing(counted=3, expires_at=until)


def test_a_counter_that_expired_begins_again(platform: Platform) -> None:
    now = int(platform.clock.now().timestamp())
    for until in (now - 1, now - 1, now + 60):
        assert platform.tables.count("things", KEY, expires_at=until) == 1

    assert platform.tables.count("things", KEY, expires_at=now + 60) == 2
