"""Wanting to be gone for good, and thinking again."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from infra.simulator.acts.joining import CODE
from infra.simulator.look import DELETE
from services.membership.commands.joining import WrongCode
from services.membership.erasing import asking

if TYPE_CHECKING:
    from infra.simulator.world import World


def ask_to_be_erased(world: World, dice: random.Random) -> bool:
    """Somebody wants everything about them to go, and a code is mailed."""
    person = world.a_member(dice)
    world.tell(f"{person} asks to be erased")
    person.erasure = asking.ask(by=person.member_id)
    return True


def confirm_with_the_code(world: World, dice: random.Random) -> bool:
    """Somebody types the code for it, now and then a wrong one or one of another mail."""
    waiting = [person for person in world.people if person.erasure]
    mails = [(person, world.look.codes(person.email, DELETE)) for person in waiting]
    ready = [(person, texts) for person, texts in mails if texts]
    if not ready:
        return False
    person, (*_, latest) = dice.choice(ready)
    text = latest if dice.random() < 0.85 else dice.choice(world.look.codes(person.email))
    code = CODE.findall(text)[0] if dice.random() < 0.9 else "12345678"
    world.tell(f"{person} confirms with a code to be erased")
    try:
        asking.confirm(person.erasure, code, by=person.member_id)
    except WrongCode as wrong:
        person.erasure = str(wrong.extension["challenge"])
        raise
    person.erasure = ""
    return True


def keep_my_account(world: World, dice: random.Random) -> bool:
    """Somebody calls it off, now and then somebody who has not asked for it."""
    asked = [person for person in world.people if person.member_id in world.journal.wanted]
    person = dice.choice(asked) if asked and dice.random() < 0.9 else world.a_member(dice)
    world.tell(f"{person} wants to keep the account")
    since = world.journal.order
    asking.keep(by=person.member_id)
    world.journal.called_off(person.member_id, since)
    return True
