"""Rights at every door of membership, for every kind of viewer (X3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.membership.api import api
from services.membership.pages import pages
from tests.membership.network import PEOPLE, Network, join_form
from tests.membership.rights import (
    CHAIRS,
    IN_OFFICE,
    MEMBERS,
    NOBODY,
    VIEWERS,
    Door,
    forget,
    given,
    knock,
)

EVERYBODY = given(200, NOBODY, *PEOPLE)
HERE = "/networks/<network>"
API = "/api/membership"
# The chair and the co-chair may both leave, as the other one stays.
CAN_LEAVE = given(303, "applicant", *MEMBERS)
CANNOT_LEAVE = {"stranger": 404, "other_chair": 404}
LAST_CHAIR = {"other_chair": 409}

INVITE = {"addresses": "new@kelder.example"}
POLICY = {"policy": "open", "quorum": "2"}

DOORS: list[Door] = [
    Door("GET", "/", EVERYBODY),
    Door("GET", "/privacy", EVERYBODY),
    Door("GET", "/join", EVERYBODY),
    Door("POST", "/join", EVERYBODY, content=join_form(email="new@kelder.example")),
    Door("GET", "/sign-in", EVERYBODY),
    Door("POST", "/sign-in", EVERYBODY, content={"email": "new@kelder.example"}),
    Door("POST", "/sign-in/code", given(422, NOBODY, *PEOPLE),
         content={"code": "1", "challenge": "x"}),
    Door("POST", "/sign-out", given(303, NOBODY, *PEOPLE)),
    Door("GET", "/me", {}, 200),
    Door("GET", "/me/account/delete", {}, 200),
    Door("POST", "/me/account/delete", LAST_CHAIR, 200),
    Door("POST", "/me/account/delete/code", {}, 422, content={"code": "1", "challenge": "x"}),
    Door("POST", "/me/account/keep", {}, 404),
    Door("GET", "/me/networks/<network>/leave",
         {**given(200, "applicant", *MEMBERS), **CANNOT_LEAVE}, 409),
    Door("POST", "/me/networks/<network>/leave", {**CAN_LEAVE, **CANNOT_LEAVE}, 409),
    Door("POST", "/me/networks/<network>/ask",
         given(303, "stranger", "other_chair", "leaver"), 409),
    Door("GET", HERE, given(200, *MEMBERS)),
    Door("GET", f"{HERE}/desk", given(200, *IN_OFFICE)),
    Door("POST", f"{HERE}/desk/waiting/<applicant>/approve", given(303, *CHAIRS)),
    Door("GET", f"{HERE}/desk/waiting/<applicant>/decline", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/waiting/<applicant>/decline", given(303, *CHAIRS),
         content={"reason": "Sells things"}),
    Door("GET", f"{HERE}/desk/members", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/members/<member>/grant", given(303, *CHAIRS),
         content={"role": "reviewer"}),
    Door("POST", f"{HERE}/desk/members/<reviewer>/revoke", given(303, *CHAIRS),
         content={"role": "reviewer"}),
    Door("POST", f"{HERE}/desk/members/<member>/suspend", given(303, *CHAIRS)),
    Door("POST", f"{HERE}/desk/members/<suspended>/reinstate", given(303, *CHAIRS)),
    Door("GET", f"{HERE}/desk/invitations", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/invitations", given(303, *CHAIRS), content=INVITE),
    Door("POST", f"{HERE}/desk/invitations/<alias>/revoke", given(409, *CHAIRS)),
    Door("GET", f"{HERE}/desk/settings", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/settings", given(303, *CHAIRS), content=POLICY),
    Door("GET", f"{HERE}/desk/settings/end", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/settings/end", given(303, *CHAIRS)),
    Door("GET", "/invitations/<token>", given(422, NOBODY, *PEOPLE)),
    Door("POST", "/invitations/<token>/accept", {}, 422, content={"agree": "yes"}),
    Door("GET", f"{API}/networks/<network>/invitations", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/invitations", given(202, *CHAIRS), content=INVITE),
    Door("POST", f"{API}/networks/<network>/invitations/<alias>/revoke", given(409, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/policy", given(204, *CHAIRS),
         content={"policy": "open", "quorum": 2}),
    Door("POST", f"{API}/networks/<network>/archive", given(204, *CHAIRS)),
    Door("POST", f"{API}/invitations/<token>/accept", {}, 422, content={"agree": True}),
    Door("GET", f"{API}/networks", EVERYBODY),
    Door("POST", f"{API}/join", given(202, NOBODY, *PEOPLE),
         content=join_form(email="new@kelder.example")),
    Door("POST", f"{API}/tokens", EVERYBODY, content={"email": "new@kelder.example"}),
    Door("GET", f"{API}/me", {}, 200),
    Door("POST", f"{API}/me/erase", LAST_CHAIR, 202),
    Door("POST", f"{API}/me/erase/confirm", {}, 422, content={"code": "1", "challenge": "x"}),
    Door("POST", f"{API}/me/keep", {}, 404),
    Door("POST", f"{API}/networks/<network>/leave",
         {**given(204, "applicant", *MEMBERS), **CANNOT_LEAVE}, 409),
    Door("GET", f"{API}/networks/<network>/waiting", given(200, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/members", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/waiting/<applicant>/approve", given(204, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/waiting/<applicant>/decline", given(204, *CHAIRS),
         content={"reason": ""}),
    Door("POST", f"{API}/networks/<network>/members/<member>/grant", given(204, *CHAIRS),
         content={"role": "reviewer"}),
    Door("POST", f"{API}/networks/<network>/members/<reviewer>/revoke", given(204, *CHAIRS),
         content={"role": "reviewer"}),
]  # fmt: skip


def named(door: Door) -> tuple[str, str]:
    """A door as its route is declared."""
    path = door.path
    for kind in PEOPLE:
        path = path.replace(f"<{kind}>", "<member>")
    return door.method, path


def test_every_route_has_its_row() -> None:
    """A new route without a row fails here."""
    routes = [(page.method, page.path) for page in pages.routes]
    routes += [(route.method, route.path) for route in api.routes]
    assert sorted(routes) == sorted(named(door) for door in DOORS)


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_viewer_gets_what_the_table_says(door: Door, everybody: Network) -> None:
    found, due = {}, {viewer: door.status(viewer) for viewer in VIEWERS}
    for viewer in sorted(VIEWERS, key=lambda viewer: due[viewer] < 400):
        network = everybody
        if door.changes and due[viewer] < 400 and viewer != NOBODY and "<" in door.path:
            network = Network(*(kind for kind in PEOPLE if kind != "chair"))
        found[viewer] = knock(network, door, viewer, **network.ids)
    assert found == due


@pytest.mark.parametrize("door", [door for door in DOORS if "<network>" in door.path], ids=str)
def test_a_network_that_does_not_exist_is_not_found(door: Door, everybody: Network) -> None:
    assert knock(everybody, door, "chair", slug="nowhere", **everybody.ids) == 404


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Some tests make networks of their own."""
    yield
    forget()
