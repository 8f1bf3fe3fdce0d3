"""What must hold of mail once everything has come to rest: accounts, and nobody is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from infra.simulator import twice
from infra.simulator.journal import PlaceId, PlaceSeen, Said
from infra.simulator.letters import key_of
from infra.simulator.world import World
from services.notifications.model.batch import NOBODY, Batch, Result
from services.notifications.model.kinds import ONLY_FOR, TELL_A_TIME, Kind
from services.notifications.store import batches
from services.runtime.ports import Item

Ledger = Mapping[tuple[str, str], Item]
STALE_AFTER = timedelta(hours=24)
ENOUGH = timedelta(hours=4)
"""What has so much time left when the faults stop must not be late: messages may still be away."""


def broken(world: World, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Every broken promise, and how."""
    yield from _accounts(world, ledger)
    yield from (("nobody is mailed twice", what) for what in twice.same_words(world))
    yield from (("one mail tells of one time", what) for what in twice.two_about_one_time(world))
    yield from (("nobody who should have mail is missing", what) for what in _missing(world))


# --- the ledger ---------------------------------------------------------------------------------


def _accounts(world: World, ledger: Ledger) -> Iterator[tuple[str, str]]:
    promise = "the accounts of mail are true"
    never_known: Counter[str] = Counter()
    for (pk, sk), item in ledger.items():
        if "marks" in item:
            single = item["number"] is None
            people = None if single else ledger[pk, sk.replace("BATCH#", "PEOPLE#")]
            batch = batches.read(item, people)
            never_known[pk] += sum(
                _is_erased(member_id, result) and result is Result.UNCERTAIN
                for member_id, result in batch.results.items()
            )
            yield from ((promise, what) for what in _batch(world, batch))
    for (pk, sk), item in ledger.items():
        if "audience" in item and sk == "STATE":
            yield from ((promise, what) for what in _fanout(item, never_known[pk]))
    finished = [said.detail["fanout_id"] for said in world.journal.all_said("FanoutFinished.v1")]
    made = {item["fanout_id"] for (pk, sk), item in ledger.items() if _is_fanout(pk, sk)}
    if len(set(finished)) != len(finished) or set(finished) != made:
        yield promise, "a fan-out does not end exactly once"
    for said in world.journal.all_said("FanoutFinished.v1"):
        told = said.detail
        parts = ("sent", "withheld", "rejected", "superseded", "uncertain")
        if told["audience"] != sum(told[part] for part in parts):
            yield promise, "a sum is wrong"


def _batch(world: World, batch: Batch) -> Iterator[str]:
    for member_id, result in batch.results.items():
        if _is_erased(member_id, result):
            continue
        key = key_of(batch.about, member_id)
        if result is None:
            yield f"{batch.kind} without a result"
        if (result == Result.SENT) != (world.journal.accepted[key] > 0):
            yield f"{batch.kind} {result}, and the provider knows better"
        # Not the other way round: a rejection that nobody heard of is found out by trying again.
        if result == Result.REJECTED and key not in world.journal.rejected:
            yield f"{batch.kind} {result}, and the provider knows better"


def _is_erased(member_id: str, result: Result | None) -> bool:
    """Whether this was somebody whom nobody can name, so that nobody can ask the provider either.

    A receipt, which has nothing but its own name, is known to the provider by that.
    """
    return result is not None and member_id != NOBODY and member_id.startswith(NOBODY)


def _fanout(fanout: Item, erased: int) -> Iterator[str]:
    if fanout["stage"] != "finished":
        yield f"{fanout['kind']} is {fanout['stage']}"
    if sum(fanout["results"].values()) != fanout["audience"]:
        yield f"{fanout['kind']} does not add up"
    if fanout["results"].get(Result.UNCERTAIN, 0) > erased:
        yield f"{fanout['kind']} leaves somebody in doubt"


def _is_fanout(pk: str, sk: str) -> bool:
    return pk.startswith("FANOUT#") and sk == "STATE"


# --- missing ------------------------------------------------------------------------------------


def _missing(world: World) -> Iterator[str]:
    yield from _missing_answers(world)
    yield from _missing_reminders(world)
    yield from _missing_corrections(world)
    yield from _missing_about_notes(world)


def _missing_answers(world: World) -> Iterator[str]:
    for said in world.journal.all_said("MembershipApproved.v1"):
        detail = said.detail
        place = detail["member_id"], detail["network_id"]
        if detail.get("imported_as"):
            continue  # they are told in their turn, and not welcomed
        steady = place[0] not in world.journal.erased and all(
            seen.is_member() for seen in _since(world, place, said.order)
        )
        about = f"{Kind.WELCOME}#{detail['network_id']}#{detail['sequence']}"
        if steady and _is_timely(world, said) and not _settled(world, about, place):
            yield Kind.WELCOME


def _missing_reminders(world: World) -> Iterator[str]:
    for said in world.journal.all_said("ReminderDue.v1"):
        detail = said.detail
        session_id, version = detail["session_id"], detail["occurrence_version"]
        until = datetime.fromisoformat(detail["useful_until"])
        if _is_over(world, session_id, version) or until < world.calm_from + ENOUGH:
            continue
        about, move = (f"{kind}#{session_id}#{version}" for kind in (Kind.REMINDER, Kind.MOVE))
        yield from _missing_of_many(world, said, Kind.REMINDER, about, move)


