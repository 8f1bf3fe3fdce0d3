"""Third chapter: a note is written, refused, cleaned, checked by somebody else, and read."""

from __future__ import annotations

from typing import Any

from infra.embedded.friday.page import Page
from infra.embedded.friday.story import HOME, TITLE, Step, Story, check, shows
from infra.embedded.friday.visitor import ask

NOTE_TITLE = "Looking after staff early"
TRUST = "Brackenmoor"
NUMBER = "943 476 5919"
GIST = "staff should hear from somebody within a day"
CLEAN = (
    "A colleague said that their trust had tried a short meeting in the first week.\n\n"
    f"A patient was told late. People agreed that {GIST}."
)


def dirty(story: Story) -> str:
    """A draft as people write it: with a member, a trust and a patient number."""
    return (
        f"{story.member.name} said that {TRUST} had tried a short meeting in the first week.\n\n"
        f"The patient with the number {NUMBER} was told late."
    )


def refused_with_findings(story: Story) -> None:
    """All three are shown, and what was typed is kept."""
    story.room.advance("PT0S")  # the desk lists it once notes has heard that it was held
    desk = shows(story.facilitator.open(f"{HOME}/desk/notes"), 200, TITLE)
    story.draft = desk.link("/desk/notes/", TITLE)
    editor = shows(story.facilitator.open(story.draft), 200)
    refused = _submit(story, editor, dirty(story))
    shows(refused, 422, "There is a problem", story.member.name, TRUST, NUMBER)
    again = story.facilitator.open(story.draft)
    kept = again.form("/submit").fields["text"][0].strip().replace("\r\n", "\n")
    check(kept == dirty(story), "what was typed to be kept", kept)


def handed_over(story: Story) -> None:
    """Cleaned, it goes to a second person."""
    editor = story.facilitator.open(story.draft)
    shows(_submit(story, editor, CLEAN), 200, NOTE_TITLE)


def author_cannot_approve(story: Story) -> None:
    """Neither by the page nor past it."""
    story.sign_in(story.reviewer)
    review = f"{story.draft}/review"
    own = shows(story.facilitator.open(review), 200)
    approve = [form.action for form in own.forms if form.action.endswith("/approve")]
    check(not approve, "no button to approve for the author", approve)
    form = shows(story.reviewer.open(review), 200, NOTE_TITLE).form("/approve")
    shows(story.facilitator.send(form, intruder_checked="yes"), 403)


def member_cannot_see_draft(story: Story) -> None:
    """A draft is for the desk."""
    for address in (f"{HOME}/desk/notes", story.draft, f"{story.draft}/review"):
        shows(story.member.open(address), 403)


def one_wants_no_mail(story: Story) -> None:
    """The newcomer chooses to hear of no notes."""
    page = shows(story.newcomer.open("/me/mail"), 200)
    form = page.form("/me/mail")
    names = [name for name in {**form.fields, **form.choices} if "note" in name]
    check(bool(names), "a choice about notes", form.fields)
    form.fields = {n: v for n, v in form.fields.items() if n not in names}
    off = {name: "off" for name in names if "off" in form.choices.get(name, [])}
    shows(story.newcomer.send(form, **off), 200)


def approved_and_published(story: Story) -> None:
    """By the second person, after the question was answered."""
    form = story.reviewer.open(f"{story.draft}/review").form("/approve")
    unasked = shows(story.reviewer.send(form), 422)
    done = story.reviewer.send(unasked.form("/approve"), intruder_checked="yes")
    shows(done, 200, NOTE_TITLE)
    check(done.path == f"{HOME}/notes", "the list of notes next", done.path)


def draft_is_gone(story: Story) -> None:
    """For its author and its reviewer alike."""
    for person in (story.facilitator, story.reviewer):
        for address in (story.draft, f"{story.draft}/review"):
            page = person.open(address)
            check(page.status in (404, 410), "the draft to be gone", f"{page.status} {page.text}")
    desk = story.facilitator.open(f"{HOME}/desk/notes")
    check(NOTE_TITLE not in desk.text, "the draft off the desk", desk.text)


