"""What people do: each act looks where a person would look, and asks for something by a command.

To add one, write a function and a line in `ACTS`. An act returns False if there is nothing that
it could be done to; a Refusal is a fine answer, and people ask for nonsense now and then.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from infra.simulator.people import KEPT, TEXTS, TITLES
from services.contracts.roles import Policy, Role, Standing
from services.membership import commands as membership
from services.membership import joining
from services.membership.commands import ChangePolicy, DeclineRequest
from services.membership.joining import Join
from services.notes import commands as notes
from services.notes.commands import ApproveNote, KeepWish, ReturnNote, SaveDraft
from services.notes.model import Draft, KeepReason
from services.notes.model import State as DraftState
from services.notifications import commands as notifications
from services.notifications import unsubscribe
from services.notifications.commands import SetChoices
from services.sessions import commands as sessions
from services.sessions.commands import HoldSession, ScheduleSession
from services.sessions.model import State as SessionState

if TYPE_CHECKING:
    from infra.simulator.world import World

CODE = re.compile(r"\b\d{8}\b")
TOKEN = re.compile(r"token=([\w.-]+)")
TIMES = ("00:30", "01:30", "02:30", "09:00", "14:00", "18:15")
ZONES = ("Europe/London", "Europe/London", "America/New_York")


@dataclass(frozen=True)
class Act:
    """Something that people do, how often among all that they do, and how it is done."""

    name: str
    weight: int
    do: Callable[[World, random.Random], bool]


# --- joining ------------------------------------------------------------------------------------


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
    person.challenge = joining.join(wish, source_ip=person.source_ip)
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
    try:
        person.member_id, _ = joining.answer(person.challenge, code)
    except joining.WrongCode as wrong:
        person.challenge = str(wrong.extension["challenge"])
        raise
    person.challenge = ""
    world.journal.confirmed.add(person.member_id)
    return True


def ask_again(world: World, dice: random.Random) -> bool:
    """Somebody who is signed in asks to join a network, perhaps one that they left."""
    person = world.a_member(dice)
    network = world.look.a_network(dice)
    world.tell(f"{person}, signed in, asks to join {network}")
    membership.ask(network, by=person.member_id)
    return True


# --- belonging ----------------------------------------------------------------------------------


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

    def give(network: str, member_id: str, *, by: str) -> None:
        membership.grant(network, member_id, role, by=by)

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
    places = world.look.places(network)
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


# --- sessions -----------------------------------------------------------------------------------


def schedule(world: World, dice: random.Random) -> bool:
    """A chair plans a session, or sends the same form again."""
    if world.last_plan is not None and dice.random() < 0.2:
        network, wish, by = world.last_plan
    else:
        network = world.look.a_network(dice)
        by = world.look.a_chair(network, dice)
        day = (world.now + timedelta(days=dice.randint(0, 3))).date().isoformat()
        wish = ScheduleSession(
            title=f"Talk {len(world.journal.sessions) + 1} {dice.randrange(10**6)}",
            date=day,
            time=dice.choice(TIMES),
            zone=dice.choice(ZONES),
            minutes=60,
            meeting_url="https://meet.example/room",
            idempotency_key=f"form-{dice.randrange(10**9)}",
        )
        world.last_plan = network, wish, by
    world.tell(f"{world.name(by)} plans {wish.title} in {network} on {wish.date} at {wish.time}")
    sessions.schedule(network, wish, by=by)
    return True


def cancel(world: World, dice: random.Random) -> bool:
    """A chair cancels a session."""
    planned = world.look.sessions(SessionState.PLANNED)
    if not planned:
        return False
    session = dice.choice(planned)
    by = world.look.a_chair(session.network_id, dice)
    world.tell(f"{world.name(by)} cancels {session.plan.title}")
    sessions.cancel(session.network_id, session.session_id, by=by)
    return True


def hold(world: World, dice: random.Random) -> bool:
    """A chair writes down that a session took place."""
    planned = world.look.sessions(SessionState.PLANNED)
    begun = [session for session in planned if session.starts_at <= world.now]
    if not begun:
        return False
    session = dice.choice(begun)
    by = world.look.a_chair(session.network_id, dice)
    world.tell(f"{world.name(by)} writes down that {session.plan.title} was held")
    wish = HoldSession(recording_off=True, headcount=dice.randrange(100))
    sessions.hold(session.network_id, session.session_id, wish, by=by)
    return True


# --- notes --------------------------------------------------------------------------------------


def write(world: World, dice: random.Random) -> bool:
    """Somebody at the desk saves a wording."""
    found = _draft(world, dice, DraftState.TASK, DraftState.WRITING)
    if found is None:
        return False
    draft, by = found
    world.tell(f"{world.name(by)} writes in a draft")
    notes.save(draft.network_id, draft.draft_id, _wording(world, draft, dice), by=by)
    return True


def submit(world: World, dice: random.Random) -> bool:
    """Somebody at the desk hands a draft to a second person."""
    found = _draft(world, dice, DraftState.TASK, DraftState.WRITING)
    if found is None:
        return False
    draft, by = found
    world.tell(f"{world.name(by)} submits a draft")
    notes.submit(draft.network_id, draft.draft_id, _wording(world, draft, dice), by=by)
    return True


def approve_note(world: World, dice: random.Random) -> bool:
    """Somebody at the desk agrees to a draft, now and then their own."""
    found = _draft(world, dice, DraftState.IN_REVIEW)
    if found is None:
        return False
    draft, by = found
    world.tell(f"{world.name(by)} agrees to a draft")
    wish = ApproveNote(text_hash=notes.text_hash(draft), intruder_checked=True)
    notes.approve(draft.network_id, draft.draft_id, wish, by=by)
    return True


def send_back(world: World, dice: random.Random) -> bool:
    """Somebody at the desk returns a draft."""
    found = _draft(world, dice, DraftState.IN_REVIEW)
    if found is None:
        return False
    draft, by = found
    world.tell(f"{world.name(by)} returns a draft")
    notes.send_back(draft.network_id, draft.draft_id, ReturnNote(comment="Shorter."), by=by)
    return True


# --- mail ---------------------------------------------------------------------------------------


def choose_mail(world: World, dice: random.Random) -> bool:
    """A member chooses which mail to get."""
    network = world.look.a_network(dice)
    members = world.look.places(network, Standing.MEMBER)
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


ACTS: tuple[Act, ...] = (
    Act("ask to join", 8, ask_to_join),
    Act("sign in", 3, sign_in),
    Act("enter a code", 16, enter_code),
    Act("ask again", 4, ask_again),
    Act("approve", 12, approve),
    Act("decline", 4, decline),
    Act("suspend", 4, suspend),
    Act("reinstate", 3, reinstate),
    Act("grant", 4, grant),
    Act("revoke", 3, revoke),
    Act("leave", 6, leave),
    Act("change policy", 2, change_policy),
    Act("archive", 1, archive),
    Act("schedule", 8, schedule),
    Act("cancel", 5, cancel),
    Act("hold", 8, hold),
    Act("write", 4, write),
    Act("submit", 8, submit),
    Act("approve a note", 8, approve_note),
    Act("send back", 3, send_back),
    Act("choose mail", 4, choose_mail),
    Act("unsubscribe", 4, follow_unsubscribe_link),
)
"""Everything that people can have done; moving, objecting and erasing come with their commands."""


# --- parts --------------------------------------------------------------------------------------


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


def _draft(world: World, dice: random.Random, *states: DraftState) -> tuple[Draft, str] | None:
    """A draft in one of these states, and a member who may be at its desk."""
    drafts = [draft for draft in world.look.drafts() if draft.state in states]
    if not drafts:
        return None
    draft = dice.choice(drafts)
    members = world.look.places(draft.network_id, Standing.MEMBER)
    at_the_desk = [place for place in members if place["roles"]]
    if not at_the_desk:
        return None
    by = str(dice.choice(at_the_desk)["member_id"])
    world.watch.acting = by
    return draft, by


def _wording(world: World, draft: Draft, dice: random.Random) -> SaveDraft:
    """What was saved before, or one of the texts, perhaps on an old version."""
    version = draft.version - (dice.random() < 0.1)
    if draft.wording.text and dice.random() < 0.5:
        wording = draft.wording
        keep = tuple(KeepWish(words=one.words, reason=one.reason) for one in wording.keeps)
        return SaveDraft(title=wording.title, text=wording.text, keep=keep, version=version)
    title = f"{dice.choice(TITLES)} {len(world.journal.notes) + 1}"
    keep = (KeepWish(words=KEPT, reason=KeepReason.FALSE_ALARM),)
    return SaveDraft(title=title, text=dice.choice(TEXTS), keep=keep, version=version)
