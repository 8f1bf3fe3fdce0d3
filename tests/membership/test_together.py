"""All listed networks together: each person once, nobody to be worked out, counted again the same.

Rules M12, M16, M29, X3, X6 and need U10.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest

from services.contracts.refusals import Conflict, NotAllowed
from services.contracts.roles import Policy, Standing
from services.membership import commands, store
from services.membership.commands import host, organisations, summing, together
from services.membership.commands.organisations import MergeOrganisation
from services.membership.commands.statistics import PublishStatistics
from services.membership.model import Place
from services.membership.model.affiliations import Affiliation
from services.membership.model.together import Next, Snapshot
from services.membership.statistics.together import Belonging, count, that_may_follow
from services.membership.store import together as shelf
from services.runtime import platform
from tests.membership.counted import come, grown, note, session
from tests.membership.network import OTHER, SLUG, Network
from tests.page import Page
from tests.world import START

API = "/api/membership/host/statistics"
DAY = date(2026, 11, 23)


@pytest.fixture
def network() -> Iterator[Network]:
    """Two listed networks and one that is not; the stranger looks after the installation."""
    made = Network("member", "stranger", "other_chair")
    grown(made)
    host.appoint_first(made.ids["stranger"])
    made.world.settle()
    yield made
    platform.install(None)


def also_in(network_id: str, name: str, number: int) -> None:
    """So many of these people are in another network too."""
    for at in range(number):
        member_id = f"{name}{at:03d}"
        place = Place(member_id, network_id, Standing.MEMBER, START, joined=START, version=1)
        store.save([store.put_place(place)])


def counted(network: Network) -> Next:
    """A snapshot is taken, and the ticks of the next minutes count it."""
    together.take(by=network.ids["stranger"])
    network.world.move_to(platform.now() + timedelta(minutes=3))
    network.world.settle()
    found = shelf.counting()
    assert found is not None
    assert found.inputs is not None
    return found


def published(network: Network) -> Snapshot:
    """And published."""
    wish = PublishStatistics(snapshot_id=counted(network).snapshot_id)
    together.publish(wish, by=network.ids["stranger"])
    network.world.settle()
    found = shelf.published()
    assert found is not None
    return found


def test_whoever_is_in_two_networks_is_one_person(network: Network) -> None:
    """The 62 of psmn and the 10 of the other one, of whom 9 are in both."""
    also_in(OTHER, "first", 9)
    session(1, 80)
    note(1, "2026-W47")
    inputs = counted(network).inputs
    assert inputs is not None
    here = inputs.belonging
    assert here.networks == (OTHER, SLUG)
    assert (here.places, here.in_several) == (62 + 10, 9)
    figures = count(inputs)
    assert (figures.members, figures.networks, figures.sessions, figures.notes) == (63, 2, 1, 1)
    assert figures.organisations == 2


def test_an_organisation_that_was_registered_twice_is_one(network: Network) -> None:
    """M12."""
    come("others", 3, "trust2", START - timedelta(days=9))
    chair = network.ids["chair"]
    organisations.merge("trust2", MergeOrganisation(network=SLUG, into="trust1"), by=chair)
    inputs = counted(network).inputs
    assert inputs is not None
    assert {kind.name: kind.organisations for kind in inputs.kinds if kind.organisations} == {
        "trust": 1, "charity": 1,
    }  # fmt: skip


def test_an_unlisted_network_leaves_no_trace(network: Network) -> None:
    """M16: not in a number, not in a name."""
    commands.open_network("hidden", "Hidden", ("Be kind.",), Policy.INVITATION, listed=False)
    before = counted(network).inputs
    assert before is not None
    for at in range(40):
        place = Place(f"h{at}", "hidden", Standing.MEMBER, START, joined=START, version=1)
        whence = Affiliation(f"h{at}", "trust2", version=1)
        store.save([store.put_place(place), store.affiliations.put(whence)])
    after = counted(network).inputs
    assert after is not None
    assert (after.belonging, after.kinds) == (before.belonging, before.kinds)


def test_people_are_not_shown_while_few_are_in_two(network: Network) -> None:
    """M29: the sum of what the networks publish, less the whole, would be those few."""
    also_in(OTHER, "first", 7)
    snapshot = published(network)
    assert (snapshot.figures.members, snapshot.figures.places) == (None, 70)
    page = Page(network.get("/statistics/together").text).text
    assert "is not shown now" in page
    assert "members of" not in page


def test_of_two_snapshots_nobody_works_out_a_few(network: Network) -> None:
    """M29: the people stay as they were until there is more to say; the rest is new."""
    also_in(OTHER, "first", 9)
    first = published(network).figures
    come("new", 7, "trust2", platform.now())
    session(1, 80)
    second = published(network).figures
    assert (second.members, second.places) == (first.members, first.places)
    assert (second.people_as_of, second.sessions) == (first.people_as_of, 1)
    come("more", 1, None, platform.now())
    third = published(network).figures
    assert (first.members, third.members) == (63, 71)


def test_whatever_is_published_differs_by_nothing_or_by_eight() -> None:
    """M29: random histories, every pair of what was published, in people, places and overlap."""
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    for _ in range(60):
        history: list[Belonging] = []
        members, several = 100, 20
        for _ in range(12):
            members += chance.choice((0, 1, 5, 9, -3))
            several = max(0, several + chance.choice((0, 0, 2, 8, -9)))
            new = Belonging(
                as_of=DAY, networks=("a", "b"), members=members, places=members + several
            )
            history.append(that_may_follow(history, new) if history else new)
        for one, other in product(history, repeat=2):
            shown = one.tells_members and other.tells_members
            gaps = [one.places - other.places]
            if shown:
                gaps += [one.members - other.members, one.in_several - other.in_several]
            assert all(gap == 0 or abs(gap) >= 8 for gap in gaps)


def test_a_network_that_comes_in_does_not_tell_that_it_shares_nobody() -> None:
    """M29, as far as the whole goes: nothing in common is as much a fact as a little."""
    two = Belonging(as_of=DAY, networks=("a", "b"), members=100, places=120)
    apart = Belonging(as_of=DAY, networks=("a", "b", "c"), members=150, places=170)
    shared = Belonging(as_of=DAY, networks=("a", "b", "c"), members=150, places=180)
    assert that_may_follow([two], apart) == two
    assert that_may_follow([two], shared) == shared


def test_a_large_installation_is_counted_in_steps_and_each_step_once(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tick that comes twice, late, or after counting began anew changes nothing."""
    also_in(OTHER, "first", 9)
    come("more", 150, "trust2", START - timedelta(days=9))
    whole = counted(network).inputs
    assert whole is not None
    monkeypatch.setattr(summing, "PAGES", 1)
    together.take(by=network.ids["stranger"])
    (late,) = [row for row in store.due_now(platform.now()) if "together" in row]
    steps = 0
    while any("together" in row for row in store.due_now(platform.now())):
        (row,) = [row for row in store.due_now(platform.now()) if "together" in row]
        summing.look(row)
        steps += 1
    found = shelf.counting()
    assert found is not None
    assert found.inputs is not None
    assert (found.inputs.belonging, found.inputs.kinds) == (whole.belonging, whole.kinds)
    assert steps > 3
    anew = together.take(by=network.ids["stranger"])
    before = network.items("HOST#STATISTICS")
    with pytest.raises(Conflict):
        summing.look(late)
    found = shelf.counting()
    assert found is not None
    assert (found.snapshot_id, network.items("HOST#STATISTICS")) == (anew, before)
    assert [row["together"] for row in store.due_now(platform.now()) if "together" in row] == [anew]


