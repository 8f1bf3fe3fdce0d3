"""The very template is what is deployed, and deploying it again keeps what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.cloud.engine import CloudEngine
from infra.cloud.stack import NAME, TABLE, Stack
from infra.embedded.events import Request
from infra.embedded.template import TEMPLATE
from services.runtime.ports import Put
from tests.cloud.conftest import NETWORK

ATTRIBUTES = "        - {AttributeName: gsi1sk, AttributeType: S}\n"
INDEXES = "      GlobalSecondaryIndexes:\n"
SETTING = "        STAGE: !Ref Stage\n"
NEW_INDEX = """\
        - IndexName: later
          KeySchema:
            - {AttributeName: later, KeyType: HASH}
          Projection: {ProjectionType: ALL}
"""


@pytest.fixture
def changed(cloud: CloudEngine, tmp_path: Path) -> Iterator[Stack]:
    """The stack after a deployment of another template; the true one comes back at the end."""
    text = TEMPLATE.read_text(encoding="utf-8")
    for place, more in (
        (ATTRIBUTES, "        - {AttributeName: later, AttributeType: S}\n"),
        (INDEXES, NEW_INDEX),
        (SETTING, "        LATER: set later\n"),
    ):
        assert place in text
        text = text.replace(place, place + more, 1)
    template = tmp_path / "template.yaml"
    template.write_text(text, encoding="utf-8")
    stack = Stack(cloud.stack.parameters, template)
    stack.deploy()
    yield stack
    cloud.stack.deploy()


def test_everything_in_the_template_is_deployed(cloud: CloudEngine) -> None:
    assert cloud.stack.names.keys() >= cloud.stack.template.resources.keys()


def test_the_deployed_site_answers(cloud: CloudEngine) -> None:
    answer = cloud.answer(Request("GET", "/"))

    assert answer.status == 200
    assert "Safety" in answer.text


def test_the_same_template_changes_nothing(cloud: CloudEngine) -> None:
    def happened() -> int:
        formation = cloud.stack.client("cloudformation")
        return len(formation.describe_stack_events(StackName=NAME)["StackEvents"])

    before = happened()
    cloud.stack.deploy()

    assert happened() == before


def test_another_template_changes_what_it_says_and_keeps_what_is_stored(
    cloud: CloudEngine, changed: Stack
) -> None:
    table = cloud.stack.names["MembershipTable"]
    described = cloud.stack.client("dynamodb").describe_table(TableName=table)["Table"]
    item = {"pk": "LATER", "sk": "1"}

    cloud.platform.tables.transact(Put(table, item))

    assert {index["IndexName"] for index in described["GlobalSecondaryIndexes"]} == {
        "gsi1",
        "later",
    }
    assert changed.settings()["LATER"] == "set later"
    assert cloud.platform.tables.get(table, ("LATER", "1")) == item
    answer = cloud.answer(Request("GET", f"/networks/{NETWORK}"))
    assert answer.status != 404


def test_rows_expire_although_the_deployment_left_it_out(cloud: CloudEngine) -> None:
    cloud.stack.let_rows_expire()
    cloud.stack.deploy()

    for table in cloud.stack.template.of_kind(TABLE):
        assert _expires(cloud, cloud.stack.names[table.name]) == ("ENABLED", "expires_at")


def _expires(cloud: CloudEngine, table: str) -> tuple[str, str]:
    said: dict[str, Any] = cloud.stack.client("dynamodb").describe_time_to_live(TableName=table)
    described = said["TimeToLiveDescription"]
    return described["TimeToLiveStatus"], described["AttributeName"]
