"""Steps 3 and 4: planned by people and by programs, reminded of once, joined through the site."""

from __future__ import annotations

from tests.flows.network import RULES, SLUG, Network

TITLE = "What helps after an incident?"
REMINDER = "2026-11-26T14:01:00+00:00"
DOORS_OPEN = "2026-11-27T13:46:00+00:00"
PROGRAMME = "/sessions"


def test_a_session_from_the_desk_and_one_from_a_program_are_alike(network: Network) -> None:
    network.plan(TITLE)
    answer = network.world.api(
        "POST",
        f"/api/sessions/networks/{SLUG}/sessions",
        {
            "title": "Listening to families",
            "date": "2026-12-04",
            "meeting_url": "https://meet.example/b",
        },
        by=network.chair.member_id,
    )
    assert answer.status == 201
    assert answer.json()["starts_at"] == "2026-12-04T14:00:00Z"
    programme = network.get(PROGRAMME, by=network.members[0]).text
    assert TITLE in programme
    assert "Listening to families" in programme
    assert "meet.example" not in programme, "members come in through the site"


def test_every_member_gets_exactly_one_reminder(network: Network) -> None:
    network.plan(TITLE)
    network.clock_to(REMINDER)
    assert network.reminders(TITLE) == sorted(p.email for p in network.everybody)
    (mail,) = [m for m in network.mail_to(network.members[0].email) if TITLE in m["subject"]]
    for part in ("text", "html"):
        assert "Friday 27 November 2026" in mail[part]
        assert all(rule in mail[part] for rule in RULES)
        assert f"https://candour.example/networks/{SLUG}/sessions/" in mail[part]
        assert "meet.example" not in mail[part]
    network.clock_to("2026-11-27T15:30:00+00:00")
    network.replay()
    assert network.reminders(TITLE) == sorted(p.email for p in network.everybody)
    assert network.world.dead_letters() == []


def test_somebody_who_left_in_between_gets_none(network: Network) -> None:
    """A1, story 2: the gate is at the hand-off, not at the planning."""
    network.plan(TITLE)
    leaver = network.members[0]
    done = network.world.post(f"/me/networks/{SLUG}/leave", {}, by=leaver.member_id)
    assert done.status == 303
    network.clock_to(REMINDER)
    network.replay()
    assert network.reminders(TITLE) == sorted(
        person.email for person in network.everybody if person != leaver
    )


def test_an_applicant_and_somebody_suspended_get_none(network: Network) -> None:
    """M20."""
    applicant = network.join("Beatriz Quill", "beatriz@elsewhere.example")
    suspended = network.members[1]
    network.post(f"/desk/members/{suspended.member_id}/suspend", {}, by=network.chair)
    network.plan(TITLE)
    network.clock_to(REMINDER)
    reminded = network.reminders(TITLE)
    assert applicant.email not in reminded
    assert suspended.email not in reminded
    assert len(reminded) == len(network.everybody) - 1


def test_the_link_leads_into_the_meeting_at_the_right_time_and_for_members_only(
    network: Network,
) -> None:
    """S10: 15 minutes before, with membership and state checked at the click."""
    session_id = network.plan(TITLE)
    applicant = network.join("Beatriz Quill", "beatriz@elsewhere.example")
    member, leaver = network.members[0], network.members[1]
    door = f"/sessions/{session_id}/join"
    assert network.get(door, by=member).status == 200, "too early: the page says when"
    network.clock_to(DOORS_OPEN)
    entered = network.get(door, by=member)
    assert (entered.status, entered.header("Location")) == (303, "https://meet.example/room")
    friday = network.world.get("/friday", by=member.member_id)
    assert friday.header("Location") == f"/networks/{SLUG}{door}"
    assert network.get(door, by=applicant).status == 403
    assert "/sign-in" in (network.get(door).header("Location") or "")
    network.world.post(f"/me/networks/{SLUG}/leave", {}, by=leaver.member_id)
    assert network.get(door, by=leaver).status == 403, "leaving counts at once"


def test_a_session_cancelled_before_the_reminder_is_never_reminded_of(network: Network) -> None:
    """S5, A4."""
    session_id = network.plan(TITLE)
    network.post(f"/desk/sessions/{session_id}/cancel", {}, by=network.chair)
    network.clock_to("2026-11-27T15:30:00+00:00")
    network.replay()
    assert [mail for mail in network.world.mail() if TITLE in mail["subject"]] == []


def test_a_session_cancelled_after_the_reminder_is_told_once_to_those_who_had_it(
    network: Network,
) -> None:
    """S6, story 1."""
    session_id = network.plan(TITLE)
    network.clock_to(REMINDER)
    late = network.admitted("Beatriz Quill", "beatriz@elsewhere.example")
    network.post(f"/desk/sessions/{session_id}/cancel", {}, by=network.chair)
    network.replay()
    told = [
        mail["to"]
        for mail in network.world.mail()
        if TITLE in mail["subject"] and "cancelled" in mail["subject"].lower()
    ]
    assert sorted(told) == sorted(person.email for person in network.everybody)
    assert late.email not in told
    assert network.world.dead_letters() == []
