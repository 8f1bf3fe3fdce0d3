"""Playing a path: once without faults, then with some, and comparing what came of it.

A path is one thing that happens to a function: a person's request, a message, a tick. Whatever
breaks is repeated as it would be: the queue brings the message again, the person sends the form
again, the next tick comes. Then everything that is kept must be as if nothing had broken.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.contracts.event import Event
from services.contracts.refusals import Conflict
from services.notifications.model.batch import Result
from services.notifications.store.batches import MARKS
from tests.faults.faults import Fault
from tests.faults.stage import COMES_AGAIN_AFTER, DONE, FAILED, MOST_RECEIVES, REFUSED, Stage
from tests.faults.tables import INSTANT, RANDOM

CONFLICT = Conflict.status
SHARD = re.compile(r'"DUE#\d"')
MISSED = {MARKS[Result.TOO_LATE], MARKS[Result.UNCERTAIN]}
CODE = re.compile(r'"code": "\d{8}"')


def nothing(_stage: Stage) -> None:
    """What follows when nothing does."""


@dataclass(frozen=True)
class Path:
    """One thing that happens, from `start`; `act` gets the number of the try and gives a status.

    `after` is what happens later in any case. `refusals` are honest answers to the first try
    beside a conflict, `repeated` to a further one. `loose` names what may count the tries;
    `said_again` the events that belong to a try, `hears` those that a message brings.
    `forgone` says that a mail may be missed, if that is seen in the ledger.
    """

    name: str
    start: Callable[[Stage], None]
    act: Callable[[Stage, int], int]
    after: Callable[[Stage], None] = nothing
    refusals: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()
    loose: frozenset[str] = frozenset()
    said_again: frozenset[str] = frozenset()
    hears: frozenset[str] = frozenset()
    forgone: bool = False


def hearing(service: str, start: Callable[[Stage], None], *events: Event, **more: Any) -> Path:
    """The path of a message, or of some in one batch, to the inbox of a service."""
    names = [event.detail_type() for event in events]
    return Path(
        f"{service} hears {' and '.join(name.partition('.')[0] for name in names)}",
        start,
        lambda stage, _number: stage.hear(service, *events),
        hears=frozenset(names),
        **more,
    )


@dataclass
class End:
    """What a run left behind, without ids and times that it made itself."""

    items: Counter[str]
    said: Counter[str]
    mails: Counter[tuple[str, str]]
    waiting: frozenset[str]
    users: dict[str, str]
    missed: bool


@dataclass
class Run:
    """One run: the statuses of the tries, the calls, how many of them were the path's own."""

    end: End
    statuses: list[int]
    calls: list[str]
    own: int = 0
    struck: frozenset[int] = field(default_factory=frozenset)


def play(
    stage: Stage, path: Path, faults: Mapping[int, Fault] | None = None, *, rounds: int = 1
) -> Run:
    """Play a path with these faults, by the number of the call, and what follows so many times."""
    stage.begin(path.start, faults or {})
    known = stage.wire.tables.state.tokens
    statuses: list[int] = []
    own = 0
    for number in range(MOST_RECEIVES):
        stage.ids.begin(number)
        statuses.append(path.act(stage, number))
        own = own or len(stage.wire.calls)
        if _is_over(path, statuses):
            break
        stage.clock.advance(COMES_AGAIN_AFTER)
    stage.ids.begin(MOST_RECEIVES)
    for _ in range(rounds):
        path.after(stage)
    return Run(
        end=_end(stage, path, known),
        statuses=statuses,
        calls=stage.wire.calls,
        own=own,
        struck=frozenset(stage.wire.struck),
    )


def wrong(path: Path, faultless: Run, run: Run) -> list[str]:
    """Every promise that a run broke."""
    return [*_dishonest(path, run), *_differences(path, faultless.end, run.end)]


def _is_over(path: Path, statuses: list[int]) -> bool:
    status = statuses[-1]
    if DONE <= status < REFUSED:
        return True
    refused = REFUSED <= status < FAILED
    return refused and len(statuses) > 1 and status not in path.refusals


def _dishonest(path: Path, run: Run) -> Iterable[str]:
    first, *further = run.statuses
    if REFUSED <= first < FAILED and first not in {CONFLICT, *path.refusals}:
        yield f"the first answer was {first}"
    for status in further:
        honest = {CONFLICT, *path.refusals, *path.repeated}
        if REFUSED <= status < FAILED and status not in honest:
            yield f"a further answer was {status}"
    if not DONE <= run.statuses[-1] < FAILED:
        yield f"it never came to an end: {run.statuses}"


def _differences(path: Path, faultless: End, end: End) -> Iterable[str]:
    yield from _apart("kept", faultless.items, end.items)
    yield from _apart("said", *_without_repetitions(path, faultless.said, end.said))
    if not (path.forgone and end.missed):
        yield from _apart("mailed", faultless.mails, end.mails)
    for key, count in end.mails.items():
        if count > 1:
            yield f"mailed {count} times: {key[0]}"
    if faultless.waiting != end.waiting:
        yield f"in the queue: {sorted(faultless.waiting ^ end.waiting)}"
    if faultless.users != end.users:
        yield "the accounts differ"


def _without_repetitions(
    path: Path, faultless: Counter[str], said: Counter[str]
) -> tuple[Counter[str], Counter[str]]:
    """What was said, without more of those events that belong to a try of a person."""
    more = Counter(
        {
            one: n
            for one, n in (said - faultless).items()
            if json.loads(one)["name"] in path.said_again
        }
    )
    return faultless, said - more


def _apart(what: str, faultless: Counter[Any], end: Counter[Any]) -> Iterable[str]:
    for one in faultless - end:
        yield f"not {what}: {one}"
    for one in end - faultless:
        yield f"{what} although it should not be: {one}"


def _end(stage: Stage, path: Path, known: frozenset[str]) -> End:
    present = stage.wire.tables.state.items()
    kept = [
        json.dumps([table, _plain(item, path.loose)], sort_keys=True)
        for table, item in present
        if not item["pk"].startswith(("OUTBOX#", "LIMIT#"))
    ]
    said = [json.dumps(_said(one, path.loose), sort_keys=True) for one in stage.said()]
    return End(
        items=Counter(_same(text, known) for text in kept),
        said=Counter(_same(text, known) for text in said),
        mails=Counter(stage.wire.journal.mails),
        waiting=frozenset(stage.waiting()),
        users={name: email for name, email in stage.wire.pool.users.items() if name in known},
        missed=any(MISSED & set(item.get("marks", "")) for _, item in present),
    )


def _said(one: dict[str, Any], loose: frozenset[str]) -> dict[str, Any]:
    own = loose | {"event_id"}
    detail = {name: value for name, value in one["detail"].items() if name not in own}
    return {**one, "detail": detail}


def _plain(item: dict[str, Any], loose: frozenset[str]) -> dict[str, Any]:
    """An item without what differs from run to run."""
    plain = {name: value for name, value in item.items() if name not in loose | {"looks"}}
    if "expires_at" in plain:
        plain["expires_at"] = "ends"
    if item["sk"] == "NAME":
        plain.pop("version", None)  # a random one, see services/notes/store/names.py
    return plain


def _same(text: str, known: frozenset[str]) -> str:
    """The text with one word for every id and instant that was not there at the start."""
    text = SHARD.sub('"DUE#n"', text)
    text = CODE.sub('"code": "digits"', text)
    text = RANDOM.sub(lambda m: m[0] if m[0] in known else f"id of {len(m[0])}", text)
    return INSTANT.sub(lambda m: m[0] if m[0] in known else "instant", text)
