"""The register of organisations as chairs and operators change it, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from services.contracts.refusals import Conflict, Invalid, NotAllowed, NotFound, TooMany
from services.membership import store
from services.membership.commands import organisations
from services.membership.commands.organisations import (
    MergeOrganisation,
    RegisterOrganisation,
    RememberAlias,
    RenameOrganisation,
    SucceedOrganisation,
)
from services.membership.organisations import Ending, Organisation, Sector
from services.membership.store import organisations as shelf
from services.runtime import platform
from tests.membership.meanwhile import between, calls_of
from tests.membership.network import SLUG, Network

HERE = {"network": SLUG}
TRUST = "Ellerbeck Community Health NHS Trust"
ROWS = [
    ("RZA", "KELDER BRIDGE NHS TRUST", "", "", "", "", "", "KELDER", "", "", "20010401", ""),
    ("RZB", "THORNHOLME NHS TRUST", "", "", "", "", "", "THORN", "", "", "20010401", "20240331"),
]
SUCCESSIONS = [
    ("code", "name", "sector", "opened", "closed", "successor_code"),
    ("RZB", "THORNHOLME NHS TRUST", "trust", "", "", "RZA"),
]


@pytest.fixture
def network() -> Iterator[Network]:
    """A chair and a member, and two organisations."""
    made = Network("member")
    organisations.register_local("org1", TRUST, ("Ellerbeck",), sector=Sector.TRUST)
    organisations.register_local("org2", "Brackenmoor Hospice", sector=Sector.CHARITY)
    made.world.settle()
    yield made
    platform.install(None)


def found(organisation_id: str) -> Organisation:
    """An organisation as it is kept by itself."""
    return store.organisations.some([organisation_id])[organisation_id]


def meant(text: str) -> str | None:
    """Whom the register takes this for."""
    one = store.organisations.known()[0].register.resolve(text).organisation
    return one.organisation_id if one else None


def new(name: str, code: str = "") -> RegisterOrganisation:
    """The wish to register somebody."""
    return RegisterOrganisation(**HERE, name=name, sector=Sector.OTHER, code=code)


# --- how it is kept -----------------------------------------------------------------------------


def test_each_organisation_is_kept_by_itself_and_packed_with_all_others(network: Network) -> None:
    organisations.register_ods(ROWS, SUCCESSIONS)
    known, _ = store.organisations.known()
    by_name, _ = store.organisations.by_name()
    assert {one.organisation_id for one in by_name} == {"org1", "org2", "RZA", "RZB"}
    for one in by_name:
        assert one == known.organisation(one.organisation_id) == found(one.organisation_id)


def test_a_warm_process_asks_for_the_head_alone(network: Network) -> None:
    store.organisations.known()
    assert calls_of(network, store.organisations.known) == ["get_many"]
    organisations.rename_to("org2", RenameOrganisation(**HERE, name="New"), by=network.ids["chair"])
    assert calls_of(network, store.organisations.known) == ["get_many", "get_many"]
    assert meant("New") == "org2"


def test_a_cold_process_reads_all_of_it_at_once(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_kept", shelf._Kept())
    assert calls_of(network, store.organisations.known) == ["get_many"]
    assert meant("Ellerbeck") == "org1"


def test_what_is_packed_otherwise_is_packed_anew_with_the_next_change(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another edition of the code may pack the same things in another way."""
    chair = network.ids["chair"]
    text = shelf._text
    monkeypatch.setattr(shelf, "_text", lambda stored: text(stored) + " ")
    organisations.register(new("Harbour View"), by=chair)
    monkeypatch.undo()
    organisations.register(new("Otter Lodge"), by=chair)
    monkeypatch.setattr(shelf, "_kept", shelf._Kept())
    assert meant("Harbour View") is not None
    assert meant("Otter Lodge") is not None


def test_of_two_changes_at_one_moment_the_second_is_refused(network: Network) -> None:
    chair = network.ids["chair"]
    between(network, lambda: organisations.register(new("Harbour View"), by=chair))
    with pytest.raises(Conflict, match="Somebody changed this"):
        organisations.register(new("Harbour View"), by=chair)


