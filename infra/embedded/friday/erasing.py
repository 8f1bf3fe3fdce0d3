"""Last chapter: somebody is erased from all services, and comes back as somebody new."""

from __future__ import annotations

from infra.embedded.friday.importing import HEADINGS, upload
from infra.embedded.friday.joining import ORGANISATION
from infra.embedded.friday.page import Page
from infra.embedded.friday.story import HOME, Step, Story, check, shows
from infra.embedded.friday.visitor import Visitor

RECEIPT = "Your account is deleted"


def known_everywhere(story: Story) -> None:
    """Before it, her address, her name and her id stand in the tables of all services."""
    me = story.program_of(story.newcomer).call("GET", "/api/membership/me").json()
    story.newcomers_id = me["member_id"]
    places = " ".join(story.room.traces(*_words(story)))
    for service in ("membership", "sessions", "notes", "notifications"):
        check(service in places, f"traces of her in {service}", places)


def asked(story: Story) -> None:
    """With a code, so that nobody else can do it; the page says when."""
    form = shows(story.newcomer.open("/me/account/delete"), 200, "35 days").form("/delete")
    code_page = shows(story.newcomer.send(form), 200, "Enter the code")
    wrong = shows(story.newcomer.send(code_page.form("/code"), code="0"), 422)
    code = story.room.code(story.newcomer.email)
    done = story.newcomer.send(wrong.form("/code"), code=code)
    shows(done, 200, "Your account will be deleted")


def a_week_to_think(story: Story) -> None:
    """Until the last day she is a member as before."""
    story.room.advance("P6DT12H")
    shows(story.newcomer.open(HOME), 200)
    check(not _receipts(story), "no receipt yet", _receipts(story))


def erased(story: Story) -> None:
    """All four services forget; then one last mail, which does not name her."""
    story.room.advance("PT13H")
    check(len(_receipts(story)) == 1, "one receipt", _receipts(story))
    latest = story.room.mail(story.newcomer.email)[0]
    check(latest["subject"] == RECEIPT, "the receipt as the last mail", latest["subject"])
    check(story.newcomer.name not in latest["text"], "no name in it", latest["text"])


def nothing_is_left(story: Story) -> None:
    """Neither in tables, queues, files, accounts and logs nor, but for her id, in events."""
    places = story.room.traces(*_words(story))
    check(not places, "no trace of her", places)
    said = str(story.room.events()).lower()
    for words in (story.newcomer.email, story.newcomer.name.lower()):
        check(words not in said, "nothing of her in any event", words)
    page = story.newcomer.open(HOME)
    check(page.status == 403 or page.path.startswith("/sign-in"), "no way in", page.path)


def no_list_brings_her_back(story: Story) -> None:
    """Nor does it say whether she left or was erased."""
    row = f"{story.newcomer.name};{story.newcomer.email};{ORGANISATION};40"
    page = upload(story, f"{HEADINGS}\n{row}")
    shows(page, 200, "Left earlier", "nobody to add")
    shows(story.chair.send(page.form("/abandon")), 200)


def comes_back_as_somebody_new(story: Story) -> None:
    """The same address, another id, and nothing from before."""
    again = Visitor(story.site, story.newcomer.email, story.newcomer.name)
    form = again.open("/join").form("/join")
    code_page: Page = again.send(
        form, name=again.name, email=again.email, organisation=ORGANISATION, agree="yes"
    )
    shows(story.enter_code(again, shows(code_page, 200, "Enter the code")), 200, again.name)
    desk = story.chair.open(f"{HOME}/desk")
    shows(story.chair.send(desk.form("/approve", again.name)), 200)
    shows(again.open(HOME), 200)
    places = story.room.traces(story.newcomers_id)
    check(not places, "nothing under the id of before", places)


def nothing_was_lost(story: Story) -> None:
    """Everything that was said was heard."""
    story.room.advance("PT0S")
    check(not story.room.dead_letters(), "no dead letters", story.room.dead_letters())


def _words(story: Story) -> tuple[str, ...]:
    return story.newcomers_id, story.newcomer.email, story.newcomer.name, "Holroyd"


def _receipts(story: Story) -> list[str]:
    mail = story.room.mail(story.newcomer.email)
    return [one["subject"] for one in mail if one["subject"] == RECEIPT]


STEPS: list[Step] = [
    ("Every service knows the newcomer", known_everywhere),
    ("She asks to be erased, and confirms it with a code", asked),
    ("For a week she can think again", a_week_to_think),
    ("Then she is erased, and gets one last mail", erased),
    ("Nothing of her is left in any table, queue, file, account or log", nothing_is_left),
    ("No list brings her back", no_list_brings_her_back),
    ("She comes back herself, as somebody new", comes_back_as_somebody_new),
    ("Everything that was said was heard", nothing_was_lost),
]
