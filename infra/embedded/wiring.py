"""What the template says about functions: which is called when, and with which settings."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from infra.embedded.roles import Roles
from infra.embedded.template import SECRET, Template, UnknownInTemplate
from services.runtime.embedded.bus import Rule

FUNCTION = "AWS::Serverless::Function"


@dataclass(frozen=True)
class StreamMapping:
    """New keys with this prefix in this table go to this function, in order."""

    table: str
    prefix: str
    handler: str
    batch: int
    retries: int
    on_failure: str


@dataclass(frozen=True)
class QueueMapping:
    """Messages of this queue go to this function, then to the dead letters."""

    queue: str
    handler: str
    batch: int
    visibility: int
    most_receives: int
    dead_letters: str


@dataclass(frozen=True)
class Route:
    """Requests with this method and path go to this function."""

    method: str
    path: str
    handler: str
    token: bool


@dataclass
class Wiring:
    """Everything that connects functions to the platform."""

    settings: dict[str, str] = field(default_factory=dict)
    streams: list[StreamMapping] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    queues: list[QueueMapping] = field(default_factory=list)
    ticks: list[str] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    triggers: dict[str, str] = field(default_factory=dict)
    roles: Roles = field(default_factory=lambda: Roles([]))


def read(parameters: dict[str, str]) -> Wiring:
    """The wiring of the project's template."""
    template = Template(parameters)
    wiring = Wiring(
        rules=[_rule(template, rule.properties) for rule in template.of_kind("AWS::Events::Rule")],
        routes=[
            _route(template, route.properties)
            for route in template.of_kind("AWS::ApiGatewayV2::Route")
        ],
        roles=Roles.read(template, template.of_kind(FUNCTION)),
    )
    for pool in template.of_kind("AWS::Cognito::UserPool"):
        for trigger, function in pool.properties["LambdaConfig"].items():
            wiring.triggers[trigger] = template.target(function).properties["Handler"]
    _add_settings(template, wiring, template.globals)
    for function in template.of_kind(FUNCTION):
        _add_settings(template, wiring, function.properties)
        for event in function.properties.get("Events", {}).values():
            _add_event(template, wiring, function.properties["Handler"], event)
    return wiring


def _add_settings(template: Template, wiring: Wiring, properties: dict[str, Any]) -> None:
    variables = properties.get("Environment", {}).get("Variables", {})
    for name, value in variables.items():
        if isinstance(value, dict) and SECRET in value.get("Sub", ""):
            continue  # the platform makes its own keys
        text = template.text(value)
        if wiring.settings.setdefault(name, text) != text:
            raise UnknownInTemplate(f"{name} has two meanings")


def _add_event(template: Template, wiring: Wiring, handler: str, event: dict[str, Any]) -> None:
    said = event["Properties"]
    match event["Type"]:
        case "DynamoDB":
            wiring.streams.append(_stream(template, handler, said))
        case "SQS":
            wiring.queues.append(_queue(template, handler, said))
        case "ScheduleV2" if said["ScheduleExpression"] == "rate(1 minute)":
            wiring.ticks.append(handler)
        case other:
            raise UnknownInTemplate(f"{other} of {handler}")


def _stream(template: Template, handler: str, said: dict[str, Any]) -> StreamMapping:
    (pattern,) = said["FilterCriteria"]["Filters"]
    match json.loads(pattern["Pattern"]):
        case {
            "eventName": ["INSERT"],
            "dynamodb": {"Keys": {"pk": {"S": [{"prefix": str(prefix)}]}}},
        }:
            return StreamMapping(
                table=template.text(said["Stream"]),
                prefix=prefix,
                handler=handler,
                batch=said["BatchSize"],
                retries=said["MaximumRetryAttempts"],
                on_failure=template.text(said["DestinationConfig"]["OnFailure"]["Destination"]),
            )
    raise UnknownInTemplate(pattern["Pattern"])


def _queue(template: Template, handler: str, said: dict[str, Any]) -> QueueMapping:
    queue = template.target(said["Queue"]).properties
    return QueueMapping(
        queue=template.text(queue["QueueName"]),
        handler=handler,
        batch=said["BatchSize"],
        visibility=queue["VisibilityTimeout"],
        most_receives=queue["RedrivePolicy"]["maxReceiveCount"],
        dead_letters=template.text(queue["RedrivePolicy"]["deadLetterTargetArn"]),
    )


def _rule(template: Template, said: dict[str, Any]) -> Rule:
    pattern = said["EventPattern"]
    (target,) = said["Targets"]
    if set(pattern) != {"source", "detail-type"}:
        raise UnknownInTemplate(f"event pattern {sorted(pattern)}")
    return Rule(
        name=template.target(target["Arn"]).name,
        bus=template.text(said["EventBusName"]),
        sources=frozenset(pattern["source"]),
        detail_types=frozenset(pattern["detail-type"]),
        queue=template.text(target["Arn"]),
    )


def _route(template: Template, said: dict[str, Any]) -> Route:
    integration = template.target(said["Target"]["Sub"].removeprefix("integrations/")[2:-1])
    function = template.target(integration.properties["IntegrationUri"])
    method, _, path = said["RouteKey"].partition(" ")
    return Route(
        method=method if path else "ANY",
        path=path or "/{proxy+}",
        handler=function.properties["Handler"],
        token=said["AuthorizationType"] == "JWT",
    )
