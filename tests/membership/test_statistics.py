"""Statistics from what happened to the page: counted, looked at, published, counted again.

Rules M10, M11, M12, M16, M23, M29, S19, X1, X6 and need U10.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.contracts.refusals import Conflict
from services.contracts.roles import Policy
from services.contracts.statistics import StatisticsWanted
from services.membership import commands, counting
from services.membership.commands import host, organisations, statistics
from services.membership.commands.organisations import MergeOrganisation, SucceedOrganisation
from services.membership.commands.statistics import PublishStatistics
from services.membership.model import statistics as model
from services.membership.model.statistics import comes_out_the_same
from services.membership.statistics import count
from services.membership.store import statistics as shelf
from tests.membership.counted import (
    by_organisation,
    come,
    days_after,
    go,
    grown,
    note,
    published,
    session,
    taken,
    withdrawn,
    work,
)
from tests.membership.meanwhile import erase
from tests.membership.network import SLUG, Network
from tests.page import Page
from tests.world import START

API = f"/api/membership/networks/{SLUG}/statistics"
EVERYBODY = "/api/membership/statistics"
PAGE = f"/networks/{SLUG}/statistics"
DESK = f"/networks/{SLUG}/desk/statistics"


# --- who and what is counted --------------------------------------------------------------------


def test_everybody_who_belongs_is_counted_once() -> None:
    """A suspension does not show (M20); whoever waits or has left does not belong (M23)."""
    network = Network("member", "suspended", "applicant", "leaver", "stranger")
    people = taken(network).people

    assert people.members == 3, "the chair, the member, and whoever is suspended"
    assert people.joined == {"2026-11": 3}
    assert people.unresolved == 3, "nobody has put Kelder Bridge into the register"


def test_a_suspension_leaves_the_month_in_which_somebody_came(network: Network) -> None:
    """M20, M29: else a month that is over could grow, and two snapshots tell who was suspended."""
    network.add("member")
    network.world.move_to(START + timedelta(days=40))
    member, chair = network.ids["member"], network.ids["chair"]
    commands.suspend(SLUG, member, by=chair)
    assert taken(network).people.joined == {"2026-11": 2}
    commands.reinstate(SLUG, member, by=chair)

    assert taken(network).people.joined == {"2026-11": 2}


def test_people_without_an_organisation_count_as_people(network: Network) -> None:
    """M10, M11: each once, and an organisation as soon as somebody comes from it."""
    grown(network)
    inputs = taken(network)

    assert by_organisation(inputs) == {"trust1": 30, "hospice": 20}
    assert (inputs.people.without_organisation, inputs.people.members) == (10, 61)
    assert (inputs.opened, sum(inputs.people.joined.values())) == ("2024-12", 61)


def test_people_are_counted_by_what_their_work_is_about(network: Network) -> None:
    """N12, N01, M29: by family and never by rank; small families hide others with them.

    The chair is a nurse too.
    """
    grown(network)
    come("more", 30, "trust2", START - timedelta(days=200))
    work("first", 30, "Chief Nurse", "Nurse since May", "Nurse on ward 7")
    work("then", 20, "Head of Patient Safety", "Patient Safety Assistant")
    work("more", 30, "Patient safety officer", "", "Wears two hats")
    work("lately", 3, "Research fellow")
    inputs = taken(network)
    families, rows = inputs.people.role_families, count(inputs).role_families
    called = {row.name: row.people for row in rows}

    assert len(families) == 12
    assert {name: number for name, number in families.items() if number} == {
        "Nursing and midwifery": 31,
        "Patient safety and learning from incidents": 30,
        "Research, evaluation and data": 3,
    }
    assert inputs.people.role_not_said == 91 - 64
    assert called["Research, evaluation and data"] is None
    assert called["Nursing and midwifery"] == 30
    assert called["Not said"] is None, "or whoever takes all from the total knows the small one"
    kept = str(network.items(f"NETWORK#{SLUG}#STATISTICS")) + inputs.text()
    assert "ward" not in kept
    assert "Chief" not in kept


def test_where_no_kind_of_role_is_shown_there_is_no_empty_table(network: Network) -> None:
    grown(network)
    published(network)
    assert "People by kind of role" not in network.get(PAGE).text


def test_sessions_and_notes_are_counted_from_what_was_said(network: Network) -> None:
    """S19: of a corrected headcount the newest, in whatever order; a withdrawn note is none."""
    session(3, None)
    session(1, 80, corrected=1)
    session(1, 8)
    for number, week in enumerate(("2026-W47", "2026-W47", "2026-W48")):
        note(number, week)
    withdrawn(1)
    note(1, "2026-W47")
    inputs = taken(network)

    assert [one.headcount for one in inputs.sessions] == [None, 80]
    assert [one.held_on.isoformat() for one in inputs.sessions] == ["2026-11-02", "2026-11-16"]
    assert inputs.notes == {"2026-11": 2}


def test_a_large_network_is_counted_in_steps(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each leaves the rest to the next."""
    grown(network)
    come("more", 150, "trust2", START - timedelta(days=9))
    whole = taken(network)
    monkeypatch.setattr(counting, "PAGES", 1)
    begun = len(network.said("StatisticsWanted.v1"))
    in_steps = taken(network)

    assert in_steps.people == whole.people
    assert len(network.said("StatisticsWanted.v1")) - begun == 4


