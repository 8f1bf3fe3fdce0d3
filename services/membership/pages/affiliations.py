"""What members wrote about where they work and no rule understands, for chairs; without names."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.membership import store
from services.membership.commands import affiliations
from services.membership.commands.affiliations import ResolveText
from services.membership.commands.organisations import AsChair
from services.membership.pages.organisations import FOUND, QUEUE, as_chair, candidates
from services.membership.pages.site import pages
from services.runtime.pages.answers import Shown
from services.runtime.signing import after, cursor


@pages.get("/organisations")
def queue(next: str = "") -> Shown:
    """The texts that wait for a chair, the longest first."""
    viewer = as_chair()
    texts, more = store.affiliations.waiting_texts(after(QUEUE, pages.member_id, next))
    return pages.show(
        "organisations.html",
        title="Organisations",
        viewer=viewer,
        texts=texts,
        more=cursor(QUEUE, pages.member_id, more),
    )


@pages.get("/organisations/texts/<text>")
def text_page(text: str, q: str = "") -> Shown:
    """A text, and which organisations it may mean."""
    viewer = as_chair()
    there = store.affiliations.deciding(viewer.network.network_id, viewer.member_id, text)
    found = there.text
    if found is None:
        raise NotFound("Nobody writes this any more, so there is nothing to decide.")
    register = there.known.register
    like = register.suggest(q, FOUND) if q else register.resolve(found.text).candidates
    decided = found.decision.organisation_id if found.decision else None
    return pages.show(
        "organisation-text.html",
        title="What does this mean?",
        viewer=viewer,
        text=found,
        decided=register.organisation(decided) if decided else None,
        candidates=candidates(list(like)),
        q=q,
    )


@pages.post("/organisations/texts/<text>", again=text_page)
def resolve(text: str, wish: ResolveText) -> Shown:
    """Say which organisation is meant."""
    affiliations.resolve(text, wish, by=pages.member_id)
    return _decided(text, "Decided, for everybody who has written this so far.")


@pages.post("/organisations/texts/<text>/none", again=text_page)
def resolve_to_none(text: str, wish: AsChair) -> Shown:
    """Say that it is no organisation."""
    affiliations.resolve_to_none(text, wish, by=pages.member_id)
    return _decided(text, "Decided: whoever writes this belongs to no organisation.")


@pages.post("/organisations/texts/<text>/reopen", again=text_page)
def reopen(text: str, wish: AsChair) -> Shown:
    """Take it back."""
    affiliations.reopen(text, wish, by=pages.member_id)
    return _decided(text, "It waits again, and so does everybody who has written it.")


def _decided(text: str, sentence: str) -> Shown:
    return pages.done(f"{QUEUE}/texts/{text}", sentence)
