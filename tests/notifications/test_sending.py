"""Batches under every answer of the provider: nobody twice, nobody forgotten, all accounted for."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from services.contracts.notifications import FanoutFinished
from services.notifications import commands, sending
from services.notifications.model.kinds import MailClass
from services.runtime.ports import Letter, Recipient
from tests.notifications import house as said
from tests.notifications.house import MINUTE, SLUG, STARTS, House
from tests.notifications.provider import Deaths, Fate, Interrupted, Killed, Mortal, always, first
from tests.world import START, Home

REMINDER, CANCELLED = "Reminder:", "Cancelled:"


def due(house: House, members: int) -> list[str]:
    people = house.network(members)
    house.session()
    house.hear(said.reminder_due())
    return people


def accounted(over: FanoutFinished) -> bool:
    parts = over.sent + over.withheld + over.rejected + over.superseded + over.uncertain
    return over.audience == parts


def nobody_twice(house: House, subject: str = REMINDER) -> None:
    counted = Counter(mail["to"] for mail in house.mail(subject))
    assert set(counted.values()) <= {1}, counted.most_common(3)


# --- one answer at a time -----------------------------------------------------------------------


def test_people_are_mailed_in_batches_of_fifty_with_one_call_each(house: House) -> None:
    due(house, 120)
    house.deliver()
    assert house.provider.calls == 3
    nobody_twice(house)


@pytest.mark.parametrize("fate", [Fate.ALL_AGAIN, Fate.HALF_AGAIN])
def test_whoever_the_provider_wants_later_is_sent_later(house: House, fate: Fate) -> None:
    due(house, 60)
    house.provider.script = first(fate)
    house.deliver()
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house)
    assert accounted(house.finished()[0])


def test_a_provider_that_stays_busy_is_asked_again_while_the_mail_is_of_use(house: House) -> None:
    due(house, 10)
    house.provider.script = always(Fate.ALL_AGAIN)
    house.deliver()
    assert len(house.given_up) == 1, "it lies with the dead letters, under an alarm"
    house.pass_time(timedelta(hours=1))
    house.provider.script = always(Fate.FINE)
    house.pass_time(timedelta(hours=1))
    assert len(house.mail(REMINDER)) == 10
    assert house.finished()[0].sent == 10


def test_after_the_start_nobody_is_reminded_and_the_accounts_close(house: House) -> None:
    """A4: late firing after the start is not sent."""
    due(house, 10)
    house.provider.script = always(Fate.ALL_AGAIN)
    house.pass_time(timedelta(days=1))
    assert house.home.clock.now() >= STARTS
    house.provider.script = always(Fate.FINE)
    house.pass_time(timedelta(hours=1))
    assert house.mail(REMINDER) == []
    (over,) = house.finished()
    assert (over.audience, over.withheld) == (10, 10)


def test_refused_addresses_are_not_tried_again(house: House) -> None:
    due(house, 3)
    house.provider.script = always(Fate.ALL_REJECTED)
    house.deliver()
    house.pass_time(timedelta(hours=1))
    assert house.provider.calls == 1
    assert house.finished()[0].rejected == 3


@pytest.mark.parametrize("fate", [Fate.LOST_BUT_ACCEPTED, Fate.LOST_AND_NEVER_SEEN])
def test_a_lost_answer_is_settled_by_evidence(house: House, fate: Fate) -> None:
    """Story 13: the provider times out after accepting, or before."""
    due(house, 60)
    house.provider.script = first(fate)
    house.deliver()
    assert house.finished() == []
    house.pass_time(10 * MINUTE)
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house)
    (over,) = house.finished()
    assert (over.sent, over.uncertain) == (60, 0)


@pytest.mark.parametrize("fate", [Fate.LOST_BUT_ACCEPTED, Fate.LOST_AND_NEVER_SEEN])
def test_without_evidence_a_lost_answer_stays_in_doubt_and_is_counted(
    house: House, fate: Fate
) -> None:
    """Decision 0009: in AWS, until delivery events are read."""
    due(house, 60)
    house.provider.knows = False
    house.provider.script = first(fate)
    house.deliver()
    house.pass_time(timedelta(days=2))
    nobody_twice(house)
    (over,) = house.finished()
    assert (over.audience, over.sent, over.uncertain) == (60, 10, 50)
    assert house.items("DUE#") == []


@pytest.mark.parametrize("fate", [Fate.KILLED_BEFORE, Fate.KILLED_AFTER])
def test_a_process_that_dies_in_the_call_leaves_a_batch_that_evidence_settles(
    house: House, fate: Fate
) -> None:
    due(house, 60)
    house.provider.script = first(fate)
    house.deliver()
    house.pass_time(10 * MINUTE)
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house)
    assert house.finished()[0].sent == 60


def test_a_message_that_comes_twice_or_is_lost_changes_nothing(house: House) -> None:
    due(house, 120)
    queue = house.home.platform.settings["SENDING_QUEUE"]
    waiting = house.home.platform.queues.waiting(queue)
    house.home.platform.queues.send(queue, [m.body for m in waiting[:2]] * 2)
    house.home.platform.queues.delete([waiting[2].id])
    house.deliver()
    assert len(house.mail(REMINDER)) == 100
    house.pass_time(5 * MINUTE)
    assert len(house.mail(REMINDER)) == 120
    nobody_twice(house)


def test_a_cancellation_waits_for_a_batch_in_doubt_and_tells_whoever_may_have_it(
    house: House,
) -> None:
    """A3: it neither overtakes its reminder nor forgets somebody who got one."""
    due(house, 60)
    house.provider.script = first(Fate.KILLED_AFTER)
    house.deliver()
    house.hear(said.cancelled())
    house.deliver()
    house.pass_time(timedelta(minutes=20))
    reminded = {mail["to"] for mail in house.mail(REMINDER)}
    assert {mail["to"] for mail in house.mail(CANCELLED)} == reminded
    nobody_twice(house, CANCELLED)


# --- at the same moment -------------------------------------------------------------------------


def interrupted(house: House) -> Interrupted:
    tables = Interrupted(house.home.platform.tables)
    house.home.platform.tables = tables  # type: ignore[assignment]
    return tables


def test_two_senders_of_one_batch_send_it_once(house: House) -> None:
    """A2: both read it as open, one claims it first."""
    due(house, 60)
    interrupted(house).at_write(1, lambda: sending.send("reminder#s1#1", 0))
    sending.send("reminder#s1#1", 0)
    house.deliver()
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house)
    assert house.finished()[0].sent == 60


def test_a_session_that_is_cancelled_between_reading_and_claiming_is_not_reminded_of(
    house: House,
) -> None:
    """A4: the claim is one transaction with the check of the session's version."""
    due(house, 10)
    interrupted(house).at_write(1, lambda: house.hear(said.cancelled()))
    sending.send("reminder#s1#1", 0)
    assert house.mail(REMINDER) == []
    house.pass_time(10 * MINUTE)
    assert house.mail() == []
    overs = {over.kind: over for over in house.finished()}
    assert overs["reminder"].superseded == 10


