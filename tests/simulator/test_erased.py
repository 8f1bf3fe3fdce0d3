"""Somebody is gone for good: the simulator finds whatever is left of them, and who should be."""

from __future__ import annotations

import pytest

from infra.simulator import calm, erased, promises
from infra.simulator.acts.joining import CODE
from infra.simulator.beginnings import beginning
from infra.simulator.erased import CONTROL_ROOM
from infra.simulator.world import World
from services.membership import store
from services.membership.commands import joining
from services.membership.commands.joining import Join
from services.membership.erasing import asking

GONE = 1
"""Who is to be erased in that beginning."""


@pytest.fixture
def world() -> World:
    return World(beginning("to be erased", "ordinary"), seed=1)


def test_nothing_is_left_but_what_may_be(world: World) -> None:
    """M22, M23, A21."""
    member_id = world.people[GONE].member_id
    settle(world)

    assert (list(world.journal.erased), world.journal.wanted) == ([member_id], {})
    assert world.journal.wrongs == []


def test_whoever_joins_again_is_somebody_new(world: World) -> None:
    """M23: the same address, another id."""
    person = world.people[GONE]
    former = person.member_id
    calm.settle(world)
    wish = Join(
        name=person.name,
        email=person.email,
        organisation="Ouseby Hospice",
        network=("psmn",),
        agree=True,
    )
    challenge = joining.join(wish, source_ip=person.source_ip)
    world.journal.asked[person.email] = world.journal.next_order()
    sign_in(world, challenge)
    settle(world)

    assert person.member_id != former
    assert world.journal.wrongs == []


@pytest.mark.parametrize("how", ["keeping", "signing in"])
def test_whoever_thinks_again_in_time_stays(world: World, how: str) -> None:
    """M22."""
    person = world.people[GONE]
    if how == "keeping":
        asking.keep(by=person.member_id)
    else:
        sign_in(world, joining.sign_in(person.email, source_ip=person.source_ip))
    settle(world)

    assert (world.journal.erased, world.journal.wanted) == ({}, {})
    assert world.journal.wrongs == []


def test_it_is_found_if_nobody_is_ever_erased(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "is_erasure", lambda _row: False)
    settle(world)

    assert "whoever wants it is erased" in broken(world)


def test_it_is_found_if_somebody_is_erased_who_thought_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = world.journal.order
    monkeypatch.setattr(
        store, "called_off", lambda wanted: [store.still_a_member(wanted.member_id)]
    )
    asking.keep(by=world.people[GONE].member_id)
    world.journal.called_off(world.people[GONE].member_id, since)
    settle(world)

    assert "nobody is erased who did not want it for a week" in broken(world)


def test_a_trace_is_found_in_every_table_that_there_is(world: World) -> None:
    """No table is named, so that none can be forgotten."""
    person = world.people[GONE]
    calm.settle(world)
    database = world.platform.database
    tables = promises._everything(world)
    looked_at = erased._schema(database)

    for table, columns in looked_at.items():
        word = person.email if table == CONTROL_ROOM else person.member_id
        kinds = {row[1]: row[2] for row in database.rows(f"PRAGMA table_info({table})")}
        row = [word if kinds[column] in ("TEXT", "BLOB", "") else 999_999 for column in columns]
        marks = ",".join("?" * len(row))
        database.run(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608
        assert len(list(erased.traces(world, tables))) == 1, table
        database.run(f"DELETE FROM {table} WHERE {columns[0]} IN (?, ?)", (word, 999_999))  # noqa: S608
    assert {"items", "stream", "messages", "users", "mail"} <= set(looked_at)


def settle(world: World) -> None:
    calm.settle(world)
    promises.look(world)


def sign_in(world: World, challenge: str) -> None:
    """With the code from the mail."""
    person = world.people[GONE]
    world.deliveries.settle()
    (code,) = CODE.findall(world.look.latest_code(person.email))
    person.member_id = joining.answer(challenge, code).member_id
    world.journal.confirmed.add(person.member_id)


def broken(world: World) -> set[str]:
    return {wrong.promise for wrong in world.journal.wrongs}