def _missing_corrections(world: World) -> Iterator[str]:
    """Whoever was told of any earlier time hears that it is over, by the newest word of it."""
    kinds = {"OccurrenceMoved.v1": Kind.MOVE, "OccurrenceCancelled.v1": Kind.CANCELLATION}
    for said in world.journal.all_said(*kinds):
        kind, detail = kinds[said.name], said.detail
        until = datetime.fromisoformat(detail["starts_at"])
        session_id, version = detail["session_id"], detail["sequence"]
        if until < world.calm_from + ENOUGH or not _is_timely(world, said):
            continue
        if _is_over(world, session_id, version):
            continue
        about = f"{kind}#{session_id}#{version}"
        for place in _steady(world, said, lambda seen: seen.is_member()):
            if _was_told(world, said, place[0]) and not _settled(world, about, place):
                yield kind


def _is_over(world: World, session_id: str, version: int) -> bool:
    """Whether the session has had another time since, or has none any more."""
    return any(said.detail["sequence"] > version for said in world.journal.times[session_id])


def _was_told(world: World, said: Said, member_id: str) -> bool:
    """Whether somebody got a mail with a time that the session had before this was said."""
    session_id, version = said.detail["session_id"], said.detail["sequence"]
    earlier = [one.detail["sequence"] for one in world.journal.times[session_id]]
    return any(
        world.journal.accepted[key_of(f"{kind}#{session_id}#{one}", member_id)]
        for kind in TELL_A_TIME
        for one in earlier
        if one < version
    )


def _missing_about_notes(world: World) -> Iterator[str]:
    for said in world.journal.all_said("NoteTitled.v1"):
        if _is_timely(world, said) and said.detail["note_id"] not in world.journal.hidden:
            about = f"{Kind.NOTE}#{said.detail['note_id']}"
            yield from _missing_of_many(world, said, Kind.NOTE, about)
    for said in world.journal.all_said("NoteSubmitted.v1"):
        if _is_timely(world, said):
            about = f"{Kind.NOTE_TO_CHECK}#{said.detail['draft_id']}#{said.detail['sequence']}"
            yield from _missing_of_many(world, said, Kind.NOTE_TO_CHECK, about)
    for said in world.journal.all_said("NoteHidden.v1"):
        if _is_timely(world, said) and not _is_decided(world, said):
            about = f"{Kind.NOTE_HIDDEN}#{said.detail['note_id']}#{said.detail['sequence']}"
            yield from _missing_of_many(world, said, Kind.NOTE_HIDDEN, about)


def _is_decided(world: World, said: Said) -> bool:
    """Whether a hidden note was taken away or brought back since."""
    return any(
        later.detail["note_id"] == said.detail["note_id"]
        and later.detail["sequence"] > said.detail["sequence"]
        for later in world.journal.all_said("NoteRestored.v1", "NoteWithdrawn.v1")
    )


def _missing_of_many(world: World, said: Said, kind: Kind, *abouts: str) -> Iterator[str]:
    """Whoever has none of these mails, any of which would do."""

    def is_meant(seen: PlaceSeen) -> bool:
        checks = kind not in ONLY_FOR or not ONLY_FOR[kind].isdisjoint(seen.roles)
        return seen.is_member() and checks

    if not _is_timely(world, said):
        return
    for place in _steady(world, said, is_meant):
        chose = kind not in ONLY_FOR and place in world.journal.choosers
        if not chose and not any(_settled(world, about, place) for about in abouts):
            yield kind


def _steady(world: World, said: Said, is_meant: object) -> Iterator[PlaceId]:
    """Members of the network for whom this was meant when it was first heard, and ever since."""
    assert callable(is_meant)  # noqa: S101
    inbox = world.names.mail_inbox
    heard = world.journal.heard[inbox, said.event_id].first
    for place, seen in world.journal.places.items():
        if place[1] != said.detail["network_id"] or _archived(world, place[1]):
            continue
        if place[0] in world.journal.erased.keys() | world.journal.imported:
            continue
        known = [
            one
            for one in seen
            if (taken := world.journal.heard.get((inbox, one.event_id)))
            and taken.taken is not None
            and taken.taken < heard
        ]
        if known and is_meant(known[-1]):
            later = [one for one in seen if one.sequence > known[-1].sequence]
            if all(is_meant(one) for one in later):
                yield place


def _since(world: World, place: PlaceId, order: int) -> list[PlaceSeen]:
    return [seen for seen in world.journal.places[place] if seen.order >= order]


def _settled(world: World, about: str, place: PlaceId) -> bool:
    """Whether this person has the mail, or an address that the provider does not take."""
    key = key_of(about, place[0])
    return (
        world.journal.accepted[key] > 0
        or key in world.journal.rejected
        or _archived(world, place[1])
    )


def _archived(world: World, network_id: str) -> bool:
    return any(
        said.detail["network_id"] == network_id
        for said in world.journal.all_said("NetworkArchived.v1")
    )


def _is_timely(world: World, said: Said) -> bool:
    """Whether it is surely dealt with before it is too old to be mailed about (A23)."""
    heard = world.journal.heard[world.names.mail_inbox, said.event_id]
    said_at = datetime.fromisoformat(said.detail["occurred_at"])
    return max(heard.first_at, world.calm_from + ENOUGH) - said_at < STALE_AFTER
