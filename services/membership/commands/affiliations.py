"""What chairs can have done about texts that no rule understands."""

from __future__ import annotations

from contextlib import suppress

from services.contracts.refusals import NotFound
from services.membership import model, store
from services.membership.commands.organisations import AsChair
from services.membership.model.affiliations import Decision, Text
from services.runtime.http.wishes import FilledLine


class ResolveText(AsChair):
    """The organisation that a text means; `remember` understands it at once from now on."""

    organisation_id: FilledLine
    remember: bool = False


def resolve(text_id: str, wish: ResolveText, *, by: str) -> None:
    """Say which organisation a text means, for everybody who wrote it so far."""
    there, text = _as_chair(text_id, wish, by)
    organisation = there.known.organisation(wish.organisation_id)
    decision = Decision(organisation.organisation_id, wish.remember)
    decided, said = model.affiliations.decide(text, decision)
    writes, events = [store.affiliations.put_text(decided)], [said]
    if wish.remember:
        change = model.organisations.remember_alias(
            there.known, organisation.organisation_id, text.text
        )
        writes += store.organisations.put(there.known, change.organisations)
        events += change.events
    store.save(writes, events)


def resolve_to_none(text_id: str, wish: AsChair, *, by: str) -> None:
    """Say that a text means no organisation, such as "between jobs" (M10)."""
    _, text = _as_chair(text_id, wish, by)
    decided, said = model.affiliations.decide(text, Decision(None))
    store.save([store.affiliations.put_text(decided)], [said])


def reopen(text_id: str, wish: AsChair, *, by: str) -> None:
    """Take back what was decided about a text, and what was remembered with it."""
    there, text = _as_chair(text_id, wish, by)
    undone = text.decision
    opened, said = model.affiliations.reopen(text)
    writes, events = [store.affiliations.put_text(opened)], [said]
    if undone and undone.remembered and undone.organisation_id:
        with suppress(NotFound):  # somebody has taken that back already
            change = model.organisations.forget_alias(
                there.known, undone.organisation_id, text.text
            )
            writes += store.organisations.put(there.known, change.organisations)
            events += change.events
    store.save(writes, events)


# --- parts --------------------------------------------------------------------------------------


def _as_chair(text_id: str, wish: AsChair, by: str) -> tuple[store.affiliations.Deciding, Text]:
    there = store.affiliations.deciding(wish.network, by, text_id)
    model.must_be_chair(there.place)
    if there.text is None:
        raise NotFound("Nobody writes this any more, so there is nothing to decide.")
    return there, there.text
