"""Joining, succession, import and erasure to their end, however messages are delivered.

These are the very chapters that `run.py --check` plays on one machine and on the local cloud: over
HTTP, with pages, programs and the control room. Here nothing moves but when the story waits for
it, and each way of delivery must leave the same behind.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from infra.embedded import demo, friday, wiring
from infra.embedded.control_room import ControlRoom
from infra.embedded.engine import EmbeddedEngine
from infra.embedded.friday import erasing, importing, joining, succession
from infra.embedded.front_door import FrontDoor, StartResponse
from infra.embedded.kept import kind
from infra.embedded.machine import Machine
from infra.embedded.pump import Postman, Pump
from infra.embedded.site import LOOPBACK
from services.runtime import platform
from services.runtime.embedded.database import Database
from services.runtime.embedded.platform import EmbeddedPlatform
from tests.flows.conftest import WAYS, once
from tests.world import START

A_PART_OF_A_SECOND = timedelta(microseconds=343_405)
STORIES = (joining.STEPS, succession.STEPS, importing.STEPS, erasing.STEPS)
PLAIN = {"PLAIN_COOKIES": "1"}
ANSWER = "ServiceErased.v1"
"""Said each time that a service is asked to forget somebody, since an answer may be lost."""
RANDOM = re.compile(r"\b[0-9a-f]{32,64}\b")


class Quiet(WSGIRequestHandler):
    """Says nothing on the terminal."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to say."""


def whole(door: FrontDoor) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """The front door with requests as its own server gives them: read to their end."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return door({**environ, "wsgi.input": io.BytesIO(sent)}, start_response)

    return answer


def engine(database: Database, site: str, postman: Postman) -> EmbeddedEngine:
    """An engine whose clock stands still between two whole seconds, as no clock of a test does."""
    made = EmbeddedPlatform(database, settings=PLAIN, frozen_at=START + A_PART_OF_A_SECOND, seed=7)
    machine = Machine(made, wiring.read({"Stage": "stories", "SiteUrl": site}))
    return EmbeddedEngine(machine, Pump(machine, pause=lambda _received: 0, postman=postman))


@cache
def beginning() -> bytes:
    """The network of the demo."""
    database = Database()
    demo.load(engine(database, "https://candour.example", once), lambda _: None)
    return database.image()


@contextlib.contextmanager
def site(postman: Postman) -> Iterator[tuple[str, Database]]:
    """The network behind its front door, on a port of its own."""
    database = Database()
    database.restore(beginning())
    with make_server(LOOPBACK, 0, lambda *_: [], WSGIServer, Quiet) as server:
        address = f"http://{LOOPBACK}:{server.server_port}"
        behind = engine(database, address, postman)
        server.set_app(whole(FrontDoor(behind, ControlRoom(behind))))
        serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        try:
            yield address, database
        finally:
            server.shutdown()
            serving.join()
            database.close()
            platform.install(None)


def left(database: Database) -> Counter[str]:
    """What is kept, said and mailed in the end, without ids."""
    kept = [
        f"{kind(table, RANDOM.sub('id', pk), sk)} {sorted(json.loads(body))}"
        for table, pk, sk, body in database.rows("SELECT tbl, pk, sk, body FROM items")
        if not pk.startswith("LIMIT#")
    ]
    rows = database.rows("SELECT detail_type, detail FROM bus_log")
    answers = {_whom(detail) for name, detail in rows if name == ANSWER}
    said = [name for name, _ in rows if name != ANSWER] + [ANSWER] * len(answers)
    mailed = [f"{to}: {s}" for to, s in database.rows("SELECT recipient, subject FROM mail")]
    return Counter([*kept, *said, *mailed])


def _whom(answer: str) -> tuple[str, str]:
    said = json.loads(answer)
    return said["service"], said["member_id"]


def told(postman: Postman, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Play the stories; what they leave."""
    monkeypatch.setattr(friday, "CHAPTERS", STORIES)
    said: list[str] = []
    with site(postman) as (address, database):
        assert friday.play(address, said.append), "\n".join(said)
        return left(database)


@cache
def in_order() -> Counter[str]:
    """What the stories leave if every message comes once, in order."""
    with pytest.MonkeyPatch.context() as patch:
        return told(once, patch)


@pytest.mark.parametrize("way", WAYS)
def test_joining_succession_import_and_erasure_end_alike(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X2, M12, M22, M24: the proof that duplicates and reordering change nothing."""
    assert told(WAYS[way](), monkeypatch) == in_order()
