"""Two beginnings of worlds: much was asked for, and a list of members was brought in."""

from __future__ import annotations

from datetime import timedelta

from infra.simulator.acts.finding import TOPICS
from infra.simulator.acts.importing import BASIS, as_list
from infra.simulator.look import NETWORKS
from infra.simulator.people import Person
from infra.simulator.world import World
from services.membership import commands as membership
from services.membership.commands import (
    directory,
    handover,
    imports,
    introductions,
    joining,
    spinoffs,
)
from services.membership.commands.directory import ShowInDirectory
from services.membership.commands.handover import OfferChair
from services.membership.commands.introductions import AskIntroduction
from services.membership.commands.joining import Join
from services.membership.commands.spinoffs import AskForNetwork
from services.membership.erasing import asking
from services.membership.model.directory import Field
from services.membership.model.introductions import Kind


def asked(world: World) -> None:
    """Much has been asked for, and nothing is answered.

    Somebody has the code to join, and somebody that to be erased; a helper is asked about an
    introduction, a member to be a chair, and the chair about a network; somebody is suspended.
    """
    chair, facilitator, reviewer, member, other = (person.member_id for person in world.people[:5])
    membership.suspend(NETWORKS[0], other, by=chair)
    wish = ShowInDirectory(
        shows=(Field.NAME, Field.TOPICS), topics="\n".join(TOPICS), most_a_month=10
    )
    for helper in (facilitator, reviewer):
        directory.change(NETWORKS[0], wish, by=helper)
    spinoffs.ask(
        NETWORKS[0],
        AskForNetwork(
            network_id="founded-0", name="Peers who founded 0", ground_rules="Be kind.", listed=True
        ),
        by=reviewer,
    )
    handover.offer(NETWORKS[0], facilitator, OfferChair(), by=chair)
    world.people[1].erasure = asking.ask(by=facilitator)
    for topic in TOPICS[:2]:
        topical = AskIntroduction(kind=Kind.TOPIC, topic=topic, message="May I ask you?")
        introductions.ask(NETWORKS[0], topical, by=member)
    newcomer = world.newcomer()
    newcomer.challenge = joining.join(wish_to_join(newcomer), source_ip=newcomer.source_ip)
    world.journal.asked[newcomer.email] = world.journal.next_order()
    world.deliveries.settle()


def brought_in(world: World) -> None:
    """A list of members was brought in an hour ago: they have the mail with the link to leave."""
    people = [world.newcomer() for _ in range(3)]
    chair = world.people[0].member_id
    import_id = imports.check(NETWORKS[0], as_list(people), by=chair)
    imports.commit(NETWORKS[0], import_id, BASIS, by=chair)
    for minutes in (1, 40, 20):
        world.platform.clock.move_to(world.now + timedelta(minutes=minutes))
        world.tick(world.machine.wiring.ticks)
        world.deliveries.settle()


def wish_to_join(person: Person) -> Join:
    """What somebody sends who wants to join the first network."""
    return Join(
        name=person.name,
        email=person.email,
        organisation="Ouseby Hospice",
        network=(NETWORKS[0],),
        agree=True,
    )