def members_read_it(story: Story) -> None:
    """In the list and as a page, which leads to nobody."""
    listed = shows(story.member.open(f"{HOME}/notes"), 200, NOTE_TITLE)
    story.note = listed.link("/notes/", NOTE_TITLE)
    page = shows(story.member.open(story.note), 200, NOTE_TITLE, GIST)
    names = (story.facilitator.name, story.reviewer.name, story.draft.rpartition("/")[2])
    near = [name for name in names if name in page.html or name in listed.html]
    check(not near, "no name or draft near the note", near)


def nobody_else_reads_it(story: Story) -> None:
    """403 for the applicant and the leaver, the sign-in page for strangers."""
    for address in (f"{HOME}/notes", story.note):
        for person in (story.applicant, story.leaver):
            shows(person.open(address), 403)
        page = story.stranger.open(address)
        check(page.path.startswith("/sign-in"), "the sign-in page", f"{page.status} {page.path}")


def one_mail_each(story: Story) -> None:
    """Title and link, never text; one for each member who wants it."""
    mails = _news(story)
    to = [mail["to"] for mail in mails]
    wanted = story.members() - 1
    check(len(to) == wanted, f"{wanted} mails, one for each who wants it", f"{len(to)}: {to}")
    check(len(set(to)) == len(to), "one each", to)
    for person in (story.newcomer, story.leaver, story.applicant):
        check(person.email not in to, f"none for {person.name}", to)
    for mail in mails:
        said = mail["subject"] + mail["text"] + mail["html"]
        check(NOTE_TITLE in said, "the title of the note", mail["text"])
        check(GIST not in said, "no text of the note", mail["text"])


def one_click_unsubscribes(story: Story) -> None:
    """As a mail program does it: one POST without a cookie; the choice is off afterwards."""
    (mail,) = [m for m in _news(story) if m["to"] == story.member.email]
    headers = {name.lower(): value for name, value in mail["headers"].items()}
    check(
        headers.get("list-unsubscribe-post") == "List-Unsubscribe=One-Click",
        "a header for one-click unsubscribe", headers,
    )  # fmt: skip
    address = headers["list-unsubscribe"].partition("<")[2].partition(">")[0]
    path = address.removeprefix(story.site)
    before = _choices(story)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    seen = ask(story.site, "GET", path)
    check(seen.status == 200 and _choices(story) == before, "reading to change nothing", seen.body)
    done = ask(story.site, "POST", path, "List-Unsubscribe=One-Click", kind)
    check(done.status == 200, "200 for one click", f"{done.status} {done.body}")
    check(_choices(story) != before, "another choice at /me/mail", before)


def nothing_was_lost(story: Story) -> None:
    """Everything that was said was heard."""
    story.room.advance("PT0S")
    check(not story.room.dead_letters(), "no dead letters", story.room.dead_letters())


def _submit(story: Story, editor: Page, text: str) -> Page:
    form = editor.form("/submit")
    (action,) = form.other_actions
    return story.facilitator.send(form, action, title=NOTE_TITLE, text=text)


def _news(story: Story) -> list[dict[str, Any]]:
    return [mail for mail in story.room.mail() if story.note in mail["text"]]


def _choices(story: Story) -> list[dict[str, list[str]]]:
    return [form.fields for form in story.member.open("/me/mail").forms]


STEPS: list[Step] = [
    ("A note that names a member, a trust and a patient is refused", refused_with_findings),
    ("Cleaned, it goes to a second person", handed_over),
    ("Its author cannot approve it", author_cannot_approve),
    ("Members without a part in it cannot see the draft", member_cannot_see_draft),
    ("Somebody chooses to get no mail about notes", one_wants_no_mail),
    ("The second person approves, and it is published", approved_and_published),
    ("The draft is gone", draft_is_gone),
    ("Members read the note, which leads to nobody", members_read_it),
    ("Nobody else reads it", nobody_else_reads_it),
    ("Those who want it get exactly one mail, with title and link", one_mail_each),
    ("One click unsubscribes", one_click_unsubscribes),
    ("Everything that was said was heard", nothing_was_lost),
]
