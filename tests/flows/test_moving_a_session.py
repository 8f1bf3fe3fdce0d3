"""A chair moves a session that members were reminded of: who hears what, and what pages say."""

from __future__ import annotations

from tests.flows.network import SLUG, Network, Person

TITLE = "What helps after an incident?"
REMINDER = "2026-11-26T14:01:00+00:00"
HALF_AN_HOUR_LATER = "2026-11-26T14:31:00+00:00"
OLD, NEW = "Friday 27 November 2026 at 2pm", "Friday 4 December 2026 at 3:30pm"


def move(network: Network, session_id: str, date: str = "2026-12-04", time: str = "15:30") -> None:
    """Move it by the form on the desk, as the chair sees it."""
    here = f"/api/sessions/networks/{SLUG}/sessions/{session_id}"
    version = network.world.api("GET", here, by=network.chair.member_id).json()["version"]
    form = {
        "version": version, "date": date, "time": time, "minutes": "60", "title": TITLE,
        "meeting_url": "",
    }  # fmt: skip
    done = network.post(f"/desk/sessions/{session_id}/move", form, by=network.chair)
    assert done.status == 303, done.text


def subjects(network: Network, person: Person) -> list[str]:
    """What the mail about the session says to somebody, oldest first."""
    mail = network.mail_to(person.email)
    return [one["subject"] for one in mail if TITLE in one["subject"]]


def test_moved_half_an_hour_after_the_reminder(network: Network) -> None:
    """S8, A4, story: told at once and once, reminded of the new time, and of the old no more."""
    session_id = network.plan(TITLE)
    network.clock_to(REMINDER)
    leaver, member, _ = network.members
    late = network.admitted("Beatriz Quill", "beatriz@elsewhere.example")
    network.clock_to(HALF_AN_HOUR_LATER)
    network.world.post(f"/me/networks/{SLUG}/leave", {}, by=leaver.member_id)
    move(network, session_id)

    assert [s.partition(":")[0] for s in subjects(network, member)] == ["Reminder", "New time"]
    assert [s.partition(":")[0] for s in subjects(network, leaver)] == ["Reminder"]
    assert subjects(network, late) == []
    told = network.mail_to(member.email)[-1]
    for part in ("text", "html"):
        assert told[part].index(NEW) < told[part].index(OLD)
        assert f"/sessions/{session_id}/join" in told[part]

    network.clock_to("2026-12-03T15:31:00+00:00")
    for person in (member, late):
        assert subjects(network, person)[-1] == f"Reminder: {TITLE}, {NEW}, London time"
    network.clock_to("2026-12-04T17:00:00+00:00")
    network.replay()
    assert len(subjects(network, member)) == 3
    assert len(subjects(network, late)) == 1
    assert len(subjects(network, leaver)) == 1
    assert network.world.dead_letters() == []


def test_moved_within_the_day_everybody_gets_one_mail_about_the_new_time(
    network: Network,
) -> None:
    """A11: the mail about the move is a reminder too; whoever came since gets the plain one."""
    session_id = network.plan(TITLE)
    network.clock_to(REMINDER)
    late = network.admitted("Beatriz Quill", "beatriz@elsewhere.example")
    move(network, session_id, "2026-11-27", "13:30")
    network.clock_to("2026-11-27T15:00:00+00:00")
    network.replay()
    new = "Friday 27 November 2026 at 1:30pm"
    for person in network.everybody:
        about = [subject for subject in subjects(network, person) if new in subject]
        assert [subject.partition(":")[0] for subject in about] == ["New time"]
    about = [subject for subject in subjects(network, late) if new in subject]
    assert [subject.partition(":")[0] for subject in about] == ["Reminder"]
    assert network.world.dead_letters() == []


def test_moved_before_the_reminder_nobody_is_mailed_until_the_day_before(network: Network) -> None:
    """S8, and every page says when it is now."""
    session_id = network.plan(TITLE)
    move(network, session_id)
    network.clock_to("2026-11-27T15:30:00+00:00")
    network.replay()
    assert [mail for mail in network.world.mail() if TITLE in mail["subject"]] == []
    member = network.members[0]
    for page in ("", "/sessions", f"/sessions/{session_id}"):
        text = network.get(page, by=member).text
        assert NEW in text, page
    assert "Moved from" in network.get(f"/sessions/{session_id}", by=member).text
    network.clock_to("2026-12-03T15:31:00+00:00")
    assert network.reminders(TITLE) == sorted(person.email for person in network.everybody)


def test_a_new_title_or_address_is_told_to_nobody_and_shown_at_once(network: Network) -> None:
    """S9: the link in the reminder leads to the new meeting."""
    session_id = network.plan(TITLE)
    network.clock_to(REMINDER)
    before = len(network.world.mail())
    form = {
        "version": "2", "date": "2026-11-27", "time": "14:00", "minutes": "60",
        "title": "Speaking up", "meeting_url": "https://meet.example/other",
    }  # fmt: skip
    done = network.post(f"/desk/sessions/{session_id}/move", form, by=network.chair)
    assert done.status == 303, done.text
    network.clock_to("2026-11-27T13:46:00+00:00")
    assert len(network.world.mail()) == before
    member = network.members[0]
    assert "Speaking up" in network.get("", by=member).text
    entered = network.get(f"/sessions/{session_id}/join", by=member)
    assert entered.header("Location") == "https://meet.example/other"
