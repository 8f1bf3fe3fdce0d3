"""The rule of texts that wait for a chair: once the register knows them, they wait no more (M9)."""

from __future__ import annotations

from services.contracts.event import Event
from services.membership.model.affiliations import Decision, Text, decide
from services.membership.organisations import Register
from services.membership.organisations.undoing import WITHOUT_DOUBT, named


def understood(text: Text, register: Register) -> tuple[Text, Event] | None:
    """The text as it is once it means what the register knows by now; None if a chair has to say.

    A slip of the finger is left to chairs, and so is whatever they have decided otherwise before
    or taken back: no name that is added later overrules a person.
    """
    found = register.resolve(text.text)
    if found.organisation is None or found.how not in WITHOUT_DOUBT:
        return None
    meant = named(register, found.organisation, text.text).organisation_id
    before = text.decision
    if text.decisions and (before is None or before.organisation_id != meant):
        return None
    return decide(text, Decision(meant, before.remembered if before else False))
