"""What notes hears: once, twice, late and in any order, with the same end."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from infra.embedded import wiring
from services.contracts.organisations import (
    OrganisationAliased,
)
from services.contracts.refusals import NotAllowed, NotFound
from services.contracts.roles import Role, Standing
from services.notes import checking, commands, reactions, store, ticks
from services.notes.model import State
from services.runtime import platform, rights
from services.runtime.ports import Put
from tests.notes import network
from tests.notes.meanwhile import meanwhile
from tests.notes.network import (
    CHAIR,
    FACILITATOR,
    MEMBER,
    NETWORK,
    SESSION,
    STRANGER,
    WEEK,
    hear,
    left,
    place,
)
from tests.world import PARAMETERS, Home


def draft_id(session_id: str = SESSION) -> str:
    return store.draft_id_of(session_id)


def said(home: Home) -> list[str]:
    return [event["detail_type"] for event in home.said()]


# --- sessions and tasks -------------------------------------------------------------------------


def test_a_session_that_was_held_opens_one_task(home: Home) -> None:
    """S24: once, however often it is said."""
    network.found()
    hear(network.held())
    hear(network.held())
    ((draft, *more), _) = store.drafts_of(NETWORK)
    assert (draft.state, draft.week, more) == (State.TASK, WEEK, [])
    assert said(home) == ["NoteTaskOpened.v1"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_title_of_the_session_arrives_in_any_order(home: Home, order: tuple[int, ...]) -> None:
    network.found()
    events = [network.held(), network.titled("Old"), network.titled("New", sequence=2)]
    for number in (*order, *order):
        hear(events[number])
    found = commands.desk(NETWORK, draft_id(), by=FACILITATOR)
    assert found.session_title == "New"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_cancelled_session_has_no_task_in_whatever_order_it_is_said(
    home: Home, order: tuple[int, ...]
) -> None:
    """C15."""
    network.found()
    events = [network.held(), network.cancelled(), network.titled()]
    for number in (*order, *order):
        hear(events[number])
    assert store.drafts_of(NETWORK) == ([], None)
    with pytest.raises(NotFound):
        commands.desk(NETWORK, draft_id(), by=FACILITATOR)


def test_a_cancelled_session_takes_what_was_written_with_it(home: Home) -> None:
    """C15."""
    network.found()
    hear(network.held())
    wish = commands.SaveDraft(title="Secret title", text="Secret text", version=1)
    commands.save(NETWORK, draft_id(), wish, by=FACILITATOR)
    hear(network.cancelled())
    assert "Secret" not in str(home.dump())


def test_a_session_of_a_network_that_is_not_known_yet_is_kept(home: Home) -> None:
    hear(network.held())
    network.found()
    assert commands.desk(NETWORK, draft_id(), by=FACILITATOR).draft.state is State.TASK


def test_a_draft_is_gone_when_nobody_changed_it_for_weeks(home: Home) -> None:
    network.found()
    hear(network.held())
    home.clock.advance(timedelta(weeks=6, minutes=1))
    with pytest.raises(NotFound):
        commands.desk(NETWORK, draft_id(), by=FACILITATOR)
    hear(network.held())
    assert store.drafts_of(NETWORK)[0] == [], "hearing it again opens nothing"


# --- rights -------------------------------------------------------------------------------------


def test_rights_follow_what_was_said_last_and_not_what_arrives_last(home: Home) -> None:
    hear(network.opened())
    hear(left(CHAIR, sequence=3))
    hear(network.granted(CHAIR, Role.CHAIR, sequence=2))
    seen, _ = rights.viewer(store.table(), CHAIR, NETWORK)
    assert not seen.is_member()


def test_every_reaction_has_a_rule_and_every_rule_a_reaction() -> None:
    """What the template lets notes hear is exactly what notes reacts to."""
    heard = {
        name
        for rule in wiring.read(PARAMETERS).rules
        if rule.queue == "candour-test-notes-inbox"
        for name in rule.detail_types
    }
    assert heard == set(reactions.inbox.reactions)


# --- names --------------------------------------------------------------------------------------


def found_in(text: str) -> list[str]:
    size = platform.current().tables.get(store.table(), store.SIZE)
    wording = commands.SaveDraft(text=text, version=1).wording()
    decided = checking.decided(wording, store.seen_in([], [size]))
    return [d.words for d in decided if not d.keepable]


def test_names_are_registered_as_hashes_only(home: Home) -> None:
    """C9, U3."""
    hear(network.contact(MEMBER, "Aled Bevanson", "Kelder Ouse Hospital"))
    hear(network.organisation("Thirskdale NHS Trust", "The Dale"))
    stored = str(home.dump()).lower()
    assert all(name not in stored for name in ("aled", "bevanson", "kelder", "thirsk", "people.ex"))
    assert found_in("then aled spoke for Thirskdale and for Kelder Ouse Hospital") == [
        "aled",
        "thirskdale",
        "kelder ouse hospital",
    ]


def test_an_earlier_name_stays_and_the_order_does_not_matter(home: Home) -> None:
    """C9."""
    hear(network.contact(MEMBER, "Aled Newname", sequence=2))
    hear(network.contact(MEMBER, "Aled Bevanson", sequence=1))
    assert found_in("bevanson and newname") == ["bevanson", "newname"]


def test_another_name_of_an_organisation_is_checked_for_and_the_old_one_still_is(
    home: Home,
) -> None:
    """C9: in either order."""
    renamed = OrganisationAliased(
        organisation_id="0123", name="Wolds View", aliases=("Thirskdale",), sequence=2
    )
    hear(renamed)
    hear(network.organisation("Thirskdale"))
    assert found_in("people from Wolds View and from Thirskdale") == ["wolds view", "thirskdale"]


def test_an_organisation_with_many_names_fits(home: Home) -> None:
    aliases = [f"Thirsk{chr(97 + n)} Moor Dale House Number Centre" for n in range(26)]
    hear(network.organisation("Thirsk Moor", *aliases))
    assert found_in("then thirskz moor dale house number centre wrote")


def days_pass(home: Home, days: int) -> None:
    """Day by day, as the clock does."""
    for _ in range(days):
        home.clock.advance(timedelta(days=1))
        ticks.handler({}, None)


def test_the_name_of_somebody_who_left_stays_for_a_year_and_goes_then(home: Home) -> None:
    """C9."""
    network.found()
    days_pass(home, 100)
    hear(left(MEMBER))
    days_pass(home, 365)
    assert found_in("then bevanson spoke")
    days_pass(home, 3)
    assert not found_in("then bevanson spoke")
    assert "OWNER#" + MEMBER not in str(home.dump())


def test_the_name_of_a_member_stays_for_good(home: Home) -> None:
    network.found()
    hear(place(STRANGER))
    hear(network.contact(STRANGER, "Caoimhe Lovelock"))
    for _ in range(30):
        home.clock.advance(timedelta(days=100))
        ticks.handler({}, None)
    assert found_in("then lovelock spoke")


def test_who_came_back_in_time_keeps_the_name_in_the_register(home: Home) -> None:
    network.found()
    hear(left(MEMBER, sequence=2))
    days_pass(home, 200)
    hear(place(MEMBER, sequence=3))
    days_pass(home, 600)
    assert found_in("then bevanson spoke")


def test_a_name_that_two_people_have_stays_when_one_of_them_goes(home: Home) -> None:
    network.found()
    hear(place(STRANGER))
    hear(network.contact(STRANGER, "Caoimhe Bevanson"))
    hear(left(MEMBER))
    days_pass(home, 370)
    assert found_in("bevanson and aled") == ["bevanson"]


def test_a_name_that_is_registered_again_while_it_goes_stays(home: Home) -> None:
    """Whoever removes a name notices that somebody else has just brought it."""
    hear(network.contact(MEMBER, "Aled"))
    with meanwhile(home, lambda: hear(network.contact(STRANGER, "Aled"))):
        store.forget_names(MEMBER)
    assert found_in("then aled spoke") == ["aled"]


def test_a_name_that_comes_before_its_place_waits_for_it(home: Home) -> None:
    hear(network.contact(MEMBER, "Aled Bevanson"))
    days_pass(home, 30)
    assert found_in("then bevanson spoke")
    days_pass(home, 340)
    assert not found_in("then bevanson spoke"), "nobody who never joined stays in the register"


def test_somebody_suspended_has_not_left(home: Home) -> None:
    network.found()
    suspended = place(MEMBER, sequence=2).model_copy(update={"standing": Standing.SUSPENDED})
    hear(suspended)
    days_pass(home, 800)
    assert found_in("then bevanson spoke")


def test_one_name_that_cannot_be_looked_at_holds_up_no_other(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = {"pk": "DUE#0", "sk": "2020-01-01T00:00:00+00:00#x"}
    platform.current().tables.transact(Put(store.table(), broken))
    network.found()
    hear(left(MEMBER))
    days_pass(home, 368)
    assert not found_in("then bevanson spoke")
    assert "look_failed" in capsys.readouterr().out


def test_a_stranger_is_kept_out_of_the_desk(home: Home) -> None:
    network.found()
    hear(network.held())
    with pytest.raises(NotAllowed):
        commands.desk(NETWORK, draft_id(), by=STRANGER)
