"""Where members come from: understood after the answer, or decided by chairs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.contracts.membership import (
    MemberContactChanged,
)
from services.contracts.organisations import (
    OrganisationTextDecided,
)
from services.contracts.refusals import Conflict, NotAllowed, NotFound
from services.membership import model, store, understanding
from services.membership.commands import affiliations, organisations
from services.membership.commands.affiliations import ResolveText
from services.membership.commands.organisations import AsChair, RememberAlias, SucceedOrganisation
from services.runtime import platform
from tests.membership.meanwhile import between, erase
from tests.membership.network import SLUG, Network
from tests.world import START

TEXT = "The lighthouse team"
HERE = AsChair(network=SLUG)


@pytest.fixture
def network() -> Iterator[Network]:
    """A chair and two members, and two organisations."""
    made = Network("member", "reviewer")
    organisations.register_local("org1", "Ellerbeck Community Health NHS Trust", ("Ellerbeck",))
    organisations.register_local("org2", "Brackenmoor Hospice")
    made.world.settle()
    yield made
    platform.install(None)


def said(network: Network, who: str, text: str, sequence: int = 2) -> MemberContactChanged:
    """Somebody says where they come from."""
    return MemberContactChanged(
        member_id=network.ids[who], email="", name="", organisation=text, sequence=sequence
    )


def where(network: Network, who: str) -> tuple[str | None, bool]:
    """Somebody's organisation, and whether they wait for a chair to say it."""
    found = store.affiliations.of_member(network.ids[who])
    assert found is not None
    return found.organisation_id, found.waiting


def write(network: Network, *who: str, text: str = TEXT) -> str:
    """They write this; the id of the text."""
    for one in who:
        understanding.understand(said(network, one, text))
    return store.affiliations.text_id_of(text)


def test_joining_is_followed_by_the_organisation_that_is_meant(network: Network) -> None:
    """M9: the reaction hears what the sign-up said; unresolved blocked nobody before."""
    assert where(network, "member") == (None, True)
    understanding.understand(said(network, "member", "ellerbeck community health trust"))
    network.world.settle()
    assert where(network, "member") == ("org1", False)
    (event,) = network.said("MemberAffiliationChanged.v1")
    assert (event["member_id"], event["organisation_id"]) == (network.ids["member"], "org1")


def test_a_text_is_kept_once_for_all_who_write_it_and_names_nobody(network: Network) -> None:
    """M9."""
    write(network, "member", text="The Lighthouse Team")
    write(network, "reviewer", text="the  lighthouse team")
    texts, _ = store.affiliations.waiting_texts()
    found = {text.text: text.people for text in texts}
    assert found == {"The Lighthouse Team": 2, "Kelder Bridge": 1}
    (state,) = [item for item in network.items("TEXT#") if item.get("text", "").endswith("Team")]
    assert not {"name", "email", "member_id"} & set(state)


def test_nobody_and_nothing_is_an_answer(network: Network) -> None:
    """M10."""
    write(network, "member", text="")
    assert where(network, "member") == (None, False)


def test_repeated_late_and_reordered_messages_change_nothing(network: Network) -> None:
    newest = said(network, "member", "Ellerbeck", 4)
    understanding.understand(newest)
    before = network.world.platform.database.rows("SELECT * FROM items ORDER BY pk, sk")
    for event in (newest, said(network, "member", TEXT, 3), said(network, "member", "", 1)):
        understanding.understand(event)
    assert network.world.platform.database.rows("SELECT * FROM items ORDER BY pk, sk") == before


def test_what_a_chair_decides_holds_for_everybody_who_wrote_it_so_far(network: Network) -> None:
    """M9."""
    text_id = write(network, "member", "reviewer")
    wish = ResolveText(network=SLUG, organisation_id="org2")
    affiliations.resolve(text_id, wish, by=network.ids["chair"])
    write(network, "chair")  # before the decision was carried out, and after it was made
    network.world.settle()
    assert where(network, "member") == where(network, "reviewer") == ("org2", False)
    assert where(network, "chair") == (None, True)
    assert len(network.said("MemberAffiliationChanged.v1")) == 2
    texts, _ = store.affiliations.waiting_texts()
    assert [(text.people, text.waiting) for text in texts if text.text_id == text_id] == [(3, True)]


