"""Lists of members: brought in by a chair, undone, and left by whoever was in one."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from infra.simulator.people import Person
from services.membership.commands import added, imports
from services.membership.importing import Basis, Stage
from services.membership.store.imports import Listed

if TYPE_CHECKING:
    from infra.simulator.world import World

BASIS = Basis(ground="They are members of this network.", source="The mailing list.")
LINK = re.compile(r"/added/(\S+)")
BEFORE_IT_BEGINS = (Stage.CHECKED,)
TO_UNDO = (Stage.COMMITTING, Stage.COMMITTED)


def bring_a_list(world: World, dice: random.Random) -> bool:
    """A chair uploads a list with some who are new and some who were here once, and commits it."""
    network = world.look.a_network(dice)
    by = world.look.a_chair(network, dice)
    known = dice.sample(world.people, min(len(world.people), dice.randint(0, 3)))
    people = [*known, *(world.newcomer() for _ in range(dice.randint(0, 2)))]
    if not people:
        return False
    world.tell(f"{world.name(by)} brings a list of {len(people)} to {network}")
    import_id = imports.check(network, as_list(people), by=by)
    world.journal.listed(person.email for person in people)
    if dice.random() < 0.8:
        imports.commit(network, import_id, BASIS, by=by)
    return True


def go_on(world: World, dice: random.Random) -> bool:
    """A chair commits a list that was checked, now and then one that is on its way already."""
    return _decide(world, dice, "brings in", BEFORE_IT_BEGINS)


def undo(world: World, dice: random.Random) -> bool:
    """A chair takes an import back, also in the midst of it."""
    return _decide(world, dice, "takes back", TO_UNDO)


def leave_by_the_link(world: World, dice: random.Random) -> bool:
    """Somebody who was told that they are in presses the button of that mail."""
    texts = world.look.added()
    if not texts:
        return False
    token = LINK.findall(dice.choice(texts))[0]
    world.tell("somebody leaves by the link of an import")
    added.leave(token)
    return True


def as_list(people: Sequence[Person]) -> bytes:
    """People as a list that could be uploaded."""
    rows = "".join(f"{one.name},{one.email},Ouseby Hospice\n" for one in people)
    return f"Name,Email address,Organisation\n{rows}".encode()


def _decide(world: World, dice: random.Random, verb: str, stages: tuple[Stage, ...]) -> bool:
    found = world.look.imports()
    likely: list[Listed] = [one for one in found if one.state.stage in stages]
    if dice.random() < 0.9:
        found = likely
    if not found:
        return False
    state = dice.choice(found).state
    by = world.look.a_chair(state.network_id, dice)
    world.tell(f"{world.name(by)} {verb} an import of {state.network_id}")
    if verb == "brings in":
        imports.commit(state.network_id, state.import_id, BASIS, by=by)
    else:
        imports.undo(state.network_id, state.import_id, by=by)
    return True
