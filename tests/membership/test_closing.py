"""Closing an organisation, taking back what became of one, and what its members are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from services.contracts.membership import MemberContactChanged
from services.contracts.refusals import Conflict, Invalid, NotAllowed
from services.membership import store, understanding
from services.membership.commands import organisations, profile
from services.membership.commands.organisations import (
    CloseOrganisation,
    MergeOrganisation,
    RememberAlias,
    RenameOrganisation,
    SucceedOrganisation,
    TakeBackEnding,
)
from services.membership.commands.profile import ChangeProfile
from services.membership.organisations import Organisation
from services.runtime import platform
from tests.membership.network import PEOPLE, SLUG, Network
from tests.page import Page

HERE = {"network": SLUG}
TRUST = "Ellerbeck Community Health NHS Trust"
LAST_DAY = "2026-10-31"
AT = "/organisations/register/org2"


@pytest.fixture
def network() -> Iterator[Network]:
    """A chair and two members, and two organisations, of which the second is the member's."""
    made = Network("member", "reviewer")
    organisations.register_local("org1", TRUST, ("Ellerbeck",))
    organisations.register_local("org2", "Brackenmoor Hospice", ("The Moor",))
    wish = ChangeProfile(name=PEOPLE["member"], organisation="brackenmoor hospice")
    profile.change(wish, by=made.ids["member"])
    made.world.settle()
    yield made
    platform.install(None)


def writes(network: Network, who: str, text: str, sequence: int) -> None:
    """Somebody says where they come from."""
    understanding.understand(
        MemberContactChanged(
            member_id=network.ids[who], email="", name="", organisation=text, sequence=sequence
        )
    )


def where(network: Network, who: str) -> str | None:
    """The organisation that somebody is kept with."""
    found = store.affiliations.of_member(network.ids[who])
    return found.organisation_id if found else None


def found(organisation_id: str) -> Organisation:
    """An organisation as it is kept by itself."""
    return store.organisations.some([organisation_id])[organisation_id]


def meant(text: str) -> str | None:
    """Whom the register takes this for."""
    one = store.organisations.known()[0].register.resolve(text).organisation
    return one.organisation_id if one else None


def close(network: Network, on: str = LAST_DAY, one: str = "org2") -> None:
    """A chair gives an organisation a last day."""
    organisations.close(one, CloseOrganisation(**HERE, on=on), by=network.ids["chair"])


def merge(network: Network, duplicate: str = "org2", into: str = "org1") -> None:
    """A chair says that it was the other one all along."""
    organisations.merge(duplicate, MergeOrganisation(**HERE, into=into), by=network.ids["chair"])


def succeed(network: Network, *successors: str, since: str = "2026-11-01") -> None:
    """A chair says who came after the member's organisation."""
    wish = SucceedOrganisation(**HERE, successors=successors, since=since)
    organisations.succeed("org2", wish, by=network.ids["chair"])


def take_back(network: Network, ending: str, one: str = "org2") -> None:
    """A chair takes back what became of it."""
    organisations.take_back(one, TakeBackEnding(**HERE, ending=ending), by=network.ids["chair"])


# --- closing ------------------------------------------------------------------------------------


def test_a_closed_one_is_kept_flagged_and_offered_no_more(network: Network) -> None:
    """M13: nobody is moved, whoever writes its name is understood, statistics count it."""
    assert organisations.suggest("brack", source_ip="") == ("Brackenmoor Hospice",)
    close(network)
    network.world.settle()
    assert organisations.suggest("brack", source_ip="") == ()
    assert (meant("Brackenmoor Hospice"), where(network, "member")) == ("org2", "org2")
    register = Page(network.get("/organisations/register", by="chair").text).text
    assert "Brackenmoor Hospice (closed)" in register
    (event,) = network.said("OrganisationClosed.v1")
    assert (event["organisation_id"], event["last_day"]) == ("org2", LAST_DAY)


def test_before_its_last_day_is_over_it_is_there(network: Network) -> None:
    """M13."""
    close(network, "2026-11-23")
    assert organisations.suggest("brack", source_ip="") == ("Brackenmoor Hospice",)
    register = Page(network.get("/organisations/register", by="chair").text).text
    assert "Brackenmoor Hospice (closes on 23 November 2026)" in register
    assert "Where do you work now?" not in network.get("/me", by="member").text


def test_whoever_types_the_old_name_is_offered_what_came_after(network: Network) -> None:
    """M12, M13."""
    succeed(network, "org1")
    assert organisations.suggest("brack", source_ip="") == (TRUST,)