def test_a_remembered_way_of_writing_is_understood_from_then_on(network: Network) -> None:
    """M9; notes hears of the name."""
    text_id = write(network, "member")
    wish = ResolveText(network=SLUG, organisation_id="org2", remember=True)
    affiliations.resolve(text_id, wish, by=network.ids["chair"])
    network.world.settle()
    write(network, "reviewer")
    assert where(network, "member") == where(network, "reviewer") == ("org2", False)
    assert network.told("OrganisationAliased.v1")[-1]["aliases"] == [TEXT]


def test_a_text_that_means_no_organisation_asks_no_chair_again(network: Network) -> None:
    """M10."""
    text_id = write(network, "member")
    affiliations.resolve_to_none(text_id, HERE, by=network.ids["chair"])
    network.world.settle()
    write(network, "reviewer")
    assert where(network, "member") == where(network, "reviewer") == (None, False)
    assert text_id not in {text.text_id for text in store.affiliations.waiting_texts()[0]}


def test_a_decision_is_taken_back_with_what_was_remembered(network: Network) -> None:
    text_id = write(network, "member")
    wish = ResolveText(network=SLUG, organisation_id="org2", remember=True)
    affiliations.resolve(text_id, wish, by=network.ids["chair"])
    network.world.settle()
    affiliations.reopen(text_id, HERE, by=network.ids["chair"])
    network.world.settle()
    assert where(network, "member") == (None, True)
    assert store.organisations.known()[0].register.resolve(TEXT).organisation is None
    told = [e["organisation_id"] for e in network.said("MemberAffiliationChanged.v1")]
    assert told == ["org2", None]
    with pytest.raises(Conflict, match="Nothing has been decided"):
        affiliations.reopen(text_id, HERE, by=network.ids["chair"])


def test_a_decision_can_be_taken_back_after_its_alias_was(network: Network) -> None:
    text_id = write(network, "member")
    wish = ResolveText(network=SLUG, organisation_id="org2", remember=True)
    affiliations.resolve(text_id, wish, by=network.ids["chair"])
    alias = RememberAlias(network=SLUG, alias=TEXT)
    organisations.forget("org2", alias, by=network.ids["chair"])
    affiliations.reopen(text_id, HERE, by=network.ids["chair"])
    assert text_id in {text.text_id for text in store.affiliations.waiting_texts()[0]}


def test_an_older_decision_moves_nobody_any_more(network: Network) -> None:
    text_id = write(network, "member")
    for one in ("org1", "org2"):
        wish = ResolveText(network=SLUG, organisation_id=one)
        affiliations.resolve(text_id, wish, by=network.ids["chair"])
    understanding.carry_out(OrganisationTextDecided(text_id=text_id, sequence=1))
    assert where(network, "member") == (None, True)
    for _ in range(2):
        understanding.carry_out(OrganisationTextDecided(text_id=text_id, sequence=2))
    assert where(network, "member") == ("org2", False)


def test_two_who_write_the_same_at_the_same_moment_are_both_counted(network: Network) -> None:
    text_id = store.affiliations.text_id_of(TEXT)
    between(network, lambda: write(network, "reviewer"))
    write(network, "member")
    text = store.affiliations.text(text_id)
    assert text is not None
    assert text.people == 2


def test_whoever_says_something_else_leaves_the_text_behind(network: Network) -> None:
    text_id = write(network, "member")
    understanding.understand(said(network, "member", "Ellerbeck", 3))
    assert store.affiliations.text(text_id) is None
    assert network.items(f"TEXT#{text_id}") == []


def test_hundreds_who_wrote_the_same_all_go_where_the_chair_says(network: Network) -> None:
    """More than one transaction holds; told twice, everybody moves once."""
    people = [f"{number:032x}" for number in range(90)]
    for member_id in people:
        event = said(network, "member", TEXT).model_copy(update={"member_id": member_id})
        understanding.understand(event)
    text_id = store.affiliations.text_id_of(TEXT)
    wish = ResolveText(network=SLUG, organisation_id="org2")
    affiliations.resolve(text_id, wish, by=network.ids["chair"])
    understanding.carry_out(OrganisationTextDecided(text_id=text_id, sequence=1))
    network.world.settle()
    assert {found.version for one in people if (found := store.affiliations.of_member(one))} == {2}
    assert len(network.said("MemberAffiliationChanged.v1")) == 90