def test_nobody_is_counted_twice_who_moves_while_others_are_counted(network: Network) -> None:
    """M20: reinstated on the way, one has been met among the suspended; joined since, one waits."""
    begun, _ = model.begin(SLUG, "2026-01", None, None, "s1", START)
    there = model.Belonging(START, START, None)
    moved = there._replace(standing_since=START + timedelta(seconds=1))

    assert model.add(begun, [there, moved]).tally.joined == {"2026-11": 1}


def test_a_step_that_is_asked_for_twice_or_late_is_taken_once(network: Network) -> None:
    taken(network)
    first, last = shelf.counting(SLUG), network.said("StatisticsWanted.v1")[-1]
    assert first is not None
    counting.count_on(StatisticsWanted.model_validate(last))
    statistics.take(SLUG, by=network.ids["chair"])
    counting.count_on(StatisticsWanted.model_validate(last))
    now = shelf.counting(SLUG)

    assert now is not None
    assert (now.inputs, now.snapshot_id != first.snapshot_id) == (None, True)


# --- what became of organisations ---------------------------------------------------------------


def test_an_organisation_has_its_successor_from_the_day_of_it(network: Network) -> None:
    """M12, U10: the day before and the day after, and the old snapshot stays what it was.

    Everything that is said arrives twice and backwards.
    """
    network.world.pump.postman = lambda messages: [*messages[::-1], *messages]
    grown(network)
    come("others", 12, "trust2", START - timedelta(days=50))
    wish = SucceedOrganisation(network=SLUG, successors=("trust1",), since="2026-12-01")
    organisations.succeed("trust2", wish, by=network.ids["chair"])
    network.world.move_to(days_after(7))
    before = published(network)
    assert before.as_of.isoformat() == "2026-11-30"
    assert by_organisation(before) == {"trust1": 30, "trust2": 12, "hospice": 20}

    network.world.move_to(days_after(9))
    after = taken(network)
    assert by_organisation(after) == {"trust1": 42, "hospice": 20}
    assert after.people.members == before.people.members
    inputs, snapshot = shelf.old(SLUG, 1)
    assert (inputs, count(inputs)) == (before, snapshot.figures)


def test_one_that_was_registered_twice_was_one_all_along(network: Network) -> None:
    """M12."""
    grown(network)
    come("others", 12, "trust2", START - timedelta(days=50))
    wish = MergeOrganisation(network=SLUG, into="trust1")
    organisations.merge("trust2", wish, by=network.ids["chair"])

    assert by_organisation(taken(network)) == {"trust1": 42, "hospice": 20}


