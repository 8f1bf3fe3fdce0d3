"""A network in memory, and every way in which its messages may be delivered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import pytest

from infra.embedded.pump import Postman
from services.runtime import platform
from services.runtime.embedded.queues import Message
from tests.flows.network import Network

SEED = 20261127


def once(messages: Sequence[Message]) -> Sequence[Message]:
    """As they come."""
    return messages


def twice(messages: Sequence[Message]) -> Sequence[Message]:
    """Each again, after all others of its batch."""
    return [*messages, *messages]


def backwards(messages: Sequence[Message]) -> Sequence[Message]:
    """The last one first."""
    return list(reversed(messages))


def anyhow() -> Postman:
    """In any order, any of them twice; the same each time for the same seed."""
    chance = random.Random(SEED)
    print(f"seed {SEED}")

    def deliver(messages: Sequence[Message]) -> Sequence[Message]:
        again = [message for message in messages if chance.random() < 0.5]
        return chance.sample([*messages, *again], len(messages) + len(again))

    return deliver


WAYS: dict[str, Callable[[], Postman]] = {
    "once": lambda: once,
    "twice": lambda: twice,
    "backwards": lambda: backwards,
    "anyhow": anyhow,
}


@cache
def begun(way: str) -> Network:
    """The network of all tests with this way, in which nothing more happens."""
    return Network(WAYS[way]())


@pytest.fixture(params=WAYS)
def network(request: pytest.FixtureRequest) -> Iterator[Network]:
    """A network with a chair, a facilitator, a reviewer and three members."""
    yield begun(request.param).again(WAYS[request.param]())
    platform.install(None)
