"""What chairs and members do about who belongs where."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from services.contracts.roles import Policy, Role, Standing
from services.membership import commands as membership
from services.membership.commands import ChangePolicy, DeclineRequest

if TYPE_CHECKING:
    from infra.simulator.world import World


def approve(world: World, dice: random.Random) -> bool:
    """A chair lets somebody in."""
    return _on_place(world, dice, "approves", membership.approve, Standing.WAITING)


def decline(world: World, dice: random.Random) -> bool:
    """A chair says no."""

    def say_no(network: str, member_id: str, *, by: str) -> None:
        membership.decline(network, member_id, DeclineRequest(reason="Full"), by=by)

    return _on_place(world, dice, "declines", say_no, Standing.WAITING)


def suspend(world: World, dice: random.Random) -> bool:
    """A chair suspends somebody."""
    return _on_place(world, dice, "suspends", membership.suspend, Standing.MEMBER)


def reinstate(world: World, dice: random.Random) -> bool:
    """A chair ends a suspension."""
    return _on_place(world, dice, "reinstates", membership.reinstate, Standing.SUSPENDED)


def grant(world: World, dice: random.Random) -> bool:
    """A chair gives somebody a role."""
    role = dice.choice(list(Role))

    days = dice.choice((0, 0, 1, 3, 20))
    last_day = (world.platform.clock.now() + timedelta(days=days)).date() if days else None

    def give(network: str, member_id: str, *, by: str) -> None:
        membership.grant(network, member_id, role, by=by, last_day=last_day)

    return _on_place(world, dice, f"makes a {role} of", give, Standing.MEMBER)


def revoke(world: World, dice: random.Random) -> bool:
    """A chair takes a role back."""
    network = world.look.a_network(dice)
    roles = [(place, role) for place in world.look.places(network) for role in place["roles"]]
    if not roles:
        return False
    place, role = dice.choice(roles)
    by = world.look.a_chair(network, dice)
    world.tell(f"{world.name(by)} relieves {world.name(place['member_id'])} as {role} in {network}")
    membership.revoke(network, place["member_id"], Role(role), by=by)
    return True


def leave(world: World, dice: random.Random) -> bool:
    """Somebody leaves; the last chair will be refused."""
    network = world.look.a_network(dice)
    places = world.look.who_can_act(network)
    if not places:
        return False
    member_id = dice.choice(places)["member_id"]
    world.tell(f"{world.name(member_id)} leaves {network}")
    membership.leave(network, by=member_id)
    return True


def change_policy(world: World, dice: random.Random) -> bool:
    """A chair changes how people get in, and how many must agree to a note."""
    network = world.look.a_network(dice)
    by = world.look.a_chair(network, dice)
    wish = ChangePolicy(
        policy=dice.choice(list(Policy)), listed=dice.random() < 0.5, quorum=dice.choice((2, 2, 3))
    )
    world.tell(f"{world.name(by)} makes {network} {wish.policy} with a quorum of {wish.quorum}")
    membership.change_policy(network, wish, by=by)
    return True


def archive(world: World, dice: random.Random) -> bool:
    """A chair ends a network."""
    network = world.look.a_network(dice)
    by = world.look.a_chair(network, dice)
    world.tell(f"{world.name(by)} ends {network}")
    membership.archive(network, by=by)
    return True


def _on_place(
    world: World,
    dice: random.Random,
    verb: str,
    command: Callable[..., None],
    standing: Standing,
) -> bool:
    network = world.look.a_network(dice)
    places = world.look.places(network, standing if dice.random() < 0.9 else None)
    if not places:
        return False
    member_id = dice.choice(places)["member_id"]
    by = world.look.a_chair(network, dice)
    world.tell(f"{world.name(by)} {verb} {world.name(member_id)} in {network}")
    command(network, member_id, by=by)
    return True
