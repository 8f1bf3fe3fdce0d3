"""What each function may do: the roles of the template, which hold here as they do in AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NamedTuple

from infra.embedded.template import Resource, Template

READ_A_QUEUE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
READ_A_STREAM = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
)
WRITE_A_LOG = ("logs:CreateLogStream", "logs:PutLogEvents")


class Permission(NamedTuple):
    """An action, and the name of the thing that it is done to."""

    action: str
    resource: str


@dataclass(frozen=True)
class Role:
    """What one function may do.

    `stream` is the table that feeds it, if any: relays share a handler, and only that tells them
    apart. `lambdas_own` is what Lambda does itself in the function's name, since the template
    asks it to.
    """

    function: str
    handler: str
    stream: str
    granted: frozenset[Permission]
    lambdas_own: frozenset[Permission]


class Roles:
    """The roles of all functions, in the order of the template."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self.all = tuple(roles)
        self._by_handler: dict[str, list[Role]] = {}
        for role in self.all:
            self._by_handler.setdefault(role.handler, []).append(role)

    @classmethod
    def read(cls, template: Template, functions: Iterable[Resource]) -> Roles:
        """The roles that the template gives to these functions."""
        return cls(_role(template, function) for function in functions)

    def of(self, handler: str, stream: str = "") -> Role:
        """The role of the function with this handler, and fed by this table if it is not alone."""
        found = self._by_handler.get(handler, [])
        if len(found) > 1:
            found = [role for role in found if role.stream == stream]
        return found[0] if found else Role(handler, handler, stream, frozenset(), frozenset())

    def of_event(self, handler: str, event: Mapping[str, Any]) -> Role:
        """The role of the function that gets this event."""
        shared = len(self._by_handler.get(handler, [])) > 1
        return self.of(handler, stream_of(event) if shared else "")

    def __deepcopy__(self, memo: object) -> Roles:
        """The same: nobody changes them."""
        return self


def stream_of(event: Mapping[str, Any]) -> str:
    """The table whose stream an event comes from."""
    return str(event["Records"][0]["eventSourceARN"].split("/")[1])


_acting: ContextVar[Role | None] = ContextVar("acting", default=None)


def acting() -> Role | None:
    """The role of the function that is at work; an operator has none, and may do anything."""
    return _acting.get()


@contextmanager
def assumed(role: Role | None) -> Iterator[None]:
    """While this lasts the function with this role is at work."""
    before = _acting.set(role)
    try:
        yield
    finally:
        _acting.reset(before)


def _role(template: Template, function: Resource) -> Role:
    said = function.properties
    streams = [
        template.text(event["Properties"]["Stream"])
        for event in said.get("Events", {}).values()
        if event["Type"] == "DynamoDB"
    ]
    return Role(
        function=function.name,
        handler=said["Handler"],
        stream="".join(streams),
        granted=frozenset(_granted(template, template.target(said["Role"]))),
        lambdas_own=frozenset(_lambdas_own(template, function)),
    )


def _granted(template: Template, role: Resource) -> Iterator[Permission]:
    for policy in role.properties["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            resources = statement["Resource"]
            for resource in resources if isinstance(resources, list) else [resources]:
                for action in statement["Action"]:
                    yield Permission(action, _name(template, resource))


def _name(template: Template, resource: Any) -> str:
    """What a thing is called in requests; of an address that is written out the last part."""
    match resource:
        case {"GetAtt": [name, "StreamArn"]}:
            return template.text({"Ref": name}) + "/stream"
        case {"Sub": str(pattern)} if "AWS::" in pattern:
            resource = {"Sub": pattern.rpartition(":")[2].partition("/")[2]}
    return template.text(resource)


def _lambdas_own(template: Template, function: Resource) -> Iterator[Permission]:
    said = function.properties
    log = template.target(said["LoggingConfig"]["LogGroup"]).name
    yield from (Permission(action, log) for action in WRITE_A_LOG)
    for event in said.get("Events", {}).values():
        source = event["Properties"]
        match event["Type"]:
            case "SQS":
                queue = template.text(source["Queue"])
                yield from (Permission(action, queue) for action in READ_A_QUEUE)
            case "DynamoDB":
                stream = template.text(source["Stream"]) + "/stream"
                yield from (Permission(action, stream) for action in READ_A_STREAM)
                failed = source["DestinationConfig"]["OnFailure"]["Destination"]
                yield Permission("sqs:SendMessage", template.text(failed))