# --- chairs -------------------------------------------------------------------------------------


def test_only_chairs_of_a_network_that_goes_on_change_it(network: Network) -> None:
    """X3."""
    for by in (network.ids["member"], "0" * 32):
        with pytest.raises(NotAllowed):
            organisations.register(new("Harbour View"), by=by)
    with pytest.raises(NotAllowed):
        wish = RegisterOrganisation(network="nowhere", name="Harbour", sector=Sector.OTHER)
        organisations.register(wish, by=network.ids["chair"])


def test_a_new_one_is_understood_at_once_and_said_privately(network: Network) -> None:
    made = organisations.register(new("Harbour View", code="zz9"), by=network.ids["chair"])
    network.world.settle()
    assert meant("harbour view") == meant("ZZ9") == made
    assert network.told("OrganisationRegistered.v1")[-1]["name"] == "Harbour View"
    buses = {event["bus"] for event in network.said("OrganisationRegistered.v1")}
    assert buses == {"candour-private-test"}


@pytest.mark.parametrize(
    ("wish", "refusal", "sentence"),
    [
        (new(TRUST.lower()), Conflict, "is called so already"),
        (new("ellerbeck"), Conflict, "is called so already"),
        (new("Harbour View", code="not a code!"), Invalid, "Correct the code"),
    ],
)
def test_a_name_that_is_taken_is_refused(
    network: Network, wish: RegisterOrganisation, refusal: type[Exception], sentence: str
) -> None:
    with pytest.raises(refusal, match=sentence):
        organisations.register(wish, by=network.ids["chair"])


def test_a_code_that_is_taken_is_refused(network: Network) -> None:
    organisations.register_ods(ROWS)
    with pytest.raises(Conflict, match="has this code"):
        organisations.register(new("Harbour View", code="rza"), by=network.ids["chair"])


def test_a_new_name_keeps_the_old_one_and_can_be_taken_back(network: Network) -> None:
    """M12."""
    chair = network.ids["chair"]
    organisations.rename_to("org2", RenameOrganisation(**HERE, name="The Moor"), by=chair)
    assert meant("Brackenmoor Hospice") == meant("The Moor") == "org2"
    back = RenameOrganisation(**HERE, name="Brackenmoor Hospice")
    organisations.rename_to("org2", back, by=chair)
    assert (found("org2").name, found("org2").aliases) == ("Brackenmoor Hospice", ("The Moor",))
    network.world.settle()
    assert network.told("OrganisationAliased.v1")[-1]["aliases"] == ["The Moor"]


def test_an_alias_is_remembered_refused_to_another_and_forgotten(network: Network) -> None:
    chair = network.ids["chair"]
    alias = RememberAlias(**HERE, alias="The Moor")
    organisations.remember("org2", alias, by=chair)
    assert meant("the moor") == "org2"
    with pytest.raises(Conflict, match="called so already"):
        organisations.remember("org1", alias, by=chair)
    organisations.forget("org2", alias, by=chair)
    assert meant("the moor") is None
    with pytest.raises(NotFound):
        organisations.forget("org2", alias, by=chair)


def test_a_duplicate_was_the_other_one_all_along(network: Network) -> None:
    """M12."""
    chair = network.ids["chair"]
    organisations.merge("org2", MergeOrganisation(**HERE, into="org1"), by=chair)
    network.world.settle()
    known, _ = store.organisations.known()
    assert meant("Brackenmoor Hospice") == "org1"
    assert known.register.current(known.organisation("org2")) == (known.organisation("org1"),)
    (event,) = network.said("OrganisationsMerged.v1")
    assert (event["organisation_id"], event["into"]) == ("org2", "org1")
    assert network.told("OrganisationAliased.v1")[-1]["organisation_id"] == "org1"
    with pytest.raises(Conflict):
        organisations.merge("org2", MergeOrganisation(**HERE, into="org1"), by=chair)


