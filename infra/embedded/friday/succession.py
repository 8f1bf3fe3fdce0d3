"""Fourth chapter: an organisation becomes another one on a day, and what was before stays so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from infra.embedded import demo
from infra.embedded.friday.joining import ORGANISATION
from infra.embedded.friday.story import API, HOME, LONDON, Step, Story, check, shows

PREDECESSOR = "/organisations/register/thornleigh"
SUCCESSOR = demo.ORGANISATIONS["ellerbeck"][0]


def text_waits_once(story: Story) -> None:
    """Two wrote it in the same words, of whom one has left; the queue names neither."""
    queue = shows(story.chair.open("/organisations"), 200, ORGANISATION)
    names = [p.name for p in (story.newcomer, story.leaver) if p.name in queue.html]
    check(not names, "no name beside what somebody wrote", names)


def chair_decides(story: Story) -> None:
    """A new organisation from the text itself, then: this is what it means."""
    text = story.chair.open("/organisations").link("/organisations/texts/", ORGANISATION)
    form = story.chair.open(story.chair.open(text).link("/organisations/new?")).form("/new")
    check(form.fields["name"] == [ORGANISATION], "the name filled in", form.fields)
    made = shows(story.chair.send(form, sector="independent provider"), 200, ORGANISATION)
    meant = story.chair.open(text).form(f"/texts/{text.rpartition('/')[2]}")
    sent = story.chair.send(meant, organisation_id=made.path.rpartition("/")[2])
    shows(sent, 200, "Decided: it means", ORGANISATION)
    story.room.advance("PT0S")
    check(ORGANISATION not in story.chair.open("/organisations").text, "nothing waiting", "a text")


def written_down_for_tomorrow(story: Story) -> None:
    """A succession has a first day; a day that cannot be read is asked for again."""
    page = story.chair.open(f"{PREDECESSOR}/succession?q=Ellerbeck")
    form = page.form("/succession?q=Ellerbeck")
    wrong = story.chair.send(form, successors="ellerbeck", since="soon")
    shows(wrong, 422, "There is a problem")
    again = wrong.form("/succession?q=Ellerbeck")
    done = story.chair.send(again, successors="ellerbeck", since=_tomorrow(story).isoformat())
    shows(done, 200, "What came after", SUCCESSOR)


def counted_before(story: Story) -> None:
    """The day before, both are there."""
    story.before = _counted_and_published(story)
    check(story.before["organisations"] >= 5, "5 organisations or more", story.before)


def counted_after(story: Story) -> None:
    """From its first day the one counts as the other; nobody came or went."""
    story.room.advance("P1D")
    after = _counted_and_published(story)
    one_less = {**story.before, "organisations": story.before["organisations"] - 1}
    check(after == one_less, f"one organisation less: {one_less}", after)


def history_stays(story: Story) -> None:
    """The older snapshot says what it said, and comes out the same if it is counted again."""
    chair = story.program_of(story.chair)
    old = f"/api/membership{API}/statistics/snapshots/1"
    said = chair.call("GET", old).json()["figures"]["headline"]
    check(said == story.before, f"the numbers of then: {story.before}", said)
    again = chair.call("GET", f"{old}/counted-again")
    check(again.json().get("same") is True, "the same, counted again", again.body)


def _tomorrow(story: Story) -> date:
    return (story.room.now().astimezone(LONDON) + timedelta(days=1)).date()


def _counted_and_published(story: Story) -> dict[str, Any]:
    """The big numbers, as anybody reads them once the chair has looked at a draft."""
    desk = story.chair.open(f"{HOME}/desk/statistics")
    shows(story.chair.send(desk.form("/take")), 200, "We are counting")
    story.room.advance("PT0S")
    draft = shows(story.chair.open(f"{HOME}/desk/statistics/draft"), 200)
    shows(story.chair.send(draft.form("/publish")), 200, "The numbers are published")
    answer = story.program.call("GET", f"/api/membership/statistics/{demo.SLUG}")
    check(answer.status == 200, "numbers for everybody", answer.body)
    headline: dict[str, Any] = answer.json()["figures"]["headline"]
    return headline


STEPS: list[Step] = [
    ("What no rule understands waits once for a chair, without a name", text_waits_once),
    ("A chair says which organisation it is", chair_decides),
    ("That another one becomes part of it is written down for tomorrow", written_down_for_tomorrow),
    ("Today both count", counted_before),
    ("From that day they count as one", counted_after),
    ("What was published before stays, and comes out the same again", history_stays),
]