def test_an_old_snapshot_counted_again_comes_out_the_same(network: Network) -> None:
    """U10."""
    also_in(OTHER, "first", 9)
    snapshot = published(network)
    path = f"{API}/snapshots/1/counted-again"
    assert network.api("GET", path, by="stranger").json() == {"same": True, "rules_version": 1}
    inputs, kept = shelf.old(1)
    assert (kept, inputs.fingerprint()) == (snapshot, snapshot.figures.inputs)
    assert network.api("GET", f"{API}/snapshots/2/counted-again", by="stranger").status == 404


def test_it_is_counted_looked_at_and_published_on_pages(network: Network) -> None:
    """X3, X6: by host admins alone; then everybody has page, table and poster."""
    also_in(OTHER, "first", 9)
    for who in ("chair", "member"):
        with pytest.raises(NotAllowed):
            together.take(by=network.ids[who])
        assert network.get("/host/statistics", by=who).status == 403
    assert "/host/statistics" in Page(network.get("/host", by="stranger").text).addresses
    assert network.get("/statistics/together").status == 404
    assert network.post("/host/statistics/take", by="stranger").status == 303
    assert "have been counting" in network.get("/host/statistics", by="stranger").text
    network.world.move_to(platform.now() + timedelta(minutes=2))
    assert "Look at the draft" in network.get("/host/statistics", by="stranger").text
    draft = Page(network.get("/host/statistics/draft", by="stranger").text)
    (form,) = [form for form in draft.forms if form.action.endswith("/publish")]
    assert network.post(form.action, form.fields, by="stranger").status == 303
    assert network.post(form.action, form.fields, by="stranger").status == 303
    assert len(network.said("StatisticsTogetherPublished.v1")) == 1
    page = Page(network.get("/statistics/together").text)
    assert "63" in page.text
    table = network.get("/statistics/together/kinds.csv")
    rows = list(csv.reader(io.StringIO(table.text)))
    assert ["members", "63"] in rows
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
    assert network.get("/statistics/together/poster.svg").text.startswith("<svg")
    assert network.get("/statistics/together/other.svg").status == 404
    said = network.api("GET", "/api/membership/together").json()
    assert said["figures"]["members"] == 63


def test_what_is_kept_names_nobody_and_what_was_not_looked_at_is_not_published(
    network: Network,
) -> None:
    found = counted(network)
    kept = str(network.items("HOST#STATISTICS")) + (found.inputs.text() if found.inputs else "")
    assert not [one for one in network.ids.values() if one in kept]
    counted(network)
    with pytest.raises(Conflict, match="not there any more"):
        wish = PublishStatistics(snapshot_id=found.snapshot_id)
        together.publish(wish, by=network.ids["stranger"])