def test_a_succession_begins_on_its_day_and_keeps_what_was_before(network: Network) -> None:
    """M12, U10: by the day before it is itself, from the day on it is the successor."""
    wish = SucceedOrganisation(**HERE, successors=("org1",), since="2026-04-01")
    organisations.succeed("org2", wish, by=network.ids["chair"])
    network.world.settle()
    known, _ = store.organisations.known()
    old, after = known.organisation("org2"), known.organisation("org1")
    assert known.register.current(old, date(2026, 3, 31)) == (old,)
    assert known.register.current(old, date(2026, 4, 1)) == (after,)
    (event,) = network.said("OrganisationSucceeded.v1")
    assert (event["successors"], event["since"]) == (["org1"], "2026-04-01")


def test_of_a_split_nobody_guesses(network: Network) -> None:
    """M12, M13."""
    made = organisations.register(new("Harbour View"), by=network.ids["chair"])
    wish = SucceedOrganisation(**HERE, successors=("org1", made), since="2026-04-01")
    organisations.succeed("org2", wish, by=network.ids["chair"])
    after = found("org2").succession
    assert after is not None
    assert after.ending is Ending.SPLIT
    known, _ = store.organisations.known()
    assert len(known.register.current(known.organisation("org2"))) == 2


@pytest.mark.parametrize("since", ["", "yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_refused_with_a_sentence(since: str) -> None:
    with pytest.raises(ValueError, match=r"year-month-day|at least 1 item"):
        SucceedOrganisation(**HERE, successors=("org1",), since=since)


# --- anybody ------------------------------------------------------------------------------------


def test_suggestions_are_names_and_nothing_else_and_are_limited(network: Network) -> None:
    assert organisations.suggest("ellerb", source_ip="192.0.2.1") == (TRUST,)
    assert organisations.suggest("", source_ip="192.0.2.1") == ()
    with pytest.raises(TooMany):
        for _ in range(1201):
            organisations.suggest("", source_ip="192.0.2.2")


# --- the published files ------------------------------------------------------------------------


def test_the_published_files_are_taken_in_once(network: Network) -> None:
    """A second time nothing is said and nothing is written."""
    loaded = organisations.register_ods(ROWS, SUCCESSIONS)
    assert (loaded.added, loaded.changed, loaded.errors) == (2, 0, ())
    network.world.settle()
    before = network.world.platform.database.rows("SELECT * FROM items ORDER BY pk, sk")
    again = organisations.register_ods(ROWS, SUCCESSIONS)
    assert (again.added, again.changed) == (0, 0)
    assert network.world.platform.database.rows("SELECT * FROM items ORDER BY pk, sk") == before
    assert len(network.said("OrganisationSucceeded.v1")) == 1


def test_a_row_with_a_fault_is_named_and_keeps_no_other_out(network: Network) -> None:
    loaded = organisations.register_ods([*ROWS, ("RZC",)])
    assert loaded.added == 2
    assert [str(error) for error in loaded.errors] == [
        "Register, row 3: There is no name: the second column holds it."
    ]


def test_the_files_find_whom_a_chair_has_registered_by_code(network: Network) -> None:
    """What the chair has called it stays; the name of the files becomes another way to write it."""
    chair = network.ids["chair"]
    mine = organisations.register(new("Kelder Bridge", code="RZA"), by=chair)
    loaded = organisations.register_ods(ROWS, SUCCESSIONS)
    assert (loaded.added, loaded.changed) == (1, 1)
    one = found(mine)
    assert (one.name, one.aliases, one.town) == (
        "Kelder Bridge NHS Trust",
        ("Kelder Bridge",),
        "Kelder",
    )
    organisations.rename_to(mine, RenameOrganisation(**HERE, name="Kelder"), by=chair)
    organisations.register_ods(ROWS, SUCCESSIONS)
    assert found(mine).name == "Kelder"
    after = found("RZB").succession
    assert after is not None
    assert after.into == (mine,)


def test_a_register_of_hundreds_is_taken_in_by_several_transactions(network: Network) -> None:
    rows = [(f"Z{n:03d}", f"HARBOUR {n} NHS TRUST") for n in range(700)]
    assert organisations.register_ods(rows).added == 700
    known, _ = store.organisations.known()
    assert len(known.register) == 702
    assert organisations.register_ods(rows).added == 0
