"""My mail, the desk, and the same for programs."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts.roles import Role
from services.notifications import reactions
from services.notifications.store import fanouts
from tests.notifications import house as said
from tests.notifications.house import NAME, SLUG, TITLE
from tests.world import World

CHOICES = f"/api/notifications/networks/{SLUG}/choices"
FANOUTS = f"/api/notifications/networks/{SLUG}/fanouts"
DESK = f"/networks/{SLUG}/desk/mail"
OTHER = "other"


def hear(world: World, *events: Any) -> None:
    """As if membership, sessions and notes had said so."""
    for event in events:
        stamped = event.stamped(event_id=world.platform.ids.new(), occurred_at=world.now,
                                caused_by=None)  # fmt: skip
        reactions.inbox.reactions[event.detail_type()][1](stamped)
    world.settle()


@pytest.fixture
def network(world: World) -> World:
    """Two networks: `m1` is a member of both, `chair` a chair of the first."""
    hear(
        world,
        said.opened(), said.named(), said.opened(network_id=OTHER),
        said.named("Another & one").model_copy(update={"network_id": OTHER}),
        said.approved("m1"), said.contact("m1"),
        said.approved("m1").model_copy(update={"network_id": OTHER}),
        said.approved("chair"), said.granted("chair", Role.CHAIR), said.contact("chair"),
    )  # fmt: skip
    return world


def chosen(world: World, network_id: str = SLUG) -> tuple[str, str]:
    path = f"/api/notifications/networks/{network_id}/choices"
    answer = world.api("GET", path, by="m1").json()
    return answer["reminders"], answer["notes"]


def changes(world: World) -> list[dict[str, Any]]:
    return [e for e in world.events() if e["detail_type"] == "PreferencesChanged.v1"]


# --- my mail ------------------------------------------------------------------------------------


def test_the_page_has_one_row_for_each_network_and_says_what_always_comes(
    network: World,
) -> None:
    page = network.get("/me/mail", by="m1").text
    assert page.count('type="checkbox"') == 4
    assert page.count(" checked>") == 4
    assert NAME in page
    assert "Another &amp; one" in page
    assert "Codes to sign in, because nobody gets in without one." in page
    assert "We never see whether you opened a mail" in page


def test_choices_are_saved_together_and_said_for_each_network_that_changed(
    network: World,
) -> None:
    saved = network.post(
        "/me/mail", {"networks": [SLUG, OTHER], "reminders": [SLUG, OTHER], "notes": [OTHER]},
        by="m1",
    )  # fmt: skip
    assert (saved.status, saved.header("location")) == (303, "/me/mail")
    assert chosen(network) == ("on", "off")
    assert chosen(network, OTHER) == ("on", "at_once")
    assert [change["network_id"] for change in changes(network)] == [SLUG]
    assert network.get("/me/mail", by="m1").text.count(" checked>") == 3


def test_a_network_that_the_page_did_not_show_keeps_its_choices(network: World) -> None:
    """Somebody may have joined it in another tab meanwhile."""
    network.post("/me/mail", {"networks": [SLUG]}, by="m1")
    assert chosen(network) == ("off", "off")
    assert chosen(network, OTHER) == ("on", "at_once")


def test_a_form_about_a_network_that_was_left_comes_back_with_what_was_ticked(
    network: World,
) -> None:
    hear(network, said.left("m1").model_copy(update={"network_id": OTHER}))
    page = network.post("/me/mail", {"networks": [SLUG, OTHER], "reminders": [SLUG]}, by="m1")
    assert page.status == 422
    assert "no longer in one of these networks" in page.text
    assert 'href="#networks"' in page.text
    assert 'id="networks"' in page.text
    assert page.text.count(" checked>") == 1
    assert chosen(network) == ("on", "at_once")
    assert changes(network) == []


def test_nobody_chooses_for_a_network_of_others_or_signed_out(network: World) -> None:
    assert network.post("/me/mail", {"networks": [SLUG]}, by="stranger").status == 422
    assert "/sign-in" in (network.get("/me/mail").header("location") or "")
    assert network.post("/me/mail", {"networks": [SLUG]}).status == 403


def test_somebody_without_a_network_is_told_where_to_find_one(network: World) -> None:
    page = network.get("/me/mail", by="stranger")
    assert page.status == 200
    assert "You are not in a network yet" in page.text
    assert "checkbox" not in page.text


# --- programs -----------------------------------------------------------------------------------


def test_a_program_reads_and_sets_the_same_choices(network: World) -> None:
    assert chosen(network) == ("on", "at_once")
    answer = network.api("PUT", CHOICES, {"reminders": "off", "notes": "at_once"}, by="m1")
    assert answer.status == 200
    assert answer.json() == {"network_id": SLUG, "reminders": "off", "notes": "at_once"}
    network.api("PUT", CHOICES, {"reminders": "off", "notes": "at_once"}, by="m1")
    assert len(changes(network)) == 1
    assert network.get("/me/mail", by="m1").text.count(" checked>") == 3


@pytest.mark.parametrize(
    "wish",
    [
        {}, {"reminders": "on"}, {"reminders": "at_once", "notes": "off"},
        {"reminders": "on", "notes": "daily"}, {"reminders": "on", "notes": "off", "more": 1},
        [], "on",
    ],
)  # fmt: skip
def test_a_choice_that_is_not_offered_is_refused(network: World, wish: Any) -> None:
    answer = network.api("PUT", CHOICES, wish, by="m1")
    assert answer.status == 422
    assert answer.json()["fields"]
    assert chosen(network) == ("on", "at_once")


def test_choices_are_for_members(network: World) -> None:
    assert network.api("GET", CHOICES, by="stranger").status == 403
    assert network.api("GET", CHOICES).status == 401
    assert network.api("GET", CHOICES.replace(SLUG, "nowhere"), by="m1").status == 404


# --- the desk -----------------------------------------------------------------------------------


def mail_to_many(world: World) -> None:
    hear(
        world, said.scheduled(), said.titled(), said.left("m9"), said.reminder_due(),
        said.note_titled(title="Speaking <up>"), said.submitted(),
    )  # fmt: skip
    hear(world, said.cancelled())


def test_a_chair_sees_what_was_sent_in_numbers_and_nobodys_name(network: World) -> None:
    network.api("PUT", CHOICES, {"reminders": "on", "notes": "off"}, by="m1")
    mail_to_many(network)
    page = network.get(DESK, by="chair")
    assert page.status == 200
    for what in (f"Reminder: {TITLE}", f"Cancellation: {TITLE}", "New note: Speaking &lt;up&gt;",
                 "A note waits for a second person"):  # fmt: skip
        assert what in page.text
    assert "Siân" not in page.text
    assert "@" not in page.text
    assert "m1" not in page.text
    answer = network.api("GET", FANOUTS, by="chair").json()
    counts = {one["kind"]: one for one in answer["fanouts"]}
    assert len(counts) == 4
    assert (counts["note"]["audience"], counts["note"]["sent"], counts["note"]["withheld"]) == (
        2, 1, 1,
    )  # fmt: skip
    for one in answer["fanouts"]:
        parts = ("sent", "withheld", "rejected", "superseded", "uncertain", "waiting")
        assert one["audience"] == sum(one[part] for part in parts)
        assert one["waiting"] == 0


def test_before_anything_was_sent_the_page_says_when_it_will_be(network: World) -> None:
    assert "Nothing was sent to many yet" in network.get(DESK, by="chair").text


def test_only_chairs_see_it(network: World) -> None:
    assert network.get(DESK, by="m1").status == 403
    assert network.get(DESK, by="stranger").status == 403
    assert "/sign-in" in (network.get(DESK).header("location") or "")
    assert network.api("GET", FANOUTS, by="m1").status == 403
    assert network.api("GET", FANOUTS).status == 401


def test_the_list_goes_on_and_its_cursor_is_for_one_person_and_one_route(
    network: World,
) -> None:
    hear(network, *(said.note_titled(f"n{number}") for number in range(30)))
    first = network.api("GET", FANOUTS, by="chair").json()
    assert len(first["fanouts"]) == 25
    rest = network.api("GET", f"{FANOUTS}?next={first['next']}", by="chair").json()
    assert len(rest["fanouts"]) == 5
    assert rest["next"] is None
    assert network.get(f"{DESK}?next={first['next']}", by="chair").status == 422
    assert "Earlier mail" in network.get(DESK, by="chair").text


def test_the_ledger_is_kept_for_90_days_and_the_counts_for_longer(network: World) -> None:
    """A19."""
    mail_to_many(network)
    rows = network.platform.database.rows(
        "SELECT sk, expires_at FROM items WHERE pk LIKE 'FANOUT#reminder%'"
    )
    kept = {sk.partition("#")[0]: until for sk, until in rows}
    now = int(network.now.timestamp())
    days = {what: (until - now) // (24 * 3600) for what, until in kept.items()}
    assert days["BATCH"] == 91, "90 days after the last use of the mail"
    assert days["STATE"] == fanouts.KEPT_FOR.days
