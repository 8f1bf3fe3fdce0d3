"""What is done about roles and networks: handing over, removing, founding."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from services.contracts.roles import Standing
from services.membership.commands import handover, removals, spinoffs
from services.membership.commands.handover import OfferChair
from services.membership.commands.removals import RemoveMember
from services.membership.commands.spinoffs import AskForNetwork
from services.membership.model import Cause
from services.membership.store import offers
from services.membership.store import spinoffs as shelf

if TYPE_CHECKING:
    from infra.simulator.world import World


def remove(world: World, dice: random.Random) -> bool:
    """A chair removes somebody for cause."""
    network = world.look.a_network(dice)
    places = world.look.places(network, Standing.MEMBER)
    if not places:
        return False
    member_id = dice.choice(places)["member_id"]
    by = world.look.a_chair(network, dice)
    wish = RemoveMember(cause=dice.choice(list(Cause)), months=dice.choice((3, 12)))
    world.tell(f"{world.name(by)} removes {world.name(member_id)} from {network}")
    removals.remove(network, member_id, wish, by=by)
    return True


def offer_chair(world: World, dice: random.Random) -> bool:
    """A chair asks somebody to be one."""
    network = world.look.a_network(dice)
    places = world.look.places(network, Standing.MEMBER)
    if not places:
        return False
    member_id = dice.choice(places)["member_id"]
    by = world.look.a_chair(network, dice)
    wish = OfferChair(step_down=dice.random() < 0.7)
    world.tell(f"{world.name(by)} asks {world.name(member_id)} to be a chair of {network}")
    handover.offer(network, member_id, wish, by=by)
    return True


def answer_offer(world: World, dice: random.Random) -> bool:
    """Whoever was asked accepts, or would rather not; or it is taken back."""
    network = world.look.a_network(dice)
    open_ = [one for one in offers.offers_in(network) if world.look.can_act(one.member_id)]
    if not open_:
        return False
    made = dice.choice(open_)
    by = world.look.a_chair(network, dice)
    match dice.choice(("accepts", "accepts", "declines", "is asked no longer")):
        case "accepts":
            world.tell(f"{world.name(made.member_id)} accepts the chair of {network}")
            handover.accept(network, by, by=made.member_id)
        case "declines":
            world.tell(f"{world.name(made.member_id)} would rather not chair {network}")
            handover.decline(network, by=made.member_id)
        case _:
            world.tell(f"{world.name(by)} takes an offer back in {network}")
            handover.withdraw(network, made.member_id, by=by)
    return True


def ask_for_network(world: World, dice: random.Random) -> bool:
    """A member wants to found a network under theirs."""
    network = world.look.a_network(dice)
    places = world.look.who_can_act(network, Standing.MEMBER)
    if not places:
        return False
    founder = dice.choice(places)["member_id"]
    slug = f"founded-{dice.randrange(3)}"
    wish = AskForNetwork(
        network_id=slug,
        name=f"Peers who founded {slug[-1]}",
        ground_rules="Be kind.",
        listed=dice.random() < 0.5,
    )
    world.tell(f"{world.name(founder)} asks to found {slug} under {network}")
    spinoffs.ask(network, wish, by=founder)
    return True


def decide_network(world: World, dice: random.Random) -> bool:
    """A chair agrees to what somebody wants to found, or declines."""
    network = world.look.a_network(dice)
    wanted = shelf.wanted_in(network)
    if not wanted:
        return False
    one = dice.choice(wanted)
    by = world.look.a_chair(network, dice)
    agrees = dice.random() < 0.7
    verb = "agrees to" if agrees else "declines"
    world.tell(f"{world.name(by)} {verb} {one.network_id} under {network}")
    decide = spinoffs.agree if agrees else spinoffs.decline
    decide(network, one.founder, one.network_id, by=by)
    return True
