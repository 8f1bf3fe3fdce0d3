"""What people do about their mail."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from services.contracts.roles import Standing
from services.notifications import commands as notifications
from services.notifications import unsubscribe
from services.notifications.commands import SetChoices

if TYPE_CHECKING:
    from infra.simulator.world import World

TOKEN = re.compile(r"token=([\w.-]+)")


def choose_mail(world: World, dice: random.Random) -> bool:
    """A member chooses which mail to get."""
    network = world.look.a_network(dice)
    members = world.look.who_can_act(network, Standing.MEMBER)
    if not members:
        return False
    member_id = dice.choice(members)["member_id"]
    wish = SetChoices(reminders=dice.choice(("on", "off")), notes=dice.choice(("at_once", "off")))
    world.tell(f"{world.name(member_id)} has reminders {wish.reminders}, notes {wish.notes}")
    world.journal.choosers.add((member_id, network))
    notifications.set_choices(network, wish, by=member_id)
    return True


def follow_unsubscribe_link(world: World, dice: random.Random) -> bool:
    """Somebody uses the link in a mail, or takes that back."""
    links = world.look.unsubscribe_links()
    if not links:
        return False
    scope = unsubscribe.scope(TOKEN.findall(dice.choice(links))[0])
    undo = dice.random() < 0.3
    world.tell(f"{world.name(scope[0])} {'takes back' if undo else 'follows'} an unsubscribe link")
    world.journal.choosers.add(scope[:2])
    notifications.stop(scope, undo=undo)
    return True
