"""Where people come from, and the texts of theirs that no rule understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from services.membership.model import Place
from services.membership.model.affiliations import Affiliation, Decision, Text
from services.membership.model.organisations import Known
from services.membership.organisations.normalising import plain
from services.membership.organisations.normalising import read as words_of
from services.membership.store.addresses import read_member
from services.membership.store.erasures import still_a_member
from services.membership.store.networks import read_place
from services.membership.store.organisations import known
from services.membership.store.people import member_key
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import (
    Absent,
    AtVersion,
    Check,
    Delete,
    Expectation,
    Item,
    Key,
    Put,
    Write,
)
from services.runtime.rights import network_keys, place_key
from services.runtime.signing import keyed_hash

WAITING = "TEXTS"
PEOPLE = "MEMBER#"
AT_ONCE = 40
"""People in one transaction, each with an event."""


# --- reading ------------------------------------------------------------------------------------


class Arriving(NamedTuple):
    """What decides where somebody comes from who has just said it, unless they are erased."""

    known: Known
    affiliation: Affiliation
    text: Text | None
    erased: bool


def arriving(member_id: str, text_id: str) -> Arriving:
    """The register, where somebody came from so far, and their text, in one batched read."""
    register, (affiliation, text, saga) = known(
        affiliation_key(member_id), text_key(text_id), still_a_member(member_id).key
    )
    return Arriving(
        register,
        read_affiliation(affiliation) or Affiliation(member_id),
        _text(text) if text else None,
        erased=saga is not None,
    )


class Deciding(NamedTuple):
    """The register and perhaps a text, with the place from which somebody decides about it."""

    known: Known
    place: Place | None
    text: Text | None


def deciding(network_id: str, member_id: str, text_id: str | None = None) -> Deciding:
    """What a chair of this network decides about, in one batched read; no place if it has ended."""
    state_key, _ = network_keys(network_id)
    keys = [state_key, place_key(member_id, network_id)]
    register, (network, place, *text) = known(*keys, *([text_key(text_id)] if text_id else []))
    goes_on = network is not None and not network["archived"]
    return Deciding(
        register,
        read_place(place) if place and goes_on else None,
        _text(text[0]) if text and text[0] else None,
    )


def whence(member_id: str) -> tuple[Known, Affiliation | None, tuple[str, ...]]:
    """The register, where somebody comes from, and their addresses, in one batched read."""
    register, (item, member) = known(affiliation_key(member_id), member_key(member_id))
    return register, read_affiliation(item), read_member(member).addresses if member else ()


def text(text_id: str) -> Text | None:
    """A text that somebody wrote."""
    (item,) = read([text_key(text_id)])
    return _text(item) if item else None


def waiting_texts(after: Item | None = None, limit: int = 50) -> tuple[list[Text], Item | None]:
    """The texts that chairs have to say something about, the longest first."""
    page = platform.current().tables.query(table(), WAITING, index=True, limit=limit, after=after)
    return [_text(item) for item in page.items], page.next


def who_wrote(
    text_id: str, before: int, after: Item | None = None
) -> tuple[list[Affiliation], Item | None]:
    """Some of those who wrote a text before the decision of this number was made."""
    page = platform.current().tables.query(
        table(), f"TEXT#{text_id}", prefix=PEOPLE, limit=AT_ONCE, after=after
    )
    wrote = [item["member_id"] for item in page.items if item["decisions"] < before]
    found = read([affiliation_key(member_id) for member_id in wrote])
    return [one for item in found if (one := read_affiliation(item))], page.next


def of_member(member_id: str) -> Affiliation | None:
    """Where somebody comes from, as far as they have said it."""
    (item,) = read([affiliation_key(member_id)])
    return read_affiliation(item)


def of_members(member_ids: Sequence[str]) -> list[Affiliation | None]:
    """Where these people come from, in their order."""
    items = read([affiliation_key(member_id) for member_id in member_ids])
    return [read_affiliation(item) for item in items]


def texts(found: Iterable[Affiliation | None]) -> dict[str, Text]:
    """The texts by which these people said it, by id."""
    wanted = sorted({one.text_id for one in found if one and one.text_id})
    return {item["text_id"]: _text(item) for item in read(list(map(text_key, wanted))) if item}


def text_id_of(written: str) -> str:
    """The id that all ways of spelling the same words have; it says nothing about them."""
    words = words_of(written)
    same = " ".join((*words.words, *sorted(words.form))) or plain(written)
    return keyed_hash("organisation-text", same)[:32]


def affiliation_key(member_id: str) -> Key:
    """Where it is kept where somebody comes from; with the person, so that it goes with them."""
    return f"MEMBER#{member_id}", "AFFILIATION"


def text_key(text_id: str) -> Key:
    """Where a text is kept."""
    return f"TEXT#{text_id}", "STATE"


# --- writing ------------------------------------------------------------------------------------


def put(now: Affiliation) -> Write:
    """The write that holds if nobody changed it meanwhile."""
    pk, sk = affiliation_key(now.member_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "member_id": now.member_id,
        "organisation_id": now.organisation_id,
        "text_id": now.text_id,
        "waiting": now.waiting,
        "as_of": now.as_of,
        "version": now.version,
    }
    return Put(table(), item, _after(now.version))


def affiliated(now: Affiliation) -> list[Write]:
    """The writes of what somebody has said; they hold only while nobody erases them."""
    return [put(now), still_a_member(now.member_id)]


def put_text(now: Text) -> Write:
    """The write of a text, or its end if nobody is left who wrote it."""
    pk, sk = text_key(now.text_id)
    if now.people == 0:
        return Delete(table(), (pk, sk), AtVersion(now.version - 1))
    item: Item = {
        "pk": pk,
        "sk": sk,
        "text_id": now.text_id,
        "text": now.text,
        "since": now.since.isoformat(),
        "people": now.people,
        "waiting": now.waiting,
        "decisions": now.decisions,
        "version": now.version,
    }
    if now.decision:
        item["decision"] = {
            "organisation_id": now.decision.organisation_id,
            "remembered": now.decision.remembered,
        }
    if now.waiting:
        item |= {"gsi1pk": WAITING, "gsi1sk": f"{now.since.isoformat()}#{now.text_id}"}
    return Put(table(), item, _after(now.version))


def wrote(member_id: str, now: Text) -> list[Write]:
    """The writes after which somebody is one of those who wrote this text."""
    pk, sk = _writer_key(now.text_id, member_id)
    row: Item = {"pk": pk, "sk": sk, "member_id": member_id, "decisions": now.decisions}
    return [put_text(now), Put(table(), row)]


def no_longer_wrote(member_id: str, now: Text) -> list[Write]:
    """The writes after which somebody is none of them any more."""
    return [put_text(now), Delete(table(), _writer_key(now.text_id, member_id))]


def text_is_still(seen: Text) -> Check:
    """Lets a transaction hold only while nobody changes the text."""
    return Check(table(), text_key(seen.text_id), AtVersion(seen.version))


def forget(before: Affiliation) -> Write:
    """The write after which it is kept nowhere where somebody came from."""
    return Delete(table(), affiliation_key(before.member_id), AtVersion(before.version))


def _writer_key(text_id: str, member_id: str) -> Key:
    return f"TEXT#{text_id}", f"{PEOPLE}{member_id}"


def _after(version: int) -> Expectation:
    return AtVersion(version - 1) if version > 1 else Absent()


def read_affiliation(item: Item | None) -> Affiliation | None:
    """The affiliation in an item; nobody has understood yet where they come from without one."""
    if item is None:
        return None
    return Affiliation(
        member_id=item["member_id"],
        organisation_id=item["organisation_id"],
        text_id=item["text_id"],
        waiting=item["waiting"],
        as_of=item["as_of"],
        version=item["version"],
    )


def _text(item: Item) -> Text:
    decided = item.get("decision")
    return Text(
        text_id=item["text_id"],
        text=item["text"],
        since=datetime.fromisoformat(item["since"]),
        people=item["people"],
        waiting=item["waiting"],
        decision=Decision(**decided) if decided else None,
        decisions=item["decisions"],
        version=item["version"],
    )
