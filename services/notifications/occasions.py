"""What there is to say, from the facts of this moment.

The letters are imported inline on purpose: they load a template engine, and most messages and
nearly every tick draw nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from services.contracts.complaints import ComplaintAnswered, ComplaintReceived, ComplaintWaits
from services.contracts.event import Event
from services.contracts.roles import Role
from services.notifications.model.facts import HiddenNote, Moved, Network, Note, Session
from services.notifications.model.fanout import Fanout
from services.notifications.model.kinds import Errand, Kind
from services.notifications.store import facts
from services.runtime.ports import Letter

if TYPE_CHECKING:
    from services.contracts.invitations import InvitationIssued
    from services.contracts.membership import SignInCodeIssued
    from services.contracts.mydata import MyDataReady
    from services.contracts.vouching import ContactAsked, ContactSought

KIND_OF: Mapping[type[Event], Kind] = {
    ComplaintReceived: Kind.COMPLAINT_RECEIVED,
    ComplaintAnswered: Kind.COMPLAINT_ANSWERED,
    ComplaintWaits: Kind.COMPLAINT_WAITS,
}
"""Which kind of mail says it."""


class NotYet(Exception):
    """Something that the letter speaks of has not been heard of yet."""


class Outdated(Exception):
    """The session was moved or cancelled since, or the note was hidden or decided about (A4)."""


def letter(fanout: Fanout) -> Letter:
    """The letter of a fan-out; raises NotYet, or Outdated."""
    from services.notifications.letters import duties, words

    match fanout.kind:
        case Kind.REMINDER:
            return words.reminder(*_session(fanout))
        case Kind.MOVE:
            return words.move(*_moved(fanout))
        case Kind.CANCELLATION:
            return words.cancellation(*_session(fanout))
        case Kind.NOTE:
            return words.note(*_note(fanout))
        case Kind.NOTE_HIDDEN:
            return words.note_hidden(*_hidden_note(fanout))
        case Kind.NOTE_TO_CHECK:
            return words.note_to_check(_network(fanout))
        case Kind.BREAK_GLASS:
            return words.break_glass(_network(fanout), fanout.at)
        case Kind.FOR_CHAIRS:
            return duties.for_chairs(_network(fanout), Errand(fanout.subject_id))
        case Kind.CHAIR_ANNOUNCED:
            return duties.chair_announced(_network(fanout), fanout.useful_until)
    raise ValueError(f"nobody fans out mail of the kind {fanout.kind}")


def answer(kind: Kind, network: Network, name: str) -> Letter:
    """The letter about one's place in a network, or that somebody there asks for oneself."""
    from services.notifications.letters import duties, words

    match kind:
        case Kind.WELCOME:
            return words.welcome(network, name)
        case Kind.ADDED:
            return words.added(network, name)
        case Kind.INTRODUCTION_ASKED:
            return words.introduction_asked(network)
    return duties.about_a_place(kind, network, name)


def introduced(network: Network, name: str, address: str) -> Letter:
    """The letter that gives somebody the name and address of somebody else; both have agreed."""
    from services.notifications.letters import words

    return words.introduced(network, name, address)


def vouched(asked: ContactAsked, network: Network) -> Letter:
    """The letter that asks somebody outside whether they would help, or still would."""
    from services.notifications.letters import words

    return words.vouched(network, asked.topic, asked.token, asked.expires_at, again=asked.again)


def sought(asked: ContactSought, network: Network) -> Letter:
    """The letter to somebody outside whose help a member asks for."""
    from services.notifications.letters import words

    return words.sought(network, asked.topic, asked.token)


def invitation(issued: InvitationIssued, network: Network) -> Letter:
    """The letter that invites somebody who may know nobody here."""
    from services.notifications.letters import words

    return words.invitation(
        network, issued.token, issued.expires_at, chair=issued.role is Role.CHAIR
    )


def code(issued: SignInCodeIssued) -> Letter:
    """The letter with a code, which says what the code does."""
    from services.notifications.letters import words

    match issued.purpose:
        case "sign_in":
            return words.code(issued.code, issued.expires_at)
        case "erasure":
            return words.code_to_erase(issued.code, issued.expires_at)
        case "address":
            return words.code_to_add(issued.code, issued.expires_at)


def address_taken() -> Letter:
    """The letter to an address that somebody else tried to add."""
    from services.notifications.letters import words

    return words.address_taken()


def address_changed() -> Letter:
    """The letter to the address that mail went to until now."""
    from services.notifications.letters import words

    return words.address_changed()


def my_data(ready: MyDataReady) -> Letter:
    """The letter that says where the copy is, and until when."""
    from services.notifications.letters import words

    return words.my_data(ready.expires_at)


def complaint(said: ComplaintReceived | ComplaintAnswered | ComplaintWaits) -> Letter:
    """The letter to whoever complained, or to one who looks after the installation."""
    from services.notifications.letters import words

    match said:
        case ComplaintReceived():
            return words.complaint_received(said.reference)
        case ComplaintAnswered():
            return words.complaint_answered(said.reference, said.outcome)
        case ComplaintWaits():
            return words.complaint_waits(said.complaint_id, said.reference, said.answer_by)


def erased() -> Letter:
    """The letter that somebody gets last."""
    from services.notifications.letters import words

    return words.erased()


def _network(fanout: Fanout) -> Network:
    network = facts.network(fanout.network_id)
    if network is None:
        raise NotYet
    return network


def _session(fanout: Fanout) -> tuple[Network, Session]:
    network, session = facts.session(fanout.network_id, fanout.subject_id)
    if network is None or session is None or session.version < (fanout.fence or 0):
        raise NotYet
    if session.version > (fanout.fence or 0):
        raise Outdated
    return network, session


def _moved(fanout: Fanout) -> tuple[Network, Session, Moved]:
    network, session = _session(fanout)
    if session.moved is None:
        raise NotYet
    return network, session, session.moved


def _note(fanout: Fanout) -> tuple[Network, Note]:
    network, note, was_hidden = facts.note(fanout.network_id, fanout.subject_id)
    if was_hidden:
        raise Outdated
    if network is None or note is None:
        raise NotYet
    return network, note


def _hidden_note(fanout: Fanout) -> tuple[Network, HiddenNote]:
    network, note, version = facts.hidden_note(fanout.network_id, fanout.subject_id)
    if note is None or version != fanout.fence:
        raise Outdated
    if network is None:
        raise NotYet
    return network, note
