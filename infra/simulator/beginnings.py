"""Where worlds begin: a network at thirteen stages of its week, in three weeks of the year.

Each is played once, without faults, and kept as an image, so that a world costs next to nothing to
begin and a short script gets far.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

from infra.simulator import calm
from infra.simulator.acts.joining import CODE
from infra.simulator.journal import Journal
from infra.simulator.look import DELETE, NETWORKS
from infra.simulator.people import KEPT, TEXTS, TITLES, Person
from infra.simulator.script import STAGES
from infra.simulator.unanswered import asked, brought_in, wish_to_join
from infra.simulator.world import Beginning, World
from services.contracts.roles import Policy, Role
from services.membership import commands as membership
from services.membership.commands import joining, organisations
from services.membership.erasing import asking
from services.notes import commands as notes
from services.notes import objecting
from services.notes.commands import ApproveNote, KeepWish, SaveDraft
from services.notes.model import KeepReason, NoteState
from services.notes.objecting import AgreeToNote, ObjectToNote
from services.runtime.embedded.database import Database
from services.sessions import commands as sessions
from services.sessions.commands import HoldSession, MoveSession, ScheduleSession
from services.sessions.model import State

RULES = ("Nothing is recorded.", "Hierarchy does not apply.")
MONDAY_OR_FRIDAY = {
    "ordinary": datetime(2026, 11, 23, 9, tzinfo=UTC),
    "clocks go back": datetime(2026, 10, 23, 9, tzinfo=UTC),
    "clocks go forward": datetime(2027, 3, 26, 9, tzinfo=UTC),
}
"""When worlds begin; two days later, on the day of the change, is the first session."""
ROLES = (Role.FACILITATOR, Role.REVIEWER, None, None)
RELAY = "services.runtime.relay.handler"
INBOX = "services.notifications.reactions.handler"
MEMBERSHIP = "services.membership.ticks.handler"
SEED = 1 << 62
"""Not the seed of any world, also without its sign, which dice do not see: ids would come twice."""


@cache
def beginning(stage: str, week: str) -> Beginning:
    """The image of a network at this stage of this week."""
    earlier, play = STAGE_AFTER[stage]
    if earlier is None:
        before = Beginning(Database().image(), MONDAY_OR_FRIDAY[week], Journal())
    else:
        before = beginning(earlier, week)
    world = World(before, SEED + STAGES.index(stage))
    play(world)
    if world.journal.wrongs:
        raise RuntimeError(f"a world without faults goes wrong: {world.journal.wrongs}")
    return Beginning(world.platform.database.image(), world.now, world.journal, tuple(world.people))


def _open(world: World) -> None:
    """Two networks and five people; the first has a facilitator and a reviewer."""
    for network_id, name, policy in (
        (NETWORKS[0], "Patient Safety Peers", Policy.APPROVAL),
        (NETWORKS[1], "Open Door", Policy.OPEN),
    ):
        membership.open_network(network_id, name, RULES, policy, listed=True)
    organisations.register_local("ouseby", "Ouseby Hospice")
    chair = _joined(world)
    for network_id in NETWORKS:
        membership.appoint_first_chair(network_id, chair.member_id)
    for role in ROLES:
        member = _joined(world)
        membership.approve(NETWORKS[0], member.member_id, by=chair.member_id)
        if role is not None:
            membership.grant(NETWORKS[0], member.member_id, role, by=chair.member_id)
    _joined(world)  # and somebody who waits for the chair
    calm.settle(world)


def _plan(world: World) -> None:
    """A session on the day after tomorrow."""
    wish = ScheduleSession(
        title="Talk 1",
        date=(world.now + timedelta(days=2)).date().isoformat(),
        meeting_url="https://meet.example/room",
    )
    sessions.schedule(NETWORKS[0], wish, by=world.people[0].member_id)
    world.deliveries.settle()


def _remind(world: World) -> None:
    """The day before the session; its reminder is about to go out."""
    (session,) = world.look.sessions(State.PLANNED)
    world.platform.clock.move_to(session.remind_at)
    world.tick(world.machine.wiring.ticks)


def _move(world: World) -> None:
    """The reminder waits to be sent, and the session has just been moved: it is an hour earlier."""
    (session,) = world.look.sessions(State.PLANNED)
    _deliver(world, RELAY)
    _deliver(world, INBOX)
    start = session.plan.local_start - timedelta(hours=1)
    wish = MoveSession(
        version=session.version, date=start.date().isoformat(), time=f"{start:%H:%M}"
    )
    sessions.move(NETWORKS[0], session.session_id, wish, by=world.people[0].member_id)
    _deliver(world, RELAY)


def _call_off(world: World) -> None:
    """The reminder waits to be sent, and the session has just been cancelled."""
    (session,) = world.look.sessions(State.PLANNED)
    _deliver(world, RELAY)
    _deliver(world, INBOX)
    sessions.cancel(NETWORKS[0], session.session_id, by=world.people[0].member_id)
    _deliver(world, RELAY)


def _hold(world: World) -> None:
    """The session took place."""
    (session,) = world.look.sessions(State.PLANNED)
    calm.settle(world)
    world.platform.clock.move_to(session.ends_at)
    wish = HoldSession(recording_off=True, headcount=40)
    sessions.hold(NETWORKS[0], session.session_id, wish, by=world.people[0].member_id)
    world.deliveries.settle()


def _submit(world: World) -> None:
    """The facilitator has written the note, and a second person is to look at it."""
    (draft,) = world.look.drafts()
    keep = (KeepWish(words=KEPT, reason=KeepReason.FALSE_ALARM),)
    wish = SaveDraft(title=TITLES[0], text=TEXTS[2], keep=keep, version=draft.version)
    notes.submit(NETWORKS[0], draft.draft_id, wish, by=world.people[1].member_id)


def _publish(world: World) -> None:
    """The note is published, and the mail about it is about to go out."""
    (draft,) = world.look.drafts()
    wish = ApproveNote(text_hash=notes.text_hash(draft), intruder_checked=True)
    world.watch.acting = world.people[2].member_id
    notes.approve(NETWORKS[0], draft.draft_id, wish, by=world.people[2].member_id)
    _deliver(world, RELAY)
    _deliver(world, INBOX)


def _dismiss(world: World) -> None:
    """A second reviewer objected, two others dismissed that, and one more yes is needed."""
    chair, _, reviewer, objector = (person.member_id for person in world.people[:4])
    membership.grant(NETWORKS[0], objector, Role.REVIEWER, by=chair)
    world.deliveries.settle()
    (note,) = world.look.notes(NoteState.PUBLISHED)
    objecting.object_as_member(
        NETWORKS[0], note.note_id, ObjectToNote(text="It says too much."), by=objector, source_ip=""
    )
    for version, by in enumerate((chair, reviewer), start=1):
        objecting.dismiss(NETWORKS[0], note.note_id, AgreeToNote(version=version), by=by)


def _ask_to_go(world: World) -> None:
    """A week ago somebody asked to be erased, and the last minutes of it have come.

    They wrote the note that waits for a second person, are about to be reminded of the next
    session, and have just been given a role; somebody else has got a code to be erased as well.
    """
    person, other = world.people[1], world.people[3]
    since = world.now
    challenge = asking.ask(by=person.member_id)
    world.deliveries.settle()
    (code,) = CODE.findall(world.look.latest_code(person.email, DELETE))
    asking.confirm(challenge, code, by=person.member_id)
    wish = ScheduleSession(
        title="Talk 2",
        date=(since + timedelta(days=8)).date().isoformat(),
        meeting_url="https://meet.example/room",
    )
    sessions.schedule(NETWORKS[0], wish, by=world.people[0].member_id)
    world.deliveries.settle()
    world.platform.clock.move_to(since + timedelta(days=7, minutes=-5))
    other.erasure = asking.ask(by=other.member_id)
    world.deliveries.settle()
    chair = world.people[0].member_id
    membership.grant(NETWORKS[0], person.member_id, Role.NOTE_TAKER, by=chair)
    _submit(world)
    world.tick(world.machine.wiring.ticks)
    _deliver(world, RELAY)
    _deliver(world, INBOX)


def _begin_to_erase(world: World) -> None:
    """The erasing begins at this moment, and no other service has heard of it."""
    world.platform.clock.move_to(world.now + timedelta(minutes=5))
    world.tick([MEMBERSHIP])


STAGE_AFTER: dict[str, tuple[str | None, Callable[[World], None]]] = {
    "open": (None, _open),
    "asked": ("open", asked),
    "brought in": ("asked", brought_in),
    "planned": ("open", _plan),
    "reminded": ("planned", _remind),
    "moved": ("reminded", _move),
    "called off": ("reminded", _call_off),
    "held": ("reminded", _hold),
    "in review": ("held", _submit),
    "published": ("in review", _publish),
    "dismissed": ("published", _dismiss),
    "to be erased": ("held", _ask_to_go),
    "erasing": ("to be erased", _begin_to_erase),
}
"""Each stage, the one before it, and what happens in between."""


def _deliver(world: World, *handlers: str) -> None:
    """Hand out what waits for these functions, and nothing that follows from it."""
    for source in world.deliveries.sources():
        if source.handler in handlers:
            world.deliveries.hand_out(source)


def _joined(world: World) -> Person:
    """Somebody who has proved an address and waits for the first network's chair."""
    person = world.newcomer()
    challenge = joining.join(wish_to_join(person), source_ip=person.source_ip)
    world.deliveries.settle()
    (code,) = CODE.findall(world.look.latest_code(person.email))
    person.member_id = joining.answer(challenge, code).member_id
    world.journal.confirmed.add(person.member_id)
    world.deliveries.settle()
    return person
