"""What calls functions: new rows of a stream in order, messages of a queue until they are done."""

from __future__ import annotations

import itertools

import pytest
from botocore.exceptions import ClientError

from infra.embedded.template import Template
from services.runtime.aws.platform import AwsPlatform
from services.runtime.ports import (
    Absent,
    AtVersion,
    Delete,
    Entry,
    Item,
    Platform,
    Put,
    Queues,
    Tables,
)
from tests.conformance.engines import (
    DETAIL_TYPE,
    MOST_RECEIVES,
    PUBLIC_BUS,
    ROWS,
    SOURCE,
    STREAMED,
    Engine,
)
from tests.conformance.functions import POISON, STUMBLE, recorded


def row(name: str, **more: str) -> Item:
    return {"pk": f"{ROWS}1", "sk": name, **more}


def relayed() -> list[str]:
    return list(itertools.chain(*recorded("rows")))


def bodies() -> list[str]:
    return list(itertools.chain(*recorded("bodies")))


@pytest.mark.needs("called by streams")
def test_new_rows_are_relayed_in_the_order_they_were_written(
    engine: Engine, platform: Platform
) -> None:
    run = platform.ids.new()
    wanted = [f"{run}-{number}" for number in range(5)]
    for name in wanted:
        platform.tables.transact(Put(STREAMED, row(name)), Put(STREAMED, {"pk": "X", "sk": name}))

    assert engine.until(lambda: len(relayed()) >= len(wanted))
    assert relayed() == wanted


@pytest.mark.needs("called by streams")
def test_only_what_is_new_is_relayed(engine: Engine, platform: Platform) -> None:
    """Neither a change, nor a deletion, nor what stands elsewhere in the table."""
    run, tables = platform.ids.new(), platform.tables
    first, last = f"{run}-first", f"{run}-last"
    tables.transact(Put(STREAMED, row(first)))
    tables.transact(Put(STREAMED, row(first, attempts="1")))
    tables.transact(Put(STREAMED, {"pk": "STATE#1", "sk": first}))
    tables.transact(Delete(STREAMED, (row(first)["pk"], first)))
    tables.transact(Put(STREAMED, row(last)))

    assert engine.until(lambda: last in relayed())
    assert relayed() == [first, last]
    assert {name for names in recorded("names") for name in names} == {"INSERT"}


@pytest.mark.needs("called by streams")
def test_rows_that_a_relay_fails_at_come_again_and_none_after_them_is_lost(
    engine: Engine, platform: Platform
) -> None:
    run = platform.ids.new()
    wanted = [f"{run}-1", f"{run}-{STUMBLE}", f"{run}-3"]
    platform.tables.transact(*(Put(STREAMED, row(name)) for name in wanted))

    assert engine.until(lambda: {*wanted} <= {*relayed()} and relayed().count(wanted[1]) > 1)
    assert relayed().count(wanted[1]) == 2


@pytest.mark.needs("called by queues")
def test_what_a_function_gives_back_comes_again_and_then_lies_with_the_dead_letters(
    engine: Engine, queues: Queues, platform: Platform
) -> None:
    run = platform.ids.new()
    good, bad = f"{run}-good", f"{run}-{POISON}"
    given_up: list[str] = []

    def is_given_up() -> bool:
        given_up.extend(engine.waiting(engine.given_up))
        return bool(given_up)

    queues.send(engine.worked, [bad, good])

    assert engine.until(is_given_up)
    assert given_up == [bad]
    assert bodies().count(good) == 1
    assert bodies().count(bad) == MOST_RECEIVES


@pytest.mark.needs("repeated calls")
def test_a_transaction_that_arrives_twice_counts_once(engine: Engine, tables: Tables) -> None:
    """Decision 6: a lost answer is no conflict with oneself."""
    key = ("THING#1", "STATE")

    with engine.twice():
        tables.transact(Put("things", {"pk": key[0], "sk": key[1], "version": 1}, Absent()))
        tables.transact(Put("things", {"pk": key[0], "sk": key[1], "version": 2}, AtVersion(1)))

    found = tables.get("things", key)
    assert found is not None
    assert found["version"] == 2


@pytest.mark.needs("other writes under a token")
def test_a_token_that_comes_with_other_writes_is_refused(
    engine: Engine, platform: Platform
) -> None:
    assert isinstance(platform, AwsPlatform)
    write = {"TableName": "things", "Item": {"pk": {"S": "THING#1"}, "sk": {"S": "STATE"}}}
    other = {"TableName": "things", "Item": {"pk": {"S": "THING#2"}, "sk": {"S": "STATE"}}}
    transact = platform.clients.dynamodb.transact_write_items
    transact(TransactItems=[{"Put": write}], ClientRequestToken="one")

    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        transact(TransactItems=[{"Put": other}], ClientRequestToken="one")

    assert platform.tables.get("things", ("THING#2", "STATE")) is None


@pytest.mark.needs("silent rules")
def test_a_disabled_rule_copies_nothing(engine: Engine, platform: Platform) -> None:
    assert isinstance(platform, AwsPlatform)
    events = platform.clients.events
    events.disable_rule(Name="told", EventBusName=PUBLIC_BUS)
    try:
        assert platform.bus.publish([Entry(PUBLIC_BUS, SOURCE, DETAIL_TYPE, {"number": 1})]) == []
        events.enable_rule(Name="told", EventBusName=PUBLIC_BUS)
        assert platform.bus.publish([Entry(PUBLIC_BUS, SOURCE, DETAIL_TYPE, {"number": 2})]) == []
    finally:
        events.enable_rule(Name="told", EventBusName=PUBLIC_BUS)

    (heard,) = engine.waiting(engine.heard)
    assert '"number": 2' in heard


def test_the_template_disables_no_rule() -> None:
    """So that nothing depends on it: not every engine would keep it silent."""
    rules = Template({"Stage": "test"}).of_kind("AWS::Events::Rule")

    assert [
        rule.name for rule in rules if rule.properties.get("State", "ENABLED") != "ENABLED"
    ] == []