def test_members_of_a_closed_one_are_asked_until_they_say_where_they_work(
    network: Network,
) -> None:
    """M13: on their own page, where signing in leads, and by the API."""
    at = "/api/membership/me/organisation"
    assert network.api("GET", at, by="member").json()["has_closed"] is False
    close(network)
    network.world.settle()
    page = network.get("/me", by="member")
    assert "Where do you work now?" in page.text
    assert "/me/profile" in Page(page.text).addresses
    answer = network.api("GET", at, by="member").json()
    assert (answer["has_closed"], answer["last_day"], answer["choices"]) == (True, LAST_DAY, [])
    assert "Where do you work now?" not in network.get("/me", by="reviewer").text
    wish = {"name": PEOPLE["member"], "organisation": "Ellerbeck", "role": ""}
    assert network.post("/me/profile", wish, by="member").status == 303
    network.world.settle()
    assert where(network, "member") == "org1"
    assert "Where do you work now?" not in network.get("/me", by="member").text


def test_before_an_address_dies_members_are_told_to_add_another(network: Network) -> None:
    """M13: before the day and a year after it, and only with addresses of one domain."""
    succeed(network, "org1", since="2026-12-01")
    before = network.get("/me", by="member").text
    assert "After that it is Ellerbeck Community Health NHS Trust" in before
    assert "/me/addresses" in before
    assert "may stop working" in before
    network.world.platform.clock.move_to(platform.now().replace(year=2027, month=1))
    after = network.get("/me", by="member").text
    assert "You are counted with Ellerbeck Community Health NHS Trust now" in after
    network.world.platform.clock.move_to(platform.now().replace(year=2028))
    assert "may stop working" not in network.get("/me", by="member").text


def test_whoever_has_an_address_elsewhere_is_not_bothered(network: Network) -> None:
    """M13."""
    before = store.member(network.ids["member"])
    member = store.read_member(before)
    also = (*member.also, "yusuf@elsewhere.example")
    after = replace(member, also=also, version=member.version + 1)
    store.save([store.put_member_changed(before, after)])
    succeed(network, "org1", since="2026-12-01")
    assert "may stop working" not in network.get("/me", by="member").text


def test_a_last_day_can_be_corrected_and_must_make_sense(network: Network) -> None:
    close(network)
    close(network, "2026-12-31")
    assert found("org2").closed == date(2026, 12, 31)
    with pytest.raises(Conflict, match="its last day already"):
        close(network, "2026-12-31")
    organisations.register_ods(
        [("RZA", "KELDER TRUST", "", "", "", "", "", "", "", "", "20010401")]
    )
    with pytest.raises(Invalid, match="cannot be before"):
        close(network, "2001-03-31", "RZA")
    merge(network)
    with pytest.raises(Conflict, match="another one already"):
        close(network)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_refused(network: Network, day: str) -> None:
    answer = network.post(f"{AT}/close", {**HERE, "on": day}, by="chair")
    assert (answer.status, "Look at the year again" in answer.text) == (422, True)
    after = {**HERE, "successors": ["org1"], "since": day}
    assert network.post(f"{AT}/succession", after, by="chair").status == 422


def test_only_chairs_close_and_take_back(network: Network) -> None:
    """X3."""
    wish = CloseOrganisation(**HERE, on=LAST_DAY)
    with pytest.raises(NotAllowed):
        organisations.close("org2", wish, by=network.ids["member"])
    close(network)
    with pytest.raises(NotAllowed):
        back = TakeBackEnding(**HERE, ending="closed")
        organisations.take_back("org2", back, by=network.ids["member"])


# --- taking back --------------------------------------------------------------------------------


def test_a_closing_is_taken_back(network: Network) -> None:
    before = found("org2")
    close(network)
    take_back(network, "closed")
    network.world.settle()
    assert found("org2") == before
    (event,) = network.said("OrganisationReopened.v1")
    assert (event["organisation_id"], event["sequence"]) == ("org2", 3)


def test_a_succession_taken_back_leaves_the_last_day_that_was_known(network: Network) -> None:
    """M12: whoever has said nothing counts with it again."""
    close(network, "2027-03-31")
    before = found("org2")
    succeed(network, "org1")
    take_back(network, "succeeded")
    assert found("org2") == before
    assert where(network, "member") == "org2"


