"""Sponsors are thanked in public, and see nothing (N15)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.contracts.refusals import Conflict
from services.contracts.roles import Policy, Role
from services.membership import commands
from services.membership.commands import ChangePolicy
from services.membership.model import sponsors as rules
from services.membership.model.sponsors import Sponsor, Sponsors
from services.runtime import platform
from tests.membership.network import PEOPLE, SLUG, Network, email_of

API = f"/api/membership/networks/{SLUG}/sponsors"
ABOUT, DESK = f"/networks/{SLUG}/about", f"/networks/{SLUG}/desk/sponsors"
THANKS = {"name": "Ferndale Trust", "sentence": "For the room.", "link": "https://ferndale.example"}


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network("member", "stranger")
    yield made
    platform.install(None)


def thank(network: Network, **changed: str) -> int:
    return network.api("POST", API, {**THANKS, **changed}, by="chair").status


def test_the_same_name_is_one_sponsor_and_there_are_never_too_many() -> None:
    one = rules.thank(Sponsors("n"), Sponsor("s1", "Ferndale", "For tea."))
    assert rules.thank(one, Sponsor("s2", "Ferndale", "For tea.")) is one
    changed = rules.thank(one, Sponsor("s2", "FERNDALE", "For rooms."))
    assert [(s.sponsor_id, s.sentence) for s in changed.all] == [("s1", "For rooms.")]
    full = one
    for number in range(1, rules.MOST):
        full = rules.thank(full, Sponsor(f"n{number}", f"Name {number}", "For tea."))
    with pytest.raises(Conflict):
        rules.thank(full, Sponsor("x", "One more", "For tea."))


def test_anybody_reads_the_thanks_and_the_link_leads_search_engines_nowhere(
    network: Network,
) -> None:
    """N15."""
    assert "Our thanks to" not in network.get(ABOUT).text
    assert network.post(DESK, THANKS, by="chair").status == 303
    page = network.get(ABOUT).text
    assert "Ferndale Trust" in page and "For the room." in page
    assert '<a href="https://ferndale.example" rel="nofollow noopener noreferrer">' in page


@pytest.mark.parametrize(
    "link",
    [
        "http://ferndale.example", "javascript:alert(1)", "//ferndale.example", "ferndale.example",
        "https://", "https://user@ferndale.example", "https://user:word@ferndale.example",
        "data:text/html,x", "https://ferndale.example:8443", "https://[", "https://f\u0435rndale.example",
        "https://a b.example", "HTTPS:ferndale.example",
    ],
)  # fmt: skip
def test_a_link_is_https_or_none(network: Network, link: str) -> None:
    assert thank(network, link=link) == 422
    again = network.post(DESK, {**THANKS, "link": link}, by="chair")
    assert (again.status, "Ferndale Trust" in again.text) == (422, True)


def test_a_sponsor_is_no_role_and_opens_nothing(network: Network) -> None:
    """N15, X3: not even for somebody of the very name and address that is thanked."""
    assert "sponsor" not in {role.value for role in Role}
    doors = [f"/networks/{SLUG}{end}" for end in ("", "/desk", "/desk/members", "/sessions")]
    before = [network.get(door, by="stranger").status for door in doors]
    thank(network, name=PEOPLE["stranger"], sentence=f"Write to {email_of('stranger')}.")
    assert [network.get(door, by="stranger").status for door in doors] == before == [403] * 4
    assert network.said("RoleGranted.v1")[-1]["member_id"] == network.ids["chair"]
    kept = next(item for item in network.items("NETWORK#") if item["sk"] == "SPONSORS")
    assert set(kept) == {"pk", "sk", "sponsors", "version"}
    assert [set(one) for one in kept["sponsors"]] == [{"sponsor_id", "name", "sentence", "link"}]
    assert network.api("POST", API, THANKS, by="stranger").status == 403


def test_a_sponsor_is_taken_away(network: Network) -> None:
    thank(network)
    (one,) = network.api("GET", API, by="member").json()["sponsors"]
    gone = f"{API}/{one['sponsor_id']}/remove"
    assert [network.api("POST", gone, by="chair").status for _ in range(2)] == [204, 404]
    assert "Ferndale" not in network.get(ABOUT).text


def test_the_page_of_an_unlisted_network_is_for_its_members(network: Network) -> None:
    """M16."""
    thank(network)
    wish = ChangePolicy(policy=Policy.APPROVAL, listed=False, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    nowhere = network.get("/networks/nowhere/about")
    for by in (None, "stranger"):
        answer = network.get(ABOUT, by=by)
        assert answer.status == 404
        assert "Ferndale" not in answer.text
    assert (nowhere.status, nowhere.text) == (404, network.get(ABOUT).text.replace(SLUG, "nowhere"))
    assert network.get(ABOUT, by="member").status == 200
    assert network.api("GET", API, by="stranger").status == 404
