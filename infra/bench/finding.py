"""People who find each other, at each point at which something can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from infra.bench.network import Network
from infra.embedded import demo
from services.membership.commands import directory, introductions, vouching
from services.membership.commands.directory import ShowInDirectory
from services.membership.commands.introductions import AnswerIntroduction, AskIntroduction
from services.membership.commands.vouching import Vouch
from services.membership.model.directory import Field
from services.membership.model.introductions import Kind
from services.runtime.signing import sign

MODULES = {"directory": directory, "introductions": introductions, "vouching": vouching}
"""The files whose commands these are."""
FALLS, CANDOUR = "falls", "duty of candour"
YES = AnswerIntroduction(answer="yes")


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name, in a network with an introduction that waits, and two contacts."""
    here = demo.SLUG
    chair, _, _, member, _ = (network.people[person.email] for person in demo.PERSONAS)
    shows = ShowInDirectory(
        shows=(Field.NAME, Field.TOPICS), topics=f"{FALLS}, {CANDOUR}", contact=True
    )
    directory.change(here, shows, by=chair)
    waiting = introductions.ask(here, _about(FALLS), by=member)
    ada, bo = (vouching.vouch(here, _contact(name), by=chair) for name in ("ada", "bo"))
    vouching.answer(sign(vouching.PURPOSE, [ada]), YES)
    outside = introductions.ask(here, _about("ligatures"), by=member)
    network.pump.settle()
    to_ada, to_bo = (sign(vouching.PURPOSE, [one]) for one in (ada, bo))
    to_answer = sign(vouching.INTRODUCTION, [ada, outside])
    row = {"pk": "DUE#0", "sk": "now", "contact_id": ada, "version": 2}
    return {
        "directory.mine": lambda: directory.mine(here, by=chair),
        "directory.change": lambda: directory.change(here, shows, by=member),
        "introductions.ask": lambda: introductions.ask(here, _about(CANDOUR), by=member),
        "introductions.take_back": lambda: introductions.take_back(here, waiting, by=member),
        "introductions.answer": lambda: introductions.answer(here, waiting, YES, by=chair),
        "vouching.vouch": lambda: vouching.vouch(here, _contact("cy"), by=member),
        "vouching.end": lambda: vouching.end(here, bo, by=chair),
        "vouching.look": lambda: vouching.look(to_ada),
        "vouching.answer": lambda: vouching.answer(to_bo, YES),
        "vouching.look_at_introduction": lambda: vouching.look_at_introduction(to_answer),
        "vouching.answer_introduction": lambda: vouching.answer_introduction(to_answer, YES),
        "vouching.ask_again": lambda: vouching.ask_again(row),
    }


def _about(topic: str) -> AskIntroduction:
    return AskIntroduction(kind=Kind.TOPIC, topic=topic, message="May I ask how you do it?")


def _contact(name: str) -> Vouch:
    return Vouch(name=name.title(), email=f"{name}@outside.example", topic="ligatures")
