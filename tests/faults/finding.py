"""What happens when people find each other: entries, introductions, contacts outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.contracts.event import Event
from services.contracts.introductions import IntroductionAgreed, IntroductionAsked
from services.contracts.membership import MemberLeft, MembershipSuspended
from services.contracts.organisations import MemberAffiliationChanged
from services.contracts.roles import Standing
from services.membership import commands, pages, store
from services.membership.commands import directory, introductions, organisations, vouching
from services.membership.commands.directory import ShowInDirectory
from services.membership.commands.introductions import AnswerIntroduction, AskIntroduction
from services.membership.commands.vouching import Vouch
from services.membership.families import Family
from services.membership.model import affiliations as rules
from services.membership.model.directory import Field, Region
from services.membership.model.introductions import Kind
from services.membership.store import affiliations
from services.membership.store import organisations as shelf
from services.runtime.signing import sign
from tests.faults import events as said
from tests.faults.membership import CHALLENGES, SLUG, network, the_next_tick
from tests.faults.playing import Path
from tests.faults.stage import DONE, Stage

YES, NO = AnswerIntroduction(answer="yes"), AnswerIntroduction(answer="no")
FALLS = AskIntroduction(kind=Kind.TOPIC, topic="falls", message="How do you do it?")
ADA = Vouch(name="Ada Lunn", email="ada@outside.example", topic="falls")
SHOWS = ShowInDirectory(
    shows=(Field.NAME, Field.FAMILY, Field.REGION),
    family=Family.SAFETY,
    region=Region.WALES,
    topics="falls, duty of candour",
    contact=True,
)
LESS = ShowInDirectory(shows=(Field.NAME,), topics="sepsis")


def _by(who: str, command: Callable[[Stage, str], object]) -> Callable[[Stage, int], int]:
    """Done on a page by somebody; what a process has kept is nothing at the first try."""

    def act(stage: Stage, number: int) -> int:
        if number == 0:
            shelf._kept = shelf._Kept()
        return stage.do(lambda: command(stage, stage.facts[who]), pages.handler)

    return act


def _make(stage: Stage, command: Callable[[], object]) -> None:
    assert stage.do(command) == DONE
    stage.publish("MEMBERSHIP")


# --- where it begins ----------------------------------------------------------------------------


def shown(stage: Stage) -> None:
    """The helper is in the directory and would help with falls."""
    network(stage)
    _make(stage, lambda: organisations.register_local("org1", "Kelder Bridge Trust", ("Kelder",)))
    _make(stage, lambda: directory.change(SLUG, SHOWS, by=stage.facts["helper"]))


def asked(stage: Stage) -> None:
    """A member asks for help with falls."""

    def ask() -> None:
        by = stage.facts["member"]
        stage.facts["introduction"] = introductions.ask(SLUG, FALLS, by=by)

    shown(stage)
    _make(stage, ask)


def waiting(stage: Stage) -> None:
    """The helper is asked about it."""
    asked(stage)
    assert stage.hear("membership", _asked(stage)) == DONE
    stage.publish("MEMBERSHIP")


def agreed(stage: Stage) -> None:
    """The helper has said yes."""
    waiting(stage)
    one, by = stage.facts["introduction"], stage.facts["helper"]
    _make(stage, lambda: introductions.answer(SLUG, one, YES, by=by))


def helper_left(stage: Stage) -> None:
    """The helper was asked, and has left."""
    waiting(stage)
    _make(stage, lambda: commands.leave(SLUG, by=stage.facts["helper"]))


def helper_suspended(stage: Stage) -> None:
    """The helper was asked, and is suspended."""
    waiting(stage)
    helper, chair = stage.facts["helper"], stage.facts["chair"]
    _make(stage, lambda: commands.suspend(SLUG, helper, by=chair))


def affiliated(stage: Stage) -> None:
    """The helper works somewhere that the register knows since just now."""

    def settle() -> None:
        before = rules.Affiliation(stage.facts["helper"])
        store.save(affiliations.affiliated(rules.settle(before, "org1", 1)))

    shown(stage)
    _make(stage, settle)


def ended(stage: Stage) -> None:
    """Nobody has answered in ten days."""
    waiting(stage)
    stage.clock.advance(timedelta(days=10, minutes=1))


def vouched(stage: Stage) -> None:
    """A member vouches for somebody outside, who has said nothing so far."""

    def vouch() -> None:
        one = vouching.vouch(SLUG, ADA, by=stage.facts["member"])
        stage.facts["contact"] = one
        stage.facts["token"] = sign(vouching.PURPOSE, [one])

    network(stage)
    _make(stage, vouch)


def willing(stage: Stage) -> None:
    """The contact has said yes."""
    vouched(stage)
    _make(stage, lambda: vouching.answer(stage.facts["token"], YES))


def asked_outside(stage: Stage) -> None:
    """A member asks for help with falls, and only the contact has any."""

    def ask() -> None:
        by = stage.facts["helper"]
        stage.facts["introduction"] = introductions.ask(SLUG, FALLS, by=by)
        parts = [stage.facts["contact"], stage.facts["introduction"]]
        stage.facts["answer"] = sign(vouching.INTRODUCTION, parts)

    willing(stage)
    _make(stage, ask)


def waiting_outside(stage: Stage) -> None:
    """The contact is asked about it."""
    asked_outside(stage)
    assert stage.hear("membership", _asked(stage)) == DONE
    stage.publish("MEMBERSHIP")


def agreed_outside(stage: Stage) -> None:
    """The contact has said yes to it."""
    waiting_outside(stage)
    _make(stage, lambda: vouching.answer_introduction(stage.facts["answer"], YES))


def year_later(stage: Stage) -> None:
    """Eleven months after the yes."""
    willing(stage)
    stage.clock.advance(timedelta(days=335, minutes=1))


# --- what is heard ------------------------------------------------------------------------------


def _asked(stage: Stage, sequence: int = 1) -> IntroductionAsked:
    one = stage.facts["introduction"]
    return said.stamped(
        IntroductionAsked(network_id=SLUG, introduction_id=one, sequence=sequence),
        stage.clock.now(),
    )


def _agreed(stage: Stage) -> IntroductionAgreed:
    one = stage.facts["introduction"]
    return said.stamped(
        IntroductionAgreed(network_id=SLUG, introduction_id=one, sequence=3), stage.clock.now()
    )


def _hears(event: Callable[[Stage], Event]) -> Callable[[Stage, int], int]:
    def act(stage: Stage, number: int) -> int:
        if number == 0:
            shelf._kept = shelf._Kept()
        return stage.hear("membership", event(stage))

    return act


def _place(
    kind: type[MemberLeft | MembershipSuspended], standing: Standing
) -> Callable[[Stage], Event]:
    return lambda stage: said.stamped(
        kind(member_id=stage.facts["helper"], network_id=SLUG, standing=standing, sequence=4),
        stage.clock.now(),
    )


def _one(stage: Stage) -> str:
    return str(stage.facts["introduction"])


IS_GONE = frozenset({404})
HAS_ENDED = frozenset({422})

PATHS = [
    Path(
        "say what others may see", shown,
        _by("helper", lambda _, by: directory.change(SLUG, LESS, by=by)),
    ),
    Path(
        "ask for an introduction", shown,
        _by("member", lambda _, by: introductions.ask(SLUG, FALLS, by=by)),
    ),
    Path(
        "take an introduction back", waiting,
        _by("member", lambda stage, by: introductions.take_back(SLUG, _one(stage), by=by)),
    ),
    Path(
        "say yes to an introduction", waiting,
        _by("helper", lambda stage, by: introductions.answer(SLUG, _one(stage), YES, by=by)),
    ),
    Path(
        "say no to an introduction", waiting,
        _by("helper", lambda stage, by: introductions.answer(SLUG, _one(stage), NO, by=by)),
    ),
    Path(
        "vouch for a contact", network,
        _by("member", lambda _, by: vouching.vouch(SLUG, ADA, by=by)),
        loose=CHALLENGES,
    ),
    Path(
        "vouch no more", vouched,
        _by("member", lambda stage, by: vouching.end(SLUG, stage.facts["contact"], by=by)),
    ),
    Path(
        "a contact says yes", vouched,
        _by("member", lambda stage, _: vouching.answer(stage.facts["token"], YES)),
    ),
    Path(
        "a contact says no", willing,
        _by("member", lambda stage, _: vouching.answer(stage.facts["token"], NO)),
        repeated=HAS_ENDED,
    ),
    Path(
        "a contact says yes to an introduction", waiting_outside,
        _by("member", lambda stage, _: vouching.answer_introduction(stage.facts["answer"], YES)),
    ),
    Path(
        "membership hears IntroductionAsked", asked, _hears(_asked),
        hears=frozenset({"IntroductionAsked.v1"}),
    ),
    Path(
        "membership hears IntroductionAsked: a contact outside", asked_outside, _hears(_asked),
        hears=frozenset({"IntroductionAsked.v1"}),
    ),
    Path(
        "membership hears IntroductionAgreed", agreed, _hears(_agreed),
        hears=frozenset({"IntroductionAgreed.v1"}),
    ),
    Path(
        "membership hears IntroductionAgreed: a contact outside", agreed_outside, _hears(_agreed),
        hears=frozenset({"IntroductionAgreed.v1"}),
    ),
    Path(
        "membership hears MemberLeft", helper_left,
        _hears(_place(MemberLeft, Standing.LEFT)), hears=frozenset({"MemberLeft.v1"}),
    ),
    Path(
        "membership hears MembershipSuspended", helper_suspended,
        _hears(_place(MembershipSuspended, Standing.SUSPENDED)),
        hears=frozenset({"MembershipSuspended.v1"}),
    ),
    Path(
        "membership hears MemberAffiliationChanged", affiliated,
        _hears(
            lambda stage: said.stamped(
                MemberAffiliationChanged(
                    member_id=stage.facts["helper"], organisation_id="org1", sequence=1
                )
            )
        ),
        hears=frozenset({"MemberAffiliationChanged.v1"}),
    ),
    Path(
        "membership's tick: an introduction ends", ended,
        lambda stage, _number: stage.tick("membership"), the_next_tick,
    ),
    Path(
        "membership's tick: a contact is asked again", year_later,
        lambda stage, _number: stage.tick("membership"), the_next_tick,
    ),
]  # fmt: skip
"""All paths of finding each other."""
