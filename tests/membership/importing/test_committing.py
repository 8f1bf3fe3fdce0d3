"""A commit is a plan in chunks: each is written once, whatever stops it, and only who may come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from pydantic import ValidationError

from services.contracts.refusals import Conflict
from services.membership import addresses
from services.membership.importing import (
    Basis,
    Chunk,
    Class,
    Import,
    Known,
    Stage,
    abandon,
    after_chunk,
    begin,
    checked,
    plan,
    still,
)
from tests.membership.importing.register import Facts, found

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(hours=24)
BASIS = Basis(ground="Members of the old mailing list, who agreed", source="members.xlsx")
pytestmark = pytest.mark.usefixtures("home")


def rows(number: int) -> list[tuple[str, str, str, str]]:
    return [(f"Ann {n}", f"ann{n}@kelder.example", "Kelder", "Nurse") for n in range(number)]


def chunks(number: int = 25, size: int = 10) -> tuple[Chunk, ...]:
    """The plan for so many ready rows."""
    ids = count()
    findings = found(rows(number)) if number else ()
    return plan("import-1", findings, lambda: f"member-{next(ids)}", size)


def dry_run(number: int = 25) -> Import:
    return checked("import-1", "psmn", chunks(number), "host", NOW)


# --- the plan -----------------------------------------------------------------------------------


def test_every_ready_row_is_in_one_chunk_with_an_id_of_its_own() -> None:
    planned = chunks()

    assert [chunk.chunk_id for chunk in planned] == [
        "import-1-0000", "import-1-0001", "import-1-0002",
    ]  # fmt: skip
    assert [len(chunk.newcomers) for chunk in planned] == [10, 10, 5]
    people = [newcomer for chunk in planned for newcomer in chunk.newcomers]
    assert [newcomer.row for newcomer in people] == list(range(2, 27))
    assert len({newcomer.member_id for newcomer in people}) == 25


def test_a_newcomer_is_what_the_row_says_and_nothing_more() -> None:
    """M25: no consent, no directory, no role in the network."""
    (chunk,) = chunks(1)
    (newcomer,) = chunk.newcomers

    assert (newcomer.name, newcomer.email, newcomer.role) == (
        "Ann 0", "ann0@kelder.example", "Nurse",
    )  # fmt: skip
    assert (newcomer.organisation, newcomer.organisation_id) == ("Kelder", "org-kelder")
    assert newcomer.key == addresses.address_key("ann0@kelder.example")
    assert not newcomer.elsewhere
    assert "Ann" not in repr(chunk)
    assert "ann0" not in repr(chunk)


def test_only_ready_rows_are_planned() -> None:
    """M24: a commit touches nothing else."""
    facts = Facts({"ann1@kelder.example": {Known.ERASED}, "ann2@kelder.example": {Known.ELSEWHERE}})
    mixed = [*rows(3), ("", "x@kelder.example", "Kelder", ""), ("Bea", "b@x.example", "Nowhere")]

    (chunk,) = plan("import-1", found(mixed, facts), lambda: "new")

    assert [(n.row, n.elsewhere, n.organisation_id) for n in chunk.newcomers] == [
        (2, False, "org-kelder"), (4, True, "org-kelder"), (6, False, None),
    ]  # fmt: skip


def test_who_joined_left_or_was_erased_since_the_dry_run_is_not_written() -> None:
    """M23: asked again at the very chunk, since hours may lie between."""
    (chunk,) = chunks(5)
    facts = Facts(
        {
            "ann0@kelder.example": {Known.MEMBER},
            "ann1@kelder.example": {Known.ERASED},
            "ann2@kelder.example": {Known.UNSUBSCRIBED},
            "ann3@kelder.example": {Known.ELSEWHERE},
        }
    )

    written, skipped = still(chunk, facts.by_key)

    assert [(newcomer.row, newcomer.elsewhere) for newcomer in written] == [(5, True), (6, False)]
    assert [(newcomer.row, what) for newcomer, what in skipped] == [
        (2, Class.MEMBER), (3, Class.GONE), (4, Class.SUPPRESSED),
    ]  # fmt: skip


# --- the import ---------------------------------------------------------------------------------


def test_a_commit_goes_from_chunk_to_chunk_to_its_end() -> None:
    state = begin(dry_run(), BASIS, "host", NOW + timedelta(minutes=5))
    assert (state.stage, state.share, state.basis) == (Stage.COMMITTING, 0, BASIS)

    for number, written in enumerate((10, 9, 5)):
        after = after_chunk(
            state, number, written=written, skipped=number % 2, now=NOW + timedelta(minutes=10)
        )
        assert after is not None
        assert after.version == state.version + 1
        state = after

    assert (state.stage, state.share) == (Stage.COMMITTED, 1)
    assert (state.written, state.skipped) == (24, 1)
    assert state.committed_at == NOW + timedelta(minutes=10)


def test_a_chunk_that_is_played_twice_or_out_of_turn_counts_once() -> None:
    """A commit can be taken up wherever it was stopped."""
    state = begin(dry_run(), BASIS, "host", NOW)
    assert after_chunk(state, 1, written=10, skipped=0, now=NOW) is None
    once = after_chunk(state, 0, written=10, skipped=0, now=NOW)
    assert once is not None
    assert once.done == 1
    assert after_chunk(once, 0, written=10, skipped=0, now=NOW) is None


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.COMMITTING])
def test_nothing_is_written_unless_a_commit_is_under_way(stage: Stage) -> None:
    state = replace(dry_run(), stage=stage)

    assert after_chunk(state, 0, written=10, skipped=0, now=NOW) is None


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CHECKED])
def test_a_dry_run_is_committed_or_abandoned_once(stage: Stage) -> None:
    state = replace(dry_run(), stage=stage)

    with pytest.raises(Conflict, match="committed or abandoned already"):
        begin(state, BASIS, "host", NOW)
    with pytest.raises(Conflict, match="committed or abandoned already"):
        abandon(state)


def test_an_abandoned_dry_run_stays_so() -> None:
    assert abandon(dry_run()).stage is Stage.ABANDONED


def test_a_dry_run_of_yesterday_is_made_again() -> None:
    """What was known of addresses then may not be so any more."""
    begin(dry_run(), BASIS, "host", NOW + DAY - timedelta(seconds=1))
    with pytest.raises(Conflict, match="Upload the file again"):
        begin(dry_run(), BASIS, "host", NOW + DAY)


def test_a_list_of_which_nothing_is_ready_cannot_be_committed() -> None:
    with pytest.raises(Conflict, match="nothing to import"):
        begin(dry_run(0), BASIS, "host", NOW)


@pytest.mark.parametrize("ground", ["", "  ", "\u200b"])
def test_a_commit_needs_a_reason_for_which_it_may_be(ground: str) -> None:
    """M25."""
    with pytest.raises(ValidationError):
        Basis(ground=ground, source="members.xlsx")
