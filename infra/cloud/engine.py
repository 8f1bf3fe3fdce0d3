"""The network on the local cloud, as the front door, the control room and the demo see it."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from infra.cloud import server, watch
from infra.cloud.clock import LocalClock
from infra.cloud.door import Door
from infra.cloud.queues import Queues
from infra.cloud.stack import Stack
from infra.embedded import kept, wiring
from infra.embedded.events import Answer, Request
from infra.embedded.machine import ClockGoesForward
from infra.engine import NotSettled
from services.runtime import logs, platform
from services.runtime.aws.platform import AwsPlatform
from services.runtime.due import SHARDS
from services.runtime.ports import Item, Put, Tokens
from services.runtime.relay import SET_ASIDE
from services.runtime.saving import OUTBOX_SHARDS, SENT_SOON

PEOPLE = "people.json"
STRIDE = timedelta(days=1)
PATIENCE = 30.0
PAUSE = 0.05
# Functions end after 15 seconds: what is out of sight for longer has failed, and comes again.
IN_HAND = 20.0
# A message is for a moment between two places: it is quiet when nothing was seen twice running.
QUIET = 2


class CloudEngine:
    """Speaks to the account as its operator, and to the site as everybody does."""

    def __init__(self, folder: Path, endpoint: str, stack: Stack) -> None:
        self.folder = folder
        self.endpoint = endpoint
        self.stack = stack
        self._wiring = wiring.read(stack.parameters)
        self._tables = [mapping.table for mapping in self._wiring.streams]
        self._door = Door(endpoint, stack.names["Site"])
        self._queues = Queues(stack.client("sqs"))
        self._lambda = stack.client("lambda")
        self._clock = LocalClock(folder)
        self._moving = RLock()
        self._ticking = stack.scheduled()
        # As schedules do; and most of what a function takes here is waiting for what it prints.
        self._all_at_once = ThreadPoolExecutor(max_workers=len(self._ticking))
        self._tokens: dict[str, str] = {}
        self.platform = AwsPlatform({**stack.settings(), **server.surroundings(folder, endpoint)})
        platform.install(self.platform)

    def start(self) -> None:
        """Nothing to do: streams, queues and schedules are served from the deployment on."""

    def answer(self, request: Request) -> Answer:
        """What the deployed function says."""
        return self._door.answer(request)

    def wake(self) -> None:
        """Nothing to do: streams and queues are read by themselves."""

    def settle(self) -> None:
        """Wait until nothing is under way, or raise NotSettled and say what still is.

        What a function failed at stays out of sight until it comes again, and is not waited for.
        """
        began = moved = time.monotonic()
        before: dict[str, int] = {}
        quiet = 0
        while quiet < QUIET:
            waiting, in_hand = self._under_way()
            now = time.monotonic()
            moved = now if waiting or in_hand != before else moved
            if not waiting and in_hand and now - moved > IN_HAND:
                logs.error("failed_messages_wait", queue=", ".join(in_hand))
                return
            if waiting and now - began > PATIENCE:
                raise NotSettled(_sentence(waiting))
            before = in_hand
            quiet = 0 if waiting or in_hand else quiet + 1
            time.sleep(PAUSE)

    def now(self) -> datetime:
        """What the clock of all functions says."""
        return self._clock.now()

    def set_clock(self, to: datetime) -> None:
        """Turn it, even back."""
        self._clock.move_to(to)

    def move_clock(self, to: datetime) -> None:
        """Stop wherever something is due, and let every service see it."""
        with self._moving:
            self._move(self.now(), to)

    def advance(self, by: timedelta) -> None:
        """Let this much time pass."""
        with self._moving:
            now = self.now()
            self._move(now, now + by)

    def mail(self) -> list[dict[str, Any]]:
        """Mail that ministack accepted."""
        return watch.read(self.folder, watch.MAIL)

    def events(self) -> list[dict[str, Any]]:
        """What was put on the buses."""
        return watch.read(self.folder, watch.EVENTS)

    def traces(self, words: Sequence[str]) -> list[str]:
        """In every table of the account, in what was given up, among its people and in the logs."""
        return kept.places(self._kept_anywhere(), words)

    def dead_letters(self) -> list[dict[str, str]]:
        """What lies in queues of dead letters, and what a relay has set aside."""
        found = [
            {"what": letter.get("detail-type", "part of a mailing"), "where": queue}
            for queue in sorted({mapping.dead_letters for mapping in self._wiring.queues})
            for letter in self._queues.letters(queue)
        ]
        found += [
            {"what": "events that a relay could not pass on", "where": queue}
            for queue in sorted({mapping.on_failure for mapping in self._wiring.streams})
            for _ in self._queues.letters(queue)
        ]
        found += [{"what": row["detail_type"], "where": table} for table, row in self._set_aside()]
        return found

    def redrive(self) -> None:
        """Put letters back where they came from, and let the sweep say again what was set aside."""
        for mapping in self._wiring.queues:
            for body in self._queues.take(mapping.dead_letters):
                self._queues.send(mapping.queue, body)
        for queue in {mapping.on_failure for mapping in self._wiring.streams}:
            for _ in self._queues.take(queue):
                continue  # it only names a batch, and the sweep still has its rows
        for table, row in self._set_aside():
            shard = SENT_SOON.format(shard=int(row["pk"][-2:], 16) % OUTBOX_SHARDS)
            self.platform.tables.transact(Put(table, {**row, "gsi1pk": shard, "attempts": 0}))
        self._tick()
        self.settle()

    @contextlib.contextmanager
    def beginning(self) -> Iterator[None]:
        """Nothing expires meanwhile, since it begins in the past; at the end everything is kept."""
        yield
        self.stack.let_rows_expire()
        server.keep(self.endpoint)

    def signed_in(self, member_id: str, tokens: Tokens) -> None:
        """Keep the refresh token: only three codes an hour are mailed to one address."""
        self._tokens[member_id] = tokens.refresh_token

    def sign_in(self, member_id: str) -> Tokens:
        """New tokens for an old refresh token."""
        refresh_token = self._tokens.get(member_id) or self._kept()["tokens"][member_id]
        return self.platform.identity.refresh(refresh_token)

    def remember(self, people: list[dict[str, str]]) -> None:
        """Keep whom one can be, with what lets one be them: nobody here is real."""
        content = json.dumps({"people": people, "tokens": self._tokens})
        (self.folder / PEOPLE).write_text(content, encoding="utf-8")

    def people(self) -> list[dict[str, str]]:
        """Whom one can be."""
        found: list[dict[str, str]] = self._kept()["people"]
        return found

    def file(self, token: str) -> tuple[bytes, str] | None:
        """Files are fetched from their bucket, never from here."""
        return None

    def _kept(self) -> dict[str, Any]:
        try:
            text = (self.folder / PEOPLE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return {"people": [], "tokens": {}}
        kept: dict[str, Any] = json.loads(text)
        return kept

    def _kept_anywhere(self) -> Iterator[kept.Piece]:
        yield from kept.in_logs(self.folder)
        yield from self._kept_in_tables()
        for mapping in self._wiring.queues:
            for letter in self._queues.letters(mapping.dead_letters):
                yield mapping.dead_letters, json.dumps(letter)
        accounts = self.stack.client("cognito-idp").get_paginator("list_users")
        for page in accounts.paginate(UserPoolId=self.stack.names["People"]):
            for account in page["Users"]:
                yield "accounts", json.dumps(account, default=str)

    def _kept_in_tables(self) -> Iterator[kept.Piece]:
        dynamodb, now = self.stack.client("dynamodb"), self.now().timestamp()
        for table in dynamodb.list_tables()["TableNames"]:
            for page in dynamodb.get_paginator("scan").paginate(TableName=table):
                for item in page["Items"]:
                    # Ministack's sweep reads the machine's own clock; ours may be far ahead of it.
                    if float(item.get("expires_at", {"N": "inf"})["N"]) > now:
                        keys = item["pk"]["S"], item["sk"]["S"]
                        yield kept.kind(table, *keys), json.dumps(item, default=str)

    def _move(self, now: datetime, to: datetime) -> None:
        if to < now:
            raise ClockGoesForward
        self.settle()
        while (now := self.now()) < to:
            self._clock.move_to(max(now, self._next_stop(now, to)))
            self._tick()
            self.settle()

    def _under_way(self) -> tuple[dict[str, int], dict[str, int]]:
        """What nobody has taken yet, and what a function has in its hands; how many, by place."""
        waiting = {table: self._unsaid(table) for table in self._tables}
        in_hand = {}
        for mapping in self._wiring.queues:
            held = self._queues.held(mapping.queue)
            waiting[mapping.queue], in_hand[mapping.queue] = held.waiting, held.in_hand
        return _some(waiting), _some(in_hand)

    def _unsaid(self, table: str) -> int:
        """How many rows of an outbox are not yet on a bus."""
        return sum(
            len(self.platform.tables.query(table, SENT_SOON.format(shard=shard), index=True).items)
            for shard in range(OUTBOX_SHARDS)
        )

    def _tick(self) -> None:
        """Call the functions that the schedules call; one that fails holds up no other."""
        for name, answer in zip(
            self._ticking, self._all_at_once.map(self._invoke, self._ticking), strict=True
        ):
            if "FunctionError" in answer:
                logs.error("tick_failed", function=name)

    def _invoke(self, name: str) -> Any:
        return self._lambda.invoke(FunctionName=name, Payload=b'{"source": "clock"}')

    def _next_stop(self, now: datetime, until: datetime) -> datetime:
        """The next instant at which something is due, and never a long way off."""
        stops = [until, now + STRIDE]
        for table in self._tables:
            for shard in range(SHARDS):
                page = self.platform.tables.query(table, f"DUE#{shard}", limit=100)
                due = (datetime.fromisoformat(row["sk"].partition("#")[0]) for row in page.items)
                stops += [instant for instant in due if instant > now]
        return min(stops)

    def _set_aside(self) -> Iterator[tuple[str, Item]]:
        for table in self._tables:
            page = self.platform.tables.query(table, SET_ASIDE, index=True, limit=100)
            for row in page.items:
                yield table, row


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {place: count for place, count in counts.items() if count}


def _sentence(waiting: dict[str, int]) -> str:
    places = ", ".join(f"{count} in {place}" for place, count in sorted(waiting.items()))
    return (
        f"The local cloud did not come to rest within {PATIENCE:.0f} seconds. Waiting: {places}."
        " Its engine.log may say why; after a restart it tries again."
    )
