"""Asking somebody who waits to join something, and answering it."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from services.contracts.refusals import NotFound
from services.membership import model, store
from services.membership.commands import belonging
from services.membership.model import questions
from services.runtime.http.wishes import Prose, Wish

Words = Annotated[Prose, StringConstraints(min_length=1, max_length=500)]
"""As long as a question at a door is, or its answer."""


class AskApplicant(Wish):
    """What a chair wants to know before they say yes or no."""

    question: Words


class AnswerQuestion(Wish):
    """What somebody who waits says to it; only the chairs of that network read it."""

    answer: Words


def ask(network_id: str, member_id: str, wish: AskApplicant, *, by: str) -> None:
    """Ask somebody who waits; a mail tells them that there is a question, without its words."""
    network, (chair, place) = store.network_and_places(network_id, [by, member_id])
    model.must_be_chair(chair, network)
    if place is None:
        raise NotFound("This person is not in the network.")
    asked, said = questions.ask(network, place, wish.question)
    belonging.save_places(network, [asked], [said])


def answer(network_id: str, wish: AnswerQuestion, *, by: str) -> None:
    """Answer what the chairs asked; they get a mail that says so."""
    network, place = belonging.place_of(network_id, by)
    answered, said = questions.answer(place, wish.answer)
    belonging.save_places(network, [answered], [said])
