"""The functions of all services on one invented account, and what Lambda's event sources do."""

from __future__ import annotations

import importlib
import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from infra.embedded import wiring
from infra.embedded.guard import Guard
from infra.embedded.roles import assumed
from services.contracts.event import Event
from services.contracts.refusals import Refusal
from services.notifications import sending
from services.runtime import platform, relay
from services.runtime.aws.mail import AwsMail
from services.runtime.aws.platform import AwsPlatform
from services.runtime.aws.tables import AwsTables
from services.runtime.http.api import Api
from services.runtime.inbox import Inbox
from services.runtime.pages.pages import Pages
from services.runtime.ports import Item
from tests.conformance.account import SHAPE
from tests.faults.faults import Fault, Killed
from tests.faults.tables import State
from tests.faults.wire import Wire
from tests.world import PARAMETERS, START

TRIGGERS = "services.membership.identity.handler"
TABLES = ("MEMBERSHIP", "SESSIONS", "NOTES", "DRAFTS", "NOTIFICATIONS")
DIED, DONE, REFUSED, FAILED = 0, 200, 400, 500
COMES_AGAIN_AFTER = timedelta(seconds=90)
"""The visibility time-out of every queue in the template."""
MOST_RECEIVES = 5
SOME_SECONDS = timedelta(seconds=17)
"""A story begins at an instant that occurs nowhere in what was there before."""


Handler = Callable[[Any, Any], Any]


def named(handler: Handler) -> str:
    """What the template calls a function's `Handler`."""
    owner = getattr(handler, "__self__", None)
    if isinstance(owner, Inbox):
        return f"services.{owner.service}.reactions.handler"
    if isinstance(owner, Api):
        return f"services.{owner.service}.api.handler"
    if isinstance(owner, Pages):
        return f"services.{owner.service}.pages.handler"
    return f"{handler.__module__}.handler"


class Clock:
    """The Clock port; time passes only when somebody says so."""

    def __init__(self) -> None:
        self.instant = START

    def now(self) -> datetime:
        """The instant that was set last."""
        return self.instant

    def advance(self, by: timedelta) -> None:
        """Let this much time pass."""
        self.instant += by


class SameIds:
    """The Ids port; the same ids again after `begin` with the same number."""

    def begin(self, number: int) -> None:
        """Start the row of ids of this number."""
        self._dice = random.Random(number)

    def new(self) -> str:
        """32 hexadecimal digits."""
        return f"{self._dice.getrandbits(128):032x}"

    def digits(self, count: int) -> str:
        """Decimal digits."""
        return f"{self._dice.randrange(10**count):0{count}d}"


