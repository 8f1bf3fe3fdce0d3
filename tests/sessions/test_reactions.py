"""What sessions keeps of membership: who may do what, the newest, however late it is said."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from services.contracts.event import Event
from services.contracts.membership import (
    MemberLeft,
    MembershipApproved,
    MembershipSuspended,
    NetworkArchived,
    NetworkNamed,
    NetworkOpened,
    RoleGranted,
)
from services.contracts.roles import Policy, Role, Standing
from services.runtime import platform
from services.runtime.rights import viewer
from services.sessions import reactions, store
from tests.world import Home

NETWORK = "psmn"
OPEN: dict[str, Any] = {"network_id": NETWORK, "policy": Policy.OPEN, "listed": True, "quorum": 2}


def hear(*events: Event) -> None:
    """Deliver events as the queue does."""
    for event in events:
        body = json.dumps({"detail-type": event.detail_type(), "detail": event.detail()})
        record = {
            "messageId": "1",
            "body": body,
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:embedded:000000000000:sessions",
        }
        answer: Any = reactions.handler({"Records": [record]}, None)
        assert answer == {"batchItemFailures": []}


def place(kind: type[Any], standing: Standing, sequence: int, *roles: Role) -> Any:
    return kind(
        member_id="m1", network_id=NETWORK, standing=standing, roles=roles, sequence=sequence
    )


@pytest.mark.parametrize("last", [MemberLeft, MembershipSuspended])
def test_in_any_order_the_newest_place_counts(last: type[Any]) -> None:
    """X2: leaving ends every right, though an older fact arrives after it."""
    standing = Standing.LEFT if last is MemberLeft else Standing.SUSPENDED
    said = [
        NetworkOpened(**OPEN, sequence=1),
        NetworkNamed(network_id=NETWORK, name="Peers", ground_rules=("Be kind.",), sequence=1),
        place(MembershipApproved, Standing.MEMBER, 1),
        place(RoleGranted, Standing.MEMBER, 2, Role.CHAIR),
        place(last, standing, 3),
    ]
    for order in itertools.permutations(said):
        Home(seed=1)
        hear(*order, *order)
        seen, _ = viewer(store.table(), "m1", NETWORK)
        assert seen.standing is standing
        assert not seen.may(*Role)
        assert (seen.network.name, seen.network.ground_rules) == ("Peers", ("Be kind.",))
        platform.install(None)


@pytest.mark.usefixtures("home")
def test_a_network_that_has_ended_stays_so() -> None:
    hear(NetworkArchived(**{**OPEN, "listed": False}, archived=True, sequence=5))
    hear(NetworkOpened(**OPEN, sequence=1))
    seen, _ = viewer(store.table(), "m1", NETWORK)
    assert seen.network.archived
