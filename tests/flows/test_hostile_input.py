"""Whatever is sent to whichever route: a clear refusal, never a fault, and nothing broken.

Every route of every service is asked as whoever may do most there, with the ids of things that are
there, so that what stops the request is what was sent. Each shape of a body goes to each route;
to each field, each parameter of a query and each part of a path go values that nothing takes, and
a share of the odd ones, so that all of them are sent somewhere.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, get_type_hints
from urllib.parse import quote, urlencode
from zlib import crc32

import pytest

from infra.embedded.demo import CHAIR, HOST_ADMIN, SLUG, Person
from infra.embedded.events import Answer, Request
from infra.examples import chairs, story
from infra.examples.scene import Scene
from services.runtime import platform
from services.runtime.http.uploads import Upload, Uploads
from services.runtime.http.wishes import Wish, is_wish
from tests.infra.test_template import SERVICES

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"
UNREADABLE: list[tuple[str, bytes, str]] = [
    ("300 kilobytes", b'{"a": "' + b"x" * 300_000 + b'"}', JSON),
    ("nested lists", b"[" * 100_000, JSON),
    ("nested objects", b'{"a":' * 50_000, JSON),
    ("not UTF-8", b'{"a": "\xff\xfe"}', JSON),
    ("UTF-16", '{"a": "b"}'.encode("utf-16"), JSON),
    ("cut off", b'{"a": ', JSON),
    ("a number of 5000 digits", b'{"version": ' + b"9" * 5000 + b"}", JSON),
    ("no number", b'{"version": NaN, "minutes": Infinity}', JSON),
    ("a lone surrogate", b'{"title": "\\ud83d"}', JSON),
    ("a list", b"[1]", JSON),
    ("a text", b'"text"', JSON),
    ("unknown fields", b'{"__proto__": {}, "role!": "admin"}', JSON),
    ("a form", b"title=a&title=b", FORM),
    ("plain text", b'{"a": "b"}', "text/plain"),
    ("XML", b"<a/>", "application/xml"),
    ("no content type", b'{"a": "b"}', ""),
]
FORMS: list[tuple[str, bytes, str]] = [
    ("300 kilobytes", b"name=" + b"x" * 300_000, FORM),
    ("not UTF-8", b"name=%ff%fe&email=%c3%28", FORM),
    ("a lone surrogate", b"name=%ed%a0%80", FORM),
    ("600 fields", b"&".join(b"f%d=1" % n for n in range(600)), FORM),
    ("JSON", b'{"a": "b"}', JSON),
    ("plain text", b"a=b", "text/plain"),
    ("XML", b"<a/>", "application/xml"),
    ("no content type", b"a=b", ""),
]
NEVER: list[Any] = [
    {"a": {}}, [[]], [{"a": []}], 10**400, "a\x00b", "a\u202eb", "\u200b", "\ufeffa",
    "\u2066a\u2069",
]  # fmt: skip
"""What no field takes."""
SELDOM: list[Any] = [
    None, 0, -1, 10**30, True, 1.5, [], {}, "", " ", "0", "null", "x" * 50_001, "\ud83d",
    "../../etc/passwd", "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}",
    "\u0663", "²", "2026-13-45", "9999-12-31", "0001-01-01", "25:99", "Mars/Olympus", "https://",
    "//evil.example", "javascript:alert(1)", "9" * 4301, "1e400", "NaN", "é" * 300, "-",
    "a\r\nSet-Cookie: a=b", "a\nBcc: b@c.example", "=1+1", "NETWORK#psmn", "a|b",
    "\U0001f4a9" * 90,
    "<ann@kelder.example>", "mailto:ann@kelder.example", "ann@[127.0.0.1]", "ann@kelder",
    "a@b@c.example",
    "ann@n\u04bbs.uk", "ann\u200b@kelder.example", ["a\x00b"], ["x"] * 3000, [None],
]  # fmt: skip
"""What a field may take or refuse, but not break at."""
IN_ADDRESSES = [
    *(one for one in (*NEVER, *SELDOM) if isinstance(one, str) and len(one) < 6000),
    "%00", "%ff", "9223372036854775807", "a,b", "eyJhIjoxfQ.x", "." * 50, "x" * 3000,
]  # fmt: skip


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """One network for all attempts, so that an attempt that broke something shows in the next."""
    made = Scene()
    story.happen(made)
    yield made
    platform.install(None)


@pytest.fixture(scope="module")
def at_first(scene: Scene) -> list[Any]:
    """What is kept before anybody attacks."""
    return kept(scene)


def routes(kind: str) -> list[Any]:
    found = []
    for service in SERVICES:
        module = importlib.import_module(f"services.{service}.{kind}")
        for route in getattr(module, kind).routes:
            found.append(pytest.param(route, id=f"{route.method} {route.path}"))
    return found


def some(values: list[Any], of: str, most: int) -> list[Any]:
    """Some of many, others for each field: between them all fields are sent each of them."""
    begin = crc32(of.encode()) % len(values)
    return (values[begin:] + values[:begin])[:most]


def wish_of(route: Any) -> type[Wish] | None:
    hints = get_type_hints(route.function)
    return next((hint for hint in hints.values() if is_wish(hint)), None)


def query_of(route: Any) -> list[str]:
    hints = get_type_hints(route.function)
    return [
        name
        for name, hint in hints.items()
        if name != "return"
        and f"<{name}>" not in route.path
        and not is_wish(hint)
        and hint not in (Upload, Uploads)
    ]


@cache
def in_the_api() -> dict[type[Wish] | None, Any]:
    """A JSON route for each wish: what it can be sent, a page that takes the same can be too."""
    asked = {wish_of(one.values[0]): one.values[0] for one in routes("api")}
    return {wish: route for wish, route in asked.items() if wish}


def example_of(scene: Scene, route: Any) -> tuple[Person | None, dict[str, str], dict[str, Any]]:
    """Who asks, with which ids of things that are there, and what could be sent."""
    known = scene.examples.get((route.method, route.path))
    if known:
        return (
            known.by or CHAIR,
            dict(known.parts),
            known.sent if isinstance(known.sent, dict) else {},
        )
    parts = {name: one for each in scene.examples.values() for name, one in each.parts.items()}
    same = in_the_api().get(wish_of(route))
    sent = scene.examples[same.method, same.path].sent if same else {}
    by = HOST_ADMIN if route.path.startswith("/host") else CHAIR
    return by, {**parts, "network": SLUG, "child": "falls", "file": "poster.svg"}, sent


class Attack:
    """One route, as whoever may do most there."""

    def __init__(self, scene: Scene, route: Any) -> None:
        self.route = route
        self._scene = scene
        by, self.parts, self.sent = example_of(scene, route)
        # Every route starts with a clean slate: what is refused for its number says nothing.
        scene.platform.database.run("DELETE FROM items WHERE pk LIKE 'LIMIT#%'")
        self._token = scene.token(by or CHAIR)

    def path(self, **odd: str) -> str:
        path: str = self.route.path
        for name, value in {**self.parts, **odd}.items():
            path = path.replace(f"<{name}>", quote(value, safe="", errors="replace"))
        return path

    def ask(self, target: str, body: bytes, content_type: str) -> Answer:
        headers = {
            "host": "candour.example",
            "sec-fetch-site": "same-origin",
            "authorization": f"Bearer {self._token}",
            "cookie": f"__Host-session={self._token}",
        }
        if content_type:
            headers["content-type"] = content_type
        return self._scene.engine.answer(Request(self.route.method, target, headers, body))


def kept(scene: Scene) -> list[Any]:
    """Everything but the counters of limits, as text."""
    rows = scene.platform.database.rows("SELECT tbl, pk, sk, body FROM items ORDER BY 1, 2, 3")
    return [row for row in rows if not row[1].startswith("LIMIT#")]


def is_a_problem(answer: Answer) -> bool:
    """A status, a sentence and the one content type."""
    said = answer.json()
    return (
        400 <= answer.status < 500
        and answer.header("content-type") == PROBLEM
        and said["status"] == answer.status
        and said["detail"].rstrip().endswith((".", "?"))
        and all(one.rstrip().endswith((".", "?")) for one in said.get("fields", {}).values())
    )


def is_no_fault_of_ours(answer: Answer) -> bool:
    return answer.status < 400 or is_a_problem(answer)


@pytest.mark.usefixtures("at_first")
@pytest.mark.parametrize("route", routes("api"))
def test_no_body_gets_past_a_route(scene: Scene, route: Any) -> None:
    """S2: each shape is refused by each route, also by those that read no body at all."""
    attack = Attack(scene, route)
    for name, body, content_type in UNREADABLE:
        answer = attack.ask(attack.path(), body, content_type)
        assert is_a_problem(answer), (name, answer.status, answer.text[:500])


POSTS = [one for one in routes("pages") if one.values[0].method == "POST"]


@pytest.mark.usefixtures("at_first")
@pytest.mark.parametrize("route", POSTS)
def test_no_form_gets_past_a_page(scene: Scene, route: Any) -> None:
    attack = Attack(scene, route)
    for name, body, content_type in FORMS:
        answer = attack.ask(attack.path(), body, content_type)
        assert 400 <= answer.status < 500, (name, answer.status)
        assert "<h1>" in answer.text, name


def test_nothing_of_that_has_changed_anything(scene: Scene, at_first: list[Any]) -> None:
    """Runs before any value that could be taken is sent."""
    assert kept(scene) == at_first


@pytest.mark.parametrize("route", [one for one in routes("api") if wish_of(one.values[0])])
def test_no_value_of_a_field_is_a_fault(scene: Scene, route: Any) -> None:
    attack, wish = Attack(scene, route), wish_of(route)
    assert wish is not None
    for field in wish.model_fields:
        for value in (*NEVER, *some(SELDOM, route.path + field, 25)):
            body = json.dumps({**attack.sent, field: value}).encode()
            answer = attack.ask(attack.path(), body, JSON)
            assert is_no_fault_of_ours(answer), (field, str(value)[:99], answer.text[:500])
            assert value not in NEVER or answer.status >= 400, (field, value)
    scene.engine.settle()


@pytest.mark.parametrize("route", [*routes("api"), *routes("pages")])
def test_no_address_is_a_fault(scene: Scene, route: Any) -> None:
    """Each parameter of the query, and each part of the path, with values that are none of ours."""
    attack = Attack(scene, route)
    program = route.path.startswith("/api/")
    body = json.dumps(attack.sent).encode() if program and wish_of(route) else b""
    if not program and route.method == "POST":
        body = urlencode(attack.sent, doseq=True).encode()
    tried = IN_ADDRESSES if program else some(IN_ADDRESSES, route.path, 6)
    inside = [name for name in attack.parts if f"<{name}>" in route.path]
    targets = [attack.path(**{name: odd}) for name in inside for odd in tried if odd]
    if route.method == "GET":
        targets += [
            f"{attack.path()}?{urlencode({name: odd}, errors='replace')}"
            for name in query_of(route)
            for odd in tried
        ]
    for target in targets:
        answer = attack.ask(target, body, (JSON if program else FORM) if body else "")
        if program:
            assert is_no_fault_of_ours(answer), (target[:300], answer.text[:500])
        else:
            assert answer.status < 500, (target[:300], answer.text[:500])
            stays_here(answer)
    scene.engine.settle()


def stays_here(answer: Answer) -> None:
    """A redirect leads nowhere else, and carries no header of somebody else's making."""
    location = answer.header("Location") or "/"
    assert location.startswith(("/", "https://meet.example/")), location
    assert not location.startswith("//"), location
    assert "\n" not in location
    assert answer.cookies.get("a") != "b"


@pytest.mark.parametrize("route", [one for one in POSTS if wish_of(one.values[0])])
def test_nothing_typed_into_a_field_is_a_fault(scene: Scene, route: Any) -> None:
    attack, wish = Attack(scene, route), wish_of(route)
    assert wish is not None
    typed = [value for value in (*NEVER, *SELDOM) if isinstance(value, str)]
    for field in wish.model_fields:
        for value in some(typed, route.path + field, 4):
            form = urlencode({**attack.sent, field: value}, doseq=True, errors="replace").encode()
            answer = attack.ask(attack.path(), form, FORM)
            assert answer.status < 500, (field, value[:99], answer.text[:500])
            stays_here(answer)
    scene.engine.settle()


def test_after_all_that_the_network_is_as_it_was(scene: Scene) -> None:
    """Runs last: nothing was lost, and nothing lies with the dead letters."""
    assert scene.engine.dead_letters() == []
    chairs.end(scene)
