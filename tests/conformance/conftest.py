"""Every test here runs on every engine; `needs` says what an engine must be able to do."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from moto import mock_aws

from infra.embedded.machine import Machine
from infra.embedded.pump import Pump
from infra.embedded.roles import Role, Roles
from infra.embedded.wiring import QueueMapping, StreamMapping, Wiring
from services.runtime import platform as platforms
from services.runtime.embedded.bus import Rule
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.ports import Bus, Files, Identity, Mail, Platform, Queues, Tables
from tests.cloud.needed import ministack_or_skip
from tests.conformance import functions
from tests.conformance.account import REGION, Account
from tests.conformance.engines import (
    CANNOT,
    DETAIL_TYPE,
    GIVEN_UP,
    MOST_RECEIVES,
    PUBLIC_BUS,
    ROWS,
    SOURCE,
    STREAMED,
    WORKED,
    Engine,
)

PATIENCE = 20.0


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(what): skip on engines that cannot do this")


@pytest.fixture(params=list(CANNOT))
def engine(request: pytest.FixtureRequest) -> Engine:
    """One engine after the other, each empty."""
    for marker in request.node.iter_markers("needs"):
        if reason := CANNOT[request.param].get(marker.args[0]):
            pytest.skip(reason)
    made: Engine = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def platform(engine: Engine) -> Platform:
    return engine.platform


@pytest.fixture
def tables(platform: Platform) -> Tables:
    return platform.tables


@pytest.fixture
def bus(platform: Platform) -> Bus:
    return platform.bus


@pytest.fixture
def queues(platform: Platform) -> Queues:
    return platform.queues


@pytest.fixture
def mail(platform: Platform) -> Mail:
    return platform.mail


@pytest.fixture
def files(platform: Platform) -> Files:
    return platform.files


@pytest.fixture
def identity(platform: Platform) -> Identity:
    return platform.identity


# --- embedded -----------------------------------------------------------------------------------

HANDLERS = {name: f"{functions.__name__}.{name}" for name in ("relay", "inbox")}


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """SQLite in memory."""
    monkeypatch.setenv(functions.RECORD, str(tmp_path / "calls"))
    platform = EmbeddedPlatform.in_memory(datetime(2026, 11, 27, 14, 0, tzinfo=UTC))
    pump = Pump(Machine(platform, wired()))
    platform.identity.triggers = functions.TRIGGERS

    def fetch(link: str) -> bytes | None:
        found = platform.files.fetch(link.rpartition("/")[2])
        return found[0] if found else None

    def waiting(queue: str) -> list[str]:
        return [message.body for message in platform.queues.waiting(queue)]

    def until(holds: Callable[[], bool]) -> bool:
        pump.settle()
        for _ in range(100):
            if holds():
                return True
            pump.advance(timedelta(seconds=1))
        return False

    yield Engine(
        name="embedded",
        platform=platform,
        heard="heard",
        deaf="deaf",
        worked=WORKED,
        given_up=GIVEN_UP,
        waiting=waiting,
        fetch=fetch,
        until=until,
        twice=contextlib.nullcontext,  # within one process nothing can arrive twice
    )
    platforms.install(None)


def wired() -> Wiring:
    """What the account of the other engines has, too."""
    roles = [
        Role("relay", HANDLERS["relay"], STREAMED, frozenset(), frozenset()),
        Role("inbox", HANDLERS["inbox"], "", frozenset(), frozenset()),
    ]
    return Wiring(
        rules=[Rule("told", PUBLIC_BUS, frozenset({SOURCE}), frozenset({DETAIL_TYPE}), "heard")],
        streams=[StreamMapping(STREAMED, ROWS, HANDLERS["relay"], 10, 10, GIVEN_UP)],
        queues=[QueueMapping(WORKED, HANDLERS["inbox"], 10, 1, MOST_RECEIVES, GIVEN_UP)],
        roles=Roles(roles),
    )


# --- AWS, played by moto and by ministack -------------------------------------------------------


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold while the machine's own clock goes on."""
    late = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > late:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="package")
def mocked() -> Iterator[Account]:
    """An invented account in this process."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        account = Account()
        account.make_pool({})
        yield account


@pytest.fixture
def moto(mocked: Account) -> Iterator[Engine]:
    """Fresh tables, as moto copies a whole table for each transaction."""
    with mocked.emptied("moto", soon) as engine:
        yield engine


@pytest.fixture(scope="package")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Account, str, Path]]:
    """An account in a ministack of its own, its address, and where its functions write."""
    ministack_or_skip()
    from infra.cloud import as_operator, server

    folder = tmp_path_factory.mktemp("ministack")
    with server.started(folder) as endpoint:
        with as_operator(endpoint):
            account = Account()
            account.make_functions(account.platform.clients.session.create_client, folder / "calls")
        yield account, endpoint, folder / "calls"


@pytest.fixture
def ministack(
    played: tuple[Account, str, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """For one test this process is the operator of the account."""
    from infra.cloud import as_operator

    account, endpoint, record = played
    record.unlink(missing_ok=True)
    with as_operator(endpoint):
        monkeypatch.setenv(functions.RECORD, str(record))
        with account.emptied("ministack", soon) as engine:
            yield engine
