"""The reader of the template: it understands or refuses, and never skips."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.embedded import wiring
from infra.embedded.events import Door, Request
from infra.embedded.machine import function
from infra.embedded.template import Template, UnknownInTemplate
from tests.world import PARAMETERS, World

SMALL = """
Parameters:
  Stage: {{Type: String, Default: production}}
Globals: {{Function: {{}}}}
Resources:
  Letters:
    Type: AWS::SQS::Queue
    Properties: {{QueueName: !Sub "candour-${{Stage}}-letters"}}
  Other:
    Type: AWS::SQS::Queue
    Properties: {{QueueName: {value}}}
"""


def small(tmp_path: Path, value: str) -> Template:
    path = tmp_path / "template.yaml"
    path.write_text(SMALL.format(value=value))
    return Template({"Stage": "test"}, path)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("7", "7"),
        ("!Ref Stage", "test"),
        ("!Ref Letters", "candour-test-letters"),
        ("!GetAtt Letters.Arn", "candour-test-letters"),
        ('!Sub "${Letters}-${Stage}"', "candour-test-letters-test"),
    ],
)
def test_references_become_the_names_that_things_have(
    tmp_path: Path, value: str, text: str
) -> None:
    template = small(tmp_path, value)
    assert template.text(template.resources["Other"].properties["QueueName"]) == text


@pytest.mark.parametrize("value", ["!Join [a, [b]]", "!ImportValue x", "!If [a, b, c]"])
def test_what_it_does_not_know_it_refuses(tmp_path: Path, value: str) -> None:
    with pytest.raises(UnknownInTemplate):
        small(tmp_path, value)


def test_everything_that_is_connected_exists() -> None:
    read = wiring.read(PARAMETERS)
    handlers = [
        *(stream.handler for stream in read.streams),
        *(queue.handler for queue in read.queues),
        *(route.handler for route in read.routes),
        *read.ticks,
        *read.triggers.values(),
    ]
    for handler in handlers:
        assert callable(function(handler)), handler
    assert len(read.ticks) == 4
    assert {mapping.table for mapping in read.streams} == {
        read.settings[f"{service}_TABLE"]
        for service in ("MEMBERSHIP", "SESSIONS", "NOTES", "NOTIFICATIONS")
    }


def test_secrets_are_not_read_from_the_template() -> None:
    read = wiring.read(PARAMETERS)
    assert not any("resolve" in value for value in read.settings.values())
    assert "SIGNING_KEY" not in read.settings


def test_the_most_specific_route_answers(world: World) -> None:
    """As in API Gateway: whole matches before greedy ones, and a token where one is asked for."""
    door = Door(world.machine)
    refused = door.answer(Request("GET", "/api/membership/me"))
    assert refused.status == 401
    assert refused.json()["type"] == "urn:candour:problem:sign-in"
    assert refused.header("www-authenticate") == "Bearer"
    assert door.answer(Request("GET", "/api/membership/networks")).status == 200
    assert door.answer(Request("GET", "/nothing/of/the/kind")).status == 404


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer x", "Basic abc", "Bearer a.b.c"])
def test_no_other_token_opens_the_door(world: World, sent: str) -> None:
    door = Door(world.machine)
    answer = door.answer(Request("GET", "/api/membership/me", {"authorization": sent}))
    assert answer.status == 401
    assert answer.header("content-type") == "application/problem+json"
