"""What happens to the statistics of a network: counted on demand, in steps, and published."""

from __future__ import annotations

from collections.abc import Callable

from services.contracts.statistics import StatisticsWanted
from services.membership import counting, pages
from services.membership.commands import host, statistics, together
from tests.faults import events as said
from tests.faults.membership import API, SLUG, network, the_next_tick
from tests.faults.organisations import _in_a_new_process
from tests.faults.playing import Path, hearing
from tests.faults.stage import DONE, Stage

OFFICE = f"{API}/networks/{SLUG}/statistics"
SALTED = frozenset({"inputs", "figures"})
"""What holds a salt, and so is another text in each run."""


def opened(stage: Stage) -> None:
    """A network, and membership has heard since when there is one."""
    network(stage)
    assert stage.hear("membership", said.opened()) == DONE


def asked(stage: Stage) -> None:
    """A chair has asked for a snapshot."""

    def ask() -> None:
        stage.facts["snapshot"] = statistics.take(SLUG, by=stage.facts["chair"])

    opened(stage)
    assert stage.do(ask, pages.handler) == DONE
    stage.publish("MEMBERSHIP")


def drafted(stage: Stage) -> None:
    """It has been counted."""
    asked(stage)
    assert _count(stage, 0) == DONE


def _count(stage: Stage, number: int) -> int:
    _in_a_new_process(number)
    return stage.hear("membership", _wanted(stage))


def _count_some(stage: Stage, number: int) -> int:
    """As of a network that is too large for one step."""
    pages_, counting.PAGES = counting.PAGES, 0
    try:
        return stage.hear("membership", _wanted(stage))
    finally:
        counting.PAGES = pages_


def _wanted(stage: Stage) -> StatisticsWanted:
    return said.stamped(
        StatisticsWanted(network_id=SLUG, snapshot_id=stage.facts["snapshot"], sequence=1)
    )


def _post(what: str, sent: Callable[[Stage], object]) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        by = stage.facts["chair"]
        return stage.api("membership", "POST", f"{OFFICE}/{what}", sent(stage), by=by)

    return act


def hosted(stage: Stage) -> None:
    """A helper looks after the installation with that network."""
    opened(stage)
    assert stage.do(lambda: host.appoint_first(stage.facts["helper"])) == DONE
    stage.publish("MEMBERSHIP")


def asked_for_all(stage: Stage) -> None:
    """A snapshot of all networks together is wanted."""

    def ask() -> None:
        stage.facts["snapshot"] = together.take(by=stage.facts["helper"])

    hosted(stage)
    assert stage.do(ask, pages.handler) == DONE


def all_counted(stage: Stage) -> None:
    """It has been counted."""
    asked_for_all(stage)
    assert _tick(stage, 0) == DONE


def _tick(stage: Stage, number: int) -> int:
    _in_a_new_process(number)
    return stage.tick("membership")


def _by_host(what: str, sent: Callable[[Stage], object]) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        by, path = stage.facts["helper"], f"{API}/host/statistics/{what}"
        return stage.api("membership", "POST", path, sent(stage), by=by)

    return act


PATHS = [
    Path(
        "ask for a snapshot of all networks", hosted, _by_host("take", lambda _stage: None),
        loose=frozenset({"version", "began_at", "snapshot_id", "together", "expires_at"}),
    ),
    Path(
        "membership's tick: all networks are counted", asked_for_all, _tick, the_next_tick,
        loose=SALTED,
    ),
    Path(
        "publish a snapshot of all networks", all_counted,
        _by_host("publish", lambda stage: {"snapshot_id": stage.facts["snapshot"]}), loose=SALTED,
    ),
    hearing("membership", network, said.opened()),
    Path(
        "ask for a snapshot", opened, _post("take", lambda _stage: None),
        loose=frozenset({"version", "began_at", "sequence"}),
        said_again=frozenset({"StatisticsWanted.v1"}),
    ),
    Path(
        "membership hears that a snapshot is wanted", asked, _count, loose=SALTED,
        hears=frozenset({"StatisticsWanted.v1"}),
    ),
    Path(
        "membership hears that a large snapshot is wanted", asked, _count_some,
        hears=frozenset({"StatisticsWanted.v1"}),
    ),
    Path(
        "publish a snapshot", drafted,
        _post("publish", lambda stage: {"snapshot_id": stage.facts["snapshot"]}), loose=SALTED,
    ),
]  # fmt: skip
