"""Worlds in which everything goes wrong at random, and the accounts that close all the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from services.notifications import commands
from services.notifications.model.kinds import MailClass
from services.runtime.ports import Letter, Recipient
from tests.notifications import house as said
from tests.notifications.house import SLUG, STARTS, House, accounted, nobody_twice
from tests.notifications.provider import Fate, always
from tests.world import START, Home

REMINDER, CANCELLED = "Reminder:", "Cancelled:"
WEIGHTS = {
    Fate.FINE: 60,
    Fate.ALL_AGAIN: 8,
    Fate.HALF_AGAIN: 8,
    Fate.ALL_REJECTED: 2,
    Fate.LOST_BUT_ACCEPTED: 6,
    Fate.LOST_AND_NEVER_SEEN: 6,
    Fate.KILLED_BEFORE: 5,
    Fate.KILLED_AFTER: 5,
}


class RandomWorld:
    """Members leave, return and choose while mail goes out and the provider misbehaves."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.house = House(Home(seed=seed))
        self.members = self.house.network(self.chance.randrange(1, 170))
        self.gone: set[str] = set()
        self.quiet: set[str] = set()
        self.ever_gone: set[str] = set()
        self.cancelled = False
        self.versions: Counter[str] = Counter(dict.fromkeys(self.members, 9))
        self.wrongs: list[str] = []
        self.house.provider.watch = self.watch

    def watch(self, letter: Letter, recipient: Recipient) -> None:
        """Called at the very moment at which the provider takes a copy."""
        member = recipient.address.partition("@")[0]
        if member in self.gone:
            self.wrongs.append(f"to a leaver: {letter.subject[:9]}")
        if member in self.quiet and letter.subject.startswith(REMINDER):
            self.wrongs.append("to somebody who switched it off")
        if self.cancelled and letter.subject.startswith(REMINDER):
            self.wrongs.append("a reminder after the cancellation")

    def play(self) -> None:
        """Half a day of trouble, then quiet until everything is over."""
        fates, weights = list(WEIGHTS), list(WEIGHTS.values())
        self.house.provider.script = lambda _call: self.chance.choices(fates, weights)[0]
        self.house.session()
        self.house.hear(said.reminder_due())
        for _ in range(12):
            self.chance.choice(self.steps)(self)
            self.house.deliver()
            self.house.pass_time(timedelta(minutes=self.chance.randrange(0, 12)))
        self.house.provider.script = always(Fate.FINE)
        self.house.pass_time(timedelta(hours=3))

    def steady(self, subject: str) -> set[str]:
        """The addresses that have to get this mail: always a member, and never refused it."""
        refused = {to for about, to in self.house.provider.refused if about.startswith(subject)}
        quiet = self.quiet if subject == REMINDER else set()
        always_there = set(self.members) - self.ever_gone - quiet
        return {said.address_of(member) for member in always_there} - refused

    def leave(self) -> None:
        """Somebody leaves."""
        member = self.chance.choice(self.members)
        self.versions[member] += 1
        self.house.hear_surely(said.left(member, sequence=self.versions[member]))
        self.gone.add(member)
        self.ever_gone.add(member)

    def come_back(self) -> None:
        """Somebody who left comes back."""
        if self.gone:
            member = self.chance.choice(sorted(self.gone))
            self.versions[member] += 1
            self.gone.discard(member)
            self.house.hear_surely(said.approved(member, sequence=self.versions[member]))

    def unsubscribe(self) -> None:
        """Somebody switches reminders off."""
        member = self.chance.choice(self.members)
        commands.stop((member, SLUG, MailClass.REMINDERS), undo=False)
        self.quiet.add(member)

    def cancel(self) -> None:
        """The session is cancelled."""
        self.house.hear(said.cancelled())
        self.cancelled = True

    def hear_again(self) -> None:
        """The same things are said again."""
        self.house.hear(said.reminder_due(), said.titled(), said.scheduled())

    def shuffle(self) -> None:
        """What waits in the queue comes in another order, some of it twice."""
        queues = self.house.home.platform.queues
        queue = self.house.home.platform.settings["SENDING_QUEUE"]
        waiting = queues.waiting(queue)
        again = [m.body for m in waiting if self.chance.random() < 0.5]
        bodies = [*(m.body for m in waiting), *again]
        queues.delete([m.id for m in waiting])
        queues.send(queue, self.chance.sample(bodies, len(bodies)))

    steps: tuple[Callable[[RandomWorld], None], ...] = (
        leave, come_back, unsubscribe, cancel, hear_again, shuffle, shuffle,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_a_random_world_ends_with_everybody_accounted_for(seed: int) -> None:
    """Notifications.md 5.7: 0 twice, 0 missing, 0 to leavers, and nothing in doubt at the end."""
    print(f"seed {seed}")
    world = RandomWorld(seed)
    world.play()
    house = world.house
    assert world.wrongs == []
    nobody_twice(house, REMINDER)
    nobody_twice(house, CANCELLED)
    overs = {over.kind: over for over in house.finished()}
    assert len(overs) == len(house.finished()) == 1 + world.cancelled
    for over in overs.values():
        assert accounted(over)
        assert over.uncertain == 0
    reminded = {mail["to"] for mail in house.mail(REMINDER)}
    told = {mail["to"] for mail in house.mail(CANCELLED)}
    assert overs["reminder"].sent == len(reminded)
    if not world.cancelled:
        assert overs["reminder"].superseded == 0
        assert world.steady(REMINDER) - reminded == set(), "nobody is missing"
    else:
        assert overs["cancellation"].sent == len(told)
        assert reminded & world.steady(CANCELLED) - told == set(), "nobody waits in vain"


def test_the_day_is_long_enough_for_the_random_worlds() -> None:
    """Or they would end by lateness and show nothing."""
    assert START + timedelta(minutes=12 * 12) + timedelta(hours=3) < STARTS
