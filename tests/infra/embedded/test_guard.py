"""Decision 4: a permission that is missing in the template is missing on one machine too."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from infra.embedded import wiring
from infra.embedded.guard import Guard, NotAllowed
from infra.embedded.roles import Permission, assumed, stream_of
from services.runtime import logs
from services.runtime.ports import Check, Delete, Entry, Letter, Put, Recipient
from tests.world import PARAMETERS, Home

MEMBERSHIP, NOTES = "candour-test-membership", "candour-test-notes"
KEY = ("MEMBER#m1", "STATE")
RELAY = "services.runtime.relay.handler"
roles = wiring.read(PARAMETERS).roles
nobody = replace(roles.of("services.membership.api.handler"), granted=frozenset())


@pytest.fixture
def guard(home: Home) -> Guard:
    return Guard(home.platform)


def test_a_function_may_do_what_its_role_says_and_nothing_else(guard: Guard) -> None:
    with assumed(roles.of("services.membership.reactions.handler")):
        guard.tables.transact(Put(MEMBERSHIP, {"pk": KEY[0], "sk": KEY[1]}))
        with pytest.raises(NotAllowed):
            guard.tables.get(MEMBERSHIP, KEY)
        with pytest.raises(NotAllowed):
            guard.tables.transact(Put(NOTES, {"pk": KEY[0], "sk": KEY[1]}))


def test_an_operator_may_do_anything(guard: Guard) -> None:
    assert guard.tables.get(NOTES, KEY) is None
    assert guard.asked == set()


def test_every_call_is_asked_about(guard: Guard) -> None:
    """Each by itself: nothing passes that the role does not name."""
    letter = Letter("Candour <account@candour.example>", "Hello", "Hello", "Hello")
    entry = Entry("candour-test", "candour.membership", "MemberLeft.v1", {})
    calls: list[Callable[[], object]] = [
        lambda: guard.tables.get(MEMBERSHIP, KEY),
        lambda: guard.tables.get_many([(MEMBERSHIP, KEY)]),
        lambda: guard.tables.query(MEMBERSHIP, KEY[0]),
        lambda: guard.tables.query(MEMBERSHIP, KEY[0], index=True),
        lambda: guard.tables.transact(Put(MEMBERSHIP, {"pk": KEY[0], "sk": KEY[1]})),
        lambda: guard.tables.transact(Delete(MEMBERSHIP, KEY)),
        lambda: guard.tables.transact(Check(MEMBERSHIP, KEY, None)),
        lambda: guard.tables.count(MEMBERSHIP, KEY, expires_at=0),
        lambda: guard.bus.publish([entry]),
        lambda: guard.queues.send("candour-test-notifications-sending", ["{}"]),
        lambda: guard.mail.send(letter, [Recipient("key", "maureen@kelder.example")]),
        lambda: guard.identity.create("m1", "maureen@kelder.example"),
        lambda: guard.identity.delete("m1"),
    ]
    for call in calls:
        with assumed(nobody), pytest.raises(NotAllowed):
            call()
    assert len(guard.asked) == len(calls)
    assert guard.asked >= {
        ("MembershipApi", Permission("dynamodb:Query", f"{MEMBERSHIP}/index/gsi1")),
        ("MembershipApi", Permission("ses:SendBulkEmail", "candour.example")),
    }


def test_the_log_says_what_is_missing_and_nothing_else(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(logs, "_out", out)
    with assumed(nobody), pytest.raises(NotAllowed):
        guard.identity.create("m1", "maureen@kelder.example")
    assert '"function": "MembershipApi"' in out.getvalue()
    assert '"kind": "cognito-idp:AdminCreateUser:candour-test"' in out.getvalue()
    assert "maureen" not in out.getvalue()


def test_a_function_that_the_template_does_not_know_may_do_nothing(guard: Guard) -> None:
    with assumed(roles.of("services.nowhere.ticks.handler")), pytest.raises(NotAllowed):
        guard.tables.get(MEMBERSHIP, KEY)


def test_relays_share_a_handler_and_are_told_apart_by_their_stream() -> None:
    arn = f"arn:aws:dynamodb:eu-west-2:000000000000:table/{NOTES}/stream/1"
    event = {"Records": [{"eventSourceARN": arn}]}
    assert stream_of(event) == NOTES
    assert roles.of_event(RELAY, event).function == "NotesRelay"
