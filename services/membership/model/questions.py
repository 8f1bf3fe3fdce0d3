"""The rules of asking somebody who waits to join something, before a chair says yes or no."""

from __future__ import annotations

from dataclasses import replace

from services.contracts.duties import ApplicantAnswered, ApplicantAsked
from services.contracts.refusals import Conflict
from services.membership.model.networks import Network, must_go_on
from services.membership.model.places import (
    Place,
    PlaceChange,
    Question,
    must_be_waiting,
    place_said,
)


def ask(network: Network, place: Place, words: str) -> PlaceChange:
    """A chair asks; the next question comes after the answer to this one."""
    must_go_on(network)
    must_be_waiting(place)
    if place.question is not None and not place.question.answer:
        raise Conflict(
            "A chair has asked something already. The answer appears at the desk; you can ask "
            "the next question then."
        )
    return _with(place, Question(words), ApplicantAsked)


def answer(place: Place, words: str) -> PlaceChange:
    """Whoever waits answers, once for each question."""
    if place.question is None:
        raise Conflict("There is no question to answer here, or the chairs have decided meanwhile.")
    if place.question.answer:
        raise Conflict("You have answered already. You get a mail when the chairs have decided.")
    return _with(place, Question(place.question.words, words), ApplicantAnswered)


def _with(
    place: Place, question: Question, said: type[ApplicantAsked | ApplicantAnswered]
) -> PlaceChange:
    changed = replace(place, question=question, version=place.version + 1)
    return changed, place_said(said, changed)
