"""What waits for chairs is read again when the register has grown (M9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.contracts.membership import MemberContactChanged
from services.membership import store, understanding
from services.membership.commands import affiliations, organisations, rereading
from services.membership.commands.affiliations import ResolveText
from services.membership.commands.organisations import AsChair, RememberAlias
from services.runtime import platform
from services.runtime.ports import Item
from tests.membership.meanwhile import between
from tests.membership.network import SLUG, Network

TEXT = "Harbour View"
HERE = AsChair(network=SLUG)


@pytest.fixture
def network() -> Iterator[Network]:
    """A chair and two members who wrote what nobody knows, and one organisation."""
    made = Network("member", "reviewer")
    organisations.register_local("org1", "Brackenmoor Hospice")
    writes(made, "member", "Harbour View NHS Trust", 2)
    writes(made, "reviewer", "the harbour view trust", 2)
    a_minute_later(made)
    yield made
    platform.install(None)


def writes(network: Network, who: str, text: str, sequence: int) -> str:
    """Somebody says where they come from; the id of the text."""
    understanding.understand(
        MemberContactChanged(
            member_id=network.ids[who], email="", name="", organisation=text, sequence=sequence
        )
    )
    return store.affiliations.text_id_of(text)


def a_minute_later(network: Network) -> None:
    """What the ticks of the next two minutes do, and whatever follows."""
    network.world.settle()
    network.world.move_to(platform.now() + timedelta(minutes=2))
    network.world.settle()


def where(network: Network, who: str) -> tuple[str | None, bool]:
    """Somebody's organisation, and whether they wait for a chair to say it."""
    found = store.affiliations.of_member(network.ids[who])
    assert found is not None
    return found.organisation_id, found.waiting


def waiting() -> set[str]:
    """What stands in the queue."""
    return {text.text for text in store.affiliations.waiting_texts(limit=500)[0]}


def rows() -> list[Item]:
    """The due rows of texts that are to be read."""
    return [row for row in store.due_now(platform.now()) if "texts" in row]


def test_a_new_organisation_takes_in_everybody_who_wrote_its_name(network: Network) -> None:
    """M9: in whatever spelling that M9 knows without doubt."""
    assert where(network, "member") == where(network, "reviewer") == (None, True)
    organisations.register_local("org2", "Harbour View NHS Foundation Trust")
    a_minute_later(network)
    assert where(network, "member") == where(network, "reviewer") == ("org2", False)
    assert waiting() == {"Kelder Bridge"}
    assert rows() == []
    said = network.said("MemberAffiliationChanged.v1")
    assert [event["organisation_id"] for event in said] == ["org2", "org2"]


def test_so_do_the_published_files_and_another_name(network: Network) -> None:
    """M9."""
    organisations.register_ods([("RZA", "KELDER BRIDGE")])
    alias = RememberAlias(network=SLUG, alias="Harbour View NHS Trust")
    organisations.remember("org1", alias, by=network.ids["chair"])
    a_minute_later(network)
    assert waiting() == set()
    assert where(network, "member") == ("org1", False)
    assert where(network, "chair") == ("RZA", False)


@pytest.mark.parametrize("name", ["Harbuor View NHS Trust", "Harbour View Surgery"])
def test_what_is_only_like_it_waits_on(network: Network, name: str) -> None:
    """M9: a slip of the finger is for a chair, as is a name with one word more."""
    organisations.register_local("like", name)
    a_minute_later(network)
    assert waiting() == {"Kelder Bridge", "Harbour View NHS Trust", "the harbour view trust"}


def test_what_could_be_two_waits_on(network: Network) -> None:
    """M9: never silently a wrong one."""
    organisations.register_local("org2", "Harbour View Foundation Trust")
    organisations.register_local("org3", "Harbour View NHS Foundation Trust")
    a_minute_later(network)
    assert "Harbour View NHS Trust" in waiting()
    assert where(network, "member") == (None, True)


def test_no_name_overrules_a_person(network: Network) -> None:
    """What a chair decided or took back stays with chairs, whatever the register learns."""
    chair = network.ids["chair"]
    wish = ResolveText(network=SLUG, organisation_id="org1")
    decided = store.affiliations.text_id_of("Harbour View NHS Trust")
    affiliations.resolve(decided, wish, by=chair)
    network.world.settle()
    writes(network, "chair", "Harbour View NHS Trust", 2)
    reopened = writes(network, "member", "Otter Lodge", 3)
    affiliations.resolve(reopened, wish, by=chair)
    affiliations.reopen(reopened, HERE, by=chair)
    organisations.register_local("org2", "Harbour View NHS Trust", ("Otter Lodge",))
    a_minute_later(network)
    assert waiting() == {"Harbour View NHS Trust", "Otter Lodge"}
    assert where(network, "reviewer") == ("org2", False)


def test_it_goes_on_where_it_stopped_a_few_at_a_time(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more than 60 texts, 50 are read at the first look, and the rest a minute later."""
    for number in range(60):
        member_id = f"{number:032x}"
        said = MemberContactChanged(
            member_id=member_id, email="", name="", organisation=f"House {number}x", sequence=1
        )
        understanding.understand(said)
    monkeypatch.setattr(rereading, "PAGES", 1)
    last = store.affiliations.waiting_texts(limit=500)[0][-1].text
    organisations.register_local("org2", last)
    network.world.platform.clock.advance(timedelta(minutes=1))
    rereading.look(rows()[0])
    assert last in waiting()
    assert rows()[0]["after"] is not None
    rereading.look(rows()[0])
    assert last not in waiting()
    assert rows() == []


def test_twice_or_after_a_change_meanwhile_nothing_is_decided_twice(network: Network) -> None:
    """Shape: advance. A register that changes while texts are read is read from the beginning."""
    organisations.register_local("org2", "Harbour View NHS Trust")
    network.world.settle()
    network.world.platform.clock.advance(timedelta(minutes=1))
    (row,) = rows()
    rereading.look(row)
    network.world.settle()
    with pytest.raises(Exception, match="changed"):
        rereading.look(row)
    network.world.settle()
    assert len(network.said("OrganisationTextDecided.v1")) == 2
    organisations.register_local("org3", "Ouseby")
    network.world.platform.clock.advance(timedelta(minutes=1))
    (row,) = rows()
    between(network, lambda: organisations.register_local("org4", "Kelder Bridge"))
    with pytest.raises(Exception, match="changed"):
        rereading.look(row)
    a_minute_later(network)
    assert (where(network, "chair"), rows()) == (("org4", False), [])


def test_right_after_a_change_it_waits_for_those_who_wrote_just_before(network: Network) -> None:
    organisations.register_local("org2", "Harbour View NHS Trust")
    (row,) = rows()
    rereading.look(row)
    assert rows() == [row]
    assert "Harbour View NHS Trust" in waiting()
