"""Fifth chapter: a list of members is checked, brought in, told, left by a link, and taken back."""

from __future__ import annotations

from typing import Any

from infra.embedded.friday.page import Page
from infra.embedded.friday.story import HOME, Step, Story, check, shows
from infra.embedded.friday.visitor import Visitor

IMPORTS = f"{HOME}/desk/imports"
HEADINGS = "Name;Email address;Organisation;Shoe size"
LEAVES = "ann.whitlock@harbour.example"
STAYS = "bo.finch@harbour.example"
TAKEN_BACK = "cy.marsh@harbour.example"
ADDED = (LEAVES, STAYS, TAKEN_BACK)
GROUND = "They are members of this network already."
SOURCE = "The mailing list, November 2026."


def people(story: Story) -> str:
    """A list as lists are: with a duplicate, a formula, and somebody who is there already."""
    rows = (
        f"Ann Whitlock;{LEAVES};Brackenmoor;38",
        f"Bo Finch;{STAYS};Ellerbeck;44",
        f"Cy Marsh;{TAKEN_BACK};Somewhere unheard of;41",
        f"Bo again;{STAYS.upper()};Ellerbeck;44",
        f"{story.member.name};{story.member.email};Thornleigh;40",
        "=1+1;dee@harbour.example;Ellerbeck;40",
    )
    return "\n".join((HEADINGS, *rows))


def upload(story: Story, content: str) -> Page:
    """The page of a list that was uploaded at the desk."""
    form = shows(story.chair.open(IMPORTS), 200).form("/imports")
    return shows(story.chair.upload(form, "members.csv", content), 200)


def checked(story: Story) -> None:
    """Every row is classified; nobody is added, and nobody gets mail."""
    mail = len(story.room.mail())
    page = upload(story, people(story))
    story.imported = page.path
    for words in ("This is a formula.", "The address is that of row 3.", "A member already"):
        shows(page, 200, words)
    shows(page, 200, "Add 3 people", "Shoe size")
    check(len(story.room.mail()) == mail, "no mail from a check", len(story.room.mail()))


def brought_in(story: Story) -> None:
    """Those who are ready, with the ground that the chair gives; not told yet."""
    form = story.chair.open(story.imported).form("/commit")
    unsaid = shows(story.chair.send(form), 422, "There is a problem").form("/commit")
    shows(story.chair.send(unsaid, ground=GROUND, source=SOURCE), 200)
    story.room.advance("PT3M")
    shows(story.chair.open(story.imported), 200, "3 members are added")
    check(not _told(story), "nobody told before their turn", _told(story))


def told_once(story: Story) -> None:
    """Half an hour later each gets one mail with a link, and only they."""
    story.room.advance("PT45M")
    to = sorted(mail["to"] for mail in _told(story))
    check(to == sorted(ADDED), f"one mail each to {sorted(ADDED)}", to)


def left_by_the_link(story: Story) -> None:
    """Reading does nothing, the button takes them out, without an account; twice is once."""
    (mail,) = (mail for mail in _told(story) if mail["to"] == LEAVES)
    pieces = [piece.strip("<>()") for piece in str(mail["text"]).split()]
    (link,) = {piece for piece in pieces if "/added/" in piece}
    page = story.stranger.open(link.removeprefix(story.site))
    shows(page, 200, GROUND, SOURCE)
    for _ in range(2):
        shows(story.stranger.send(page.form(page.path)), 200, "You are out")
    left = [event for event in story.room.events() if event["detail_type"] == "MemberLeft.v1"]
    check(len(left) == len({event["detail"]["member_id"] for event in left}), "once", len(left))


def one_signs_in(story: Story) -> None:
    """A code proves the address, and they read."""
    stays = Visitor(story.site, STAYS, "Bo Finch")
    story.sign_in(stays)
    shows(stays.open(HOME), 200)
    story.imported_one = stays


def taken_back(story: Story) -> None:
    """Undoing leaves alone whoever has signed in; of the others nothing is kept."""
    undo = story.chair.open(story.imported).form("/undo")
    shows(story.chair.send(undo), 200)
    story.room.advance("PT5M")
    shows(story.chair.open(story.imported), 200, "The import is undone", "1 was taken out")
    shows(story.imported_one.open(HOME), 200)


def no_list_brings_back(story: Story) -> None:
    """Whoever left stays away, also in another spelling; whoever was taken back may come again."""
    again = upload(story, people(story).replace(LEAVES, LEAVES.replace("@", "+list@")))
    shows(again, 200, "Left earlier", "Add 1 person")
    gone = story.chair.send(again.form("/abandon"))
    shows(gone, 200, "Nobody was imported")


def _told(story: Story) -> list[dict[str, Any]]:
    return [mail for mail in story.room.mail() if "You were added" in mail["subject"]]


STEPS: list[Step] = [
    ("A list is checked row by row, and nothing happens", checked),
    ("The chair brings in who is ready, and says on what ground", brought_in),
    ("Each of them is told once", told_once),
    ("One leaves by the link, without an account", left_by_the_link),
    ("Another one signs in and stays", one_signs_in),
    ("The import is undone, but for her", taken_back),
    ("No list brings back who has left", no_list_brings_back),
]