def test_erasing_removes_it_and_the_text_that_nobody_else_wrote(network: Network) -> None:
    """M22; a text in one's own words may say who one is."""
    text_id = write(network, "member")
    shared = store.affiliations.text_id_of("Kelder Bridge")
    understanding.understand(said(network, "reviewer", "Kelder Bridge"))
    member_id = network.ids["member"]
    erase(network, member_id)
    network.world.advance(timedelta(minutes=2))
    assert store.affiliations.text(text_id) is None
    assert store.affiliations.text(shared) is not None
    assert [
        item for item in network.items("") if member_id in str(item) and TEXT in str(item)
    ] == []
    understanding.understand(said(network, "member", TEXT, 9))  # comes late
    assert store.affiliations.of_member(member_id) is None
    assert store.affiliations.text(text_id) is None


def split(network: Network) -> None:
    """The member's organisation was split into the other one and a new one."""
    understanding.understand(said(network, "member", "Ellerbeck"))
    organisations.register_local("org3", "Harbour View Surgery")
    wish = SucceedOrganisation(network=SLUG, successors=("org2", "org3"), since="2026-04-01")
    organisations.succeed("org1", wish, by=network.ids["chair"])
    network.world.settle()


def test_of_a_split_members_are_asked_when_they_come_back(network: Network) -> None:
    """M12, M13: until they say it they stay with the old one."""
    assert "Your organisation was split" not in network.get("/me", by="member").text
    split(network)
    assert where(network, "member") == ("org1", False)
    page = network.get("/me", by="member").text
    assert "Your organisation was split" in page
    assert "Harbour View Surgery" in page
    answer = network.post("/me/organisation", {"organisation_id": "org1"}, by="member")
    assert answer.status == 422
    assert network.post("/me/organisation", {"organisation_id": "org3"}, by="member").status == 303
    assert where(network, "member") == ("org3", False)
    assert network.said("MemberAffiliationChanged.v1")[-1]["organisation_id"] == "org3"
    assert "Your organisation was split" not in network.get("/me", by="member").text
    again = network.post("/me/organisation", {"organisation_id": "org3"}, by="member")
    assert again.status == 409


def test_a_program_says_it_too_and_nobody_says_it_before_the_day(network: Network) -> None:
    """M13."""
    split(network)
    at = "/api/membership/me/organisation"
    found = network.api("GET", at, by="member").json()["choices"]
    assert [one["organisation_id"] for one in found] == ["org2", "org3"]
    assert network.api("GET", at, by="reviewer").json()["choices"] == []
    network.world.platform.clock.move_to(START.replace(month=3))
    assert network.api("GET", at, by="member").json()["choices"] == []
    assert network.api("POST", at, {"organisation_id": "org3"}, by="member").status == 409


def test_only_chairs_decide_and_only_about_what_is_there(network: Network) -> None:
    """X3."""
    text_id = write(network, "member")
    wish = ResolveText(network=SLUG, organisation_id="org2")
    for by in ("member", "reviewer"):
        with pytest.raises(NotAllowed):
            affiliations.resolve(text_id, wish, by=network.ids[by])
    with pytest.raises(NotFound):
        affiliations.resolve("0" * 32, wish, by=network.ids["chair"])
    with pytest.raises(NotFound):
        nobody = ResolveText(network=SLUG, organisation_id="org9")
        affiliations.resolve(text_id, nobody, by=network.ids["chair"])
    affiliations.resolve(text_id, wish, by=network.ids["chair"])
    with pytest.raises(Conflict, match="decided already"):
        affiliations.resolve(text_id, wish, by=network.ids["chair"])


def test_following_a_decision_that_holds_already_changes_nothing() -> None:
    text = model.affiliations.Text("t", "x", START, decision=model.affiliations.Decision("org1"))
    there = model.affiliations.Affiliation("m", "org1", "t", version=3)
    assert model.affiliations.follow(there, text) is there