def test_whoever_leaves_between_reading_and_claiming_gets_no_mail(house: House) -> None:
    """A1: the gate comes after the claim."""
    members = due(house, 10)
    interrupted(house).at_write(1, lambda: house.hear(said.left(members[0])))
    sending.send("reminder#s1#1", 0)
    assert len(house.mail(REMINDER)) == 9


def test_batches_that_are_counted_at_the_same_moment_are_both_counted(house: House) -> None:
    due(house, 60)
    interrupted(house).at_write(3, lambda: sending.send("reminder#s1#1", 1))
    sending.send("reminder#s1#1", 0)
    (over,) = house.finished()
    assert (over.audience, over.sent) == (60, 60)


# --- death at every step ------------------------------------------------------------------------


PEOPLE = 52
"""Two batches."""


def story(house: House) -> None:
    """Everything that is planned, sent and settled; every message comes until it was dealt with."""
    for event in (
        *(said.granted(f"m{n:03d}", "reviewer") for n in range(2)),  # type: ignore[arg-type]
        said.reminder_due(), said.note_titled(), said.submitted(), said.approved("new"),
        said.contact("new"), said.cancelled(),
    ):  # fmt: skip
        house.hear_surely(event)
        if event.detail_type() != "ReminderDue.v1":
            house.deliver()


def survives(house: House, deaths: Deaths) -> int:
    """Play the story with one death in it; returns how many effects it had."""
    house.network(PEOPLE)
    house.session()
    home = house.home.platform
    home.tables = Mortal(home.tables, deaths)  # type: ignore[assignment]
    home.queues = Mortal(home.queues, deaths)  # type: ignore[assignment]
    home.mail = Mortal(home.mail, deaths)  # type: ignore[assignment]
    story(house)
    for _ in range(3):
        try:
            house.pass_time(timedelta(minutes=20))
        except Killed:
            continue
    return deaths.effects


def effects_of_the_story() -> int:
    return survives(House(Home()), Deaths(10**9, before=True))


@pytest.mark.parametrize("before", [True, False], ids=["just before", "just after"])
def test_a_death_at_any_step_leaves_nobody_twice_and_nobody_out(before: bool) -> None:
    """Notifications.md 5.7: kill at each stage boundary."""
    for step in range(effects_of_the_story()):
        house = House(Home())
        survives(house, Deaths(step, before=before))
        counts = {
            subject: Counter(mail["to"] for mail in house.mail(subject))
            for subject in (REMINDER, CANCELLED, "New note:", "A note waits", "Welcome")
        }
        assert all(set(counted.values()) <= {1} for counted in counts.values()), step
        # Nobody is told of the end of a reminder that never came, and everybody of one that did.
        assert counts[CANCELLED].keys() == counts[REMINDER].keys(), step
        assert len(counts["New note:"]) == PEOPLE, step
        assert len(counts["A note waits"]) == 2, step
        assert len(counts["Welcome"]) == 1, step
        overs = house.finished()
        assert len(overs) == len({over.fanout_id for over in overs}) == 4, step
        assert all(accounted(over) and over.uncertain == 0 for over in overs), step


# --- random worlds ------------------------------------------------------------------------------

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
    nobody_twice(house)
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
