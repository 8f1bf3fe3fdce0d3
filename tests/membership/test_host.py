"""Who looks after the installation: asked by an address, never the last to go, and no chair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.contracts.refusals import Conflict, NotAllowed
from services.membership import store
from services.membership.addresses import address_key
from services.membership.commands import host
from services.membership.commands.host import AppointAdmin
from services.membership.erasing import saga
from services.membership.model import host as model
from services.membership.model.host import Host, Offer
from services.membership.store import host as shelf
from services.runtime import platform, rights
from tests.membership.meanwhile import between, erase
from tests.membership.network import SLUG, Network, asked, email_of
from tests.world import START

API = "/api/membership/host"
CHANGED = "HostAdminsChanged.v1"
TWO_WEEKS = timedelta(days=14)


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network("member", "stranger")
    yield made
    made.close()


@pytest.fixture
def hosted(network: Network) -> Network:
    """The stranger looks after the installation."""
    host.appoint_first(network.ids["stranger"])
    network.world.settle()
    return network


def ask(network: Network, kind: str = "member") -> int:
    wish = {"email": email_of(kind)}
    return network.api("POST", f"{API}/appoint", wish, by="stranger").status


def admins(network: Network) -> list[str]:
    by_id = {member_id: kind for kind, member_id in network.ids.items()}
    return sorted(by_id[admin] for admin in shelf.host().admins)


# --- the rules ----------------------------------------------------------------------------------


def test_the_address_of_the_installation_counts_only_while_there_is_no_admin() -> None:
    nobody = Host()
    one, said = model.accept(nobody, "m1", ["k1", "k2"], "k2", START)
    assert (one.admins, said.admins, said.sequence) == (("m1",), ("m1",), 1)
    with pytest.raises(NotAllowed):
        model.accept(one, "m2", ["k2"], "k2", START)
    with pytest.raises(NotAllowed):
        model.accept(nobody, "m2", ["k3"], "", START)


def test_an_appointment_ends_after_two_weeks_and_with_its_use() -> None:
    host_ = Host(("m1",), (Offer("k2", START + TWO_WEEKS),), 4)
    assert not model.may_accept(host_, ["k2"], "", START + TWO_WEEKS)
    both, _ = model.accept(host_, "m2", ["k2"], "", START)
    assert (both.admins, both.offers, both.version) == (("m1", "m2"), (), 5)


def test_nobody_else_may_appoint_take_back_or_relieve() -> None:
    host_ = Host(("m1", "m2"), (Offer("k", START + TWO_WEEKS),), 4)
    with pytest.raises(NotAllowed):
        model.appoint(host_, "k3", by="m3", now=START)
    with pytest.raises(NotAllowed):
        model.take_back(host_, "k", by="m3")
    with pytest.raises(NotAllowed):
        model.relieve(host_, "m1", by="m3")


def test_the_last_one_cannot_go() -> None:
    """M19, of the installation."""
    one, _ = model.relieve(Host(("m1", "m2"), (), 4), "m2", by="m2")
    with pytest.raises(Conflict):
        model.relieve(one, "m1", by="m1")


# --- as people and programs see it --------------------------------------------------------------


def test_the_owner_of_the_address_of_the_installation_becomes_the_first(network: Network) -> None:
    network.world.platform.settings["FIRST_HOST_ADMIN"] = email_of("member").upper()
    assert "I will look after it" in network.get("/host", by="member").text
    assert "I will look after it" not in network.get("/host", by="stranger").text
    assert network.post("/host/accept", by="member").status == 303
    assert admins(network) == ["member"]


def test_nobody_learns_by_the_page_or_a_refusal_whether_there_is_an_admin(network: Network) -> None:
    """X7."""

    def seen() -> tuple[str, str, str]:
        return (
            network.get("/host", by="member").text,
            network.api("GET", API, by="member").text,
            network.api("POST", f"{API}/accept", by="member").text,
        )

    nobody = seen()
    network.world.platform.settings["FIRST_HOST_ADMIN"] = "somebody@elsewhere.example"
    assert seen() == nobody
    host.appoint_first(network.ids["stranger"])
    assert seen() == nobody
    ask(network, "chair")
    assert seen() == nobody


def test_an_admin_asks_an_address_and_its_owner_accepts(hosted: Network) -> None:
    assert ask(hosted) == 202
    assert hosted.api("GET", API, by="member").json()["asked"] is True
    assert hosted.post("/host/accept", by="member").status == 303
    assert admins(hosted) == ["member", "stranger"]
    seen = hosted.api("GET", API, by="stranger").json()
    assert {one["name"] for one in seen["admins"]} == {"Yusuf Lambourne", "Percival Nobody"}
    assert hosted.said(CHANGED)[-1]["admins"] == sorted(
        hosted.ids[who] for who in ("member", "stranger")
    )


def test_asking_is_the_same_for_an_address_that_nobody_has(hosted: Network) -> None:
    """X7: an admin does not learn who is a member."""
    pages = []
    for email in (email_of("member"), "nobody@elsewhere.example"):
        assert hosted.post("/host/appoint", {"email": email}, by="stranger").status == 303
        pages.append(hosted.get("/host", by="stranger").text)
        hosted.post(f"/host/offers/{address_key(email)}/revoke", by="stranger")
    texts = [page.replace(address_key(email_of("member")), "") for page in pages]
    assert texts[0] == texts[1].replace(address_key("nobody@elsewhere.example"), "")


def test_what_was_taken_back_cannot_be_accepted(hosted: Network) -> None:
    ask(hosted)
    (offer,) = hosted.api("GET", API, by="stranger").json()["offers"]
    gone = f"{API}/offers/{offer['offer']}/revoke"
    assert hosted.api("POST", gone, by="stranger").status == 204
    assert hosted.api("POST", f"{API}/accept", by="member").status == 403


def test_the_last_one_reads_on_the_page_what_to_do_first(hosted: Network) -> None:
    """M19, of the installation."""
    path = f"/host/admins/{hosted.ids['stranger']}/relieve"
    refused = hosted.post(path, by="stranger")
    assert refused.status == 409
    assert "Appoint another person first" in refused.text
    ask(hosted)
    host.accept(by=hosted.ids["member"])
    assert hosted.post(path, by="stranger").status == 303
    assert admins(hosted) == ["member"]


def test_a_host_admin_is_no_chair_and_no_member(hosted: Network) -> None:
    """X3: looking after the installation opens nothing of a network."""
    for path in (f"/networks/{SLUG}", f"/networks/{SLUG}/desk", f"/networks/{SLUG}/desk/members"):
        assert hosted.get(path, by="stranger").status == 403
    assert (
        hosted.api("GET", f"/api/membership/networks/{SLUG}/members", by="stranger").status == 403
    )


def test_every_service_knows_who_it_is(hosted: Network) -> None:
    tables = [
        hosted.world.platform.settings[f"{name}_TABLE"] for name in ("MEMBERSHIP", "SESSIONS")
    ]
    for table in tables:
        rights.must_be_host(table, hosted.ids["stranger"])
        with pytest.raises(NotAllowed):
            rights.must_be_host(table, hosted.ids["chair"])


# --- erasure ------------------------------------------------------------------------------------


def test_the_last_one_cannot_ask_to_be_erased(hosted: Network) -> None:
    """M19, M22."""
    erase_me = "/api/membership/me/erase"
    refused = hosted.api("POST", erase_me, by="stranger")
    assert (refused.status, "Appoint another" in refused.text) == (409, True)
    ask(hosted)
    host.accept(by=hosted.ids["member"])
    assert hosted.api("POST", erase_me, by="stranger").status == 202


def test_an_erased_admin_is_one_no_longer_in_any_service(hosted: Network) -> None:
    """M22."""
    ask(hosted)
    host.accept(by=hosted.ids["member"])
    erase(hosted, hosted.ids["stranger"])
    hosted.world.settle()
    assert admins(hosted) == ["member"]
    for table in ("membership", "sessions"):
        (kept,) = hosted.items("HOST", table)
        assert kept["admins"] == [hosted.ids["member"]]


def test_an_erasure_waits_if_its_owner_has_become_the_only_admin(hosted: Network) -> None:
    """M19: between the wish and its day the other one went."""
    ask(hosted)
    host.accept(by=hosted.ids["member"])
    asked(hosted)
    host.relieve(hosted.ids["stranger"], by=hosted.ids["member"])
    due = store.due_now(hosted.world.now + timedelta(days=7))
    row = next(one for one in due if store.is_erasure(one))
    hosted.world.platform.clock.move_to(hosted.world.now + timedelta(days=7))
    saga.look(row)
    assert store.member(hosted.ids["member"])
    assert admins(hosted) == ["member"]


def test_nobody_becomes_an_admin_whose_erasing_begins_meanwhile(hosted: Network) -> None:
    ask(hosted)
    member_id = hosted.ids["member"]
    between(hosted, lambda: erase(hosted, member_id))
    with pytest.raises(Conflict):
        host.accept(by=member_id)
    assert admins(hosted) == ["stranger"]


def test_there_are_never_so_many_asked_that_nobody_knows_who(hosted: Network) -> None:
    by = hosted.ids["stranger"]
    for number in range(model.MOST_OFFERS):
        host.appoint(AppointAdmin(email=f"n{number}@kelder.example"), by=by)
    with pytest.raises(Conflict):
        host.appoint(AppointAdmin(email="one-more@kelder.example"), by=by)
    host.appoint(AppointAdmin(email="n3@kelder.example"), by=by)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    platform.install(None)
