"""One's own profile: changed by whoever it is about, heard by those who have to hear of it."""

from __future__ import annotations

from typing import Any

import pytest

from infra.embedded.events import Answer
from services.contracts.refusals import Conflict
from services.membership import model
from services.membership.commands import profile
from services.membership.model import Member
from tests.membership.meanwhile import between, erase
from tests.membership.network import Network, asked, email_of
from tests.page import Page

API = "/api/membership/me/profile"
ANN = Member("1", "Ann Quill", "ann@kelder.example", "Kelder Bridge", "Nurse", version=3)


@pytest.fixture
def network() -> Network:
    return Network("member")


def changed(network: Network) -> list[dict[str, Any]]:
    mine = network.ids["member"]
    return [said for said in network.told("MemberContactChanged.v1") if said["member_id"] == mine]


def forms(page: Answer) -> list[Any]:
    return [form for form in Page(page.text).forms if form.action == "/me/profile"]


def test_a_change_goes_up_by_one_and_is_said_in_that_order() -> None:
    after, (said,) = model.change_profile(ANN, "Ann Pell", "Harbour View", "Nurse")
    assert (after.version, said.sequence) == (4, 4)
    assert after.addresses == ANN.addresses


def test_nothing_new_is_no_change() -> None:
    assert model.change_profile(ANN, ANN.name, ANN.organisation, ANN.role) == (ANN, [])


def test_a_new_role_alone_is_kept_and_said_to_nobody() -> None:
    """M7: nobody decides anything by it, so that nobody has to hear of it."""
    after, said = model.change_profile(ANN, ANN.name, ANN.organisation, "Chief executive")
    assert (after.role, said) == ("Chief executive", [])


def test_the_form_shows_what_is_kept_and_keeps_what_is_typed(network: Network) -> None:
    (form,) = forms(network.get("/me/profile", by="member"))
    assert form.fields["name"] == ["Yusuf Lambourne"]
    sent = {**form.fields, "name": "Yusuf Lambourne-Hart", "organisation": "Harbour View"}
    assert network.post(form.action, sent, by="member").status == 303
    assert "Yusuf Lambourne-Hart, Harbour View" in network.get("/me", by="member").text
    assert network.api("GET", API, by="member").json() == {
        "name": "Yusuf Lambourne-Hart",
        "organisation": "Harbour View",
        "role": "Nurse",
    }


def test_a_form_without_a_name_comes_back_as_it_was_typed(network: Network) -> None:
    again = network.post("/me/profile", {"name": "", "organisation": "New"}, by="member")
    assert again.status == 422
    (form,) = forms(again)
    assert form.fields["organisation"] == ["New"]


def test_what_is_said_follows_on_what_joining_said(network: Network) -> None:
    wish = {"name": "Yusuf Hart", "organisation": "Harbour View", "role": ""}
    for _ in range(2):  # the second time changes nothing
        assert network.api("PUT", API, wish, by="member").status == 200
    assert [(said["sequence"], said["name"]) for said in changed(network)] == [
        (1, "Yusuf Lambourne"),
        (2, "Yusuf Hart"),
    ]
    assert changed(network)[-1]["email"] == email_of("member")


def test_a_profile_can_be_changed_while_the_erasing_can_be_called_off(network: Network) -> None:
    asked(network)
    wish = {"name": "Yusuf Hart", "organisation": "Harbour View"}
    assert network.api("PUT", API, wish, by="member").status == 200


def test_nothing_is_written_of_somebody_whose_erasing_begins_meanwhile(network: Network) -> None:
    member_id = network.ids["member"]
    between(network, lambda: erase(network, member_id))
    wish = {"name": "Yusuf Hart", "organisation": "Harbour View"}
    with pytest.raises(Conflict):
        profile.change(profile.ChangeProfile.model_validate(wish), by=member_id)
    assert network.api("PUT", API, wish, by="member").status == 404
    assert network.items(f"MEMBER#{member_id}") == []


def test_nobody_fills_the_register_with_names(network: Network) -> None:
    for number in range(10):
        wish = {"name": f"Name {number}", "organisation": "Harbour View"}
        assert network.api("PUT", API, wish, by="member").status == 200
    assert network.api("PUT", API, wish, by="member").status == 429
