"""The child that plays AWS: only this machine reaches it, and what it has kept outlives a kill."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
# So much that a save is in hand whenever it ends.
MANY, LONG = 30, "x" * 300_000


@pytest.fixture(autouse=True)
def _there() -> None:
    ministack_or_skip()


@contextmanager
def account(folder: Path, keep_every: float = server.KEEP_EVERY) -> Iterator[tuple[Any, str]]:
    """The tables of an account that is kept in this folder, and where the account is."""
    with server.started(folder, keep_every=keep_every) as endpoint, as_operator(endpoint):
        yield Clients().dynamodb, endpoint


def make_table(dynamodb: Any) -> None:
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )


def put(dynamodb: Any, name: str, text: str = "") -> None:
    dynamodb.put_item(TableName=TABLE, Item={"pk": {"S": name}, "text": {"S": text}})


def names(dynamodb: Any) -> set[str]:
    pages = dynamodb.get_paginator("scan").paginate(TableName=TABLE)
    return {item["pk"]["S"] for page in pages for item in page["Items"]}


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
    with account(tmp_path, keep_every=0) as (dynamodb, _):
        make_table(dynamodb)
        for number in range(MANY):
            put(dynamodb, str(number), LONG)

    files = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert [path.name for path in files if path.suffix != ".json"] == []
    for path in files:
        json.loads(path.read_text(encoding="utf-8"))
    assert (tmp_path / server.LOG).read_text() == ""
    with account(tmp_path) as (dynamodb, _):
        assert names(dynamodb) == {str(number) for number in range(MANY)}


def test_it_waits_until_the_one_before_has_written_everything_down(tmp_path: Path) -> None:
    """Whoever started that one may have been killed."""
    held = server.hold(tmp_path)
    assert held is not None
    ended = threading.Timer(0.5, os.close, [held])
    ended.start()

    with account(tmp_path):
        assert ended.finished.is_set()
        assert server.hold(tmp_path) is None
    again = server.hold(tmp_path)
    assert again is not None
    os.close(again)


def test_forgetting_leaves_nothing_of_it(tmp_path: Path) -> None:
    """What `--fresh --cloud` does before it begins again."""
    with account(tmp_path) as (dynamodb, _):
        make_table(dynamodb)

    DataFolder(tmp_path, CLOUD).forget()

    assert [path.name for path in tmp_path.iterdir()] == [UNFINISHED]