def test_whoever_has_not_said_where_they_went_after_a_split_stays(network: Network) -> None:
    """M12: members are asked, not guessed."""
    grown(network)
    wish = SucceedOrganisation(
        network=SLUG, successors=("trust2", "hospice"), since=f"{START:%Y-%m-%d}"
    )
    organisations.succeed("trust1", wish, by=network.ids["chair"])

    assert by_organisation(taken(network)) == {"trust1": 30, "hospice": 20}


# --- publishing ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown() -> Iterator[Network]:
    """A network that has grown, has published, and has a draft again."""
    made = Network("member", "co_chair", "stranger", "other_chair")
    grown(made)
    for number in range(1, 12):
        session(number, 60 + number)
        note(number, f"2026-W{30 + number}")
    published(made)
    taken(made)
    yield made
    made.close()


def test_what_is_published_can_be_seen_by_anybody(shown: Network) -> None:
    """M29, U10: with the version of the rules, the day and the fingerprint."""
    answer = shown.get(PAGE)
    page = Page(answer.text)

    assert answer.status == 200
    assert "Patient Safety Peers in numbers" in answer.text
    inputs, snapshot = shelf.old(SLUG, 1)
    assert snapshot.figures.inputs == inputs.fingerprint()
    assert snapshot.figures.inputs in answer.text
    assert f"{PAGE}/poster.svg" in page.addresses
    said = shown.api("GET", f"{EVERYBODY}/{SLUG}").json()
    assert said["figures"] == snapshot.figures.model_dump(mode="json")
    assert "inputs" in said["figures"] and "salt" not in str(said)


def test_the_event_says_that_and_by_which_rules_and_nothing_else(shown: Network) -> None:
    """X1."""
    (said,) = shown.said("StatisticsPublished.v1")
    envelope = {"event_id", "occurred_at", "sequence", "caused_by", "bus", "detail_type"}

    assert set(said) - envelope == {"network_id", "snapshot_id", "number", "as_of", "rules_version"}


def test_tables_and_the_poster_are_files(shown: Network) -> None:
    """X6: no cell is a formula, and each table has what the page has."""
    files = [link for link in Page(shown.get(PAGE).text).addresses if link.endswith(".csv")]
    assert len(files) == 4
    for path in files:
        answer = shown.get(path)
        assert answer.header("content-type") == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
    poster = shown.get(f"{PAGE}/poster.svg")
    assert poster.header("content-type") == "image/svg+xml"
    assert poster.text.startswith("<svg")
    assert shown.get(f"{PAGE}/other.svg").status == 404


def test_an_old_snapshot_counted_again_comes_out_the_same(shown: Network) -> None:
    """U10: through the store, from what was kept then."""
    path = f"{API}/snapshots/1/counted-again"
    assert shown.api("GET", path, by="chair").json() == {"same": True, "rules_version": 1}
    assert shown.api("GET", f"{API}/snapshots/2/counted-again", by="chair").status == 404

    inputs, snapshot = shelf.old(SLUG, 1)
    people = inputs.people.model_copy(update={"without_organisation": 11})
    changed = inputs.model_copy(update={"people": people})
    assert not comes_out_the_same(changed, snapshot.figures)


def test_chairs_look_at_a_draft_before_they_publish_it(shown: Network) -> None:
    """And whoever looks after the installation, but no member."""
    assert shown.get(f"{DESK}/draft", by="member").status == 403
    assert shown.get(f"{DESK}/draft", by="other_chair").status == 403
    draft = shown.get(f"{DESK}/draft", by="co_chair")
    assert "This is a draft" in draft.text
    host.appoint_first(shown.ids["stranger"])
    shown.world.settle()
    assert "Look at the draft" in shown.get(DESK, by="stranger").text


def test_nothing_that_is_kept_names_anybody(shown: Network) -> None:
    """Numbers by organisation and month; no member id, name or address."""
    kept = str(shown.items(f"NETWORK#{SLUG}#STATISTICS"))
    kept += shelf.old(SLUG, 1)[0].text()

    assert not [one for one in shown.ids.values() if one in kept]


