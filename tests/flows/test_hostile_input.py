"""Whatever is sent to whichever route: a clear refusal, never a fault, and nothing changed."""

from __future__ import annotations

import importlib
import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from infra.embedded.events import Answer, Request
from services.runtime import platform
from tests.flows.network import SLUG, Network
from tests.infra.test_template import SERVICES

SEED = 641
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
ODD = [
    "", " ", "0", "-1", "null", "true", "[]", "{}", "../../etc/passwd", "%00", "\x00", "\ud800",
    "a" * 5000, "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "${jndi:x}", "\u0663",
    "\u202egpj.exe", "\u200b", "2026-13-45", "25:99", "Mars/Olympus", "https://", "//evil.example",
    "javascript:alert(1)", "9" * 400, "1e400", "NaN", "é" * 300, "\r\nSet-Cookie: a=b",
]  # fmt: skip
BODIES: list[bytes] = [
    b"", b"null", b"[]", b"{", b'{"a":' * 5000, b"[" * 20000, b"\xff\xfe\x00", b"=&=&==",
    b"a=%ff%fe", b"title=a&title=b", b"x" * 400_000, b'{"title": "?"}',
    b'{"title": "\\ud83d"}', b'{"__proto__": {}}', b'{"version": 99999999999999999999999999}',
]  # fmt: skip


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    """One network for all attempts, so that an attempt that broke something shows in the next."""
    made = Network(lambda messages: messages)
    made.plan("What helps after an incident?")
    yield made
    platform.install(None)


def routes(kind: str) -> list[Any]:
    found = []
    for service in SERVICES:
        module = importlib.import_module(f"services.{service}.{kind}")
        for route in getattr(module, kind).routes:
            found.append(pytest.param(route.method, route.path, id=f"{route.method} {route.path}"))
    return found


def ask(network: Network, method: str, path: str, body: bytes, content_type: str) -> Answer:
    """Ask as the chair, who may do most: what stops the request then is what was sent."""
    token = network.world.platform.identity.issue(network.chair.member_id).id_token
    headers = {
        "host": "candour.example",
        "content-type": content_type,
        "sec-fetch-site": "same-origin",
        "authorization": f"Bearer {token}",
        "cookie": f"__Host-session={token}",
    }
    answer = network.world.door.answer(Request(method, path, headers, body))
    network.world.settle()
    return answer


def filled(path: str, values: list[str]) -> str:
    """The route's path with these values in the place of its parameters."""
    parts = path.split("/")
    for position, part in enumerate(parts):
        if part == "<network>":
            parts[position] = SLUG
        elif part.startswith("<"):
            parts[position] = quote(values.pop() or "x", safe="", errors="replace")
    return "/".join(parts)


@pytest.mark.parametrize(("method", "path"), routes("api"))
def test_a_program_gets_a_problem_and_never_a_fault(
    network: Network, method: str, path: str
) -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    for body in [*BODIES, *(_json(chance) for _ in range(25))]:
        address = filled(path, chance.sample(ODD, 4))
        page = quote(chance.choice(ODD)[:99], errors="replace")
        answer = ask(network, method, f"{address}?next={page}", body, JSON)
        assert answer.status < 500, (address, body[:200], answer.text)
        if answer.status >= 400:
            problem = answer.json()
            assert problem["status"] == answer.status
            assert problem["detail"].rstrip().endswith((".", "?")), problem


@pytest.mark.parametrize(("method", "path"), routes("pages"))
def test_a_person_gets_a_page_and_never_a_fault(network: Network, method: str, path: str) -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    for body in [*BODIES, *(_form(chance) for _ in range(25))]:
        address = filled(path, chance.sample(ODD, 4))
        query = urlencode(
            {"next": chance.choice(ODD), "token": chance.choice(ODD)}, errors="replace"
        )
        answer = ask(network, method, f"{address}?{query}", body if method == "POST" else b"", FORM)
        assert answer.status < 500, (address, body[:200], answer.text[:2000])
        location = answer.header("Location") or "/"
        assert location.startswith(("/", "https://meet.example/")), location
        assert not location.startswith("//"), location
        assert "\n" not in location


def test_after_all_that_the_network_is_as_it_was(network: Network) -> None:
    """Runs last: nothing was lost, and nothing lies with the dead letters."""
    assert network.world.dead_letters() == []
    assert network.get("", by=network.chair).status in (200, 403)


NAMES = (
    "title", "text", "version", "keep", "comment", "text_hash", "name", "email", "organisation",
    "network", "agree", "code", "challenge", "date", "time", "zone", "minutes", "meeting_url",
    "headcount", "recording_off", "role", "reason", "policy", "quorum", "token", "notes", "next",
    "reminders", "refresh_token", "idempotency_key", "intruder_checked", "address",
)  # fmt: skip


def _json(chance: random.Random) -> bytes:
    values: list[Any] = [*ODD, None, 0, -1, 10**30, True, [], {}, [[]], {"a": {}}, 1.5, ["a", 1]]
    content = {name: chance.choice(values) for name in chance.sample(NAMES, chance.randint(0, 8))}
    return json.dumps(content).encode("utf-8", "replace")


def _form(chance: random.Random) -> bytes:
    pairs = [(name, chance.choice(ODD)) for name in chance.sample(NAMES, chance.randint(0, 8))]
    return urlencode(pairs, errors="replace").encode()