def test_whoever_chose_a_part_stays_there_when_a_split_is_taken_back(network: Network) -> None:
    """M12: it is their own word; what they write in their profile holds again afterwards."""
    organisations.register_local("org3", "Harbour View Surgery")
    succeed(network, "org1", "org3")
    choice = {"organisation_id": "org3"}
    assert network.post("/me/organisation", choice, by="member").status == 303
    writes(network, "member", "Brackenmoor Hospice", 3)
    assert where(network, "member") == "org3"
    take_back(network, "split")
    assert where(network, "member") == "org3"
    writes(network, "member", "Brackenmoor Hospice", 4)
    assert where(network, "member") == "org2"


def test_a_merge_taken_back_loses_no_name_and_nobody(network: Network) -> None:
    """M12: also whoever wrote a name of the duplicate while it was merged is back with it."""
    merge(network)
    learned = RememberAlias(**HERE, alias="Eller")
    organisations.remember("org1", learned, by=network.ids["chair"])
    writes(network, "reviewer", "the brackenmoor hospice", 2)
    assert meant("The Moor") == meant("Brackenmoor Hospice") == "org1"
    writes(network, "chair", "Ellerbeck", 2)
    take_back(network, "merged")
    network.world.settle()
    assert (meant("The Moor"), meant("Brackenmoor Hospice"), meant("Eller")) == (
        "org2", "org2", "org1",
    )  # fmt: skip
    assert found("org1").aliases == ("Ellerbeck", "Eller")
    assert where(network, "member") == where(network, "reviewer") == "org2"
    assert where(network, "chair") == "org1"
    assert network.told("OrganisationAliased.v1")[-1]["aliases"] == ["Ellerbeck", "Eller"]


def test_what_came_later_is_taken_back_first(network: Network) -> None:
    merge(network)
    organisations.register_local("org3", "Harbour View Surgery")
    merge(network, "org1", "org3")
    with pytest.raises(Conflict, match=f"{TRUST} has become another one since"):
        take_back(network, "merged")
    take_back(network, "merged", "org1")
    take_back(network, "merged")
    assert (meant("The Moor"), meant("Ellerbeck"), meant("Harbour View Surgery")) == (
        "org2", "org1", "org3",
    )  # fmt: skip


def test_two_that_would_be_called_the_same_are_not_taken_apart(network: Network) -> None:
    merge(network)
    chair = network.ids["chair"]
    organisations.rename_to("org1", RenameOrganisation(**HERE, name="The Moor"), by=chair)
    with pytest.raises(Conflict, match="Both are called The Moor"):
        take_back(network, "merged")
    organisations.rename_to("org1", RenameOrganisation(**HERE, name=TRUST), by=chair)
    take_back(network, "merged")
    assert (meant("The Moor"), found("org1").name) == ("org2", TRUST)


def test_what_is_taken_back_is_what_was_looked_at(network: Network) -> None:
    """Sent twice, or after somebody else has changed it, it changes nothing."""
    with pytest.raises(Conflict, match="meanwhile"):
        take_back(network, "closed")
    close(network)
    with pytest.raises(Conflict, match="meanwhile"):
        take_back(network, "merged")
    take_back(network, "closed")
    before = network.world.platform.database.rows("SELECT * FROM items ORDER BY pk, sk")
    with pytest.raises(Conflict, match="meanwhile"):
        take_back(network, "closed")
    assert network.world.platform.database.rows("SELECT * FROM items ORDER BY pk, sk") == before


def test_a_chair_closes_it_on_its_page_and_takes_it_back_there(network: Network) -> None:
    page = Page(network.get(AT, by="chair").text)
    assert f"{AT}/close" in page.addresses
    wrong = network.post(f"{AT}/close", {**HERE, "on": "soon"}, by="chair")
    assert wrong.status == 422
    assert "year-month-day" in wrong.text
    form = next(f for f in Page(network.get(f"{AT}/close", by="chair").text).forms if f.fields)
    assert network.post(f"{AT}/close", {**form.fields, "on": LAST_DAY}, by="chair").status == 303
    closed = Page(network.get(AT, by="chair").text)
    assert "It has closed." in closed.text
    back = next(form for form in closed.forms if form.action == f"{AT}/take-back")
    assert back.fields == {"network": [SLUG], "ending": ["closed"]}
    assert network.post(back.action, back.fields, by="chair").status == 303
    assert network.post(back.action, back.fields, by="chair").status == 409
    assert "Last day" not in network.get(AT, by="chair").text
