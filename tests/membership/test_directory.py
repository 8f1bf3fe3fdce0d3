"""The directory: nothing but what its owner shows, to members of this network, just now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.refusals import Invalid
from services.contracts.roles import Standing
from services.membership import commands, store
from services.membership.commands import organisations, profile
from services.membership.families import Family
from services.membership.model import directory as rules
from services.membership.model.directory import About, Entry, Field, Region, Search
from services.membership.organisations import Sector
from services.membership.store import directory as entries
from services.runtime import platform
from services.runtime.ports import Put
from tests.membership.meanwhile import calls_of
from tests.membership.network import OTHER, SLUG, Network

ALL = [field.value for field in Field]
ME = "/api/membership/me/networks/{}/directory"
SEARCH = f"/api/membership/networks/{SLUG}/directory/search"
SAYS = {
    "family": "safety", "region": "wales", "topics": "Duty of candour, falls", "contact": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    """A network in which the reviewer works for a trust that the register knows."""
    made = Network(
        "co_chair",
        "facilitator",
        "member",
        "reviewer",
        "suspended",
        "leaver",
        "applicant",
        "stranger",
    )
    organisations.register_local("org1", "Kelder Bridge", sector=Sector.TRUST)
    made.world.settle()
    for kind in ("reviewer", "member"):
        wish = profile.ChangeProfile(
            name=f"{kind.title()} Quill", organisation="Kelder Bridge", role="Nurse"
        )
        profile.change(wish, by=made.ids[kind])
    made.world.settle()
    yield made
    platform.install(None)


def say(network: Network, who: str, slug: str = SLUG, **says: Any) -> Any:
    answer = network.api("PUT", ME.format(slug), {**SAYS, **says}, by=who)
    assert answer.status == 200, answer.text
    return answer.json()


def look(network: Network, by: str = "member", **wish: Any) -> list[dict[str, Any]]:
    answer = network.api("POST", SEARCH, wish, by=by)
    assert answer.status == 200, answer.text
    return list(answer.json()["people"])


# --- rules --------------------------------------------------------------------------------------


@given(
    shows=st.sets(st.sampled_from(Field)),
    family=st.none() | st.sampled_from(Family),
    region=st.none() | st.sampled_from(Region),
    contact=st.booleans(),
)
def test_whatever_is_not_ticked_is_seen_nowhere_and_nobody_is_found_by_it(
    shows: set[Field], family: Family | None, region: Region | None, contact: bool
) -> None:
    """M27."""
    entry = Entry("e", "m", "n", tuple(shows), family, region, ("falls",), contact)
    about = About("Ada", "Kelder", "org1", Sector.TRUST)
    seen = rules.seen(entry, about)
    for field, value in (
        (Field.NAME, seen.name), (Field.ORGANISATION, seen.organisation),
        (Field.SECTOR, seen.sector), (Field.FAMILY, seen.family), (Field.REGION, seen.region),
        (Field.TOPICS, seen.topics), (Field.CONTACT, seen.contact),
    ):  # fmt: skip
        assert field in shows or not value
    public = {facet.kind for facet in rules.facets(entry, about) if facet.shown}
    assert ("topic" in public) == (Field.TOPICS in shows)
    assert ("family" in public) == (Field.FAMILY in shows and family is not None)
    assert ("contact" in public) == (Field.CONTACT in shows and contact)
    assert "family-in" not in public or {Field.FAMILY, Field.REGION} <= shows


def test_a_contact_has_to_show_where() -> None:
    entry = Entry("e", "m", "n")
    with pytest.raises(Invalid):
        rules.change(entry, Entry("e", "m", "n", (Field.CONTACT,), contact=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Duty of Candour", "candour duties"),
        ("learning from incidents", "Incident learning"),
        ("Falls", "fall"),
        ("speaking up", "Up – speaking"),
    ],
)
def test_a_topic_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert rules.topic_key(one) == rules.topic_key(other)


def test_topics_are_read_one_a_line_or_with_commas_each_once() -> None:
    assert rules.topics("Falls, falls\n duty  of candour ,,\n") == ("Falls", "duty of candour")


def test_a_search_needs_more_than_a_region() -> None:
    with pytest.raises(Invalid):
        rules.looked_for(Search(region=Region.WALES))


# --- at the door --------------------------------------------------------------------------------


def test_by_default_nobody_sees_anything(network: Network) -> None:
    """M27."""
    mine = network.api("GET", ME.format(SLUG), by="co_chair").json()
    assert mine["shows"] == []
    assert not any(value for name, value in mine["seen"].items() if name != "person")
    assert look(network, family="nursing") == []


def test_a_page_shows_me_exactly_what_others_see_of_me(network: Network) -> None:
    """M27: what is shown is found; what is not is missing, also for a chair."""
    mine = say(network, "reviewer", shows=["name", "family", "topics"])
    (found,) = look(network, family="safety")
    assert found == mine["seen"] == look(network, by="chair", family="safety")[0]
    assert found["name"] == "Reviewer Quill"
    assert (found["organisation"], found["region"], found["contact"]) == (None, None, False)
    assert look(network, topic="falls") == [found]
    assert look(network, family="safety", region="wales") == []
    assert look(network, family="safety", sector="trust") == []
    page = network.get(f"/me/networks/{SLUG}/directory", by="reviewer").text
    assert "Reviewer Quill" in page.split("Change it")[0]
    assert (
        network.ids["reviewer"] not in network.get(f"/networks/{SLUG}/directory", by="member").text
    )


def test_an_entry_is_found_by_family_region_kind_and_as_a_contact(network: Network) -> None:
    """N02, N05: similar role, other kind of organisation, region; the contact inside one."""
    say(network, "reviewer", shows=ALL)
    by_all = {"family": "safety", "region": "wales", "sector": "trust", "topic": "Fall"}
    (found,) = look(network, **by_all)
    assert found["organisation"] == "Kelder Bridge"
    assert look(network, organisation="kelder bridge") == [found]
    assert look(network, family="safety", sector="another") == [], "the member works in a trust too"
    assert look(network, by="chair", family="safety", sector="charity") == []
    unclear = network.api("POST", SEARCH, {"organisation": "Nowhere at all"}, by="member")
    assert unclear.status == 422


def test_whoever_is_found_can_see_that_a_member_looked(network: Network) -> None:
    """X5: a row for each who was found, once a day."""
    say(network, "reviewer", shows=ALL)
    for _ in range(2):
        assert look(network, by="facilitator", topic="falls")
    page = network.api("GET", "/api/membership/me/looks", by="reviewer").json()
    looks = [one for one in page["looks"] if one["what"] == "directory"]
    assert [one["reader"] for one in looks].count("member") == len(looks) >= 1
    assert network.ids["facilitator"] not in str(page)


def test_what_is_taken_back_is_gone_at_once(network: Network) -> None:
    say(network, "reviewer", shows=ALL)
    said = len(network.said("DirectoryConsentChanged.v1"))
    say(network, "reviewer", shows=[])
    assert look(network, family="safety") == look(network, topic="falls") == []
    events = network.said("DirectoryConsentChanged.v1")
    assert len(events) == said + 1
    assert set(events[-1]) >= {"member_id", "network_id", "fields"}
    assert events[-1]["fields"] == []
    say(network, "reviewer", shows=[])
    assert len(network.said("DirectoryConsentChanged.v1")) == said + 1, "nothing new, nothing said"


def test_whoever_is_no_member_at_this_moment_is_not_found(network: Network) -> None:
    """M20, M27: the place decides when it is read, whatever the index says."""
    say(network, "reviewer", shows=ALL)
    chair, reviewer = network.ids["chair"], network.ids["reviewer"]
    commands.suspend(SLUG, reviewer, by=chair)
    assert look(network, family="safety") == []
    commands.reinstate(SLUG, reviewer, by=chair)
    assert len(look(network, family="safety")) == 1


def test_an_entry_is_seen_in_its_network_only_under_an_id_of_its_own(network: Network) -> None:
    """M16."""
    say(network, "reviewer", shows=ALL)
    elsewhere = network.api("POST", SEARCH.replace(SLUG, OTHER), {"family": "safety"}, by="member")
    assert elsewhere.status == 403
    (found,) = look(network, family="safety")
    assert found["person"] not in (network.ids["reviewer"], "")


def test_whoever_leaves_is_in_the_directory_no_more_and_comes_back_unseen(network: Network) -> None:
    say(network, "co_chair", shows=ALL, family="medicine")
    commands.leave(SLUG, by=network.ids["co_chair"])
    assert look(network, family="medicine") == []
    network.world.settle()
    rows = network.items(f"MEMBER#{network.ids['co_chair']}")
    assert not [row for row in rows if row["sk"].startswith(("ENTRY#", "FOUND#"))]


def test_an_entry_follows_where_somebody_works(network: Network) -> None:
    """M11: found inside the new organisation, and no more inside the old one."""
    say(network, "reviewer", shows=ALL)
    organisations.register_local("org9", "Ouseby Hospice", sector=Sector.CHARITY)
    wish = profile.ChangeProfile(name="Reviewer Quill", organisation="Ouseby Hospice", role="")
    profile.change(wish, by=network.ids["reviewer"])
    network.world.settle()
    assert look(network, organisation="Kelder Bridge") == []
    assert look(network, family="safety", sector="charity") == look(
        network, organisation="Ouseby Hospice"
    )
    back = profile.ChangeProfile(name="Reviewer Quill", organisation="Kelder Bridge", role="Nurse")
    profile.change(back, by=network.ids["reviewer"])
    network.world.settle()


def test_a_search_reads_a_bounded_number_of_items_and_never_more_than_twenty_people(
    network: Network,
) -> None:
    """M27: at most two queries of an index partition and three batched reads."""
    _crowd(network, 130)
    found = list[dict[str, Any]]()
    calls = calls_of(network, lambda: found.extend(look(network, family="learning")))
    assert len(found) == 20
    assert calls.count("query") <= 2
    assert calls.count("get_many") <= 3, "the place, the people, and whether they know already"
    assert calls.count("transact") == 1
    assert found == look(network, family="learning"), "the same on the same day"
    network.world.advance(timedelta(days=1))
    assert found != look(network, family="learning"), "others on another"


def test_nobody_searches_without_end(network: Network) -> None:
    """M27: a keyed counter, and no cursor to walk on with."""
    statuses = [network.api("POST", SEARCH, {"topic": "x"}, by="chair").status for _ in range(31)]
    assert statuses[-1] == 429
    assert set(network.api("POST", SEARCH, {"topic": "x"}, by="member").json()) == {"people"}


def _crowd(network: Network, people: int) -> None:
    """So many members who show what their work is about, written as their commands would."""
    place = network.place("member")
    for number in range(people):
        member_id = f"{number:032x}"
        entry = Entry(f"e{number}", member_id, SLUG, (Field.FAMILY,), Family.LEARNING, version=1)
        about = About("Ada", "")
        row = {**place, "pk": f"MEMBER#{member_id}", "member_id": member_id}
        row["gsi1sk"] = f"{Standing.MEMBER}#{member_id}"
        state = {
            "pk": f"MEMBER#{member_id}", "sk": "STATE", "member_id": member_id, "name": "Ada",
            "organisation": "", "role": "", "email": "a@b.example", "version": 1,
        }  # fmt: skip
        writes = [Put(store.table(), row), Put(store.table(), state)]
        store.save([*writes, *entries.put_entry(entry, (), rules.facets(entry, about), about)])
