"""The letters: for each kind its subject, and the facts that its wording speaks of.

Only single mails greet by name; what many get holds nobody's name (notifications.md 5).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.notifications import unsubscribe
from services.notifications.letters import drawing, headers
from services.notifications.model.facts import HiddenNote, Moved, Network, Note, Session
from services.notifications.model.kinds import CLASS_OF, Kind, MailClass
from services.runtime import platform
from services.runtime.pages.rendering import HOME_ZONE, clock, day, paragraphs, week, when
from services.runtime.ports import Letter

SENDER = {
    MailClass.CRITICAL: "MAIL_SESSIONS",
    MailClass.REMINDERS: "MAIL_SESSIONS",
    MailClass.NOTES: "MAIL_SESSIONS",
    MailClass.SERVICE: "MAIL_ACCOUNT",
}


def code(digits: str, expires_at: datetime) -> Letter:
    """A code to sign in with."""
    return _code("Your code to sign in", digits, expires_at, "sign_in")


def code_to_erase(digits: str, expires_at: datetime) -> Letter:
    """A code that deletes: whoever is talked into reading it out must see what it does."""
    return _code("Your code to delete your account", digits, expires_at, "erasure")


def code_to_add(digits: str, expires_at: datetime) -> Letter:
    """A code that gives an address to an account; goes to whoever reads that address."""
    return _code("Your code to add this address", digits, expires_at, "address")


def address_taken() -> Letter:
    """Somebody tried to add this address to another account; it says nothing about who."""
    return letter(Kind.ADDRESS_TAKEN, "Somebody tried to add your address to another account")


def address_changed() -> Letter:
    """Mail goes elsewhere from now on; without the new address, which may be somebody else's."""
    return letter(Kind.ADDRESS_CHANGED, "Your mail goes to another address now")


def welcome(network: Network, name: str) -> Letter:
    """You are a member now."""
    return letter(
        Kind.WELCOME,
        f"Welcome to {called(network)}",
        network,
        name=name,
        ground_rules=network.ground_rules,
        home=page(network),
    )


def added(network: Network, name: str) -> Letter:
    """You were on an imported list; a network that is in no public list is not named (M16)."""
    return letter(
        Kind.ADDED,
        f"You were added to {called(network, 'a network of peers')}",
        network,
        name=name,
        ground_rules=network.ground_rules,
        home=page(network),
    )


def invitation(
    network: Network, token: str, expires_at: datetime, *, chair: bool = False
) -> Letter:
    """You are invited; the subject does not name a network that strangers may not know of (M16)."""
    return letter(
        Kind.INVITATION,
        f"You are invited to {called(network, 'a network of peers')}",
        network,
        ground_rules=network.ground_rules,
        join=site("invitations", token),
        until=day(expires_at),
        chair=chair,
    )


def introduction_asked(network: Network) -> Letter:
    """A member would like to meet you; who and what about stands on a page only (A13)."""
    return letter(
        Kind.INTRODUCTION_ASKED,
        f"Somebody in {called(network)} would like to meet you",
        network,
        answer=page(network, "introductions"),
        limit=site("me", "networks", network.network_id, "directory"),
    )


def introduced(network: Network, name: str, address: str) -> Letter:
    """You are introduced to each other: the other's name and address, and no word of why."""
    return letter(
        Kind.INTRODUCED, "You are introduced to each other", network, name=name, address=address
    )


def vouched(
    network: Network, topic: str, token: str, expires_at: datetime, *, again: bool
) -> Letter:
    """Would you help? The subject names no network, since not everybody may know of it (M16)."""
    return letter(
        Kind.VOUCHED,
        "Would you still help with a topic?" if again else "Would you help with a topic?",
        network,
        topic=topic,
        answer=site("vouched", token),
        until=day(expires_at),
        purpose="again" if again else "first",
    )


def sought(network: Network, topic: str, token: str) -> Letter:
    """A member would like your help; what they write stands on a page only (A13)."""
    subject, answer = "Somebody asks for your help", site("sought", token)
    return letter(Kind.SOUGHT, subject, network, topic=topic, answer=answer)


def my_data(expires_at: datetime) -> Letter:
    """The copy of what is held about somebody is ready; nothing of it travels by mail."""
    return letter(Kind.MY_DATA, "Your file is ready", until=day(expires_at))


def complaint_received(reference: str) -> Letter:
    """A complaint has arrived; says what becomes of it, and where else to turn to."""
    return letter(
        Kind.COMPLAINT_RECEIVED, f"We have your complaint, {reference}", reference=reference
    )


def complaint_answered(reference: str, outcome: str) -> Letter:
    """What came of a complaint, in the words of whoever dealt with it."""
    return letter(
        Kind.COMPLAINT_ANSWERED,
        f"The answer to your complaint, {reference}",
        reference=reference,
        outcome=tuple(paragraphs(outcome)),
    )


