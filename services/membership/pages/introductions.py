"""Introductions: asking for one, what came of it, and answering when somebody asks."""

from __future__ import annotations

from services.membership.commands import introductions
from services.membership.commands.introductions import AnswerIntroduction, AskIntroduction
from services.membership.families import CALLED
from services.membership.finding import involved
from services.membership.model.directory import REGIONS
from services.membership.model.introductions import LONGEST_MESSAGE, MOST_OPEN, Kind
from services.membership.pages.site import pages, seen
from services.runtime.pages.answers import Shown

HERE = "/networks/{}/introductions"
ENDS = "You hear of it by mail if they would like to meet you. Otherwise it ends by itself."


@pages.get("/networks/<network>/introductions")
def mine(network: str) -> Shown:
    """What I asked for, and what I am asked."""
    return pages.show(
        "introductions.html",
        title="Introductions",
        viewer=seen(network),
        involved=involved.in_introductions(network, by=pages.member_id),
        most_open=MOST_OPEN,
        called=CALLED,
        regions=REGIONS,
    )


@pages.get("/networks/<network>/introductions/ask")
def ask_page(network: str, person: str = "", topic: str = "", organisation: str = "") -> Shown:
    """The form for the message; to whom it goes was chosen before, or is chosen here."""
    viewer = seen(network)
    viewer.must_be_member()
    kind = Kind.PERSON if person else Kind.ORGANISATION if organisation else Kind.TOPIC
    return pages.show(
        "ask-introduction.html",
        title="Ask for an introduction",
        viewer=viewer,
        kind=pages.attempt.value("kind", kind),
        person=pages.attempt.value("person", person),
        topic=topic,
        organisation=organisation,
        longest=LONGEST_MESSAGE,
    )


@pages.post("/networks/<network>/introductions", again=ask_page)
def ask(network: str, wish: AskIntroduction) -> Shown:
    """Ask for it."""
    introductions.ask(network, wish, by=pages.member_id)
    return pages.done(HERE.format(network), f"Your message is on its way. {ENDS}")


@pages.post("/networks/<network>/introductions/<introduction>/answer", again=mine)
def answer(network: str, introduction: str, wish: AnswerIntroduction) -> Shown:
    """Say yes or no."""
    yes = introductions.answer(network, introduction, wish, by=pages.member_id)
    sentence = (
        "Thank you. Each of you gets a mail with the other's name and address."
        if yes
        else "That is all right. Nobody is told."
    )
    return pages.done(HERE.format(network), sentence)


@pages.post("/networks/<network>/introductions/<introduction>/take-back")
def take_back(network: str, introduction: str) -> Shown:
    """Want it no more."""
    introductions.take_back(network, introduction, by=pages.member_id)
    return pages.done(HERE.format(network), "It was taken back.")
