"""Asking to join, and proving an address."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from services.membership import commands as membership
from services.membership.commands import joining
from services.membership.commands.joining import Join

if TYPE_CHECKING:
    from infra.simulator.world import World

CODE = re.compile(r"\b\d{8}\b")


def ask_to_join(world: World, dice: random.Random) -> bool:
    """Somebody new, or somebody once more."""
    known = [person for person in world.people if not person.challenge]
    person = dice.choice(known) if known and dice.random() < 0.1 else world.newcomer()
    network = world.look.a_network(dice)
    world.tell(f"{person} asks to join {network}")
    wish = Join(
        name=person.name,
        email=person.email,
        organisation="Ouseby Hospice",
        network=(network,),
        agree=True,
    )
    try:
        person.challenge = joining.join(wish, source_ip=person.source_ip)
    finally:
        # Whoever was erased meanwhile is somebody new from here on.
        world.journal.asked[person.email] = world.journal.next_order()
    return True


def sign_in(world: World, dice: random.Random) -> bool:
    """Somebody asks for a code, perhaps while another one is on its way."""
    person = dice.choice(world.people)
    world.tell(f"{person} asks for a code")
    person.challenge = joining.sign_in(person.email, source_ip=person.source_ip)
    return True


def enter_code(world: World, dice: random.Random) -> bool:
    """Somebody types the code of the latest mail, or another one."""
    waiting = [person for person in world.people if person.challenge]
    mails = [(person, world.look.latest_code(person.email)) for person in waiting]
    ready = [(person, text) for person, text in mails if text]
    if not ready:
        return False
    person, text = dice.choice(ready)
    code = CODE.findall(text)[0] if dice.random() > 0.1 else "12345678"
    world.tell(f"{person} enters a code")
    since = world.journal.order
    try:
        person.member_id = joining.answer(person.challenge, code).member_id
    except joining.WrongCode as wrong:
        person.challenge = str(wrong.extension["challenge"])
        raise
    person.challenge = ""
    world.journal.confirmed.add(person.member_id)
    world.journal.called_off(person.member_id, since)
    return True


def ask_again(world: World, dice: random.Random) -> bool:
    """Somebody who is signed in asks to join a network, perhaps one that they left."""
    person = world.a_member(dice)
    network = world.look.a_network(dice)
    world.tell(f"{person}, signed in, asks to join {network}")
    membership.ask(network, by=person.member_id)
    return True