def complaint_waits(complaint_id: str, reference: str, answer_by: datetime) -> Letter:
    """A complaint is to be answered; holds nothing of what it says."""
    return letter(
        Kind.COMPLAINT_WAITS,
        f"A complaint waits for an answer, {reference}",
        reference=reference,
        until=day(answer_by),
        look="/".join([platform.setting("SITE_URL"), "host", "complaints", complaint_id]),
    )


def erased() -> Letter:
    """Nothing about you is left; greets nobody, because the name is gone."""
    return letter(Kind.ERASED, "Your account is deleted")


def note_to_check(network: Network) -> Letter:
    """A note waits for a second person."""
    return letter(
        Kind.NOTE_TO_CHECK,
        f"A note waits for a second person in {called(network)}",
        network,
        desk=page(network, "desk", "notes"),
    )


def note_hidden(network: Network, hidden: HiddenNote) -> Letter:
    """A note is to be decided about; without its title, which may be what is wrong with it."""
    return letter(
        Kind.NOTE_HIDDEN,
        f"A note is hidden in {called(network)}",
        network,
        week=week(hidden.week),
        decide=page(network, "desk", "objections", hidden.note_id),
    )


def break_glass(network: Network, opened_at: datetime) -> Letter:
    """A host admin may see who is in the network for an hour; who and why is told at the desk."""
    return letter(
        Kind.BREAK_GLASS,
        f"Emergency access was opened to {called(network)}",
        network,
        opened=when(opened_at),
        look=page(network, "desk", "break-glass"),
    )


def reminder(network: Network, session: Session) -> Letter:
    """A session is near; the link goes through the site, which checks membership at the click."""
    return letter(
        Kind.REMINDER,
        f"Reminder: {session.title}, {_when(session)}",
        network,
        title=session.title,
        when=_when(session),
        join=page(network, "sessions", session.session_id, "join"),
        ground_rules=network.ground_rules,
    )


def move(network: Network, session: Session, moved: Moved) -> Letter:
    """A session that members were told another time of; both times are in it."""
    return letter(
        Kind.MOVE,
        f"New time: {session.title}, {_when(session)}",
        network,
        title=session.title,
        when=_when(session),
        minutes=str(moved.minutes),
        old_when=_at(moved.old_starts_at, moved.old_zone),
        old_minutes=str(moved.old_minutes),
        join=page(network, "sessions", session.session_id, "join"),
    )


def cancellation(network: Network, session: Session) -> Letter:
    """A session that members were reminded of will not take place."""
    return letter(
        Kind.CANCELLATION,
        f"Cancelled: {session.title}, {_when(session)}",
        network,
        title=session.title,
        when=_when(session),
        programme=page(network, "sessions"),
    )


def note(network: Network, published: Note) -> Letter:
    """A note can be read: its title, its week and a link, never its text (A13)."""
    return letter(
        Kind.NOTE,
        f"New note: {published.title}",
        network,
        title=published.title,
        week=week(published.week),
        read=page(network, "notes", published.note_id),
    )


def _code(subject: str, digits: str, expires_at: datetime, purpose: str) -> Letter:
    until = f"{clock(expires_at)}, London time"
    return letter(Kind.CODE, subject, code=digits, until=until, purpose=purpose)


def letter(kind: Kind, subject: str, network: Network | None = None, **content: Any) -> Letter:
    """A letter of a kind: its wording drawn with these facts."""
    facts = {name: drawing.inert(value) for name, value in content.items()}
    facts["site"] = platform.setting("SITE_URL")
    facts["subject"] = drawing.one_line(drawing.inert(subject))
    if network is not None:
        facts["network"] = drawing.inert(network.name)
        facts["stop"] = unsubscribe.address("{{" + headers.SLOT + "}}")
        facts["leave"] = unsubscribe.address_to_leave("{{" + headers.SLOT + "}}")
    text, html = drawing.drawn(kind, facts)
    return Letter(
        sender=platform.setting(SENDER[CLASS_OF[kind]]),
        subject=facts["subject"],
        text=text,
        html=html,
        headers=headers.of_letter(kind, network),
    )


def called(network: Network, otherwise: str = "your network") -> str:
    """The name for a subject; of a network that is in no list it stands in the text only (M16)."""
    return network.name if network.listed else otherwise


def _when(session: Session) -> str:
    return _at(session.starts_at, session.zone)


def _at(instant: datetime, zone: str) -> str:
    """Friday 27 November 2026 at 2pm, London time; zones that are no place are said in London's."""
    is_place = "/" in zone and not zone.startswith("Etc/")
    return when(instant, zone if is_place else HOME_ZONE)


def page(network: Network, *parts: str) -> str:
    """The address of a page of a network."""
    return site("networks", network.network_id, *parts)


def site(*parts: str) -> str:
    """The address of a page."""
    return "/".join([platform.setting("SITE_URL"), *parts])
