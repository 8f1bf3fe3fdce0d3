"""The child that plays AWS: only this machine reaches it, and what it has kept outlives a kill."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from infra.cloud import as_operator, server
from infra.cloud.engine import CloudEngine
from infra.embedded.data_folder import CLOUD, UNFINISHED, DataFolder
from services.runtime.aws.clients import Clients
from tests.cloud import child
from tests.cloud.needed import ministack_or_skip

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

LOOPBACK = "0100007F"
TABLE = "kept"


@pytest.fixture(autouse=True)
def _there() -> None:
    ministack_or_skip()


@contextmanager
def account(folder: Path) -> Iterator[tuple[Any, str]]:
    """A table of an account that is kept in this folder, and where the account is."""
    with server.started(folder) as endpoint, as_operator(endpoint):
        yield Clients().dynamodb, endpoint


def make_table(dynamodb: Any) -> None:
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )


def put(dynamodb: Any, name: str) -> None:
    dynamodb.put_item(TableName=TABLE, Item={"pk": {"S": name}})


def names(dynamodb: Any) -> set[str]:
    return {item["pk"]["S"] for item in dynamodb.scan(TableName=TABLE)["Items"]}


def test_it_listens_on_one_socket_of_this_machine_only(cloud: CloudEngine) -> None:
    port = int(cloud.endpoint.rpartition(":")[2])

    assert child.sockets(child.pid(cloud.folder)) == {("tcp", LOOPBACK, port)}


def test_what_was_kept_outlives_a_kill(tmp_path: Path) -> None:
    with account(tmp_path) as (dynamodb, endpoint):
        make_table(dynamodb)
        put(dynamodb, "kept")
        server.keep(endpoint)
        os.kill(child.pid(tmp_path), signal.SIGKILL)

    with account(tmp_path) as (dynamodb, again):
        assert names(dynamodb) == {"kept"}
        assert again == endpoint, "queues are kept with their address, and the port is part of it"


def test_saving_and_stopping_at_once_spoil_nothing(tmp_path: Path) -> None:
    """Two saves at the same time would write over each other."""
    over = threading.Event()

    with account(tmp_path) as (dynamodb, endpoint):
        make_table(dynamodb)

        def keep_on() -> None:
            while not over.is_set():
                with suppress(OSError):
                    server.keep(endpoint)

        savers = [threading.Thread(target=keep_on) for _ in range(3)]
        for saver in savers:
            saver.start()
        for number in range(50):
            put(dynamodb, str(number))
    over.set()
    for saver in savers:
        saver.join()

    files = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert [path.name for path in files if path.suffix != ".json"] == []
    for path in files:
        json.loads(path.read_text(encoding="utf-8"))
    # It also tells of connections that it cut off: those of the savers.
    assert "save" not in (tmp_path / server.LOG).read_text()
    with account(tmp_path) as (dynamodb, _):
        assert names(dynamodb) == {str(number) for number in range(50)}


def test_forgetting_leaves_nothing_of_it(tmp_path: Path) -> None:
    """What `--fresh --cloud` does before it begins again."""
    with account(tmp_path) as (dynamodb, _):
        make_table(dynamodb)

    DataFolder(tmp_path, CLOUD).forget()

    assert [path.name for path in tmp_path.iterdir()] == [UNFINISHED]
