"""What happens to roles: handed over, ended by the clock, taken away for cause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.contracts.roles import Role
from services.membership import commands
from services.membership.commands import handover, host, opening, questions, spinoffs
from services.membership.commands.handover import OfferChair
from services.membership.commands.opening import InviteChair, OpenNetwork
from services.membership.commands.questions import AnswerQuestion, AskApplicant
from services.membership.commands.spinoffs import AskForNetwork
from tests.faults.membership import API, FRESH, SLUG, network, the_next_tick
from tests.faults.playing import Path
from tests.faults.stage import DONE, Stage

FOUND = AskForNetwork(network_id="founded", name="Founded", ground_rules="Be kind.")
OPEN = OpenNetwork(
    network_id="opened", name="Opened", ground_rules="Be kind.", chair="new@kelder.example"
)
QUESTION = AskApplicant(question="Where do we know you from?")
ANSWER = AnswerQuestion(answer="From the summer meeting.")
MOMENT = frozenset({"sequence"})
"""Of an offer the sequence is the second in which it was made or answered."""
TAKEN = frozenset({422})
TOKEN = frozenset({"token"})
"""The link of an invitation holds its id, which is made by chance."""
NOT_THERE = frozenset({404})


def offered(stage: Stage) -> None:
    """The chair offers the role to a facilitator, and would step down."""
    network(stage)
    gives = OfferChair(step_down=True)
    _do(stage, lambda: handover.offer(SLUG, _of(stage, "helper"), gives, by=_of(stage, "chair")))


def hosted(stage: Stage) -> None:
    """The helper looks after the installation."""
    network(stage)
    _do(stage, lambda: host.appoint_first(_of(stage, "helper")))


def wanted(stage: Stage) -> None:
    """A member wants to found a network."""
    network(stage)
    _do(stage, lambda: spinoffs.ask(SLUG, FOUND, by=_of(stage, "member")))


def asked(stage: Stage) -> None:
    """A chair has asked somebody who waits something."""
    network(stage)
    _do(
        stage,
        lambda: questions.ask(SLUG, _of(stage, "applicant"), QUESTION, by=_of(stage, "chair")),
    )


def announced(stage: Stage) -> None:
    """The host's notice for a member is over."""
    hosted(stage)
    _do(stage, lambda: handover.announce(SLUG, _of(stage, "member"), by=_of(stage, "helper")))
    stage.clock.advance(timedelta(days=14, minutes=1))


def last_day_over(stage: Stage) -> None:
    """The last day of a reviewer is past, and that of the only chair."""
    network(stage)
    last_day = (stage.clock.now() + timedelta(days=2)).date()
    chair = _of(stage, "chair")

    def give() -> None:
        for who, role in ((chair, Role.CHAIR), (_of(stage, "member"), Role.REVIEWER)):
            commands.grant(SLUG, who, role, by=chair, last_day=last_day)

    _do(stage, give)
    stage.clock.advance(timedelta(days=4))


def waited_too_long(stage: Stage) -> None:
    """Somebody has been waiting for eleven days."""
    network(stage)
    stage.clock.advance(timedelta(days=11))


def _do(stage: Stage, act: Callable[[], object]) -> None:
    assert stage.do(act) == DONE
    stage.publish("MEMBERSHIP")


def _of(stage: Stage, who: str) -> str:
    return str(stage.facts[who])


def _command(act: Callable[[Stage], object]) -> Callable[[Stage, int], int]:
    return lambda stage, _number: stage.do(lambda: act(stage))


def _remove(stage: Stage, _number: int) -> int:
    path = f"{API}/networks/{SLUG}/members/{_of(stage, 'member')}/remove"
    sent = {"cause": "selling", "months": 6}
    return stage.api("membership", "POST", path, sent, by=_of(stage, "chair"))


def _tick(stage: Stage, _number: int) -> int:
    return stage.tick("membership")


PATHS = [
    Path("remove a member", network, _remove),
    Path(
        "ask somebody who waits", network,
        _command(
            lambda s: questions.ask(SLUG, _of(s, "applicant"), QUESTION, by=_of(s, "chair"))
        ),
    ),
    Path(
        "answer the chairs", asked,
        _command(lambda s: questions.answer(SLUG, ANSWER, by=_of(s, "applicant"))),
    ),
    Path(
        "offer the chair", network,
        _command(
            lambda s: handover.offer(SLUG, _of(s, "helper"), OfferChair(), by=_of(s, "chair"))
        ),
        loose=MOMENT,
    ),
    Path(
        "accept the chair", offered,
        _command(lambda s: handover.accept(SLUG, _of(s, "chair"), by=_of(s, "helper"))),
        repeated=NOT_THERE, loose=MOMENT,
    ),
    Path(
        "decline the chair", offered,
        _command(lambda s: handover.decline(SLUG, by=_of(s, "helper"))),
        loose=MOMENT,
    ),
    Path(
        "take the offer back", offered,
        _command(lambda s: handover.withdraw(SLUG, _of(s, "helper"), by=_of(s, "chair"))),
    ),
    Path(
        "announce a chair", hosted,
        _command(lambda s: handover.announce(SLUG, _of(s, "member"), by=_of(s, "helper"))),
        loose=MOMENT,
    ),
    Path(
        "open a network as the host", hosted,
        _command(lambda s: opening.open_network(OPEN, by=_of(s, "helper"))),
        repeated=TAKEN,
        loose=TOKEN,
    ),
    Path(
        "invite a first chair", hosted,
        _command(
            lambda s: opening.invite_chair(
                InviteChair(network_id=FRESH, chair="new@kelder.example"), by=_of(s, "helper")
            )
        ),
        loose=TOKEN,
    ),
    Path(
        "ask for a network of one's own", network,
        _command(lambda s: spinoffs.ask(SLUG, FOUND, by=_of(s, "member"))),
        loose=MOMENT,
    ),
    Path(
        "agree to a network", wanted,
        _command(
            lambda s: spinoffs.agree(SLUG, _of(s, "member"), "founded", by=_of(s, "chair"))
        ),
    ),
    Path(
        "decline a network", wanted,
        _command(
            lambda s: spinoffs.decline(SLUG, _of(s, "member"), "founded", by=_of(s, "chair"))
        ),
        loose=MOMENT,
    ),
    Path(
        "take the wish for a network back", wanted,
        _command(lambda s: spinoffs.take_back(SLUG, "founded", by=_of(s, "member"))),
    ),
    Path(
        "membership's tick: a notice is over", announced, _tick, the_next_tick, loose=MOMENT,
    ),
    Path(
        "membership's tick: last days are over", last_day_over, _tick, the_next_tick,
        said_again=frozenset({"RoleEnded.v1", "RoleEnding.v1"}),
    ),
    Path(
        "membership's tick: somebody has waited too long", waited_too_long, _tick, the_next_tick,
        loose=MOMENT,
    ),
]  # fmt: skip
