"""Second chapter: two sessions are planned, members are reminded, meet, and it is written down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from infra.embedded import demo
from infra.embedded.friday.story import (
    API,
    HOME,
    MEETING,
    OTHER_TITLE,
    TITLE,
    Step,
    Story,
    check,
    shows,
)


def plan_on_the_desk(story: Story) -> None:
    """The form proposes Friday at 14:00 London time."""
    desk = shows(story.chair.open(f"{HOME}/desk/sessions"), 200)
    form = desk.form("/desk/sessions")
    check(form.fields["time"] == ["14:00"], "14:00 proposed", form.fields["time"])
    story.friday = date.fromisoformat(form.fields["date"][0])
    done = story.chair.send(form, title=TITLE, meeting_url=MEETING)
    shows(done, 200, TITLE)


def plan_by_program(story: Story) -> None:
    """The same by JSON with a bearer token, a week later; sent twice, planned once."""
    chair = story.program_of(story.chair)
    wish = {
        "title": OTHER_TITLE, "date": story.at(7, 14, 0).date().isoformat(),
        "meeting_url": MEETING, "idempotency_key": "a-week-later",
    }  # fmt: skip
    planned = [chair.call("POST", f"/api/sessions{API}/sessions", wish) for _ in range(2)]
    check(all(p.status == 201 for p in planned), "201 twice", [p.body for p in planned])
    ids = {p.json()["session_id"] for p in planned}
    check(len(ids) == 1, "one session for one key", ids)
    starts = planned[0].json()["starts_at"]
    check(datetime.fromisoformat(starts) == story.at(7, 14, 0), "14:00 in London", starts)


def members_see_both(story: Story) -> None:
    """The programme shows both, and the address of the meeting to nobody."""
    story.sign_in(story.member)
    for person in (story.member, story.newcomer):
        programme = shows(person.open(f"{HOME}/sessions"), 200, TITLE, OTHER_TITLE)
        check(MEETING not in programme.html, "no address of the meeting", programme.html)
    shows(story.applicant.open(f"{HOME}/sessions"), 200, "Sign in")
    story.sign_in(story.applicant)
    shows(story.applicant.open(f"{HOME}/sessions"), 403)


def somebody_leaves(story: Story) -> None:
    """Leaving counts at once."""
    story.sign_in(story.leaver)
    page = story.leaver.open(f"/me{API}/leave")
    shows(story.leaver.send(page.form("/leave")), 200)
    shows(story.leaver.open(HOME), 403)


def everybody_is_reminded_once(story: Story) -> None:
    """The clock goes to the day before, 14:00; then again an hour, for nothing more to come."""
    story.room.move_to(story.at(-1, 13, 59))
    check(not _reminders(story), "no reminder a minute early", len(_reminders(story)))
    story.room.move_to(story.at(-1, 14, 1))
    reminders = _reminders(story)
    story.room.advance("PT1H")
    check(len(_reminders(story)) == len(reminders), "no more mail later", len(_reminders(story)))
    to = [mail["to"] for mail in reminders]
    members = story.members()
    check(len(to) == members, f"{members} reminders, one for each member", f"{len(to)}: {to}")
    check(len(set(to)) == len(to), "one each", to)
    for person in (story.chair, story.facilitator, story.reviewer, story.member, story.newcomer):
        check(person.email in to, f"a reminder for {person.name}", to)
    for person in (story.leaver, story.applicant):
        check(person.email not in to, f"none for {person.name}", to)


def reminder_says_it_all(story: Story) -> None:
    """Time, ground rules, and a link that goes through the site."""
    (mail,) = [m for m in _reminders(story) if m["to"] == story.member.email]
    for part in ("text", "html"):
        said = mail[part].replace("&#39;", "'")
        for words in (f"{story.friday.day} {story.friday:%B %Y}", "2pm", demo.RULES[0]):
            check(words in said, f"“{words}” in the {part} of the reminder", said)
        check(MEETING not in said, "no address of the meeting", said)
    pieces = [piece.strip("<>()") for piece in str(mail["text"]).split()]
    links = [piece for piece in pieces if piece.startswith(story.site) and piece.endswith("/join")]
    check(len(links) == 1, "one link through the site", mail["text"])
    story.door = links[0].removeprefix(story.site)


def not_too_early(story: Story) -> None:
    """Sixteen minutes before, the link says when the door opens."""
    story.room.move_to(story.at(0, 13, 44))
    page = story.member.open(story.door)
    shows(page, 200, TITLE)
    check(not page.location, "no way into the meeting yet", page.location)


def way_in(story: Story) -> None:
    """A quarter of an hour before: members get in, and nobody else."""
    story.room.move_to(story.at(0, 13, 46))
    page = story.newcomer.open(story.door)
    check(page.location == MEETING, "the way into the meeting", page.location or page.text)
    page = story.newcomer.open("/friday")
    # The demo has a session of its own at the same time.
    check(page.location in (MEETING, demo.MEETING), "a way in", page.location or page.text)
    for person in (story.applicant, story.leaver):
        shows(person.open(story.door), 403)
    shows(story.stranger.open(story.door), 200, "Sign in")


def written_down(story: Story) -> None:
    """The facilitator ticks that recording was off, and writes how many came, never who."""
    story.room.move_to(story.at(0, 15, 5))
    story.sign_in(story.facilitator)
    desk = shows(story.facilitator.open(f"{HOME}/desk/sessions"), 200, TITLE)
    sheet = desk.link("/run-sheet", TITLE)
    form = shows(story.facilitator.open(sheet), 200, demo.RULES[0]).form("/run-sheet")
    refused = story.facilitator.send(form, headcount="87")
    shows(refused, 422, "There is a problem")
    ticked = refused.form("/run-sheet")
    done = story.facilitator.send(ticked, recording_off="yes")
    shows(done, 200)
    check(done.path == f"{HOME}/desk/notes", "the desk of notes next", done.path)


def _reminders(story: Story) -> list[dict[str, Any]]:
    return [m for m in story.room.mail() if TITLE in m["subject"] and "/join" in m["text"]]


STEPS: list[Step] = [
    ("The chair plans Friday's session on the desk", plan_on_the_desk),
    ("A program plans the next one with the chair's token", plan_by_program),
    ("Members see both in the programme, others see nothing", members_see_both),
    ("A member leaves", somebody_leaves),
    ("A day before, every current member gets exactly one reminder", everybody_is_reminded_once),
    ("It has the time, the ground rules, and a link through the site", reminder_says_it_all),
    ("The link does not lead into the meeting too early", not_too_early),
    ("A quarter of an hour before it does, for members only", way_in),
    ("The session is written down, with the tick that nothing was recorded", written_down),
]
