"""What chairs can have done about texts that no rule understands, and members about a split."""

from __future__ import annotations

from contextlib import suppress

from services.contracts.refusals import NotFound
from services.membership import model, store
from services.membership.commands.organisations import AsChair
from services.membership.model import Decision, Known, Text
from services.membership.organisations import Organisation
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Wish


class ChooseOrganisation(Wish):
    """One of the organisations that came after one's own."""

    organisation_id: FilledLine


class ResolveText(AsChair):
    """The organisation that a text means; `remember` understands it at once from now on."""

    organisation_id: FilledLine
    remember: bool = False


def resolve(text_id: str, wish: ResolveText, *, by: str) -> None:
    """Say which organisation a text means, for everybody who wrote it so far."""
    there, text = _as_chair(text_id, wish, by)
    organisation = there.known.organisation(wish.organisation_id)
    decision = Decision(organisation.organisation_id, wish.remember)
    decided, said = model.decide_text(text, decision)
    writes, events = [store.put_text(decided)], [said]
    if wish.remember:
        change = model.remember_alias(there.known, organisation.organisation_id, text.text)
        writes += store.put_organisations(there.known, change.organisations)
        events += change.events
    store.save(writes, events)


def resolve_to_none(text_id: str, wish: AsChair, *, by: str) -> None:
    """Say that a text means no organisation, such as "between jobs" (M10)."""
    _, text = _as_chair(text_id, wish, by)
    decided, said = model.decide_text(text, Decision(None))
    store.save([store.put_text(decided)], [said])


def reopen(text_id: str, wish: AsChair, *, by: str) -> None:
    """Take back what was decided about a text, and what was remembered with it."""
    there, text = _as_chair(text_id, wish, by)
    undone = text.decision
    opened, said = model.reopen_text(text)
    writes, events = [store.put_text(opened)], [said]
    if undone and undone.remembered and undone.organisation_id:
        with suppress(NotFound):  # somebody has taken that back already
            change = model.forget_alias(there.known, undone.organisation_id, text.text)
            writes += store.put_organisations(there.known, change.organisations)
            events += change.events
    store.save(writes, events)


# --- members ------------------------------------------------------------------------------------


def choices_of(member_id: str) -> tuple[Organisation, ...]:
    """What somebody's organisation was split into, if it is theirs to say which is their own."""
    known, here = store.whence(member_id)
    if here is None or here.organisation_id is None:
        return ()
    return _choices(known, here.organisation_id)


def choose(wish: ChooseOrganisation, *, by: str) -> None:
    """Say which of several organisations that came after one's own is it now (M12, M13)."""
    known, before = store.whence(by)
    organisation_id = before.organisation_id if before else None
    if before is None or organisation_id is None:
        raise NotFound("It is not known which organisation you come from.")
    now = model.choose_organisation(before, _choices(known, organisation_id), wish.organisation_id)
    store.save(store.affiliated(now), model.said_of_affiliation(before, now))


def _choices(known: Known, organisation_id: str) -> tuple[Organisation, ...]:
    today = platform.now().date()
    current = known.register.current(known.organisation(organisation_id), today)
    return current if len(current) > 1 else ()


# --- parts --------------------------------------------------------------------------------------


def _as_chair(text_id: str, wish: AsChair, by: str) -> tuple[store.Deciding, Text]:
    there = store.deciding(wish.network, by, text_id)
    model.must_be_chair(there.place)
    if there.text is None:
        raise NotFound("Nobody writes this any more, so there is nothing to decide.")
    return there, there.text
