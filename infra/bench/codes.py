"""What goes on beside a command: the pool asks its triggers for a code, the relay publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.bench.network import JOIN
from services.membership import identity
from services.runtime import relay as relaying

if TYPE_CHECKING:
    from infra.bench.answers import Tables


def none(_asked: dict[str, object]) -> None:
    """The pool's triggers are functions of their own, and not in the figures of a command."""


def make(asked: dict[str, Any]) -> None:
    """Do what the pool does when somebody is to answer a code: ask its triggers for one."""
    member_id = asked["AuthParameters"]["USERNAME"]
    request: dict[str, Any] = {"session": [], "userAttributes": {"email": JOIN["email"]}}
    for trigger in ("DefineAuthChallenge", "CreateAuthChallenge"):
        event = {"triggerSource": f"{trigger}_Authentication", "userName": member_id}
        identity.handler({**event, "request": request}, None)


def relay(tables: Tables) -> None:
    """Let every outbox row that is there be published."""
    for table in {table for table, pk, _ in tables if pk.startswith("OUTBOX#")}:
        keys = [(pk, sk) for name, pk, sk in tables if name == table and pk.startswith("OUTBOX#")]
        records = [{"dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}}} for pk, sk in keys]
        arn = f"arn:aws:dynamodb:eu-west-2:000000000000:table/{table}/stream/1"
        relaying.handler({"Records": [{**one, "eventSourceARN": arn} for one in records]}, None)
