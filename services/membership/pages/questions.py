"""Asking somebody who waits to join something, and the page on which they answer."""

from __future__ import annotations

from services.membership import commands
from services.membership.commands import questions
from services.membership.commands.questions import AnswerQuestion, AskApplicant
from services.membership.pages.desk import applicant
from services.membership.pages.site import pages
from services.runtime.pages.addresses import START
from services.runtime.pages.answers import Shown


@pages.get("/networks/<network>/desk/waiting/<member>/ask")
def ask_page(network: str, member: str) -> Shown:
    """The question, for a chair."""
    viewer, person = applicant(network, member)
    return pages.show(
        "ask-applicant.html",
        title=f"Ask {person['name']} something",
        viewer=viewer,
        member=member,
        person=person,
    )


@pages.post("/networks/<network>/desk/waiting/<member>/ask", again=ask_page)
def ask(network: str, member: str, wish: AskApplicant) -> Shown:
    """Ask somebody who waits."""
    questions.ask(network, member, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk",
        "Your question is with them. They get a mail, and the answer appears here.",
    )


@pages.get("/me/networks/<network>/answer")
def answer_page(network: str) -> Shown:
    """What the chairs ask, for whoever waits."""
    found, place = commands.place_of(network, pages.member_id)
    if place.question is None:
        return pages.done(START, "There is no question to answer any more.")
    return pages.show(
        "answer-question.html",
        title=f"A question from the chairs of {found.name}",
        network=found,
        question=place.question,
    )


@pages.post("/me/networks/<network>/answer", again=answer_page)
def answer(network: str, wish: AnswerQuestion) -> Shown:
    """Answer the chairs."""
    questions.answer(network, wish, by=pages.member_id)
    return pages.done(START, "Your answer is with the chairs. You get a mail when they decide.")