class KnownMail(AwsMail):
    """Mail with the evidence that delivery events will give; until then AWS has none."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.platform.clients)
        self._stage = stage

    def accepted(self, key: str) -> bool | None:
        """Whether SES took the copy; nothing is known if the stage is without evidence."""
        if not self._stage.evidence:
            return None
        return any(key == accepted for accepted, _ in self._stage.wire.journal.mails)


@dataclass(frozen=True)
class Place:
    """Where a story can begin: everything that is kept, and what the story must know of it."""

    tables: State
    pool: Any
    waiting: tuple[str, ...]
    mails: tuple[tuple[str, str], ...]
    at: datetime
    facts: Mapping[str, Any]


class Stage:
    """The account, the clock and the wire; `evidence` says whether SES tells what it took."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.ids = SameIds()
        self.evidence = True
        self.facts: dict[str, Any] = {}
        wired = wiring.read(PARAMETERS)
        self.roles = wired.roles
        self.settings = dict(wired.settings)
        self.settings |= {"SIGNING_KEY": "invented", "NAMES_KEY": "invented"}
        self.platform = AwsPlatform(self.settings)
        self.guard = Guard(self.platform)
        self._make_account()
        clients = self.platform.clients
        self.wire = Wire(
            [clients.dynamodb, clients.events, clients.sqs, clients.ses, clients.cognito],
            self.roles.of(TRIGGERS),
        )
        self.platform.clock = self.clock  # type: ignore[assignment]
        self.platform.ids = self.ids  # type: ignore[assignment]
        vars(self.platform)["tables"] = AwsTables(
            self.platform.clients, self.clock, self.ids, pause=lambda _seconds: None
        )
        vars(self.platform)["mail"] = KnownMail(self)
        self._places: dict[Callable[[Stage], None], Place] = {}
        self._empty = Place(self.wire.tables.state, self.wire.pool.state(), (), (), START, {})

    def _make_account(self) -> None:
        clients = self.platform.clients
        for name in TABLES:
            clients.dynamodb.create_table(TableName=self.settings[f"{name}_TABLE"], **SHAPE)
        for bus in ("PUBLIC_BUS", "PRIVATE_BUS"):
            clients.events.create_event_bus(Name=self.settings[bus])
        made = clients.sqs.create_queue(QueueName=self.settings["SENDING_QUEUE"])
        self.settings["SENDING_QUEUE"] = made["QueueUrl"]

    # --- beginnings -----------------------------------------------------------------------------

    def begin(self, prepare: Callable[[Stage], None], faults: Mapping[int, Fault]) -> None:
        """Be where `prepare` leads, which is done once; the faults are those of what follows."""
        if prepare not in self._places:
            self.wire.begin({})
            self._go(self._empty)
            self.ids.begin(-1)
            prepare(self)
            self._places[prepare] = Place(
                self.wire.tables.state,
                self.wire.pool.state(),
                tuple(self.waiting()),
                tuple(self.wire.journal.mails),
                self.clock.now() + SOME_SECONDS,
                dict(self.facts),
            )
        self.wire.begin({})
        self._go(self._places[prepare])
        self.wire.begin(faults)
        self.wire.journal.mails += self._places[prepare].mails
        self.wire.journal.queue += self._places[prepare].waiting

    def _go(self, place: Place) -> None:
        self.wire.tables.state = place.tables
        self.wire.pool.go_back(place.pool)
        self.clock.instant = place.at
        self.facts = dict(place.facts)

    # --- invocations ----------------------------------------------------------------------------

    def api(self, service: str, method: str, path: str, sent: Any = None, by: str = "") -> int:
        """The status of an answer of a service's interface for programs; DIED if none came."""
        claims = {"cognito:username": by, "sub": by, "token_use": "id"}
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/json"},
            "queryStringParameters": {},
            "requestContext": {
                "http": {"method": method, "path": path, "sourceIp": "192.0.2.1"},
                "requestId": "1",
                "stage": "$default",
                "authorizer": {"jwt": {"claims": claims if by else {}}},
            },
            "body": json.dumps(sent) if sent is not None else None,
            "isBase64Encoded": False,
        }
        handler = importlib.import_module(f"services.{service}.api").handler

        def call() -> int:
            answer = handler(event, None)
            self.facts["answer"] = json.loads(answer["body"] or "{}")
            return int(answer["statusCode"])

        return self.survive(call, handler)

    def do(
        self, command: Callable[[], object], handler: Handler | None = None, stream: str = ""
    ) -> int:
        """The status that a page or a program would answer with for this command.

        `handler` is the function that carries it out; an operator's command has none. There is one
        relay for each table's stream, all with the same handler.
        """

        def call() -> int:
            try:
                command()
            except Refusal as refusal:
                return refusal.status
            return DONE

        return self.survive(call, handler, stream)

    def hear(self, service: str, *events: Event) -> int:
        """Deliver events to a service's inbox in one batch; FAILED if any must come again."""
        handler = importlib.import_module(f"services.{service}.reactions").handler
        bodies = [
            json.dumps({"detail-type": e.detail_type(), "source": e.source, "detail": e.detail()})
            for e in events
        ]
        return self.take_batch(handler, bodies)

    def take_batch(self, handler: Handler, bodies: Iterable[str]) -> int:
        """Let a function take messages of a queue."""
        records = [
            {
                "messageId": str(number), "receiptHandle": str(number), "body": body,
                "attributes": {}, "messageAttributes": {}, "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-2:000000000000:queue",
            }
            for number, body in enumerate(bodies)
        ]  # fmt: skip

        def call() -> int:
            failed = handler({"Records": records}, None)["batchItemFailures"]
            return FAILED if failed else DONE

        return self.survive(call, handler)

    def tick(self, service: str) -> int:
        """Let a service see that time has passed."""
        handler = importlib.import_module(f"services.{service}.ticks").handler
        return self.do(lambda: handler({}, None), handler)

    def outbox(self, table: str) -> list[str]:
        """The keys of what waits in a table's outbox."""
        return [i["pk"] for i in self.items(table) if i["pk"].startswith("OUTBOX#")]

    def relay(self, table: str, keys: Iterable[str]) -> int:
        """Let the relay have these rows of a table's outbox, as the stream does."""
        name = self.settings[f"{table}_TABLE"]
        arn = f"arn:aws:dynamodb:eu-west-2:000000000000:table/{name}/stream/1"
        records = [
            {"eventSourceARN": arn, "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": "EVENT"}}}}
            for pk in keys
        ]
        return self.do(lambda: relay.handler({"Records": records}, None), relay.handler, name)

    def publish(self, table: str) -> None:
        """Empty a table's outbox."""
        waiting = self.outbox(table)
        if waiting:
            assert self.relay(table, waiting[:100]) == DONE

    def survive(
        self, invocation: Callable[[], int], handler: Handler | None, stream: str = ""
    ) -> int:
        """The status of an invocation; DIED for one that was killed, FAILED for one that raised."""
        platform.install(self.guard)
        role = self.roles.of(named(handler), stream) if handler else None
        try:
            with assumed(role):
                return invocation()
        except Killed:
            return DIED
        except Exception:
            return FAILED
        finally:
            platform.install(None)

    # --- the sending queue ----------------------------------------------------------------------

    def waiting(self) -> list[str]:
        """The messages in the sending queue."""
        return list(self.wire.journal.queue)

    def take(self) -> list[str]:
        """The messages of the sending queue, which are in flight from now on."""
        bodies, self.wire.journal.queue = self.wire.journal.queue, []
        return bodies

    def send(self, body: str) -> int:
        """Let the sender take one message."""
        return self.take_batch(sending.handler, [body])

    def deliver(self) -> None:
        """Hand out what waits until it is dealt with or given up."""
        received = dict.fromkeys(self.take(), 0)
        while received:
            for body in list(received):
                received[body] += 1
                if self.send(body) == DONE or received[body] >= MOST_RECEIVES:
                    del received[body]
            if received:
                self.clock.advance(COMES_AGAIN_AFTER)

    # --- looking --------------------------------------------------------------------------------

    def items(self, table: str) -> list[Item]:
        """What a table holds, read past the wire."""
        name = self.settings[f"{table}_TABLE"]
        return [item for kept, item in self.wire.tables.state.items() if kept == name]

    def said(self) -> list[dict[str, Any]]:
        """Every event that is published or waits in an outbox, each once."""
        found = {one["detail"]["event_id"]: one for one in self.wire.journal.published}
        for _, item in self.wire.tables.state.items():
            if item["pk"].startswith("OUTBOX#"):
                bus = self.settings[relay.BUS_SETTING[item["bus"]]]
                one = {"bus": bus, "name": item["detail_type"], "detail": item["detail"]}
                found.setdefault(item["detail"]["event_id"], one)
        return list(found.values())
