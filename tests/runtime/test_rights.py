"""Rights are read from the service's own copy, at the moment of the request."""

from __future__ import annotations

from itertools import permutations

import pytest

from services.contracts.host import HostAdminsChanged
from services.contracts.membership import (
    MemberLeft,
    MembershipApproved,
    NetworkNamed,
    NetworkOpened,
    PlaceEvent,
    RoleGranted,
)
from services.contracts.refusals import NotAllowed, NotFound
from services.contracts.roles import Policy, Role, Standing
from services.runtime import rights
from tests.world import Home

TABLE = "candour-test-sessions"

APPROVED = MembershipApproved(
    member_id="m1", network_id="psmn", standing=Standing.MEMBER, sequence=2
)
GRANTED = RoleGranted(
    member_id="m1", network_id="psmn", standing=Standing.MEMBER, roles=(Role.CHAIR,), sequence=3
)
LEFT = MemberLeft(member_id="m1", network_id="psmn", standing=Standing.LEFT, sequence=4)


def opened() -> None:
    rights.on_network(
        TABLE,
        NetworkOpened(network_id="psmn", policy=Policy.APPROVAL, listed=True, quorum=2, sequence=1),
    )


def test_an_unknown_network_is_not_found(home: Home) -> None:
    with pytest.raises(NotFound):
        rights.viewer(TABLE, "m1", "psmn")


def test_a_stranger_is_no_member_and_a_member_no_chair(home: Home) -> None:
    opened()
    viewer, _ = rights.viewer(TABLE, "m1", "psmn")
    with pytest.raises(NotAllowed):
        viewer.must_be_member()
    rights.on_place(TABLE, APPROVED)
    viewer, _ = rights.viewer(TABLE, "m1", "psmn")
    viewer.must_be_member()
    with pytest.raises(NotAllowed, match="Only a chair"):
        viewer.must_be(Role.CHAIR)
    with pytest.raises(NotAllowed, match="a chair, facilitator or note taker of"):
        viewer.must_be(Role.CHAIR, Role.FACILITATOR, Role.NOTE_TAKER)


@pytest.mark.parametrize("order", list(permutations([APPROVED, GRANTED, LEFT])))
def test_the_end_is_the_same_in_every_order_and_number(
    home: Home, order: tuple[PlaceEvent, ...]
) -> None:
    """R4, R5: leaving wins over a late approval, and a role outlives nothing."""
    opened()
    for event in (*order, *order):
        rights.on_place(TABLE, event)
    viewer, _ = rights.viewer(TABLE, "m1", "psmn")
    assert (viewer.standing, viewer.roles) == (Standing.LEFT, frozenset())
    assert rights.networks_of(TABLE, "m1") == []


def test_a_network_is_called_by_its_id_until_its_name_arrives(home: Home) -> None:
    opened()
    assert rights.viewer(TABLE, "m1", "psmn")[0].network.name == "psmn"
    named = NetworkNamed(
        network_id="psmn", name="Patient safety managers", ground_rules=("Be kind.",), sequence=1
    )
    rights.on_network_named(TABLE, named)
    network = rights.viewer(TABLE, "m1", "psmn")[0].network
    assert (network.name, network.ground_rules) == ("Patient safety managers", ("Be kind.",))


def test_whoever_looks_after_the_installation_is_known_in_any_order(home: Home) -> None:
    both = HostAdminsChanged(admins=("m1", "m2"), sequence=2)
    one = HostAdminsChanged(admins=("m2",), sequence=3)
    with pytest.raises(NotAllowed):
        rights.must_be_host(TABLE, "m2")
    for event in (one, both, one):
        rights.on_host(TABLE, event)
        rights.must_be_host(TABLE, "m2")
        with pytest.raises(NotAllowed):
            rights.must_be_host(TABLE, "m1")
