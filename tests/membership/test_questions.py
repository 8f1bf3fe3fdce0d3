"""A chair asks somebody who waits something before they say yes or no."""

from __future__ import annotations

import pytest

from services.contracts.refusals import Conflict
from services.membership import commands, store
from services.membership.commands import questions
from services.membership.commands.questions import AnswerQuestion, AskApplicant
from services.membership.model import Question
from tests.membership.network import PEOPLE, SLUG, Network

DESK = f"/networks/{SLUG}/desk"
WORDS = "Where do we know you from?\nA word is enough."
ANSWER = "From the summer meeting."


@pytest.fixture
def asked(network: Network) -> Network:
    """Somebody waits, and a chair has asked something on the page."""
    network.add("applicant")
    network.world.settle()
    asking = f"{DESK}/waiting/{network.ids['applicant']}/ask"
    assert PEOPLE["applicant"] in network.get(asking, by="chair").text
    assert network.post(asking, {"question": WORDS}, by="chair").status == 303
    return network


def test_whoever_waits_reads_the_question_and_chairs_read_the_answer(asked: Network) -> None:
    """The link on their page leads to it, and the answer stands beside the buttons to decide."""
    assert f"/me/networks/{SLUG}/answer" in asked.get("/me", by="applicant").text
    page = asked.get(f"/me/networks/{SLUG}/answer", by="applicant").text
    assert "Where do we know you from?" in page
    assert "There is no answer yet" in asked.get(DESK, by="chair").text
    done = asked.post(f"/me/networks/{SLUG}/answer", {"answer": ANSWER}, by="applicant")
    assert (done.status, done.header("location")) == (303, "/me")
    assert ANSWER in asked.get(DESK, by="chair").text
    assert ANSWER in asked.get(f"/me/networks/{SLUG}/answer", by="applicant").text


def test_programs_ask_and_answer_as_well(network: Network) -> None:
    network.add("applicant")
    api = "/api/membership"
    one = f"{api}/networks/{SLUG}/waiting/{network.ids['applicant']}/ask"
    assert network.api("POST", one, {"question": WORDS}, by="chair").status == 204
    mine = network.api("GET", f"{api}/me", by="applicant").json()["places"]
    assert mine[0]["question"] == WORDS
    sent = {"answer": ANSWER}
    answered = f"{api}/me/networks/{SLUG}/answer"
    assert network.api("POST", answered, sent, by="applicant").status == 204
    (waits,) = network.api("GET", f"{api}/networks/{SLUG}/waiting", by="chair").json()["people"]
    assert (waits["question"], waits["answer"]) == (WORDS, ANSWER)


def test_the_words_travel_on_no_bus_and_go_with_the_decision(asked: Network) -> None:
    """X1: events say that there is a question; what is asked stays at the place until then."""
    questions.answer(SLUG, AnswerQuestion(answer=ANSWER), by=asked.ids["applicant"])
    asked.world.settle()
    said = [*asked.said("ApplicantAsked.v1"), *asked.said("ApplicantAnswered.v1")]
    assert [one["detail_type"] for one in said] == ["ApplicantAsked.v1", "ApplicantAnswered.v1"]
    assert not [one for one in asked.world.events() if "summer meeting" in str(one)]
    assert not [one for one in asked.world.events() if "know you from" in str(one)]
    commands.approve(SLUG, asked.ids["applicant"], by=asked.ids["chair"])
    (place,) = store.places(asked.ids["applicant"])
    assert place.question is None


def test_one_question_is_asked_at_a_time_and_answered_once(asked: Network) -> None:
    """A form that is sent twice mails nobody twice."""
    chair, waits = asked.ids["chair"], asked.ids["applicant"]
    with pytest.raises(Conflict, match="asked something already"):
        questions.ask(SLUG, waits, AskApplicant(question=WORDS), by=chair)
    questions.answer(SLUG, AnswerQuestion(answer=ANSWER), by=waits)
    with pytest.raises(Conflict, match="answered already"):
        questions.answer(SLUG, AnswerQuestion(answer=ANSWER), by=waits)
    questions.ask(SLUG, waits, AskApplicant(question="And since when?"), by=chair)
    (place,) = store.places(waits)
    assert place.question == Question("And since when?")


@pytest.mark.parametrize("words", ["", "   ", "x" * 501, "a\u202eb"])
def test_what_cannot_be_read_is_kept_in_the_form(asked: Network, words: str) -> None:
    answer = asked.post(f"/me/networks/{SLUG}/answer", {"answer": words}, by="applicant")
    assert answer.status == 422
    assert "Where do we know you from?" in answer.text
