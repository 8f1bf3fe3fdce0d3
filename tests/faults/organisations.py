"""What happens to the register of organisations, and to what members wrote about theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.membership import pages, store
from services.membership.commands import affiliations, organisations
from services.membership.commands.affiliations import ResolveText
from services.membership.commands.organisations import (
    AsChair,
    CloseOrganisation,
    MergeOrganisation,
    RememberAlias,
    RenameOrganisation,
    SucceedOrganisation,
    TakeBackEnding,
)
from services.membership.store import organisations as shelf
from tests.faults import events as said
from tests.faults.membership import SLUG, network, the_next_tick
from tests.faults.playing import Path
from tests.faults.stage import DONE, Stage

TEXT = "The lighthouse team"
HERE = {"network": SLUG}
ROWS = (("RZA", "KELDER BRIDGE NHS TRUST"), ("RZB", "THORNHOLME NHS TRUST", "", "", "", "", "", ""))
MEANT = ResolveText(**HERE, organisation_id="org1", remember=True)
NO_SUCH_NAME = frozenset({404})


def registered(stage: Stage) -> None:
    """A network, and two organisations."""

    def make() -> None:
        organisations.register_local("org1", "Ouseby Hospice", ("Ouseby",))
        organisations.register_local("org2", "Brackenmoor Hospice")

    network(stage)
    assert stage.do(make) == DONE
    stage.publish("MEMBERSHIP")


def _in_a_new_process(number: int) -> None:
    """What a process has kept is nothing at the first try, so that each run asks for the same."""
    if number == 0:
        shelf._kept = shelf._Kept()


def merged(stage: Stage) -> None:
    """The same, and one of them was the other all along."""
    registered(stage)
    chair, wish = stage.facts["chair"], MergeOrganisation(**HERE, into="org1")
    assert stage.do(lambda: organisations.merge("org2", wish, by=chair)) == DONE
    stage.publish("MEMBERSHIP")


def waiting(stage: Stage) -> None:
    """The same, and somebody wrote what no rule understands."""
    registered(stage)
    assert _hear_where(stage, 0) == DONE
    stage.facts["text"] = _in(stage, lambda: store.affiliations.text_id_of(TEXT))


def grown(stage: Stage) -> None:
    """Since a minute the register knows what they wrote."""
    waiting(stage)
    chair, alias = stage.facts["chair"], RememberAlias(**HERE, alias=TEXT)
    assert stage.do(lambda: organisations.remember("org2", alias, by=chair)) == DONE
    stage.publish("MEMBERSHIP")
    stage.clock.advance(timedelta(minutes=1))


def decided(stage: Stage) -> None:
    """A chair has said what it means."""
    waiting(stage)
    chair, text = stage.facts["chair"], stage.facts["text"]
    assert stage.do(lambda: affiliations.resolve(text, MEANT, by=chair)) == DONE
    stage.publish("MEMBERSHIP")


def _in(stage: Stage, ask: Callable[[], str]) -> str:
    found = list[str]()
    assert stage.do(lambda: found.append(ask())) == DONE
    return found[0]


def _hear_where(stage: Stage, number: int) -> int:
    _in_a_new_process(number)
    member = stage.facts["member"]
    return stage.hear("membership", said.contact(member, organisation=TEXT))


def _hear_another(stage: Stage, number: int) -> int:
    """Whoever wrote the text says something else; nobody is left who wrote it."""
    _in_a_new_process(number)
    event = said.contact(stage.facts["member"], organisation="Ouseby")
    return stage.hear("membership", said.stamped(event.model_copy(update={"sequence": 2})))


def _by_chair(command: Callable[[str, str], object]) -> Callable[[Stage, int], int]:
    """Done on a page, by the chair, about the text if there is one."""

    def act(stage: Stage, number: int) -> int:
        _in_a_new_process(number)
        chair, text = stage.facts["chair"], stage.facts.get("text", "")
        return stage.do(lambda: command(chair, text), pages.handler)

    return act


def _take_in(stage: Stage, number: int) -> int:
    _in_a_new_process(number)
    return stage.do(lambda: organisations.register_ods(ROWS))


COMMANDS = [
    Path(
        "rename an organisation", registered,
        _by_chair(
            lambda by, _: organisations.rename_to(
                "org1", RenameOrganisation(**HERE, name="The Ouse"), by=by
            )
        ),
    ),
    Path(
        "remember an alias", registered,
        _by_chair(
            lambda by, _: organisations.remember(
                "org1", RememberAlias(**HERE, alias="The Ouse"), by=by
            )
        ),
    ),
    Path(
        "forget an alias", registered,
        _by_chair(
            lambda by, _: organisations.forget("org1", RememberAlias(**HERE, alias="Ouseby"), by=by)
        ),
        repeated=NO_SUCH_NAME,
    ),
    Path(
        "merge organisations", registered,
        _by_chair(
            lambda by, _: organisations.merge("org2", MergeOrganisation(**HERE, into="org1"), by=by)
        ),
    ),
    Path(
        "say who came after", registered,
        _by_chair(
            lambda by, _: organisations.succeed(
                "org2",
                SucceedOrganisation(**HERE, successors=("org1",), since="2027-04-01"),
                by=by,
            )
        ),
    ),
    Path(
        "close an organisation", registered,
        _by_chair(
            lambda by, _: organisations.close(
                "org2", CloseOrganisation(**HERE, on="2027-03-31"), by=by
            )
        ),
    ),
    Path(
        "take a merge back", merged,
        _by_chair(
            lambda by, _: organisations.take_back(
                "org2", TakeBackEnding(**HERE, ending="merged"), by=by
            )
        ),
    ),
    Path(
        "take the published files in", registered,
        _take_in,
    ),
    Path(
        "say what a text means", waiting,
        _by_chair(lambda by, text: affiliations.resolve(text, MEANT, by=by)),
    ),
    Path(
        "say that a text means nobody", waiting,
        _by_chair(lambda by, text: affiliations.resolve_to_none(text, AsChair(**HERE), by=by)),
    ),
    Path(
        "take back what a text means", decided,
        _by_chair(lambda by, text: affiliations.reopen(text, AsChair(**HERE), by=by)),
    ),
]  # fmt: skip

MESSAGES = [
    Path(
        "membership hears MemberContactChanged", registered, _hear_where,
        hears=frozenset({"MemberContactChanged.v1"}),
    ),
    Path(
        "membership hears MemberContactChanged: something else", waiting, _hear_another,
        hears=frozenset({"MemberContactChanged.v1"}),
    ),
    Path(
        "membership hears OrganisationTextDecided", decided,
        lambda stage, _number: stage.hear("membership", said.text_decided(stage.facts["text"])),
        hears=frozenset({"OrganisationTextDecided.v1"}),
    ),
]  # fmt: skip

TICKS = [
    Path(
        "membership's tick: the register has grown", grown,
        lambda stage, _number: stage.tick("membership"), the_next_tick,
    ),
]  # fmt: skip

PATHS = [*COMMANDS, *MESSAGES, *TICKS]
"""All paths of the register and of affiliations."""
