"""Asking somebody who waits to join something, and answering it, for programs."""

from __future__ import annotations

from services.membership.api.routes import ME, NETWORK, api
from services.membership.commands import questions
from services.membership.commands.questions import AnswerQuestion, AskApplicant


@api.post(f"{NETWORK}/waiting/<member>/ask", status=204)
def ask_applicant(network: str, member: str, wish: AskApplicant) -> None:
    """Ask somebody who waits something, before you say yes or no."""
    questions.ask(network, member, wish, by=api.member_id)


@api.post(f"{ME}/networks/<network>/answer", status=204)
def answer_question(network: str, wish: AnswerQuestion) -> None:
    """Answer what the chairs of a network asked you, while you wait to be let in."""
    questions.answer(network, wish, by=api.member_id)