def test_what_was_not_looked_at_is_not_published(network: Network) -> None:
    """And doing it again is harmless."""
    taken(network)
    draft = shelf.counting(SLUG)
    assert draft is not None
    taken(network)
    seen = {"snapshot_id": draft.snapshot_id}
    assert network.api("POST", f"{API}/publish", seen, by="chair").status == 409
    now = shelf.counting(SLUG)
    assert now is not None
    for _ in range(2):
        wish = {"snapshot_id": now.snapshot_id}
        assert network.api("POST", f"{API}/publish", wish, by="chair").status == 204

    assert len(network.said("StatisticsPublished.v1")) == 1
    assert shelf.counting(SLUG) is None


def test_what_is_being_counted_is_not_published(network: Network) -> None:
    snapshot_id = statistics.take(SLUG, by=network.ids["chair"])
    with pytest.raises(Conflict, match="still being counted"):
        statistics.publish(
            SLUG, PublishStatistics(snapshot_id=snapshot_id), by=network.ids["chair"]
        )


def test_a_draft_goes_away_after_a_month(network: Network) -> None:
    taken(network)
    network.world.platform.clock.advance(timedelta(days=31))

    assert shelf.counting(SLUG) is None
    assert "There is no draft" in network.get(DESK, by="chair").text


def test_an_unlisted_network_is_unknown_to_strangers(network: Network) -> None:
    """M16: the same answer as for a network that there is not."""
    network.add("member")
    network.add("stranger")
    published(network)
    wish = commands.ChangePolicy(policy=Policy.INVITATION, listed=False, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    network.world.settle()

    for path in ("", "/poster.svg", "/growth.csv"):
        for who in (None, "stranger"):
            here, nowhere = (
                network.get(f"/networks/{slug}/statistics{path}", by=who)
                for slug in (SLUG, "nowhere")
            )
            assert here.status == nowhere.status == 404
            assert here.text.replace(SLUG, "") == nowhere.text.replace("nowhere", "")
    assert network.api("GET", f"{EVERYBODY}/{SLUG}").status == 404
    assert network.api("GET", API, by="stranger").status == 404
    assert network.api("GET", f"{API}/next", by="stranger").status == 404
    assert network.get(PAGE, by="member").status == 200
    assert network.api("GET", API, by="member").status == 200
    assert network.api("GET", EVERYBODY).json() == {"networks": []}
    assert SLUG not in network.get("/statistics").text


# --- two snapshots ------------------------------------------------------------------------------


def test_a_month_later_fewer_than_8_new_people_are_not_published(network: Network) -> None:
    """M29: two published snapshots tell of no person; sessions and notes go on."""
    grown(network)
    first = published(network)
    network.world.move_to(START + timedelta(days=30))
    come("new", 7, "trust1", START + timedelta(days=20))
    note(1, "2026-W50")
    second = published(network)

    assert second.people == first.people
    assert (second.as_of.isoformat(), second.notes) == ("2026-12-23", {"2026-12": 1})
    come("one", 1, "trust2", START + timedelta(days=21))
    third = published(network)
    assert third.people.members == first.people.members + 8
    assert (third.growth_by, third.opened) == (first.growth_by, first.opened)
    assert len({first.salt, second.salt, third.salt}) == 3
    assert [shelf.old(SLUG, number)[1].figures.headline.members for number in (1, 2, 3)] == [
        61, 61, 69,
    ]  # fmt: skip


def test_whoever_is_erased_is_not_counted_any_more_and_what_is_published_stays(
    network: Network,
) -> None:
    """M23."""
    network.add("member")
    grown(network)
    first = published(network)
    figures = shelf.old(SLUG, 1)[1].figures
    erase(network, network.ids["member"])
    network.world.settle()
    go("lately", 7)
    second = published(network)

    assert second.people.members == first.people.members - 8
    assert shelf.old(SLUG, 1) == (first, shelf.old(SLUG, 1)[1])
    assert shelf.old(SLUG, 1)[1].figures == figures
