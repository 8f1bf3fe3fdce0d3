"""Headcounts: put right, counted from a report of the meeting, and what is told of them (S19)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.headcounts import HeadcountCorrected
from services.contracts.refusals import Conflict
from services.sessions import commands, model, store
from services.sessions.commands import HoldSession, headcount
from services.sessions.commands.headcount import CountPeople
from services.sessions.model import Attendance, Session
from services.sessions.model.headcount import MOST_CORRECTIONS, correct, must_fit
from tests.membership.meanwhile import between
from tests.membership.network import SLUG, Network
from tests.membership.rights import MEMBERS, RUNNERS, VIEWERS
from tests.page import Page
from tests.sessions.attendance import reports
from tests.sessions.attendance.reports import teams
from tests.sessions.planning import API, DESK, PROGRAMME, plan
from tests.sessions.test_model import FRIDAY, hold, planned

AFTER = FRIDAY + timedelta(minutes=65)
BYTES = "application/octet-stream"
BOUNDARY = "a-boundary-of-a-form"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture
def network(everybody: Network) -> Network:
    """With everybody: members see something else than those who run sessions."""
    return everybody


def held(network: Network, people: int | None = 70) -> str:
    """A session that is written down as held, with so many people."""
    session_id = plan(network)
    network.world.move_to(AFTER)
    done = HoldSession(recording_off=True, headcount=people)
    commands.hold(SLUG, session_id, done, by=network.ids["chair"])
    network.world.settle()
    return session_id


def form_of(files: Sequence[bytes]) -> bytes:
    """What a browser sends when these files were chosen."""
    name = b'Content-Disposition: form-data; name="file"; filename="Zephyrine.csv"\r\n\r\n'
    parts = [b"--" + BOUNDARY.encode() + b"\r\n" + name + file + b"\r\n" for file in files]
    return b"".join(parts) + b"--" + BOUNDARY.encode() + b"--\r\n"


def put_right(network: Network, session_id: str, people: Any, version: int = 3) -> Any:
    wish = {"version": version, "headcount": people}
    return network.api("POST", f"{API}/{session_id}/headcount", wish, by="facilitator")


# --- the rule -----------------------------------------------------------------------------------


def test_a_correction_keeps_both_and_says_the_new_one() -> None:
    """S19: the old number stays, with the moment until which it counted."""
    session, _ = hold(planned(), FRIDAY)
    later = FRIDAY + timedelta(hours=1)

    change = correct(session, 80, version=session.version, now=later)

    assert change is not None
    corrected, (said,) = change
    assert isinstance(said, HeadcountCorrected)
    assert (said.headcount, said.sequence) == (80, corrected.version)
    (before,) = corrected.counted_before
    assert (corrected.headcount, before.headcount, before.until) == (80, 87, later)


def test_it_is_not_corrected_into_itself_nor_without_end() -> None:
    session, _ = hold(planned(), FRIDAY)
    assert correct(session, 87, version=0, now=AFTER) is None
    for people in range(MOST_CORRECTIONS):
        change = correct(session, people, version=session.version, now=AFTER)
        assert change is not None
        session, _ = change
    with pytest.raises(Conflict, match="20 times"):
        correct(session, 99, version=session.version, now=AFTER)
    must_fit(session)


@pytest.mark.parametrize("step", ["planned", "cancelled"])
def test_nobody_is_counted_where_no_session_was_held(step: str) -> None:
    """S24."""
    session: Session = planned()
    if step == "cancelled":
        session, _ = model.cancel(session, FRIDAY - timedelta(days=1))
    with pytest.raises(Conflict):
        correct(session, 9, version=session.version, now=AFTER)


@pytest.mark.parametrize(
    ("people", "told"),
    [(None, ("not counted", None)), (0, ("fewer than 5", None)), (4, ("fewer than 5", None)),
     (5, ("counted", 5)), (1234, ("counted", 1234))],
)  # fmt: skip
def test_members_are_told_no_small_number(
    network: Network, people: int | None, told: tuple[str, int | None]
) -> None:
    """S19."""
    session_id = held(network, people)

    answer = network.api("GET", f"{API}/{session_id}", by="member").json()
    page = network.get(f"{PROGRAMME}/{session_id}", by="member").text

    assert (answer["came"], answer["headcount"]) == told
    said = {"not counted": "Nobody counted how many", "fewer than 5": "Fewer than 5 people came"}
    assert said.get(told[0], f"{people:,} people came" if people else "") in page


# --- putting it right ---------------------------------------------------------------------------


def test_those_who_run_sessions_see_old_and_new_and_members_only_the_new(
    network: Network,
) -> None:
    """S19: who sees what."""
    session_id = held(network)
    assert put_right(network, session_id, 71, version=3).status == 200

    seen = network.api("GET", f"{API}/{session_id}/headcount", by="chair").json()
    assert (seen["headcount"], [one["headcount"] for one in seen["before"]]) == (71, [70])
    desk = network.get(f"{DESK}/{session_id}/headcount", by="facilitator").text
    assert "<strong>71</strong>" in desk and "70, until Friday 27 November" in desk
    page = network.get(f"{PROGRAMME}/{session_id}", by="member").text
    assert "71 people came" in page and "70" not in page


def test_a_correction_reaches_what_membership_counts(network: Network) -> None:
    """decisions: one row per session id, the newest version wins, in whatever order they come."""
    session_id = held(network)
    put_right(network, session_id, None)
    (item,) = [one for one in network.items(f"SESSION#{session_id}") if one["sk"] == "HELD"]
    assert (item["headcount"], item["as_of"]) == (None, 4)
    (said,) = network.said("HeadcountCorrected.v1")
    assert (said["bus"], said["headcount"], said["sequence"]) == ("candour-test", None, 4)


def test_sending_the_same_again_changes_nothing_and_an_old_version_is_refused(
    network: Network,
) -> None:
    """The loser of two is told, and nothing is lost."""
    session_id = held(network)
    first, again = (put_right(network, session_id, 80) for _ in range(2))
    assert (first.status, again.status, again.json()["version"]) == (200, 200, 4)
    late = put_right(network, session_id, 75)
    assert (late.status, late.json()["version"]) == (409, 4)
    assert len(network.said("HeadcountCorrected.v1")) == 1


def test_two_who_put_it_right_at_the_same_moment(network: Network) -> None:
    session_id = held(network)
    wish = CountPeople(version=3, headcount=80)
    between(network, lambda: headcount.correct(SLUG, session_id, wish, by=network.ids["chair"]))
    assert put_right(network, session_id, 75).status == 409
    assert [said["headcount"] for said in network.said("HeadcountCorrected.v1")] == [80]


@pytest.mark.parametrize("people", [-1, 100_001, "many", 2.5])
def test_what_is_no_number_is_refused_and_stays_typed(network: Network, people: Any) -> None:
    session_id = held(network)
    path = f"{DESK}/{session_id}/headcount"
    answer = network.post(path, {"version": "3", "headcount": str(people)}, by="chair")
    assert answer.status == 422
    assert Page(answer.text).form(path).fields["headcount"] == [str(people)]
    assert network.said("HeadcountCorrected.v1") == []


def test_the_run_sheet_leads_to_it_and_it_says_what_was_done(network: Network) -> None:
    session_id = held(network, None)
    path = f"{DESK}/{session_id}/headcount"
    assert path in Page(network.get(f"{DESK}/{session_id}/run-sheet", by="chair").text).addresses
    form = Page(network.get(path, by="chair").text).form(path)
    assert form.fields == {"version": ["3"], "headcount": [""]}
    assert network.post(path, {"version": "3", "headcount": "71"}, by="chair").status == 303
    assert "<strong>71</strong>" in network.get(path, by="chair").text


def test_items_written_before_there_were_corrections_are_read() -> None:
    """A changed stored shape still reads what is there."""
    session, _ = hold(planned(), FRIDAY)
    item: dict[str, Any] = store.session._item(session)
    assert {"attendance", "counted_before"}.isdisjoint(item)
    assert store.read(item) == session


def test_what_is_stored_is_what_was_decided() -> None:
    session, _ = hold(planned(), FRIDAY)
    for found in (Attendance(9, 7, (1, 0), (0, 2)), Attendance(9)):
        change = correct(session, 7, found, version=session.version, now=AFTER)
        assert change is not None
        session, _ = change
        assert store.read(store.session._item(session)) == session


# --- the report ---------------------------------------------------------------------------------


def send(
    network: Network, session_id: str, body: bytes, kind: str = BYTES, by: str = "chair"
) -> Any:
    return network.raw(f"{API}/{session_id}/headcount/file?version=3", body, kind, by=by)


def test_a_program_counts_from_a_report(network: Network) -> None:
    """S20, U7."""
    answer = send(network, held(network), teams())
    assert answer.status == 200, answer.text
    said = answer.json()
    assert (said["headcount"], said["attendance"]["unique"]) == (3, 4)
    assert (said["hosts_left_out"], said["programs_left_out"]) == (1, 1)
    assert [one["headcount"] for one in said["before"]] == [70]


def test_several_files_of_a_form_are_one_meeting(network: Network) -> None:
    """S20: without times the number is that of different people."""
    parts = [reports.ZOOM_UNIQUE.encode(), teams(reports.ZOOM_UNIQUE.replace("Ann", "Zoë"))]
    answer = send(network, held(network), form_of(parts), FORM)
    assert answer.json()["attendance"]["unique"] == answer.json()["headcount"] == 2


def test_on_the_page_the_banner_says_what_was_left_out(network: Network) -> None:
    path = f"{DESK}/{held(network)}/headcount"
    done = network.raw(f"{path}/file?version=3", form_of([teams()]), FORM, by="chair")
    assert (done.status, done.header("location")) == (303, path)
    page = network.get(path, by="chair").text
    assert "fewer than 5 by 5 to 15 minutes" in page
    assert "Ann Lee" not in page and "kelder" not in page


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b"Who,When\nZephyrine,now\n", 422), (b"x" * (5 * 1024 * 1024 - 100), 413)],
)
def test_what_cannot_be_counted_changes_nothing(network: Network, body: bytes, status: int) -> None:
    session_id = held(network)
    before = network.items("", table="")
    answer = send(network, session_id, body)
    assert answer.status == status and "Zephyrine" not in answer.text
    assert network.items("", table="") == before


def test_a_report_for_another_version_or_before_it_is_held_is_refused(network: Network) -> None:
    """S24."""
    session_id = plan(network)
    assert "Write down first" in send(network, session_id, teams()).json()["detail"]
    network.world.move_to(AFTER)
    done = HoldSession(recording_off=True, headcount=3)
    commands.hold(SLUG, session_id, done, by=network.ids["chair"])
    put_right(network, session_id, 4)
    assert send(network, session_id, teams()).status == 409


def test_only_those_who_run_sessions_may_count(everybody: Network) -> None:
    """X3."""
    session_id = held(everybody)
    path = f"{DESK}/{session_id}/headcount/file?version=3"
    for who in (*MEMBERS, "stranger", "suspended"):
        expected = 200 if who in RUNNERS else 403
        assert send(everybody, session_id, teams(), by=who).status == expected, who
        answer = everybody.raw(path, form_of([teams()]), FORM, by=who)
        assert answer.status == (303 if who in RUNNERS else 403), who
    assert set(MEMBERS) < set(VIEWERS)
