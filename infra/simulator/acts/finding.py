"""Finding each other: what members show, whom they look for, and what they answer."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Literal

from services.contracts.roles import Standing
from services.membership import store as people
from services.membership.commands import directory, introductions
from services.membership.commands.directory import ShowInDirectory
from services.membership.commands.introductions import AnswerIntroduction, AskIntroduction
from services.membership.families import Family
from services.membership.finding import looking
from services.membership.finding.looking import LookInDirectory
from services.membership.model.directory import Field, Region
from services.membership.model.introductions import Introduction, Kind
from services.membership.store.introductions import read_introduction
from services.runtime.rights import viewer

if TYPE_CHECKING:
    from infra.simulator.world import World

TOPICS = ("falls", "duty of candour", "speaking up")


def show(world: World, dice: random.Random) -> bool:
    """A member says what others may see, and with what they would help."""
    network = world.look.a_network(dice)
    member_id = _somebody(world, network, dice)
    if member_id is None:
        return False
    fields = (Field.NAME, Field.FAMILY, Field.REGION, Field.TOPICS)
    wish = ShowInDirectory(
        shows=tuple(field for field in fields if dice.random() < 0.6),
        family=dice.choice(list(Family)[:2]),
        region=dice.choice(list(Region)[:2]),
        topics="\n".join(topic for topic in TOPICS if dice.random() < 0.9),
        most_a_month=dice.choice((1, 10, 10)),
    )
    world.tell(f"{world.name(member_id)} shows {len(wish.shows)} fields in {network}")
    directory.change(network, wish, by=member_id)
    return True


def search(world: World, dice: random.Random) -> bool:
    """A member looks for somebody, now and then one who is none any more."""
    network = world.look.a_network(dice)
    member_id = _somebody(world, network, dice)
    if member_id is None:
        return False
    world.tell(f"{world.name(member_id)} looks into the directory of {network}")
    seen, _ = viewer(people.table(), member_id, network)
    looking.look(seen, LookInDirectory(topic=dice.choice(TOPICS)))
    return True


def ask(world: World, dice: random.Random) -> bool:
    """A member asks for an introduction, now and then one that is open already."""
    network = world.look.a_network(dice)
    member_id = _somebody(world, network, dice)
    if member_id is None:
        return False
    wish = AskIntroduction(kind=Kind.TOPIC, topic=dice.choice(TOPICS), message="May I ask you?")
    world.tell(f"{world.name(member_id)} asks for an introduction about {wish.topic} in {network}")
    introductions.ask(network, wish, by=member_id)
    return True


def answer(world: World, dice: random.Random) -> bool:
    """Whoever is asked says yes or no, now and then somebody else or once more."""
    waiting = [one for one in _introductions(world) if one.helper]
    if not waiting:
        return False
    one = dice.choice(waiting)
    by = one.helper if dice.random() < 0.95 else one.asker
    word: Literal["yes", "no"] = "yes" if dice.random() < 0.6 else "no"
    world.tell(f"{world.name(by or '')} says {word} to an introduction in {one.network_id}")
    wish = AnswerIntroduction(answer=word)
    introductions.answer(one.network_id, one.introduction_id, wish, by=by or "")
    return True


def take_back(world: World, dice: random.Random) -> bool:
    """Whoever asked wants it no more."""
    asked = _introductions(world)
    if not asked:
        return False
    one = dice.choice(asked)
    world.tell(f"{world.name(one.asker)} takes an introduction back in {one.network_id}")
    introductions.take_back(one.network_id, one.introduction_id, by=one.asker)
    return True


def _somebody(world: World, network: str, dice: random.Random) -> str | None:
    places = world.look.who_can_act(network, Standing.MEMBER if dice.random() < 0.95 else None)
    return str(dice.choice(places)["member_id"]) if places else None


def _introductions(world: World) -> list[Introduction]:
    return [read_introduction(item) for item in world.look.introductions()]
