"""The engines that the platform runs on, and what each of them cannot do.

A further engine is a further entry of `CANNOT`, and a fixture in `conftest.py` that makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from services.runtime.ports import Platform

RELIED_ON: Mapping[str, str] = {
    "bulk mail": "one answer for each recipient of a letter",
    "custom challenges": "signing in by a code that our own triggers make and judge",
    "strangers": "somebody unknown may try as many codes as somebody known (X7)",
    "repeated calls": "a transaction that arrives twice counts once",
    "ending links": "a link to a file ends within a minute",
    "called by streams": "new rows of the outbox reach the relay, in order, again if it fails",
    "called by queues": "part of a batch comes again, then lies with the dead letters",
}
"""What services need of their platform, apart from what every engine can."""

NOT_RELIED_ON: Mapping[str, str] = {
    "other writes under a token": "a token that comes with other writes is refused",
    "silent rules": "a disabled rule copies nothing",
    "sessions for one answer": "a session of signing in takes one answer, by one person",
    "five tries": "the fifth wrong code ends a session, and none before it",
}
"""What no service needs: a token is never used twice, a rule never disabled, wrong codes are
counted by `membership/identity.py` over all sessions, and whoever runs out of tries asks again."""

ON_ONE_ONLY: Mapping[str, str] = {
    "strangers": "AWS documents it as PreventUserExistenceErrors; ministack refuses the first code",
}
"""What is relied on although only one engine can do it, and why."""

NO_CHALLENGE = "moto answers CUSTOM_AUTH without a challenge"
NO_FUNCTIONS = "moto calls functions only in containers"
CANNOT: Mapping[str, Mapping[str, str]] = {
    "embedded": {
        "other writes under a token": "it has no tokens: a call within a process comes once",
        "silent rules": "it knows no disabled rules, and the template has none",
    },
    "moto": {
        "bulk mail": "moto has no SendBulkEmail; tests/runtime/aws/test_mail.py has its answers",
        "custom challenges": NO_CHALLENGE,
        "strangers": NO_CHALLENGE,
        "five tries": NO_CHALLENGE,
        "sessions for one answer": NO_CHALLENGE,
        "repeated calls": "moto does a transaction again that it has done under this token",
        "ending links": "moto serves a link that has ended",
        "called by streams": NO_FUNCTIONS,
        "called by queues": NO_FUNCTIONS,
        "other writes under a token": "moto looks at no token",
        "silent rules": "moto lets disabled rules copy",
    },
    "ministack": {
        "strangers": "ministack knows nobody by that name, and refuses the first code",
        "five tries": "ministack ends a session after the third, and takes Cognito to do so too",
        "sessions for one answer": "ministack keeps a session as it is until it is over",
    },
}
"""What an engine cannot do, and why; the tests that need it are skipped with that reason."""

TABLES = ("things", "others")
STREAMED = "streamed"
"""A further table: new rows under `ROWS` go to `functions.relay`."""
ROWS = "OUTBOX#"
WORKED, GIVEN_UP = "worked", "given-up"
"""A queue whose messages go to `functions.inbox`, twice at most, and where they lie then."""
MOST_RECEIVES = 2
PUBLIC_BUS = "candour-conformance"
PRIVATE_BUS = "candour-private-conformance"
SOURCE = "candour.notes"
DETAIL_TYPE = "NoteTold.v1"
PATTERN: dict[str, Any] = {"source": [SOURCE], "detail-type": [DETAIL_TYPE]}


@dataclass(frozen=True)
class Engine:
    """A platform that is empty, with a rule that copies NoteTold.v1 of notes to `heard`.

    `until` lets time pass until something holds, and tells whether it came to hold; while
    `twice` lasts every transaction arrives twice.
    """

    name: str
    platform: Platform
    heard: str
    deaf: str
    worked: str
    given_up: str
    waiting: Callable[[str], list[str]]
    fetch: Callable[[str], bytes | None]
    until: Callable[[Callable[[], bool]], bool]
    twice: Callable[[], AbstractContextManager[None]]


def table() -> Iterator[str]:
    """What each engine can, as `docs/local-cloud.md` shows it."""
    yield f"| | relied on | {' | '.join(CANNOT)} |"
    yield "|---" * (len(CANNOT) + 2) + "|"
    yield f"| everything else in `tests/conformance` | yes |{' yes |' * len(CANNOT)}"
    for name, words in {**RELIED_ON, **NOT_RELIED_ON}.items():
        relied = "yes" if name in RELIED_ON else "no"
        cells = (f"no: {why}" if (why := CANNOT[e].get(name)) else "yes" for e in CANNOT)
        yield f"| {words} | {relied} | {' | '.join(cells)} |"
