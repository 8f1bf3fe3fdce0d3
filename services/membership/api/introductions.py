"""Introductions for programs: asking for one, and answering when somebody asks."""

from __future__ import annotations

from datetime import datetime

from services.membership.api.routes import NETWORK, api
from services.membership.commands import introductions
from services.membership.commands.introductions import AnswerIntroduction, AskIntroduction
from services.membership.finding import involved
from services.membership.model.introductions import Kind, Outlook
from services.runtime.http.wishes import Answer

HERE = f"{NETWORK}/introductions"


class AskedAnswer(Answer):
    """An introduction that you asked for; `state` is the same whatever was or was not answered."""

    introduction_id: str
    kind: Kind
    about: str
    message: str
    asked_at: datetime
    closes_at: datetime
    state: Outlook


class ToAnswerAnswer(Answer):
    """An introduction that waits for your yes or no; what the directory shows of who asks."""

    introduction_id: str
    kind: Kind
    about: str
    message: str
    closes_at: datetime
    name: str | None
    organisation: str | None


class IntroductionsAnswer(Answer):
    """What you asked for, and what you are asked."""

    asked: list[AskedAnswer]
    to_answer: list[ToAnswerAnswer]


class IntroductionAnswer(Answer):
    """The introduction that is open now."""

    introduction_id: str


@api.get(HERE)
def my_introductions(network: str) -> IntroductionsAnswer:
    """What you asked for in this network, and what you are asked."""
    found = involved.in_introductions(network, by=api.member_id)
    return IntroductionsAnswer(
        asked=[
            AskedAnswer(
                introduction_id=one.introduction_id,
                kind=one.sought.kind,
                about=one.sought.words,
                message=one.message if outlook is Outlook.ASKED else "",
                asked_at=one.asked_at,
                closes_at=one.closes_at,
                state=outlook,
            )
            for one, outlook in found.asked
        ],
        to_answer=[
            ToAnswerAnswer(
                introduction_id=one.introduction_id,
                kind=one.sought.kind,
                about=one.sought.words,
                message=one.message,
                closes_at=one.closes_at,
                name=shown.name if shown else None,
                organisation=shown.organisation if shown else None,
            )
            for one, shown in found.to_answer
        ],
    )


@api.post(HERE, status=202)
def ask_for_introduction(network: str, wish: AskIntroduction) -> IntroductionAnswer:
    """Ask for an introduction; the answer is the same whether anybody fits or not."""
    return IntroductionAnswer(introduction_id=introductions.ask(network, wish, by=api.member_id))


@api.post(f"{HERE}/<introduction>/answer", status=204)
def answer_introduction(network: str, introduction: str, wish: AnswerIntroduction) -> None:
    """Answer an introduction; after a yes both get a mail, a no is told to nobody."""
    introductions.answer(network, introduction, wish, by=api.member_id)


@api.post(f"{HERE}/<introduction>/take-back", status=204)
def take_introduction_back(network: str, introduction: str) -> None:
    """Take back what you asked for."""
    introductions.take_back(network, introduction, by=api.member_id)
